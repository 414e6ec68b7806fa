"""Dates that say no more than is known.

The notation is EDTF, part of ISO 8601-2:2019 (https://www.loc.gov/standards/datetime/): levels 0 and 1, and
one-of sets of level 2. A date keeps what the editor wrote; bounds, words and order are derived from it.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

MONTHS = tuple(calendar.month_name)
SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
SEASON_MONTHS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12)}
"""First and last month of a season. Winter counts as December, the only one of its months that lies in the
year which the notation names."""

EXAMPLES = "2023, 2023-09, 2023-09-10, 2023-09~ (about), 2023-XX (month unknown), 2023-05/2023-06"

_SHORT = 1000
"""A year of fewer digits would hardly be taken for one: it is told with its era."""

_LONGEST = 9
"""Digits of a year, as the longest in the examples of the notation: no axis of time and no JSON holds any number."""

_PART = re.compile(
    r"(?P<year>-?\d{4}|Y-?\d{5,}|\d{3}X|\d\dXX)(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?"
    r"(?:T(?P<time>(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?P<zone>Z|[+-]\d\d(?::\d\d)?)?)?(?P<mark>[?~%])?",
    re.ASCII,
)
_NAMED = "|".join(f"(?:{name[:3]}{'|Sept' * (name == 'September')}|{name})" for name in MONTHS[1:])
_FOREIGN = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})(?:[-/.年] ?(?P<month>\d\d?)(?:[-/.月] ?(?P<day>\d\d?)日?)|[-.年] ?(?P<only>\d\d?)月?)",
        r"(?P<year>\d{4})(?:年|(?P<month>[01]\d)(?P<day>[0-3]\d))",
        r"(?P<first>\d\d?)[-/.](?P<second>\d\d?)[-/.](?P<year>\d{4})",
        rf"(?:(?P<day>\d\d?)(?:st|nd|rd|th)? (?:of )?)?(?P<name>{_NAMED})\.?,? (?P<year>\d{{4}})",
        rf"(?P<name>{_NAMED})\.? (?P<day>\d\d?)(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
    )
)
"""Dates in other notations, of which a message can say what is meant."""
_ABOUT = re.compile(r"(?:about|around|circa|ca?\.?) ?(?P<date>.+)", re.IGNORECASE)


class Day(NamedTuple):
    """A day of the proleptic Gregorian calendar; years may be negative or longer than four digits."""

    year: int
    month: int
    day: int

    def iso(self) -> str:
        """`2023-09-10`; a year of more than four digits with its sign, as ISO 8601 asks."""
        sign = "-" if self.year < 0 else "+" if self.year > 9999 else ""  # noqa: PLR2004 - ISO's four digits
        return f"{sign}{abs(self.year):04}-{self.month:02}-{self.day:02}"


@dataclass(frozen=True, slots=True)
class Part:
    """One date of the notation: a year, month, day or season, with what is unknown or unsure of it."""

    first: Day
    """The first day that it can mean."""
    last: Day
    """The last day that it can mean."""
    year: str
    """The year as written: `2023`, `201X`."""
    month: int | None = None
    """1 to 12, a season 21 to 24, 0 for `XX`, None where nothing is said."""
    day: int | None = None
    """1 to 31, 0 for `XX`, None where nothing is said."""
    mark: str = ""
    """`?` uncertain, `~` approximate, `%` both."""
    time: str = ""
    """The time of day and its zone, where they are written."""

    @property
    def exact(self) -> bool:
        """Whether it is a year, a month or a day, with nothing unknown or unsure."""
        return not self.mark and "X" not in self.year and self.day != 0 and self.month in {None, *range(1, 13)}

    @property
    def plain(self) -> bool:
        """Whether HTML's `<time datetime>` can hold it: it is exact and of our era."""
        return self.exact and int(self.year) > 0


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it is known."""

    edtf: str
    """As the editor wrote it."""
    earliest: Day | None
    """The first day that it can mean; None where the start is open or unknown."""
    latest: Day | None
    """The last day that it can mean; None where the end is open or unknown."""
    words: str
    """For people: `about September 2023`."""
    iso: str | None
    """`2023`, `2023-09` or `2023-09-10` where the date is that and nothing less certain, else None."""

    def __reduce__(self) -> tuple[Callable[[str], Date], tuple[str]]:
        """Kept as it was written: reading it again is faster than reading its parts."""
        return parse_date, (self.edtf,)

    @property
    def year(self) -> int:
        """The year under which a chronology shows it: of the earliest day, else of the latest."""
        known = self.earliest or self.latest
        assert known is not None, "a date without any bound is not parsed"
        return known.year

    @property
    def sort_key(self) -> tuple[Day, tuple[int, ...], str]:
        """Orders by the earliest possible day; of those that start together the vaguer comes first."""
        start = self.earliest or self.latest
        assert start is not None, "a date without any bound is not parsed"
        end = tuple(-number for number in self.latest) if self.latest else (-(10**9),)
        return (start, end, self.edtf)

    @property
    def month(self) -> int | None:
        """The month within `year` in which all of the date lies, or None: for grouping a year's page."""
        first, last = self.earliest, self.latest
        if first and last and first[:2] == last[:2]:
            return first.month
        return None


