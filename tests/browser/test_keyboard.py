"""Whoever uses no mouse gets everywhere, and sees where they are."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.browser.pages import KINDS, NARROW, NOISY, SEEN, SHORT, press_until, style

pytestmark = pytest.mark.browser

# What Tab must reach: of the radio buttons of a group only the chosen one, the others are reached by arrows.
NUMBER_ALL = """() => {
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter((el) => el.tabIndex >= 0 && !el.hidden && el.checkVisibility({ visibilityProperty: true }))
    .filter((el) => el.type !== 'radio' || el.checked)
  all.forEach((el, index) => { el.dataset.stop = index })
  return all.map((el) => el.outerHTML.slice(0, 100))
}"""
STOP = f"""() => {{
  const el = document.activeElement
  return el === document.body ? null : [Number(el.dataset.stop ?? -1), !el.closest('article') || ({SEEN})(el)]
}}"""


def stops(page: Page) -> dict[int, bool]:
    """Press Tab through the whole page: at each stop in the article, is the focus seen?"""
    found: dict[int, bool] = {}
    while True:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop[0] in found.keys() - {-1}:  # the frame has several that only show themselves now
            return found
        found[stop[0]] = stop[1]


@pytest.mark.parametrize("address", ["sources/", "chronology/2023/"])
def test_tab_reaches_everything_that_can_be_used_and_shows_where_it_is(visit, address):
    page = visit(address)
    names = page.evaluate(NUMBER_ALL)
    reached = stops(page)
    assert [name for number, name in enumerate(names) if number not in reached] == []
    assert [names[number] for number, shown in reached.items() if not shown] == []
    known = [number for number in reached if number >= 0]
    assert known == sorted(known)


@pytest.mark.parametrize("script", [True, False])
def test_no_stop_is_a_button_that_is_hidden_or_does_nothing(visit, script):
    page = visit("sources/", script=script)
    page.keyboard.press("Tab")
    for _ in range(100):
        focused = page.locator(":focus")
        if not focused.count():
            return
        assert not focused.evaluate("(el) => el.matches('.md-top[hidden]')")
        assert script or not focused.evaluate("(el) => el.matches('[data-md-component=palette] *')")
        page.keyboard.press("Tab")
    raise AssertionError("Tab pressed 100 times does not lead out of the page")


@pytest.mark.parametrize("address", [SHORT, "sources/"])
def test_the_first_tab_shows_a_link_that_skips_to_the_start_of_the_content(visit, address):
    page = visit(address)
    page.keyboard.press("Tab")
    skip = page.locator(".md-skip:focus")
    expect(skip).to_have_css("opacity", "1", timeout=2000)
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.locator(".md-content").locator("a, button, summary, input").first
    expect(first).to_be_focused(timeout=2000)


def test_the_focus_is_seen_on_everything_that_a_text_offers(visit):
    page = visit(NOISY)
    page.locator(".md-path a").last.focus()
    kinds = [".pd-basis summary", ".pd-switches input", ".pd-number", ".pd-text a.pd-m", ".pd-sign", ".pd-noise input"]
    for kind in kinds:  # in the order of the page
        assert press_until(page, "Tab", kind).evaluate(SEEN), kind


def test_switches_work_by_space_and_arrow(visit):
    page = visit(NOISY)
    page.locator(".pd-switches input").first.focus()
    page.keyboard.press("Space")
    expect(page.locator(".pd-show-theme")).not_to_be_checked()
    press_until(page, "Tab", "input[name=pd-version]")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("As captured")).to_be_checked()


def test_one_piece_of_a_mark_is_a_stop_however_often_other_marks_cut_it(visit):
    page = visit(NOISY)
    stops = page.locator(".pd-text a.pd-m:not([tabindex='-1'])").evaluate_all(
        "all => all.map((el) => `${el.getAttribute('href')} ${el.dataset.card.split(' ')[0]}`)"
    )
    assert len(stops) == len(set(stops))


# Is the element with the focus what one sees at its place? Null: it is not in the navigation.
IN_DRAWER = """() => {
  const el = document.activeElement
  if (!el.closest('.md-sidebar--primary')) return null
  const box = el.getBoundingClientRect()
  const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
  return Boolean(there) && (el.contains(there) || there.contains(el))
}"""


@pytest.mark.parametrize("script", [True, False])
def test_the_navigation_of_a_narrow_window_is_seen_while_it_has_the_focus(visit, script):
    page = visit("themes/", width=NARROW, script=script)
    page.evaluate("document.head.insertAdjacentHTML('beforeend', '<style>* { transition: none !important }</style>')")
    press_until(page, "Tab", ".md-sidebar--primary *")
    seen = []
    while (shown := page.evaluate(IN_DRAWER)) is not None:
        seen.append(shown)
        page.keyboard.press("Tab")
    assert len(seen) > 20
    assert all(seen)
    assert page.locator(".md-sidebar--primary").evaluate("(el) => el.getBoundingClientRect().right") <= 0


def test_a_mark_of_the_timeline_that_goes_on_beyond_it_shows_the_focus_above_its_words(visit):
    page = visit(KINDS["year"])
    marks = page.locator(".pd-tl-on > a")
    assert marks.count() > 2
    for mark in marks.all():
        mark.focus()
        assert mark.evaluate(SEEN)
        assert style(mark.locator(".."), "maskImage", "::before") == "none"
        words = mark.locator("> span").bounding_box()
        box = mark.bounding_box()
        assert box["y"] + box["height"] <= words["y"]


def test_words_of_many_lines_stand_below_the_mark_that_is_reached_by_key(visit):
    page = visit(KINDS["chronology"])
    page.set_viewport_size({"width": NARROW, "height": 400})
    marks = page.locator(".pd-tl-lane li > a")
    heights = marks.evaluate_all("(all) => all.map((el) => el.firstElementChild.offsetHeight)")
    mark = marks.nth(heights.index(max(heights)))
    assert max(heights) > 110
    mark.evaluate("(el) => scrollBy(0, el.getBoundingClientRect().bottom - innerHeight + 105)")
    mark.focus()
    assert mark.bounding_box()["y"] + mark.bounding_box()["height"] <= mark.locator("> span").bounding_box()["y"]
