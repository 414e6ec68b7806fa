"""Breadcrumbs, tabs, neighbours and the drawer lead where they say."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.browser.pages import EVENT, KINDS, LONG, NARROW, SHORT, TEXTS, UNDER_A_PATH, WIDE, texts

pytestmark = pytest.mark.browser

# The way to a page, as its breadcrumbs tell it, and the page to which each of them leads.
WAYS = {
    **{kind: [] for kind in ("home", "search", "404")},
    **{kind: [] for kind in ("sources", "themes", "chronology", "about")},  # the tab of a section leads to them
    TEXTS[0]: [("Home", ""), ("Sources", "sources/")],
    "theme": [("Home", ""), ("Themes", "themes/"), ("Lifelong learning", "themes/lifelong-learning/")],
    "issuer": [
        ("Home", ""),
        ("Issuers", "issuers/"),
        ("State Council of the People’s Republic of China", "issuers/state-council/"),
    ],
    "year": [("Home", ""), ("Chronology", "chronology/")],
    "events": [("Home", ""), ("Chronology", "chronology/")],
    "event": [("Home", ""), ("Chronology", "chronology/"), ("Events", "events/")],
    "document": [("Home", ""), ("Documents", "documents/")],
    "term": [("Home", ""), ("Terms", "terms/")],
    "pack": [("Home", ""), ("Sources", "sources/"), ("Reading packs", "packs/")],
    "quality": [("Home", ""), ("About", "about/")],
    "edit": [("Home", ""), ("Editing", "tutorial/")],
}
TABS = {
    "home": "Home",
    "sources": "Sources",
    "themes": "Themes",
    "theme": "Themes",
    "issuers": "Issuers",
    "issuer": "Issuers",
    "chronology": "Chronology",
    "year": "Chronology",
    "undated": "Chronology",
    "events": "Chronology",
    "event": "Chronology",
    "documents": "Documents",
    "document": "Documents",
    "targets": "Targets",
    "terms": "Terms",
    "term": "Terms",
    "packs": "Sources",
    "pack": "Sources",
    "quality": "About",
    "data": "About",
    "about": "About",
    "cite": "About",
    "edit": "Editing",
}


def name_of(page: Page) -> str:
    return page.title().removesuffix(" - Policy Digest")


@pytest.mark.parametrize("kind", WAYS)
def test_breadcrumbs_lead_where_they_say(seen, kind):
    page = seen(KINDS[kind], UNDER_A_PATH, WIDE)
    assert page.way == tuple((name, f"{page.at}{address}") for name, address in WAYS[kind])


def test_a_screen_reader_tells_each_navigation_of_a_page_by_its_name(look):
    page, _ = look(KINDS["edit"])
    names = page.locator("nav:visible").evaluate_all("(all) => all.map((el) => el.ariaLabel)")
    assert {"Breadcrumbs", "Navigation"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", TABS)
def test_the_tab_of_the_section_is_the_active_one(seen, kind):
    assert seen(KINDS[kind], UNDER_A_PATH, WIDE).tabs == (TABS[kind],)


@pytest.mark.parametrize(
    "kind", ["sources", "chronology", "issuers", "quality", "event", "document", "term", "theme", "year"]
)
def test_next_leads_to_the_page_that_it_names_and_previous_back(visit, kind):
    page = visit(KINDS[kind], script=False)
    here = name_of(page)
    following = page.locator(".md-footer__link--next")
    (there,) = texts(following.locator(".md-ellipsis"))
    following.click()
    expect(page).to_have_title(f"{there} - Policy Digest")
    previous = page.locator(".md-footer__link--prev")
    assert texts(previous.locator(".md-ellipsis")) == [here]
    previous.click()
    expect(page).to_have_title(f"{here} - Policy Digest")


def test_one_leafs_through_all_texts_and_comes_by_each_once(visit, origin):
    page = visit(SHORT, script=False)
    while page.locator(".md-footer__link--prev").count():
        page.goto(page.locator(".md-footer__link--prev").evaluate("(el) => el.href"))
    seen = [page.url]
    while page.locator(".md-footer__link--next").count() and len(seen) <= len(TEXTS):
        page.goto(page.locator(".md-footer__link--next").evaluate("(el) => el.href"))
        seen.append(page.url)
    assert sorted(seen) == [f"{origin}/sources/{text}/" for text in TEXTS]


def test_the_contents_of_a_text_lead_to_its_parts(visit):
    page = visit(LONG)
    contents = page.locator(".md-sidebar--secondary .md-nav__link")
    heading = texts(contents)[1]
    contents.nth(1).click()
    target = page.locator(":target")
    expect(target).to_be_in_viewport()
    assert " ".join(target.inner_text().split()) == heading
    assert target.bounding_box()["y"] >= page.locator(".md-header").bounding_box()["height"]


def test_on_a_phone_the_drawer_opens_and_leads_on(visit, origin):
    page = visit(KINDS["theme"], width=NARROW)
    drawer = page.locator(".md-sidebar--primary")
    expect(drawer).not_to_be_in_viewport()
    page.locator("header label[for=__drawer]").click()
    expect(drawer).to_be_in_viewport()
    drawer.get_by_role("link", name="Targets").click()
    expect(page).to_have_url(f"{origin}/targets/")


def test_on_a_phone_the_drawer_opens_on_the_section_and_leads_back_to_all(visit, origin):
    page = visit(KINDS["event"], width=NARROW)
    drawer = page.locator(".md-sidebar--primary")
    page.locator("header label[for=__drawer]").click()
    expect(drawer.get_by_role("link", name="Events")).to_be_in_viewport()
    drawer.locator("label.md-nav__title", has_text="Chronology").click()
    drawer.get_by_role("link", name="Themes").click()
    expect(page).to_have_url(f"{origin}/themes/")


def test_the_navigation_is_as_large_on_a_text_as_on_the_home_page(look):
    sizes = {
        look(address, script=False)[0].locator(".md-nav--primary a").count()
        for address in ("", SHORT, LONG, KINDS["term"])
    }
    assert max(sizes) - min(sizes) <= 12, "the contents of a page may stand in it, the other pages not"


@pytest.mark.parametrize("address", [SHORT, "chronology/"])
def test_a_fragment_that_is_no_address_disturbs_nothing(visit, address):
    page = visit(f"{address}#%E0%A4%A")
    expect(page.locator("h1")).to_be_visible()


def test_the_titles_of_the_pages_before_and_after_are_whole(look):
    for width in (WIDE, 320):
        page, _ = look(EVENT, width=width)
        cut = "all => all.filter((el) => el.scrollWidth > el.clientWidth).map((el) => el.textContent)"
        assert page.locator(".md-footer__title:visible .md-ellipsis").evaluate_all(cut) == []


def test_a_month_that_the_switches_have_emptied_is_not_among_the_contents(visit):
    page = visit("chronology/2023/")
    listed = page.locator(".md-sidebar--secondary .md-nav__item").locator("visible=true")
    months = page.locator(".pd-month h2").all_inner_texts()
    expect(listed).to_have_text(months)
    for kind in ("source", "document", "target"):
        page.locator(f".pd-show-{kind}").uncheck()
    left = page.locator(".pd-month h2").locator("visible=true").all_inner_texts()
    assert 0 < len(left) < len(months)
    expect(listed).to_have_text(left)
    page.locator(".pd-show-source").check()
    page.locator(".pd-show-document").check()
    page.locator(".pd-show-target").check()
    expect(listed).to_have_text(months)
