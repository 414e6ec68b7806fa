"""Pages at addresses of earlier releases: redirects, and what was retired."""

from __future__ import annotations

from collections.abc import Iterable

from policy_digest.pages.page import Content, Page, fill
from policy_digest.redirects import Redirect, Retired
from policy_digest.site import Site


def redirect_page(redirect: Redirect, site: Site) -> str:
    """A whole HTML page that leads on: by itself with a script, by its link without one, with the fragment in both."""
    return str(fill("redirect.html", redirect.old, redirect=redirect, canonical=site.absolute(redirect.new)))


def retired_pages(retired: Iterable[Retired]) -> list[Page]:
    """A page with the reason at each address that was given up."""
    return [_retired(one.url, one.reason) for one in retired]


def _retired(url: str, reason: str) -> Page:
    return Page(
        url=url,
        title="Address given up",
        description=reason,
        parent=url.split("/", maxsplit=1)[0] + "/",
        render=lambda: Content(fill("retired.html", url, reason=reason)),
    )
