"""The reading page: marks and their cards, what is switched off, the text as captured, arrival at a paragraph."""

from __future__ import annotations

import re

import frontmatter
import pytest
from playwright.sync_api import expect
from tests.browser.pages import EVENT, KINDS, NARROW, NOISY, SHORT, SOURCES, TEXTS, press_until, style, texts, words

pytestmark = pytest.mark.browser

CARD = "dialog.pd-dialog"
FIRST_EVENT = ".pd-text a.pd-m-event"
CLEAR = "rgba(0, 0, 0, 0)"


# Cards


def test_a_click_on_a_mark_opens_the_card_of_its_event(visit, origin):
    page = visit(SHORT)
    page.locator(FIRST_EVENT).first.click()
    card = page.locator(CARD)
    expect(card).to_be_in_viewport()
    expect(card.locator("dt").first).to_have_text("Event")
    expect(card).to_contain_text("National Education Work Conference of 2021")
    expect(page).to_have_url(f"{origin}/{SHORT}")


def test_a_card_says_all_that_is_said_of_the_passage_and_what_lies_around_it(visit):
    page = visit(SHORT)
    mark = page.locator(".pd-text a.pd-m-term.pd-m-event").first
    numbers = mark.get_attribute("data-card").split()
    assert len(numbers) > 1
    mark.click()
    shown = page.locator(CARD).get_by_role("article")
    assert texts(shown) == [text for number in numbers for text in texts(page.locator(f".pd-cards #a{number}"))]


def test_only_one_card_is_open_at_a_time(visit):
    page = visit(SHORT)
    page.locator(FIRST_EVENT).first.click()
    page.locator(".pd-text a.pd-m-term").first.click()
    expect(page.locator(CARD)).to_have_count(1)
    expect(page.locator(CARD)).to_contain_text("Five-Year Plan")


def test_a_card_covers_no_words_of_the_text_in_a_wide_window(visit):
    page = visit(SHORT, width=1280)
    page.locator(FIRST_EVENT).first.click()
    text, card = (page.locator(one).bounding_box() for one in (".pd-text", CARD))
    assert text["x"] + text["width"] <= card["x"]


def test_a_card_closes_by_its_button_and_by_a_click_beside_it(visit):
    page = visit(SHORT)
    for closes in (page.get_by_role("button", name="Close"), page.locator("h1")):
        page.locator(FIRST_EVENT).first.click()
        expect(page.locator(CARD)).to_be_visible()
        closes.click(position={"x": 5, "y": 5})
        expect(page.locator(CARD)).to_have_count(0)


