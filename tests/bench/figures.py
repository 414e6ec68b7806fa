"""Sizes of folders, what differs between two, and the arithmetic of several runs."""

from __future__ import annotations

import math
import os
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path


@dataclass(frozen=True)
class Size:
    """How much a folder holds."""

    files: int = 0
    bytes: int = 0


def size(folder: Path) -> Size:
    """Count the files below a folder."""
    sizes = [(Path(root) / name).stat().st_size for root, _, names in os.walk(folder) for name in names]
    return Size(len(sizes), sum(sizes))


def fingerprints(folder: Path) -> dict[str, tuple[bytes, int]]:
    """A hash and the size of every file below a folder, by its path."""
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            content = Path(root, name).read_bytes()
            found[os.path.relpath(Path(root, name), folder)] = blake2b(content, digest_size=16).digest(), len(content)
    return found


def changed(before: Mapping[str, tuple[bytes, int]], after: Mapping[str, tuple[bytes, int]]) -> Size:
    """The files that are new or other than before: what would have to be sent to a host."""
    others = [length for path, (content, length) in after.items() if before.get(path, (b"", 0))[0] != content]
    return Size(len(others), sum(others))


def median(values: Iterable[float]) -> float:
    """The middle of some values; of an even number the mean of the two in the middle."""
    return statistics.median(values)


def exponent(small: tuple[float, float], large: tuple[float, float]) -> float:
    """The power with which a cost grows between two sizes, each given with its cost: 1 is in proportion, 2 quadratic."""
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])
