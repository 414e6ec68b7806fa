"""Reading packs: which texts they have, and their page."""

from __future__ import annotations

from functools import partial
from urllib.parse import unquote

import pytest
from tests.packed import SITE, page_of, read_packs, two_texts
from tests.support import annotated, has_class, parse_fragment, source, words

from policy_digest.citation import record_of
from policy_digest.epub import pack_files
from policy_digest.pages import all_pages
from policy_digest.pages.packs import pack_pages
from policy_digest.redirects import redirects
from policy_digest.references import bibliography_entry, plain


@pytest.fixture
def read(corpus):
    """Reads a corpus with packs: `read({"p": {"theme": "a"}}, {"a.md": …})`."""
    return partial(read_packs, corpus)


@pytest.fixture
def pack(read):
    """A digest with one pack of two texts."""
    return two_texts(read)


def dated(date, *themes):
    return source(date=date, theme=list(themes))


# Which texts


def chosen(read, pack, files):
    digest, problems = read({"p": pack}, files)
    assert problems == []
    return list(digest.texts_by_pack["p"])


def test_a_theme_takes_its_sub_themes_in_order_of_date(read):
    files = {
        "late.md": dated("2022", "teachers"),
        "early.md": dated("2019", "schools"),
        "other.md": dated("2020", "money"),
        "undated.md": dated("", "teachers"),
    }
    assert chosen(read, {"theme": "schools"}, files) == ["early", "late", "undated"]
    assert chosen(read, {"theme": ["teachers", "money"]}, files) == ["other", "late", "undated"]


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ({"from": "2020", "to": "2021"}, ["a", "b", "span"]),
        ({"from": "2021-06"}, ["b", "span", "c"]),
        ({"to": "2020-05"}, ["a"]),
        ({"from": "2030"}, []),
    ],
)
def test_a_period_takes_what_can_be_dated_in_it_and_nothing_undated(read, period, found):
    files = {
        "a.md": dated("2020-03"),
        "b.md": dated("2021"),
        "span.md": dated("2021-12/2022-02"),
        "c.md": dated("2022-05-01"),
        "undated.md": dated(""),
    }
    assert chosen(read, period, files) == found


