"""Lists that stay light however many entries there are: whole while they are short, else split by year."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from policy_digest import addresses
from policy_digest.pages.page import Item, Subject

ItemT = TypeVar("ItemT")

LONGEST = 150
"""What one page holds, in entries: at most about 300 KB of HTML."""


@dataclass(frozen=True, slots=True)
class Year(Generic[ItemT]):
    """The entries of one year, or those without a date."""

    key: str
    """`2023` or `undated`."""
    items: tuple[ItemT, ...]
    url: str
    """The page on which it starts; empty where the list is whole."""

    @property
    def label(self) -> str:
        """`2023` or `Undated`."""
        return self.key.capitalize()


@dataclass(frozen=True, slots=True)
class Part(Generic[ItemT]):
    """One page of a list that is split."""

    year: Year[ItemT]
    number: int
    of: int
    items: tuple[ItemT, ...]
    url: str

    def title(self, whole: str) -> str:
        """`Sources, 2023`, and for a year of several pages `Sources, 2023 (2 of 3)`."""
        return f"{whole}, {self.year.key}" + (f" ({self.number} of {self.of})" if self.of > 1 else "")


@dataclass(frozen=True, slots=True)
class Listing(Generic[ItemT]):
    """A list in order of date."""

    years: tuple[Year[ItemT], ...]
    parts: tuple[Part[ItemT], ...]
    """The further pages; none where the list is whole."""

    @property
    def count(self) -> int:
        """How many entries there are in all."""
        return sum(len(year.items) for year in self.years)


def split(
    items: Iterable[ItemT],
    base: str,
    year_of: Callable[[ItemT], int | None],
    *,
    weight: Callable[[ItemT], int] = lambda _: 1,
    newest_first: bool = False,
) -> Listing[ItemT]:
    """Arrange entries by year for the page at the address `base`.

    The entries are in order of date already. A list that weighs more than `LONGEST` gets a page for each year, and a
    year that does gets several.
    """
    by_year: dict[str, list[ItemT]] = {}
    for item in items:
        year = year_of(item)
        by_year.setdefault(str(year) if year is not None else addresses.UNDATED, []).append(item)
    keys = [key for key in by_year if key != addresses.UNDATED]
    if newest_first:
        keys.reverse()
        for key in keys:
            by_year[key].reverse()
    keys += [key for key in by_year if key == addresses.UNDATED]
    whole = sum(weight(item) for found in by_year.values() for item in found) <= LONGEST
    years = tuple(Year(key, tuple(by_year[key]), "" if whole else addresses.part_of_list(base, key)) for key in keys)
    return Listing(years, () if whole else tuple(part for year in years for part in _parts(year, base, weight)))


def list_subject(listing: Listing[ItemT], item: Callable[[ItemT], Item]) -> Subject:
    """What the first page of a list lists: the entries, or the pages on which they are."""
    if listing.parts:
        return Subject(items=tuple(Item("CollectionPage", year.label, year.url) for year in listing.years))
    return Subject(items=tuple(item(entry) for year in listing.years for entry in year.items))


def part_subject(part: Part[ItemT], item: Callable[[ItemT], Item]) -> Subject:
    """What a further page of a list lists."""
    return Subject(items=tuple(item(entry) for entry in part.items))


def _parts(year: Year[ItemT], base: str, weight: Callable[[ItemT], int]) -> list[Part[ItemT]]:
    cuts: list[list[ItemT]] = [[]]
    filled = 0
    for item in year.items:
        if cuts[-1] and filled + weight(item) > LONGEST:
            cuts.append([])
            filled = 0
        cuts[-1].append(item)
        filled += weight(item)
    return [
        Part(year, number, len(cuts), tuple(items), addresses.part_of_list(base, year.key, number))
        for number, items in enumerate(cuts, 1)
    ]
