"""Dates in running text, as EDTF: English, Chinese, German, Spanish, French, Italian and Portuguese.

Only what is written counts: a month without a year is no date here, and a date whose order of day and month is not
certain is a set of both. Days from one to another are an interval.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale

from policy_digest.dates import DateError, parse_date
from policy_digest.numerals import HAN_DIGITS, read_number

LANGUAGES = ("en", "de", "es", "fr", "it", "pt")
"""Whose names of months are known. Chinese needs none."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as it is written in a text."""

    edtf: str
    start: int
    end: int
    words: str
    """As it is written."""

    @property
    def whole(self) -> bool:
        """Whether it is a day, a set of days, or days from one to another."""
        return len(self.edtf.partition("/")[0]) >= len("2023-09-10")


_NUMBER = re.compile(r"(?:\b(?:article|issue|item|n[or]s?|pages?|pp?|section|vol)\.?|[#§№])\s*$", re.IGNORECASE)
"""Before a number that is no day: `page 7 – 15 May 2019` is no range."""
_NARROW = {0xFF10 + digit: str(digit) for digit in range(10)}
_YEAR = re.compile(rf"[\d{HAN_DIGITS}]{{4}}")


@cache
def _months() -> dict[str, int]:
    """The number of a month by its name or abbreviation in lower case, without a full stop."""
    names: dict[str, int] = {}
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale(language).months[context][width].items():
                    if len(name.rstrip(".")) >= 3:  # noqa: PLR2004 - `M` is no name
                        names.setdefault(name.rstrip(".").lower(), number)
    return {**names, "sept": 9, "setiembre": 9, "jänner": 1}


@cache
def _forms() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]:
    month = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    name = rf"(?P<name>{month})\b\.?"
    year = r"(?P<year>1[5-9]\d\d|20\d\d)(?!\d)"
    day = r"(?<![\d.,])(?P<day>[0-3]?\d)"
    of = r"(?:\s*(?:,|of|del\s+año|del?|di)\s*|\s+|(?<=\.))"
    nth = r"(?:\.|st|nd|rd|th|º|°|er)?"
    to = r"\s*(?:[-–—/]|\b(?:to|and|bis|und|al?|y|e|et|au)\b)\s*"
    first, first_name = r"(?P<first>[0-3]?\d)", rf"\b(?P<first_name>{month})\b\.?"
    return (
        (
            re.compile(
                rf"(?<![\d.,]){first}{nth}(?:\s*(?:(?:of|de|di)\s*)?{first_name})?{to}{day}{nth}\s*(?:(?:of|de|di)\s*)?\b{name}{of}{year}",
                re.IGNORECASE,
            ),
            _range,
        ),
        (
            re.compile(
                rf"{first_name}\s*{first}(?:st|nd|rd|th)?{to}(?:\b{name}\s*)?(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?:,\s*|\s+){year}",
                re.IGNORECASE,
            ),
            _range,
        ),
        (re.compile(rf"(?<!\d )(?<!\d\. )(?<!\d){first_name}{to}\b{name}{of}{year}", re.IGNORECASE), _range),
        (
            re.compile(
                r"(?P<year>(?:1[5-9]|20)\d\d)\s*年\s*(?P<first_name>\d{1,2})\s*月\s*(?P<first>\d{1,2})\s*[日号]?"
                r"\s*[-–—~～至到]{1,2}\s*(?:(?P<name>\d{1,2})\s*月\s*)?(?P<day>\d{1,2})\s*[日号]"
            ),
            _range,
        ),
        (
            re.compile(
                rf"{day}{nth}\s*(?:day\s+|d[ií]as?\s+del\s+mes\s+)?(?:(?:of|de|di)\s*)?\b{name}{of}{year}",
                re.IGNORECASE,
            ),
            _named,
        ),
        (re.compile(rf"\b{name}\s*(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s*(?:,\s*|\s+){year}", re.IGNORECASE), _named),
        (re.compile(rf"(?<!\d )(?<!\d\. )(?<!\d)\b{name}{of}{year}", re.IGNORECASE), _named),
        (
            re.compile(r"(?P<year>(?:1[5-9]|20)\d\d)\s*年\s*(?P<month>\d{1,2})\s*月(?:\s*(?P<day>\d{1,2})\s*[日号])?"),
            _numbered,
        ),
        (
            re.compile(
                rf"(?P<year>[{HAN_DIGITS}]{{4}})年(?P<month>[{HAN_DIGITS}十]{{1,2}})月(?:(?P<day>[{HAN_DIGITS}十]{{1,3}})[日号])?"
            ),
            _han,
        ),
        (
            re.compile(
                r"(?<![\d./-])(?P<year>(?:1[5-9]"
                r"|20)\d\d)(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\d])"
            ),
            _numbered,
        ),
        (
            re.compile(r"(?<![\d./-])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>(?:1[5-9]|20)\d\d)(?!\.?\d)"),
            _numbered,
        ),
        (
            re.compile(
                r"(?<![\d./-])(?P<one>\d{1,2})(?P<sign>[/-])(?P<other>\d{1,2})(?P=sign)(?P<year>(?:1[5-9]"
                r"|20)\d\d)(?![\d/])"
            ),
            _either,
        ),
    )


