"""Feeds are read by a feed reader without complaint, say when something was published here, and keep their ids."""

from __future__ import annotations

import json
import posixpath
from xml.etree import ElementTree as ET

import feedparser
import pytest
from tests.support import ROOT, parse_fragment, read_corpus, source, vocabulary, write

from policy_digest.feeds import MOST, MOST_CHANGES, feed_files, feed_links
from policy_digest.pages import all_pages
from policy_digest.release import freeze
from policy_digest.site import Site

SITE = Site("https://example.org/digest/", "Policy Digest")
WORDS = vocabulary(
    themes={"water": "Water", "rivers": {"label": "Rivers", "broader": "water"}, "schools": "Schools"},
    issuers={"ministry": "Ministry of Water", "press": "The Press"},
)
BODY = "The ministry counts the wells in every village and tells the county how many there are.\n\nA second paragraph."


def feeds_of(folder):
    digest, told = read_corpus(folder)
    assert [one for one in told if one.startswith("error")] == []
    return dict(feed_files(digest, SITE))


def release(folder, date):
    freeze(read_corpus(folder)[0], [], date)


def read_atom(content):
    found = feedparser.parse(content.encode())
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def ids(content):
    return [entry.id for entry in read_atom(content).entries]


@pytest.fixture
def released(corpus):
    """Three texts, released on two days; one of them changed since."""
    folder = corpus(
        {
            **WORDS,
            "a.md": source(BODY, title="On wells", date="2018-09~", issuer="ministry", theme="rivers", kind="notice"),
            "b.md": source(BODY, title="Undated", publisher="press", summary="What it says."),
        }
    )
    release(folder, "2026-01-01")
    write(folder, {"c.md": source(BODY, title="New one", date="1999", theme="schools", issuer="ministry")})
    write(folder, {"b.md": source(BODY + "\n\nA third one.", title="Undated", publisher="press")})
    release(folder, "2026-02-01")
    return folder


def test_own_texts_make_feeds_that_a_reader_accepts():
    digest, _ = read_corpus(ROOT / "sources")
    files = dict(feed_files(digest, SITE))
    assert len(files) == 4 + 2 * (len(digest.vocabulary.themes) + len(digest.vocabulary.issuers))
    for address, content in files.items():
        if address.endswith(".xml"):
            assert len(read_atom(content).entries) <= MOST


def test_a_corpus_that_was_never_released_has_empty_feeds_that_say_so(corpus):
    files = feeds_of(corpus({**WORDS, "a.md": source(theme="water")}))
    for address, content in files.items():
        if address.endswith(".xml"):
            found = read_atom(content)
            assert found.entries == []
            assert found.feed.updated == "1970-01-01T00:00:00Z"
            assert "awaits its first release" in found.feed.subtitle
        else:
            assert json.loads(content)["items"] == []


def test_an_entry_is_dated_by_its_release_and_names_the_date_of_the_policy(released):
    found = read_atom(feeds_of(released)["feed.xml"])
    assert found.feed.id == found.feed.links[0].href == "https://example.org/digest/feed.xml"
    assert found.feed.updated == "2026-02-01T00:00:00Z"
    assert [entry.title for entry in found.entries] == [
        "Undated (undated)",
        "New one (1999)",
        "On wells (about September 2018)",
    ]
    wells = found.entries[-1]
    assert wells.published == wells.updated == "2026-01-01T00:00:00Z"
    assert wells.id == wells.link == "https://example.org/digest/sources/a/"
    assert wells.summary == "Notice, Ministry of Water, about September 2018. Published here on 2026-01-01."
    assert [(tag.term, tag.label) for tag in wells.tags] == [
        ("rivers", "Rivers"),
        ("2018-09~", "about September 2018"),
    ]
    assert [author.name for author in wells.authors] == ["Ministry of Water"]


def test_the_site_is_the_author_of_no_text(released):
    files = feeds_of(released)
    undated = read_atom(files["feed.xml"]).entries[0]
    [item] = [one for one in json.loads(files["feed.json"])["items"] if one["id"] == undated.id]
    assert [author.name for author in undated.authors] == ["Issuer unknown"]
    assert item["authors"] == [{"name": "Issuer unknown"}]


def test_a_changed_text_is_the_same_entry_with_a_later_update(released):
    entry = read_atom(feeds_of(released)["feed.xml"]).entries[0]
    assert (entry.published, entry.updated) == ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
    assert entry.summary.endswith("Changed here on 2026-02-01: 1 paragraph added.")


def test_an_edit_that_awaits_its_release_changes_no_entry(released):
    before = feeds_of(released)
    write(released, {"b.md": source(BODY + "\n\nA third one.\n\nA fourth.", title="Undated", publisher="press")})
    assert feeds_of(released) == before


