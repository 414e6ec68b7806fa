"""The index of the search: every text in it, under every value, word by word; or a build that fails and says why."""

from __future__ import annotations

import gzip
import json

import pytest
from tests.support import build, parse, parse_fragment, read_corpus, source, tree, vocabulary, words

from policy_digest import addresses
from policy_digest.pages.entries import entries_of
from policy_digest.pages.search import facets, search_page
from policy_digest.pages.themes import theme_pages
from policy_digest.search.index import (
    FOLDER,
    count_facets,
    facets_file,
    facets_of,
    index_site,
    order_file,
    pairs,
    search_document,
)
from policy_digest.search.shards import SearchError

CORPUS = {
    "中文.md": source(
        "# 关于学习型社会的决定\n\n建设学习型社会，推进 AI 教育。", title="关于学习型社会的决定", language="zh", date="2022-06"
    ),
    "speech.md": source(
        "## Part one\n\nWe <b>learn</b> & teach.\n\n- an item\n\n| a | b |\n|---|---|\n| c | d |",
        title="A “speech” & more",
        language="en",
        date="2023-09~",
        issuer=["moe"],
        theme=["cities"],
        kind="speech",
    ),
    "undated.md": source("Words.", title="Undated"),
    **vocabulary(
        themes={"learning": "Learning", "cities": {"label": "Learning cities", "broader": "learning"}},
        issuers={"moe": "Ministry"},
    ),
}  # fmt: skip


@pytest.fixture
def digest(corpus):
    return read_corpus(corpus(CORPUS))[0]


@pytest.fixture
def site(digest, tmp_path):
    """The pages that the index needs, without a build."""
    folder = tmp_path / "site"
    for one in digest.texts:
        page = folder / addresses.source(one) / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text("page", encoding="utf-8")
    return folder


def fragments(site):
    """What the index knows of each text, by its address."""
    found = [
        json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        for path in (site / FOLDER / "fragment").rglob("*.pf_fragment")
    ]
    return {one["url"]: one for one in found}


def test_every_text_is_indexed_with_its_words_and_paragraphs(digest, site):
    counts = index_site(digest, site)
    assert counts.texts == len(digest.texts) == 3
    assert counts.shards == counts.made == 1
    speech = fragments(site)["/sources/speech/"]
    assert speech["meta"] == {
        "title": "A “speech” & more",
        "author": "",
        "issuer": "Ministry",
        "date": "about September 2023",
        "edtf": "2023-09~",
        "kind": "speech",
        "language": "en",
    }
    said = speech["content"].split()
    ids = {anchor["id"]: anchor["location"] for anchor in speech["anchors"]}
    assert list(ids) == ["h1", "p1", "p2", "p3", "p4", "end"]
    assert said[ids["h1"] : ids["p1"]] == ["Part", "one"]
    assert said[ids["p1"] : ids["p2"]] == ["We", "learn", "&", "teach."]
    assert said[ids["p4"] : ids["end"]] == ["c", "d"]


def test_nothing_but_the_source_is_in_the_words(digest):
    document = search_document(digest.texts["undated"], digest.vocabulary)
    assert words(parse(document.replace("<meta", "<title>t</title><meta", 1)).find("body")) == "Undated Words. ¶"


def test_a_title_in_front_is_read_once_and_again_where_the_text_repeats_it(corpus):
    digest, _ = read_corpus(corpus({"a.md": source("# Wells\n\nWords.\n\nWells", title="Wells")}))
    assert words(parse(search_document(digest.texts["a"], digest.vocabulary)).find("body")) == "Wells Words. Wells ¶"


def test_a_correction_stands_behind_the_captured_words_and_noise_is_left_out(corpus):
    text = source(
        "A learning big <b>pow</b>ers, buy now! country.\n\nAnother buy now! word.",
        annotations=[
            {"quote": "big powers", "correction": "great power"},
            {"quote": "buy now!", "noise": "advertisement", "every": True},
            {"quote": "word", "correction": "words"},
            {"quote": "buy", "noise": "within noise", "every": True},
        ],
    )
    digest, problems = read_corpus(corpus({"a.md": text}))
    assert problems == []
    document = words(parse(search_document(digest.texts["a"], digest.vocabulary)))
    assert "A learning big powers [great power], […] country. Another […] word [words]." in document


def test_chinese_is_indexed_by_pairs_so_that_any_part_of_a_sentence_is_found(digest, site):
    assert pairs("学习型社会") == "学习 习型 型社 社会 会"
    index_site(digest, site)
    text = fragments(site)["/sources/中文/"]
    assert text["meta"]["title"] == "关于学习型社会的决定"
    assert "建设 设学 学习 习型 型社 社会 会 ，推进" not in text["content"]
    assert "建设 设学 学习 习型 型社 社会 会 ， 推进 进 AI 教育 育 。" in text["content"]


def test_facets_have_a_value_for_every_text_and_themes_stand_for_those_above(digest):
    assert facets_of(digest, digest.texts["speech"]) == {
        "theme": ["cities", "learning"],
        "issuer": ["moe"],
        "year": ["2023"],
        "kind": ["speech"],
        "language": ["en"],
    }
    assert facets_of(digest, digest.texts["undated"]) == {
        "theme": ["-"],
        "issuer": ["-"],
        "year": ["undated"],
        "kind": ["-"],
        "language": ["-"],
    }
    assert all(sum(count_facets(digest)[facet].values()) >= 3 for facet in count_facets(digest))