def in_order(date: Date | None) -> tuple[Any, ...]:
    """By what things sort by their dates, those without one last."""
    return (0, date.sort_key) if date else (1,)


class DateError(ValueError):
    """A text that is no date of the notation; the message says why and what to write."""


@lru_cache(maxsize=65536)
def parse_date(text: str) -> Date:
    """Read one date in EDTF.

    Raises:
        DateError: the text is not in the notation, or names a day that no calendar has.
    """
    if (narrow := unicodedata.normalize("NFKC", text)) != text:
        parse_date(narrow)  # says what else is wrong with it
        raise DateError(f"is not a date in EDTF. Write {narrow}.")
    if text.startswith("[") and text.endswith("]"):
        return _parse_set(text)
    if "/" in text and not _readings(text):
        return _parse_interval(text)
    part = _parse_part(text)
    iso = text.partition("T")[0].removeprefix("Y") if part.plain else None
    return Date(text, part.first, part.last, _words(part), iso)


def _parse_part(text: str) -> Part:
    found = _PART.fullmatch(text)
    if not found and (meant := _readings(text)):
        _parse_part(meant[-1])  # says what else is wrong with it
        raise DateError(f"is not a date in EDTF. Write {' or '.join(meant)}.")
    if not found:
        raise DateError(f'is not a date in EDTF. Write one such as {EXAMPLES}, or "" for undated.')
    year, mark = found["year"], found["mark"] or ""
    if len(year.lstrip("Y-")) > _LONGEST:
        raise DateError(f"has a year of more than {_LONGEST} digits. Write a nearer one.")
    if "00" in {found["month"], found["day"]}:
        raise DateError("has 00 for a month or day. Write XX for one that is unknown.")
    month = _number(found["month"])
    day = _number(found["day"])
    if found["time"] and not day:
        raise DateError("has a time without a day. Write the day too, or leave out the time.")
    if "X" in year and month:
        raise DateError(f"has a known month in an unknown year. Write {year}, or the year in full.")
    if month == 0 and day:
        raise DateError(f"has a known day in an unknown month. Write {year}-XX.")
    first, last = _bounds(year, month, day)
    return Part(first, last, year.lstrip("Y"), month, day, mark, (found["time"] or "") + (found["zone"] or ""))


def _parse_day(text: str) -> Part:
    """A date within an interval or a set, where the notation has no time of day."""
    part = _parse_part(text)
    if part.time:
        raise DateError("has a time of day in an interval or a set. Write the days alone.")
    return part


def _readings(text: str) -> list[str]:
    """What a date in another notation can mean, in EDTF: two days where it leaves open which number is the month."""
    if about := _ABOUT.fullmatch(text):
        date = about["date"]
        return [f"{meant}~" for meant in ([date] if _PART.fullmatch(date) else _readings(date)) if meant[-1].isdigit()]
    found = next((found for form in _FOREIGN if (found := form.fullmatch(text))), None)
    if not found:
        return []
    given = {name: value for name, value in found.groupdict().items() if value}
    if "first" in given:
        pairs = dict.fromkeys([(given["second"], given["first"]), (given["first"], given["second"])])
        fit = [pair for pair in pairs if int(pair[0]) in range(1, 13)] or pairs
        return [f"{given['year']}-{int(month):02}-{int(day):02}" for month, day in fit]
    names = [name[:3].lower() for name in MONTHS]
    name, month = given.get("name"), given.get("month") or given.get("only")
    numbers = [names.index(name[:3].lower()) if name else month, given.get("day")]
    return ["-".join([given["year"], *(f"{int(number):02}" for number in numbers if number)])]


def _number(text: str | None) -> int | None:
    return None if text is None else 0 if text == "XX" else int(text)


def _bounds(year: str, month: int | None, day: int | None) -> tuple[Day, Day]:
    low, high = int(year.lstrip("Y").replace("X", "0")), int(year.lstrip("Y").replace("X", "9"))
    if not month:
        return Day(low, 1, 1), Day(high, 12, 31)
    if month in SEASONS and day is None:
        start, end = SEASON_MONTHS[month]
    elif 1 <= month <= 12:  # noqa: PLR2004 - the months of a year
        start = end = month
    else:
        raise DateError(f"names month {month:02}. Months run from 01 to 12, seasons from 21 (spring) to 24 (winter).")
    length = calendar.monthrange(low % 400 + 400, end)[1]  # the calendar repeats itself after 400 years
    if day and day > length:
        raise DateError(f"names day {day} of {MONTHS[month]} {year}, which has {length} days.")
    return Day(low, start, day or 1), Day(high, end, day or length)


