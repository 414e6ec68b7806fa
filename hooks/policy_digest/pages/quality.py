"""What is uncertain, pending, corrected, noise or missing, text by text, and how faithful each text is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from policy_digest import addresses
from policy_digest.captures import Fidelity
from policy_digest.digest import Digest
from policy_digest.pages.listing import list_subject, part_pages, split
from policy_digest.pages.page import Content, Page, fill
from policy_digest.pages.parts import Link, TextItem, listed_text, paragraph_label, text_item
from policy_digest.passages import Passage
from policy_digest.quotes import shortened


@dataclass(frozen=True, slots=True)
class Defect:
    """A flaw of the capture, with the way to its place."""

    kind: str
    quote: str
    says: str
    """What the editor says of it."""
    link: Link


@dataclass(frozen=True, slots=True)
class TextQuality:
    """How far one text can be trusted."""

    item: TextItem
    verified: bool
    doubts: tuple[str, ...]
    """What is uncertain or missing in its fields, in words."""
    fidelity: Fidelity | None
    compared: str
    """Where its page has more of that."""
    omitted: int
    """Lines of the capture that are declared omitted."""
    counts: tuple[tuple[str, int], ...]
    """How many defects of each kind, the most frequent first."""
    defects: tuple[Defect, ...]


def quality_pages(digest: Digest) -> list[Page]:
    """The page of all texts; where they are many, one for each year as well."""
    flaws = {one: text.said.flaws for one, text in digest.texts.items()}
    listing, parts = split(
        digest.texts, addresses.QUALITY, digest.years.__getitem__, weight=lambda one: 1 + len(flaws[one]) // 2
    )
    totals = _counted(kind for found in flaws.values() for kind in found)
    pending = sum(text.source.fields.status != "verified" for text in digest.texts.values())
    shown, listed = partial(_quality, digest), partial(listed_text, digest)
    front = Page(
        url=addresses.QUALITY,
        title="Quality",
        description="What is uncertain, pending, corrected, missing or noise, text by text.",
        parent="about/",
        render=lambda: Content(
            fill(
                "quality.html",
                addresses.QUALITY,
                listing=listing.shown(shown),
                totals=totals,
                pending=pending,
                count=listing.entries,
            )
        ),
        subject=lambda: list_subject(listing, listed),
    )
    return [front, *part_pages(front, parts, "quality-part.html", shown, listed, "The quality of texts")]


def _quality(digest: Digest, one: str) -> TextQuality:
    text = digest.texts[one]
    fields = text.source.fields
    flawed = [passage for passage in text.passages if passage.annotation.flaw]
    doubts = [
        (not fields.date, "undated"),
        (bool(fields.date and not fields.date.iso), f"date as known: {fields.date.words}" if fields.date else ""),
        (not fields.issuer, "issuer unknown"),
        (not fields.theme, "no theme yet"),
        (bool(fields.title_basis), "title ours or completed"),
        (fields.translation is not None and fields.translation.by == "machine", "machine translation"),
        (fields.capture is None, "no capture to compare with"),
    ]
    return TextQuality(
        item=text_item(digest, text),
        verified=fields.status == "verified",
        doubts=tuple(words for applies, words in doubts if applies),
        fidelity=text.fidelity,
        compared=addresses.fidelity(one),
        omitted=len(fields.capture.omitted) if fields.capture else 0,
        counts=_counted(text.said.flaws),
        defects=tuple(map(_defect, flawed)),
    )


def _counted(kinds: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """How often each kind occurs, the most frequent first."""
    return tuple(sorted(Counter(kinds).items(), key=lambda pair: (-pair[1], pair[0])))


def _defect(passage: Passage) -> Defect:
    annotation = passage.annotation
    says = (annotation.correction and f"corrected: {annotation.correction}") or annotation.noise or annotation.note
    link = Link(paragraph_label(passage.block.id), addresses.mark(passage.source, passage.number))
    return Defect(annotation.flaw, shortened(passage.quote, 85, 32), says, link)
