"""The entries of the chronology that concern a theme or an issuer, for their timelines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policy_digest.chronology import Entry, chronology
from policy_digest.digest import Digest
from policy_digest.passages import Passage

Key = tuple[str, str]
"""The type and the id of an entry."""


@dataclass(frozen=True, slots=True)
class Entries:
    """All entries of a digest, and where to find those of something."""

    digest: Digest
    all: tuple[Entry, ...]
    """The chronology."""
    places: Mapping[Key, tuple[int, Entry]]
    """Each entry with its place in the order of time."""
    targets_by_passage: Mapping[tuple[str, int], tuple[Key, ...]]
    """By the text and the number of the passage that states them."""

    def of_theme(self, themes: Iterable[str]) -> list[Entry]:
        """What concerns one of several themes.

        Texts that carry it or have a passage on it, events filed under it, and what its passages name or state.
        """
        found: set[Key] = set()
        for one in themes:
            passages = self.digest.passages_by_theme.get(one, ())
            found.update(("source", text) for text in self.digest.texts_by_theme.get(one, ()))
            found.update(("source", passage.source) for passage in passages)
            found.update(("event", event) for event in self.digest.events_by_theme.get(one, ()))
            self._name(found, passages)
        return self._in_order(found)

    def of_issuer(self, one: str) -> list[Entry]:
        """What an issuer issued or published, and what the passages of the texts that it issued name or state."""
        issued, published = self.digest.texts_by_issuer.get(one, ()), self.digest.texts_by_publisher.get(one, ())
        found: set[Key] = {("source", text) for text in (*issued, *published)}
        found.update(("document", document) for document in self.digest.documents_by_issuer.get(one, ()))
        for text in issued:
            self._name(found, self.digest.texts[text].passages, documents=False)
        return self._in_order(found)

    def _name(self, found: set[Key], passages: Iterable[Passage], *, documents: bool = True) -> None:
        """Add what passages name or state."""
        for passage in passages:
            annotation = passage.annotation
            if annotation.event:
                found.update([("event", one) for one in annotation.event])
            if documents and annotation.document:
                found.update([("document", one) for one in annotation.document])
            if annotation.target:
                found.update(self.targets_by_passage[passage.source, passage.number])

    def _in_order(self, keys: Iterable[Key]) -> list[Entry]:
        placed = sorted((self.places[key] for key in keys if key in self.places), key=lambda found: found[0])
        return [entry for _, entry in placed]


def entries_of(digest: Digest) -> Entries:
    """The entries of a digest, made ready once for all pages."""
    by_passage: dict[tuple[str, int], tuple[Key, ...]] = {}
    for commitment in digest.commitments:
        where = (commitment.passage.source, commitment.passage.number)
        by_passage[where] = (*by_passage.get(where, ()), ("target", commitment.id))
    entries = tuple(chronology(digest))
    places = {(entry.type, entry.id): (place, entry) for place, entry in enumerate(entries)}
    return Entries(digest, entries, places, by_passage)
