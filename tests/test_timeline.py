from __future__ import annotations

import re
from itertools import pairwise

import pytest
from tests.support import has_class, parse_fragment, read_corpus, source, vocabulary, words, write

from policy_digest.chronology import Entry, chronology
from policy_digest.dates import parse_date
from policy_digest.pages.chronology import chronology_pages
from policy_digest.pages.entries import entries_of
from policy_digest.pages.grid import MOST_ROWS, grid
from policy_digest.pages.home import home
from policy_digest.pages.issuers import issuer_pages
from policy_digest.pages.page import fill
from policy_digest.pages.themes import theme_pages
from policy_digest.pages.timeline import LONGEST_LABEL, MOST_MARKS, shape_of, timeline, timeline_of_year

HARD = [
    "2018", "2018-09", "2018-09~", "2018-09-10", "2018-09-10?", "2018/2020", "2018-05-03/2018-06-09", "201X",
    "[2017,2018]", "[..1984]", "2018-XX", "2018-21", "2023/..", "/1990", "2035", "-0044-03-15",
]  # fmt: skip


def entry(date, number=0, kind="source", label="A title"):
    return Entry(kind, f"{kind}{number}", label, f"sources/t{number}/", parse_date(date) if date else None, "", "", 0)


def entries(dates, kind="source"):
    found = [entry(date, number, kind) for number, date in enumerate(dates)]
    return sorted((one for one in found if one.date), key=lambda one: one.date.sort_key) + [
        one for one in found if not one.date
    ]


def marks(line):
    return {mark.words: mark for lane in line.lanes for mark in lane.marks}


def reach(mark):
    return (mark.start, round(mark.start + mark.width, 2))


def column(line, label):
    """From where to where a column reaches, in hundredths."""
    at = 0.0
    for one in line.columns:
        share = 100 * one.width / line.width
        if one.label == label:
            return (pytest.approx(at, abs=0.02), pytest.approx(at + share, abs=0.02))
        at += share
    raise AssertionError(label)


def html(line):
    template = '{% from "timeline.html" import picture with context %}{{ picture(line) }}'
    return parse_fragment(rendered(template, line=line))


def rendered(template, **values):
    environment = fill.__globals__["_environment"]()
    return str(environment.from_string(template).render(here="", **values))


def test_a_year_is_a_span_over_all_of_its_column_and_a_certain_day_is_a_point_within_it():
    line = timeline(entries(["2018", "2018-07-01", "2019"]))
    found, (start, end) = marks(line), column(line, "2018")
    assert reach(found["2018"]) == (start, end)
    assert (found["2018"].shape, found["1 July 2018"].shape) == ("span", "day")
    assert found["1 July 2018"].width == 0
    assert found["1 July 2018"].start == pytest.approx((start.expected + end.expected) / 2, abs=0.2)


def test_a_month_is_a_span_of_its_twelfth_of_the_year():
    line = timeline(entries(["2018-09", "2018-09~", "2018-01-01"]))
    found, (start, end) = marks(line), column(line, "2018")
    year = end.expected - start.expected
    for told, shape in (("September 2018", "span"), ("about September 2018", "about")):
        assert found[told].shape == shape
        assert reach(found[told]) == pytest.approx(
            (start.expected + year * 8 / 12, start.expected + year * 9 / 12), abs=0.05
        )


def test_spans_and_sets_reach_from_the_first_to_the_last_day_that_they_can_mean():
    line = timeline(entries(["2018/2020", "[2017,2018]", "201X", "2018-XX", "2018-21"]))
    found = marks(line)
    assert reach(found["between 2018 and 2020"]) == (column(line, "2018")[0], column(line, "2020")[1])
    assert reach(found["2017 or 2018"]) == (column(line, "2017")[0], column(line, "2018")[1])
    assert reach(found["a year in the 2010s"]) == (column(line, "2010")[0], column(line, "2019")[1])
    assert reach(found["2018, month unknown"]) == column(line, "2018")
    assert found["2017 or 2018"].shape == "set"


