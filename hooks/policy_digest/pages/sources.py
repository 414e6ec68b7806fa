"""The page of each text, and lists of texts: all of them, or those of an issuer, by year where they are many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from policy_digest import addresses
from policy_digest.digest import Digest
from policy_digest.pages.listing import Part, list_subject, part_pages, split
from policy_digest.pages.page import Content, Page, chain, fill
from policy_digest.pages.parts import TextItem, listed_text, text_item
from policy_digest.site import Site
from policy_digest.texts import Text


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


def reading_pages(digest: Digest, site: Site) -> list[Page]:
    """The page of each text, in order of date."""
    return chain([_reading_page(digest, text, site) for text in digest.texts.values()])


def _reading_page(digest: Digest, text: Text, site: Site) -> Page:
    description = _description(digest, text)

    def render() -> Content:
        from policy_digest.pages.reading import reading_page  # noqa: PLC0415 - takes time to load; a check does without

        return reading_page(digest, text, site, description)

    return Page(
        url=addresses.source(text.id),
        title=text.source.title,
        description=description,
        parent=addresses.SOURCES,
        render=render,
        edit=text.source.path,
        language=text.source.fields.language,
    )


def _description(digest: Digest, text: Text) -> str:
    fields = text.source.fields
    if fields.summary:
        return fields.summary
    item = text_item(digest, text)
    issuers = ", ".join(link.label for link in item.issuers)
    return ", ".join(part for part in (item.title, issuers, item.when.words) if part)


def item_of(digest: Digest) -> Callable[[str], TextItem]:
    """Gives a text as lists show it, by its id."""
    return lambda one: text_item(digest, digest.texts[one])


def text_part_pages(digest: Digest, page: Page, parts: Iterable[Part[str]], about: str = "") -> list[Page]:
    """The further pages of a list of texts that is split, by default about the texts of its page."""
    listed = partial(listed_text, digest)
    return part_pages(page, parts, "sources-part.html", item_of(digest), listed, about or f"Texts of {page.title}")
