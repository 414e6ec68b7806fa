"""What a published site was made from, kept between builds.

It holds nothing that cannot be found out again: where it is missing, damaged or of another version, everything is made
anew. Reading it needs no other library, so that a build with nothing to do is over at once.
"""

from __future__ import annotations

import errno
import hashlib
import marshal
import os
import stat
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from policy_digest.publish import Stamp, as_bytes, folders_of, look, walk
from policy_digest.watch import Read

_FORMAT = f"policy-digest state 9 {sys.version}\n".encode()  # marshalled values are those of one version of Python
_CHECK = 32


class Made(NamedTuple):
    """What a page or another output was made from, and the files that came of it."""

    key: bytes
    reads: bytes
    """What was read: places in the state's list of reads, as an array of numbers."""
    files: tuple[str, ...]


Listed = tuple[str, str, str, str, str, str, str, str, str]
"""A page as a plan lists it: kind, address, title, description, parent, file to edit, page before, next, language."""


class Planned(NamedTuple):
    """The pages of a site."""

    key: bytes = b""
    """The hash of what they follow from; empty where that is not known."""
    pages: tuple[Listed, ...] = ()
    home: str = ""
    """The generated part of the home page."""


class WrittenPages(NamedTuple):
    """What the site generator makes: the pages that people write, with what they and the theme need besides."""

    key: bytes = b""
    """The hash of what they follow from; empty where that is not known."""
    files: tuple[str, ...] = ()
    """All that it has made, by the paths within the site."""
    pages: tuple[tuple[str, str, str, dict[str, object]], ...] = ()
    """The source of each page, its address, its title and its front matter."""


@dataclass(slots=True)
class State:
    """What a published site was made from."""

    inputs: bytes = b""
    """The hash of every file that the site follows from; empty where the build had something to tell."""
    looked: bytes = b""
    """The hash of how these files looked; empty where one can have changed since and look the same."""
    look: bytes = b""
    """The look of the published site as it was left."""
    seen: dict[str, Seen] = field(default_factory=dict)
    """The files that the site follows from, as they were looked at."""
    stamps: dict[str, Stamp] = field(default_factory=dict)
    """Every published file as it was left, by its path within the site."""
    made: dict[str, Made] = field(default_factory=dict)
    """By the address of the page, or the name of the output."""
    contents: dict[str, bytes] = field(default_factory=dict)
    """The hash of what each published file holds."""
    reads: dict[Read, bytes] = field(default_factory=dict)
    """The hash of everything that some page has read."""
    plan: Planned = field(default_factory=Planned)
    surroundings: bytes = b""
    """The hash of what stood around every page."""
    written: WrittenPages = field(default_factory=WrittenPages)


def read_file(path: str | Path) -> bytes:
    """The bytes of a file.

    Raises:
        OSError: it cannot be read, or it is no file but a pipe, of which one would wait for words.
    """
    with open(path, "rb", opener=_open_regular) as file:
        return file.read()


def _open_regular(path: str, flags: int) -> int:
    opened = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # Windows has no such pipes
    kind = os.fstat(opened).st_mode
    if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):  # of a folder `open` itself says so
        os.close(opened)
        raise OSError(errno.EINVAL, "Not a file", path)
    return opened


def hash_content(data: bytes) -> bytes:
    """The hash by which the content of a file is known: SHA-256, which the data package tells."""
    return hashlib.sha256(data).digest()


Seen = tuple[int, int, int, int, bytes]
"""A file as it was looked at: its size, when it and what the system keeps of it were changed, its number; its hash."""
RECENT = 2 * 10**9
"""Nanoseconds within which a file can change again and look the same, as the clock of a file system ticks."""


class Hashes(dict[str, bytes]):
    """The hash of each file, by its path, worked out when it is asked for."""

    def __init__(self, known: Mapping[str, Seen] | None = None) -> None:
        """Take files as an earlier build has seen them: one that looks the same is not read again."""
        super().__init__()
        self._known = known or {}
        self.seen: dict[str, Seen] = {}
        """The files that `look` was asked for, but for those that were changed just now."""

    def __missing__(self, path: str) -> bytes:
        """Read the file; one that cannot be read has an empty hash."""
        try:
            found = hash_content(read_file(path))
        except OSError:
            found = b""
        self[path] = found
        return found

    def look(self, path: str, status: os.stat_result) -> bytes:
        """The hash of a file of which the system says `status`."""
        looks = status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
        known = self._known.get(path)
        if known and known[:4] == looks:
            self[path] = known[4]
        found = self[path]
        # What is behind a link can change while the link stays.
        if stat.S_ISREG(status.st_mode) and max(looks[1:3]) < time.time_ns() - RECENT:
            self.seen[path] = (*looks, found)
        return found


