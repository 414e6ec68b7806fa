"""Lists of texts: all of them, or those of an issuer, with a page for each year where they are many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from policy_digest import addresses
from policy_digest.digest import Digest
from policy_digest.pages.listing import Part, list_subject, part_pages, split
from policy_digest.pages.page import Content, Page, fill
from policy_digest.pages.parts import TextItem, listed_text, text_item


def source_list_pages(digest: Digest) -> list[Page]:
    """The list of all texts, newest first."""
    listing, parts = split(digest.texts, addresses.SOURCES, digest.years.__getitem__, newest_first=True)
    front = Page(
        url=addresses.SOURCES,
        title="Sources",
        description="All texts of the digest, by date.",
        parent="",
        render=lambda: Content(
            fill(
                "sources.html",
                addresses.SOURCES,
                listing=listing.shown(item_of(digest)),
                packs=bool(digest.vocabulary.packs),
            )
        ),
        subject=lambda: list_subject(listing, partial(listed_text, digest)),
    )
    return [front, *text_part_pages(digest, front, parts)]


def item_of(digest: Digest) -> Callable[[str], TextItem]:
    """Gives a text as lists show it, by its id."""
    return lambda one: text_item(digest, digest.texts[one])


def text_part_pages(digest: Digest, page: Page, parts: Iterable[Part[str]], about: str = "") -> list[Page]:
    """The further pages of a list of texts that is split, by default about the texts of its page."""
    listed = partial(listed_text, digest)
    return part_pages(page, parts, "sources-part.html", item_of(digest), listed, about or f"Texts of {page.title}")
