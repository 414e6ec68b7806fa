"""Lists of texts: all of them, or those of an issuer, with a page for each year where they are many."""

from __future__ import annotations

from policy_digest import addresses
from policy_digest.digest import Digest
from policy_digest.pages.listing import Listing, Part, list_subject, part_subject, split
from policy_digest.pages.page import Content, Page, chain, fill
from policy_digest.pages.parts import Link, TextItem, listed_text, text_item


def source_list_pages(digest: Digest) -> list[Page]:
    """The list of all texts, newest first."""
    items = [text_item(digest, text) for text in digest.texts.values()]
    listing = split(items, addresses.SOURCES, lambda item: item.year, newest_first=True)
    front = Page(
        url=addresses.SOURCES,
        title="Sources",
        description="All texts of the digest, by date.",
        parent="",
        render=lambda: Content(fill("sources.html", addresses.SOURCES, listing=listing)),
        subject=list_subject(listing, listed_text),
    )
    return [front, *part_pages(front, listing)]


def part_pages(page: Page, listing: Listing[TextItem]) -> list[Page]:
    """The further pages of a list of texts that is split."""
    return chain([_part_page(page, part) for part in listing.parts])


def _part_page(page: Page, part: Part[TextItem]) -> Page:
    title = part.title(page.title)
    whole = Link(page.title, page.url)
    return Page(
        url=part.url,
        title=title,
        description=f"Texts of {page.title}: {part.year.label.lower()}.",
        parent=page.url,
        render=lambda: Content(fill("sources-part.html", part.url, part=part, title=title, whole=whole)),
        subject=part_subject(part, listed_text),
    )
