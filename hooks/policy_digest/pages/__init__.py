"""The pages of the site, by kind."""

from __future__ import annotations

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


def all_pages(digest: Digest, site: Site | None = None) -> list[Page]:
    """Every page that follows from the digest, the list of a section before what it lists.

    Who wants only the addresses names no site.
    """
    site = site or Site()
    entries = entries_of(digest)
    return [
        *source_list_pages(digest),
        *reading_pages(digest, site),
        *theme_pages(digest, entries),
        *chronology_pages(entries.all),
        *event_pages(digest),
        *document_pages(digest),
        *target_pages(digest),
        *term_pages(digest),
        *issuer_pages(digest, entries),
        *pack_pages(digest, site, lambda text: bibliography_entry(record_of(digest, text, site))),
        data_page(digest),
        search_page(digest),
        *quality_pages(digest),
        *retired_pages(digest),
    ]
