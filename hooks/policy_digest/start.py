"""What is known of a build before anything is read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from policy_digest.share import Share
from policy_digest.state import Hashes

if sys.platform != "win32":
    import fcntl


@dataclass(frozen=True, slots=True)
class Start:
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


def wait_for_others(target: Path) -> int:
    """Wait until no other build of the site at `target` is at work. Others wait until the result is closed.

    It is a descriptor of the folder in which the site stands; the system lets go of it when a process ends in whatever
    way. On Windows nobody waits.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        return os.open(os.devnull, os.O_RDONLY)
    folder = os.open(target.parent, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    return folder
