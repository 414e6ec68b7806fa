"""What a published site was made from, kept between builds.

It holds nothing that cannot be found out again: where it is missing, damaged or of another version, everything is made
anew. Reading it needs no other library, so that a build with nothing to do is over at once.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from policy_digest.publish import Stamp, stamps
from policy_digest.watch import Read

_FORMAT = b"policy-digest state 1\n"
_CHECK = 32


class Made(NamedTuple):
    """What a page or another output was made from, and the files that came of it."""

    key: bytes
    reads: bytes
    """What was read: places in the state's list of reads, as an array of numbers."""
    read: bytes
    """The hash of all that was read."""
    files: tuple[str, ...]


@dataclass(slots=True)
class State:
    """What a published site was made from."""

    inputs: bytes = b""
    """The hash of every file that the site follows from; empty where the build had something to tell."""
    stamps: dict[str, Stamp] = field(default_factory=dict)
    """Every published file as it was left, by its path within the site."""
    made: dict[str, Made] = field(default_factory=dict)
    """By the address of the page, or the name of the output."""
    contents: dict[str, bytes] = field(default_factory=dict)
    """The hash of what each published file holds."""
    reads: list[Read] = field(default_factory=list)
    """Everything that some page has read."""


def hash_content(data: bytes) -> bytes:
    """The hash by which the content of a file is known."""
    return hashlib.blake2b(data, digest_size=16).digest()


class Hashes(dict[str, bytes]):
    """The hash of each file, by its path, worked out when it is asked for."""

    def __missing__(self, path: str) -> bytes:
        """Read the file; one that cannot be read has an empty hash."""
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - ten thousand times
                found = hash_content(file.read())
        except OSError:
            found = b""
        self[path] = found
        return found


def hash_inputs(folders: Iterable[Path], hashes: Hashes, *more: str) -> bytes:
    """The hash of every file below some folders, or of a file, and of whatever else a site follows from."""
    hashed = hashlib.blake2b("\0".join(more).encode(), digest_size=16)
    for folder in folders:
        names = [str(folder)] if folder.is_file() else sorted(f"{folder}{os.sep}{path}" for path in stamps(folder))
        for name in names:
            if not name.endswith(".pyc"):
                hashed.update(os.fsencode(name) + b"\0" + hashes[name])
    return hashed.digest()


def load_state(path: Path | None, *, whole: bool = True) -> State:
    """The state saved in `path`, without `whole` only its inputs and stamps; an empty one where it is unfit."""
    try:
        raw = path.read_bytes().removeprefix(_FORMAT) if path else b""
        parts = []
        for _ in range(2 if whole else 1):
            size = int.from_bytes(raw[:8])
            check, packed, raw = raw[8 : 8 + _CHECK], raw[8 + _CHECK : 8 + _CHECK + size], raw[8 + _CHECK + size :]
            if hashlib.sha256(packed).digest() != check:
                return State()
            parts += pickle.loads(packed)
        return State(*parts)
    except (OSError, pickle.UnpicklingError, ValueError, TypeError, EOFError, AttributeError, ImportError):
        return State()


def save_state(state: State, path: Path | None) -> None:
    """Keep a state for the next build, in one step. Where that cannot be, the next build makes everything."""
    if path is None:
        return
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        for left in path.parent.glob(f"{path.name}.*"):  # by builds that were killed; those that run wait for this one
            left.unlink()
        with part.open("wb") as file:
            file.write(_FORMAT)
            for values in ((state.inputs, state.stamps), (state.made, state.contents, state.reads)):
                packed = pickle.dumps(values, pickle.HIGHEST_PROTOCOL)
                file.write(len(packed).to_bytes(8) + hashlib.sha256(packed).digest() + packed)
        part.replace(path)
