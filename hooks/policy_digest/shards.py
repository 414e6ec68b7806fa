"""The index of the search in shards: of each edit only the shard that it touches is made anew, and the rest is kept.

A text's shard follows from its id alone. What Pagefind makes of a shard is kept under a key of all that it is made of:
the version of Pagefind, our form of it, and the documents, and with a checksum: what is missing or damaged is made
again. The index that a reader searches is one, put together anew from all shards; it is the same however much was kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from policy_digest import pagefind
from policy_digest.pagefind import NAME, PROGRAM, MakePiece, Piece, Shard
from policy_digest.program import program

LEAST = 8
"""So many times the square of the number of shards are the most texts that they hold."""
FORM = "1"
"""To be changed when shards are kept in another form."""

_HASH = hashlib.sha256
_OURS = re.compile(r"[0-9a-f]{64}|\.digest-.*")
"""The names of what is kept, and of what was left by a build that was killed."""

Document = tuple[str, str]
"""The address of a text, and what Pagefind reads of it."""


class SearchError(Exception):
    """The index could not be made; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Written:
    """The index of all texts."""

    shards: tuple[tuple[str, tuple[str, ...]], ...]
    """The name of each, and the ids of its texts, in the order of the pages."""
    made: int
    """How many shards were not kept from before."""
    stays: tuple[str, ...]
    """The files of the index that are published already, by their paths within its folder: they were not written."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """A shard with what a reader's browser loads of its texts."""

    key: str
    name: str
    """Another for other content."""
    index: Shard
    fragments: list[bytes]
    made: bool


def shard_count(texts: int) -> int:
    """How many shards so many texts have: a power of two, so that it seldom changes.

    After an edit one shard is indexed and all are merged. The more there are, the less the first costs and the more the
    second; both together cost least where their number grows as the square root of that of the texts.
    """
    count = 1
    while texts > LEAST * count**2:
        count *= 2
    return count


def shard_of(text: str, count: int) -> int:
    """The shard of a text, by its id."""
    return int.from_bytes(_HASH(text.encode()).digest()[:4]) % count


def write_index(
    ids: Iterable[str],
    document: Callable[[str], Document],
    stamp: Callable[[str], bytes],
    bundle: Path,
    cache: Path,
    number: int | None = None,
    published: Callable[[str], bool] = lambda _: False,
) -> Written:
    """Write the index of all texts into the folder `bundle`, which must not be there.

    `published` tells whether a file of the index stands as an earlier build has left it. What a shard shows of its
    texts stands under a name for its content, and stays then.

    The pages of a shard stand in the order of `ids`. `stamp` gives the hash of what the document of a text is made
    from: a shard whose stamps are the same is not made again.

    `number` is that of the shards, where it is not left to `shard_count`. What was made before and is not needed for
    this index is removed from `cache`. Builds that share the folder at the same time may remove what the other would
    have used; it makes that again.

    Raises:
        SearchError: Pagefind is missing, fails or leaves a text out, or writes another form than that of version 1.5.
    """
    ordered = list(ids)
    count = number or shard_count(len(ordered))
    found: defaultdict[int, list[str]] = defaultdict(list)
    for one in ordered:
        found[shard_of(one, count)].append(one)
    shards = [found[at] for at in sorted(found)]
    stamps = {one: stamp(one) for one in ordered}
    try:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            indexed = list(pool.map(lambda texts: _indexed(texts, document, stamps, cache), shards))
        pieces = _Pieces(cache / "pieces")
        pagefind.write_index(
            bundle, [shard.name for shard in indexed], [shard.index for shard in indexed], _program(), pieces
        )
        pieces.prune()
    except ValueError as error:
        raise SearchError(f"Pagefind's index has another form than that of version 1.5: {error}.") from error
    stays: list[str] = []
    for shard in indexed:
        paths = [f"fragment/{shard.name}/{at}.pf_fragment" for at in range(len(shard.fragments))]
        if all(map(published, paths)):
            stays += paths
        else:
            _write_fragments(shard, bundle, cache)
    _prune(cache, {shard.key for shard in indexed})
    names = (shard.name for shard in indexed)
    made = sum(shard.made for shard in indexed)
    return Written(tuple(zip(names, map(tuple, shards), strict=True)), made, tuple(stays))


def _indexed(
    texts: Sequence[str], document: Callable[[str], Document], stamps: Mapping[str, bytes], cache: Path
) -> Indexed:
    hashed = _HASH(f"{FORM}\0{version('pagefind')}".encode())
    for one in texts:
        hashed.update(f"\0{one}\0".encode() + stamps[one])
    key = hashed.hexdigest()
    kept = _read(cache / key, len(texts))
    if kept:
        return Indexed(key, *kept, made=False)
    documents = [document(one) for one in texts]
    with run_pagefind(documents) as bundle:
        index, fragments = pagefind.read_bundle(bundle, [address for address, _ in documents])
    data = index.to_bytes()
    checksum = _HASH(b"".join([data, *fragments])).digest()
    _keep(cache / key, {"index": checksum + data} | {f"{at}.pf_fragment": one for at, one in enumerate(fragments)})
    return Indexed(key, checksum.hex()[:NAME], index, fragments, made=True)


