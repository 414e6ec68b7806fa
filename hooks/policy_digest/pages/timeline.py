"""The timeline: a picture of what is dated when, by kind, drawn at build time and read without a script.

A certain day is a point; any other date is a span from the first to the last day that it can mean. What is undated has
no place on it and is counted. Each mark is a link that says what it stands for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from policy_digest import addresses
from policy_digest.chronology import TYPES, Entry
from policy_digest.dates import MONTHS, Date, year_in_words
from policy_digest.pages.axis import Axis, Column, axis_of_months, axis_of_years, ends

MOST_MARKS = 100
"""Entries that are drawn one by one. Each is a link of its own size for a finger: more would neither fit on a screen
nor be stepped through by key, and 100 weigh some 30 KB."""
MOST_ROWS = 12
"""Rows of marks in a lane, one above the other, before it is counted instead."""
FEWEST = 2
"""Dated entries below which there is nothing to compare, and no picture."""
FINGER = 1.2
"""The least width of a link, in rem: 24 pixels."""
LONGEST_LABEL = 100

SHAPES = {
    "day": "a certain day",
    "lasting": "from day to day",
    "span": "some time within, or all of it",
    "about": "about then, or uncertain",
    "set": "one of several dates",
    "open": "start or end open or unknown",
    "beyond": "goes on beyond the picture",
}
"""The shapes of marks and what they mean, in the order of the legend."""

_DAYS = re.compile(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Scale:
    """A column of the picture, as its axis names it."""

    label: str
    told: str
    url: str
    """What lies in it; empty where nothing starts there."""
    kind: str
    ticks: bool
    width: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry: a link on the picture. Places are in hundredths of the picture's width."""

    url: str
    label: str
    language: str
    words: str
    """Its date, for people."""
    kind: str
    """What it is: `Event`."""
    shape: str
    """One of `SHAPES`."""
    start: float
    width: float
    """0 for a certain day."""
    row: int
    """From 1."""
    open_start: bool
    open_end: bool
    """Whether the date reaches beyond the picture on that side."""


@dataclass(frozen=True, slots=True)
class Bar:
    """How many entries of a kind lie in a column: a link to them."""

    url: str
    told: str
    """What it counts: `texts, 2010s`."""
    count: int
    start: float
    width: float
    height: float
    """As a part of the highest bar of the picture."""
    beyond: float
    """The part of it whose dates reach beyond the column."""


@dataclass(frozen=True, slots=True)
class Lane:
    """What there is of one kind."""

    type: str
    label: str
    count: int
    rows: int
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    """Instead of marks, where they would be too many."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The picture."""

    caption: str
    width: float
    """At least, in rem; a narrower screen scrolls it."""
    columns: tuple[Scale, ...]
    lanes: tuple[Lane, ...]
    shapes: tuple[tuple[str, str], ...]
    """The shapes that occur, with what they mean; none where entries are counted."""
    counted: bool
    beyond: bool
    """Whether a bar counts a date that reaches beyond its column."""
    breaks: bool
    """Whether years in which nothing starts or ends are left out."""
    stretched: bool
    """Whether some columns are wider for what they hold."""
    undated: int


def has_timeline(entries: Iterable[Entry]) -> bool:
    """Whether enough of them are dated for a picture."""
    return bool(_dated(entries))


def _dated(entries: Iterable[Entry]) -> list[tuple[Entry, Date]]:
    """Those with a date; none where they are too few for a picture."""
    found = [(entry, entry.date) for entry in entries if entry.date]
    return found if len(found) >= FEWEST else []


def timeline(entries: Sequence[Entry]) -> Timeline | None:
    """The picture of entries over the years, or None where too few of them are dated. They are in order of time."""
    if not (dated := _dated(entries)):
        return None
    dates = [date for _, date in dated]
    axis = axis_of_years(dates)
    urls = _urls_of_years(dates, axis)
    lanes = _lanes_of_marks(dated, axis)
    if not lanes:
        whole = axis_of_years(dates, stretch=False)
        axis = Axis(tuple(column for column in whole.columns if column.kind != "edge"))
        urls = _urls_of_years(dates, axis)
        columns = {year: axis.column_of(year) for year in {date.year for date in dates}}
        lanes = _lanes_of_bars(dated, axis, urls, lambda date: columns[date.year])
    return _picture(dated, axis, urls, lanes, len(entries) - len(dated))


def timeline_of_year(year: int, entries: Sequence[Entry], months: Mapping[int | None, str]) -> Timeline | None:
    """The picture of a year's entries over its months; `months` has the address of each, and of those without one."""
    if not (dated := _dated(entries)):
        return None
    axis = axis_of_months(year, [date for _, date in dated])
    lanes = _lanes_of_marks(dated, axis)
    if not lanes:
        inner = axis_of_months(year, ()).columns
        width = 1.7 * inner[0].width  # a longer label
        whole = Column("no month", "month not known", "edge", year, year, width)
        axis = Axis((whole, *inner))
    names = {name: month for month, name in enumerate(MONTHS) if month}
    urls = {number: months.get(names.get(column.told), "") for number, column in enumerate(axis.columns)}
    if lanes:
        urls |= {number: "" for number, column in enumerate(axis.columns) if column.kind == "edge"}
    else:
        lanes = _lanes_of_bars(dated, axis, urls, lambda date: date.month or 0)
    return _picture(dated, axis, urls, lanes, 0)


