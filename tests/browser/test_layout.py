"""What a page looks like: on a phone, on paper, and for reading long texts."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from tests.browser.conftest import SEEN_BY_SCRIPT
from tests.browser.pages import AT_ROOT, KINDS, NARROW, NOISY, SHORT, TEXTS, WIDE, resize, style, texts, words
from tests.browser.test_accessibility import SCHEMES

pytestmark = pytest.mark.browser

# How many characters stand on each full line of the paragraphs, by the place of each character.
LINES = """() => {
  const counts = []
  for (const paragraph of document.querySelectorAll('.pd-text > p')) {
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    const lines = []
    let bottom = -Infinity
    while (walker.nextNode()) {
      const node = walker.currentNode
      if (node.parentElement.closest('rt, .pd-noise-words, .pd-sign')) continue
      for (let at = 0; at < node.data.length; at += 1) {
        range.setStart(node, at)
        range.setEnd(node, at + 1)
        const box = range.getBoundingClientRect()
        if (!box.height) continue
        if (box.top >= bottom - 2) {
          lines.push(0)
          bottom = box.bottom
        }
        lines[lines.length - 1] += 1
      }
    }
    counts.push(...lines.slice(0, -1))
  }
  return counts
}"""


@pytest.mark.parametrize("address", KINDS.values(), ids=KINDS)
def test_no_page_scrolls_sideways_on_a_phone_and_nothing_is_cut_off(seen, address):
    page = seen(address, AT_ROOT, NARROW)
    assert page.beyond == ()
    assert page.width <= NARROW


@pytest.mark.parametrize(
    "kind", ["sources", "themes", "issuers", "chronology", "documents", "targets", "quality", "data"]
)
def test_no_list_scrolls_sideways_in_320_pixels(seen, kind):
    """WCAG 2.2, 1.4.10: at 400 % a window of 1280 pixels is that wide."""
    assert seen(KINDS[kind], AT_ROOT, 320).width <= 320


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_title_without_a_space_makes_no_list_wider(visit, width):
    page = visit(KINDS["sources"], width=width)
    title = page.locator("td .pd-title").first
    title.evaluate("link => link.textContent = 'Annual_report_'.repeat(28)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert {cell.bounding_box()["width"] > 60 for cell in page.locator("tbody td").all()} == {True}


def test_no_state_of_a_text_scrolls_sideways_on_a_phone(visit):
    page = visit(NOISY, width=NARROW)
    page.locator(".pd-text a.pd-m-event").first.click()
    expect(page.locator("dialog.pd-dialog")).to_be_in_viewport()
    shown = page.evaluate(SEEN_BY_SCRIPT)
    page.get_by_label("As captured").check()
    captured = page.evaluate(SEEN_BY_SCRIPT)
    assert [shown["beyond"], captured["beyond"]] == [[], []]
    assert max(shown["width"], captured["width"]) <= NARROW


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("sources/", "td .pd-title, td:nth-child(3) a"),
        ("targets/", "td:nth-child(4) a"),
        ("issuers/moe-vocational-adult/", "caption"),
        ("chronology/2023/", ".pd-entry-what .pd-meta"),
    ],
)
def test_a_name_without_spaces_breaks_at_any_width(look, address, name):
    page, _ = look(address)
    page.locator(name).evaluate_all("(all) => all.forEach((el) => { el.textContent = 'minutes_of_the_'.repeat(20) })")
    for width in (WIDE, 720, NARROW):
        resize(page, width)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width


WRITTEN = ("add", "cite", "commands", "dates", "develop", "edit", "release", "suggest")
"""Pages that people write, with tables."""
# Words and dates of tables that stand on two lines.
BROKEN = """() => {
  const broken = []
  const range = document.createRange()
  for (const cell of document.querySelectorAll('table :is(th, td)')) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const node = walker.currentNode
      if (!node.parentElement.checkVisibility({ contentVisibilityAuto: true })) continue
      for (const word of node.data.matchAll(/\\d{4}(-[\\dX]{2})+|[a-z]+/gi)) {
        range.setStart(node, word.index)
        range.setEnd(node, word.index + word[0].length)
        if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) broken.push(word[0])
      }
    }
  }
  return broken
}"""


@pytest.mark.parametrize("address", ["sources", "targets", "chronology", "quality", "data", *WRITTEN])
def test_no_word_and_no_date_breaks_in_a_table(look, address):
    page, _ = look(f"{address}/")
    assert page.locator("table").count()
    for width in (WIDE, NARROW):
        resize(page, width)
        assert page.evaluate(BROKEN) == [], width


# Cells of several words that are narrower than that.
THREADS = """(width) => [...document.querySelectorAll('table :is(th, td)')]
  .filter((cell) => cell.textContent.length > 25 && cell.getBoundingClientRect().width < width)
  .map((cell) => cell.textContent)"""


@pytest.mark.parametrize(("address", "width"), [("data", 100), ("scaling", 90)])
def test_no_column_of_words_is_a_thread_on_a_phone(look, address, width):
    page, _ = look(f"{address}/", width=NARROW)
    assert page.locator("table").count()
    assert page.evaluate(THREADS, width) == []


# Signs of headings that stand lower than the last words of their heading.
FALLEN = """() => [...document.querySelectorAll('article .headerlink')].filter((sign) => {
  const range = document.createRange()
  range.selectNodeContents(sign.parentElement)
  range.setEndBefore(sign)
  return sign.getBoundingClientRect().top > [...range.getClientRects()].at(-1).bottom - 4
}).map((sign) => sign.parentElement.textContent)"""


def test_the_sign_of_a_heading_has_no_line_of_its_own(look):
    page, _ = look("scaling/", width=NARROW)
    assert page.locator("article .headerlink").count() > 5
    assert page.evaluate(FALLEN) == []


def test_a_page_with_letters_of_twice_the_size_is_no_wider_than_a_phone(visit, origin):
    page = visit("about/", width=NARROW, color_scheme="light")  # a window of its own
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 32}})
    for kind in ("home", "sources", "issuers", "targets", "search", *TEXTS):
        page.goto(f"{origin}{AT_ROOT}{KINDS[kind]}")
        expect(page.locator("html")).to_have_css("font-size", "40px")
        for width in (NARROW, 320):
            resize(page, width)
            assert page.evaluate("document.scrollingElement.scrollWidth") <= width, kind


def test_breadcrumbs_that_do_not_fit_go_on_below(look):
    page, _ = look("issuers/moe/", width=NARROW)
    way = page.locator(".md-path__list")
    assert way.evaluate("(el) => el.scrollWidth <= el.clientWidth")
    assert way.bounding_box()["height"] > 2 * way.locator("li").first.bounding_box()["height"]


CODE = '<pre id="p999"><a class="pd-number" href="#p999" data-number="999"></a>{"suggest": ' + "x" * 200 + "}</pre>"


def test_code_in_a_text_scrolls_within_itself_and_has_its_number_in_the_margin(look):
    page, _ = look(SHORT, width=NARROW)
    page.locator(".pd-text").evaluate("(el, code) => el.insertAdjacentHTML('beforeend', code)", CODE)
    assert page.evaluate(SEEN_BY_SCRIPT)["width"] <= NARROW
    block, number = (page.locator(one).bounding_box() for one in ("#p999", "#p999 .pd-number"))
    assert number["x"] + number["width"] <= block["x"]


# Options of commands that stand on two lines.
SPLIT = """() => {
  const split = []
  const range = document.createRange()
  for (const code of document.querySelectorAll('article :not(pre) > code')) {
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      for (const word of walker.currentNode.data.matchAll(/--[a-z-]+/g)) {
        range.setStart(walker.currentNode, word.index)
        range.setEnd(walker.currentNode, word.index + word[0].length)
        if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) split.push(code.textContent)
      }
    }
  }
  return split
}"""


@pytest.mark.parametrize("address", [*WRITTEN, "own", "publish", "scaling", "tutorial"])
def test_no_option_of_a_command_is_split(look, address):
    page, _ = look(f"{address}/")
    assert page.locator("article code").count()
    for width in (WIDE, NARROW, 320):
        resize(page, width)
        assert page.evaluate(SPLIT) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("text", TEXTS)
def test_a_line_of_a_text_has_60_to_75_characters(look, text):
    page, _ = look(f"sources/{text}/")
    lines = page.evaluate(LINES)
    assert len(lines) > 10
    assert 60 <= sum(lines) / len(lines) <= 75


def test_what_is_said_below_a_text_has_lines_no_longer_than_what_is_said_elsewhere(look):
    page, _ = look(SHORT)
    said = page.locator(".pd-about p, .pd-about .pd-plain")
    assert said.count() > 5
    assert max(one.bounding_box()["width"] for one in said.all()) <= 34 * 20  # as wide as the cards


# How far apart the lines of what is known of a text stand, in letters.
LEADING = """() => [...document.querySelectorAll('article .pd-meta')].flatMap((el) => {
  const range = document.createRange()
  range.selectNodeContents(el)
  const tops = [...new Set([...range.getClientRects()].map((box) => Math.round(box.bottom)))].sort((a, b) => a - b)
  return tops.slice(1).map((top, at) => (top - tops[at]) / parseFloat(getComputedStyle(el).fontSize))
})"""


@pytest.mark.parametrize("kind", ["home", "documents", "pack", "event", "issuer", SHORT.split("/")[1]])
def test_the_lines_of_what_is_known_of_a_text_stand_as_close_in_every_list(look, kind):
    page, _ = look(KINDS[kind], width=NARROW)
    apart = page.evaluate(LEADING)
    assert apart
    assert max(apart) < 1.75


def test_a_sign_in_a_pack_is_underlined_only_where_one_points_at_it(look):
    page, _ = look(KINDS["pack"])
    for sign in (page.locator(".pd-text p .pd-note-link").first, page.locator(".pd-text p .pd-termref").first):
        assert style(sign, "textDecorationLine") == "none"
        sign.hover()
        assert style(sign, "textDecorationLine") == "underline"


def test_a_text_without_marks_does_not_begin_in_its_fields(look):
    page, _ = look(SHORT)
    page.evaluate("for (const one of document.querySelectorAll('.pd-banner, .pd-summary, .pd-tools')) one.remove()")
    fields, text = (page.locator(one).bounding_box() for one in (".pd-fields >> nth=0", ".pd-text"))
    assert text["y"] - (fields["y"] + fields["height"]) > 24


def test_chinese_has_its_own_letters_wherever_the_words_of_a_source_stand(look):
    page, _ = look(NOISY)
    own = (
        page.locator(".pd-text > p").first,
        page.locator(".pd-text > h2").first,
        page.locator(".pd-list .pd-title").first,
    )
    for place in (page.locator(".pd-text"), own[-1]):
        place.evaluate("(el) => { el.lang = 'zh' }")
    assert {style(place, "fontFamily").split(",")[0] for place in own} == {'"Noto Serif CJK SC"'}


def test_the_number_of_a_paragraph_stands_in_the_margin_of_its_first_line(look):
    page, _ = look(SHORT)
    for width in (1280, NARROW):
        resize(page, width)
        number = page.locator("#p2 .pd-number").bounding_box()
        first = page.locator("#p2 .pd-m").first.evaluate("(el) => el.getClientRects()[0].toJSON()")
        assert number["x"] >= 0
        assert number["x"] + number["width"] <= first["left"]
        assert abs(number["y"] + number["height"] / 2 - (first["top"] + first["bottom"]) / 2) < 8


def test_the_years_and_the_themes_of_a_long_grid_stay_in_sight(look):
    page, _ = look(KINDS["themes"], width=NARROW)
    page.set_viewport_size({"width": NARROW, "height": 300})  # in which any grid is long
    grid = page.locator(".pd-matrix-scroll")
    grid.evaluate("(el) => el.scrollTo(100, el.scrollHeight)")
    corner, frame = page.locator(".pd-matrix thead th").first.bounding_box(), grid.bounding_box()
    assert page.locator(".pd-matrix caption").bounding_box()["y"] < frame["y"] - 50
    assert abs(corner["x"] - frame["x"]) <= 1
    assert abs(corner["y"] - frame["y"]) <= 1


# Paper


# The colours of all that is printed.
INKS = """() => [...document.querySelectorAll('article *')]
  .filter((el) => el.checkVisibility())
  .map((el) => getComputedStyle(el))
  .map((look) => [look.color, look.backgroundColor, look.borderBottomColor].join(' '))"""


def test_on_paper_stands_the_text_and_no_tool(visit):
    page = visit(SHORT)
    seen = words(page.locator("h1"), page.locator(".pd-text"))
    page.emulate_media(media="print")
    for tool in (".pd-tools", ".md-header", ".md-tabs", ".md-path", ".md-sidebar--secondary", ".md-footer__inner"):
        expect(page.locator(tool)).to_be_hidden()
    expect(page.locator(".pd-sign").first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".pd-summary")).to_be_visible()
    assert words(page.locator("h1"), page.locator(".pd-text")) == seen
    assert style(page.locator("#p1 .pd-number"), "content", "::before") == '"1"'


@pytest.mark.parametrize("kind", ["home", "themes", "quality"])
def test_what_is_dark_on_the_screen_is_printed_as_what_is_light(visit, kind):
    page = visit(KINDS[kind])
    inks = []
    for scheme in ("light", "dark"):
        page.emulate_media(media="screen", color_scheme=scheme)
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[scheme])
        page.add_style_tag(content="* { transition: none !important }")  # a colour that is fading is neither
        page.emulate_media(media="print", color_scheme=scheme)
        inks.append(page.evaluate(INKS))
    assert inks[0] == inks[1]


def test_a_card_that_is_open_is_not_printed(visit):
    page = visit(SHORT)
    page.locator(".pd-text a.pd-m-term").first.click()
    expect(page.locator("dialog.pd-dialog")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".pd-dialog")).to_be_hidden()


def test_of_the_cards_those_with_a_note_are_printed(visit):
    page = visit(SHORT)
    cards = page.locator(".pd-card")
    noted = cards.filter(has=page.locator("dt", has_text=re.compile("^(Corrected|Noise|Defect|Note)$")))
    assert 0 < noted.count() < cards.count()
    page.emulate_media(media="print")
    expect(page.locator(".pd-card:visible")).to_have_count(noted.count())
    expect(noted.first).to_be_visible()
    expect(page.locator("#pd-passages")).to_be_visible()


def test_a_text_is_printed_on_as_many_sheets_as_it_needs(visit):
    page = visit(SHORT)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # about a sheet of A4 within its margins
    needed = page.evaluate("document.scrollingElement.scrollHeight") / 1047
    sheets = len(
        re.findall(
            rb"/Type\s*/Page\b", page.pdf(format="A4", margin=dict.fromkeys(["top", "bottom", "left", "right"], "1cm"))
        )
    )
    assert 0.6 * needed <= sheets <= 1.6 * needed
    assert sheets >= 3


def sheets(page: Page) -> list[str]:
    """The words on each sheet of a printed page."""
    page.emulate_media(media="print")
    return [sheet.extract_text(extraction_mode="layout") for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages]


@pytest.mark.parametrize("kind", ["sources", "packs", "issuers"])
def test_a_short_page_is_printed_on_one_sheet(look, kind):
    page, _ = look(KINDS[kind])
    assert len(sheets(page)) == 1


def test_a_year_is_printed_without_its_switches_and_in_lines_as_wide_as_the_sheet(look):
    page, _ = look(KINDS["year"], width=718)  # as wide as A4 within its margins
    page.emulate_media(media="print")
    expect(page.locator(".pd-switches")).to_be_hidden()
    entry = page.locator(".pd-entries > li").first
    what = entry.locator(".pd-entry-what").bounding_box()
    assert what["width"] > 0.9 * entry.bounding_box()["width"]


@pytest.mark.parametrize("kind", ["chronology", "year", "data", "quality"])
def test_no_heading_caption_or_table_head_ends_a_sheet(look, kind):
    page, _ = look(KINDS[kind])
    names = {" ".join(name.split()) for name in texts(page.locator("article :is(h1, h2, h3, h2 a, caption, thead th)"))}
    ends = [" ".join(sheet.strip().splitlines()[-1].split()) for sheet in sheets(page) if sheet.strip()]
    assert len(ends) > 1
    assert names.isdisjoint(ends)


def test_the_timeline_is_printed_below_its_heading(look):
    page, _ = look(KINDS["chronology"])
    first = sheets(page)[0]
    assert "Chronology" in first
    assert "Targets due" in first
