"""Every file of the site that is no page: data, feeds, packs, redirects, and what crawlers ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policy_digest.citation import record_of
from policy_digest.crawlers import crawler_files
from policy_digest.data import data_files
from policy_digest.digest import Digest
from policy_digest.epub import pack_files
from policy_digest.feeds import feed_files
from policy_digest.pages.moved import redirect_page
from policy_digest.redirects import redirects
from policy_digest.references import bibliography_entry
from policy_digest.site import Site


def output_files(
    digest: Digest, site: Site, urls: Iterable[str], about: str, epoch: int
) -> Iterator[tuple[str, bytes]]:
    """The address and the bytes of each file.

    `urls` are the addresses of all pages; `about` is one sentence on the site; `epoch` is the time, in seconds, that
    stands where no release gives one.
    """
    texts = [data_files(digest, site), feed_files(digest, site), crawler_files(digest, site, about)]
    for files in texts:
        for address, content in files:
            yield address, content.encode()
    yield from pack_files(digest, site, lambda text: bibliography_entry(record_of(digest, text, site)), epoch=epoch)
    for redirect in redirects(digest, urls):
        yield f"{redirect.old}index.html", redirect_page(redirect, site).encode()
