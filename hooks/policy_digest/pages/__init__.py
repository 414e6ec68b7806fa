"""The pages of the site, by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from policy_digest.digest import Digest
from policy_digest.pages.entries import entries_of
from policy_digest.pages.moved import retired_pages
from policy_digest.pages.page import Page
from policy_digest.pages.quality import quality_pages
from policy_digest.pages.reading import reading_pages
from policy_digest.pages.sources import source_list_pages
from policy_digest.redirects import Retired, read_retired
from policy_digest.site import Site

Section = Callable[[], list[Page]]
"""Gives the pages of a kind, the list before what it lists."""


def sections(digest: Digest, site: Site, retired: Iterable[Retired]) -> Mapping[str, Section]:
    """The pages of the site by kind, in order; none is made before it is asked for.

    Nor is the module of its kind loaded before, as most edits make no page of it.
    """
    entries = cache(lambda: entries_of(digest))

    def themes() -> list[Page]:
        from policy_digest.pages.themes import theme_pages

        return theme_pages(digest, entries())

    def chronology() -> list[Page]:
        from policy_digest.pages.chronology import chronology_pages

        return chronology_pages(entries().all)

    def events() -> list[Page]:
        from policy_digest.pages.named import event_pages

        return event_pages(digest)

    def documents() -> list[Page]:
        from policy_digest.pages.named import document_pages

        return document_pages(digest)

    def targets() -> list[Page]:
        from policy_digest.pages.targets import target_pages

        return target_pages(digest)

    def terms() -> list[Page]:
        from policy_digest.pages.named import term_pages

        return term_pages(digest)

    def issuers() -> list[Page]:
        from policy_digest.pages.issuers import issuer_pages

        return issuer_pages(digest, entries())

    def packs() -> list[Page]:
        from policy_digest.pages.packs import pack_pages

        return pack_pages(digest, site)

    def data() -> list[Page]:
        from policy_digest.pages.data import data_page

        return [data_page(digest)]

    def search() -> list[Page]:
        from policy_digest.pages.search import search_page

        return [search_page(digest)]

    return {
        "sources": lambda: source_list_pages(digest),
        "readings": lambda: reading_pages(digest, site),
        "themes": themes,
        "chronology": chronology,
        "events": events,
        "documents": documents,
        "targets": targets,
        "terms": terms,
        "issuers": issuers,
        "packs": packs,
        "data": data,
        "search": search,
        "quality": lambda: quality_pages(digest),
        "retired": lambda: retired_pages(retired),
    }


def all_pages(digest: Digest, site: Site | None = None) -> list[Page]:
    """Every page that follows from the digest. Who wants only the addresses names no site."""
    retired, _ = read_retired(digest)
    return [page for section in sections(digest, site or Site(), retired).values() for page in section()]
