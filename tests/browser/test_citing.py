"""A passage is copied with its reference and its address: by mouse, by finger, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.browser.pages import LONG, NARROW, NOISY, WIDE

pytestmark = pytest.mark.browser

ADDRESS = "https://example.org/digest/sources/learning-society-key-tasks-answers/"
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
SELECT = """([first, from, last, to]) => {
  const words = (id) => {
    const walker = document.createTreeWalker(document.getElementById(id), NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) if (walker.currentNode.data.trim()) return walker.currentNode
  }
  const range = document.createRange()
  range.setStart(words(first), from)
  range.setEnd(words(last), to)
  getSelection().removeAllRanges()
  getSelection().addRange(range)
}"""


def pasted(page: Page) -> str:
    """What a reader gets who pastes now."""
    page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), {id: 'paste'}))")
    page.locator("#paste").focus()
    page.keyboard.press("Control+V")
    words = page.locator("#paste").input_value()
    page.locator("#paste").evaluate("field => field.remove()")
    return words


CORRECTED = " as captured, without our corrections"


def told(page: Page, words: str, how: str = "") -> None:
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_text(f"Copied{how}: {words}")


def without_version(words: str) -> str:
    """An address of a released text has its version."""
    return words.partition("?v=")[0] + "#" + words.rpartition("#")[2] if "?v=" in words else words


def test_a_reference_is_copied_and_its_style_is_remembered(visit):
    page = visit(NOISY, **CLIPBOARD)
    page.get_by_role("button", name="copy").nth(2).click()
    told(page, "MLA reference")
    assert pasted(page) == page.locator(".pd-reference dd").nth(2).inner_text()
    page.reload()
    page.locator("#p3 .pd-number").focus()
    page.keyboard.press("Alt+c")
    told(page, "quotation, MLA reference and address", CORRECTED)
    assert "(Department of Vocational Education and Adult Education of the Ministry of Education, par. 3)" in pasted(
        page
    )


def test_pointing_at_a_paragraph_offers_its_link_and_its_citation(visit):
    page = visit(NOISY, **CLIPBOARD)
    page.locator("#p4").hover()
    page.get_by_role("button", name="link").click()
    told(page, "address of paragraph 4")
    assert without_version(pasted(page)) == f"{ADDRESS}#p4"
    page.locator("#p4").hover()
    page.get_by_role("button", name="cite").click()
    told(page, "quotation, APA reference and address", CORRECTED)
    quotation, reference = pasted(page).split("\n\n")
    assert quotation.startswith("“Answer: The Ministry of Education attaches great importance")
    assert quotation.endswith("ca. 2023, para. 4)")
    assert without_version(reference).endswith(f"Policy Digest. {ADDRESS}#p4")
    assert "link" not in quotation.split("”")[-1]


def test_what_is_offered_goes_on_to_the_next_paragraph_after_a_click(visit):
    page = visit(NOISY, **CLIPBOARD)
    for number in (4, 3):
        page.locator(f"#p{number}").hover()
        page.get_by_role("button", name="link").click()
        told(page, f"address of paragraph {number}")


def test_the_keyboard_reaches_what_a_paragraph_offers(visit):
    page = visit(NOISY, **CLIPBOARD)
    page.locator("#p3 .pd-number").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="link")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    told(page, "quotation, APA reference and address", CORRECTED)
    assert pasted(page).endswith("#p3")


def test_a_finger_reaches_what_a_paragraph_offers(visit):
    page = visit(NOISY, width=360, has_touch=True, **CLIPBOARD)
    page.locator("#p3 .pd-number").tap()
    page.get_by_role("button", name="cite").tap()
    told(page, "quotation, APA reference and address", CORRECTED)
    assert pasted(page).endswith("#p3")


def test_selected_words_are_cited_with_all_their_paragraphs(visit):
    page = visit(LONG, **CLIPBOARD)
    page.evaluate(SELECT, ["p2", 3, "p4", 10])
    offer = page.get_by_role("button", name="Cite this passage")
    expect(offer).to_be_visible()
    offer.click()
    told(page, "quotation, APA reference and address")
    words = pasted(page)
    assert "paras. 2–4)" in words
    assert words.endswith("#p2")
    expect(offer).to_be_hidden()


@pytest.mark.parametrize(("last", "place"), [("p2", ", para. 2)"), ("p3", ", paras. 2–3)"), ("h2", ")")])
def test_words_that_begin_in_a_heading_are_cited_with_the_paragraphs_below_it(visit, last, place):
    page = visit(LONG, **CLIPBOARD)
    page.evaluate("document.getElementById('p2').before(document.getElementById('h2'))")
    page.evaluate(SELECT, ["h2", 0, last, 4])
    page.get_by_role("button", name="Cite this passage").click()
    told(page, "quotation, APA reference and address")
    words = pasted(page)
    quotation = words.partition("\n\n")[0]
    assert quotation.endswith(place)
    assert ("para" in quotation.rpartition("(")[2]) == ("para" in place)
    assert words.endswith("#h2")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_selected_words_that_go_on_below_the_window_can_be_cited_within_it(visit, width):
    page = visit(LONG, width=width)
    page.evaluate(SELECT, ["p2", 3, "p30", 10])
    expect(page.get_by_role("button", name="Cite this passage")).to_be_in_viewport(ratio=1)


def test_of_paragraphs_that_were_moved_each_number_is_told(visit):
    page = visit(LONG, **CLIPBOARD)
    page.evaluate("document.getElementById('p3').after(document.getElementById('p2'))")
    page.evaluate(SELECT, ["p3", 0, "p4", 10])
    page.get_by_role("button", name="Cite this passage").click()
    assert "paras. 3, 2, 4)" in pasted(page)


def test_a_paragraph_that_is_written_on_several_lines_is_quoted_on_one(visit):
    page = visit(LONG, **CLIPBOARD)
    page.evaluate("document.getElementById('p2').lastChild.after('Words of\\na line')")
    page.locator("#p2 > .pd-number").focus()
    page.keyboard.press("Alt+c")
    told(page, "quotation, APA reference and address")
    assert "Words of a line” (" in pasted(page)


def test_no_words_of_ours_are_offered_for_citing(visit):
    page = visit(NOISY)
    page.evaluate(SELECT, ["p2", 3, "p3", 10])
    expect(page.locator(".pd-offer")).to_be_visible()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.pd-summary'))")
    expect(page.locator(".pd-offer")).to_be_hidden()


def test_a_quotation_has_the_captured_words_and_no_sign_of_ours(visit):
    page = visit(NOISY, **CLIPBOARD)
    expected = page.evaluate(
        """() => {
          const block = document.querySelector('.pd-fix').closest('[id^=p]').cloneNode(true)
          for (const ours of block.querySelectorAll('.pd-ours, .pd-number, .pd-sign, .pd-noise-sign')) ours.remove()
          for (const noise of block.querySelectorAll('.pd-noise')) noise.textContent = '[…]'
          return block.textContent.replace(/\\s+/g, ' ').trim()
        }"""
    )
    number = page.locator(".pd-text :is(p, li):has(.pd-fix) > .pd-number").first
    number.focus()
    page.keyboard.press("Alt+c")
    told(page, "quotation, APA reference and address", f"{CORRECTED}, with […] for noise")
    assert pasted(page).startswith(f"“{expected}” (")


def test_what_is_quoted_as_it_is_seen_is_not_said_to_differ(visit):
    page = visit(NOISY, **CLIPBOARD)
    page.get_by_label("As captured").check()
    page.locator(".pd-text :is(p, li):has(.pd-fix) > .pd-number").first.focus()
    page.keyboard.press("Alt+c")
    told(page, "quotation, APA reference and address")


def test_what_cannot_be_copied_is_shown_for_copying(visit):
    page = visit(NOISY)
    page.evaluate("() => { navigator.clipboard.write = () => Promise.reject(); document.execCommand = () => false }")
    page.get_by_role("button", name="copy").first.click()
    dialog = page.get_by_role("dialog", name="Copy by hand")
    field = dialog.get_by_role("textbox")
    expect(field).to_have_value(page.locator(".pd-reference dd").first.inner_text())
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_without_a_script_references_are_there_and_numbers_are_links(visit):
    page = visit(NOISY, script=False)
    assert page.locator(".pd-reference dd").count() == 4
    page.locator("#p3 .pd-number").click()
    assert page.url.endswith("#p3")
    assert page.locator(".pd-reference button, .pd-actions").count() == 0
