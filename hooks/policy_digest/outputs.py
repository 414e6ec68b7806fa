"""Every file of the site that is no page: data, feeds, packs, redirects, and what crawlers ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from policy_digest.build import Output
from policy_digest.citation import record_of
from policy_digest.crawlers import crawler_files
from policy_digest.data import data_files
from policy_digest.digest import Digest
from policy_digest.epub import pack_files
from policy_digest.feeds import feed_files
from policy_digest.pages.moved import redirect_page
from policy_digest.redirects import Redirect
from policy_digest.references import bibliography_entry
from policy_digest.site import Site


def outputs(digest: Digest, site: Site, moved: Sequence[Redirect], about: str, epoch: int) -> list[Output]:
    """All of them, each made when it is out of date.

    `moved` are the former addresses; `about` is one sentence on the site; `epoch` is the time, in seconds, that stands
    where no release gives one.
    """
    return [
        Output("data files", lambda: data_files(digest, site)),
        Output("feeds", lambda: _encoded(feed_files(digest, site))),
        Output("crawler files", lambda: _encoded(crawler_files(digest, site, about))),
        Output(
            "packs",
            lambda: pack_files(
                digest, site, lambda text: bibliography_entry(record_of(digest, text, site)), epoch=epoch
            ),
        ),
        Output("redirects", lambda: ((f"{one.old}index.html", redirect_page(one, site).encode()) for one in moved)),
    ]


def _encoded(files: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    return ((address, content.encode()) for address, content in files)
