"""Commitments that the texts state, with their figure and due date."""

from __future__ import annotations

from dataclasses import dataclass

from policy_digest import addresses
from policy_digest.digest import Commitment, Digest
from policy_digest.pages.listing import Part, list_subject, part_subject, split
from policy_digest.pages.page import Content, Item, Page, chain, fill
from policy_digest.pages.parts import Link, PassageItem, TextItem, When, passage_item, text_item, when


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
    year: int | None


def target_pages(digest: Digest) -> list[Page]:
    """The table of targets by due date, those without one last; where it is long, a page for each year."""
    ordered = sorted(digest.commitments, key=lambda one: _order(digest, one))
    rows = [_row(digest, commitment, place) for place, commitment in enumerate(ordered)]
    listing = split(rows, addresses.TARGETS, lambda row: row.year)
    front = Page(
        url=addresses.TARGETS,
        title="Targets",
        description="Commitments that the texts state, with their figure and due date.",
        parent="",
        render=lambda: Content(fill("targets.html", addresses.TARGETS, listing=listing)),
        subject=list_subject(listing, _listed),
    )
    return [front, *chain([_part_page(part) for part in listing.parts])]


def _order(digest: Digest, commitment: Commitment) -> tuple[object, ...]:
    due = commitment.target.by
    place = (digest.places[commitment.passage.source], commitment.passage.number, commitment.id)
    return (0, due.sort_key, place) if due else (1, place)


def _row(digest: Digest, commitment: Commitment, place: int) -> TargetRow:
    target, passage = commitment.target, commitment.passage
    text = digest.texts[passage.source]
    return TargetRow(
        target.what,
        target.value,
        when(target.by),
        passage_item(text, passage),
        text_item(digest, text),
        place,
        target.by.year if target.by else None,
    )


def _listed(row: TargetRow) -> Item:
    return Item("Quotation", f"{row.what}: {row.value}" if row.value else row.what, row.passage.url)


def _part_page(part: Part[TargetRow]) -> Page:
    title = part.title("Targets")
    whole = Link("Targets", addresses.TARGETS)
    return Page(
        url=part.url,
        title=title,
        description=f"Targets due: {part.year.label.lower()}.",
        parent=addresses.TARGETS,
        render=lambda: Content(fill("targets-part.html", part.url, part=part, title=title, whole=whole)),
        subject=part_subject(part, _listed),
    )
