"""What is said of passages: their cards, and the events, documents, terms and targets that a text names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from policy_digest import addresses
from policy_digest.dates import in_order
from policy_digest.digest import Digest
from policy_digest.model import Target
from policy_digest.pages.parts import Link, When, alphabetical, labels, paragraph_label, when
from policy_digest.passages import Passage
from policy_digest.quotes import shortened
from policy_digest.texts import Text


@dataclass(frozen=True, slots=True)
class TargetItem:
    """A commitment in a list."""

    what: str
    value: str
    by: When
    url: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A term with its gloss."""

    link: Link
    original: str
    definition: str


@dataclass(frozen=True, slots=True)
class Told:
    """An event or document that the text names: when it was, where the text tells it, who else does."""

    link: Link
    when: When
    passages: tuple[Link, ...]
    others: int
    """How many other texts tell it."""


@dataclass(frozen=True, slots=True)
class Card:
    """All that is said of one passage."""

    id: str
    number: int
    quote: str
    passage: Link
    themes: tuple[Link, ...]
    events: tuple[Told, ...]
    documents: tuple[Told, ...]
    terms: tuple[Explained, ...]
    targets: tuple[TargetItem, ...]
    note: str
    correction: str
    noise: str
    defect: str


def link_of(digest: Digest, passage: Passage, kind: str) -> tuple[str, str]:
    """Where a mark leads without a script: to the page of what it names, a note or target to the page's own list."""
    here = addresses.source(passage.source)
    if kind in {"note", "target"}:
        own = addresses.relative(addresses.card(passage.source, passage.number), here)
        if kind == "note":
            return own, f"Note: {passage.annotation.note}"
        stated = "; ".join(_target_words(target) for target in passage.annotation.target)
        return own, f"Target: {stated}"
    links = labels(getattr(passage.annotation, kind), getattr(digest.vocabulary, f"{kind}s"), addresses.ENTRY[kind])
    spoken = ", ".join(link.label for link in links)
    return addresses.relative(links[0].url, here), f"{kind.capitalize()}: {spoken}"


def _target_words(target: Target) -> str:
    parts = [target.what, target.value, f"by {target.by.words}" if target.by else ""]
    return ", ".join(part for part in parts if part)


def targets(passage: Passage) -> tuple[TargetItem, ...]:
    """The commitments that a passage states."""
    url, paragraph = addresses.paragraph(passage.source, passage.block.id), paragraph_label(passage.block.id)
    return tuple(
        TargetItem(target.what, target.value, when(target.by), url, paragraph) for target in passage.annotation.target
    )


def told(digest: Digest, text: Text, kind: str, only: tuple[str, ...] | None = None) -> tuple[Told, ...]:
    """The events or documents that a text names, in order of date."""
    if only == ():
        return ()
    entries = digest.vocabulary.events if kind == "event" else digest.vocabulary.documents
    texts_naming = digest.texts_by_event if kind == "event" else digest.texts_by_document
    blocks: dict[str, dict[str, None]] = {}
    for passage in text.passages:
        for one in getattr(passage.annotation, kind):
            blocks.setdefault(one, {})[passage.block.id] = None
    found = []
    for one in blocks if only is None else only:
        entry = entries[one]
        places = tuple(Link(paragraph_label(block), addresses.paragraph(text.id, block)) for block in blocks[one])
        others = len(texts_naming[one]) - 1
        item = Told(Link(entry.label, addresses.ENTRY[kind](one)), when(entry.date, entry.date_basis), places, others)
        found.append((entry.date, item))
    return tuple(item for _, item in sorted(found, key=lambda pair: in_order(pair[0])))


def explained(digest: Digest, ids: Iterable[str]) -> tuple[Explained, ...]:
    """Terms with their glosses, in the order of the alphabet."""
    terms = digest.vocabulary.terms
    return tuple(
        Explained(Link(terms[one].label, addresses.term(one)), terms[one].original, terms[one].definition)
        for one in sorted(ids, key=lambda one: alphabetical(terms[one].label))
    )


def card(digest: Digest, text: Text, passage: Passage) -> Card:
    """All that is said of a passage."""
    annotation = passage.annotation
    return Card(
        id=addresses.card_id(passage.number),
        number=passage.number,
        quote=shortened(passage.quote, 117, 60),
        passage=Link(paragraph_label(passage.block.id), addresses.mark(text.id, passage.number)),
        themes=labels(annotation.theme, digest.vocabulary.themes, addresses.theme),
        events=told(digest, text, "event", annotation.event),
        documents=told(digest, text, "document", annotation.document),
        terms=explained(digest, annotation.term),
        targets=targets(passage),
        note=annotation.note,
        correction=annotation.correction,
        noise=annotation.noise,
        defect=annotation.defect,
    )
