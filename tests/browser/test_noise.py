"""Noise that markup cuts: one box folds and opens all of it."""

from __future__ import annotations

import threading
from functools import partial
from http.server import ThreadingHTTPServer

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import StaticHost, visitor
from tests.browser.pages import press_until
from tests.support import Site, annotated, build, write

pytestmark = pytest.mark.browser

BODY = "The plan begins. Source: [the app](https://example.org), by *its staff*. It ends.\n\n[Share](https://example.org) it. It is said."
NOISE = [
    {"quote": "Source: the app, by its staff.", "noise": "From the page around."},
    {"quote": "Share it.", "noise": "A button."},
]


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    folder = tmp_path_factory.mktemp("noise")
    built = build(write(folder / "sources", {"a.md": annotated(BODY, *NOISE)}), folder / "site")
    assert built.code == 0, built.messages
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(StaticHost, directory=str(Site(built.path).path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def page(browser, host):
    with visitor(browser, host, []) as visit:
        yield visit("sources/a/", permissions=["clipboard-read", "clipboard-write"])


def seen(page, block):
    """The words of a paragraph that a reader sees, without those that come with the pointer."""
    return " ".join(page.locator(f"#{block}").inner_text().split()).removeprefix("link cite ")


def test_one_box_opens_all_that_it_folds(page):
    first, second = page.locator(".pd-noise input").all()
    assert (seen(page, "p1"), seen(page, "p2")) == ("The plan begins. It ends.", "It is said.")
    first.check()
    assert seen(page, "p1") == "The plan begins. Source: the app, by its staff. It ends."
    assert seen(page, "p2") == "It is said."
    first.uncheck()
    second.check()
    assert (seen(page, "p1"), seen(page, "p2")) == ("The plan begins. It ends.", "Share it. It is said.")
    second.uncheck()


def test_the_text_as_captured_has_all_of_it(page):
    page.get_by_label("As captured").check()
    assert seen(page, "p1") == "The plan begins. Source: the app, by its staff. It ends."
    page.get_by_label("Reading text").check()
    assert seen(page, "p1") == "The plan begins. It ends."


def test_a_link_that_is_folded_shows_itself_where_the_keyboard_stops(page):
    link = page.locator("#p2 a", has_text="Share")
    expect(link.locator(".pd-noise-more")).to_be_hidden()
    page.get_by_label("Reading text").focus()
    press_until(page, "Tab", "#p2 a:not(.pd-number)")
    expect(link.locator(".pd-noise-more")).to_be_visible()


def test_a_paragraph_that_is_cited_has_one_sign_for_all_that_is_folded(page):
    page.locator("#p1 .pd-number").focus()
    page.keyboard.press("Alt+c")
    expect(page.locator(".pd-told")).to_contain_text("[…] for noise")
    assert "“The plan begins. […] It ends.”" in page.evaluate("navigator.clipboard.readText()")
