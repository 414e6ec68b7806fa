"""Tables that a reader can sort, and dates on one line."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, expect
from pypdf import PdfReader
from tests.browser.pages import KINDS, NARROW, NOISY, texts

pytestmark = pytest.mark.browser

DATES = ["about 2021", "about September 2023", "28 December 2023", "undated", "undated"]

LINES = """(el) => {
  const words = new Range()
  words.selectNodeContents(el)
  return new Set([...words.getClientRects()].map((line) => line.top)).size
}"""
"""On how many lines the words of an element stand."""


def cells(table: Locator, column: int) -> list[str]:
    return texts(table.locator(f"tbody td:nth-child({column})"))


def test_dates_sort_by_time_and_not_by_words(visit):
    table = visit("sources/").locator("table")
    date = table.get_by_role("columnheader", name="Date")
    date.get_by_role("button").click()
    expect(date).to_have_attribute("aria-sort", "ascending")
    assert cells(table, 1) == DATES
    date.get_by_role("button").click()
    expect(date).to_have_attribute("aria-sort", "descending")
    assert cells(table, 1) == DATES[::-1]


@pytest.mark.parametrize(("name", "column"), [("Title", 2), ("Issuer", 3), ("Kind", 4)])
def test_words_sort_by_the_alphabet_and_back(visit, name, column):
    table = visit("sources/").locator("table")
    header = table.get_by_role("columnheader", name=name)
    alphabetical = sorted(cells(table, column), key=str.casefold)
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    assert cells(table, column) == alphabetical
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    assert cells(table, column) == alphabetical[::-1]


def test_a_date_that_is_about_a_month_stands_on_one_line(look):
    page, _ = look("sources/")
    lines = {
        one: page.locator("tbody td:first-child", has_text=one).evaluate(LINES)
        for one in ("about September 2023", "28 December 2023")
    }
    assert {*lines.values()} == {1}


@pytest.mark.parametrize("address", [NOISY, "events/", KINDS["document"]])
def test_no_line_breaks_within_a_day(look, address):
    page, _ = look(address, width=NARROW)
    days = page.locator("article time:visible")
    assert set(days.evaluate_all("(all) => all.map((day) => day.getClientRects().length)")) == {1}


def test_a_row_stays_whole_when_it_moves(visit):
    table = visit("sources/").locator("table")
    before = texts(table.locator("tbody tr"))
    table.get_by_role("button", name="Title").click()
    after = texts(table.locator("tbody tr"))
    assert after != before
    assert sorted(after) == sorted(before)


def test_one_column_at_a_time_is_named_as_sorted(visit):
    table = visit("sources/").locator("table")
    expect(table.locator("[aria-sort]")).to_have_count(0)
    for name in ("Date", "Title", "Issuer"):
        table.get_by_role("button", name=name).click()
        expect(table.locator("[aria-sort]")).to_have_text(name)


def test_a_table_sorts_by_keyboard(visit):
    page = visit("sources/")
    table = page.locator("table")
    table.get_by_role("button", name="Title").focus()
    page.keyboard.press("Enter")
    assert cells(table, 2) == sorted(cells(table, 2), key=str.casefold)
    expect(table.get_by_role("button", name="Title")).to_be_focused()


def test_targets_sort_by_due_date_and_by_text(visit):
    table = visit("targets/").locator("table")
    built = cells(table, 1)
    table.get_by_role("button", name="Due").click()
    assert cells(table, 1) == built
    table.get_by_role("button", name="Due").click()
    assert cells(table, 1) == built[::-1]
    table.get_by_role("button", name="Text and passage").click()
    by_text = [cell.split(", ¶")[0] for cell in cells(table, 4)]
    assert len(set(by_text)) > 1
    assert sum(one != other for one, other in pairwise(by_text)) == len(set(by_text)) - 1


def test_without_a_script_a_table_stands_in_its_order_the_newest_first_the_undated_last(visit):
    table = visit("sources/", script=False).locator("table")
    assert cells(table, 1) == [*DATES[2::-1], *DATES[3:]]
    expect(table.get_by_role("button")).to_have_count(0)
    assert texts(table.locator("th")) == ["Date", "Title", "Issuer", "Kind"]


def test_more_than_one_target_is_printed_on_a_sheet_and_its_columns_are_not_cut(look):
    page, _ = look("targets/")
    page.emulate_media(media="print")
    rows = page.locator("tbody tr").count()
    sheets = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    assert len(sheets) < 0.75 * rows
    assert any("comprehensive promotion" in " ".join(sheet.extract_text().split()) for sheet in sheets)
