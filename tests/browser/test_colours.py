"""The colours of a page: light, dark, and those that the reader has chosen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.pages import KINDS, NARROW, NOISY, SHORT, WIDE, style

from policy_digest.pages.moved import redirect_page
from policy_digest.redirects import Redirect
from policy_digest.site import Site

pytestmark = pytest.mark.browser

COLOURS = [("body", "backgroundColor"), ("article p", "color"), ("article h1", "color"), ("article p a", "color")]
SYSTEM = """(el, names) => names.map((name) => {
  const other = document.createElement('i')
  other.style.color = name
  document.body.append(other)
  return getComputedStyle(other).color
})"""
"""Colours of the system, in numbers."""


def lightness(page: Page) -> float:
    """Of the page behind the text, 0 to 1."""
    red, green, blue = map(int, re.findall(r"\d+", style(page.locator("body"), "backgroundColor"))[:3])
    return (red + green + blue) / 765


def test_a_page_follows_the_scheme_of_the_system(visit):
    page = visit(SHORT, color_scheme="dark")
    assert lightness(page) < 0.2
    page.emulate_media(color_scheme="light")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")
    assert lightness(page) > 0.9


def test_the_dark_that_one_has_chosen_is_kept_on_other_pages(visit, origin):
    page = visit(color_scheme="light")
    page.get_by_title("Switch to light mode").click()
    page.get_by_title("Switch to dark mode").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert lightness(page) < 0.2
    page.goto(f"{origin}/{SHORT}")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.reload()
    assert lightness(page) < 0.2
    page.get_by_title("Follow the system").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_that_leads_on_has_the_colours_of_the_pages_to_which_it_leads(visit, scheme):
    page = visit("about/", color_scheme=scheme)
    ours = [style(page.locator(one).first, name) for one, name in COLOURS]
    page = visit("about/", color_scheme=scheme, script=False)
    page.set_content(redirect_page(Redirect("a/", "b/", "B", lambda: ()), Site()))
    assert [style(page.locator(one.split()[-1]).first, name) for one, name in COLOURS] == ours


def test_the_key_of_the_grid_of_themes_holds_in_the_dark_too(look):
    page, _ = look(KINDS["themes"])
    expect(page.locator(".pd-matrix caption")).to_contain_text("the stronger the colour, the more")


def test_the_days_of_a_timeline_are_seen_in_colours_that_the_reader_has_chosen(visit):
    page = visit(KINDS["chronology"], forced_colors="active")
    ground = style(page.locator("body"), "backgroundColor")
    for day in (page.locator(".pd-tl-lane .pd-tl-day").first, page.locator(".pd-tl-key .pd-tl-day i")):
        pseudo = None if day.evaluate("(el) => el.matches('i')") else "::before"
        assert style(day, "backgroundColor", pseudo) not in (ground, "rgba(0, 0, 0, 0)")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_logo_is_seen_in_colours_that_the_reader_has_chosen(visit, width):
    page = visit("about/", forced_colors="active", width=width)
    logo = page.locator(".md-logo img").first if width == WIDE else page.locator(".md-nav--primary .md-logo img")
    assert style(logo, "backgroundColor") == "rgb(107, 42, 34)"


def test_arrows_are_seen_in_colours_that_the_reader_has_chosen(visit):
    page = visit(SHORT, forced_colors="active", width=NARROW)
    ground = style(page.locator("body"), "backgroundColor")
    for place, pseudo in (
        (".md-path__item:last-child", "::before"),
        (".md-nav--primary label .md-nav__icon", "::after"),
        (".pd-contents summary", "::after"),
    ):
        assert style(page.locator(place).first, "backgroundColor", pseudo) not in (ground, "rgba(0, 0, 0, 0)")


@pytest.mark.parametrize("kind", ["theme", "target"])
@pytest.mark.parametrize(("colours", "seen"), [("none", False), ("active", True)])
def test_a_passage_has_a_line_where_colours_that_the_reader_has_chosen_take_its_ground(visit, kind, colours, seen):
    page = visit(NOISY, forced_colors=colours)
    for place in (f".pd-text .pd-m-{kind}:not(.pd-m-event, .pd-m-document, .pd-m-term)", f".pd-key-{kind} > span"):
        with_line = page.locator(place).first.screenshot()
        page.locator(place).first.evaluate("(el) => { el.style.textDecoration = 'none' }")
        assert (page.locator(place).first.screenshot() != with_line) is seen


def test_words_that_are_found_and_the_paragraph_of_an_address_stand_out_in_colours_that_the_reader_has_chosen(visit):
    page = visit("search/?q=education", forced_colors="active")
    found = page.locator("mark").first
    assert found.evaluate(SYSTEM, ["Mark", "MarkText"]) == [style(found, one) for one in ("backgroundColor", "color")]
    page = visit(f"{NOISY}#p3", forced_colors="active")
    assert [style(page.locator(one), "outlineStyle") for one in ("#p3", "#p4")] == ["dashed", "none"]


def test_words_that_a_release_added_or_removed_are_told_apart_without_colours(visit):
    page = visit(SHORT)
    words = '<p class="pd-diff"><del>old</del><ins>new</ins></p>'
    page.locator(".pd-changes").evaluate("(el, words) => el.insertAdjacentHTML('beforeend', words)", words)
    lines = [style(page.locator(f".pd-diff {one}"), "textDecorationLine") for one in ("del", "ins")]
    assert lines == ["line-through", "underline"]