def test_the_legend_calls_no_open_side_unknown():
    assert timeline(entries(["2018/..", "2020"])).shapes[-1] == ("open", "start or end open or unknown")


def test_an_open_side_reaches_the_edge_of_the_picture():
    line = timeline(entries(["2023/..", "[..1984]", "2001", "2001-02-03?"]))
    found = marks(line)
    onwards, until = found["from 2023"], found["in or before 1984"]
    assert reach(onwards) == (column(line, "2023")[0], 100)
    assert reach(until) == (0, column(line, "1984")[1])
    assert (onwards.open_start, onwards.open_end, until.open_start, until.open_end) == (False, True, True, False)
    assert [one.label for one in line.columns if one.kind == "edge"] == ["earlier", "later"]


@pytest.mark.parametrize(
    ("date", "shape"),
    [
        ("2018-09-10", "day"), ("2018-09-10?", "about"), ("2018-05-03/2018-06-09", "lasting"), ("2018-05/2018-06", "span"),
        ("2018-05-03/2018-05-09~", "about"), ("[2017,2018]", "set"), ("2023/..", "open"), ("/1990", "open"), ("-0044-03-15", "day"),
    ],
)  # fmt: skip
def test_only_a_certain_day_is_a_point(date, shape):
    assert shape_of(parse_date(date)) == shape


def test_every_dated_entry_is_a_link_with_its_words_once_and_the_undated_are_counted():
    line = timeline(entries([*HARD, "", ""]))
    tree = html(line)
    links = tree.xpath(f"//div[{has_class('pd-tl-lane')}]//li/a")
    assert sorted(link.get("href") for link in links) == sorted(f"sources/t{number}/" for number in range(len(HARD)))
    assert sorted(words(link) for link in links) == sorted(f"A title Text, {parse_date(date).words}" for date in HARD)
    assert "2 without a date" in words(tree.find(".//figcaption"))
    assert tree.xpath("//figcaption/a/@href")[0] == "chronology/undated/"


def test_marks_of_a_row_leave_room_for_a_finger():
    line = timeline(entries([f"2018-09-{day:02}" for day in range(1, 31)] + ["2018", "2018-09"]))
    (lane,) = line.lanes
    rem = line.width / 100
    for row in range(1, lane.rows + 1):
        boxes = sorted(
            (centre - half, centre + half)
            for mark in lane.marks
            if mark.row == row
            for centre, half in [((mark.start + mark.width / 2) * rem, max(mark.width * rem, 1.2) / 2)]
        )
        assert all(before[1] <= after[0] + 0.02 for before, after in pairwise(boxes))


def test_kinds_have_lanes_of_their_own_in_a_fixed_order():
    line = timeline([entry("2018", kind=kind) for kind in ("target", "document", "event", "source")])
    assert [(lane.label, lane.count) for lane in line.lanes] == [
        ("Texts", 1), ("Events", 1), ("Documents", 1), ("Targets due", 1),
    ]  # fmt: skip


def test_a_far_outlier_gets_a_break_and_a_column_like_the_others():
    line = timeline(entries(["2021", "2023", "2035"]))
    assert [(one.label, one.kind) for one in line.columns] == [
        ("2021", "unit"), ("2022", "unit"), ("2023", "unit"), ("…", "break"), ("2035", "unit"),
    ]  # fmt: skip
    assert line.columns[0].width == line.columns[4].width


def test_a_break_that_a_span_goes_across_is_not_told_to_be_empty():
    line = timeline(entries(["2010/2020", "2023"]))
    assert (line.columns[1].kind, line.columns[1].told) == ("break", "2011 to 2019: nothing starts or ends")
    assert "… stands for years in which nothing starts or ends." in "".join(html(line).itertext())


