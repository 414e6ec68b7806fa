"""A browser, and the built site served as hosts serve it: at a root, under a path, and where `site_url` has it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.pages import AT_HOME, AT_ROOT, NOT_FOUND, UNDER_A_PATH, WIDE

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox: the tests may run as root. The rest keeps the browser from the network.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class StaticHost(SimpleHTTPRequestHandler):
    """Serves one folder at three places. An unknown address gets the site's own page for that, as on GitHub Pages."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        for base in (UNDER_A_PATH, AT_HOME, AT_ROOT):
            if path.startswith(base):
                return super().translate_path("/" + path.removeprefix(base))
        return super().translate_path(path)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            super().send_error(code, message, explain)
            return
        body = Path(self.directory, NOT_FOUND).read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def origin(site) -> Iterator[str]:
    """Where the site is served; add one of the bases and an address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(StaticHost, directory=str(site.path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    installed = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=FLAGS)
        yield browser
        browser.close()


class Watch:
    """Everything that goes wrong on a page behind the reader's back."""

    def __init__(self, page: Page, origin: str) -> None:
        self.origin = origin
        self.asked: list[str] = []
        self.wrong: list[str] = []
        page.on("request", self.request)
        page.on("response", self.response)
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))

    def request(self, request: Any) -> None:
        if urlsplit(request.url).scheme not in {"data", "blob"}:
            self.asked.append(request.url)
            if not request.url.startswith(f"{self.origin}/"):
                self.wrong.append(f"other host: {request.url}")

    def response(self, response: Any) -> None:
        if response.status >= 400:
            self.wrong.append(f"{response.status}: {response.url}")

    def console(self, message: Any) -> None:
        if message.type == "error":
            self.wrong.append(f"console: {message.text}")


Visit = Callable[..., Page]


@contextmanager
def visitor(browser: Browser, origin: str, watches: list[Watch]) -> Iterator[Visit]:
    """Opens pages, each in a browser without a past; remembers what each asked for."""
    with ExitStack() as contexts:

        def visit(
            address: str = "", *, base: str = AT_ROOT, width: int = WIDE, script: bool = True, **options: Any
        ) -> Page:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, java_script_enabled=script, locale="en-GB", **options
            )
            contexts.callback(context.close)
            context.set_default_timeout(15_000)
            page = context.new_page()
            watches.append(Watch(page, origin))
            page.goto(f"{origin}{base}{address}")
            return page

        yield visit


@pytest.fixture(scope="session")
def look(browser, origin) -> Iterator[Callable[..., tuple[Page, Watch]]]:
    """Opens a page in a window that all tests share: nothing is left of the page before, but it is quick."""
    watches: list[Watch] = []
    with visitor(browser, origin, watches) as visit:

        @cache
        def window(script: bool) -> tuple[Page, Watch]:
            return visit("about/", script=script), watches[-1]

        def look(address: str, *, base: str = AT_ROOT, width: int = WIDE, script: bool = True) -> tuple[Page, Watch]:
            page, watch = window(script)
            page.evaluate("try { localStorage.clear(); sessionStorage.clear() } catch {}")
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(media="screen", color_scheme="light")
            page.goto("about:blank")
            watch.asked.clear()
            watch.wrong.clear()
            page.goto(f"{origin}{base}{address}")
            return page, watch

        yield look


@pytest.fixture
def visit(browser, origin, look) -> Iterator[Visit]:
    """Opens a page. The test fails if anything goes wrong behind the reader's back: a script, a request.

    With `options`, of which the browser has to know from the start, it is a window of the test's own.
    """
    watches: list[Watch] = []
    with visitor(browser, origin, watches) as visit_anew:

        def visit(address: str = "", **options: Any) -> Page:
            if options.keys() - {"base", "width", "script"}:
                return visit_anew(address, **options)
            page, watch = look(address, **options)
            watches.append(watch)
            return page

        yield visit
    assert {wrong for watch in watches for wrong in watch.wrong} == set()


@dataclass(frozen=True)
class Seen:
    """What a page did when it was opened, and what it had."""

    at: str
    asked: tuple[str, ...]
    wrong: tuple[str, ...]
    links: frozenset[str]
    styled: bool
    tabs: tuple[str, ...]
    """The names of the tabs that are shown as active."""
    way: tuple[tuple[str, str], ...]
    """The breadcrumbs with their addresses."""
    beyond: tuple[str, ...]
    """Elements that stand out of the window, when all that folds is open."""
    width: int
    """Of all that can be scrolled to."""


SEEN_BY_SCRIPT = """() => {
  for (const details of document.querySelectorAll('article details')) details.open = true
  const scrolls = (el) => el && el !== document.body && el !== document.documentElement
    && (/auto|scroll/.test(getComputedStyle(el).overflowX) || scrolls(el.parentElement))
  const words = (el) => el.textContent.trim().replace(/\\s+/g, ' ')
  const all = (selector) => [...document.querySelectorAll(selector)]
  return {
    links: all('a[href]').map((el) => el.href),
    styled: Boolean(getComputedStyle(document.body).getPropertyValue('--pd-measure')),
    tabs: all('.md-tabs__item--active').map(words),
    way: all('.md-path a').map((el) => [words(el), el.href]),
    beyond: all('article *')
      .filter((el) => el.checkVisibility() && el.getBoundingClientRect().right > innerWidth + 1 && !scrolls(el))
      .map((el) => el.outerHTML.slice(0, 120)),
    width: document.scrollingElement.scrollWidth,
  }
}"""


@pytest.fixture(scope="session")
def seen(look, origin) -> Callable[[str, str, int], Seen]:
    """Opens a page once for all tests that ask the same of every page."""

    @cache
    def seen(address: str, base: str, width: int) -> Seen:
        base = AT_HOME if address == NOT_FOUND else base
        page, watch = look(address, base=base, width=width)
        had = page.evaluate(SEEN_BY_SCRIPT)
        return Seen(
            f"{origin}{base}",
            tuple(watch.asked),
            tuple(watch.wrong),
            frozenset(had["links"]),
            had["styled"],
            tuple(had["tabs"]),
            tuple((name, url) for name, url in had["way"]),
            tuple(had["beyond"]),
            had["width"],
        )

    return seen
