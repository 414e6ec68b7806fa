"""A text for print: its own words, with what is ours in brackets and in notes at its end.

A screen folds noise away and shows a correction above the captured word. Paper does neither, so here

- a correction follows the captured words in square brackets;
- noise is `[…]` with a note that has its words in full;
- a note is a number that leads to the notes at the end, and back;
- the first passage of the text with a term has a sign (°) that leads to the glossary.

Without the elements of the class `pd-ours`, and with the noise put back, the words are those of the capture.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from urllib.parse import quote

from markupsafe import Markup

from policy_digest.body import TITLE_LINE, Block
from policy_digest.marks import mark_segments
from policy_digest.model import Annotation
from policy_digest.passages import Passage
from policy_digest.quotes import shortened
from policy_digest.texts import Text
from policy_digest.xhtml import Attributes, to_xhtml

_NUMBER = re.compile(r'(<a class="pd-number"[^>]* data-number="([^"]*)">)</a>')
_LOWEST = 6
"""HTML has no lower heading."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a note is referred to."""

    id: str
    """The id of the reference."""
    block: str
    """The paragraph in which it stands, as its text names it."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note of ours at the end of a text."""

    number: int
    id: str
    quote: str
    """The words that it is on; long ones cut in the middle, but noise in full."""
    noise: str
    """What the noise is; empty for words of the text."""
    defect: str
    note: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class PlainHeading:
    """A heading of the text's own."""

    id: str
    words: str
    level: int
    """As in the text's own body: 1 to 6."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A text for print."""

    title: Markup
    """The text's own title line with its notes, else our title."""
    title_id: str
    """The id of the title line; empty for a title of ours."""
    body: Markup
    notes: tuple[Note, ...]
    headings: tuple[PlainHeading, ...]
    """Those of the body, without the title line."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How a text is put into a document that may hold others."""

    name: Callable[[str], str]
    """The id in the document of a paragraph, note or reference."""
    paragraph: Callable[[str], str]
    """The address of a paragraph on the text's own page."""
    changes: str
    """The address of what changed in the text."""
    term: Callable[[str], str]
    """The address of a term in the glossary."""
    heading: int
    """The level of the text's title."""
    epub: bool = False
    """Whether the document is an EPUB: a note may then open beside its number, and a paragraph's number is text."""


def plain_text(text: Text, frame: Frame) -> Plain:
    """A text as XHTML for print, within a frame."""
    notes, references = _notes(text, frame)
    signs = _Signs(frame, references, _first_with_term(text))
    html = mark_segments(text, partial(_segment, text, signs))
    found = TITLE_LINE.match(html)
    body = html[found.end() :] if found else html
    headings = [block for block in text.body.blocks if block.id.startswith("h")]
    if found:
        headings = [block for block in headings if block.id != found["id"]]
    top = min((int(block.tag[1]) for block in headings), default=1)
    lower = frame.heading + 1 - top
    body = re.sub(r"(</?h)([1-6])\b", lambda tag: f"{tag[1]}{min(int(tag[2]) + lower, _LOWEST)}", body)
    if frame.epub:
        body = _NUMBER.sub(r"\1\2</a>", body)
    change = partial(_placed, frame)
    return Plain(
        title=Markup(to_xhtml(found["words"] if found else escape(text.source.title), change)),  # noqa: S704 - sanitised
        title_id=frame.name(found["id"]) if found else "",
        body=Markup(to_xhtml(body, change).strip()),  # noqa: S704 - sanitised, rewritten element by element
        notes=notes,
        headings=tuple(_heading(text, block, top, frame) for block in _once(headings)),
    )


def _once(blocks: list[Block]) -> list[Block]:
    return list({block.id: block for block in reversed(blocks)}.values())[::-1]


def _heading(text: Text, block: Block, top: int, frame: Frame) -> PlainHeading:
    return PlainHeading(frame.name(block.id), text.body.block_text(block), int(block.tag[1]) - top + 1)


