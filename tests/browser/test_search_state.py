"""What the search page says of its state, and what leads back to the state before."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser.pages import NARROW, NOISY, TEXTS, WIDE, texts

pytestmark = pytest.mark.browser


def search_for(page, words):
    page.locator("#pd-q").fill(words)
    expect(page.locator(".pd-search-status")).to_contain_text(f"“{words}”")


def test_back_leads_to_the_words_that_were_searched_before(visit):
    page = visit("search/")
    status = page.locator(".pd-search-status")
    expect(status).to_have_text(f"{len(TEXTS)} texts")
    for words in ("education", "school"):
        search_for(page, words)  # found while it is typed, before Enter
        page.keyboard.press("Enter")
    page.go_back()
    expect(status).to_contain_text("“education”")
    expect(page.locator("#pd-q")).to_have_value("education")
    page.go_back()
    expect(status).to_have_text(f"{len(TEXTS)} texts")


def test_back_from_a_passage_finds_unfolded_what_was(visit):
    page = visit("search/?q=education", width=NARROW)
    page.locator(".pd-facets > summary").click()
    page.locator(".pd-hits details > summary").first.click()
    passage = page.locator(".pd-hits details").first.locator("a").last
    passage.click()
    expect(page.locator("h1")).not_to_have_text("Search")
    page.go_back()
    expect(passage).to_be_in_viewport()
    expect(page.locator(".pd-facets")).to_have_attribute("open", "")


def test_a_page_that_comes_back_from_memory_has_its_words_and_its_place(visit):
    """Safari resets a field that is not to be completed, and is at the top."""
    page = visit("search/?q=education", width=NARROW)
    expect(page.locator(".pd-search-status")).to_contain_text("“education”")
    page.evaluate("scrollTo(0, 500)")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    page.locator("#pd-q").evaluate("(field) => field.form.reset()")
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("#pd-q")).to_have_value("education")
    page.wait_for_function("scrollY === 500")


def test_searching_and_citing_need_nothing_that_safari_16_lacks(visit):
    page = visit("about/", permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script("delete URLSearchParams.prototype.size; delete Element.prototype.checkVisibility")
    page.goto(page.url.replace("about/", NOISY))
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.locator(".pd-text :is(p, li):has(.pd-noise) > .pd-number").first.focus()
    page.keyboard.press("Alt+c")
    expect(page.locator(".pd-told")).to_contain_text("[…] for noise")
    page.goto(page.url.replace(NOISY, "search/"))
    search_for(page, "education")
    expect(page).to_have_url(re.compile(r"/search/\?q=education$"))


def test_all_values_of_a_facet_are_offered_by_their_number_and_only_where_more_are_found(visit):
    page = visit("search/")
    shown = page.locator("[data-facet=theme] li:visible")
    everything = page.locator("[data-facet=theme] .pd-all")
    numbers = []
    for words in ("education", "Yuying"):
        search_for(page, words)
        expect(shown).to_have_count(8)
        numbers.append(int(everything.inner_text().removeprefix("All ")))
        everything.click()
        expect(everything).to_have_text("Fewer")
        expect(shown).to_have_count(numbers[-1])
        everything.click()
    assert numbers[0] > numbers[1]
    search_for(page, "zzz")
    expect(everything).to_be_hidden()


def test_a_value_that_is_unchosen_stays_under_the_keyboard_though_nothing_is_found_of_it(visit):
    page = visit("search/?kind=summary&year=2023")
    expect(page.locator(".pd-search-status")).to_contain_text("No text within your choice.")
    box = page.get_by_role("checkbox", name="Summary")
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator(".pd-search-status")).to_contain_text("2 texts")
    expect(box).to_be_focused()


def test_values_of_a_facet_stand_by_how_much_is_found_of_them_and_years_by_time(visit):
    page = visit("search/")
    search_for(page, "digital")
    for facet in ("theme", "issuer", "kind"):
        stated = page.locator(f"[data-facet={facet}] li:visible:not(:has([value='-']))")
        numbers = [int(number) for number in texts(stated.locator(".pd-count"))]
        assert numbers == sorted(numbers, reverse=True)
    assert page.locator("[data-facet=issuer] li:visible input").last.get_attribute("value") == "-"
    assert texts(page.locator("[data-facet=year] li:visible label > span:first-of-type")) == ["2023", "Undated"]
    chosen = page.locator("[data-facet=theme] li:visible input").nth(2)
    chosen.press("Space")
    expect(page.locator(".pd-chosen button")).to_have_count(1)
    expect(chosen).to_be_focused()
    expect(chosen).to_be_checked()


def test_on_paper_stands_what_is_found_and_no_tool(visit):
    page = visit("search/?q=education")
    expect(page.locator(".pd-hits > li").first).to_be_visible()
    page.emulate_media(media="print")
    for tool in page.locator(".pd-search :is(button, select, input)").all():
        expect(tool).to_be_hidden()
    expect(page.locator(".pd-search-status")).to_contain_text("“education”")
    expect(page.locator(".pd-hits > li").first).to_be_visible()


def test_the_order_without_words_is_named_as_it_is(visit):
    page = visit("search/")
    order = page.get_by_label("Order")
    expect(order.locator("option:checked")).to_have_text("newest first, undated last")
    search_for(page, "education")
    expect(order.locator("option:checked")).to_have_text("best match first")
    assert texts(order.locator("option")) == [
        "best match first",
        "newest first, undated last",
        "oldest first, undated last",
    ]


def test_a_value_in_the_address_that_no_text_has_is_told_and_dropped_with_the_next_choice(visit):
    page = visit("search/?q=education&year=9999&year=2023")
    status = page.locator(".pd-search-status")
    expect(status).to_contain_text("asks for year “9999”, which no text here has. That is left out.")
    expect(page.locator(".pd-chosen button")).to_have_count(1)
    page.locator("[data-facet=kind] input").first.check()
    expect(page).not_to_have_url(re.compile("9999"))
    expect(status).not_to_contain_text("9999")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_where_nothing_is_found_nothing_is_offered_to_choose(visit, width):
    page = visit("search/?q=xyzzy", width=width)
    status, facets = page.locator(".pd-search-status"), page.locator(".pd-facets")
    expect(status).to_contain_text("No text for “xyzzy”.")
    left = status.bounding_box()["x"]
    expect(facets).to_be_hidden()
    search_for(page, "education")
    expect(facets).to_be_visible()
    assert status.bounding_box()["x"] == left
