"""What of a site is out of date: the books of a build.

A page is out of date when what it is made from has changed: what its function has captured (`fingerprint`), what it
read of the digest (`watch`), its neighbours, or the frame around it. What that was is kept with each site (`state`). A
page is also made anew where a published file of it is not as it was left.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from policy_digest.fingerprint import Versions
from policy_digest.publish import Stamp
from policy_digest.state import Made, State
from policy_digest.watch import Read


@dataclass(slots=True)
class Books:
    """What a build makes and from what, and what stays as it is published."""

    state: State
    """What the published site was made from."""
    published: Mapping[str, Stamp]
    """The files that are published now."""
    versions: Versions
    listed: bool
    """Whether the list of pages is that of the published site, and so what it follows from is the same."""
    made: dict[str, Made] = field(default_factory=dict)
    """Everything that the new site has, made now or before, by name: the address of a page, or that of an output."""
    written: dict[str, bytes] = field(default_factory=dict)
    """The hash of each file that was written."""
    kept: set[str] = field(default_factory=set)
    """The published files that stay."""
    reads: dict[Read, bytes] = field(default_factory=dict)
    """The hash of everything that some page has read, as it is now."""
    _numbers: dict[Read, int] = field(default_factory=dict)
    _changed: set[int] = field(default_factory=set)
    """The numbers of what was read and is no longer the same."""
    _touched: set[str] = field(default_factory=set)
    """The published files that are not as the last build left them."""

    def __post_init__(self) -> None:
        """Look for what has changed of all that was read and published before."""
        if self.published != self.state.stamps:
            self._touched = {path for path, stamp in self.state.stamps.items() if self.published.get(path) != stamp}
        for number, (read, before) in enumerate(self.state.reads.items()):
            now = before if self.listed and read[0] != "text" else self.versions.of(read)
            self._numbers[read], self.reads[read] = number, now
            if now != before:
                self._changed.add(number)

    def keep(self, name: str, key: bytes) -> bool:
        """Keep what was made from the same, if all its files are there as they were left. Returns whether it is."""
        made = self.state.made.get(name)
        if made is None or made.key != key or not self._changed.isdisjoint(array("I", made.reads)):
            return False
        if not self._touched.isdisjoint(made.files):
            return False
        self.made[name] = made
        self.kept.update(made.files)
        return True

    def leave(self, name: str) -> bool:
        """Leave what was made under a name as it is, out of date or not. Returns whether there is such a thing."""
        made = self.state.made.get(name)
        if made:
            self.made[name] = made._replace(key=b"")  # and so out of date for the next build
            self.kept.update(path for path in made.files if path in self.state.stamps)
        return made is not None

    def enter(self, name: str, key: bytes, reads: Iterable[Read], files: Iterable[str]) -> None:
        """Enter what was made now, what it has read, and the files that came of it."""
        numbers = array("I", [self._number(read) for read in reads]).tobytes()
        self.made[name] = Made(key, numbers, tuple(files))

    def intact(self, path: str) -> bool:
        """Whether a file is published as the last build left it."""
        return path in self.state.stamps and path not in self._touched

    def _number(self, read: Read) -> int:
        """The place of a read in the list of all."""
        number = self._numbers.get(read)
        if number is None:
            number = self._numbers[read] = len(self.reads)
            self.reads[read] = self.versions.of(read)
        return number