def _notes(text: Text, frame: Frame) -> tuple[tuple[Note, ...], dict[int, tuple[Note, Place]]]:
    """The notes of a text, one for each annotation that needs one, in the order in which their numbers are read.

    With them comes for each passage, by its number, the note that it refers to and the place from which it does.
    """
    found: dict[int, Note] = {}
    references: dict[int, tuple[Note, Place]] = {}
    for passage in _noted(text):
        annotation = passage.annotation
        if passage.index not in found:
            number = len(found) + 1
            quote = passage.quote if annotation.noise else shortened(passage.quote, 50, 27)
            found[passage.index] = Note(
                number, frame.name(f"n{number}"), quote, annotation.noise, annotation.defect, annotation.note, ()
            )
        note = found[passage.index]
        more = f".{len(note.places) + 1}" if note.places else ""
        place = Place(frame.name(f"r{note.number}{more}"), passage.block.id)
        found[passage.index] = replace(note, places=(*note.places, place))
        references[passage.number] = note, place
    return tuple(found.values()), references


def _noted(text: Text) -> list[Passage]:
    """The passages with a note by their ends, where its number stands: an inner one before the one around it."""
    noted = [passage for passage in text.passages if _needs_note(passage.annotation)]
    return sorted(noted, key=lambda passage: (passage.span.end, -passage.number))


def _needs_note(annotation: Annotation) -> bool:
    """Whether something is said of a passage that the text itself cannot show. A correction shows its defect."""
    return bool(annotation.note or annotation.noise or (annotation.defect and not annotation.correction))


def _first_with_term(text: Text) -> dict[int, str]:
    """The first passage of each term, by its number; one that is that of several terms has one of them."""
    first: dict[str, int] = {}
    for passage in text.passages:
        for one in passage.annotation.term:
            first.setdefault(one, passage.number)
    return {number: one for one, number in reversed(first.items())}


@dataclass(frozen=True, slots=True)
class _Signs:
    """What stands at the end of a passage."""

    frame: Frame
    notes: dict[int, tuple[Note, Place]]
    terms: dict[int, str]


def _segment(text: Text, signs: _Signs, run: int, start: int, end: int, covering: list[Passage]) -> str:
    linked = run in text.body.linked
    shown = escape(text.body.text[start:end], quote=False)
    noise = next((one for one in covering if one.annotation.noise), None)
    if noise:
        shown = '<span class="pd-ours">[…]</span>' if noise.span.start == start else ""
    elif shown.strip() and any(one.annotation.correction for one in covering):
        shown = f'<span class="pd-captured">{shown}</span>'
    ours = []
    for passage in reversed([one for one in covering if one.span.end == end]):
        if passage.annotation.correction and not noise:
            ours.append(f' <span class="pd-ours">[{escape(passage.annotation.correction, quote=False)}]</span>')
        if passage.number in signs.terms and not linked:
            href = escape(signs.frame.term(signs.terms[passage.number]))
            link = f'<a class="pd-termref" href="{href}" aria-label="Explained in Terms">°</a>'
            ours.append(f'<span class="pd-ours">{link}</span>')
        if passage.number in signs.notes:
            ours.append(_reference(*signs.notes[passage.number], linked=linked))
    return shown + "".join(ours)


def _reference(note: Note, place: Place, *, linked: bool) -> str:
    """The number of a note. Within a link of the source's own it can be none itself."""
    if linked:
        return f'<sup class="pd-noteref pd-ours" id="{escape(place.id)}">{note.number}</sup>'
    return (
        f'<sup class="pd-noteref pd-ours"><a class="pd-note-link" id="{escape(place.id)}" href="#{quote(note.id)}" '
        f'aria-label="Note {note.number}">{note.number}</a></sup>'
    )


def _placed(frame: Frame, name: str, attributes: Attributes) -> Attributes:
    """The attributes of an element within its frame."""
    kind = attributes.get("class", "")
    if kind == "pd-number":
        return {**attributes, "href": frame.paragraph(attributes["href"][1:])}
    if kind == "pd-note-link":
        return {**attributes, "role": "doc-noteref", **({"epub:type": "noteref"} if frame.epub else {})}
    if name == "a" and attributes.get("href") == "#pd-changes":
        return {**attributes, "href": frame.changes}
    if name == "a" and not kind and attributes.get("href", "").startswith("#"):  # a footnote of the text's own
        return {**attributes, "href": f"#{quote(frame.name(attributes['href'][1:]))}"}
    if "id" in attributes and "pd-noteref" not in kind:
        return {**attributes, "id": frame.name(attributes["id"])}
    return attributes