def _urls_of_years(dates: Sequence[Date], axis: Axis) -> dict[int, str]:
    """The address of what starts in each column: a year's page, or for several years the first of them in the index."""
    years: dict[int, set[int]] = {}
    for year in {date.year for date in dates}:
        years.setdefault(axis.column_of(year), set()).add(year)
    return {
        column: addresses.year(str(min(found))) if len(found) == 1 else f"{addresses.CHRONOLOGY}#y{min(found)}"
        for column, found in years.items()
    }


def shape_of(date: Date) -> str:
    """How a date is drawn: one of `SHAPES`."""
    if not (date.earliest and date.latest):
        return "open"
    if date.edtf.startswith("["):
        return "set"
    if any(mark in date.edtf for mark in "~?%"):
        return "about"
    if date.earliest == date.latest:
        return "day"
    return "lasting" if _DAYS.fullmatch(date.edtf) else "span"


def _lanes_of_marks(dated: Sequence[tuple[Entry, Date]], axis: Axis) -> tuple[Lane, ...]:
    """A lane for each kind, or none at all where the marks would be too many."""
    if len(dated) > MOST_MARKS:
        return ()
    lanes = []
    for kind, names in TYPES.items():
        own = [(entry, date) for entry, date in dated if entry.type == kind]
        rows: list[float] = []
        marks = tuple(_mark(entry, date, axis, rows) for entry, date in own)
        if len(rows) > MOST_ROWS:
            return ()
        if own:
            lanes.append(Lane(kind, names.many, len(own), len(rows), marks, ()))
    return tuple(lanes)


def _mark(entry: Entry, date: Date, axis: Axis, rows: list[float]) -> Mark:
    """Place an entry in the first row with room for it. `rows` holds how far each is filled, in rem."""
    start, end = axis.extent(date)
    shape = shape_of(date)
    if shape == "day":
        start = end = (start + end) / 2
    slack = max(0.0, FINGER - (end - start)) / 2
    row = next((number for number, filled in enumerate(rows) if filled <= start - slack), len(rows))
    rows[row : row + 1] = [end + slack]
    return Mark(
        url=entry.url,
        label=entry.label if len(entry.label) <= LONGEST_LABEL else f"{entry.label[: LONGEST_LABEL - 1].rstrip()}…",
        language=entry.language,
        words=date.words,
        kind=TYPES[entry.type].one,
        shape=shape,
        start=_share(start, axis),
        width=_share(end - start, axis),
        row=row + 1,
        open_start=start == 0 and axis.columns[0].kind == "edge",
        open_end=end == axis.width and axis.columns[-1].kind == "edge",
    )


def _lanes_of_bars(
    dated: Sequence[tuple[Entry, Date]], axis: Axis, urls: Mapping[int, str], column_of: Callable[[Date], int]
) -> tuple[Lane, ...]:
    counts = Counter((entry.type, column_of(date)) for entry, date in dated)
    beyond = Counter(
        (entry.type, at) for entry, date in dated if _reaches_beyond(date, axis.columns[at := column_of(date)])
    )
    highest = max(counts.values())
    return tuple(
        Lane(
            kind,
            names.many,
            sum(counts[kind, number] for number in range(len(axis.columns))),
            0,
            (),
            tuple(
                Bar(
                    url=urls[number],
                    told=f"{(names.one if counts[kind, number] == 1 else names.many).lower()}, {column.told}",
                    count=counts[kind, number],
                    start=_share(axis.offsets[number], axis),
                    width=_share(column.width, axis),
                    height=round(counts[kind, number] / highest, 3),
                    beyond=round(beyond[kind, number] / counts[kind, number], 3),
                )
                for number, column in enumerate(axis.columns)
                if counts[kind, number]
            ),
        )
        for kind, names in TYPES.items()
        if any(one == kind for one, _ in counts)
    )


def _reaches_beyond(date: Date, column: Column) -> bool:
    if column.kind == "edge":
        return False
    return not (date.earliest and date.latest and ends(date.latest) <= column.end)


def _share(rem: float, axis: Axis) -> float:
    return round(100 * rem / axis.width, 2)


def _picture(
    dated: Sequence[tuple[Entry, Date]], axis: Axis, urls: Mapping[int, str], lanes: tuple[Lane, ...], undated: int
) -> Timeline:
    counted = any(lane.bars for lane in lanes)
    shapes = {mark.shape for lane in lanes for mark in lane.marks}
    if any(mark.shape != "open" and (mark.open_start or mark.open_end) for lane in lanes for mark in lane.marks):
        shapes.add("beyond")
    days = [day.year for _, date in dated for day in (date.earliest, date.latest) if day]
    first, last = year_in_words(min(days)), year_in_words(max(days))
    reach = f"{first} to {last}" if first != last else first
    return Timeline(
        caption=f"{len(dated):,} dated, {reach}",
        width=round(axis.width, 2),
        columns=tuple(
            Scale(column.label, column.told, urls.get(number, ""), column.kind, column.ticks, column.width)
            for number, column in enumerate(axis.columns)
        ),
        lanes=lanes,
        shapes=tuple((shape, told) for shape, told in SHAPES.items() if shape in shapes),
        counted=counted,
        beyond=any(bar.beyond for lane in lanes for bar in lane.bars),
        breaks=any(column.kind == "break" for column in axis.columns),
        stretched=len({column.width for column in axis.columns if column.kind == "unit"}) > 1,
        undated=undated,
    )
