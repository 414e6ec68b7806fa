"""A page works wherever it is served, and asks nothing of another host."""

from __future__ import annotations

import re
from functools import cache
from urllib.error import HTTPError
from urllib.parse import unquote, urldefrag
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect
from tests.browser.pages import AT_HOME, AT_ROOT, KINDS, NARROW, NOT_FOUND, UNDER_A_PATH, WIDE
from tests.support import ROOT

pytestmark = pytest.mark.browser

PLACES = pytest.mark.parametrize(("base", "width"), [(AT_ROOT, NARROW), (UNDER_A_PATH, WIDE)], ids=["root", "path"])
PAGES = pytest.mark.parametrize("address", KINDS.values(), ids=KINDS)


@cache
def answer(url: str) -> tuple[int, frozenset[str]]:
    """The status of an address, and the ids of the page."""
    try:
        with urlopen(url, timeout=10) as response:
            return response.status, frozenset(
                re.findall(r'\bid="?([^"\s>]+)', response.read().decode("utf-8", "replace"))
            )
    except HTTPError as error:
        error.close()
        return error.code, frozenset()


@PLACES
@PAGES
def test_a_page_loads_whole_without_another_host_or_an_error(seen, address, base, width):
    page = seen(address, base, width)
    assert page.wrong == ()
    assert [url for url in page.asked if not url.startswith(page.at)] == []
    assert page.styled


@PAGES
def test_every_link_of_a_page_leads_to_a_page_and_a_place_under_a_path(seen, origin, address):
    page = seen(address, UNDER_A_PATH, WIDE)
    within = {link for link in page.links if link.startswith(f"{origin}/")}
    assert within
    assert [link for link in within if not link.startswith(page.at)] == []
    wrong = []
    for link in sorted(within):
        url, fragment = urldefrag(link)
        status, ids = answer(url)
        if status != 200 or (fragment and unquote(fragment) not in ids):
            wrong.append(f"{status} {link}")
    assert wrong == []


def test_every_section_of_the_site_is_looked_at(site):
    by_people = {path.stem for path in (ROOT / "docs").glob("*.md")}
    elsewhere = {"search"}  # test_search.py
    sections = {url.split("/")[0] for url in site.urls} - by_people - elsewhere
    assert sections <= {address.split("/")[0] for address in KINDS.values()}


@PLACES
def test_one_walks_through_the_site_by_its_links(visit, origin, base, width):
    page = visit(base=base, width=width)
    page.get_by_role("link", name="All texts").click()
    expect(page).to_have_url(f"{origin}{base}sources/")
    page.locator("table a.pd-title").first.click()
    expect(page.locator(".pd-text")).to_be_visible()
    page.locator(".pd-fields a[href*='/themes/']").first.click()
    page.locator(".pd-quote-place a").first.click()
    expect(page.locator(".pd-text :target")).to_be_in_viewport()
    page.locator(".md-path a").first.click()
    expect(page).to_have_url(re.compile(f"^{re.escape(origin + base)}(index\\.html|\\.)?$"))


def test_a_lost_address_leads_to_a_page_of_the_site(look, origin):
    page, watch = look("sources/no-such-text/cite/", base=AT_HOME)
    lost = f"{origin}{AT_HOME}sources/no-such-text/cite/"
    assert [wrong for wrong in watch.wrong if not wrong.startswith("console: ")] == [f"404: {lost}"]
    expect(page.locator("h1")).to_have_text("Not found")
    links = page.locator("article p a").evaluate_all("(found) => found.map((link) => link.href)")
    assert [link.removeprefix(f"{origin}{AT_HOME}") for link in links] == ["search/", "sources/", ""]
    expect(page.locator(".md-header")).to_have_css("position", "sticky")
    page.locator(".md-tabs").get_by_role("link", name="Sources").click()
    expect(page).to_have_url(f"{origin}{AT_HOME}sources/")


def test_what_is_said_of_a_lost_address_stands_where_the_words_of_other_pages_do(look):
    heads = [look(address, base=AT_HOME)[0].locator("h1").bounding_box() for address in ("", NOT_FOUND)]
    assert heads[0]["x"] == heads[1]["x"]