def test_many_years_become_decades_that_lead_to_the_first_of_their_years():
    line = timeline(entries([str(year) for year in range(1791, 2025, 3)]))
    assert [one.label for one in line.columns[:2]] == ["1790s", "1800s"]
    assert [one.url for one in line.columns[:2]] == ["chronology/#y1791", "chronology/#y1800"]
    assert timeline(entries(["1791", *map(str, range(1900, 2025, 2))])).columns[0].url == "chronology/1791/"


def test_what_is_too_much_for_marks_is_counted_exactly():
    dates = ["2018", "2018-05-06", "2018/2020", "1949"] * 40
    line = timeline(entries(dates))
    assert len(dates) > MOST_MARKS
    assert line.counted
    (lane,) = line.lanes
    assert [(bar.told, bar.count, bar.url) for bar in lane.bars] == [
        ("texts, 1949", 40, "chronology/1949/"),
        ("texts, 2018", 120, "chronology/2018/"),
    ]
    assert [bar.beyond for bar in lane.bars] == [0, 0.333]
    assert [words(link) for link in html(line).xpath("//li/a[span]")] == ["40 texts, 1949", "120 texts, 2018"]


def test_a_tower_of_marks_is_counted_instead():
    assert timeline(entries(["2018"] * 30)).counted
    assert not timeline(entries(["2018"] * 12)).counted


def test_the_picture_stays_small_with_ten_thousand_entries():
    many = [
        entry(f"{1792 + number % 233}-{number % 12 + 1:02}", number, kind, "A long title " * 30)
        for number, kind in (
            (number, ("source", "event", "document", "target")[number % 4]) for number in range(10_000)
        )
    ]
    line = timeline(many)
    assert sum(bar.count for lane in line.lanes for bar in lane.bars) == 10_000
    template = '{% from "timeline.html" import picture with context %}{{ picture(line) }}'
    assert len(rendered(template, line=line).encode()) < 30_000
    longest = timeline([entry("2018-05-06", number, label="长" * 400) for number in range(10)])
    assert {len(mark.label) for mark in marks(longest).values()} == {LONGEST_LABEL}


def test_a_picture_needs_two_dates():
    assert timeline(entries(["2018", ""])) is None
    assert timeline([]) is None
    assert timeline(entries(["2018", "2018"])) is not None


def test_a_year_has_its_months_and_what_reaches_beyond_it_goes_to_the_edge():
    months = {5: "chronology/2018/#m5", None: "chronology/2018/#m0"}
    line = timeline_of_year(2018, entries(["2018", "2018-05", "2018/2020", "2018-12-31"]), months)
    assert " ".join(one.label for one in line.columns) == "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec later"
    assert [one.url for one in line.columns if one.url] == ["chronology/2018/#m5"]
    found = marks(line)
    assert reach(found["May 2018"]) == column(line, "May")
    assert reach(found["between 2018 and 2020"]) == (0, 100)
    assert found["between 2018 and 2020"].open_end
    assert not found["2018"].open_end
    assert reach(found["2018"]) == (0, column(line, "Dec")[1])


def test_a_full_year_is_counted_by_month_and_what_has_no_month_apart():
    line = timeline_of_year(2018, entries(["2018", "2018-05", "2018/2020"] * 50), {5: "y/#m5", None: "y/#m0"})
    assert [(bar.told, bar.count, bar.url) for bar in line.lanes[0].bars] == [
        ("texts, month not known", 100, "y/#m0"),
        ("texts, May", 50, "y/#m5"),
    ]
    apart, january = line.columns[:2]
    assert (apart.label, apart.width > 1.5 * january.width) == ("no month", True)  # the label has room


def test_one_thing_of_a_bar_is_told_as_one():
    line = timeline_of_year(2018, entries(["2018-05"] * 150 + ["2018-06"]), {})
    assert [(bar.count, bar.told) for bar in line.lanes[0].bars] == [(150, "texts, May"), (1, "text, June")]


