"""What the search keeps between builds, with a checksum of each part: what is missing or damaged is made again.

Of a shard no more is read than is asked for.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from policy_digest.search.pagefind import NAME, Shard, shard_of_bytes

SLICE = 16
"""Bytes of the hash of some records of a shard."""

_HASH = hashlib.sha256
_CHECK = _HASH().digest_size
_OURS = re.compile(r"[0-9a-f]{64}|\.digest-.*")
"""The names of what is kept, and of what was left by a build that was killed."""


class DamagedError(Exception):
    """A shard is not as it was kept, or no longer there. The argument is the name of its folder."""


@dataclass(frozen=True, slots=True)
class KeptShard:
    """A shard of which no more is read than is asked for."""

    folder: Path
    """Where it is kept."""
    check: bytes
    """The hash of the following, and so of all that belongs to the shard."""
    fields: list[str]
    lengths: list[int]
    """As the index has them."""
    first: str
    """The first word."""
    records: int
    """Where the records begin in the file of the index."""
    of_index: str
    of_fragments: str
    """The hashes of the index, and of all fragments one behind the other."""
    made: tuple[Shard, Sequence[bytes]] | None = None
    """The index and the fragments, where they were made just now."""

    @property
    def name(self) -> str:
        """Another for other content."""
        return self.check.hex()[:NAME]

    def index(self) -> Shard:
        """The whole index. Raises DamagedError."""
        if self.made:
            return self.made[0]
        return shard_of_bytes(self._checked([self._read("index")], self.of_index))

    def fragments(self) -> Sequence[bytes]:
        """What a reader's browser loads of each text. Raises DamagedError."""
        if self.made:
            return self.made[1]
        found = [self._read(f"{at}.pf_fragment") for at in range(len(self.lengths))]
        self._checked(found, self.of_fragments)
        return found

    def slices(self, places: Iterable[tuple[int, int, bytes]]) -> list[bytes]:
        """Some of the records, each told by start, end and hash. Raises DamagedError."""
        if self.made:
            return [self.made[0].records[start:end] for start, end, _ in places]
        found = []
        try:
            with (self.folder / "index").open("rb") as file:
                for start, end, hashed in places:
                    file.seek(self.records + start)
                    found.append(file.read(end - start))
                    if slice_hash(found[-1]) != hashed:
                        raise DamagedError(self.folder.name)
        except OSError as error:
            raise DamagedError(self.folder.name) from error
        return found

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise DamagedError(self.folder.name) from error

    def _checked(self, parts: Sequence[bytes], hashed: str) -> bytes:
        data = b"".join(parts)
        if _HASH(data).hexdigest() != hashed:
            raise DamagedError(self.folder.name)
        return data


def slice_hash(records: bytes) -> bytes:
    """The hash of some records."""
    return _HASH(records).digest()[:SLICE]


def read_shard(folder: Path) -> KeptShard | None:
    """The shard that was kept in a folder, if there is one."""
    head = read(folder / "head")
    return None if head is None else KeptShard(folder, _HASH(head).digest(), *json.loads(head))


def keep_shard(folder: Path, index: Shard, fragments: Sequence[bytes]) -> KeptShard:
    """Keep a shard, whole or not at all."""
    data = index.to_bytes()
    hashes = _HASH(data).hexdigest(), _HASH(b"".join(fragments)).hexdigest()
    told = index.fields, index.lengths, index.words[0], len(data) - len(index.records), *hashes
    head = json.dumps(told, ensure_ascii=False).encode()
    with suppress(OSError):  # no build depends on what is kept
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".digest-", dir=folder.parent))
        keep(aside / "head", head)
        (aside / "index").write_bytes(data)
        for at, fragment in enumerate(fragments):
            (aside / f"{at}.pf_fragment").write_bytes(fragment)
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
    return KeptShard(folder, _HASH(head).digest(), *told, (index, fragments))


def read(path: Path) -> bytes | None:
    """What is kept in a file, if it is whole."""
    try:
        found = path.read_bytes()
    except OSError:
        return None
    return found[_CHECK:] if _HASH(found[_CHECK:]).digest() == found[:_CHECK] else None


def keep(path: Path, data: bytes) -> None:
    """Keep something in a file, where that can be."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_HASH(data).digest() + data)


def prune(folder: Path, used: Container[str]) -> None:
    """Remove what is kept in a folder and was not used, where that can be."""
    found: list[Path] = []
    with suppress(OSError):
        found += folder.iterdir()
    for path in found:
        if path.name not in used and _OURS.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)
            with suppress(OSError):
                path.unlink()
