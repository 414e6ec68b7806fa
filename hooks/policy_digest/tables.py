"""The tables of the data files: one type of row for each, one field for each column.

The descriptions stand here alone: the data package and the page on the data are made from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeAlias, get_type_hints

from policy_digest import addresses
from policy_digest.chronology import TYPES, chronology
from policy_digest.dates import Date
from policy_digest.digest import Digest
from policy_digest.model import KINDS
from policy_digest.site import Site
from policy_digest.texts import Passage, Text

SEPARATOR = ";"
"""Stands between the items of a list in a cell of a CSV file. No id has it."""

Cell: TypeAlias = str | int | tuple[str, ...]

_DAY = r"[+-]?\d{4,}-\d\d-\d\d"
_TYPES = {str: "string", int: "integer", tuple[str, ...]: "list"}


def _column(description: str, **constraints: object) -> Any:
    """A field with what its column holds, and its constraints as Table Schema names them."""
    return field(metadata={"description": description, "constraints": constraints})


def _key(description: str) -> Any:
    return _column(description, required=True)


def _url() -> Any:
    return _column("Full address of the page.", required=True)


def _edtf(whose: str) -> Any:
    return _column(f"Date of the {whose} as far as it is known, in EDTF (ISO 8601-2). Empty where it is undated.")


def _earliest() -> Any:
    return _column("The first day that the date can mean (ISO 8601). Empty where that is open.", pattern=_DAY)


def _latest() -> Any:
    return _column("The last day that the date can mean (ISO 8601). Empty where that is open.", pattern=_DAY)


def _number(description: str) -> Any:
    return _column(description, required=True, minimum=0)


@dataclass(slots=True)
class Row:
    """What all rows have in common. They are made by the hundred thousand: a frozen one takes thrice as long."""


@dataclass(slots=True)
class SourceRow(Row):
    """A text."""

    id: str = _key("Id of the text: its path under `sources/` without `.md`.")
    url: str = _url()
    title: str = _column("Title of the text.")
    date: str = _edtf("text")
    date_earliest: str = _earliest()
    date_latest: str = _latest()
    date_type: str = _column(
        "What the date is that of.", enum=["issued", "delivered", "adopted", "effective", "published"]
    )
    issuer: tuple[str, ...] = _column("Ids of the bodies that issued it. Empty where they are unknown.")
    theme: tuple[str, ...] = _column("Ids of the themes that the text carries itself, not those of its passages.")
    kind: str = _column("What kind of text it is, such as speech, notice or interview.")
    language: str = _column("Language of the text as shown (BCP 47).")
    status: str = _column(
        "Whether someone has checked the fields against the original.", required=True, enum=["verified", "pending"]
    )
    words: int = _number("Words of the text; in Chinese, characters.")
    paragraphs: int = _number("Paragraphs, list items and table rows that have an id.")
    capture_sha256: str = _column("SHA-256 of `capture.txt`, the text as captured. Empty where there is no capture.")


@dataclass(slots=True)
class PassageRow(Row):
    """One thing that is said of one place in a text."""

    id: str = _key(
        "`<source>:<number of the passage>:<motivation>`, with `.2`, `.3` for further values of the same motivation. "
        "The number counts the marked passages of a text, and changes when others are marked; to cite, use the url."
    )
    source: str = _key("Id of the text.")
    paragraph: str = _key("Id of the paragraph in which the passage stands or starts.")
    url: str = _column("Full address of the paragraph.", required=True)
    quote: str = _column("The words of the passage as they stand in the text, with single spaces.", required=True)
    motivation: str = _column("What kind of thing is said of it.", required=True, enum=list(KINDS))
    value: str = _column(
        "Id of the theme, event, document, term or target; or the words of the note, the corrected words, or the "
        "reason why the passage is noise.",
        required=True,
    )


@dataclass(slots=True)
class EventRow(Row):
    """Something that happened, told by passages."""

    id: str = _key("Id of the event.")
    url: str = _url()
    label: str = _column("Name of the event.", required=True)
    date: str = _edtf("event")
    date_earliest: str = _earliest()
    date_latest: str = _latest()
    sources: int = _number("Texts that tell it.")
    mentions: int = _number("Passages that tell it.")


@dataclass(slots=True)
class DocumentRow(Row):
    """A policy document that passages name."""

    id: str = _key("Id of the document.")
    url: str = _url()
    label: str = _column("Name of the document.", required=True)
    issuer: tuple[str, ...] = _column("Ids of the bodies that issued it. Empty where they are unknown.")
    date: str = _edtf("document")
    source: str = _column("Id of the text, where the digest holds the document itself.")
    mentions: int = _number("Passages that name it.")


@dataclass(slots=True)
class TargetRow(Row):
    """A commitment that a passage states."""

    id: str = _key("`<source>:<number of the passage>`, with `.2`, `.3` for further targets of the same passage.")
    url: str = _column("Full address of the paragraph.", required=True)
    source: str = _key("Id of the text.")
    paragraph: str = _key("Id of the paragraph in which the passage stands or starts.")
    what: str = _column("What is to be reached, in our words.", required=True)
    value: str = _column("The figure or level to be reached. Empty where none is stated.")
    by: str = _column("When it is due, in EDTF (ISO 8601-2). Empty where nothing is stated.")
    quote: str = _column("The words of the passage as they stand in the text, with single spaces.", required=True)


@dataclass(slots=True)
class ThemeRow(Row):
    """A concept of the tree of themes."""

    id: str = _key("Id of the theme.")
    url: str = _url()
    label: str = _column("Name of the theme.", required=True)
    definition: str = _column("What the theme covers.")
    not_: str = _column("What it does not cover.")
    broader: str = _column("Id of the theme above it. Empty at the top of the tree.")
    related: tuple[str, ...] = _column("Ids of related themes.")
    exact_match: str = _column("Address of the same concept in another vocabulary.")
    sources: int = _number("Texts that carry the theme themselves, without those of the themes below it.")
    mentions: int = _number("Passages marked with the theme, without those of the themes below it.")


@dataclass(slots=True)
class IssuerRow(Row):
    """A body that speaks or publishes."""

    id: str = _key("Id of the issuer.")
    url: str = _url()
    label: str = _column("Name of the issuer.", required=True)
    short: str = _column("Short name.")
    original: str = _column("Name in its own language.")
    kind: str = _column("What kind of body it is.")
    part_of: str = _column("Id of the issuer that it is part of.")
    website: str = _column("Its own site.")
    sources: int = _number("Texts that it issued.")
    published: int = _number("Texts that it published.")
    mentions: int = _number("Passages that name a policy document which it issued.")


@dataclass(slots=True)
class TermRow(Row):
    """An expression of the glossary."""

    id: str = _key("Id of the term.")
    url: str = _url()
    label: str = _column("The term.", required=True)
    original: str = _column("The term in the language of the originals.")
    pinyin: str = _column("How that is pronounced.")
    definition: str = _column("What it means, in our words.")
    sources: int = _number("Texts in which it is marked.")
    mentions: int = _number("Passages in which it is marked.")


@dataclass(slots=True)
class ChronologyRow(Row):
    """Anything that has a date or could have one."""

    date: str = _edtf("thing")
    date_earliest: str = _earliest()
    date_latest: str = _latest()
    type: str = _column("The table in which it stands. A target stands at its due date.", required=True, enum=[*TYPES])
    id: str = _key("Its id in that table.")
    label: str = _column("What it is called. A target has its figure behind a colon.")
    url: str = _column("Full address of its page or paragraph.", required=True)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    type: str
    """`string`, `integer` or `list`, as Table Schema names them."""
    description: str
    """Plain words, with names in backquotes."""
    constraints: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and how its rows are made."""

    name: str
    """Of its files, without the ending."""
    description: str
    row: type[Row]
    rows: Callable[[Digest, Site], Iterable[Row]]
    """Gives the rows in their order."""
    count: Callable[[Digest], int]
    """How many there are, found without making them."""
    order: str
    """What that order is."""
    key: tuple[str, ...] = ("id",)
    """The columns that together are a row's own."""
    links: tuple[tuple[str, str], ...] = ()
    """Columns that hold the id of a row of another table, with that table."""


