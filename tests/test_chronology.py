from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import annotated, has_class, parse_fragment, read_corpus, source, vocabulary, words, write

from policy_digest.chronology import TYPES, chronology
from policy_digest.pages.chronology import chronology_pages
from policy_digest.pages.listing import LONGEST
from policy_digest.pages.targets import target_pages

DATES = ["", "2018-09~", "2018/2020", "201X", "[..1984]", "2018", "2018-09-10", "[2017,2018]", "2018-XX", "2018-21"]
VOCABULARY = vocabulary(
    issuers={"moe": "Ministry"},
    events={"visit": {"label": "Visit", "date": "2018", "date_basis": "Told."}, "undated-visit": "Undated visit"},
    documents={"law": {"label": "Law", "date": "2018", "issuer": "moe"}},
)


def digest_of(folder, files):
    digest, problems = read_corpus(write(folder, files))
    assert problems == []
    return digest


@pytest.fixture
def digest(tmp_path):
    return lambda files: digest_of(tmp_path / "sources", files)


def shown(digest):
    """The entries of the pages, in order: page, date in words, and address."""
    return [
        (page.url, words(entry.find("span")), entry.xpath(f"string(.//*[{has_class('pd-entry-what')}]/a/@href)"))
        for page in chronology_pages(chronology(digest))[1:]
        for entry in parse_fragment(page.render().html).xpath(f"//li[{has_class('pd-entry')}]")
    ]


def test_each_form_of_date_stands_once_on_the_page_of_its_year_in_its_words(digest):
    made = digest({f"t{number}.md": source(date=date) for number, date in enumerate(DATES)})
    assert shown(made) == [
        ("chronology/1984/", "in or before 1984", "../../sources/t4/"),
        ("chronology/2010/", "a year in the 2010s", "../../sources/t3/"),
        ("chronology/2017/", "2017 or 2018", "../../sources/t7/"),
        ("chronology/2018/", "between 2018 and 2020", "../../sources/t2/"),
        ("chronology/2018/", "2018", "../../sources/t5/"),
        ("chronology/2018/", "2018, month unknown", "../../sources/t8/"),
        ("chronology/2018/", "spring 2018", "../../sources/t9/"),
        ("chronology/2018/", "about September 2018", "../../sources/t1/"),
        ("chronology/2018/", "10 September 2018", "../../sources/t6/"),
        ("chronology/undated/", "undated", "../../sources/t0/"),
    ]


def test_texts_events_documents_and_targets_of_one_date_stand_in_that_order(digest):
    target = {"what": "Schools", "value": "all", "by": "2018"}
    text = annotated("All of it.", {"quote": "All", "target": target}, {"quote": "of", "event": "visit"})
    made = digest(VOCABULARY | {"a.md": text.replace('date: ""', "date: '2018'").replace("[]", '"moe"', 1)})
    entries = chronology(made)
    assert [(one.type, one.label, one.by, one.passages) for one in entries if one.date] == [
        ("source", "A title", "Ministry", 0),
        ("event", "Visit", "", 1),
        ("document", "Law", "Ministry", 0),
        ("target", "Schools: all", "A title", 1),
    ]
    assert [(one.type, one.id) for one in entries if not one.date] == [("event", "undated-visit")]
    assert [one.basis for one in entries] == ["", "Told.", "", "", ""]


def test_a_target_leads_to_its_paragraph_and_is_called_by_what_is_aimed_at_and_its_figure_if_it_has_one(digest):
    notes = [
        {"quote": "All", "target": {"what": "Schools", "value": "all"}},
        {"quote": "Half", "target": {"what": "Towns"}},
    ]
    found = [one for one in chronology(digest({"a.md": annotated("All.\n\nHalf.", *notes)})) if one.type == "target"]
    assert [(one.label, one.url) for one in found] == [("Schools: all", "sources/a/#p1"), ("Towns", "sources/a/#p2")]


def test_a_target_without_a_date_is_not_told_to_be_due(digest):
    targets = {"Half": {"what": "Schools"}, "All": {"what": "Towns", "by": "2018"}}
    notes = [{"quote": quote, "target": target} for quote, target in targets.items()]
    made = digest({"a.md": annotated("Half. All.", *notes), "b.md": source()})
    year, undated = (parse_fragment(page.render().html) for page in chronology_pages(chronology(made))[1:])
    kinds = f"//*[{has_class('pd-entry-type')}]"
    assert [words(kind) for kind in year.xpath(kinds)] == ["Target due"]
    assert [words(kind) for kind in undated.xpath(kinds)] == ["Text", "Text", "Target"]
    assert [words(label) for label in undated.xpath("//label")] == ["Texts 2", "Targets 1"]


def test_a_target_tells_the_date_and_the_issuer_of_the_text_that_states_it(digest):
    text = source("All.", date="2018~", issuer="moe", annotations=[{"quote": "All", "target": {"what": "Towns"}}])
    (page,) = target_pages(digest(VOCABULARY | {"a.md": text}))
    (row,) = parse_fragment(page.render().html).xpath("//tbody/tr")
    assert "about 2018 · Ministry" in words(row)