def test_by_keyboard_a_card_opens_takes_the_focus_and_gives_it_back(visit):
    page = visit(SHORT)
    page.get_by_label("Reading text").focus()
    mark = press_until(page, "Tab", ".pd-text a.pd-m", most=5)
    same = mark.get_attribute("data-card")
    page.keyboard.press("Enter")
    card = page.locator(CARD)
    expect(card).to_be_visible()
    expect(card.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Tab")
    expect(card.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(page.locator(".pd-text a.pd-m:focus")).to_have_attribute("data-card", same)


def test_by_keyboard_a_note_opens_from_its_sign(visit):
    page = visit(SHORT)
    sign = page.locator(".pd-text .pd-sign-note").first
    sign.focus()
    page.keyboard.press("Enter")
    note = page.locator(CARD).locator("dt:text-is('Note') + dd")
    expect(note).to_be_visible()
    expect(sign).to_have_accessible_name(f"Note: {note.inner_text()}")


def test_a_link_in_a_card_leads_to_the_page_of_the_event(visit):
    page = visit(SHORT)
    page.locator(FIRST_EVENT).first.click()
    link = page.locator(CARD).locator("dd a").first
    name = link.inner_text()
    link.click()
    expect(page).to_have_url(re.compile("/events/[a-z0-9-]+/$"))
    expect(page.locator("h1")).to_have_text(name)


def test_a_click_with_control_opens_the_page_of_the_mark_in_another_tab(visit):
    page = visit(SHORT)
    with page.context.expect_page() as opened:
        page.locator(FIRST_EVENT).first.click(modifiers=["Control"])
    expect(opened.value).to_have_url(re.compile("/events/[a-z0-9-]+/$"))
    expect(page.locator(CARD)).to_have_count(0)


# Switches

# What shows each kind of mark, and what its passages have without it.
SHOWN = {
    "theme": ("backgroundColor", CLEAR),
    "event": ("textDecorationLine", "none"),
    "document": ("textDecorationLine", "none"),
    "term": ("textDecorationLine", "none"),
    "target": ("backgroundColor", CLEAR),
}


def test_a_kind_is_marked_until_it_is_switched_off(visit):
    page = visit(NOISY)
    switches = page.locator(".pd-switches input[type=checkbox]")
    looks = "(all, name) => all.map((el) => getComputedStyle(el)[name])"
    for kind, (name, clear) in SHOWN.items():
        for switch in switches.all():
            switch.uncheck()
        marks = page.locator(f".pd-text .pd-m-{kind}")
        assert set(marks.evaluate_all(looks, name)) == {clear}, kind
        page.locator(f".pd-show-{kind}").check()
        marked = marks.evaluate_all(looks, name)
        assert marked, kind
        assert clear not in marked, kind


def test_a_kind_that_is_switched_off_shows_no_sign(visit):
    page = visit(NOISY)
    for kind in ("theme", "target", "note"):
        signs = page.locator(f".pd-text .pd-sign-{kind}")
        seen = signs.locator("visible=true")
        assert seen.count() == signs.count() > 0, kind
        page.locator(f".pd-show-{kind}").uncheck()
        expect(seen).to_have_count(0)


def test_a_switch_tells_how_many_passages_it_shows(visit):
    page = visit(SHORT)
    cards = page.locator(".pd-cards")
    for kind in ("Event", "Document", "Term", "Target", "Theme"):
        switch = page.locator(f".pd-key-{kind.lower()}")
        told = cards.locator(f"article:has(dt:text-is('{kind}'))")
        assert int(switch.locator(".pd-count").inner_text()) == told.count() > 0


# The text as captured


@pytest.mark.parametrize("text", TEXTS)
def test_as_captured_is_the_capture_word_for_word_less_the_omitted_lines(visit, text):
    source = frontmatter.load(SOURCES / f"{text}.md")
    lines = (SOURCES / "captures" / source["capture"]["file"]).read_text(encoding="utf-8").split("\n")
    kept = [" ".join(line.split()) for line in lines]
    for omitted in source["capture"].get("omitted", []):
        kept.remove(" ".join(omitted["line"].split()))
    page = visit(f"sources/{text}/")
    page.get_by_label("As captured").check()
    title = page.locator("h1[id]")  # has an id where the source has it too
    assert words(*title.all(), page.locator(".pd-text")) == " ".join(kept).split()


def test_as_captured_shows_no_mark_and_nothing_of_ours(visit):
    page = visit(NOISY)
    page.get_by_label("As captured").check()
    for ours in (".pd-ours", ".pd-sign", ".pd-noise-sign"):
        assert page.locator(f".pd-text {ours}").count()
        expect(page.locator(f".pd-text {ours}").locator("visible=true")).to_have_count(0)
    styles = page.locator(".pd-text .pd-m").evaluate_all(
        "all => all.map((el) => getComputedStyle(el)).map((s) => `${s.backgroundColor} ${s.textDecorationLine}`)"
    )
    assert set(styles) == {f"{CLEAR} none"}
    page.get_by_label("Reading text").check()
    expect(page.locator(".pd-text .pd-ours").first).to_be_visible()


def test_a_correction_stands_in_the_text_with_the_captured_words_beneath(visit):
    page = visit(SHORT)
    fix = page.locator(".pd-text .pd-fix").first
    ours, captured = fix.locator(".pd-ours"), fix.locator("rt")
    expect(ours).to_have_text("2021")
    expect(captured).to_have_text("202 1")
    expect(captured).to_be_visible()
    assert captured.bounding_box()["y"] > ours.bounding_box()["y"]
    assert captured.bounding_box()["height"] < ours.bounding_box()["height"]


# Words of corrections that stand on two lines, and captured words with less than 3 px above them for the underlines.
CORRECTIONS = """() => {
  const wrong = []
  for (const fix of document.querySelectorAll('ruby.pd-fix')) {
    const range = document.createRange()
    const boxes = (node, from, to) => {
      range.setStart(node, from)
      range.setEnd(node, to)
      return [...range.getClientRects()]
    }
    const [ours, captured] = [fix.querySelector('.pd-ours'), fix.querySelector('rt')].map((el) => el.firstChild)
    for (const word of ours.data.matchAll(/[a-z]+/gi)) {
      const lines = boxes(ours, word.index, word.index + word[0].length)
      if (new Set(lines.map((box) => Math.round(box.top))).size > 1) wrong.push(word[0])
    }
    const [above, below] = [boxes(ours, 0, ours.length)[0], boxes(captured, 0, captured.length)[0]]
    if (below.top < above.bottom + 3) wrong.push(captured.data)
  }
  return wrong
}"""


def test_corrections_break_no_word_and_their_captured_words_stand_clear_of_the_underlines(look):
    for address in (NOISY, SHORT):
        page, _ = look(address)
        assert page.locator("ruby.pd-fix").count() > 1
        assert page.evaluate(CORRECTIONS) == []


def test_on_a_phone_captured_words_stand_behind_those_of_corrections_where_lines_break(look):
    page, _ = look(NOISY, width=NARROW)
    styles = (
        "(all) => all.map((el) => [getComputedStyle(el).display, getComputedStyle(el).textDecorationLine].join(' '))"
    )
    assert set(page.locator("ruby.pd-fix").evaluate_all(styles)) == {"inline none"}
    assert set(page.locator("rt.pd-captured").evaluate_all(styles)) == {"inline line-through"}


def test_words_that_are_to_be_left_out_are_struck_through(visit):
    page = visit(SHORT)
    doubled = page.locator(".pd-text .pd-captured:not(rt)", has_text="It is necessary")
    assert style(doubled, "textDecorationLine") == "line-through"
    page.get_by_label("As captured").check()
    assert style(doubled, "textDecorationLine") == "none"


def test_noise_is_folded_and_opens_by_keyboard(visit):
    page = visit(NOISY)
    noise = page.locator(".pd-text .pd-noise")
    assert noise.count() > 1
    expect(noise.locator(".pd-noise-words").locator("visible=true")).to_have_count(0)
    expect(noise.locator(".pd-noise-sign").first).to_be_visible()
    page.get_by_label("Reading text").focus()
    press_until(page, "Tab", ".pd-noise input")
    page.keyboard.press("Space")
    expect(noise.locator(".pd-noise-words").locator("visible=true")).to_have_count(1)
    expect(noise.first.locator(".pd-noise-words")).to_have_text("188bet app")
    page.keyboard.press("Space")
    expect(noise.locator(".pd-noise-words").locator("visible=true")).to_have_count(0)


def test_noise_opens_by_a_click_and_no_card_with_it(visit):
    page = visit(NOISY)
    noise = page.locator(".pd-text .pd-noise").first
    noise.locator(".pd-noise-sign").click()
    expect(noise.locator(".pd-noise-words")).to_be_visible()
    expect(page.locator(CARD)).to_have_count(0)


# Arrival


def test_the_paragraph_at_which_one_arrives_is_in_view_and_marked(visit):
    page = visit(EVENT)
    place = page.locator(".pd-quote-place a", has_text="¶ 19")
    place.click()
    expect(page).to_have_url(re.compile("#p19$"))
    paragraph = page.locator("#p19")
    expect(paragraph).to_be_in_viewport()
    assert paragraph.bounding_box()["y"] > page.locator(".md-header").bounding_box()["height"]
    expect(page.locator(".pd-since")).to_have_count(0)
    behind = style(paragraph, "backgroundColor")
    assert behind != CLEAR
    assert [style(page.locator(near), "backgroundColor") for near in ("#p18", "#p20")] == [CLEAR, CLEAR]


@pytest.mark.parametrize("width", [320, NARROW, 1280])
@pytest.mark.parametrize(
    ("address", "words"),
    [
        (f"{SHORT}?v=00000000#p5", "The cited version 00000000 is not known here. Versions"),
        (
            f"{NOISY}#p9",
            (
                "From Answers to reporters on the “Key Tasks for Learning Society Construction” · Department of Vocational "
                "Education and Adult Education of the Ministry of Education · about September 2023 · machine translation"
            ),
        ),
    ],
    ids=["the version that was cited", "whose text it is"],
)
def test_what_one_is_told_who_comes_from_another_site_is_in_view(visit, width, address, words):
    page = visit(address, width=width)
    told = page.locator(".pd-since")
    expect(told).to_have_text(words)
    header, note = page.locator(".md-header").bounding_box(), told.bounding_box()
    assert header["y"] + header["height"] <= note["y"]
    expect(page.locator(":target")).to_be_in_viewport()


@pytest.mark.parametrize("place", ["p1", "pd-changes"])
def test_beside_the_title_nobody_is_told_whose_text_it_is(visit, place):
    page = visit(f"{SHORT}?v=00000000#{place}" if place == "pd-changes" else f"{SHORT}#{place}")
    expect(page.locator(f"#{place}")).to_be_in_viewport()
    expect(page.locator(".pd-since")).to_have_count(0)


def test_an_address_that_a_text_does_not_have_is_told(visit):
    page = visit(f"{SHORT}#p99", width=NARROW)
    told = page.locator(".pd-since")
    expect(told).to_have_text("Nothing in this text has the address #p99. Check that it was copied in full.")
    expect(told).to_be_in_viewport()
    page.get_by_role("link", name="Paragraph 7").click()
    expect(told).to_have_count(0)


def test_a_text_and_an_event_lead_to_each_other(visit, origin):
    page = visit(NOISY)
    told = page.locator("#pd-events + ul > li", has_text="Fifth collective study")
    told.get_by_role("link", name="Fifth collective study").click()
    expect(page).to_have_url(f"{origin}/{EVENT}")
    quote = page.locator(".pd-quote").first.inner_text().split()[:6]
    page.locator(".pd-quote-place a").first.click()
    expect(page).to_have_url(re.compile(f"/{NOISY}#p2$"))
    assert " ".join(quote) in " ".join(words(page.locator(":target")))


def test_the_address_of_a_paragraph_is_behind_its_number(visit, origin):
    page = visit(SHORT)
    page.get_by_role("link", name="Paragraph 7").click()
    expect(page).to_have_url(f"{origin}/{SHORT}#p7")
    assert style(page.locator("#p7"), "backgroundColor") != CLEAR


@pytest.mark.parametrize(("address", "folded"), [(NOISY, ".pd-contents"), (KINDS["targets"], ".pd-basis")])
def test_what_unfolds_has_no_glow_around_it(visit, address, folded):
    page = visit(address, width=NARROW)
    page.add_style_tag(content="* { transition: none !important }")
    found = page.locator(f"article {folded}").first
    found.locator("summary").click()
    expect(found).to_have_attribute("open", "")
    assert style(found, "boxShadow") == "none"


def test_what_unfolds_in_the_search_looks_as_it_does_on_other_pages(visit):
    looks = []
    for address, folded in (("search/?q=education", ".pd-hits summary"), (KINDS["quality"], "article summary")):
        found = visit(address).locator(folded).first
        expect(found).to_be_visible()
        arrow = [style(found, name, "::after") for name in ("display", "maskImage", "right")]
        looks.append([style(found, "color"), style(found, "fontWeight"), style(found, "content", "::before"), *arrow])
    assert looks[0] == looks[1]
