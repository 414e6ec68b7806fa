"""Days, months and years that a text names, with the year that is left out worked out from what stands around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from policy_digest.dates import MONTHS, Date, Day
from policy_digest.numerals import HAN_DIGITS, HAN_YEAR, read_number
from policy_digest.suggest.manuscript import Manuscript
from policy_digest.wording import one_line

_NUMBERS = {name.casefold(): number for number, name in enumerate(MONTHS) if name}
_MONTH = "|".join(MONTHS[1:])
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?(?!\d)"
_HAN_TENS = f"[{HAN_DIGITS}十]"
_HAN_MONTH = rf"(?<!{_HAN_TENS})(?!一二月)({_HAN_TENS}{{1,2}})月"
_HAN_DAY = rf"({_HAN_TENS}{{1,3}})[日号](?:[至到—-](?:({_HAN_TENS}{{1,2}})月)?({_HAN_TENS}{{1,3}})[日号])?"
_TO = r"\s*(?:-|–|—|to|and)\s*"
_FORMS = (
    (re.compile(rf"\b({_MONTH})\s+{_DAY}(?:{_TO}(?:({_MONTH})\s+)?{_DAY})?(?:,?\s*(\d{{4}})\b)?"), "m d M D y"),
    (re.compile(rf"(?<!\d){_DAY}(?:{_TO}{_DAY})?\s+(?:of\s+)?({_MONTH})\b(?:,?\s*(\d{{4}})\b)?"), "d D m y"),
    (re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)"), "y m d"),
    (re.compile(rf"\b({_MONTH})\s+(?:of\s+)?(\d{{4}})\b"), "m y"),
    (re.compile(rf"\b(?:[Ii]n|[Ss]ince|[Dd]uring|[Ee]arly|[Ll]ate|[Ll]ast|this)\s+({_MONTH})\b(?!\s+\d)"), "m"),
    (
        re.compile(
            r"(?:(?<!\d)(\d{4})年|[今去同本当]年)?(?<!\d)(\d{1,2})月(?:(\d{1,2})[日号])?"
            r"(?:[至到—-](?:(\d{1,2})月)?(\d{1,2})[日号])?"
        ),
        "y m d M D",
    ),
    (re.compile(rf"(?:({HAN_YEAR})年|[今去同本当]年)?{_HAN_MONTH}{_HAN_DAY}"), "y m d M D"),
    (re.compile(rf"(?:({HAN_YEAR})年|[今去同本当]年){_HAN_MONTH}"), "y m"),  # alone, 一月 may be the length of one
    (re.compile(rf"\b(?:[Ii]n|[Oo]f)\s+(\d{{4}})\b|(?<!\d)(\d{{4}}|{HAN_YEAR})年(?!\d)"), "y y"),
    (re.compile(r"\b(?:[Tt]his|[Ll]ast) year\b|[今去]年"), ""),
)
"""How dates are written, the fullest form first; the letters say what each group holds, capitals the end of a span."""
_YEAR = re.compile(rf"(?<![\d.,-])(1[5-9]\d\d|20\d\d)(?![\d%])(?!\s*[-–—/]\s*\d)|{HAN_YEAR}(?=年)")
_AHEAD = re.compile(r"(?:\b(?:by|until|till|before|towards?|to|through)|[-–—/到至])\s*$", re.IGNORECASE)
"""What makes a year a goal or the end of a span, and no year that the following sentences are in."""
_THIS = re.compile(r"\bthis year\b|[今本当同]年", re.IGNORECASE)
_LAST = re.compile(r"\blast year\b|去年", re.IGNORECASE)
_NEAR = 12
"""Characters before and after a date in which `this year` and the like belong to it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A date as a text names it."""

    start: int
    end: int
    words: str
    year: int | None
    """As named or worked out; None where nothing tells it."""
    month: int | None
    day: int | None
    until: tuple[int, int] | None
    """Month and day of the end of a span."""
    why: str
    """Where the year is from, for people; empty where it is named."""

    def agrees(self, date: Date) -> str:
        """How a date agrees with this one: by its `day`, its `month`, its `year`, or not at all (empty).

        Where no year is known, day and month decide.
        """
        first, last = date.earliest, date.latest
        if not (first and last):
            return ""
        years = [self.year] if self.year is not None else range(first.year, min(last.year, first.year + 9) + 1)
        return next((how for year in years if (how := self._within(year, first, last))), "")

    def _within(self, year: int, first: Day, last: Day) -> str:
        month = self.month or 1
        end_month, end_day = self.until or (self.month or 12, self.day or 31)
        start, end = Day(year, month, self.day or 1), Day(year, end_month, end_day)
        if end < first or start > last:
            return ""
        if first[:2] != last[:2] and (first.year, last.year) != (year, year):
            return ""
        if self.month is None or (first.month, last.month) == (1, 12):
            return "year"
        return "day" if self.day and (last.year, last.month) == first[:2] and last.day - first.day <= 7 else "month"  # noqa: PLR2004 - a week


def mentions(manuscript: Manuscript) -> list[Mention]:
    """Every date that a text names, in order; of two that overlap the fuller."""
    text = manuscript.normal.text
    years = _named_years(manuscript)
    taken: list[tuple[int, int]] = []
    found: list[Mention] = []
    for form, groups in _FORMS:
        for match in form.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            mention = _read(match, groups.split())
            if mention:
                taken.append(match.span())
                found.append(_with_year(mention, manuscript, years))
    return sorted(found, key=lambda mention: mention.start)


def _read(match: re.Match[str], groups: list[str]) -> Mention | None:
    parts = {name: value for name, value in zip(groups, match.groups(), strict=True) if value}
    month, end_month = (_month(parts.get(name, "")) for name in "mM")
    day, end_day, year = (read_number(parts[name]) if name in parts else None for name in "dDy")
    if (month and month > 12) or any(one and one > 31 for one in (day, end_day)):  # noqa: PLR2004 - the calendar
        return None
    until = (end_month or month or 12, end_day) if end_day else None
    return Mention(match.start(), match.end(), one_line(match[0]), year, month, day, until, "")


def _month(name: str) -> int | None:
    return _NUMBERS.get(name.casefold()) or read_number(name) or None


def _named_years(manuscript: Manuscript) -> list[tuple[int, int]]:
    """The place and the number of each year that later sentences may be in; the title stands before all."""
    text, fields = manuscript.normal.text, manuscript.text.source.fields
    latest = fields.date.latest.year if fields.date and fields.date.latest else None
    found = [
        (found.start(), read_number(found[0]))
        for found in _YEAR.finditer(text)
        if not _AHEAD.search(text, max(0, found.start() - _NEAR), found.start())
    ]
    title = [(-1, read_number(found[0])) for found in _YEAR.finditer(fields.title)]
    return [(at, year) for at, year in [*title, *found] if latest is None or year <= latest]


def _with_year(mention: Mention, manuscript: Manuscript, years: list[tuple[int, int]]) -> Mention:
    if mention.year is not None:
        return mention
    text, date = manuscript.normal.text, manuscript.text.source.fields.date
    around = text[max(0, mention.start - _NEAR) : mention.end + _NEAR]
    dated = date.year if date and date.earliest and date.latest and date.earliest.year == date.latest.year else None
    at = bisect_left(years, (mention.start, 0))
    place, named = years[at - 1] if at else (0, None)
    for words, back in ((_THIS, 0), (_LAST, 1)):
        said = words.search(around)
        if said and dated is not None:
            why = f"“{said[0].strip()}”, and the text is dated {date.edtf if date else ''}"
            return replace(mention, year=dated - back, why=why)
    if named is not None:
        why = f"the last year named before it, in {manuscript.block_id(place) if place >= 0 else 'the title'}"
        back = 1 if _LAST.search(around) else 0
        return replace(mention, year=named - back, why=why)
    if dated is not None:
        return replace(mention, year=dated, why=f"the text is dated {date.edtf if date else ''}")
    return mention


def in_sentence(found: list[Mention], start: int, end: int) -> Iterator[Mention]:
    """The dates that stand within a sentence."""
    at = bisect_left(found, start, key=lambda mention: mention.start)
    while at < len(found) and found[at].start < end:
        yield found[at]
        at += 1
