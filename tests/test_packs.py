"""Reading packs: which texts they have, their page, and their EPUB."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin

import pytest
from lxml import etree
from tests.support import ROOT, annotated, has_class, parse_fragment, read_corpus, source, vocabulary, words

from policy_digest.epub import modified, pack_epub, pack_files
from policy_digest.ledger import hash_words
from policy_digest.pages.packs import pack_pages
from policy_digest.redirects import redirects
from policy_digest.site import Site
from policy_digest.xhtml import to_xhtml

SITE = Site("https://digest.example/x/")
XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"

THEMES = {"schools": "Schools", "teachers": {"label": "Teachers", "broader": "schools"}, "money": "Money"}


def reference(text):
    return f"{text.source.title}, reference."


@pytest.fixture
def read(corpus):
    """Reads a corpus with packs: `read({"p": {"theme": "a"}}, {"a.md": …})`."""

    def of(packs, files, **entries):
        packs = {one: {"label": one.capitalize(), **fields} for one, fields in packs.items()}
        return read_corpus(corpus({**files, **vocabulary(packs=packs, themes=THEMES, **entries)}))

    return of


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
            "error: sources/vocabulary/packs.yml:2: has a period that ends before it starts. Write the earlier date at 'from'.",
        ),
        (
            {"theme": "teacher"},
            "error: sources/vocabulary/packs.yml:4: 'theme' of 'p' is 'teacher', which is not in themes.yml. Did you mean 'teachers'?",
        ),
        (
            {"sources": ["speech-a", "speeches"]},
            "error: sources/vocabulary/packs.yml:6: 'sources' of 'p' has 'speeches', which is no text here. Did you mean 'speech-a'?",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_pack(read, pack, message):
    assert read({"p": pack}, {"speech-a.md": source()})[1] == [message]


def test_a_former_id_of_a_pack_leads_on(read):
    digest, _ = read({"p": {"sources": "a", "aliases": "old"}}, {"a.md": source()})
    assert [(one.old, one.new) for one in redirects(digest, [])] == [("packs/old/", "packs/p/")]
    files = dict(pack_files(digest, SITE, reference))
    assert files["packs/old/old.epub"] == files["packs/p/p.epub"]


# The page

FILES = {
    "a.md": annotated(
        "# Title of a\n\nWords with 202 1 and an advert inside.\n\n## A heading\n\nAnother term and the last words.",
        {"quote": "202 1", "correction": "2021", "note": "Broken in two."},
        {"quote": "advert", "noise": "inserted by the host"},
        {"quote": "last words", "note": "Ours & <i>."},
        {"quote": "Another term", "term": "t"},
    ),
    "b.md": source("Words of b.\n\n- one\n- two", title="B & <b>", translation={"from": "zh", "by": "machine"}),
}


@pytest.fixture
def pack(read):
    """A digest with one pack of two texts."""
    terms = {"t": {"label": "Term", "original": "词", "definition": "What it means."}}
    digest, problems = read({"p": {"sources": ["a", "b"], "intro": "Read this."}}, FILES, terms=terms)
    assert problems == []
    return digest


def page_of(digest, one="p"):
    page = next(page for page in pack_pages(digest, SITE, reference) if page.url == f"packs/{one}/")
    return parse_fragment(str(page.render().html))


def test_the_list_names_each_pack_with_its_file(pack):
    front, page = pack_pages(pack, SITE, reference)
    found = parse_fragment(str(front.render().html))
    assert [link.get("href") for link in found.iterfind(".//li//a")] == ["p/", "p/p.epub"]
    assert page.parent == front.url == "packs/"


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
        "A title, reference.",
        "B & <b>, reference.",
    ]


def test_a_machine_translation_is_said_to_be_one(pack):
    (found,) = page_of(pack).xpath(f".//*[{has_class('pd-pack-translation')}]")
    assert words(found).startswith("Machine translation from Chinese; not checked against the original.")


def test_a_pack_without_texts_says_so(read):
    digest, _ = read({"p": {"theme": "money"}}, {"a.md": source()})
    assert "No text fits this pack yet." in words(page_of(digest))
    check_epub(pack_epub(digest, "p", SITE, reference))


# The EPUB


def check_epub(data):
    """What epubcheck looks for that can be seen without Java. Returns the files as trees."""
    book = zipfile.ZipFile(io.BytesIO(data))
    first, *_ = book.infolist()
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert book.read("mimetype") == b"application/epub+zip"
    container = etree.fromstring(book.read("META-INF/container.xml"))
    package_name = container.xpath("string(//*[local-name()='rootfile']/@full-path)")
    package = etree.fromstring(book.read(package_name))
    folder = f"{PurePosixPath(package_name).parent}/"
    items = {item.get("href"): item for item in package.iterfind(".//o:item", OPF)}
    assert {folder + href for href in items} | {"mimetype", "META-INF/container.xml", package_name} == set(
        book.namelist()
    )
    item_ids = [item.get("id") for item in items.values()]
    assert len(item_ids) == len(set(item_ids))
    spine = [ref.get("idref") for ref in package.iterfind(".//o:itemref", OPF)]
    pages = [item.get("id") for item in items.values() if item.get("media-type") == "application/xhtml+xml"]
    assert spine == pages
    assert [item.get("properties") for item in items.values() if item.get("properties")] == ["cover-image", "nav"]
    trees = {href: etree.fromstring(book.read(folder + href)) for href in items if not href.endswith(".css")}
    ids = {href: tree.xpath("//@id") for href, tree in trees.items()}
    for href, tree in trees.items():
        assert len(ids[href]) == len(set(ids[href])), href
        for link in tree.xpath("//@href | //@src"):
            if not link.startswith(("https://", "http://", "mailto:")):
                file, _, fragment = urljoin(href, link).partition("#")
                assert file in items, link
                assert not fragment or unquote(fragment) in ids[file], link
    return {"package.opf": package, **trees}


def test_the_book_is_whole(pack):
    trees = check_epub(pack_epub(pack, "p", SITE, reference))
    assert [href for href in trees if href.endswith(".xhtml")] == [
        "cover.xhtml",
        "front.xhtml",
        "nav.xhtml",
        "text-1.xhtml",
        "text-2.xhtml",
        "terms.xhtml",
        "references.xhtml",
    ]


def test_the_book_says_what_it_is(pack):
    package = check_epub(pack_epub(pack, "p", SITE, reference, epoch=1_700_000_000))["package.opf"]

    def told(name):
        return package.xpath(f"//dc:{name}/text()", namespaces=OPF)

    assert told("identifier") == ["https://digest.example/x/packs/p/"]
    assert (told("title"), told("language"), told("description")) == (["P"], ["en"], ["Read this."])
    properties = {meta.get("property"): meta.text for meta in package.iterfind(".//o:meta", OPF)}
    assert properties["dcterms:modified"] == "2023-11-14T22:13:20Z"
    assert {"schema:accessMode", "schema:accessibilityFeature", "schema:accessibilityHazard"} <= set(properties)


def test_the_contents_of_the_book_say_in_which_language_a_title_is(read):
    texts = {
        "a.md": source("## 第一章\n\n教育。", title="通知", language="zh"),
        "b.md": source(title="Plan", language="en"),
    }
    digest, _ = read({"p": {"sources": ["a", "b"]}}, texts)
    trees = check_epub(pack_epub(digest, "p", SITE, reference))
    links = plain(trees["nav.xhtml"]).iterfind(".//nav[@id='toc']//a")
    assert {link.text: link.get("lang") for link in links} == {
        "P": None,
        "1. 通知": "zh",
        "第一章": "zh",
        "2. Plan": None,
        "References": None,
    }


def test_the_book_names_the_issuers_and_the_authors_of_its_texts_each_as_what_they_are(read):
    texts = {f"{one}.md": source(issuer="ministry", author=["Li Hua", f"Author of {one}"]) for one in "ab"}
    digest, _ = read({"p": {"sources": ["a", "b"]}}, texts, issuers={"ministry": "Ministry"})
    package = check_epub(pack_epub(digest, "p", SITE, reference))["package.opf"]
    named = {f"#{one.get('id')}": one.text for one in package.iterfind(".//dc:contributor", OPF)}
    roles = package.xpath("//o:meta[@property='role']", namespaces=OPF)
    assert [(named[role.get("refines")], role.text) for role in roles] == [
        ("Ministry", "isb"),
        ("Li Hua", "aut"),
        ("Author of a", "aut"),
        ("Author of b", "aut"),
    ]


def test_the_book_has_the_words_notes_terms_and_references_of_the_page(pack):
    trees, page = check_epub(pack_epub(pack, "p", SITE, reference)), page_of(pack)
    for number, one in enumerate(pack.texts, 1):
        of_book = plain(trees[f"text-{number}.xhtml"])
        (of_page,) = page.xpath(f".//section[@id='{one}-text']//*[{has_class('pd-text')}]")
        assert words(of_page) == words(of_book.xpath(f".//*[{has_class('pd-text')}]")[0], without=["pd-number"])
    (text,) = plain(trees["text-1.xhtml"]).xpath(".//*[@id='p2']/*[1]")
    assert (text.text, text.get("href")) == ("2", "https://digest.example/x/sources/a/#p2")
    assert "What it means." in words(plain(trees["terms.xhtml"]))
    assert "B & <b>, reference." in words(plain(trees["references.xhtml"]))


def plain(tree):
    """The tree without namespaces."""
    for element in tree.iter(etree.Element):
        element.tag = element.tag.removeprefix(XHTML)
    return tree


def test_notes_can_open_beside_their_number(pack):
    text = check_epub(pack_epub(pack, "p", SITE, reference))["text-1.xhtml"]
    references = [link for link in text.iter(f"{XHTML}a") if link.get(EPUB_TYPE) == "noteref"]
    notes = [item.get("id") for item in text.iter(f"{XHTML}li") if item.get(EPUB_TYPE) == "endnote"]
    assert [link.get("href") for link in references] == [f"#{note}" for note in notes]
    assert len(notes) == 3


def test_contents_have_the_headings_of_the_texts(pack):
    nav = plain(check_epub(pack_epub(pack, "p", SITE, reference))["nav.xhtml"])
    found = [(link.text, link.get("href")) for link in nav.xpath(".//nav[@id='toc']//a")]
    assert found == [
        ("P", "front.xhtml"),
        ("1. A title", "text-1.xhtml"),
        ("A heading", "text-1.xhtml#h2"),
        ("2. B & <b>", "text-2.xhtml"),
        ("Terms", "terms.xhtml"),
        ("References", "references.xhtml"),
    ]


def test_the_same_pack_has_the_same_bytes(pack):
    assert pack_epub(pack, "p", SITE, reference) == pack_epub(pack, "p", SITE, reference)
    assert [name for name, _ in pack_files(pack, SITE, reference)] == ["packs/p/p.epub"]


def test_a_pack_is_dated_by_the_last_release_of_its_texts(corpus):
    folder = corpus({"a.md": source(), "b.md": source()})
    digest, _ = read_corpus(folder)
    lines = [f"{one}\t{text.edition.version}\t2024-01-01\t2024-0{month}-01\t{' '.join(blocks(text))}"
             for month, (one, text) in enumerate(digest.texts.items(), 1)]  # fmt: skip
    corpus({"permalinks/ledger.txt": "\n".join(lines)})
    digest, _ = read_corpus(folder)
    assert modified(digest.texts.values(), 1_800_000_000) == "2024-02-01T00:00:00Z"
    assert modified([], 0) == "1970-01-01T00:00:00Z"
    corpus({"b.md": source("Other words altogether now.")})
    digest, _ = read_corpus(folder)
    assert modified(digest.texts.values(), 0) == "2024-02-01T00:00:00Z"
    assert modified(digest.texts.values(), 1_800_000_000) == "2027-01-15T08:00:00Z"


def blocks(text):
    return [f"{block.id}:{hash_words(text.body.block_text(block))}" for block in text.body.blocks]


def test_a_correction_across_cells_stays_within_them(read):
    body = annotated("| a | b |\n|---|---|\n| one | two |", {"quote": "one two", "correction": "1 2", "note": "Ours."})
    digest, problems = read({"p": {"sources": "a"}}, {"a.md": body})
    assert problems == []
    (row,) = plain(check_epub(pack_epub(digest, "p", SITE, reference))["text-1.xhtml"]).xpath(".//tbody/tr")
    assert [child.tag for child in row] == ["td", "td"]
    assert words(row, without=["pd-number"]) == "one two [1 2]1"
    page_of(digest)


ODD = """\
<div>text <p>para <b><div>block in b</div></b></p> <li>stray</li> <dt>stray</dt></div>

