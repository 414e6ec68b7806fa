"""Stand-ins: what a processor sees in the place of a record's titles, names, dates and addresses.

So a name is never split or recased, and a title is never read as markup. What was laid out with them is a `Layout`,
which any record of the same shape fills with its own values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from html import escape
from typing import NamedTuple

from citeproc.model import TextCased
from citeproc.string import String

from policy_digest.citation import Issued, Record
from policy_digest.dates import MONTHS, year_in_words

# Characters for private use, one for each value. The title's are two words, so that capitals tell its case.
TITLE, _SUBTITLE, CONTAINER, _PUBLISHER, _ARCHIVE, URL, TRANSLATOR, _GENRE, _MEDIUM, SMALL_MEDIUM, LONG_AGO = map(
    chr, range(0xF0000, 0xF000B)
)
WHOLE_TITLE = f"x{TITLE} x{_SUBTITLE}"
VARIABLES = {
    "container-title": CONTAINER,
    "publisher": _PUBLISHER,
    "archive": _ARCHIVE,
    "URL": URL,
    "genre": _GENRE,
    "medium": _MEDIUM,
}
"""What stands for a variable of CSL."""
_AUTHORS = 0xF1000
_HELD = "\U000f2000"
"""Stands for a value but for its ending while what surrounds it is tidied."""
_ENDING = re.compile(r"[.?!。？！]?’?”?\Z")
"""The mark with which a value ends, and the quotation marks that close with it."""
_LONGEST_ENDING = 3
_MARKED = re.compile(r"(?<=[“‘\"(\[/‐-])[^\W\d_]+")
"""A word behind a hyphen, or a mark that opens, which citeproc-py takes for the beginning of the word."""
_LAST = re.compile(r"\b[a-z]+(?=\W*\Z)")
_GOES_ON = re.compile(r"(?:</i>|”)*[,:]")
"""Punctuation before which a title has no full stop."""

Value = Callable[[Record], str]
"""What a stand-in stands for in a record."""


def publishers(record: Record) -> str:
    """The publishers who are not named already; none without an author, in whose place one would stand."""
    return "; ".join(record.further_publishers) if record.authors else ""


def chinese(record: Record) -> bool:
    """Whether the Chinese standard names its terms in Chinese."""
    return record.language.startswith("zh")


def _long_ago(record: Record) -> str:
    """The day of issue with the era of its year: `3 May 101 BC`, `公元前101年5月3日`."""
    assert record.issued is not None, "it stands for a date"
    year, month, day = (*record.issued.parts, 0, 0)[:3]
    if chinese(record):
        era, counted = "公元" if year > 0 else "公元前", abs(record.issued.of_era[0])
        return f"{era}{counted}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")
    return " ".join([*([str(day)] if day else []), *([MONTHS[month]] if month else []), year_in_words(year)])


_VALUES: Mapping[str, Value] = {
    CONTAINER: lambda record: record.container,
    _PUBLISHER: publishers,
    _ARCHIVE: lambda record: record.archive,
    URL: lambda record: record.url,
    TRANSLATOR: lambda record: record.translator,
    _GENRE: lambda record: record.genre,
    _MEDIUM: lambda record: record.medium,
    SMALL_MEDIUM: lambda record: record.medium[:1].lower() + record.medium[1:],
    LONG_AGO: _long_ago,
}


def variables_of(record: Record) -> tuple[str, ...]:
    """The variables with stand-ins that a record has."""
    return tuple([name for name, stand_in in VARIABLES.items() if _VALUES[stand_in](record)])


def authors(count: int) -> list[str]:
    """What stands for the names of so many authors."""
    return [chr(_AUTHORS + place) for place in range(count)]


class _Date(NamedTuple):
    """Numbers of which none is the beginning or the end of another, so that each is found again."""

    year: int
    early: int
    """A year before 1000 or, negative, before our era: behind these styles write the era."""
    month: int
    day: int


_DATES = {"issued": _Date(7777, 777, 9, 8), "accessed": _Date(6666, 666, 2, 6)}
_PAGES = ("55", "55-56")


def page(record: Record) -> str:
    """What stands for the page of a record, or for its pages; empty where it names none."""
    return _PAGES["-" in record.page] if record.page else ""


def date(record: Record, name: str) -> Issued | None:
    """A date of a record with stand-ins for its numbers."""
    found: Issued | None = getattr(record, name)
    if found is None:
        return None
    stand_in = _DATES[name]
    year, month, day = (*found.parts, 0, 0)[:3]
    parts = (
        stand_in.year if year > 999 else stand_in.early if year > 0 else -stand_in.early,  # noqa: PLR2004 - three digits
        stand_in.month if month else 0,
        stand_in.day if day else 0,
    )
    return Issued(tuple(part for part in parts if part), found.circa)


def numbers(dates: Iterable[str], months: tuple[tuple[str, str], ...], *, pages: bool) -> dict[str, Value]:
    """What stands for the numbers of some dates, for the names of their months, and for pages; with the value of each.

    `months` are the names that the style writes, long and short, from 1.
    """
    values: dict[str, Value] = {}
    for name in dates:
        stand_in = _DATES[name]
        values |= dict.fromkeys((str(stand_in.year), str(stand_in.early)), partial(_part, name, 0, "{}".format))
        for place, number in ((1, stand_in.month), (2, stand_in.day)):
            values[f"{number:02}"] = partial(_part, name, place, "{:02}".format)
            values[str(number)] = partial(_part, name, place, "{}".format)
        for form, word in enumerate(months[stand_in.month]):
            values[word] = partial(_part, name, 1, [month[form] for month in months].__getitem__)
    if pages:
        values |= dict.fromkeys(_PAGES, lambda record: record.page)
        values |= dict.fromkeys(("55–56", "55–6"), lambda record: record.page.replace("-", "–"))  # some styles shorten
    return values


def _part(name: str, place: int, said: Callable[[int], str], record: Record) -> str:
    found: Issued = getattr(record, name)
    number = (*found.parts, 0, 0)[place]
    return said(number if place or number > 0 else 1 - number)  # the year 0 is 1 BC


@dataclass(frozen=True, slots=True)
class Layout:
    """What a style makes of all records of a shape, ready to be filled."""

    pieces: tuple[str, ...]
    """The words around the values, as HTML: one piece more than there are values."""
    values: tuple[Value, ...]
    _tidied: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    """The pieces after values with such endings, tidied."""

    def fill(self, record: Record) -> str:
        """Put the values of a record in the place of their stand-ins, as HTML.

        The layout is tidied where it meets the end of a value; of what stands before that, a value keeps every mark.
        """
        parted = [_parted(value(record)) for value in self.values]
        endings = tuple([ending for _, ending in parted])
        pieces = self._tidied.get(endings)
        if pieces is None:
            held = [f"{_HELD}{ending}{piece}" for ending, piece in zip(endings, self.pieces[1:], strict=True)]
            pieces = self._tidied[endings] = tuple(_tidy("".join([self.pieces[0], *held])).split(_HELD))
        return pieces[0] + "".join([words + piece for (words, _), piece in zip(parted, pieces[1:], strict=True)])


def parse_layout(html: str, values: Mapping[str, Value]) -> Layout:
    """Take a reference with stand-ins apart. `values` are those of numbers and the like."""
    pieces: list[str] = []
    found: list[Value] = []
    end = 0
    for stand_in in _any_of(frozenset(values)).finditer(html):
        pieces.append(html[end : stand_in.start()])
        end = stand_in.end()
        if stand_in[1]:
            capitals, quoted = stand_in[2] == "X", pieces[-1].endswith("“")
            found.append(partial(_title, capitals, quoted, bool(_GOES_ON.match(html, end))))
        elif (author := ord(stand_in[0][0]) - _AUTHORS) >= 0:
            found.append(partial(_author, author))
        else:
            found.append(values.get(stand_in[0]) or _VALUES[stand_in[0]])
    return Layout((*pieces, html[end:]), tuple(found))


@cache
def _any_of(numbers: frozenset[str]) -> re.Pattern[str]:
    """Finds stand-ins: titles, with the case of their words, any other character, and those of these numbers."""
    stand_ins = rf"([xX]){TITLE} ([xX]){_SUBTITLE}|[\U000f0000-\U000ffffd]"
    longest_first = "|".join(map(re.escape, sorted(numbers, key=lambda one: (-len(one), one))))
    return re.compile(rf"{stand_ins}|(?<!\d)(?:{longest_first})(?!\d)" if numbers else stand_ins)


def _title(capitals: bool, quoted: bool, goes_on: bool, record: Record) -> str:
    """The title as it stands in a reference. Of titles that are not English the capitals are their own."""
    english = record.language.partition("-")[0] in {"", "en"}
    words = _headline(record.title) if capitals and english else record.title
    if quoted:  # quotation marks within quotation marks
        words = words.translate({ord("“"): "‘", ord("”"): "’"})
    return words.removesuffix("。").removesuffix(".") if goes_on and not words.endswith("..") else words


def _author(place: int, record: Record) -> str:
    return record.authors[place]


@lru_cache(maxsize=64)  # the entries and citations of a text have one title
def _headline(title: str) -> str:
    """The title with capitals, as the styles set them."""
    return _Capitals().headline(title)


class _Capitals(TextCased):  # type: ignore[misc]  # citeproc-py has no types
    """An element of a style that writes a title with capitals."""

    def get(self, _name: str) -> str:
        """The case that it asks for."""
        return "title"

    def headline(self, title: str) -> str:
        """The title with capitals, also where citeproc-py sets none: behind a mark, and in the last word."""
        words = _MARKED.sub(self._capital, str(self.case(String(title), "en")))
        return _LAST.sub(lambda last: last[0].capitalize() if last[0] in self._stop_words else last[0], words)

    def _capital(self, found: re.Match[str]) -> str:
        word = found[0]
        return word if word in self._stop_words else word[0].upper() + word[1:]


@lru_cache(maxsize=1024)  # an entry and its citations have many values in common, and so have many texts
def _parted(value: str) -> tuple[str, str]:
    """A value as HTML, and its ending apart."""
    words = escape(value, quote=False)
    ending = _ENDING.search(words, max(0, len(words) - _LONGEST_ENDING))
    at = ending.start() if ending else len(words)
    return words[:at], words[at:]


_TIDY: tuple[tuple[re.Pattern[str], str], ...] = (
    # One mark where the end of a title meets that of an element. The processor sees no mark behind a tag.
    (re.compile(r"([.?!。？！])((?:</i>|’)*)\.(?!\.)"), r"\1\2"),
    (re.compile(r"([.?!。？！])(’?”(?:</i>)?)[.,]"), r"\1\2"),
    # Punctuation within quotation marks, as the American locale asks and citeproc-py does not do.
    (re.compile(r"(’?”)([.,])"), r"\2\1"),
)


def _tidy(html: str) -> str:
    for pattern, replacement in _TIDY:
        html = pattern.sub(replacement, html)
    return html
