"""Whoever uses no mouse gets everywhere, and sees where they are."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import NOISY, SHORT, press_until

pytestmark = pytest.mark.browser

# What Tab must reach: of the radio buttons of a group only the chosen one, the others are reached by arrows.
NUMBER_ALL = """() => {
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter((el) => el.tabIndex >= 0 && !el.disabled && el.checkVisibility({ visibilityProperty: true }))
    .filter((el) => el.type !== 'radio' || el.checked)
  all.forEach((el, index) => { el.dataset.stop = index })
  return all.map((el) => el.outerHTML.slice(0, 100))
}"""
STOP = """() => {
  const el = document.activeElement
  if (el === document.body) return null
  const look = getComputedStyle(el)
  return [Number(el.dataset.stop ?? -1), !el.closest('article') || look.outlineStyle === 'solid']
}"""


def stops(page: Page) -> dict[int, bool]:
    """Press Tab through the whole page: at each stop in the article, is the focus seen?"""
    found: dict[int, bool] = {}
    while True:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop[0] in found:
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


def test_the_first_tab_shows_a_link_that_skips_to_the_content(visit):
    page = visit(SHORT)
    page.keyboard.press("Tab")
    skip = page.locator(".md-skip")
    expect(skip).to_be_focused()
    expect(skip).to_have_css("opacity", "1")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").evaluate("(el) => Boolean(el.closest('.md-content'))")


@pytest.mark.parametrize(
    "selector",
    [".pd-number", ".pd-text a.pd-m", ".pd-sign", ".pd-switches input", ".pd-basis summary", ".pd-noise input"],
)
def test_the_focus_is_seen(visit, selector):
    page = visit(NOISY)
    page.locator(".pd-fields a").first.focus()
    page.keyboard.press("Shift+Tab")
    focused = press_until(page, "Tab", selector)
    shown = focused.evaluate(
        """(el) => {
          const look = el.matches('.pd-noise input') ? getComputedStyle(el.nextElementSibling, '::before') : getComputedStyle(el)
          return [look.outlineStyle, parseFloat(look.outlineWidth) >= 2]
        }"""
    )
    assert shown == ["solid", True]


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