def hash_inputs(folders: Iterable[Path], hashes: Hashes, *more: str) -> bytes:
    """The hash of every file below some folders, or of a file, and of whatever else a site follows from."""
    hashed = hashlib.blake2b("\0".join(more).encode(), digest_size=16)
    for folder in folders:
        found = {f"{folder}{os.sep}{path}": status for path, status in walk(folder)}
        if folder.is_file():
            found = {str(folder): folder.stat()}
        for name in sorted(found):
            if not name.endswith(".pyc"):
                hashed.update(os.fsencode(name) + b"\0" + hashes.look(name, found[name]))
    return hashed.digest()


def look_at_inputs(paths: Iterable[Path], *more: str) -> tuple[bytes, bool]:
    """The hash of how every file looks that is one of some paths or below one, and of what else a site follows from.

    With it comes whether that tells all: a file that was changed just now or is a link can change and look the same.
    """
    tells = True
    hashed = hashlib.blake2b("\0".join(more).encode(), digest_size=16)
    last = time.time_ns() - RECENT
    for path in paths:
        for within, files in [("", [("", path.stat())])] if path.is_file() else folders_of(path):
            found = [
                (name, one.st_size, one.st_mtime_ns, one.st_ctime_ns, one.st_ino, stat.S_ISREG(one.st_mode))
                for name, one in files
                if not name.endswith(".pyc")
            ]
            tells = tells and all(max(one[2:4]) < last and one[5] for one in found)
            hashed.update(as_bytes((str(path), within, sorted(found))))
    return hashed.digest(), tells


def load_state(path: Path | None, parts: int = 3) -> State:
    """The state saved in `path`, an empty one where it is unfit.

    The first of its parts tells whether a site has changed, the second which files were seen.
    """
    if path is None:
        return State()
    found = []
    try:
        with path.open("rb") as file:
            if file.read(len(_FORMAT)) != _FORMAT:
                return State()
            for _ in range(parts):
                size, check = int.from_bytes(file.read(8)), file.read(_CHECK)
                packed = file.read(size)
                if hashlib.sha256(packed).digest() != check:
                    return State()
                found += marshal.loads(packed)
        state = State(*found)
        state.made = {name: Made(*made) for name, made in state.made.items()}
        state.plan, state.written = Planned(*state.plan), WrittenPages(*state.written)
    except (OSError, ArithmeticError, MemoryError, ValueError, TypeError, EOFError, AttributeError):
        return State()
    return state


def state_file(cache: Path, target: Path) -> Path:
    """Where the state of the site at `target` is kept below the folder of what is kept."""
    return cache / f"site-{hashlib.sha256(os.fsencode(target)).hexdigest()[:16]}.state"


def can_be_kept(value: Any) -> bool:
    """Whether a state may hold a value: one that is made up of plain ones."""
    try:
        marshal.dumps(value)
    except ValueError:
        return False
    return True


def save_state(state: State, path: Path | None) -> None:
    """Keep a state for the next build, in one step. Where that cannot be, the next build makes everything."""
    if path is None:
        return
    part = path.with_name(f"{path.name}.{os.getpid()}")
    made = {name: tuple(one) for name, one in state.made.items()}
    parts: tuple[Any, ...] = (
        (state.inputs, state.looked, look(state.stamps)),
        (state.seen,),
        (state.stamps, made, state.contents, state.reads, tuple(state.plan), state.surroundings, tuple(state.written)),
    )
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        for left in path.parent.glob(f"{path.name}.*"):  # by builds that were killed; those that run wait for this one
            left.unlink()
        with part.open("wb") as file:
            file.write(_FORMAT)
            for values in parts:
                packed = marshal.dumps(values)
                file.write(len(packed).to_bytes(8) + hashlib.sha256(packed).digest() + packed)
        part.replace(path)