def test_entries_are_put_in_as_text_not_as_html():
    line = timeline([entry("2018", label="<b>&"), entry("2019", 1)])
    assert words(html(line).xpath(f"//div[{has_class('pd-tl-lane')}]//li/a")[0]) == "<b>& Text, 2018"


THEMES = {"top": "Top", "low": {"label": "Low", "broader": "top"}, "other": "Other", "bare": "Bare"}


@pytest.fixture
def digest(tmp_path):
    files = vocabulary(
        themes=THEMES,
        issuers={"moe": "Ministry"},
        events={"visit": {"label": "Visit", "date": "2018", "date_basis": "Told.", "theme": "low"}},
        documents={"law": {"label": "Law", "date": "2017-05", "issuer": "moe"}},
    )
    quotes = [
        {"quote": "one", "theme": ["top", "low"]},
        {"quote": "two", "theme": "low", "document": "law"},
        {"quote": "three", "theme": "top", "target": {"what": "Schools", "by": "2035"}},
    ]
    texts = {
        f"{name}.md": source("one two three", date=date, date_basis="Told.", issuer=["moe"], annotations=quotes[:count], theme=["other"])
        for name, date, count in [("a", "2018-09-10", 3), ("b", "2018", 2), ("c", "", 1), ("d", "1998/2000", 0)]
    }  # fmt: skip
    found, problems = read_corpus(write(tmp_path / "sources", files | texts))
    assert problems == []
    return found


def page_of(pages, url):
    return parse_fragment(str(next(page for page in pages if page.url == url).render().html))


def test_the_timeline_of_a_theme_says_that_it_counts_texts_with_a_passage_on_it(tmp_path):
    texts = {
        "carries.md": source("One.", date="2020", theme="a"),
        "speaks.md": source("Two words.", date="2021", annotations=[{"quote": "Two words", "theme": "a"}]),
    }
    digest, _ = read_corpus(write(tmp_path, {**texts, **vocabulary(themes={"a": "A"})}))
    page = page_of(theme_pages(digest, entries_of(digest)), "themes/a/")
    said = (
        "Texts that have the theme or a passage on it, its events, and the documents and targets in its passages. "
        "2 dated"
    )
    assert said in words(page)


def test_home_chronology_theme_and_issuer_pages_have_the_timeline(digest):
    trees = {
        "home": parse_fragment(str(home(digest))),
        "chronology": page_of(chronology_pages(chronology(digest)), "chronology/"),
        "year": page_of(chronology_pages(chronology(digest)), "chronology/2018/"),
        "theme": page_of(theme_pages(digest, entries_of(digest)), "themes/top/"),
        "issuer": page_of(issuer_pages(digest, entries_of(digest)), "issuers/moe/"),
    }
    lanes = {
        name: [words(lane) for lane in tree.xpath(f"//div[{has_class('pd-tl-lane')}]/p")]
        for name, tree in trees.items()
    }
    everything = ["Texts 3", "Events 1", "Documents 1", "Targets due 1"]
    assert lanes == {
        "home": everything,
        "chronology": everything,
        "year": ["Texts 2", "Events 1"],
        "theme": ["Texts 2", "Events 1", "Documents 1", "Targets due 1"],
        "issuer": ["Texts 3", "Documents 1", "Targets due 1"],
    }


def test_the_chronology_has_a_place_for_each_year_to_which_decades_lead(digest):
    rows = page_of(chronology_pages(chronology(digest)), "chronology/").xpath("//tr/@id")
    assert rows == ["y1998", "y2017", "y2018", "y2035", "yundated"]