<ul>loose<span>sp</span><li>item</li></ul>

<dl><dd>dd first</dd><dt>t</dt><p>p in dl</p></dl>

<table><tr><td colspan="0">one</td><td rowspan=abc>two</td></tr></table>

<details><summary>sum <h2>inner</h2></summary>hidden</details>

<ruby>漢<rt>kan</rt></ruby> <rt>stray</rt> <time datetime="junk">t</time> <ol start="x" reversed><li>a</ol>

A control character: \x0b here.&nbsp;And [a link](https://example.org/?a=1&b=2) to note.
"""


def test_raw_html_and_any_script_make_a_whole_book(read):
    body = annotated(ODD, {"quote": "a link", "note": "Within a link.", "term": "t"})
    files = {"2019/村庄 学校.md": body, "b.md": source(ODD)}
    digest, problems = read({"集": {"sources": ["2019/村庄 学校", "b"]}}, files, terms={"t": "T"})
    assert problems == []
    trees = check_epub(pack_epub(digest, "集", SITE, reference))
    assert "hidden" in words(plain(trees["text-1.xhtml"]))
    page = page_of(digest, "集")
    ids = page.xpath(".//@id")
    assert len(ids) == len(set(ids))
    assert not [one for one in ids if re.search(r"\s", one)]


@pytest.mark.parametrize(
    ("html", "xhtml"),
    [
        ("a<br>b", "a<br/>b"),
        ("<p>x &amp; &lt;&nbsp;</p>", "<p>x &amp; &lt;\u00a0</p>"),
        ("<b><div>x</div></b>", "<b><span>x</span></b>"),
        ("<ul>x<li>y</li></ul>", "<ul><li>x</li><li>y</li></ul>"),
        ('<ol start="x"><li>y</li></ol>', "<ol><li>y</li></ol>"),
        ("<dl><dd>y</dd></dl>", "<dl><dt></dt><dd>y</dd></dl>"),
    ],
)
def test_html_becomes_xhtml(html, xhtml):
    assert to_xhtml(html) == xhtml


def test_the_packs_of_the_project_are_whole_books():
    digest, problems = read_corpus(ROOT / "sources")
    assert problems == []
    for _, data in pack_files(digest, SITE, reference):
        check_epub(data)