def _named(found: re.Match[str]) -> str:
    day = found.groupdict().get("day")
    return _edtf(found["year"], _months()[found["name"].lower()], int(day) if day else None)


def _range(found: re.Match[str]) -> str:
    """From one day or month to a later one of the same year; of the two names of months one may be left out."""
    if _NUMBER.search(found.string[max(0, found.start() - 10) : found.start()]):
        return ""
    given = found.groupdict()
    names = (given["first_name"] or given["name"], given["name"] or given["first_name"])
    first, last = (
        _edtf(given["year"], _months().get(name.lower()) or int(name), int(day) if day else None)
        for name, day in zip(names, (given.get("first"), given.get("day")), strict=True)
    )
    return f"{first}/{last}" if first and first < last else ""


def _numbered(found: re.Match[str]) -> str:
    return _edtf(found["year"], int(found["month"]), int(found["day"]) if found["day"] else None)


def _han(found: re.Match[str]) -> str:
    if found["month"] == "一二":  # January and February, or December
        return ""
    day = read_number(found["day"]) if found["day"] else None
    return _edtf(str(read_number(found["year"])), read_number(found["month"]), day)


def _either(found: re.Match[str]) -> str:
    """Day and month, or month and day: both where both can be."""
    one, other = int(found["one"]), int(found["other"])
    can = sorted({edtf for edtf in (_edtf(found["year"], one, other), _edtf(found["year"], other, one)) if edtf})
    return can[0] if len(can) == 1 else f"[{','.join(can)}]" if can else ""


def _edtf(year: str, month: int, day: int | None) -> str:
    """The date in EDTF, or nothing where no calendar has it."""
    text = f"{year}-{month:02}" + (f"-{day:02}" if day is not None else "")
    try:
        return parse_date(text).edtf if month <= 12 else ""  # noqa: PLR2004 - EDTF's seasons follow
    except DateError:
        return ""


def find_dates(text: str) -> list[FoundDate]:
    """All dates with a year and a month that stand in a text, in its order; where two overlap, the fuller one."""
    found: list[FoundDate] = []
    taken: set[int] = set()
    for one in sorted(_all(text), key=lambda one: (-(one.end - one.start), one.start)):
        if taken.isdisjoint(places := range(one.start, one.end)):
            taken.update(places)
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _all(text: str) -> Iterator[FoundDate]:
    narrow = text.translate(_NARROW)
    if not _YEAR.search(narrow):
        return  # as most paragraphs: this is found out much sooner than that no form fits
    for form, read in _forms():
        for match in form.finditer(narrow):
            if edtf := read(match):
                yield FoundDate(edtf, match.start(), match.end(), text[match.start() : match.end()])