def columns(row: type[Row]) -> tuple[Column, ...]:
    """The columns of a type of row."""
    hints = get_type_hints(row)
    return tuple(
        Column(one.name.rstrip("_"), _TYPES[hints[one.name]], one.metadata["description"], one.metadata["constraints"])
        for one in fields(row)
    )


def cells(row: type[Row]) -> Callable[[Row], tuple[Cell, ...]]:
    """What gives the cells of a row in the order of its columns."""
    return attrgetter(*(one.name for one in fields(row)))


# Rows


def _bounds(date: Date | None) -> tuple[str, str, str]:
    """A date as written, its first and its last day; each empty where there is none."""
    if date is None:
        return "", "", ""
    return date.edtf, date.earliest.iso() if date.earliest else "", date.latest.iso() if date.latest else ""


def _sources(digest: Digest, site: Site) -> Iterator[SourceRow]:
    for one, text in sorted(digest.texts.items()):
        given = text.source.fields
        yield SourceRow(
            one,
            site.absolute(addresses.source(one)),
            text.source.title,
            *_bounds(given.date),
            given.date_type,
            given.issuer,
            given.theme,
            given.kind,
            given.language,
            given.status,
            text.words,
            text.paragraphs,
            given.capture.plain.sha256 if given.capture else "",
        )


