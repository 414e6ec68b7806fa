"""The pages of the site, by kind."""

from __future__ import annotations

from policy_digest.digest import Digest
from policy_digest.pages.chronology import chronology_pages
from policy_digest.pages.issuers import issuer_pages
from policy_digest.pages.moved import retired_pages
from policy_digest.pages.named import document_pages, event_pages, term_pages
from policy_digest.pages.page import Page
from policy_digest.pages.quality import quality_pages
from policy_digest.pages.reading import reading_pages
from policy_digest.pages.sources import source_list_pages
from policy_digest.pages.targets import target_pages
from policy_digest.pages.themes import theme_pages
from policy_digest.site import Site


def all_pages(digest: Digest, site: Site | None = None) -> list[Page]:
    """Every page that follows from the digest, the list of a section before what it lists.

    Who wants only the addresses names no site.
    """
    return [
        *source_list_pages(digest),
        *reading_pages(digest, site or Site()),
        *theme_pages(digest),
        *chronology_pages(digest),
        *event_pages(digest),
        *document_pages(digest),
        *target_pages(digest),
        *term_pages(digest),
        *issuer_pages(digest),
        *quality_pages(digest),
        *retired_pages(digest),
    ]