def test_the_index_counts_each_type_by_year(digest):
    made = digest(VOCABULARY | {"a.md": source(date="2018"), "b.md": source(date="2018"), "c.md": source()})
    front = parse_fragment(chronology_pages(chronology(made))[0].render().html)
    assert [[words(cell) for cell in row] for row in front.xpath("//tbody/tr")] == [
        ["2018", "2", "1", "1", "–"],
        ["Undated", "1", "1", "–", "–"],
    ]


def test_a_chronology_of_nothing_says_so(digest):
    (front,) = chronology_pages(chronology(digest({})))
    assert "There is nothing here yet." in words(parse_fragment(front.render().html))


def test_years_before_our_era_are_told_in_words_and_keep_their_addresses(digest):
    dates = ["-0100-05", "0000", "0050", "2018"]
    front, *years = chronology_pages(chronology(digest({f"{one}.md": source(date=one) for one in dates})))
    assert [page.title for page in years] == ["101 BC", "1 BC", "50 AD", "2018"]
    assert [page.url for page in years] == [f"chronology/{year}/" for year in (-100, 0, 50, 2018)]
    assert years[0].description == "Texts, events, documents and targets of 101 BC, in order."
    assert "May 101 BC" in words(parse_fragment(years[0].render().html))
    told = words(parse_fragment(front.render().html))
    assert "4 dated, 101 BC to 2018" in told
    assert "-1" not in told


def test_months_are_headings_and_what_is_vaguer_stands_before_them(digest):
    dates = ["2018-09-10", "2018", "2018-05", "2018-09~", "2018-XX"]
    made = digest({f"t{number}.md": source(date=date) for number, date in enumerate(dates)})
    page = chronology_pages(chronology(made))[1].render()
    tree = parse_fragment(page.html)
    assert [(words(month.find("h2")), len(month.findall(".//li"))) for month in tree.iterfind(".//section")] == [
        ("Whole year, or month unknown", 2),
        ("May", 1),
        ("September", 2),
    ]
    assert [heading.id for heading in page.contents] == tree.xpath("//h2/@id") == ["m0", "m5", "m9"]


def test_the_date_of_an_entry_is_told_to_machines_only_where_it_is_plain(digest):
    made = digest({f"t{number}.md": source(date=date) for number, date in enumerate(DATES)})
    times = [
        time
        for page in chronology_pages(chronology(made))[1:]
        for time in parse_fragment(page.render().html).xpath("//time/@datetime")
    ]
    assert times == ["2018", "2018-09-10"]


def test_a_very_full_year_has_several_pages_that_lead_on(digest):
    count = 2 * LONGEST + 1
    made = digest({f"t{number:04}.md": source(date="2018") for number in range(count)})
    pages = chronology_pages(chronology(made))
    assert [page.url for page in pages] == [
        "chronology/",
        "chronology/2018/",
        "chronology/2018/2/",
        "chronology/2018/3/",
    ]
    assert [page.next for page in pages[1:]] == ["chronology/2018/2/", "chronology/2018/3/", ""]
    links = [link for *_, link in shown(made)]
    assert len(links) == len(set(links)) == count


def test_the_first_page_of_a_very_full_year_leads_on_to_each_month(digest):
    files = {f"t{number:04}.md": source(date="2018-02") for number in range(LONGEST)}
    pages = chronology_pages(
        chronology(digest({**files, "year.md": source(date="2018"), "may.md": source(date="2018-05")}))
    )
    first, second = (parse_fragment(page.render().html) for page in pages[1:])
    assert first.xpath("//h2/@id | //p/a/@id") == ["m5", "m0", "m2"]
    assert first.xpath("//a[@id='m5']/@href") == ["2/#m5"]
    assert "m5" in second.xpath("//h2/@id")
    assert not second.xpath("//p/a/@id")


@given(st.lists(st.sampled_from(DATES), max_size=8), st.lists(st.sampled_from(DATES), max_size=4), st.randoms())
def test_everything_stands_exactly_once_in_an_order_that_does_not_hang_on_the_input(
    tmp_path_factory, texts, events, chance
):
    made = {f"t{number}": date for number, date in enumerate(texts)}
    named = {f"e{number}": {"label": f"Event {number}", "date": date} for number, date in enumerate(events)}
    digests = []
    for _ in range(2):
        files = {f"{one}.md": source(date=date) for one, date in made.items()}
        folder = tmp_path_factory.mktemp("chronology")
        digests.append(digest_of(folder, files | vocabulary(events=named)))
        named = dict(sorted(named.items(), key=lambda _: chance.random()))
    first, second = (chronology(digest) for digest in digests)
    assert first == second
    assert sorted(entry.id for entry in first) == sorted([*made, *named])
    keys = [
        (entry.date is None, entry.date.sort_key if entry.date else (), [*TYPES].index(entry.type)) for entry in first
    ]
    assert keys == sorted(keys)


def test_the_title_of_a_text_says_its_language_wherever_it_stands(digest):
    target = {"quote": "全部", "target": {"what": "Schools", "by": "2018"}}
    made = digest({"a.md": source("全部。", title="农村教育", date="2018", language="zh", annotations=[target])})
    pages = [page.render().html for page in (*chronology_pages(chronology(made)), *target_pages(made))]
    assert [html.count("农村教育") for html in pages] == [1, 3, 1]
    assert [html.count(' lang="zh">农村教育<') for html in pages] == [1, 3, 1]