def _by_source(digest: Digest) -> Iterator[Text]:
    yield from (text for _, text in sorted(digest.texts.items()))


def _passages(digest: Digest, site: Site) -> Iterator[PassageRow]:
    targets: dict[tuple[str, int], list[str]] = {}
    for commitment in digest.commitments:
        targets.setdefault((commitment.passage.source, commitment.passage.number), []).append(commitment.id)
    for text in _by_source(digest):
        page = site.absolute(addresses.source(text.id))
        for passage in text.passages:
            url = f"{page}#{passage.block.id}"
            for kind in passage.annotation.kinds:
                found = targets[text.id, passage.number] if kind == "target" else _values(passage, kind)
                for index, value in enumerate(found, 1):
                    more = f".{index}" if index > 1 else ""
                    one = f"{text.id}:{passage.number}:{kind}{more}"
                    yield PassageRow(one, text.id, passage.block.id, url, passage.quote, kind, value)


def _values(passage: Passage, kind: str) -> tuple[str, ...]:
    value: str | tuple[str, ...] = getattr(passage.annotation, kind)
    return (value,) if isinstance(value, str) else value


def _count_passages(digest: Digest) -> int:
    indexes = (
        digest.passages_by_theme,
        digest.passages_by_event,
        digest.passages_by_document,
        digest.passages_by_term,
        digest.commitments_by_source,
    )
    ours = sum(
        bool(said.note) + bool(said.correction) + bool(said.noise)
        for text in digest.texts.values()
        for said in [passage.annotation for passage in text.passages]
    )
    return ours + sum(len(found) for index in indexes for found in index.values())


def _events(digest: Digest, site: Site) -> Iterator[EventRow]:
    for one, event in sorted(digest.vocabulary.events.items()):
        yield EventRow(
            one,
            site.absolute(addresses.event(one)),
            event.label,
            *_bounds(event.date),
            len(digest.texts_by_event.get(one, ())),
            len(digest.passages_by_event.get(one, ())),
        )


def _documents(digest: Digest, site: Site) -> Iterator[DocumentRow]:
    for one, document in sorted(digest.vocabulary.documents.items()):
        yield DocumentRow(
            one,
            site.absolute(addresses.document(one)),
            document.label,
            document.issuer,
            document.date.edtf if document.date else "",
            document.source,
            len(digest.passages_by_document.get(one, ())),
        )


def _targets(digest: Digest, site: Site) -> Iterator[TargetRow]:
    for commitment in sorted(digest.commitments, key=lambda one: (one.passage.source, one.passage.number)):
        target, passage = commitment.target, commitment.passage
        yield TargetRow(
            commitment.id,
            site.absolute(addresses.paragraph(passage.source, passage.block.id)),
            passage.source,
            passage.block.id,
            target.what,
            target.value,
            target.by.edtf if target.by else "",
            passage.quote,
        )


