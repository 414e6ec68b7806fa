"""One site in shards: `python -m tests.bench.shards [--sources FOLDER | --size NUMBER] [--shards 4]`.

Separate processes make a share of the pages each, without a cache and without knowing of each other. Their folders are merged, and
the merged site is compared with that of one build, byte by byte.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.bench.corpus import write_corpus
from tests.bench.trees import differing
from tests.support import ROOT

QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "SOURCE_DATE_EPOCH": "1700000000"}


def main() -> None:
    """Build in shards and at once, and tell what it took. Exits with 1 where the bytes differ."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sources", type=Path, help="a folder of texts; else a corpus is made up")
    options.add_argument("--size", type=int, default=1000, help="how many texts are made up (default: 1000)")
    options.add_argument("--shards", type=int, default=4, help="how many processes share the work (default: 4)")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="digest-shards-") as name:
        folder = Path(name)
        sources = given.sources
        if sources is None:
            write_corpus(given.size, sources := folder / "sources")
        told = build_and_compare(sources.resolve(), folder, given.shards)
    sys.stdout.write("\n".join(told) + "\n")
    sys.exit(told[-1] != "Same bytes.")


def build_and_compare(sources: Path, folder: Path, count: int) -> list[str]:
    """Build in `count` shards and at once into `folder`. Returns what it took, and last whether the bytes are the same."""
    started = time.perf_counter()
    shards = [folder / f"shard-{number}" / "site" for number in range(1, count + 1)]
    building = [start(sources, site, {"DIGEST_SHARD": f"{number}/{count}"}) for number, site in enumerate(shards, 1)]
    await_all(building)
    built = time.perf_counter()
    merged = folder / "merged"
    clashes = merge(shards, merged)
    done = time.perf_counter()
    await_all([start(sources, folder / "whole" / "site", {})])
    whole = time.perf_counter()
    wrong = [*clashes, *differing(merged, folder / "whole" / "site")]
    files = [sum(1 for path in site.rglob("*") if path.is_file()) for site in (*shards, merged)]
    return [
        f"{count} shards at once: {built - started:.1f} s; files of each: {', '.join(map(str, files[:-1]))}.",
        f"Merging {files[-1]} files: {done - built:.1f} s.",
        f"One build of the whole: {whole - done:.1f} s.",
        *wrong,
        "The bytes differ." if wrong else "Same bytes.",
    ]


def start(sources: Path, site: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A build that is under way, in one process and with nothing kept."""
    site.parent.mkdir(parents=True)
    named = {"DIGEST_SOURCES": str(sources), "DIGEST_CACHE": "", "DIGEST_PROCESSES": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "--config-file", str(ROOT / "mkdocs.yml")]
    return subprocess.Popen([*command, "--site-dir", str(site)], env=os.environ | QUIET | named | environment)


def await_all(building: list[subprocess.Popen[bytes]]) -> None:
    """Wait for builds. Exits with 1 where one failed."""
    codes = [process.wait() for process in building]
    if any(codes):
        sys.exit(1)


def merge(shards: list[Path], merged: Path) -> list[str]:
    """Copy the files of all shards into one folder. Returns the paths at which two shards have other bytes."""
    clashes = []
    for shard in shards:
        for path in sorted(path for path in shard.rglob("*") if path.is_file()):
            target = merged / path.relative_to(shard)
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
            elif target.read_bytes() != path.read_bytes():
                clashes.append(f"two shards differ: {path.relative_to(shard).as_posix()}")
    return clashes


if __name__ == "__main__":
    main()