def _read(folder: Path, texts: int) -> tuple[str, Shard, list[bytes]] | None:
    """A shard that was made before, if it is whole."""
    try:
        data = (folder / "index").read_bytes()
        fragments = [(folder / f"{at}.pf_fragment").read_bytes() for at in range(texts)]
    except OSError:
        return None
    checksum = data[: _HASH().digest_size]
    data = data[_HASH().digest_size :]
    if _HASH(b"".join([data, *fragments])).digest() != checksum:
        return None
    return checksum.hex()[:NAME], pagefind.shard_of_bytes(data), fragments


def _keep(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put a folder into the cache, whole or not at all."""
    with contextlib.suppress(OSError):  # no build depends on what is kept
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".digest-", dir=folder.parent))
        for name, content in files.items():
            (aside / name).write_bytes(content)
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)


def _write_fragments(shard: Indexed, bundle: Path, cache: Path) -> None:
    """Give the site the files in the cache themselves, where the file system can do that: it costs least."""
    folder = bundle / "fragment" / shard.name
    folder.mkdir(parents=True)
    kept = cache / shard.key
    for at, fragment in enumerate(shard.fragments):
        name = f"{at}.pf_fragment"
        try:
            os.link(f"{kept}/{name}", f"{folder}/{name}")
        except OSError:
            (folder / name).write_bytes(fragment)


class _Pieces:
    """The pieces of the index, kept from build to build: an edit changes those that hold words of the edited text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.used: set[str] = set()

    def __call__(self, made_of: Sequence[bytes], make: MakePiece) -> Piece:
        hashed = _HASH(program())
        for one in made_of:
            hashed.update(len(one).to_bytes(8))
            hashed.update(one)
        key = hashed.hexdigest()
        self.used.add(key)
        with contextlib.suppress(OSError, ValueError):
            raw = (self.folder / key).read_bytes()
            check, data = raw[: _HASH().digest_size], raw[_HASH().digest_size :]
            if _HASH(data).digest() == check:
                first, last, rest = data.split(b"\n", 2)
                return Piece(first.decode(), last.decode(), rest)
        piece = make()
        data = f"{piece.first}\n{piece.last}\n".encode() + piece.data
        with contextlib.suppress(OSError):  # no build depends on what is kept
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / key).write_bytes(_HASH(data).digest() + data)
        return piece

    def prune(self) -> None:
        """Remove those that no build has used last."""
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if path.name not in self.used and _OURS.fullmatch(path.name):
                with contextlib.suppress(OSError):
                    path.unlink()


def _prune(cache: Path, used: set[str]) -> None:
    for path in cache.iterdir() if cache.is_dir() else ():
        if path.name not in used and _OURS.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)
            with contextlib.suppress(OSError):
                path.unlink()


def _program() -> dict[str, bytes]:
    with run_pagefind([("", "<!doctype html><html><body>Any page.</body></html>")]) as bundle:
        return {name: (bundle / name).read_bytes() for name in PROGRAM}


@contextmanager
def run_pagefind(documents: Iterable[Document]) -> Iterator[Path]:
    """The folder with what Pagefind makes of some documents.

    Raises:
        SearchError: Pagefind is missing or fails, or its index does not hold every document.
    """
    with tempfile.TemporaryDirectory(prefix="digest-search-") as folder:
        number = 0
        for address, document in documents:
            path = Path(folder, "site", address, "index.html")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(document, encoding="utf-8")
            number += 1
        bundle = Path(folder, "bundle")
        _run(Path(folder, "site"), bundle)
        held = _count(bundle)
        if held != number:
            raise SearchError(f"The search index holds {held} of {number} texts. Build again, or report this.")
        yield bundle


def _run(source: Path, bundle: Path) -> None:
    remedy = "Run `make site`, or `pip install 'pagefind[bin]'` in your own environment."
    from pagefind.service import get_executable  # noqa: PLC0415 - takes time to load

    command = [str(get_executable() or "pagefind"), "--site", str(source), "--output-path", str(bundle)]
    try:
        done = subprocess.run(
            [*command, "--force-language", "en", "--silent"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    except OSError as error:
        raise SearchError(
            f"Pagefind could not make the search index: {type(error).__name__}: {error}. {remedy}"
        ) from error
    if done.returncode:
        told = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()[-1]
        raise SearchError(f"Pagefind could not make the search index: {told} {remedy}")


def _count(bundle: Path) -> int:
    try:
        entry = json.loads((bundle / "pagefind-entry.json").read_text(encoding="utf-8"))
        return sum(language["page_count"] for language in entry["languages"].values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return 0
