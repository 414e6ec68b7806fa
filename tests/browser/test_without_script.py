"""Everything that matters is there without JavaScript."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect
from tests.browser.pages import EVENT, KINDS, NARROW, NOISY, SHORT, TEXTS, style, words
from tests.browser.test_hosting import answer

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, NARROW])
def test_a_text_can_be_read(visit, width):
    page = visit(SHORT, script=False, width=width)
    for part in ("h1", ".pd-summary", ".pd-banner", ".pd-text", "#p1", "#p9", "#pd-passages"):
        expect(page.locator(part)).to_be_visible()
    assert len(words(page.locator(".pd-text"))) > 500


@pytest.mark.parametrize("text", TEXTS)
def test_every_mark_and_sign_leads_to_a_page_or_a_card_that_is_there(visit, origin, text):
    page = visit(f"sources/{text}/", script=False)
    marks = page.locator(":is(.pd-text, .pd-head) a[data-card]")
    links = set(marks.evaluate_all("all => all.map((el) => el.getAttribute('href'))"))
    assert links
    wrong = []
    for link in sorted(links):
        url, _, fragment = urljoin(page.url, link).partition("#")
        status, ids = answer(url)
        if status != 200 or (fragment and fragment not in ids):
            wrong.append(link)
    assert wrong == []


def test_a_mark_leads_to_the_page_of_its_event(visit):
    page = visit(SHORT, script=False)
    page.locator(".pd-text a.pd-m-event").first.click()
    expect(page).to_have_url(re.compile("/events/[a-z0-9-]+/$"))
    expect(page.locator(".pd-evidence").first).to_be_visible()


def test_the_sign_of_a_note_leads_to_the_note_below_the_text(visit):
    page = visit(SHORT, script=False)
    sign = page.locator(".pd-text .pd-sign-note").first
    said = sign.get_attribute("aria-label").removeprefix("Note: ")
    sign.click()
    expect(page.locator(".pd-card:target")).to_be_in_viewport()
    expect(page.locator(".pd-card:target")).to_contain_text(said)


def test_the_number_of_a_paragraph_is_a_link_to_it(visit, origin):
    page = visit(SHORT, script=False)
    numbers = page.locator(".pd-text .pd-number")
    assert numbers.count() == 9
    numbers.nth(4).click()
    expect(page).to_have_url(f"{origin}/{SHORT}#p5")
    assert style(page.locator("#p5"), "backgroundColor") != style(page.locator("#p6"), "backgroundColor")


def test_a_month_of_a_year_stands_only_where_something_of_it_is_shown(visit):
    page = visit(KINDS["year"], script=False)
    months = page.locator(".pd-month").locator("visible=true")
    all_months, with_events = months.count(), page.locator(".pd-month:has(.pd-entry-event)").count()
    assert 0 < with_events < all_months
    for box in page.locator(".pd-switches input").all():
        box.uncheck()
    expect(months).to_have_count(0)
    page.locator(".pd-show-event").check()
    expect(months).to_have_count(with_events)


def test_marks_can_be_switched_off_and_the_text_seen_as_captured(visit):
    page = visit(NOISY, script=False)
    signs = page.locator(".pd-text .pd-sign-note")
    expect(signs.first).to_be_visible()
    page.locator(".pd-show-note").uncheck()
    expect(signs.locator("visible=true")).to_have_count(0)
    expect(page.locator(".pd-noise-words").first).to_be_hidden()
    page.get_by_label("As captured").check()
    expect(page.locator(".pd-noise-words").first).to_be_visible()
    expect(page.locator(".pd-ours").locator("visible=true")).to_have_count(0)


def test_the_chronology_shows_the_kinds_that_are_switched_on(visit):
    page = visit("chronology/2023/", script=False)
    visible = page.locator(".pd-entry").locator("visible=true")
    entries = page.locator(".pd-entry").count()
    expect(visible).to_have_count(entries)
    for kind in ("source", "event", "document", "target"):
        of_kind = page.locator(f".pd-entry-{kind}")
        number = of_kind.count()
        assert 0 < number < entries
        switch = page.locator(f"label:has(.pd-show-{kind})")
        assert int(switch.locator(".pd-count").inner_text()) == number
        switch.click()
        expect(of_kind.locator("visible=true")).to_have_count(0)
        expect(visible).to_have_count(entries - number)
        switch.click()
        expect(visible).to_have_count(entries)


def test_the_defects_of_a_text_unfold_and_lead_to_their_places(visit):
    page = visit("quality/", script=False)
    text = page.locator(".pd-quality").first
    expect(text.locator("li").first).to_be_hidden()
    text.locator("summary").click()
    expect(text.locator("li").first).to_be_visible()
    text.locator("li a").first.click()
    expect(page.locator(".pd-text :target")).to_be_in_viewport()


def test_the_reason_of_a_date_unfolds(visit):
    page = visit(EVENT, script=False)
    basis = page.locator(".pd-basis").first
    expect(basis.locator("p")).to_be_hidden()
    basis.locator("summary").click()
    expect(basis.locator("p")).to_be_visible()


@pytest.mark.parametrize(
    ("address", "folded"),
    [(SHORT, ".pd-basis p"), ("chronology/2023/", ".pd-basis p"), ("quality/", ".pd-quality li")],
)
def test_what_is_folded_is_printed(visit, address, folded):
    page = visit(address, script=False)
    expect(page.locator(folded).first).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(folded).first).to_be_visible()


def test_a_phone_reaches_every_list(visit):
    page = visit("targets/", script=False, width=NARROW)
    page.locator("header label[for=__drawer]").click()
    expect(page.locator(".md-nav--primary").get_by_role("link", name="Themes").first).to_be_in_viewport()
