"""The reader's side: what a page and a first search load, and how long they take, in headless Chromium."""

from __future__ import annotations

import gzip
import mimetypes
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright
from tests.bench.corpus import english, text_id
from tests.bench.figures import median
from tests.browser.conftest import BROWSERS, FLAGS

TEXTS = (1, 2, 4)
"""Texts that a corpus of any size has, and has alike."""
LOADS = 5
"""How often each of them is opened."""
RANKS = ((40,), (400,), (2000,), (150, 800))
"""Words to search, by how common they are: very common, common, less common, and two together."""
_LARGEST_PAINT = """
window.paint = 0
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.paint = entry.startTime })
  .observe({type: "largest-contentful-paint", buffered: true})
"""
_FIRST_RESULT = """
window.firstResult = new Promise((shown) => {
  let typed
  addEventListener("input", () => { typed ??= performance.now() }, true)
  const look = () => {
    if (!document.querySelector(".pd-find-results:not([hidden]) a")) return requestAnimationFrame(look)
    requestAnimationFrame(() => setTimeout(() => shown(performance.now() - typed)))
  }
  requestAnimationFrame(look)
})
"""
"""The clock runs in the page, to the frame after the one that has the result: a look from without, now and then, would
find it up to half a second late."""


@dataclass(frozen=True)
class Seen:
    """What a reader meets with. Bytes are those of the answers' bodies as sent."""

    page_bytes: float
    page_requests: float
    search_bytes: float
    """Of the heaviest first search."""
    search_requests: float
    first_result: float
    """Seconds from typing to the first result, the median over the words."""
    slowest_result: float
    largest_paint: float
    """Seconds to the largest contentful paint, the median."""


@dataclass(eq=False)
class Host:
    """A folder served as hosts serve it, compressed."""

    folder: Path
    sent: list[int] = field(default_factory=list)

    @cache  # noqa: B019 - there are few hosts, and each lives to the end
    def answer(self, path: str) -> tuple[bytes, str, str] | None:
        """The body, its type and its encoding."""
        file = self.folder / unquote(path).lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            return None
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        body = file.read_bytes()
        if kind.startswith("text/") or kind.endswith(("json", "javascript", "xml")):
            return gzip.compress(body, 6), kind, "gzip"
        return body, kind, ""  # the files of the search are compressed already

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve the folder for a while, at the address that comes out."""
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # or each answer waits 40 ms for the one before to be acknowledged

            def do_GET(self) -> None:
                found = host.answer(urlsplit(self.path).path)
                body, kind, encoding = found or (b"", "text/plain", "")
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                if encoding:
                    self.send_header("Content-Encoding", encoding)
                self.end_headers()
                self.wfile.write(body)
                host.sent.append(len(body))

            def log_message(self, *args: Any) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/"
            server.shutdown()

    def taken(self) -> tuple[int, int]:
        """Bytes and number of the answers since the last time."""
        sent, self.sent = self.sent, []
        return sum(sent), len(sent)


@contextmanager
def opened(browser: Browser, address: str) -> Iterator[Page]:
    """A page in a browser without a past, when nothing more is being loaded."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.add_init_script(_LARGEST_PAINT + _FIRST_RESULT)
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    yield page
    context.close()


def visit(browser: Browser, host: Host, origin: str) -> Seen:
    """Open pages and search, each time anew."""
    addresses = [f"{origin}sources/{quote(text_id(number))}/" for number in TEXTS]
    with opened(browser, addresses[0]):  # the browser's own start is not the site's
        host.taken()
    pages, paints = [], []
    for address in addresses * LOADS:
        with opened(browser, address) as page:
            pages.append(host.taken())
            paints.append(page.evaluate("paint") / 1000)
    searches, times = [], []
    for ranks in RANKS:
        words = " ".join(english().items[rank] for rank in ranks)
        with opened(browser, addresses[0]) as page:
            host.taken()
            page.locator(".pd-find input").fill(words)
            times.append(page.evaluate("firstResult") / 1000)
            page.wait_for_load_state("networkidle")
            searches.append(host.taken())
    return Seen(
        max(loaded for loaded, _ in pages),
        max(requests for _, requests in pages),
        max(loaded for loaded, _ in searches),
        max(requests for _, requests in searches),
        median(times),
        max(times),
        median(paints),
    )


def read_sites(sites: dict[int, Path]) -> dict[int, Seen]:
    """What a reader meets with on each of some sites, by the number of their texts."""
    installed = next(filter(None, map(shutil.which, BROWSERS)), None)
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=FLAGS)
        for number, folder in sites.items():
            host = Host(folder)
            with host.served() as origin:
                found[number] = visit(browser, host, origin)
        browser.close()
    return found
