"""The chronology: every dated thing once, at the earliest day that its date can mean."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from policy_digest import addresses
from policy_digest.dates import Date, in_order
from policy_digest.digest import Digest


class Names(NamedTuple):
    """What readers see of a type."""

    one: str
    many: str


TYPES = {
    "source": Names("Text", "Texts"),
    "event": Names("Event", "Events"),
    "document": Names("Document", "Documents"),
    "target": Names("Target due", "Targets due"),
}
"""What a chronology shows, in the order in which things of one date stand."""
_ORDER = {kind: place for place, kind in enumerate(TYPES)}


class Entry(NamedTuple):
    """One thing of the chronology."""

    type: str
    """One of `TYPES`. A target stands at the date by which it is due."""
    id: str
    label: str
    url: str
    date: Date | None
    basis: str
    """Why it is dated so, in the editor's words."""
    by: str
    """Who: the issuers of a text or document, the text of a target; empty for an event."""
    passages: int
    """How many passages tell it; 0 for a text."""
    language: str = ""
    """Of the label, where it is the title of a text."""
    language_by: str = ""
    """Of `by`, where it is the title of a text."""


def chronology(digest: Digest) -> list[Entry]:
    """Everything that has a date or could have one, in order; the undated last."""
    return sorted(_entries(digest), key=lambda entry: (in_order(entry.date), _ORDER[entry.type], entry.id))


def _entries(digest: Digest) -> Iterator[Entry]:
    vocabulary = digest.vocabulary

    @cache
    def names(ids: tuple[str, ...]) -> str:
        return ", ".join(vocabulary.issuer_labels(ids))

    for one, text in digest.texts.items():
        fields = text.source.fields
        url, by = addresses.source(one), names(fields.issuer)
        yield Entry("source", one, text.source.title, url, fields.date, fields.date_basis, by, 0, fields.language)
    for one, event in vocabulary.events.items():
        told = len(digest.passages_by_event.get(one, ()))
        yield Entry("event", one, event.label, addresses.event(one), event.date, event.date_basis, "", told)
    for one, document in vocabulary.documents.items():
        told, by = len(digest.passages_by_document.get(one, ())), names(document.issuer)
        yield Entry(
            "document", one, document.label, addresses.document(one), document.date, document.date_basis, by, told
        )
    for commitment in digest.commitments:
        target, passage = commitment.target, commitment.passage
        url, source = addresses.paragraph(passage.source, passage.block.id), digest.texts[passage.source].source
        by, spoken = source.title, source.fields.language
        yield Entry("target", commitment.id, target.label, url, target.by, "", by, 1, language_by=spoken)
