"""A build that is to be done, as far as it is known before anything is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from policy_digest.share import Share
from policy_digest.state import Hashes


@dataclass(frozen=True, slots=True)
class Job:
    """Where a build finds everything, and what it follows from."""

    root: Path
    """The folder of the project."""
    sources: Path
    """The folder of the corpus."""
    cache: Path | None
    """Where what was read and made is kept between builds; None where nothing is to be kept."""
    state: Path | None
    """Where it is kept what the site was made from."""
    target: Path
    """The published site."""
    around: bytes
    """The hash of programs, theme and settings: of what may stand around any page."""
    hashes: Hashes
    inputs: bytes
    """The hash of every file that the site follows from."""
    looked: bytes
    """The hash of how these files looked; empty where one can have changed since and look the same."""
    edited: Callable[[], bool]
    """Whether one of them was changed since the build began."""
    shard: Share
    """The share of the site that is made."""

    def kept(self, name: str) -> Path | None:
        """Where something is kept between builds, under a name; None where nothing is to be kept."""
        return self.cache / name if self.cache else None
