"""Finding a theme, an issuer, a term, a document, an event or a pack by its name; names and passages in the box."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser.pages import NARROW, UNDER_A_PATH, style, texts

pytestmark = pytest.mark.browser


def names(page):
    return page.locator(".pd-names > li:not(:has(details))")


def test_a_term_is_found_by_its_original_which_no_text_has(visit):
    page = visit("search/?q=双减", base=UNDER_A_PATH, width=NARROW)
    expect(page.locator(".pd-search-status")).to_contain_text("No text for “双减”.")
    expect(names(page)).to_have_text(["Term double reduction 双减"])
    assert names(page).locator(".pd-original").get_attribute("lang") == "zh"
    page.get_by_role("link", name="double reduction").click()
    expect(page).to_have_url(re.compile(rf"{UNDER_A_PATH}terms/double-reduction/$"))


@pytest.mark.parametrize(
    "typed", ["xuexixing shehui", "XUÉXÍXÍNG", "xuexixingshehui", "learning soc", "“learning society”"]
)
def test_a_name_is_found_without_case_and_accents_by_the_beginnings_of_its_words(visit, typed):
    page = visit()
    page.keyboard.press("/")
    page.keyboard.type(typed)
    expect(page.locator(".pd-find-results a", has_text="Term learning society 学习型社会").first).to_be_visible()


@pytest.mark.parametrize("typed", ["“learning soc”", "ociety", "zzz society", "UN"])
def test_words_in_quotation_marks_are_whole_and_no_name_is_found_by_the_middle_of_a_word(visit, typed):
    page = visit(f"search/?q={typed}")
    expect(page.locator(".pd-search-status")).not_to_be_empty()
    expect(names(page)).to_have_count(0)
    expect(page.locator(".pd-names")).to_be_hidden()


def test_names_that_begin_with_the_words_come_first_the_shortest_first_and_the_rest_is_folded(visit):
    page = visit("search/?q=teachers")
    expect(names(page)).to_have_count(5)
    assert texts(names(page))[:2] == ["Theme Teachers", "Term Teachers’ Day 教师节"]
    expect(page.locator(".pd-names summary")).to_have_text(re.compile(r"\d more names"))
    document = page.locator(".pd-names details li", has_text="National Action Plan for Silver Age Teachers")
    expect(document).to_be_hidden()
    page.locator(".pd-names summary").click()
    expect(document).to_have_text(
        "Document National Action Plan for Silver Age Teachers 国家银龄教师行动计划 14 July 2023"
    )
    assert style(document.get_by_text("14 July 2023"), "whiteSpace") == "nowrap"
    page.locator("#pd-q").fill("")
    expect(page.locator(".pd-names")).to_be_hidden()


def test_the_box_has_pages_above_the_passages_and_the_arrows_walk_them(visit):
    page = visit()
    page.keyboard.press("/")
    page.keyboard.type("teachers")
    rows = page.locator(".pd-find-results a")
    expect(rows.first).to_have_text("Theme Teachers")
    expect(page.locator(".pd-find-results section").first.locator("a")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    expect(rows.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/themes/teachers/$"))


def test_the_box_shows_a_page_where_no_text_has_the_words(visit):
    page = visit()
    page.keyboard.press("/")
    page.keyboard.type("国务院")
    expect(page.locator(".pd-find-status")).to_have_text("No text has these words.")
    expect(page.locator(".pd-find-results a")).to_have_text(
        ["Issuer State Council of the People’s Republic of China 中华人民共和国国务院"]
    )


def test_the_words_of_texts_are_set_alike_in_the_box_and_on_the_search_page(visit):
    page = visit("search/?q=teachers")
    letters = style(page.locator(".pd-passages mark").first, "fontFamily")
    page = visit()
    page.keyboard.press("/")
    page.keyboard.type("teachers")
    assert style(page.locator(".pd-find-results mark").first, "fontFamily") == letters
    assert style(page.locator(".pd-find-results .pd-place").first, "fontFamily") != letters
