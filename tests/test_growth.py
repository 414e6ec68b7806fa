"""A page stays as light as it is however many texts there are."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urljoin

import pytest
from tests.support import Site, build, has_class, parse_fragment, read_corpus, source, vocabulary, words, write

from policy_digest.pages import all_pages
from policy_digest.pages.listing import LONGEST, split

HEAVIEST = 400_000
"""Bytes of the heaviest page of a list."""
MANY, PASSAGES = 310, 10
TEXTS = {f"sources/text-{number:03}/" for number in range(MANY)}


@pytest.fixture(scope="module")
def sizes(tmp_path_factory):
    """Sites of 3 and of 60 texts of the same length."""
    sites = []
    for count in (3, 60):
        folder = tmp_path_factory.mktemp("size")
        files = {f"text-{number:03}.md": source("Words.", title=f"Text {number:03}") for number in range(count)}
        built = build(write(folder / "sources", files), folder / "site", strict=True)
        assert built.code == 0, built.messages
        sites.append(Site(built.path))
    return sites


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """The pages, by address, of very many texts of one theme and one issuer, most of them of one year."""
    files = {}
    for number in range(MANY):
        sentences = [f"Sentence {index} of text {number}." for index in range(PASSAGES)]
        notes = [{"quote": sentence, "theme": "th", "event": "ev"} for sentence in sentences]
        date = "" if number % 30 == 0 else "2019" if number % 3 == 0 else "2018"
        files[f"text-{number:03}.md"] = source(
            " ".join(sentences), date=date, issuer="is", publisher="pub", theme="th", annotations=notes
        )
    entries = vocabulary(
        themes={"th": "Theme"},
        issuers={"is": "Issuer", "pub": "Publisher"},
        events={"ev": {"label": "E", "date": "2018"}},
    )
    digest, problems = read_corpus(write(tmp_path_factory.mktemp("many"), files | entries))
    assert problems == []
    return {page.url: page for page in all_pages(digest)}


@pytest.fixture(scope="module")
def lists(many):
    """What the pages of lists show, as a strict parser sees it."""
    return {url: parse_fragment(page.render().html) for url, page in many.items() if url not in TEXTS}


def test_a_reading_page_is_the_same_among_3_texts_and_among_60(sizes):
    few, more = (site.html("sources/text-001/") for site in sizes)
    assert few == more


@pytest.mark.parametrize("url", ["about/", "themes/", "issuers/"])
def test_pages_that_list_no_texts_are_the_same_among_3_texts_and_among_60(sizes, url):
    few, more = (site.html(url) for site in sizes)
    assert few == more


def test_navigation_is_the_same_on_the_pages_of_3_texts_and_of_60(sizes):
    for name in ("md-tabs", "md-nav--primary"):
        shown = [
            [(link.get("href"), words(link)) for link in site.page("sources/").xpath(f"//nav[{has_class(name)}]//a")]
            for site in sizes
        ]
        assert shown[0] == shown[1]
        assert len(shown[0]) >= 10


def test_no_list_is_heavier_than_it_may_be(many, lists):
    heavy = {url: len(many[url].render().html.encode()) for url in lists}
    assert {url: size for url, size in heavy.items() if size > HEAVIEST} == {}


def titles(page, here):
    """The texts that a page lists, with their number on it."""
    links = page.xpath(f".//a[{has_class('pd-title')}]/@href")
    return Counter(urljoin(f"http://site/{here}", link).removeprefix("http://site/") for link in links)


@pytest.mark.parametrize(
    ("front", "within"),
    [
        ("sources/", "sources/years/"),
        ("themes/th/", "themes/th/"),
        ("issuers/is/", "issuers/is/"),
        ("issuers/pub/", "issuers/pub/published/"),
        ("quality/", "quality/"),
        ("events/ev/", "events/ev/"),
    ],
)
def test_every_text_is_on_exactly_one_page_of_a_split_list_and_each_page_is_reached(many, lists, front, within):
    parts = [url for url in lists if url.startswith(within) and url != front]
    assert len(parts) > 3
    assert sum((titles(lists[url], url) for url in parts), Counter()) == Counter(dict.fromkeys(TEXTS, 1))
    linked = {urljoin(f"http://site/{front}", link) for link in lists[front].xpath(".//a/@href")}
    reached = [url for url in parts if f"http://site/{url}" in linked]
    for url in reached:  # each year leads on to its further pages
        if many[url].next and many[url].next not in reached:
            reached.append(many[url].next)
    assert sorted(reached) == sorted(parts)
    for url in parts:
        assert f"http://site/{front}" in [
            urljoin(f"http://site/{url}", link) for link in lists[url].xpath(".//a/@href")
        ]


@pytest.mark.parametrize("within", ["sources/years/", "themes/th/", "chronology/"])
def test_each_page_of_a_full_year_leads_to_all_others_of_that_year(lists, within):
    of_year = [url for url in lists if url.startswith(f"{within}2018/")]
    assert len(of_year) > 1
    for number, url in enumerate(of_year, 1):
        shown = lists[url].xpath(f".//nav[{has_class('pd-parts')}]/p[last()]")[0]
        assert words(shown) == f"Page {' '.join(str(one) for one, _ in enumerate(of_year, 1))}"
        assert words(shown.find("strong")) == str(number)
        linked = [urljoin(f"http://site/{url}", link) for link in shown.xpath(".//a/@href")]
        assert linked == [f"http://site/{one}" for one in of_year if one != url]


def test_the_numbers_beside_the_years_of_a_theme_are_told_to_count_texts(tmp_path, lists):
    def told(page):
        passages = page.xpath(".//h2[@id='passages']/following-sibling::p")[1]
        return words(passages), sum(int(words(one)) for one in page.xpath(f".//ul[{has_class('pd-years')}]//span"))

    each = "They are on a page for each year. The numbers count its texts"
    assert told(lists["themes/th/"]) == (f"{each}.", MANY)
    marked = source("Schools open.", theme="th", annotations=[{"quote": "open", "theme": "th"}])
    files = {f"t{number}.md": source(theme="th") for number in range(LONGEST)} | {"a.md": marked}
    digest, _ = read_corpus(write(tmp_path, files | vocabulary(themes={"th": "Theme"})))
    page = next(page for page in all_pages(digest) if page.url == "themes/th/")
    also = ", including texts that have the theme but no passage marked with it."
    assert told(parse_fragment(page.render().html)) == (each + also, LONGEST + 1)


def test_every_passage_is_on_exactly_one_page_of_its_theme(lists):
    pages = [page for url, page in lists.items() if url.startswith("themes/th/")]
    quoted = Counter(words(quote) for page in pages for quote in page.iter("blockquote"))
    assert (len(quoted), {*quoted.values()}) == (MANY * PASSAGES, {1})
    assert f"{MANY * PASSAGES:,} passages in {MANY} texts" in words(lists["themes/th/"])


@pytest.mark.parametrize(
    ("count", "parts"), [(0, 0), (1, 0), (LONGEST, 0), (LONGEST + 1, 2), (2 * LONGEST + 1, 3), (10 * LONGEST, 10)]
)
def test_a_list_is_whole_as_long_as_it_is_short(count, parts):
    listing, further = split(range(count), "sources/", lambda _: 2023)
    assert (listing.entries, listing.split, len(further)) == (count, parts > 0, parts)
    assert [item for part in further or listing.years for item in part.items] == [*range(count)]


def test_what_is_heavy_fills_a_page_sooner_and_stays_whole():
    _, parts = split([100, 100, 400, 10], "themes/a/", lambda _: 2023, weight=lambda item: item)
    assert [part.items for part in parts] == [(100,), (100,), (400,), (10,)]


def test_a_list_that_begins_with_the_newest_ends_with_the_undated():
    years = [2018, 2018, 2019, None, 2023]
    listing, _ = split(enumerate(years), "sources/", lambda item: item[1], newest_first=True)
    assert [(year.key, [index for index, _ in year.items]) for year in listing.years] == [
        ("2023", [4]),
        ("2019", [2]),
        ("2018", [1, 0]),
        ("undated", [3]),
    ]
