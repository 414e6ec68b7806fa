"""Pages made of passages: a theme, an event, a document or a term, and what the texts say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from policy_digest.digest import Digest
from policy_digest.pages.listing import Listing, Part, part_pages, split
from policy_digest.pages.page import Content, Heading, Item, Page, fill
from policy_digest.pages.parts import Evidence, TextItem, listed_text, passage_item, text_item
from policy_digest.passages import Passage

MOST_NAMED = 60
"""Texts that a page names one by one where it need not show them all."""


class TextPassages(NamedTuple):
    """A text with its passages on one thing; it may have none."""

    text: str
    """Its id."""
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Mentions:
    """The passages on something, by year and text, and how far they reach in time."""

    listing: Listing[TextPassages]
    parts: tuple[Part[TextPassages], ...]
    """Its further pages."""
    texts: tuple[str, ...]
    """The ids of the texts with such a passage, in order of date."""
    passages: int
    first: str
    last: str
    """The ids of the earliest and latest dated text with such a passage; empty where there is none."""


@dataclass(frozen=True, slots=True)
class MentionsView:
    """The same as the page shows it."""

    listing: Listing[Evidence]
    texts: int
    passages: int
    first: TextItem | None
    last: TextItem | None


def mentions(digest: Digest, passages: Sequence[Passage], base: str, also: Iterable[str] = ()) -> Mentions:
    """Passages on one thing, for the page at the address `base`; `also` are texts to list without a passage."""
    by_text: dict[str, list[Passage]] = {one: [] for one in also}
    for passage in passages:
        by_text.setdefault(passage.source, []).append(passage)
    ordered = sorted(by_text, key=digest.places.__getitem__) if also else by_text
    found, years = [TextPassages(one, tuple(by_text[one])) for one in ordered], digest.years
    listing, parts = split(found, base, lambda one: years[one.text], weight=lambda one: len(one.passages) or 1)
    telling = tuple([one.text for one in found if one.passages])
    dated = [one for one in telling if years[one] is not None]
    return Mentions(listing, parts, telling, len(passages), dated[0] if dated else "", dated[-1] if dated else "")


def evidence_pages(
    digest: Digest,
    page: Page,
    found: Mentions,
    template: str,
    contents: Callable[[], Sequence[Heading]],
    views: Callable[[], Mapping[str, Any]],
) -> list[Page]:
    """The page itself, made by `template` with what `views` gives, and the further pages of its passages."""
    headings = []
    if found.listing.entries:
        headings.append(Heading("passages", "Passages", 2))
    if not found.listing.split:
        headings += [Heading(f"y{year.key}", year.label, 3) for year in found.listing.years]
    # What the function of a page captures is what the page is made from: of `found` no more than it shows.
    url, listing, ends = page.url, found.listing, (found.first, found.last)
    texts, passages, shown = len(found.texts), found.passages, partial(_shown, digest)

    def render() -> Content:
        first, last = (text_item(digest, digest.texts[one]) if one else None for one in ends)
        view = MentionsView(listing.shown(shown), texts, passages, first, last)
        return Content(fill(template, url, mentions=view, **views()), (*contents(), *headings))

    def listed(one: TextPassages) -> Item:
        return listed_text(digest, one.text)

    page.render = render
    about = f"Passages on {page.title}"
    return [page, *part_pages(page, found.parts, "evidence-part.html", shown, listed, about)]


def _shown(digest: Digest, told: TextPassages) -> Evidence:
    text = digest.texts[told.text]
    return Evidence(text_item(digest, text), tuple(passage_item(text, passage) for passage in told.passages))
