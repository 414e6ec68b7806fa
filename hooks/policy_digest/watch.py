"""Which parts of the digest a page reads while it is made: a page is out of date when one of them has changed.

Nobody lists what a page depends on. The mappings of the digest note every look into them, and a page that is made
again only when what it looked at has changed cannot miss anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


Read = tuple[str, str | None]
"""A look into the digest: the mapping that was read, such as `themes`, and the entry, also one that is not there; None
for the mapping as a whole."""


_reads: dict[Read, None] | None = None


def note(mapping: str, key: str | None) -> None:
    """Say that something is read; it counts while `watching`."""
    if _reads is not None:
        _reads[mapping, key] = None


@contextmanager
def watching() -> Iterator[dict[Read, None]]:
    """What is read within, each once, in order."""
    global _reads  # noqa: PLW0603 - the mappings are read deep within the views, which know nothing of this
    outer, _reads = _reads, {}
    try:
        yield _reads
    finally:
        _reads = outer


class Watched(Mapping[str, T]):
    """A mapping that notes what is read of it."""

    __slots__ = ("name", "plain")

    def __init__(self, name: str, plain: Mapping[str, T]) -> None:
        """Watch `plain` under a name."""
        self.name = name
        self.plain = plain

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
