"""One page of every kind, and how the tests look at a page."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page
from tests.support import BASE, ROOT

SOURCES = ROOT / "sources"
TEXTS = sorted(path.relative_to(SOURCES).with_suffix("").as_posix() for path in SOURCES.rglob("*.md"))

SHORT = "sources/spirit-of-national-education-conference/"
"""A short text with a mark of every kind."""
LONG = "sources/new-chapter-strong-education-country/"
"""The text with the most paragraphs."""
NOISY = "sources/learning-society-key-tasks-answers/"
"""A text with advertisements in it, and with every kind of mark many times."""
EVENT = "events/politburo-study-2023-05/"
"""An event that two texts tell."""

NOT_FOUND = "404.html"
KINDS = {
    "home": "",
    "sources": "sources/",
    **{text: f"sources/{text}/" for text in TEXTS},
    "themes": "themes/",
    "theme": "themes/learning-society/",
    "issuers": "issuers/",
    "issuer": "issuers/moe/",
    "chronology": "chronology/",
    "year": "chronology/2023/",
    "undated": "chronology/undated/",
    "events": "events/",
    "event": EVENT,
    "documents": "documents/",
    "document": "documents/learning-society-key-tasks/",
    "targets": "targets/",
    "terms": "terms/",
    "term": "terms/lide-shu-ren/",
    "packs": "packs/",
    "pack": "packs/learning-society/",
    "search": "search/",
    "quality": "quality/",
    "data": "data/",
    "about": "about/",
    "cite": "cite/",
    "edit": "edit/",
    "404": NOT_FOUND,
}
WIDE, NARROW = 1280, 360

# Where the same site answers. The page for lost addresses works only where `site_url` says that the site is.
AT_ROOT, UNDER_A_PATH, AT_HOME = "/", "/some/path/", BASE


def base_for(address: str, base: str) -> str:
    return AT_HOME if address == NOT_FOUND else base


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})


def is_long(site: Path, address: str) -> bool:
    """Is this a page on which axe-core is slow?"""
    return not address.endswith(".html") and (site / address / "index.html").stat().st_size > 150_000


def words(*places: Locator) -> list[str]:
    """The words that a reader sees."""
    return " ".join(place.inner_text() for place in places).split()


def texts(found: Locator) -> list[str]:
    return [" ".join(text.split()) for text in found.all_inner_texts()]


def style(place: Locator, name: str, pseudo: str | None = None) -> str:
    return place.evaluate("(el, [name, pseudo]) => getComputedStyle(el, pseudo)[name]", [name, pseudo])


def press_until(page: Page, key: str, selector: str, most: int = 60) -> Locator:
    """Press a key until the focus is on an element of this kind."""
    focused = page.locator(":focus")
    for _ in range(most):
        page.keyboard.press(key)
        if focused.count() and focused.evaluate("(el, selector) => el.matches(selector)", selector):
            return focused
    raise AssertionError(f"{key} pressed {most} times does not lead to {selector}")


SEEN = """(el) => [getComputedStyle(el), getComputedStyle(el.parentElement, '::before'),
    el.nextElementSibling && getComputedStyle(el.nextElementSibling, '::before')]
  .some((look) => look && look.outlineStyle === 'solid' && parseFloat(look.outlineWidth) >= 2)"""
"""Has an element with the focus, or the drawn part of it, a frame that shows it?"""
