"""What changed in a text since it was first released, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from policy_digest import addresses
from policy_digest.dates import parse_date
from policy_digest.ledger import Change
from policy_digest.numbering import UNSPACED
from policy_digest.pages.parts import Link, When, paragraph_label, when
from policy_digest.release import changes_since
from policy_digest.texts import Text

AROUND = 8
"""Words shown on either side of a difference."""
_WORD = re.compile(rf"\s*(?:[{UNSPACED}]|[^\s{UNSPACED}]+)")


@dataclass(frozen=True, slots=True)
class DiffPiece:
    """A stretch of a reworded paragraph."""

    kind: str
    """`same`, `deleted` or `inserted`."""
    words: str


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """What a release changed in one paragraph."""

    link: Link
    what: str
    """`reworded`, `added`, `removed` or `moved`."""
    pieces: tuple[DiffPiece, ...]
    """None of a paragraph that was moved."""


@dataclass(frozen=True, slots=True)
class ReleaseItem:
    """A release that changed a text; the changes that await one have no date and no version."""

    when: When
    version: str
    changes: tuple[ChangeItem, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The versions of a text."""

    version: str
    """Of the text as it stands."""
    released: When
    """The day of its last release; `undated` where there was none."""
    releases: tuple[ReleaseItem, ...]
    """The latest first."""
    touched: tuple[tuple[str, tuple[str, ...]], ...]
    """For each earlier version, the latest first, the ids of the blocks whose words the release after it changed."""


def history(text: Text) -> History:
    """The versions of a text for its page."""
    edition = text.edition
    items = [
        ReleaseItem(when(parse_date(release.date)), release.version, _items(text, release.changes))
        for release in edition.releases
    ]
    touched = [(release.previous, _touched(release.changes)) for release in edition.releases]
    if (frozen := text.detail.frozen) and not edition.released:
        waiting = tuple(changes_since(text, frozen))
        items.insert(0, ReleaseItem(when(None), "", _items(text, waiting)))
        touched.insert(0, (edition.last, _touched(waiting)))
    released = when(parse_date(edition.date)) if edition.date else when(None)
    return History(edition.version, released, tuple(items), tuple(touched))


def _touched(changes: Iterable[Change]) -> tuple[str, ...]:
    return tuple(change.id for change in changes if change.what != "moved")


def _items(text: Text, changes: Iterable[Change]) -> tuple[ChangeItem, ...]:
    return tuple(
        ChangeItem(
            Link(paragraph_label(change.id), addresses.paragraph(text.id, change.id)),
            change.what,
            tuple(difference(change.before, change.after)),
        )
        for change in changes
    )


def difference(before: str, after: str) -> Iterator[DiffPiece]:
    """The words of both, in order, with what was deleted and inserted; long stretches that are the same are cut.

    Of words that are all the same there is nothing to show.
    """
    if before == after:
        return
    old, new = _WORD.findall(before), _WORD.findall(after)
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            words = old[step.src_start : step.src_end]
            first, last = step.src_start == 0, step.src_end == len(old)
            yield DiffPiece("same", _shortened(words, keep_start=not first, keep_end=not last))
        elif step.tag == "delete":
            yield DiffPiece("deleted", "".join(old[step.src_start : step.src_end]))
        else:
            yield DiffPiece("inserted", "".join(new[step.dest_start : step.dest_end]))


def _shortened(words: list[str], *, keep_start: bool, keep_end: bool) -> str:
    """The words next to a difference, with an ellipsis for the others."""
    start = AROUND if keep_start else 0
    end = AROUND if keep_end else 0
    if len(words) <= start + end + 1:
        return "".join(words)
    return "".join(words[:start]) + " …" + "".join(words[len(words) - end :])
