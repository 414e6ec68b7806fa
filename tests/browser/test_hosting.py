"""A page works wherever it is served, and asks nothing of another host."""

from __future__ import annotations

import re
from functools import cache
from urllib.error import HTTPError
from urllib.parse import unquote, urldefrag
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.pages import AT_HOME, AT_ROOT, EVENT, KINDS, NOT_FOUND, UNDER_A_PATH, base_for

pytestmark = pytest.mark.browser

PLACES = pytest.mark.parametrize("base", [AT_ROOT, UNDER_A_PATH], ids=["root", "path"])
PAGES = pytest.mark.parametrize("address", KINDS.values(), ids=KINDS)


@cache
def answer(url: str) -> tuple[int, frozenset[str]]:
    """The status of an address, and the ids of the page."""
    try:
        with urlopen(url, timeout=10) as response:
            return response.status, frozenset(re.findall(r'\bid="?([^"\s>]+)', response.read().decode()))
    except HTTPError as error:
        error.close()
        return error.code, frozenset()


@PLACES
@PAGES
def test_a_page_loads_whole_without_another_host_or_an_error(look, origin, address, base):
    base = base_for(address, base)
    page, watch = look(address, base=base)
    assert watch.wrong == []
    assert [url for url in watch.asked if not url.startswith(f"{origin}{base}")] == []
    assert any(url.endswith("/digest.css") for url in watch.asked)
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--pd-measure')")


@PAGES
def test_every_link_of_a_page_leads_to_a_page_and_a_place_under_a_path(look, origin, address):
    base = base_for(address, UNDER_A_PATH)
    page, _ = look(address, base=base)
    links = set(page.eval_on_selector_all("a[href]", "all => all.map((one) => one.href)"))
    within = {link for link in links if link.startswith(f"{origin}/")}
    assert within
    assert [link for link in within if not link.startswith(f"{origin}{base}")] == []
    wrong = []
    for link in sorted(within):
        url, fragment = urldefrag(link)
        status, ids = answer(url)
        if status != 200 or (fragment and unquote(fragment) not in ids):
            wrong.append(f"{status} {link}")
    assert wrong == []


@PLACES
def test_one_walks_through_the_site_by_its_links(visit, origin, base):
    page = visit(base=base)
    page.get_by_role("link", name="All texts").click()
    expect(page).to_have_url(f"{origin}{base}sources/")
    page.locator("table a.pd-title").first.click()
    expect(page.locator(".pd-text")).to_be_visible()
    page.locator(".pd-fields a[href*='/themes/']").first.click()
    page.locator(".pd-quote-place a").first.click()
    expect(page.locator(".pd-text :target")).to_be_in_viewport()
    page.locator("header a.md-logo").click()
    expect(page).to_have_url(re.compile(f"^{re.escape(origin + base)}(index\\.html|\\.)?$"))


@PLACES
def test_the_search_finds_a_text_by_its_words(visit, origin, base):
    page = visit(EVENT, base=base)
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("bacon")
    found = page.locator(".md-search-result__link").first
    expect(found).to_have_attribute("href", re.compile(rf"^({re.escape(origin)})?[./\w-]*sources/spirit-of-national"))
    found.click()
    expect(page).to_have_url(
        re.compile(rf"^{re.escape(origin + base)}sources/spirit-of-national-education-conference/")
    )


def test_a_lost_address_leads_to_a_page_of_the_site(look, origin):
    page, watch = look("sources/no-such-text/cite/", base=AT_HOME)
    lost = f"{origin}{AT_HOME}sources/no-such-text/cite/"
    assert [wrong for wrong in watch.wrong if not wrong.startswith("console: ")] == [f"404: {lost}"]
    expect(page.locator("h1")).to_have_text(re.compile("404"))
    expect(page.locator(".md-header")).to_have_css("position", "sticky")
    page.locator(".md-tabs").get_by_role("link", name="Sources").click()
    expect(page).to_have_url(f"{origin}{AT_HOME}sources/")


def test_the_page_for_lost_addresses_is_the_one_that_the_site_has(site):
    assert (site.path / NOT_FOUND).is_file()
