"""Commitments that the texts state, with their figure and due date."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from policy_digest import addresses
from policy_digest.dates import in_order
from policy_digest.digest import Commitment, Digest
from policy_digest.pages.listing import list_subject, part_pages, split
from policy_digest.pages.page import Content, Item, Page, fill
from policy_digest.pages.parts import PassageItem, TextItem, When, passage_item, text_item, when


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A commitment in the table."""

    what: str
    value: str
    by: When
    passage: PassageItem
    text: TextItem
    sort: int
    """Its place in the order of due dates."""


def target_pages(digest: Digest) -> list[Page]:
    """The table of targets by due date, those without one last; where it is long, a page for each year."""
    ordered = sorted(digest.commitments, key=lambda one: _order(digest, one))
    places = [Placed(commitment, place) for place, commitment in enumerate(ordered)]
    listing, parts = split(
        places, addresses.TARGETS, lambda one: due.year if (due := one.commitment.target.by) else None
    )
    shown = partial(_row, digest)
    front = Page(
        url=addresses.TARGETS,
        title="Targets",
        description="Commitments that the texts state, with their figure and due date.",
        parent="",
        render=lambda: Content(fill("targets.html", addresses.TARGETS, listing=listing.shown(shown))),
        subject=lambda: list_subject(listing, _listed),
    )
    return [front, *part_pages(front, parts, "targets-part.html", shown, _listed, "Targets due")]


class Placed(NamedTuple):
    """A commitment with its place in the order of due dates."""

    commitment: Commitment
    place: int


def _order(digest: Digest, commitment: Commitment) -> tuple[object, ...]:
    passage = commitment.passage
    return in_order(commitment.target.by), digest.places[passage.source], passage.number, commitment.id


def _row(digest: Digest, placed: Placed) -> TargetRow:
    target, passage = placed.commitment.target, placed.commitment.passage
    text = digest.texts[passage.source]
    return TargetRow(
        target.what, target.value, when(target.by), passage_item(text, passage), text_item(digest, text), placed.place
    )


def _listed(placed: Placed) -> Item:
    target, passage = placed.commitment.target, placed.commitment.passage
    return Item("Quotation", target.label, addresses.paragraph(passage.source, passage.block.id))
