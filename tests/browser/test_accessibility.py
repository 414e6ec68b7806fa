"""No page breaks a rule of WCAG 2.2 AA that axe-core can check."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect
from tests.browser.pages import AT_ROOT, KINDS, NARROW, SHORT, WIDE, base_for, is_long, resize, style

pytestmark = pytest.mark.browser

OPTIONS = json.dumps(
    {
        "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
        "resultTypes": ["violations"],
    }
)
LOOKS = [(WIDE, "light"), (NARROW, "dark"), (WIDE, "dark"), (NARROW, "light")]
"""Wide and narrow, light and dark. A short text gets all of them, most pages two, in turn: a rule on colours asks for no
width, nor one on sizes for colours. A long text, which takes seconds, gets one."""
SCHEMES = {"light": "default", "dark": "slate"}


def violations(page: Page, looks: list[tuple[int, str]], within: str = "html") -> list[str]:
    """What axe-core finds within a part of a page: width and scheme, rule, first element."""
    # A colour that is still fading has no contrast of its own.
    page.add_style_tag(content="*, *::before, *::after { transition: none !important; animation: none !important }")
    page.evaluate(AXE_SCRIPT)
    found = []
    for width, scheme in looks:
        resize(page, width)
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[scheme])
        results = page.evaluate(f"(within) => axe.run(within, {OPTIONS})", within)
        found += [
            f"{width} {scheme} {rule['id']} ({len(rule['nodes'])}): {rule['nodes'][0]['html'][:200]}"
            for rule in results["violations"]
        ]
    return found


@pytest.mark.parametrize(("number", "address"), [*enumerate(KINDS.values())], ids=KINDS)
def test_a_page_of_every_kind_has_no_violation(look, site, number, address):
    page, _ = look(address, base=base_for(address, AT_ROOT))
    pair = LOOKS[:2] if number % 2 else LOOKS[2:]
    one = pair[number // 2 % 2 :][:1]
    assert violations(page, LOOKS if address == SHORT else one if is_long(site.path, address) else pair) == []


@pytest.mark.parametrize(
    ("address", "named", "name"),
    [
        ("themes/higher-education/", "main h3 > a", "教师"),
        (KINDS["quality"], ".pd-numbers th[scope=row]", "a defect in very many words, none of which is short enough"),
    ],
)
def test_a_page_has_no_violation_however_short_or_long_its_names_are(visit, address, named, name):
    page = visit(address)
    places = page.locator(named)
    assert places.count()
    places.evaluate_all("(places, name) => places.forEach(one => { one.textContent = name })", name)
    resize(page, NARROW)  # so that the script looks at the tables once more
    assert violations(page, LOOKS[:2], "article") == []


def test_an_open_card_has_no_violation(visit):
    page = visit(SHORT)
    page.locator(".pd-text a.pd-m-term").first.click()
    expect(page.locator("dialog.pd-dialog")).to_be_visible()
    assert violations(page, LOOKS[:2], "dialog.pd-dialog") == []


def test_the_text_as_captured_has_no_violation(visit):
    page = visit(SHORT)
    page.get_by_label("As captured").check()
    assert violations(page, LOOKS[2:], ".pd-text") == []


def test_what_folds_has_no_violation_when_it_is_open(visit):
    for address, one in zip(("chronology/2023/", "quality/", "targets/"), LOOKS, strict=False):
        page = visit(address)
        page.locator("article details").evaluate_all("all => all.forEach((one) => { one.open = true })")
        assert violations(page, [one], "article") == []


def test_the_open_drawer_of_a_phone_has_no_violation(visit):
    page = visit("themes/learning-society/", width=NARROW)
    page.locator("header label[for=__drawer]").click()
    expect(page.locator(".md-nav--primary")).to_be_in_viewport()
    assert violations(page, [(NARROW, "light"), (NARROW, "dark")], ".md-nav--primary") == []


def test_a_table_is_a_stop_of_the_keyboard_only_where_it_scrolls(look):
    page, _ = look("cite/")
    wraps = page.locator(".md-typeset__scrollwrap")
    scrolls = "(all) => all.map((one) => one.scrollWidth > one.clientWidth)"
    for width in (WIDE, NARROW):
        resize(page, width)
        wanted = wraps.evaluate_all(scrolls)
        assert any(wanted) == (width == NARROW)
        expect(page.locator(".md-typeset__scrollwrap[tabindex='0']")).to_have_count(sum(wanted))


@pytest.mark.parametrize("kind", ["home", "documents", "theme", "quality", "pack"])
def test_a_title_is_as_high_as_a_finger_needs_and_underlined_in_every_list(look, kind):
    """WCAG 2.2, 2.5.8: a link of the next line may stand close below it."""
    page, _ = look(KINDS[kind])
    titles = page.locator("article a.pd-title").all()
    assert titles
    assert min(title.bounding_box()["height"] for title in titles) >= 24
    assert {style(title, "textDecorationLine") for title in titles} == {"underline"}


@pytest.mark.parametrize("kind", ["sources", "targets", "chronology", "data", "about"])
def test_every_link_of_a_page_is_underlined_in_tables_too(look, kind):
    page, _ = look(KINDS[kind])
    links = page.locator("article a:visible:not(.headerlink, figure a)")
    assert links.count() > 1
    lines = links.evaluate_all("(all) => all.map((one) => getComputedStyle(one).textDecorationLine)")
    assert set(lines) == {"underline"}


@pytest.mark.parametrize("kind", ["about", "cite", "edit"])
def test_a_heading_of_a_written_page_is_read_by_its_words_alone(look, kind):
    page, _ = look(KINDS[kind])
    headings = page.locator("article :is(h1, h2, h3):has(.headerlink)")
    assert headings.count() > 2
    for heading in headings.all():
        name = heading.inner_text().removesuffix("¶").strip()
        expect(heading).to_have_accessible_name(name)


def test_a_violation_would_be_found(visit):
    page = visit("about/")
    page.locator("h1").evaluate("(el) => { el.style.color = '#eee'; el.innerHTML += '<img src=\"data:,\">' }")
    rules = {line.split()[2] for line in violations(page, LOOKS[:1])}
    assert {"color-contrast", "image-alt"} <= rules
