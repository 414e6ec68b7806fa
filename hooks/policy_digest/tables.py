"""The tables of the data files: what each holds, and how its rows are made from a digest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from policy_digest import addresses
from policy_digest.chronology import chronology
from policy_digest.dates import Date
from policy_digest.digest import Digest
from policy_digest.passages import Passage
from policy_digest.rows import (
    ChronologyRow,
    DocumentRow,
    EventRow,
    IssuerRow,
    PassageRow,
    Row,
    SourceRow,
    TargetRow,
    TermRow,
    ThemeRow,
)
from policy_digest.site import Site


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


def _passages(digest: Digest, site: Site) -> Iterator[PassageRow]:
    targets: dict[tuple[str, int], list[str]] = {}
    for commitment in digest.commitments:
        targets.setdefault((commitment.passage.source, commitment.passage.number), []).append(commitment.id)
    for _, text in sorted(digest.texts.items()):
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
    for one, body in sorted(digest.vocabulary.issuers.items()):
        issued = digest.documents_by_issuer.get(one, ())
        naming = [passage for document in issued for passage in digest.passages_by_document.get(document, ())]
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
            len({(passage.source, passage.number) for passage in naming}),
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
        "What is said about passages: a row for each place, motivation and value.",
        PassageRow,
        _passages,
        _count_passages,
        _BY_PLACE,
        links=(("source", "sources"),),
    ),
    Table(
        "events",
        "Events that passages tell of.",
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