def _themes(digest: Digest, site: Site) -> Iterator[ThemeRow]:
    for one, theme in sorted(digest.vocabulary.themes.items()):
        yield ThemeRow(
            one,
            site.absolute(addresses.theme(one)),
            theme.label,
            theme.definition,
            theme.not_,
            theme.broader,
            tuple(sorted(digest.related.get(one, ()))),
            theme.exact_match,
            len(digest.texts_by_theme.get(one, ())),
            len(digest.passages_by_theme.get(one, ())),
        )


def _issuers(digest: Digest, site: Site) -> Iterator[IssuerRow]:
    naming: dict[str, set[tuple[str, int]]] = {}
    for one, document in digest.vocabulary.documents.items():
        places = {(passage.source, passage.number) for passage in digest.passages_by_document.get(one, ())}
        for issuer in document.issuer:
            naming.setdefault(issuer, set()).update(places)
    for one, body in sorted(digest.vocabulary.issuers.items()):
        yield IssuerRow(
            one,
            site.absolute(addresses.issuer(one)),
            body.label,
            body.short,
            body.original,
            body.kind,
            body.part_of,
            body.url,
            len(digest.texts_by_issuer.get(one, ())),
            len(digest.texts_by_publisher.get(one, ())),
            len(naming.get(one, ())),
        )


def _terms(digest: Digest, site: Site) -> Iterator[TermRow]:
    for one, term in sorted(digest.vocabulary.terms.items()):
        yield TermRow(
            one,
            site.absolute(addresses.term(one)),
            term.label,
            term.original,
            term.pinyin,
            term.definition,
            len(digest.texts_by_term.get(one, ())),
            len(digest.passages_by_term.get(one, ())),
        )


def _chronology(digest: Digest, site: Site) -> Iterator[ChronologyRow]:
    for entry in chronology(digest):
        url = site.absolute(entry.url)
        yield ChronologyRow(*_bounds(entry.date), entry.type, entry.id, entry.label, url)


def _count_chronology(digest: Digest) -> int:
    vocabulary = digest.vocabulary
    return len(digest.texts) + len(vocabulary.events) + len(vocabulary.documents) + len(digest.commitments)


_BY_ID = "by id"
_BY_PLACE = "by id of the text, then in the order of the text"

TABLES = (
    Table("sources", "The texts of the digest.", SourceRow, _sources, lambda digest: len(digest.texts), _BY_ID),
    Table(
        "passages",
        "What is said of passages: a row for each place, each motivation and each value.",
        PassageRow,
        _passages,
        _count_passages,
        _BY_PLACE,
        links=(("source", "sources"),),
    ),
    Table(
        "events",
        "Events that passages tell.",
        EventRow,
        _events,
        lambda digest: len(digest.vocabulary.events),
        _BY_ID,
    ),
    Table(
        "documents",
        "Policy documents that passages name.",
        DocumentRow,
        _documents,
        lambda digest: len(digest.vocabulary.documents),
        _BY_ID,
        links=(("source", "sources"),),
    ),
    Table(
        "targets",
        "Commitments that passages state.",
        TargetRow,
        _targets,
        lambda digest: len(digest.commitments),
        _BY_PLACE,
        links=(("source", "sources"),),
    ),
    Table(
        "themes",
        "The tree of themes.",
        ThemeRow,
        _themes,
        lambda digest: len(digest.vocabulary.themes),
        _BY_ID,
        links=(("broader", "themes"),),
    ),
    Table(
        "issuers",
        "The bodies that speak or publish.",
        IssuerRow,
        _issuers,
        lambda digest: len(digest.vocabulary.issuers),
        _BY_ID,
        links=(("part_of", "issuers"),),
    ),
    Table("terms", "The glossary.", TermRow, _terms, lambda digest: len(digest.vocabulary.terms), _BY_ID),
    Table(
        "chronology",
        "Everything that has a date or could have one.",
        ChronologyRow,
        _chronology,
        _count_chronology,
        "by the earliest day that the date can mean, the undated last",
        key=("type", "id"),
    ),
)
"""All tables, in the order of the package."""
