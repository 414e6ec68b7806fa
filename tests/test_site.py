"""The site of the project's own texts, as readers get it."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import unquote, urljoin, urlsplit

import frontmatter
import pytest
import yaml
from tests.support import ROOT, broken_links, build, has_class, parse, tree, words

from policy_digest.addresses import COMPANIONS
from policy_digest.dates import parse_date

FILES = sorted((ROOT / "sources").glob("*.md"))
# Read as plain YAML, apart from the library: what the pages must show.
FIELDS = {path.stem: frontmatter.loads(path.read_text(encoding="utf-8")).metadata for path in FILES}
NAMES = ("themes", "issuers", "events", "documents", "terms")
ENTRIES = {name: yaml.safe_load((ROOT / f"sources/vocabulary/{name}.yml").read_text(encoding="utf-8")) for name in NAMES}  # fmt: skip
SOURCES = [f"sources/{one}/" for one in FIELDS]
EVENTS = sorted(ENTRIES["events"])


def listed(value):
    return value if isinstance(value, list) else [value] if value else []


def children_from(site, url, heading):
    """What stands between a heading of a page and the next of its level."""
    (start,) = site.article(url).xpath(f".//*[@id='{heading}']")
    for element in start.itersiblings():
        if element.tag == start.tag:
            return
        yield element


def text_links(site, url, elements):
    """The texts to which the titles in some elements lead."""
    here = f"http://site/{url}"
    found = (link for element in elements for link in element.xpath(f".//a[{has_class('pd-title')}]/@href"))
    return [unquote(urljoin(here, link)).removeprefix("http://site/sources/").strip("/") for link in found]


def fault(read):
    try:
        read()
    except Exception as error:  # whatever a strict parser says
        return str(error)
    return ""


@pytest.mark.slow
def test_every_page_is_valid_html(site):
    faults = {url: fault(lambda url=url: site.page(url)) for url in site.urls}
    faults["404.html"] = fault(lambda: parse((site.path / "404.html").read_text(encoding="utf-8")))
    assert {url: message for url, message in faults.items() if message} == {}


INNER = {"ul": "li", "ol": "li", "dl": "dt dd div", "tr": "td th", "thead": "tr", "tbody": "tr"}


def test_lists_and_tables_hold_only_what_they_may_and_no_control_is_within_another(site):
    faults = []
    for url in site.urls:
        article = site.article(url)
        for outer, inner in INNER.items():
            faults += [(url, outer, one.tag) for one in article.xpath(f".//{outer}/*") if one.tag not in inner.split()]
        faults += [(url, one.tag) for one in article.xpath(".//a//a | .//a//input | .//label//a | .//label//label")]
    assert faults == []


def test_no_id_stands_twice_on_a_page(site):
    found = {url: Counter(site.page(url).xpath("//@id")) for url in site.urls}
    assert {url: [one for one, count in ids.items() if count > 1] for url, ids in found.items() if max(ids.values()) > 1} == {}  # fmt: skip


def test_every_link_within_the_site_leads_to_a_page_and_a_place_on_it(site):
    assert broken_links(site) == []


LOADED = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "manifest"}


def assets(page):
    """What a browser fetches with a page."""
    fetched = [link.get("href") for link in page.iter("link") if LOADED & {*link.get("rel", "").split()}]
    return [*fetched, *page.xpath("//@src | //@srcset | //@poster | //@action")]


def test_no_page_asks_anything_of_another_host_or_runs_code_from_a_link(site):
    for url in site.urls:
        page = site.page(url)
        assert [asset for asset in assets(page) if urlsplit(asset).netloc or urlsplit(asset).scheme] == [], url
        assert page.xpath("//@*[starts-with(normalize-space(.), 'javascript:')]") == [], url
        assert page.xpath("//@*[starts-with(name(), 'on')] | //iframe | //object | //embed | //base") == [], url
    for path in site.path.rglob("*.css"):
        assert re.findall(r"url\(\s*['\"]?(?:https?:)?//|@import", path.read_text(encoding="utf-8")) == []


def test_no_line_under_words_is_written_so_that_safari_does_not_draw_it():
    sheets = [*(ROOT / "docs/assets").glob("*.css"), ROOT / "hooks/policy_digest/templates/epub/style.css"]
    assert len(sheets) > 1
    for path in sheets:
        assert re.findall(r"text-decoration:\s*[\w-]+\s+[^;]+;", path.read_text(encoding="utf-8")) == [], path


@pytest.mark.parametrize("theme", ENTRIES["themes"])
def test_a_theme_lists_exactly_its_texts_and_apart_those_of_its_sub_themes(site, theme):
    def below(one):
        narrower = [other for other, entry in ENTRIES["themes"].items() if entry.get("broader") == one]
        return [*narrower, *(deeper for other in narrower for deeper in below(other))]

    def carriers(one):
        return sorted(text for text, fields in FIELDS.items() if one in listed(fields["theme"]))

    url = f"themes/{theme}/"
    assert sorted(text_links(site, url, children_from(site, url, "texts"))) == carriers(theme)
    expected = {one: carriers(one) for one in below(theme) if carriers(one)}
    if expected:
        shown, one = {}, None
        for element in children_from(site, url, "below"):
            if element.tag == "h3":
                one = urljoin(f"http://site/{url}", element.xpath("string(a/@href)")).split("/")[-2]
            else:
                shown.setdefault(one, []).extend(text_links(site, url, [element]))
        assert {one: sorted(texts) for one, texts in shown.items()} == expected
    else:
        assert site.article(url).xpath(".//*[@id='below']") == []


def test_themes_without_sub_themes_stand_below_a_heading_of_their_own(site):
    roots = {one for one, entry in ENTRIES["themes"].items() if "broader" not in entry}
    alone = roots - {entry.get("broader") for entry in ENTRIES["themes"].values()}
    article = site.article("themes/")
    (heading,) = article.xpath(".//h2[@id='without-sub-themes']")
    assert {link.get("href").strip("/") for link in heading.xpath("following-sibling::ul[1]//a")} == alone


def entries_of_chronology(site, kind):
    """The page and target of each entry of a kind in the chronology."""
    return sorted(
        (url.split("/")[1], unquote(urljoin(f"http://site/{url}", link)).removeprefix("http://site/"))
        for url in site.urls
        if url.startswith("chronology/")
        for link in site.article(url).xpath(f".//li[{has_class(f'pd-entry-{kind}')}]//a[1]/@href")
    )


def year_of(date):
    return str(parse_date(str(date)).year) if date else "undated"


def test_each_text_event_and_document_is_in_the_chronology_once_at_its_date(site):
    assert entries_of_chronology(site, "source") == sorted(
        (year_of(fields["date"]), f"sources/{one}/") for one, fields in FIELDS.items()
    )
    for kind in ("event", "document"):
        expected = [(year_of(entry.get("date")), f"{kind}s/{one}/") for one, entry in ENTRIES[f"{kind}s"].items()]
        assert entries_of_chronology(site, kind) == sorted(expected)


@pytest.mark.parametrize("one", FIELDS)
def test_every_captured_word_is_on_its_page_in_order_and_no_other(site, one):
    capture = FIELDS[one]["capture"]
    lines = (ROOT / "sources/captures" / capture["file"]).read_text(encoding="utf-8").splitlines()
    for omitted in capture.get("omitted", []):
        lines.remove(next(line for line in lines if line.split() == omitted["line"].split()))
    article = site.article(f"sources/{one}/")
    title = article.xpath("string(.//h1/@id)") and words(article.find(".//h1"), without=["pd-ours"])
    (text,) = article.xpath(f".//div[{has_class('pd-text')}]")
    assert f"{title} {words(text, without=['pd-ours'])}".split() == " ".join(lines).split()


SECTIONS = {
    "sources/": "Sources",
    "themes/": "Themes",
    "chronology/": "Chronology",
    "events/": "Chronology",
    "documents/": "Documents",
    "targets/": "Targets",
    "terms/": "Terms",
    "issuers/": "Issuers",
    "quality/": "About",
}


def test_every_generated_page_has_its_tab_its_way_from_home_and_its_neighbours(site):
    for base, tab in SECTIONS.items():
        urls = [url for url in site.urls if url.startswith(base)]
        for url in urls:
            page = site.page(url)
            active = page.xpath(f"//li[{has_class('md-tabs__item--active')}]")
            assert [words(item) for item in active] == [tab], url
            if url != base:
                way = [words(item) for item in page.xpath(f"//*[{has_class('md-path__item')}]")]
                assert way[:1] == ["Home"], url
                assert len(way) >= 2, url
        within = [url for url in urls if url != base]
        following = {url: step(site, url, "next") for url in within}
        assert {step(site, after, "prev") for after in following.values() if after} <= {*within}
        starts = [url for url in within if not step(site, url, "prev")]
        assert len(starts) == (1 if within else 0), base
        walked = []
        while starts and (url := starts[0] if not walked else following[walked[-1]]):
            walked.append(url)
        assert sorted(walked) == within, base


@pytest.mark.parametrize("url", ["issuers/moe-general-office/", "themes/compulsory-education/"])
def test_what_a_theme_or_an_issuer_is_part_of_is_named_once_in_its_way_from_home(site, url):
    above = site.page(url).xpath(f"//a[{has_class('md-path__link')}]/@href")[2:]
    assert len(above) == 2
    assert not {*above} & {*site.article(url).xpath(".//a/@href")}


@pytest.mark.parametrize(
    ("text", "told", "leads"),
    [
        ("new-chapter-strong-education-country", "20th National", ["#p3", "#p19"]),
        ("learning-society-key-tasks-answers", "Key Tasks for", ["#pd-documents"]),
    ],
)
def test_a_card_names_few_places_of_what_it_tells_and_leads_to_the_list_of_many(site, text, told, leads):
    cards = site.article(f"sources/{text}/").xpath(".//article//dd[starts-with(a, $told)]", told=told)
    assert len(cards) > 1
    for card in cards:
        assert [link.get("href") for link in card.xpath("a")[1:]] == leads


def test_the_list_of_texts_leads_to_the_search_which_has_each_facet_that_it_names(site):
    [told] = [p for p in site.article("sources/").iter("p") if "narrows" in words(p)]
    assert told.xpath("a/@href")[0] == "../search/"
    for facet in site.article("search/").xpath(".//fieldset/legend"):
        assert words(facet).lower() in words(told)


MENU = {
    "Sources": ["sources/", "packs/"],
    "Chronology": ["chronology/", "events/"],
    "About": ["about/", "cite/", "quality/", "data/"],
}


@pytest.mark.parametrize("section", MENU)
def test_a_section_leads_to_its_first_page_and_its_menu_lists_all_its_pages(site, section):
    page, first = site.page("themes/"), MENU[section][0]

    def led(links):
        return [urljoin("http://site/themes/", link.get("href")).removeprefix("http://site/") for link in links]

    assert led(tab for tab in page.xpath(f"//a[{has_class('md-tabs__link')}]") if words(tab) == section) == [first]
    (menu,) = [
        item
        for item in page.xpath(f"//nav[{has_class('md-nav--primary')}]/ul/li[{has_class('md-nav__item--nested')}]")
        if words(item.find("label")) == section
    ]
    assert led(menu.iter("a")) == MENU[section]


def test_packs_and_events_are_found_from_the_pages_before_them(site):
    assert "packs/" in site.links("")
    assert "packs/" in site.links("sources/")
    assert "events/" in site.links("")
    assert "events/" in site.links("chronology/")


def test_the_page_of_a_text_leads_to_how_an_error_is_reported(site):
    (link,) = site.article("sources/spirit-of-national-education-conference/").xpath(".//a[.='Report an error']")
    assert link.get("href") == "../../about/#report-an-error"


def test_the_contents_of_a_text_tell_what_is_corrected_in_a_heading(site):
    page = site.page("sources/new-chapter-strong-education-country/")
    shown = [words(link) for link in page.xpath("//a[contains(., 'pushPromote') and starts-with(@href, '#h')]")]
    assert len(shown) == 2  # beside the text, and on a phone above it
    assert {one.count("pushPromote [promote] the high-quality") for one in shown} == {1}


def test_a_translation_without_the_address_of_its_original_says_so(site):
    shown = [words(site.article(url).xpath(f".//dl[{has_class('pd-fields')}]")[0]) for url in SOURCES]
    said = [one.endswith("Original its address is not known") for one in shown]
    assert said == ["url" not in fields and "translation" in fields for fields in FIELDS.values()]
    assert any(said)


def test_what_has_no_date_tells_why_it_is_undated(site):
    def asked(url):
        return {words(summary) for summary in site.article(url).iter("summary")}

    assert asked("chronology/undated/") == {"why undated"}
    assert asked("chronology/2021/") == {"why this date"}


def test_a_related_text_is_set_apart_from_what_it_shares(site):
    (first, *_) = site.article("sources/spirit-of-national-education-conference/").xpath(
        ".//*[@id='pd-related']/following-sibling::ul[1]/li"
    )
    assert re.search(r" same (theme|event|document)s?: ", words(first))


def step(site, url, direction):
    """The neighbour to which the footer of a page leads."""
    link = site.page(url).xpath(f"string(//a[{has_class(f'md-footer__link--{direction}')}]/@href)")
    return urljoin(f"http://site/{url}", link).removeprefix("http://site/") if link else ""


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_its_paragraphs_and_its_year_lead_to_each_other(site, event):
    url = f"events/{event}/"
    paragraphs = [link for link in site.links(url, ".//p[@class='pd-quote-place']") if "#" in link]
    assert paragraphs
    for paragraph in paragraphs:
        reading, _, block = paragraph.partition("#")
        (element,) = site.article(reading).xpath(f".//*[@id='{block}']")
        marks = element.xpath(".//a/@href")
        cards = [card for card in site.article(reading).iter("article") if f"#{card.get('id')}" in marks]
        links = [link for part in (element, *cards) for link in part.xpath(".//a/@href")]
        assert f"http://site/{url}" in {urljoin(f"http://site/{reading}", link) for link in links}, paragraph
    year = f"chronology/{year_of(ENTRIES['events'][event].get('date'))}/"
    (place,) = {link for link in site.links(url) if link.partition("#")[0] == year}
    month = place.partition("#")[2]
    assert url in site.links(year, f".//h2[@id='{month}']/.." if month else ".//article")
    assert bool(month) == (year != "chronology/undated/")


def test_the_fifth_collective_study_shows_its_passages_from_both_texts(site):
    texts = {
        link.partition("#")[0]
        for link in site.links("events/politburo-study-2023-05/", ".//p[@class='pd-quote-place']")
    }
    assert texts == {"sources/learning-society-key-tasks-answers/", "sources/new-chapter-strong-education-country/"}


@pytest.mark.parametrize("one", FIELDS)
def test_inserted_advertisements_are_all_folded_declared_and_counted(site, one):
    article = site.article(f"sources/{one}/")
    (text,) = article.xpath(f".//div[{has_class('pd-text')}]")
    folds = text.xpath(f".//label[{has_class('pd-noise')}]")
    assert all(fold.xpath("count(input[@type='checkbox' and not(@checked)])") == 1 for fold in folds)
    assert not re.search(r"188bet|casino|betting|Mondo", words(text, without=["pd-noise", "pd-ours"]))
    declared = article.xpath(f".//*[{has_class('pd-card')}][.//dt = 'Noise']")
    assert len(declared) == len(folds)
    quality = [
        row for row in site.article("quality/").iter("section") if f"../sources/{one}/" in row.xpath(".//h2//a/@href")
    ]
    counted = [item for item in quality[0].iter("li") if words(item.find("span")) in {"advertisement", "noise"}]
    assert len(counted) == len(folds)


@pytest.mark.parametrize("one", FIELDS)
def test_beside_a_text_stand_its_capture_byte_for_byte_and_its_files(site, one):
    beside = site.path / "sources" / one
    captured = ROOT / "sources" / "captures" / FIELDS[one]["capture"]["file"]
    assert (beside / "capture.txt").read_bytes() == captured.read_bytes()
    assert {path.name for path in beside.iterdir()} == {"index.html", *COMPANIONS}


def test_the_site_of_the_same_texts_has_the_same_bytes(site, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    again = build(ROOT / "sources", tmp_path / "again")
    first, second = tree(site.path), tree(again.path)
    assert [name for name in {*first, *second} if first.get(name) != second.get(name)] == []