def test_a_renamed_text_keeps_the_id_of_its_entries(released):
    before = feeds_of(released)
    (released / "b.md").rename(released / "d.md")
    text = source(BODY + "\n\nA third one.", title="Undated", publisher="press", aliases=["b"])
    write(released, {"d.md": text})
    release(released, "2026-03-01")
    after = feeds_of(released)
    for name in ("feed.xml", "corrections.xml"):
        assert sorted(ids(after[name])) == sorted(ids(before[name]))
    links = [entry.link for entry in read_atom(after["feed.xml"]).entries]
    assert "https://example.org/digest/sources/d/" in links


def test_corrections_tell_each_release_that_changed_a_text(released):
    body = BODY.replace("in every village", "in each <village> & town") + "\n\nA third one."
    write(released, {"b.md": source(body.replace("<", "&lt;"), title="Undated", publisher="press")})
    release(released, "2026-03-01")
    write(released, {"b.md": source(BODY + "\n\nA third one.", title="Undated", publisher="press")})
    release(released, "2026-03-01")
    files = feeds_of(released)
    found = read_atom(files["corrections.xml"])
    assert [entry.id.rpartition("#")[2] for entry in found.entries] == ["release-3", "release-2", "release-1"]
    assert [entry.title for entry in found.entries] == [
        "Undated (undated): 1 paragraph reworded",
        "Undated (undated): 1 paragraph reworded",
        "Undated (undated): 1 paragraph added",
    ]
    second = ET.fromstring(files["corrections.xml"]).findall("{*}entry")[1].find("{*}content")
    assert second.get("type") == "html"
    html = ET.fromstring(f"<div>{second.text}</div>")
    assert "".join(html.find("ul/li/ins").itertext()).strip().startswith("each <village")
    assert html.find("ul/li/a").get("href") == "https://example.org/digest/sources/b/#p1"


def test_the_words_of_a_correction_are_told_in_their_language(corpus):
    folder = corpus({"a.md": source("教育。", language="zh")})
    release(folder, "2026-01-01")
    write(folder, {"a.md": source("教育法。", language="zh")})
    release(folder, "2026-01-02")
    content = json.loads(feeds_of(folder)["corrections.json"])["items"][0]["content_html"]
    assert '</a> reworded: <span lang="zh">教育<ins>法</ins>。</span></li>' in content


@pytest.mark.parametrize(
    ("more", "told"), [(5, "<p>And 5 paragraphs more.</p>"), (1, "<p>And 1 paragraph more.</p>"), (0, "</li></ul>")]
)
def test_a_long_list_of_changes_is_cut_and_says_so(corpus, more, told):
    folder = corpus({"a.md": source("Start.")})
    release(folder, "2026-01-01")
    write(
        folder, {"a.md": source("\n\n".join(["Start.", *(f"Number {n} is here." for n in range(MOST_CHANGES + more))]))}
    )
    release(folder, "2026-01-02")
    content = json.loads(feeds_of(folder)["corrections.json"])["items"][0]["content_html"]
    assert content.count("<li>") == MOST_CHANGES
    assert content.endswith(told)


def test_moved_paragraphs_are_told(corpus):
    folder = corpus({"a.md": source("One word.\n\nTwo more words.")})
    release(folder, "2026-01-01")
    write(folder, {"a.md": source("Two more words.\n\nOne word.")})
    release(folder, "2026-01-02")
    assert read_atom(feeds_of(folder)["corrections.xml"]).entries[0].title == "A title (undated): 1 paragraph moved"


def test_a_theme_has_the_texts_of_those_below_it_and_of_its_passages(released):
    note = [{"quote": "counts the wells", "theme": ["water", "schools"]}]
    write(released, {"c.md": source(BODY, title="New one", date="1999", theme="schools", annotations=note)})
    files = feeds_of(released)
    assert ids(files["themes/water/feed.xml"]) == [f"{SITE.url}sources/c/", f"{SITE.url}sources/a/"]
    assert ids(files["themes/rivers/feed.xml"]) == [f"{SITE.url}sources/a/"]
    assert ids(files["themes/schools/feed.xml"]) == [f"{SITE.url}sources/c/"]


def test_an_issuer_has_what_it_issued_and_what_it_published(released):
    files = feeds_of(released)
    assert ids(files["issuers/press/feed.xml"]) == [f"{SITE.url}sources/b/"]
    assert ids(files["issuers/ministry/feed.xml"]) == [f"{SITE.url}sources/c/", f"{SITE.url}sources/a/"]


