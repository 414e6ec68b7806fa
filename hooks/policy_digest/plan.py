"""Which pages there are. To list them takes as long as to make hundreds, so the list is kept with the site.

It follows from what is shown of texts elsewhere, their faces, and from the vocabulary. While these are the same the
pages are the same, and a page that is out of date nevertheless is made by its kind's function when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from policy_digest.digest import Digest
from policy_digest.fingerprint import Versions, fingerprint, hash_of
from policy_digest.pages import sections
from policy_digest.pages.home import home
from policy_digest.pages.page import Later, Page
from policy_digest.redirects import read_retired
from policy_digest.site import Site
from policy_digest.state import Listed, Planned, State
from policy_digest.watch import watching


@dataclass(frozen=True, slots=True)
class Plan:
    """The pages of a build."""

    pages: list[Page]
    planned: Planned
    """What is kept of them for the next build."""
    kept: bool
    """Whether they are those of the published site, and are made from the same."""


def plan_pages(digest: Digest, site: Site, versions: Versions, around: bytes, state: State) -> Plan:
    """Every page that follows from the digest, as listed before where they are the same.

    `around` is the hash of the program and the settings, `state` that of the published site.
    """
    retired, _ = read_retired(digest)
    own = fingerprint((site, retired), versions.known)
    key = hash_of(around, own, versions.linked())
    found = sections(digest, site, retired)
    if state.plan.key == key:

        @cache
        def section(name: str) -> Mapping[str, Page]:
            with watching():  # what a list reads is nothing that the page reads for which it is made
                return {page.url: page for page in found[name]()}

        return Plan([_later(listed, section) for listed in state.plan.pages], state.plan, kept=True)
    with watching() as reads:
        made = {name: section() for name, section in found.items()}
        start = home(digest)
    listed = tuple(
        (name, page.url, page.title, page.description, page.parent, page.edit, page.previous, page.next, page.language)
        for name, pages in made.items()
        for page in pages
    )
    # Where a list looked into texts, it can change though their faces do not.
    looked = any(name == "text" for name, _ in reads)
    return Plan(
        [page for pages in made.values() for page in pages],
        Planned(b"" if looked else key, listed, str(start)),
        kept=False,
    )


def _later(listed: Listed, section: Callable[[str], Mapping[str, Page]]) -> Page:
    """A page as it was listed, with the functions of the one that its kind's function gives."""
    kind, url, title, description, parent, edit, previous, following, language = listed
    page = Page(url, title, description, parent, Later(lambda: section(kind)[url].render), edit)
    page.subject = Later(lambda: section(kind)[url].subject)
    page.previous, page.next, page.language = previous, following, language
    return page