def test_the_page_shows_each_facet_with_its_counts_the_undated_last(digest):
    shown = {facet.name: [(value.label, value.count) for value in facet.values] for facet in facets(digest)}
    assert shown["year"] == [("2023", 1), ("2022", 1), ("Undated", 1)]
    assert shown["theme"] == [("Learning", 1), ("Learning cities", 1), ("No theme yet", 2)]
    assert shown["language"] == [("Chinese", 1), ("English", 1), ("Not stated", 1)]


def test_the_page_says_that_words_in_brackets_are_ours(digest):
    page = words(parse_fragment(search_page(digest).render().html))
    assert "words in square brackets are our corrections, and […] stands for noise." in page


def test_the_page_and_the_grid_say_under_which_year_a_date_of_several_is(corpus):
    digest, _ = read_corpus(corpus(CORPUS | {"span.md": source(title="A span", date="2018/2020", theme=["learning"])}))
    front = next(page for page in theme_pages(digest, entries_of(digest)) if page.url == addresses.THEMES)
    search, themes = (parse_fragment(str(page.render().html)) for page in (search_page(digest), front))
    assert "If a date spans several years, the text is under the first." in words(search)
    years = [label.text for label in search.iterfind(".//fieldset[@data-facet='year']//label/span[1]")]
    assert years == ["2023", "2022", "2018", "Undated"]
    grid = themes.find(".//table[@class='pd-matrix']")
    assert "by the year of their text, or the first if its date spans several;" in words(grid.find("caption"))
    assert [column.text for column in grid.iterfind("thead/tr/th")] == ["Theme", "2018", "2023", "All"]


def test_only_what_the_search_asks_for_is_in_the_site(digest, site):
    index_site(digest, site)
    assert sorted(path.name for path in (site / FOLDER).iterdir() if path.suffix != ".pf_meta") == [
        "facets.json", "fragment", "index", "names.json", "order.json", "pagefind-entry.json", "pagefind.js", "wasm.en.pagefind"
    ]  # fmt: skip


def test_a_browser_reads_the_facets_of_each_page_from_one_file(digest):
    shards = [("a", ["undated", "中文"]), ("b", ["speech"])]
    held = json.loads(facets_file(digest, shards))
    assert held["shards"] == [["a", 2], ["b", 1]]
    for number, one in enumerate(["undated", "中文", "speech"]):
        told = {}
        for facet, (values, pages) in held["facets"].items():
            own = [ord(sign) - ord("0") for sign in pages.split("/")[number]]
            above = [place for at in own if facet == "theme" for place in held["above"].get(str(at), [])]
            told[facet] = sorted({values[at] for at in own + above})
        assert told == facets_of(digest, digest.texts[one])


def test_texts_stand_in_order_of_date_each_as_the_next_page_of_its_shard(digest, site):
    held = json.loads(order_file(digest, [("a", ["中文", "undated"]), ("b", ["speech"])]))
    assert list(digest.texts) == ["中文", "speech", "undated"]
    assert held == {"shards": "010", "dated": 2}
    index_site(digest, site, shards=2)
    names = [name for name, _ in json.loads((site / FOLDER / "facets.json").read_text(encoding="utf-8"))["shards"]]
    next_page = dict.fromkeys(names, 0)
    found = []
    for sign in json.loads((site / FOLDER / "order.json").read_text(encoding="utf-8"))["shards"]:
        name = names[ord(sign) - ord("0")]
        path = site / FOLDER / f"fragment/{name}/{next_page[name]}.pf_fragment"
        found.append(json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))["url"])
        next_page[name] += 1
    assert found == [f"/{addresses.source(one)}" for one in digest.texts]


def test_a_label_of_a_theme_is_in_no_document_and_that_of_an_issuer_is(digest):
    documents = "".join(search_document(text, digest.vocabulary) for text in digest.texts.values())
    assert "Learning cities" not in documents
    assert "Ministry" in documents


def test_the_same_texts_give_the_same_bytes(digest, site):
    index_site(digest, site)
    first = tree(site / FOLDER)
    for _ in range(3):
        index_site(digest, site)
        assert tree(site / FOLDER) == first


def test_a_corpus_without_texts_has_no_index_and_its_search_page_says_so(corpus, tmp_path):
    digest, _ = read_corpus(corpus(vocabulary(themes={})))
    assert index_site(digest, tmp_path).texts == 0
    page = search_page(digest).render().html
    assert "There are no texts yet." in page
    assert "<form" not in page


def test_a_missing_program_fails_the_index_with_a_remedy(digest, site, tmp_path, monkeypatch):
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / "nowhere"))
    with pytest.raises(
        SearchError, match=r"^Pagefind could not make the search index: FileNotFoundError: .*Run `make site`"
    ):
        index_site(digest, site)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo 'no room' >&2; exit 3", r"^Pagefind could not make the search index: no room Run"),
        ("exit 0", r"^The search index holds 0 of 3 texts\. See that there is room in /\S+, and build again"),
        (
            'while [ "$1" != --output-path ]; do shift; done; mkdir -p "$2"; echo \'{"languages": {"en": {"page_count": 2}}}\' > "$2/pagefind-entry.json"',
            r"^The search index holds 2 of 3 texts\.",
        ),
    ],
    ids=["failed", "nothing", "incomplete"],
)
def test_an_index_that_fails_or_is_not_whole_is_an_error(digest, site, tmp_path, monkeypatch, script, message):
    program = tmp_path / "pagefind"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(program))
    with pytest.raises(SearchError, match=message):
        index_site(digest, site)


def test_a_build_without_an_index_fails_and_publishes_nothing(corpus, tmp_path, monkeypatch):
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / "nowhere"))
    done = build(corpus(CORPUS), tmp_path / "out")
    assert done.code != 0
    assert "Pagefind could not make the search index" in done.messages
    assert "Traceback" not in done.messages
    assert not done.path.exists()
