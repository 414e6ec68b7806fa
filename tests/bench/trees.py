"""Two built sites, compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def differing(one: Path, other: Path) -> Iterator[str]:
    """What differs between the files of two folders, a line for each."""
    left, right = files(one), files(other)
    for path in sorted(left | right):
        if path not in left:
            yield f"missing: {path}"
        elif path not in right:
            yield f"too many: {path}"
        elif (one / path).read_bytes() != (other / path).read_bytes():
            yield f"other bytes: {path}"


def files(folder: Path) -> set[str]:
    """The paths of all files below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