def test_texts_named_by_hand_stand_first_and_in_their_order(read):
    files = {"a.md": dated("2020", "money"), "b.md": dated("2019", "money"), "c.md": dated("")}
    assert chosen(read, {"sources": ["c", "a"]}, files) == ["c", "a"]
    assert chosen(read, {"sources": ["c", "a"], "theme": "money"}, files) == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("pack", "message"),
    [
        ({}, "error: sources/vocabulary/packs.yml:2: chooses no texts. Add one of theme, from, to, sources."),
        (
            {"from": "2021", "to": "2020-12"},
            "error: sources/vocabulary/packs.yml:2: has a period that ends before it starts. Write the earlier date in 'from'.",
        ),
        (
            {"theme": "teacher"},
            "error: sources/vocabulary/packs.yml:4: 'theme' of 'p' is 'teacher', which is not in themes.yml. Did you mean 'teachers'?",
        ),
        (
            {"sources": ["speech-a", "speeches"]},
            "error: sources/vocabulary/packs.yml:6: 'sources' of 'p' has 'speeches', which is not a text of this digest. Did you mean 'speech-a'?",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_pack(read, pack, message):
    assert read({"p": pack}, {"speech-a.md": source()})[1] == [message]


def test_a_former_id_of_a_pack_leads_on(read):
    digest, _ = read({"p": {"sources": "a", "aliases": "old"}}, {"a.md": source()})
    assert [(one.old, one.new) for one in redirects(digest, [])] == [("packs/old/", "packs/p/")]
    files = dict(pack_files(digest, SITE))
    assert files["packs/old/old.epub"] == files["packs/p/p.epub"]


# The page


def test_the_list_names_each_pack_with_its_file(pack):
    front, page = pack_pages(pack, SITE)
    found = parse_fragment(str(front.render().html))
    assert [link.get("href") for link in found.iterfind(".//li//a")] == ["p/", "p/p.epub"]
    assert [link.get("aria-label") for link in found.iterfind(".//li//a[@download]")] == ["P as EPUB"]
    assert page.parent == front.url == "packs/"


def test_the_page_of_a_theme_leads_to_the_packs_made_of_it(read):
    digest, _ = read({"one": {"theme": "schools"}, "two": {"theme": ["money", "schools"]}}, {"a.md": dated("2020")})
    pages = {page.url: parse_fragment(page.render().html) for page in all_pages(digest)}
    links = {
        one: pages[f"themes/{one}/"].xpath(".//dd/a[contains(@href, 'packs/')]") for one in ("schools", "teachers")
    }
    assert {one: [link.get("href") for link in found] for one, found in links.items()} == {
        "schools": ["../../packs/one/", "../../packs/two/"],
        "teachers": [],
    }


def test_each_text_is_there_in_full_and_its_words_are_its_own(pack):
    page = page_of(pack)
    for one, text in pack.texts.items():
        (section,) = page.xpath(f".//section[@id='{one}-text']")
        found = section.xpath(f".//h2 | .//*[{has_class('pd-text')}]")
        captured = " ".join(text.body.words).replace(" advert", "")
        title = "" if one == "a" else "B & <b> "
        assert " ".join(words(part, without=["pd-ours"]) for part in found) == title + captured


def test_a_paragraph_has_an_id_of_its_own_and_leads_to_its_address(pack):
    page = page_of(pack)
    ids = page.xpath(".//@id")
    assert len(ids) == len(set(ids))
    assert {"a-p1", "a-h1", "b-p1", "b-p3"} <= set(ids)
    found = page.xpath(f".//*[@id='a-p2']/*[{has_class('pd-number')}]/@href")
    assert found == ["../../sources/a/#p2"]


def test_notes_lead_there_and_back(pack):
    page = page_of(pack)
    ids = set(page.xpath(".//@id"))
    links = page.xpath(".//a[starts-with(@href, '#')]/@href")
    assert {unquote(link[1:]) for link in links} <= ids
    assert len(page.xpath(".//a[@role='doc-noteref']")) == len(page.xpath(".//a[@role='doc-backlink']")) == 3
    notes = [words(item) for item in page.xpath(f".//*[{has_class('pd-pack-notes')}]//li")]
    assert notes == [
        "¶ 1 202 1 Broken in two.",
        "¶ 1 advert Left out: inserted by the host.",
        "¶ 2 last words Ours & <i>.",
    ]


def test_the_number_of_a_footnote_leads_to_it_within_the_pack(read):
    text = source("Words.[^1]\n\n[^1]: A note of the text's own.")
    digest, problems = read({"p": {"sources": ["a", "b"]}}, {"a.md": text, "b.md": text})
    assert problems == []
    assert page_of(digest).xpath(".//sup/a/@href") == ["#a-p2", "#b-p2"]


def test_corrections_and_noise_stand_in_brackets(pack):
    (paragraph,) = page_of(pack).xpath(".//*[@id='a-p1']")
    assert words(paragraph) == "Words with 202 1 [2021]1 and an […]2 inside."


def test_notes_are_numbered_as_they_are_read(read):
    body = annotated(
        "One two three four. One again.",
        {"quote": "One two three four", "note": "The whole."},
        {"quote": "two", "note": "Within."},
        {"quote": "four", "note": "At its end."},
        {"quote": "One", "every": True, "note": "Twice."},
    )
    digest, problems = read({"p": {"sources": "a"}}, {"a.md": body})
    assert problems == []
    page = page_of(digest)
    assert words(page.xpath(".//*[@id='a-p1']")[0]) == "One1 two2 three four34. One1 again."
    notes = [words(item) for item in page.xpath(f".//*[{has_class('pd-pack-notes')}]//li")]
    assert [note.rpartition(" ")[2] for note in notes] == ["Twice.", "Within.", "end.", "whole."]
    assert notes[0].startswith("¶ 1, ¶ 1 One")


def test_terms_and_references_stand_once_at_the_end(pack):
    page = page_of(pack)
    assert [words(one) for one in page.xpath(f".//dl[{has_class('pd-pack-terms')}]/*")] == [
        "Term 词",
        "What it means. text 1, ¶ 2",
    ]
    assert [words(one) for one in page.xpath(f".//ol[{has_class('pd-pack-references')}]/li")] == [
        plain(bibliography_entry(record_of(pack, text, SITE))) for text in pack.texts.values()
    ]


def test_a_machine_translation_is_said_to_be_one(pack):
    (found,) = page_of(pack).xpath(f".//*[{has_class('pd-banner')}]")
    assert words(found).startswith("Machine translation from Chinese; not checked against the original.")


def test_a_pack_without_texts_says_so(read):
    digest, _ = read({"p": {"theme": "money"}}, {"a.md": source()})
    assert "No text fits this pack yet." in words(page_of(digest))
