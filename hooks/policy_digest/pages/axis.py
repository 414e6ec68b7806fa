"""The scale of a timeline: columns of time side by side, in which a day has its place.

Columns of one picture need not be equally wide: one that holds much gets more room, and where no date starts or ends
for two units or more, a narrow break stands for all of them, so that a far outlier does not squash the rest. Within a
column time runs evenly; all months of a year are taken to be equally long.
"""

from __future__ import annotations

import calendar
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from policy_digest.dates import MONTHS, Date, Day, year_in_words, years_in_words

NARROW, BREAK, EDGE = 2.0, 0.9, 2.2
"""Least width of a column, of a break and of what stands for all earlier or later time, in rem."""
SPARE, LEAST_SPARE = 20.0, 6.0
"""What the columns share besides, by how much each holds, in rem: room for some fifteen marks side by side, and less
where there are many columns or few marks."""
MOST_COLUMNS = 24
"""Years before they are taken together as decades, and those as centuries: what stands side by side on a wide page."""
PAGE = 44.0
"""The width of a page's column of text on a wide screen, in rem; a wider picture is scrolled."""


@dataclass(frozen=True, slots=True)
class Column:
    """A stretch of time."""

    label: str
    told: str
    """The label for those who cannot see the picture."""
    kind: str
    """`unit`; `break` for units in which nothing starts or ends; `edge` for all time before the first or after the last
    column."""
    start: float
    end: float
    """Where it starts and ends, in years; equal for an edge, which no day is placed in."""
    width: float
    """At least, in rem."""
    ticks: bool = False
    """Whether it is a year wide enough to show its months."""


@dataclass(frozen=True)
class Axis:
    """Columns from left to right."""

    columns: tuple[Column, ...]

    @cached_property
    def offsets(self) -> tuple[float, ...]:
        """Where each column starts, in rem, and where the last one ends."""
        found = [0.0]
        for column in self.columns:
            found.append(found[-1] + column.width)
        return tuple(found)

    @cached_property
    def _inner(self) -> tuple[list[int], list[float]]:
        """The columns that are no edges, and where each starts."""
        inner = [number for number, column in enumerate(self.columns) if column.kind != "edge"]
        return inner, [self.columns[number].start for number in inner]

    @property
    def width(self) -> float:
        """The whole, at least, in rem."""
        return self.offsets[-1]

    def place(self, at: float) -> float:
        """Where a point of time stands, in rem from the left. What lies beyond the columns stands at the edge."""
        inner, starts = self._inner
        if at < self.columns[inner[0]].start:
            return 0.0
        if at > self.columns[inner[-1]].end:
            return self.width
        number = inner[max(0, bisect_right(starts, at) - 1)]
        column = self.columns[number]
        return self.offsets[number] + (at - column.start) / (column.end - column.start) * column.width

    def column_of(self, year: int) -> int:
        """The number of the column in which a year lies."""
        return next(number for number, one in enumerate(self.columns) if one.start <= year < one.end)

    def extent(self, date: Date) -> tuple[float, float]:
        """From the first to the last day that a date can mean, in rem. An open side reaches the edge."""
        return (
            self.place(starts(date.earliest)) if date.earliest else 0.0,
            self.place(ends(date.latest)) if date.latest else self.width,
        )


def starts(day: Day) -> float:
    """The start of a day, in years."""
    return day.year + (day.month - 1 + (day.day - 1) / _days(day)) / 12


def ends(day: Day) -> float:
    """The end of a day, in years."""
    if (day.month, day.day) == (12, 31):
        return float(day.year + 1)
    return day.year + (day.month - 1 + day.day / _days(day)) / 12


def _days(day: Day) -> int:
    return calendar.monthrange(day.year % 400 + 400, day.month)[1]  # the calendar repeats itself after 400 years


def axis_of_years(dates: Collection[Date], *, stretch: bool = True) -> Axis:
    """Columns for the years in which dates start or end; for decades, centuries … where those are too many.

    With `stretch`, a column that holds much is wider.
    """
    days = [day for date in dates for day in (date.earliest, date.latest) if day]
    size = 1
    while len(units := _with_breaks(sorted({day.year // size for day in days}))) > MOST_COLUMNS:
        size *= 10
    spare = min(SPARE, max(LEAST_SPARE, PAGE - NARROW * len(units)), float(len(dates))) if stretch else 0.0
    weights = Counter(date.year // size for date in dates)
    columns = [_unit(first, last, size, spare * weights[first] / len(dates)) for first, last in units]
    before, after = any(not date.earliest for date in dates), any(not date.latest for date in dates)
    return Axis(_edges(columns, before=before, after=after))


def _with_breaks(units: list[int]) -> list[tuple[int, int]]:
    """Each unit with itself; a single empty one too; from the first to the last of more empty ones."""
    found: list[tuple[int, int]] = []
    for unit in units:
        missing = unit - found[-1][1] - 1 if found else 0
        if missing:
            found.append((unit - missing, unit - 1))
        found.append((unit, unit))
    return found


def _unit(first: int, last: int, size: int, spare: float) -> Column:
    start, end = first * size, (last + 1) * size
    if first != last:
        told = f"{year_in_words(start)} to {year_in_words(end - 1)}: nothing starts or ends"  # spans may go across
        return Column("…", told, "break", start, end, BREAK)
    label = years_in_words(start, end - 1)
    width = NARROW * (1.5 if size > 10 else 1) + spare  # noqa: PLR2004 - a longer label
    return Column(label, label, "unit", start, end, round(width, 2), ticks=size == 1 and width >= 4 * NARROW)


def axis_of_months(year: int, dates: Iterable[Date]) -> Axis:
    """The twelve months of a year, and an edge where one of the dates reaches beyond it."""
    dates = tuple(dates)
    columns = [
        Column(MONTHS[month][:3], MONTHS[month], "unit", year + (month - 1) / 12, year + month / 12, NARROW)
        for month in range(1, 13)
    ]
    before = any(not date.earliest or date.earliest.year < year for date in dates)
    after = any(not date.latest or date.latest.year > year for date in dates)
    return Axis(_edges(columns, before=before, after=after))


def _edges(columns: list[Column], *, before: bool, after: bool) -> tuple[Column, ...]:
    first, last = columns[0].start, columns[-1].end
    return (
        *([Column("earlier", "earlier", "edge", first, first, EDGE)] if before else []),
        *columns,
        *([Column("later", "later", "edge", last, last, EDGE)] if after else []),
    )
