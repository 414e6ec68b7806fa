"""Other texts that share events, documents or themes with a text."""

from __future__ import annotations

from dataclasses import dataclass

from policy_digest import addresses
from policy_digest.digest import Digest
from policy_digest.pages.parts import Link, TextItem, text_item
from policy_digest.texts import Text

MOST_RELATED = 8
"""Related texts that a page names."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another text, and what it shares with this one."""

    text: TextItem
    reasons: tuple[tuple[str, tuple[Link, ...]], ...]


def related(digest: Digest, text: Text) -> tuple[Related, ...]:
    """Texts that share events, documents or themes: the rarer what they share, the nearer they are.

    Of those that are as near as each other the newest stands first.
    """
    shared: dict[str, dict[str, list[Link]]] = {}
    score: dict[str, float] = {}

    def share(kind: str, link: Link, carriers: tuple[str, ...], weight: float) -> None:
        share_of_each = weight / len(carriers)
        for other in digest.nearest_in_time(text.id, carriers, MOST_RELATED):
            if other not in shared:
                shared[other], score[other] = {kind: [link]}, share_of_each
            else:
                shared[other].setdefault(kind, []).append(link)
                score[other] += share_of_each

    vocabulary = digest.vocabulary
    for one in text.said.event:
        share("event", Link(vocabulary.events[one].label, addresses.event(one)), digest.texts_by_event[one], 4)
    for one in text.said.document:
        share(
            "document", Link(vocabulary.documents[one].label, addresses.document(one)), digest.texts_by_document[one], 3
        )
    for one in text.source.fields.theme:
        share("theme", Link(vocabulary.themes[one].label, addresses.theme(one)), digest.texts_by_theme[one], 1)
    shared.pop(text.id, None)
    years, places = digest.years, digest.places
    ranked = sorted(shared, key=lambda other: (-score[other], years[other] is None, -places[other]))[:MOST_RELATED]
    return tuple(
        Related(
            text_item(digest, digest.texts[other]),
            tuple((kind, tuple(links[:4])) for kind, links in shared[other].items()),
        )
        for other in ranked
    )
