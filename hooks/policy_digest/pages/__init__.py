"""The pages of the site, by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from policy_digest.citation import record_of
from policy_digest.digest import Digest
from policy_digest.pages.chronology import chronology_pages
from policy_digest.pages.data import data_page
from policy_digest.pages.entries import entries_of
from policy_digest.pages.issuers import issuer_pages
from policy_digest.pages.moved import retired_pages
from policy_digest.pages.named import document_pages, event_pages, term_pages
from policy_digest.pages.packs import pack_pages
from policy_digest.pages.page import Page
from policy_digest.pages.quality import quality_pages
from policy_digest.pages.reading import reading_pages
from policy_digest.pages.search import search_page
from policy_digest.pages.sources import source_list_pages
from policy_digest.pages.targets import target_pages
from policy_digest.pages.themes import theme_pages
from policy_digest.redirects import Retired, read_retired
from policy_digest.references import bibliography_entry
from policy_digest.site import Site

Section = Callable[[], list[Page]]
"""Gives the pages of a kind, the list before what it lists."""


def sections(digest: Digest, site: Site, retired: Iterable[Retired]) -> Mapping[str, Section]:
    """The pages of the site by kind, in order; none is made before it is asked for."""
    entries = cache(lambda: entries_of(digest))
    return {
        "sources": lambda: source_list_pages(digest),
        "readings": lambda: reading_pages(digest, site),
        "themes": lambda: theme_pages(digest, entries()),
        "chronology": lambda: chronology_pages(entries().all),
        "events": lambda: event_pages(digest),
        "documents": lambda: document_pages(digest),
        "targets": lambda: target_pages(digest),
        "terms": lambda: term_pages(digest),
        "issuers": lambda: issuer_pages(digest, entries()),
        "packs": lambda: pack_pages(digest, site, lambda text: bibliography_entry(record_of(digest, text, site))),
        "data": lambda: [data_page(digest)],
        "search": lambda: [search_page(digest)],
        "quality": lambda: quality_pages(digest),
        "retired": lambda: retired_pages(retired),
    }


def all_pages(digest: Digest, site: Site | None = None) -> list[Page]:
    """Every page that follows from the digest. Who wants only the addresses names no site."""
    retired, _ = read_retired(digest)
    return [page for section in sections(digest, site or Site(), retired).values() for page in section()]
