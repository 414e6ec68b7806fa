"""The pages of the site, by kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from policy_digest.references import bibliography_entry
from policy_digest.site import Site
from policy_digest.workers import work

Section = Callable[[], list[Page]]


def sections(digest: Digest, site: Site) -> tuple[Section, ...]:
    """What makes the pages of each section of the site, the list of a section before what it lists."""
    entries = cache(lambda: entries_of(digest))
    return (
        lambda: source_list_pages(digest),
        lambda: reading_pages(digest, site),
        lambda: theme_pages(digest, entries()),
        lambda: chronology_pages(entries().all),
        lambda: event_pages(digest),
        lambda: document_pages(digest),
        lambda: target_pages(digest),
        lambda: term_pages(digest),
        lambda: issuer_pages(digest, entries()),
        lambda: pack_pages(digest, site, lambda text: bibliography_entry(record_of(digest, text, site))),
        lambda: [data_page(digest), search_page(digest)],
        lambda: quality_pages(digest),
        lambda: retired_pages(digest),
    )


def all_pages(digest: Digest, site: Site) -> list[Page]:
    """Every page that follows from the digest, section by section."""
    return [page for section in sections(digest, site) for page in section()]


def addresses_of(digest: Digest) -> list[str]:
    """The address of every page."""
    count = len(sections(digest, Site()))
    found = work(_addresses, digest, range(count), chunk=-(-count // 2), size=len(digest.texts))
    return [url for urls in found for url in urls]


def _addresses(digest: Digest, numbers: Sequence[int]) -> list[list[str]]:
    """The addresses of the pages of some sections."""
    made = sections(digest, Site())
    return [[page.url for page in made[number]()] for number in numbers]