def test_the_grid_counts_what_the_index_counts(digest):
    made = grid(digest, {})
    assert made.columns == ("1998", "2018", "Undated")
    assert [(row.label, row.level, row.unit, row.total, [cell.count for cell in row.cells]) for row in made.rows] == [
        ("Top", 0, "passage", 4, [0, 3, 1]),
        ("Low", 1, "passage", 5, [0, 4, 1]),
        ("Other", 0, "text", 4, [1, 2, 1]),
        ("Bare", 0, "text", 0, [0, 0, 0]),
    ]
    for theme, row in zip(("top", "low"), made.rows, strict=False):
        assert row.total == len(digest.passages_by_theme[theme])
    assert made.rows[2].total == len(digest.texts_by_theme["other"])


def test_each_cell_of_the_grid_leads_to_what_it_counts(digest):
    pages = {page.url: page for page in theme_pages(digest, entries_of(digest))}
    tree = parse_fragment(str(pages["themes/"].render().html))
    (table,) = tree.xpath("//table")
    links = table.xpath(".//td/a")
    assert {words(link): link.get("href") for link in links}["3 passages"] == "top/#y2018"
    for link in links:
        path, _, fragment = link.get("href").partition("#")
        assert page_of(pages.values(), f"themes/{path}").xpath(f"//*[@id='{fragment}']"), link.get("href")
    assert {cell.get("scope") for cell in table.iter("th")} == {"col", "row"}
    assert len({len(row) for row in table.iter("tr")}) == 1
    region = table.getparent()
    assert (region.get("tabindex"), region.get("role"), region.get("aria-label")) == ("0", "region", "Themes by year")


def test_many_years_of_the_grid_become_decades(tmp_path):
    texts = {f"t{year}.md": source(date=str(year), theme=["a"]) for year in range(1950, 2020)}
    digest, _ = read_corpus(write(tmp_path / "sources", texts | vocabulary(themes={"a": "A"})))
    made = grid(digest, {"a": {"1951": "themes/a/#y1951", "1963": "themes/a/1963/"}})
    assert made.columns == ("1950s", "1960s", "1970s", "1980s", "1990s", "2000s", "2010s")
    assert [cell.count for cell in made.rows[0].cells] == [10] * 7
    assert [cell.url for cell in made.rows[0].cells][:3] == ["themes/a/#y1951", "themes/a/1963/", "themes/a/#texts"]


def test_in_a_large_tree_the_lower_themes_count_once_in_the_row_above_them(tmp_path):
    themes = {"top": "Top", "mid": {"label": "Mid", "broader": "top"}}
    themes |= {f"low{number}": {"label": f"Low {number}", "broader": "mid"} for number in range(MOST_ROWS)}
    text = source(
        "one two",
        date="2018",
        annotations=[{"quote": "one", "theme": ["low1", "low2"]}, {"quote": "two", "theme": "mid"}],
    )
    digest, _ = read_corpus(write(tmp_path / "sources", vocabulary(themes=themes) | {"a.md": text}))
    made = grid(digest, {"low1": {"2018": "themes/low1/#y2018"}})
    assert made.folded
    assert [(row.label, row.total, row.cells[0].url) for row in made.rows if row.total] == [
        ("Mid", 2, "themes/low1/#y2018")
    ]


def test_there_is_no_grid_without_themed_texts(tmp_path):
    digest, _ = read_corpus(write(tmp_path / "sources", vocabulary(themes={"a": "A"}) | {"a.md": source()}))
    assert grid(digest, {}) is None


def test_the_timeline_of_the_own_corpus_shows_every_dated_entry_once(site):
    for url in ("", "chronology/"):
        lanes = site.article(url).xpath(f".//div[{has_class('pd-tl-lane')}]")
        counts = [int(re.search(r"\d+$", words(lane.find("p")))[0]) for lane in lanes]
        assert [len(lane.xpath("ul/li/a")) for lane in lanes] == counts
    index = site.article("chronology/").xpath(".//tbody/tr[not(@id='yundated')]/td")
    assert sum(counts) == sum(int(words(cell)) for cell in index if words(cell).isdigit())