def _parse_interval(text: str) -> Date:
    sides = text.split("/")
    if len(sides) != 2 or all(side in {"", ".."} for side in sides):  # noqa: PLR2004 - a start and an end
        raise DateError("is not an interval. Write a start and an end, for example 2023-05/2023-06 or 2023/..")
    start, end = (None if side in {"", ".."} else _parse_day(side) for side in sides)
    if start and end and start.first > end.last:
        raise DateError(f"ends before it starts. Write {sides[1]}/{sides[0]}.")
    if start and end:
        words = _words_of_span(start, end)
    elif start:
        words = f"from {_words(start)}" + ("" if sides[1] else ", end unknown")
    else:
        assert end is not None
        words = f"until {_words(end)}" + ("" if sides[0] else ", start unknown")
    return Date(text, start.first if start else None, end.last if end else None, words, None)


def _parse_set(text: str) -> Date:
    parts: list[tuple[Part | None, Part | None]] = []
    for item in text[1:-1].split(","):
        start, dots, end = item.strip().partition("..")
        if not dots:
            part = _parse_day(start)
            parts.append((part, part))
        elif start or end:
            parts.append((_parse_day(start) if start else None, _parse_day(end) if end else None))
            first, last = parts[-1]
            if first and last and first.first > last.last:
                raise DateError("ends before it starts. Write the earlier date first.")
        else:
            raise DateError("is a set without a date. Write one such as [2017,2018] or [2023-05-29..].")
    starts, ends = [start for start, _ in parts], [end for _, end in parts]
    earliest = None if None in starts else min(part.first for part in starts if part)
    latest = None if None in ends else max(part.last for part in ends if part)
    if earliest is None and latest is None:
        raise DateError(
            'is open on both sides and so says nothing. Leave one of the two open, or write "" for undated.'
        )
    words = [_words_of_member(start, end) for start, end in parts]
    told = " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
    return Date(text, earliest, latest, told, None)


def _words_of_member(start: Part | None, end: Part | None) -> str:
    if start and start == end:
        return _words(start)
    if start and end:
        return f"some time {_words_of_span(start, end, between=True)}"
    part = start or end
    assert part is not None
    return f"{'on' if part.day else 'in'} or {'after' if start else 'before'} {_words(part)}"


def _words(part: Part) -> str:
    """`10 September 2023`, `about September 2023`, `2021, month unknown`."""
    plain = _words_unmarked(part)
    about = "about " if part.mark in {"~", "%"} else ""
    unsure = ", uncertain" if part.mark in {"?", "%"} else ""
    return f"{about}{plain}{unsure}"


def _words_unmarked(part: Part) -> str:
    if "X" in part.year:
        first, last = part.first.year, part.last.year
        if part.year.endswith("XX") or first < _SHORT:
            return f"a year between {year_in_words(first)} and {year_in_words(last)}"
        return f"a year in the {first}s"
    year = year_in_words(int(part.year))
    if part.month is None:
        return year
    if part.month == 0:
        return f"{year}, {'month' if part.day is None else 'month and day'} unknown"
    name = SEASONS.get(part.month) or MONTHS[part.month]
    if not part.day:
        return f"{name} {year}" + (", day unknown" if part.day == 0 else "")
    return f"{part.day} {name} {year}" + (f", {_clock(part.time)}" if part.time else "")


def _clock(time: str) -> str:
    """`14:30` for `14:30:00`, `14:30 UTC` where it ends in `Z`, `14:30 UTC+08:00`: not the reader's own time."""
    zone = time[8:]
    return time[:5] + (f" UTC{zone.removeprefix('Z')}" if zone else "")


def year_in_words(year: int) -> str:
    """`2023`, `50 AD`, `101 BC`. Years are counted as EDTF does: 0 is 1 BC."""
    return f"{1 - year} BC" if year < 1 else f"{year} AD" if year < _SHORT else str(year)


def years_in_words(first: int, last: int) -> str:
    """One year, a decade or a longer run of years, in short: `2023`, `1990s`, `1900–1999`, `110–101 BC`."""
    if first == last:
        return year_in_words(first)
    if last - first == 9 and first >= _SHORT:  # noqa: PLR2004 - a decade
        return f"{first}s"
    before, after = year_in_words(first), year_in_words(last)
    return f"{before.removesuffix(after[-3:])}–{after}"  # the era once


def _words_of_span(start: Part, end: Part, *, between: bool = False) -> str:
    """`13 to 14 February 2023` for days that are known; `between May and June 2019` for anything vaguer."""
    if start == end:
        return _words(end)
    if start.exact and end.exact and start.day and end.day and not between:
        return f"{_words_within(start, end)} to {_words(end)}"
    return f"between {_words_within(start, end)} and {_words(end)}"


def _words_within(start: Part, end: Part) -> str:
    """The start of a span without what the end says again."""
    if not (start.exact and end.exact and start.year == end.year and start.month and end.month):
        return _words(start)
    if start.day and start.month == end.month and end.day:
        return str(start.day)
    return f"{start.day} {MONTHS[start.month]}" if start.day else MONTHS[start.month]
