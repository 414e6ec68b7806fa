"""Which parts of the digest a page reads while it is made: a page is out of date when one of them has changed.

Nobody lists what a page depends on. The mappings of the digest note every look into them, and a page that is made
again only when what it looked at has changed cannot miss anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import TypeVar

T = TypeVar("T")


Read = tuple[str, str | None]
"""A look into the digest: the mapping that was read, such as `themes`, and the entry, also one that is not there; None
for the mapping as a whole."""


# Of each thread its own: a worker may make several pages at once.
_reads: ContextVar[dict[Read, None] | None] = ContextVar("reads", default=None)


def note(mapping: str, key: str | None) -> None:
    """Say that something is read; it counts while `watching`."""
    if (reads := _reads.get()) is not None:
        reads[mapping, key] = None


@contextmanager
def watching() -> Iterator[dict[Read, None]]:
    """What is read within, each once, in order."""
    reads: dict[Read, None] = {}
    token = _reads.set(reads)
    try:
        yield reads
    finally:
        _reads.reset(token)


class Watched(Mapping[str, T]):
    """A mapping that notes what is read of it."""

    def __init__(self, name: str, make: Callable[[], Mapping[str, T]]) -> None:
        """Watch under a name what `make` gives."""
        self.name = name
        self._make = make

    @cached_property
    def plain(self) -> Mapping[str, T]:
        """The mapping itself, made when it is first looked into."""
        return self._make()

    def __reduce__(self) -> tuple[Callable[..., Watched[T]], tuple[str, Mapping[str, T]]]:
        """Sent with what was made."""
        return watched, (self.name, self.plain)

    def __getitem__(self, key: str) -> T:
        note(self.name, key)
        return self.plain[key]

    def __contains__(self, key: object) -> bool:
        note(self.name, str(key))
        return key in self.plain

    def get(self, key: str, default: T | None = None) -> T | None:  # type: ignore[override]  # as a dict has it
        """The entry, or the default."""
        note(self.name, key)
        return self.plain.get(key, default)

    def __iter__(self) -> Iterator[str]:
        note(self.name, None)
        return iter(self.plain)

    def __len__(self) -> int:
        note(self.name, None)
        return len(self.plain)


def watched(name: str, plain: Mapping[str, T]) -> Watched[T]:
    """A mapping that is there, watched."""
    return Watched(name, lambda: plain)
