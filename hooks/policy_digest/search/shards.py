"""The index of the search in shards: of each edit only the shard that it touches is made anew, and the rest is kept.

A text's shard follows from its id alone. What Pagefind makes of a shard is kept under a key of all that it is made of:
the program, with the version of Pagefind, and the documents. The index that a reader searches is one, put together from
all shards; it is the same however much was kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from policy_digest.program import program
from policy_digest.publish import write
from policy_digest.search import merge, pagefind
from policy_digest.search.kept import DamagedError, KeptShard, keep_shard, prune, read_shard
from policy_digest.search.pagefind import PROGRAM

LEAST = 8
"""So many times the square of the number of shards are the most texts that they hold."""

_HASH = hashlib.sha256

SearchDocument = tuple[str, str]
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


def shard_count(texts: int) -> int:
    """How many shards so many texts have: a power of two, so that it seldom changes.

    After an edit one shard is indexed. The more there are, the less that costs, and the more it costs to index and to
    merge all of them, and to keep of which slices the pieces were made.
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
    document: Callable[[str], SearchDocument],
    stamp: Callable[[str], bytes],
    bundle: Path,
    cache: Path,
    number: int | None = None,
    published: Callable[[str], bool] = lambda _: False,
) -> Written:
    """Write the index of all texts into the folder `bundle`, which must not be there.

    `published` tells whether a file of the index stands as an earlier build has left it. What a shard shows of its
    texts and the pieces of the index stand under names for their content, and stay then.

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
    keys = [_key(texts, stamp) for texts in shards]

    def make(at: int) -> KeptShard:
        return _made(cache / keys[at], [document(one) for one in shards[at]])

    stays: list[str] | None = None
    try:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            kept = list(pool.map(lambda at: read_shard(cache / keys[at]) or make(at), range(len(keys))))
        while stays is None:
            try:
                stays = merge.write_merged(bundle, kept, _program(), cache, published)
                stays += [path for shard in kept for path in _write_fragments(shard, bundle, published)]
            except DamagedError as error:  # only what is needed of a shard is read, so this is seen late
                at = keys.index(str(error))
                kept[at], stays = make(at), None
                shutil.rmtree(bundle, ignore_errors=True)
    except ValueError as error:
        raise SearchError(f"Pagefind's index does not have the form of version 1.5: {error}.") from error
    prune(cache, keys)
    names = (shard.name for shard in kept)
    made = sum(shard.made is not None for shard in kept)
    return Written(tuple(zip(names, map(tuple, shards), strict=True)), made, tuple(stays))


def _key(texts: Iterable[str], stamp: Callable[[str], bytes]) -> str:
    hashed = _HASH(program())
    for one in texts:
        hashed.update(f"\0{one}\0".encode() + stamp(one))
    return hashed.hexdigest()


def _made(folder: Path, documents: Sequence[SearchDocument]) -> KeptShard:
    with run_pagefind(documents) as bundle:
        index, fragments = pagefind.read_bundle(bundle, [address for address, _ in documents])
    return keep_shard(folder, index, fragments)


def _write_fragments(shard: KeptShard, bundle: Path, published: Callable[[str], bool]) -> list[str]:
    """Write what is shown of a shard's texts, and return nothing; or return the paths where all is published.

    The site is given the files in the cache themselves, where the file system can do that: it costs least.
    """
    paths = [f"fragment/{shard.name}/{at}.pf_fragment" for at in range(len(shard.lengths))]
    if all(map(published, paths)):
        return paths
    (bundle / "fragment" / shard.name).mkdir(parents=True)
    for at, (path, fragment) in enumerate(zip(paths, shard.fragments(), strict=True)):
        try:
            os.link(f"{shard.folder}/{at}.pf_fragment", f"{bundle}/{path}")
        except OSError:
            (bundle / path).write_bytes(fragment)
    return []


def _program() -> dict[str, bytes]:
    with run_pagefind([("", "<!doctype html><html><body>Any page.</body></html>")]) as bundle:
        return {name: (bundle / name).read_bytes() for name in PROGRAM}


@contextmanager
def run_pagefind(documents: Iterable[SearchDocument]) -> Iterator[Path]:
    """The folder with what Pagefind makes of some documents.

    Raises:
        SearchError: Pagefind is missing or fails, or its index does not hold every document.
    """
    with tempfile.TemporaryDirectory(prefix="digest-search-") as folder:
        number = 0
        for address, document in documents:
            write(Path(folder, "site"), f"{address}index.html", document.encode())
            number += 1
        bundle = Path(folder, "bundle")
        _run(Path(folder, "site"), bundle)
        held = _count(bundle)
        if held != number:
            remedy = f"See that there is room in {tempfile.gettempdir()}, and build again, or report this."
            raise SearchError(f"The search index holds {held} of {number} texts. {remedy}")
        yield bundle


def _run(source: Path, bundle: Path) -> None:
    remedy = "Run `make site`, or `pip install 'pagefind[bin]'` in your own environment."
    from pagefind.service import get_executable  # noqa: PLC0415 - takes time to load

    program = Path(get_executable() or "pagefind").absolute()
    command = [str(program), "--site", str(source), "--output-path", str(bundle)]
    # Settings in the folder where one works or in variables would change the index, and a variable that is not UTF-8
    # ends the program. Windows runs none without this one.
    alone = {name: value for name, value in os.environ.items() if name == "SYSTEMROOT"}
    try:
        done = subprocess.run(
            [*command, "--force-language", "en", "--silent"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            cwd=source.parent,
            env=alone,
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
