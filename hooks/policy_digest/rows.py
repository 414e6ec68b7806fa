"""The rows of the data files: one type for each table, with a cell for each column.

What a column means stands here alone: the data package and the page on the data are made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, NamedTuple, TypeAlias, get_args, get_type_hints

from policy_digest.chronology import TYPES
from policy_digest.model import KINDS

Cell: TypeAlias = str | int | tuple[str, ...]
Row: TypeAlias = tuple[Cell, ...]
"""What all rows have in common: they are the tuple of their cells."""

_About: TypeAlias = tuple[str, Mapping[str, object]]
"""What a column holds, and its constraints."""

_DAY = r"[+-]?\d{4,}-\d\d-\d\d"
_TYPES = {str: "string", int: "integer", tuple[str, ...]: "list"}


class Column(NamedTuple):
    """A column of a table."""

    name: str
    type: str
    """`string`, `integer` or `list`, as Table Schema names them."""
    description: str
    """Plain words, with names in backquotes."""
    constraints: Mapping[str, object]
    """As Table Schema names them."""


def _column(description: str, **constraints: object) -> _About:
    return description, constraints


def _key(description: str) -> _About:
    return _column(description, required=True)


def _edtf(whose: str) -> _About:
    return _column(f"Date of the {whose} as far as it is known, in EDTF (ISO 8601-2). Empty if it is undated.")


def _number(description: str) -> _About:
    return _column(description, required=True, minimum=0)


_URL = _column("Full address of the page.", required=True)
_EARLIEST = _column("The first day that the date can mean (ISO 8601). Empty if that is open.", pattern=_DAY)
_LATEST = _column("The last day that the date can mean (ISO 8601). Empty if that is open.", pattern=_DAY)


class SourceRow(NamedTuple):
    """A text."""

    id: Annotated[str, _key("Id of the text: its path under `sources/` without `.md`.")]
    url: Annotated[str, _URL]
    title: Annotated[str, _column("Title of the text.")]
    date: Annotated[str, _edtf("text")]
    date_earliest: Annotated[str, _EARLIEST]
    date_latest: Annotated[str, _LATEST]
    date_type: Annotated[
        str, _column("What the date is the date of.", enum=["issued", "delivered", "adopted", "effective", "published"])
    ]
    issuer: Annotated[tuple[str, ...], _column("Ids of the bodies that issued it. Empty if they are unknown.")]
    theme: Annotated[tuple[str, ...], _column("Ids of the themes of the text as a whole, not those of its passages.")]
    kind: Annotated[str, _column("What kind of text it is, such as speech, notice or interview.")]
    language: Annotated[str, _column("Language of the text as shown (BCP 47).")]
    status: Annotated[
        str,
        _column(
            "Whether someone has checked the fields against the original.", required=True, enum=["verified", "pending"]
        ),
    ]
    words: Annotated[int, _number("Number of words; in Chinese, of characters.")]
    paragraphs: Annotated[int, _number("Number of paragraphs, list items and table rows that have an id.")]
    capture_sha256: Annotated[
        str, _column("SHA-256 of `capture.txt`, the text as captured. Empty if there is no capture.")
    ]


class PassageRow(NamedTuple):
    """One thing that is said of one place in a text."""

    id: Annotated[
        str,
        _key(
            "`<source>:<number of the passage>:<motivation>`, with `.2`, `.3` for further values of the same "
            "motivation. The number counts the marked passages of a text, and changes when others are marked; to cite, "
            "use the url."
        ),
    ]
    source: Annotated[str, _key("Id of the text.")]
    paragraph: Annotated[str, _key("Id of the paragraph in which the passage begins.")]
    url: Annotated[str, _column("Full address of the paragraph.", required=True)]
    quote: Annotated[str, _column("The words of the passage as in the text, with single spaces.", required=True)]
    motivation: Annotated[str, _column("What kind of annotation it is.", required=True, enum=list(KINDS))]
    value: Annotated[
        str,
        _column(
            "Id of the theme, event, document, term or target; or the words of the note, the corrected words, or the "
            "reason why the passage is noise.",
            required=True,
        ),
    ]


class EventRow(NamedTuple):
    """Something that happened, and that passages tell of."""

    id: Annotated[str, _key("Id of the event.")]
    url: Annotated[str, _URL]
    label: Annotated[str, _column("Name of the event.", required=True)]
    date: Annotated[str, _edtf("event")]
    date_earliest: Annotated[str, _EARLIEST]
    date_latest: Annotated[str, _LATEST]
    sources: Annotated[int, _number("Number of texts that tell of it.")]
    mentions: Annotated[int, _number("Number of passages that tell of it.")]


class DocumentRow(NamedTuple):
    """A policy document that passages name."""

    id: Annotated[str, _key("Id of the document.")]
    url: Annotated[str, _URL]
    label: Annotated[str, _column("Name of the document.", required=True)]
    issuer: Annotated[tuple[str, ...], _column("Ids of the bodies that issued it. Empty if they are unknown.")]
    date: Annotated[str, _edtf("document")]
    source: Annotated[str, _column("Id of the text, if the digest holds the document itself.")]
    mentions: Annotated[int, _number("Number of passages that name it.")]


class TargetRow(NamedTuple):
    """A commitment that a passage states."""

    id: Annotated[
        str, _key("`<source>:<number of the passage>`, with `.2`, `.3` for further targets of the same passage.")
    ]
    url: Annotated[str, _column("Full address of the paragraph.", required=True)]
    source: Annotated[str, _key("Id of the text.")]
    paragraph: Annotated[str, _key("Id of the paragraph in which the passage begins.")]
    what: Annotated[str, _column("What is to be reached, in our words.", required=True)]
    value: Annotated[str, _column("The figure or level to be reached. Empty if none is stated.")]
    by: Annotated[str, _column("When it is due, in EDTF (ISO 8601-2). Empty if no date is stated.")]
    quote: Annotated[str, _column("The words of the passage as in the text, with single spaces.", required=True)]


class ThemeRow(NamedTuple):
    """A concept of the tree of themes."""

    id: Annotated[str, _key("Id of the theme.")]
    url: Annotated[str, _URL]
    label: Annotated[str, _column("Name of the theme.", required=True)]
    definition: Annotated[str, _column("What the theme covers.")]
    not_: Annotated[str, _column("What it does not cover.")]
    broader: Annotated[str, _column("Id of the theme above it. Empty at the top of the tree.")]
    related: Annotated[tuple[str, ...], _column("Ids of related themes.")]
    exact_match: Annotated[str, _column("Address of the same concept in another vocabulary.")]
    sources: Annotated[int, _number("Number of texts that have this theme, without those of the themes below it.")]
    mentions: Annotated[
        int, _number("Number of passages marked with this theme, without those of the themes below it.")
    ]


class IssuerRow(NamedTuple):
    """A body that speaks or publishes."""

    id: Annotated[str, _key("Id of the issuer.")]
    url: Annotated[str, _URL]
    label: Annotated[str, _column("Name of the issuer.", required=True)]
    short: Annotated[str, _column("Short name.")]
    original: Annotated[str, _column("Name in its own language.")]
    kind: Annotated[str, _column("What kind of body it is.")]
    part_of: Annotated[str, _column("Id of the issuer that it is part of.")]
    website: Annotated[str, _column("Address of its own site.")]
    sources: Annotated[int, _number("Number of texts that it issued.")]
    published: Annotated[int, _number("Number of texts that it published.")]
    mentions: Annotated[int, _number("Number of passages that name a document which it issued.")]


class TermRow(NamedTuple):
    """An expression of the glossary."""

    id: Annotated[str, _key("Id of the term.")]
    url: Annotated[str, _URL]
    label: Annotated[str, _column("The term.", required=True)]
    original: Annotated[str, _column("The term in the language of the originals.")]
    pinyin: Annotated[str, _column("How the original is pronounced.")]
    definition: Annotated[str, _column("What it means, in our words.")]
    sources: Annotated[int, _number("Number of texts in which it is marked.")]
    mentions: Annotated[int, _number("Number of passages in which it is marked.")]


class ChronologyRow(NamedTuple):
    """Anything that has a date or could have one."""

    date: Annotated[str, _edtf("entry")]
    date_earliest: Annotated[str, _EARLIEST]
    date_latest: Annotated[str, _LATEST]
    type: Annotated[
        str, _column("The table that it is in. A target is listed at its due date.", required=True, enum=[*TYPES])
    ]
    id: Annotated[str, _key("Its id in that table.")]
    label: Annotated[str, _column("What it is called. A target has its figure after a colon.")]
    url: Annotated[str, _column("Full address of its page or paragraph.", required=True)]


@cache
def columns(row: type[Row]) -> tuple[Column, ...]:
    """The columns of a type of row."""
    hints = get_type_hints(row, include_extras=True)  # only now are they worked out: few builds need many of them
    found = {name: get_args(hint) for name, hint in hints.items()}
    return tuple(Column(name.rstrip("_"), _TYPES[kind], *about) for name, (kind, about) in found.items())
