"""The frame of a page: what the theme puts around every page of a kind, rendered once and then filled.

Almost all of a page's HTML outside its content (header, navigation, scripts) is the same for all pages that stand at
the same place of the navigation. So the theme renders a page in which names stand in the place of what differs, and
each page puts its own words there.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import escape

from policy_digest.addresses import relative
from policy_digest.digest import Digest
from policy_digest.feeds import feed_links
from policy_digest.languages import language_attributes
from policy_digest.pages.page import Content, Heading, Page
from policy_digest.site import Site

HOST = "slot.invalid"
"""Stands before the name of a slot: a host that no page can name by chance (RFC 2606)."""

_SLOT = re.compile(rf"(?:<h1>)?(?:https://)?{re.escape(HOST)}/([a-z]+)/(?:</h1>)?")
_ENTRY = re.compile(
    rf'<li class="md-nav__item">\s*<a href="#{re.escape(HOST)}/contents/".*?</li>|'
    rf'<li class="md-path__item">\s*<a href="https://{re.escape(HOST)}/path/".*?</li>',
    re.DOTALL,
)
"""An entry of the contents list or of the path to the page, which stands for all of them."""
_TITLE = re.compile(rf'(class="md-ellipsis")(>\s*{re.escape(HOST)}/(title|previoustitle|nexttitle)/)')
"""A title that the reader sees, and whose language the element says."""
_BLANK = re.compile(r"\s*\n\s*")
"""What templates leave between lines: a third of the frame, which has no element that keeps white space."""


def slot(name: str) -> str:
    """What a theme is given in the place of words."""
    return f"{HOST}/{name}/"


def slot_url(name: str) -> str:
    """What it is given in the place of an address; a full one, since themes make others relative."""
    return f"https://{HOST}/{name}/"


class Place(NamedTuple):
    """What the frame of a page follows from. Pages at the same place differ only in what fills the slots."""

    front: str
    """The address of the nearest page above that the navigation names, or of the page itself."""
    address: str
    """Its own where the navigation names it, else one that stands for all of the same depth."""
    contents: bool
    previous: bool
    next: bool
    edit: bool
    """Whether it has a contents list, pages beside it, and a file that an editor would change."""


class Frame:
    """A rendered page with slots."""

    def __init__(self, html: str) -> None:
        """Cut a page that was rendered with `slot` and `slot_url` in place of what differs."""
        html = _BLANK.sub("\n", html)
        html = _TITLE.sub(lambda found: f"{found[1]}{slot(f'{found[3]}language')}{found[2]}", html)
        html = _ENTRY.sub(lambda found: slot("contents" if "/contents/" in found[0] else "path"), html)
        parts = _SLOT.split(html)
        self._parts: Sequence[str] = parts
        self.slots: Sequence[str] = parts[1::2]
        """The names of its slots, in order; a slot may stand twice."""

    def fill(self, values: Mapping[str, str]) -> str:
        """The page with `values`, which are HTML, in its slots. Raises KeyError where one is missing."""
        parts = list(self._parts)
        parts[1::2] = [values[name] for name in self.slots]
        return "".join(parts)


def contents_list(headings: Sequence[Heading]) -> str:
    """The entries of a contents list as the theme writes them."""
    found: list[tuple[Heading, list[Heading]]] = []
    for heading in headings:
        if heading.level > 2 and found:  # noqa: PLR2004 - h2
            found[-1][1].append(heading)
        else:
            found.append((heading, []))
    return "".join(_entry(heading, below) for heading, below in found)


def _entry(heading: Heading, below: Sequence[Heading]) -> str:
    title = escape(heading.title)
    inner = "".join(_entry(one, ()) for one in below)
    nested = f'<nav class="md-nav" aria-label="{title}"><ul class="md-nav__list">{inner}</ul></nav>' if below else ""
    return (
        f'<li class="md-nav__item"><a href="#{escape(heading.id)}" class="md-nav__link">'
        f'<span class="md-ellipsis"{language_attributes(heading.language)}>{title}</span></a>{nested}</li>'
    )


class Places:
    """Where each page stands among the others."""

    def __init__(self, pages: Iterable[Page], fronts: Container[str]) -> None:
        """Take all generated pages, and the addresses that the navigation names."""
        self.pages = {page.url: page for page in pages}
        self.fronts = fronts

    def above(self, page: Page) -> list[Page]:
        """The pages between a page and the one above it that the navigation names, from the top down."""
        found: list[Page] = []
        url = page.parent
        while url in self.pages and url not in self.fronts and self.pages[url] not in found:
            found.insert(0, self.pages[url])
            url = self.pages[url].parent
        return found

    def beside(self, page: Page) -> tuple[Page | None, Page | None]:
        """The pages before and after a page, where it has them."""
        return self.pages.get(page.previous), self.pages.get(page.next)

    def of(self, page: Page, content: Content) -> Place:
        """The place of a page."""
        *_, nearest = page, *self.above(page)[:1]
        front = page.url if page.url in self.fronts else nearest.parent
        first, *rest = page.url.strip("/").split("/")
        address = page.url if page.url == front else "/".join([first, *("page" for _ in rest), ""])
        return Place(
            front,
            address,
            bool(content.contents),
            page.previous in self.pages,
            page.next in self.pages,
            bool(page.edit),
        )


def filled(frame: Frame, page: Page, content: Content, places: Places, digest: Digest, site: Site) -> str:
    """A whole page: the frame with the page's words in its slots."""
    before, after = places.beside(page)
    return frame.fill(
        {
            "title": escape(page.title),
            "titlelanguage": language_attributes(page.language),
            "description": escape(page.description),
            "canonical": escape(site.absolute(page.url)),
            "head": content.head + feed_links(digest, site, page.url),
            "path": path_to(places.above(page), page.url),
            "content": content.html,
            "contents": contents_list(content.contents),
            "previous": escape(relative(before.url, page.url)) if before else "",
            "previoustitle": escape(before.title) if before else "",
            "previoustitlelanguage": language_attributes(before.language) if before else "",
            "next": escape(relative(after.url, page.url)) if after else "",
            "nexttitle": escape(after.title) if after else "",
            "nexttitlelanguage": language_attributes(after.language) if after else "",
            "edit": escape(page.edit),
        }
    )


def path_to(above: Sequence[Page], here: str) -> str:
    """The entries of the path to the page `here`, from the top down, as the theme writes them."""
    return "".join(
        f'<li class="md-path__item"><a href="{escape(relative(page.url, here))}" class="md-path__link">'
        f'<span class="md-ellipsis">{escape(page.title)}</span></a></li>'
        for page in above
    )
