"""The chronology's pages: an index, one page a year, one for what has no date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policy_digest import addresses
from policy_digest.chronology import TYPES, Entry, Names
from policy_digest.dates import MONTHS
from policy_digest.pages.listing import LONGEST, label_of_year
from policy_digest.pages.page import Content, Heading, Item, Page, Subject, chain, fill
from policy_digest.pages.parts import When, when
from policy_digest.pages.timeline import timeline, timeline_of_year

WHOLE_YEAR = "Whole year, or month unknown"
TYPES_UNDATED = TYPES | {"target": Names("Target", "Targets")}
"""What readers see of things without a date."""


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year in the index, with how much of each type it has."""

    id: str
    label: str
    url: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EntryItem:
    """An entry on a year's page."""

    type: str
    kind: str
    """What it is: `Event`."""
    label: str
    url: str
    when: When
    by: str
    passages: int
    language: str
    language_by: str


@dataclass(frozen=True, slots=True)
class Month:
    """The entries of one month, or those of which only the year or a longer span is known."""

    id: str
    label: str
    items: tuple[EntryItem, ...]


def chronology_pages(entries: Sequence[Entry]) -> list[Page]:
    """The index and the pages of the years, in order of time; a very full year has several."""
    by_year: dict[str, list[Entry]] = {}
    for entry in entries:
        by_year.setdefault(str(entry.date.year) if entry.date else addresses.UNDATED, []).append(entry)
    rows = tuple(_row(key, entries) for key, entries in by_year.items())
    front = Page(
        url=addresses.CHRONOLOGY,
        title="Chronology",
        subject=lambda: Subject(items=tuple(Item("CollectionPage", row.label, row.url) for row in rows)),
        description="Every dated text, event, document and target, year by year.",
        parent="",
        render=lambda: Content(
            fill(
                "chronology.html",
                addresses.CHRONOLOGY,
                rows=rows,
                types=tuple(names.many for names in TYPES.values()),
                line=timeline(entries),
                events=any(entry.type == "event" for entry in entries),
            )
        ),
    )
    return [front, *chain([page for key, entries in by_year.items() for page in _year_pages(key, entries)])]


def _row(key: str, entries: Sequence[Entry]) -> YearRow:
    counts = Counter(entry.type for entry in entries)
    return YearRow(f"y{key}", label_of_year(key), addresses.year(key), tuple(counts[kind] for kind in TYPES))


def _year_pages(key: str, entries: Sequence[Entry]) -> list[Page]:
    cuts = [entries[at : at + LONGEST] for at in range(0, len(entries), LONGEST)]
    urls = tuple(addresses.part_of_list(addresses.CHRONOLOGY, key, number) for number in range(1, len(cuts) + 1))
    starts = [(url, entry.date.month) for cut, url in zip(cuts, urls, strict=True) for entry in cut if entry.date]
    months = {month: f"{url}#{addresses.month_id(month)}" for url, month in reversed(starts)}
    return [
        _year_page(key, cut, urls, number, timed=entries if number == 1 else (), months=months)
        for number, cut in enumerate(cuts, 1)
    ]


def _year_page(
    key: str,
    entries: Sequence[Entry],
    urls: tuple[str, ...],
    number: int,
    *,
    timed: Sequence[Entry],
    months: Mapping[int | None, str],
) -> Page:
    label = label_of_year(key)
    url = urls[number - 1]
    title = label + (f" ({number} of {len(urls)})" if len(urls) > 1 else "")
    undated = key == addresses.UNDATED
    told = "Texts, events, documents and targets" + (" without a date" if undated else f" of {label}")

    def render() -> Content:
        types = TYPES_UNDATED if undated else TYPES
        found = _months(entries, types)
        counts = Counter(entry.type for entry in entries)
        html = fill(
            "year.html",
            url,
            title=title,
            months=found,
            kinds=tuple((kind, names.many, counts[kind]) for kind, names in types.items() if counts[kind]),
            urls=urls if len(urls) > 1 else (),
            number=number,
            # Who is led to a month from elsewhere comes to the first page.
            further=tuple(
                (addresses.month_id(month), MONTHS[month] if month else WHOLE_YEAR, address)
                for month, address in sorted(months.items(), key=lambda item: item[0] or 0)
                if timed and not address.startswith(f"{url}#")
            ),
            line=timeline_of_year(int(key), timed, months) if timed and not undated else None,
            undated=undated,
        )
        return Content(html, tuple(Heading(month.id, month.label, 2) for month in found if month.label))

    return Page(
        url=url,
        title=title,
        description=f"{told}, in order.",
        parent=addresses.CHRONOLOGY,
        subject=lambda: Subject(items=tuple(_listed(entry) for entry in entries)),
        render=render,
    )


def _listed(entry: Entry) -> Item:
    kind = {"event": "Event", "target": "Quotation"}.get(entry.type, "CreativeWork")
    date = entry.date.iso or "" if entry.date and entry.type != "target" else ""
    return Item(kind, entry.label, entry.url, date)


def _months(entries: Sequence[Entry], types: Mapping[str, Names]) -> tuple[Month, ...]:
    found: dict[int | None, list[EntryItem]] = {}
    for entry in entries:
        dated, kind = when(entry.date, entry.basis), types[entry.type].one
        told = (entry.by, entry.passages, entry.language, entry.language_by)
        item = EntryItem(entry.type, kind, entry.label, entry.url, dated, *told)
        found.setdefault(entry.date.month if entry.date else None, []).append(item)
    if list(found) == [None] and not any(entry.date for entry in entries):
        return (Month("all", "", tuple(found[None])),)
    ordered = sorted(found, key=lambda month: month or 0)
    return tuple(
        Month(addresses.month_id(month), MONTHS[month] if month else WHOLE_YEAR, tuple(found[month]))
        for month in ordered
    )