def test_a_renamed_theme_or_issuer_keeps_its_feeds_where_they_were(released):
    before = feeds_of(released)
    renamed = vocabulary(
        themes={
            "waters": {"label": "Water", "aliases": ["water"]},
            "rivers": {"label": "Rivers", "broader": "waters"},
            "schools": "Schools",
        },
        issuers={"ministry": "Ministry of Water", "papers": {"label": "The Press", "aliases": ["press"]}},
    )
    write(released, renamed)
    write(released, {"b.md": source(BODY + "\n\nA third one.", title="Undated", publisher="papers")})
    after = feeds_of(released)
    assert {*before} < {*after}
    for old, new in (("themes/water/", "themes/waters/"), ("issuers/press/", "issuers/papers/")):
        assert ids(after[f"{old}feed.xml"]) == ids(before[f"{old}feed.xml"])
        assert read_atom(after[f"{new}feed.xml"]).feed.id == f"{SITE.url}{old}feed.xml", "its id lasts"
        assert [after[f"{old}feed.{kind}"] for kind in ("xml", "json")] == [
            after[f"{new}feed.{kind}"] for kind in ("xml", "json")
        ]


def test_a_feed_has_only_the_newest(corpus):
    folder = corpus({f"t{number:02}.md": source(title=f"T {number}") for number in range(MOST)})
    release(folder, "2026-01-01")
    write(folder, {"new.md": source(title="New")})
    release(folder, "2026-01-02")
    found = read_atom(feeds_of(folder)["feed.xml"])
    assert len(found.entries) == MOST
    assert found.entries[0].title == "New (undated)"


def test_json_feeds_have_what_the_format_requires(released):
    files = feeds_of(released)
    for name in ("feed.json", "corrections.json"):
        feed = json.loads(files[name])
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert feed["feed_url"] == SITE.url + name
        for item in feed["items"]:
            assert isinstance(item["id"], str)
            assert item["id"]
            assert ("content_text" in item) != ("content_html" in item)
            assert item["date_modified"].endswith("T00:00:00Z")
            assert all(isinstance(tag, str) for tag in item.get("tags", ()))
    assert json.loads(files["feed.json"])["items"][2]["_policy_digest"] == {"date": "2018-09~"}


def test_atom_and_json_say_the_same(released):
    files = feeds_of(released)
    for name in ("feed", "corrections"):
        atom, items = read_atom(files[f"{name}.xml"]), json.loads(files[f"{name}.json"])["items"]
        assert [(one.id, one.title, one.updated) for one in atom.entries] == [
            (one["id"], one["title"], one["date_modified"]) for one in items
        ]


def test_hostile_words_survive(corpus):
    title = '<script>alert("1")</script> & ]]> 𠮷 “quoted”'
    folder = corpus({"学 習/甲&乙.md": source(title=title, summary="A \ue000 private & <b>", language="zh")})
    release(folder, "2026-01-01")
    files = feeds_of(folder)
    entry = ET.fromstring(files["feed.xml"]).find("{*}entry")
    assert entry.find("{*}title").text == f"{title} (undated)"
    assert entry.find("{*}title").get("{http://www.w3.org/XML/1998/namespace}lang") == "zh"
    assert entry.find("{*}id").text == "https://example.org/digest/sources/%E5%AD%A6%20%E7%BF%92/%E7%94%B2%26%E4%B9%99/"
    assert "A \ue000 private & <b>" in entry.find("{*}summary").text
    assert json.loads(files["feed.json"])["items"][0]["title"] == f"{title} (undated)"


def test_the_same_texts_make_the_same_bytes(released):
    assert list(feeds_of(released).items()) == list(feeds_of(released).items())


def test_pages_name_their_feeds(released):
    digest, _ = read_corpus(released)
    whole = ["feed.xml", "feed.json", "corrections.xml", "corrections.json"]

    def named(page):
        links = parse_fragment(feed_links(digest, SITE, page)).iter("link")
        return [(posixpath.normpath(f"{page}{link.get('href')}"), link.get("title")) for link in links]

    assert [address for address, _ in named("")] == whole
    assert [address for address, _ in named("themes/")] == whole
    links = named("themes/water/2018/")
    assert [address for address, _ in links] == ["themes/water/feed.xml", "themes/water/feed.json", *whole]
    assert links[0][1] == "Policy Digest: Water"
    assert {address for address, _ in links} <= set(feeds_of(released))


@pytest.mark.parametrize(
    ("page", "feed"),
    [("sources/", ""), ("themes/water/", "themes/water/"), ("issuers/ministry/", "issuers/ministry/")],
)
def test_a_page_leads_to_its_feed(released, page, feed):
    digest, _ = read_corpus(released)
    [html] = [one.render().html for one in all_pages(digest) if one.url == page]
    links = {posixpath.normpath(f"{page}{link}") for link in parse_fragment(html).xpath("//a/@href")}
    assert {f"{feed}feed.xml", f"{feed}feed.json"} <= links & {*feeds_of(released)}
