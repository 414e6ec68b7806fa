"""Every file of the site that is no page: data, feeds, packs, redirects, and what crawlers ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from policy_digest.build import Output
from policy_digest.crawlers import crawler_files, sitemap
from policy_digest.data import Fact, package_file, schemas, table_files, theme_files
from policy_digest.digest import Digest
from policy_digest.feeds import feed_files
from policy_digest.pages.moved import redirect_page
from policy_digest.redirects import Redirect
from policy_digest.site import Site
from policy_digest.tables import TABLES

REDIRECTS = "redirects"
"""The name of the pages at former addresses."""
Facts = Callable[[Iterable[str]], Mapping[str, Fact]]
"""Gives the facts on the files of some outputs, by address, in their order."""


def outputs(
    digest: Digest, site: Site, urls: Sequence[str], moved: Sequence[Redirect], about: str, epoch: int, facts: Facts
) -> Iterator[Output]:
    """All of them, each made when it is out of date, and before the next is asked for.

    `urls` are the addresses of all pages, `moved` the former ones; `about` is one sentence on the site; `epoch` is the
    time, in seconds, that stands where no release gives one; `facts` tells of the files of outputs that were made.
    """
    data = [
        *(Output(f"data/{table.name}", partial(table_files, digest, site, table)) for table in TABLES),
        Output("data/tree", partial(theme_files, digest, site)),
        Output("data/schemas", partial(schemas, digest, site)),
    ]
    yield from data
    yield Output("data/package", partial(package_file, site, facts([one.name for one in data])))
    yield Output("feeds", lambda: _encoded(feed_files(digest, site)))
    yield Output("crawler files", lambda: _encoded(crawler_files(digest, site, about)))
    yield Output("site map", partial(sitemap, digest, site, urls))
    yield Output("packs", partial(_packs, digest, site, epoch))
    yield Output(REDIRECTS, lambda: ((f"{one.old}index.html", redirect_page(one, site).encode()) for one in moved))


def _packs(digest: Digest, site: Site, epoch: int) -> Iterator[tuple[str, bytes]]:
    from policy_digest.epub import pack_files  # noqa: PLC0415 - takes time to load, and most edits leave the packs

    return pack_files(digest, site, epoch=epoch)


def _encoded(files: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    return ((address, content.encode()) for address, content in files)
