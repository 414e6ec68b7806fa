"""Lists that stay light however many entries there are: whole while they are short, else split by year."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

from policy_digest import addresses
from policy_digest.dates import year_in_words
from policy_digest.pages.page import Content, Item, Page, Subject, chain, fill
from policy_digest.pages.parts import Link

ItemT = TypeVar("ItemT")
ShownT = TypeVar("ShownT")

LONGEST = 150
"""What one page holds, in entries: at most about 300 KB of HTML."""


def label_of_year(key: str) -> str:
    """What a page calls a year, or what has no date, by its key: `2023`, `101 BC`, `Undated`."""
    return key.capitalize() if key == addresses.UNDATED else year_in_words(int(key))


class Year(NamedTuple, Generic[ItemT]):
    """The entries of one year, or those without a date."""

    key: str
    """`2023` or `undated`."""
    items: tuple[ItemT, ...]
    """None on the first page of a list that is split."""
    url: str
    """The page on which it starts; empty where the list is whole."""
    entries: int
    """How many entries it has."""

    @property
    def label(self) -> str:
        """`2023`, `101 BC` or `Undated`."""
        return label_of_year(self.key)

    @property
    def told(self) -> str:
        """The label within a sentence."""
        return self.key if self.key == addresses.UNDATED else self.label


class Part(NamedTuple, Generic[ItemT]):
    """One page of a list that is split."""

    year: Year[ItemT]
    """Without its entries."""
    number: int
    items: tuple[ItemT, ...]
    urls: tuple[str, ...]
    """Of all pages of the year."""

    @property
    def url(self) -> str:
        """The address of this one."""
        return self.urls[self.number - 1]

    def title(self, whole: str) -> str:
        """`Sources, 2023`, and for a year of several pages `Sources, 2023 (2 of 3)`."""
        return f"{whole}, {self.year.told}" + (f" ({self.number} of {len(self.urls)})" if len(self.urls) > 1 else "")

    def shown(self, show: Callable[[ItemT], ShownT]) -> Part[ShownT]:
        """The same with each entry as the page shows it."""
        year = Year[ShownT](self.year.key, (), self.year.url, self.year.entries)
        return Part(year, self.number, tuple(map(show, self.items)), self.urls)


class Listing(NamedTuple, Generic[ItemT]):
    """The first page of a list in order of date: all entries, or the years on whose pages they are."""

    years: tuple[Year[ItemT], ...]
    split: bool
    """Whether the entries are on further pages."""

    @property
    def entries(self) -> int:
        """How many entries there are in all."""
        return sum(year.entries for year in self.years)

    def shown(self, show: Callable[[ItemT], ShownT]) -> Listing[ShownT]:
        """The same with each entry as the page shows it."""
        years = (Year(year.key, tuple(map(show, year.items)), year.url, year.entries) for year in self.years)
        return Listing(tuple(years), self.split)


def split(
    items: Iterable[ItemT],
    base: str,
    year_of: Callable[[ItemT], int | None],
    *,
    weight: Callable[[ItemT], int] = lambda _: 1,
    newest_first: bool = False,
) -> tuple[Listing[ItemT], tuple[Part[ItemT], ...]]:
    """Arrange entries by year for the page at the address `base`.

    Returns the first page and the further ones: what stands where, to be shown when a page is made. The entries are in
    order of date already. A list that weighs more than `LONGEST` gets a page for each year, and a
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
    years = tuple(
        Year(
            key,
            tuple(by_year[key]) if whole else (),
            "" if whole else addresses.part_of_list(base, key),
            len(by_year[key]),
        )
        for key in keys
    )
    parts = () if whole else tuple(part for year in years for part in _parts(year, by_year[year.key], base, weight))
    return Listing(years, split=not whole), parts


def list_subject(listing: Listing[ItemT], item: Callable[[ItemT], Item]) -> Subject:
    """What the first page of a list lists: the entries, or the pages on which they are."""
    if listing.split:
        return Subject(items=tuple(Item("CollectionPage", year.label, year.url) for year in listing.years))
    return Subject(items=tuple(item(entry) for year in listing.years for entry in year.items))


def part_pages(
    page: Page,
    parts: Iterable[Part[ItemT]],
    template: str,
    show: Callable[[ItemT], object],
    item: Callable[[ItemT], Item],
    about: str = "",
) -> list[Page]:
    """The further pages of the list on `page`, made by `template`.

    `show` gives an entry as the page shows it, `item` as its head lists it. The description is what they are `about`,
    with the year, or that of the list.
    """
    whole = Link(page.title, page.url)

    def part_page(part: Part[ItemT]) -> Page:
        title = part.title(page.title)
        return Page(
            url=part.url,
            title=title,
            description=f"{about}: {part.year.told}." if about else page.description,
            parent=page.url,
            render=lambda: Content(fill(template, part.url, part=part.shown(show), title=title, whole=whole)),
            subject=lambda: Subject(items=tuple(map(item, part.items))),
        )

    return chain([part_page(part) for part in parts])


def _parts(year: Year[ItemT], items: Iterable[ItemT], base: str, weight: Callable[[ItemT], int]) -> list[Part[ItemT]]:
    cuts: list[list[ItemT]] = [[]]
    filled = 0
    for item in items:
        if cuts[-1] and filled + weight(item) > LONGEST:
            cuts.append([])
            filled = 0
        cuts[-1].append(item)
        filled += weight(item)
    urls = tuple(addresses.part_of_list(base, year.key, number) for number in range(1, len(cuts) + 1))
    return [Part(year, number, tuple(items), urls) for number, items in enumerate(cuts, 1)]
