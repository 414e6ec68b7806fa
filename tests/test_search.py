"""The index of the search: every text in it, under every value, word by word; or a build that fails and says why."""

from __future__ import annotations

import gzip
import json

import pytest
from tests.support import build, parse, read_corpus, source, tree, vocabulary, words

from policy_digest.pagefind import pack, unpack
from policy_digest.pages.search import facets
from policy_digest.search import FOLDER, SearchError, count_facets, documents, facets_of, index_site, pairs

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
    for url, _ in documents(digest):
        page = folder / url / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text("page", encoding="utf-8")
    return folder


def fragments(site):
    """What the index knows of each text, by its address."""
    found = [
        json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        for path in (site / FOLDER / "fragment").iterdir()
    ]
    return {one["url"]: one for one in found}


def test_every_text_is_indexed_with_its_words_and_paragraphs(digest, site):
    counts = index_site(digest, site)
    assert counts.texts == len(digest.texts) == 3
    assert counts.size == sum(path.stat().st_size for path in (site / FOLDER).rglob("*") if path.is_file())
    speech = fragments(site)["/sources/speech/"]
    assert speech["meta"] == {
        "title": "A “speech” & more",
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
    document = dict(documents(digest))["sources/undated/"]
    assert words(parse(document.replace("<meta", "<title>t</title><meta", 1)).find("body")) == "Undated Words. ¶"


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
    assert shown["theme"] == [("Learning", 1), ("Learning cities", 1), ("no theme yet", 2)]
    assert shown["language"] == [("Chinese", 1), ("English", 1), ("not stated", 1)]


def test_every_text_has_a_place_in_either_order_the_undated_the_last(digest):
    found = {}
    for url, document in documents(digest):
        for meta in parse(document.replace("<meta", "<title>t</title><meta", 1)).iter("meta"):
            name = meta.get("data-pagefind-sort")
            if name:
                found.setdefault(name, {})[int(meta.get("content"))] = url
    order = {name: [places[place] for place in sorted(places)] for name, places in found.items()}
    zh, speech, undated = "sources/中文/", "sources/speech/", "sources/undated/"
    assert order == {"oldest[content]": [zh, speech, undated], "newest[content]": [speech, zh, undated]}


def test_the_same_texts_give_the_same_bytes(digest, site):
    index_site(digest, site)
    first = tree(site / FOLDER)
    for _ in range(3):
        index_site(digest, site)
        assert tree(site / FOLDER) == first


def test_an_index_file_is_read_and_written_alike():
    value = ["theme", [["学习", [0, 23, 24, 255, 256, 65536, 2**32]], ["x" * 300, []]]]
    assert unpack(pack(value)) == value
    with pytest.raises(ValueError, match="no signature"):
        unpack(gzip.compress(b"else"))
    with pytest.raises(ValueError, match="type 2"):
        unpack(gzip.compress(b"pagefind_dcd\x41a"))


def test_a_corpus_without_texts_has_no_index(corpus, tmp_path):
    digest, _ = read_corpus(corpus(vocabulary(themes={})))
    assert index_site(digest, tmp_path).texts == 0


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
        ("exit 0", r"^The search index holds 0 of 3 texts\."),
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
