"""Pages made of passages: a theme, an event, a document or a term, and what the texts say of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from policy_digest.digest import Digest
from policy_digest.pages.listing import Listing, Part, split
from policy_digest.pages.page import Content, Heading, Item, Page, Subject, chain, fill
from policy_digest.pages.parts import Evidence, Link, evidence, listed_text
from policy_digest.texts import Passage

MOST_NAMED = 60
"""Texts that a page names one by one where it need not show them all."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """The passages on something, by year and text, and how far they reach in time."""

    listing: Listing[Evidence]
    texts: int
    passages: int
    first: Evidence | None
    last: Evidence | None
    """The earliest and latest dated text with such a passage."""

    @property
    def texts_listed(self) -> tuple[Item, ...]:
        """The texts with such a passage, for the page's head."""
        return tuple(listed_text(one.text) for year in self.listing.years for one in year.items if one.passages)


def mentions(digest: Digest, passages: Sequence[Passage], base: str, also: Iterable[str] = ()) -> Mentions:
    """Passages on one thing, for the page at the address `base`; `also` are texts to list without a passage."""
    found = evidence(digest, passages, also)
    telling = [one for one in found if one.passages]
    dated = [one for one in telling if one.text.year is not None]
    return Mentions(
        listing=split(found, base, lambda one: one.text.year, weight=lambda one: one.weight),
        texts=len(telling),
        passages=len(passages),
        first=dated[0] if dated else None,
        last=dated[-1] if dated else None,
    )


def evidence_pages(
    page: Page, found: Mentions, template: str, contents: Sequence[Heading] = (), **values: Any
) -> list[Page]:
    """The page itself, made by `template`, and the further pages of its passages."""
    headings = [*contents]
    if found.listing.count:
        headings.append(Heading("passages", "Passages", 2))
    if not found.listing.parts:
        headings += [Heading(f"y{year.key}", year.label, 3) for year in found.listing.years]
    page.render = lambda: Content(fill(template, page.url, mentions=found, **values), tuple(headings))
    return [page, *chain([_part_page(page, part) for part in found.listing.parts])]


def _part_page(page: Page, part: Part[Evidence]) -> Page:
    title = part.title(page.title)
    whole = Link(page.title, page.url)
    return Page(
        url=part.url,
        title=title,
        description=f"Passages on {page.title}: {part.year.label.lower()}.",
        parent=page.url,
        render=lambda: Content(fill("evidence-part.html", part.url, part=part, title=title, whole=whole)),
        subject=Subject(items=tuple(listed_text(one.text) for one in part.items)),
    )
