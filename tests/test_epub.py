"""Reading packs as EPUB: whole books, with the words of their pages."""

from __future__ import annotations

import io
import re
import zipfile
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin

import pytest
from lxml import etree
from tests.packed import SITE, page_of, read_packs, two_texts
from tests.support import ROOT, annotated, has_class, read_corpus, source, words

from policy_digest.epub import modified, pack_epub, pack_files
from policy_digest.ledger import hash_words
from policy_digest.xhtml import to_xhtml

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


@pytest.fixture
def read(corpus):
    """Reads a corpus with packs: `read({"p": {"theme": "a"}}, {"a.md": …})`."""
    return partial(read_packs, corpus)


@pytest.fixture
def pack(read):
    """A digest with one pack of two texts."""
    return two_texts(read)


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
    trees = check_epub(pack_epub(pack, "p", SITE))
    assert [href for href in trees if href.endswith(".xhtml")] == [
        "cover.xhtml",
        "front.xhtml",
        "nav.xhtml",
        "text-1.xhtml",
        "text-2.xhtml",
        "terms.xhtml",
        "references.xhtml",
    ]


def test_a_pack_without_texts_is_a_whole_book_too(read):
    digest, _ = read({"p": {"theme": "money"}}, {"a.md": source()})
    check_epub(pack_epub(digest, "p", SITE))


def test_the_book_says_what_it_is(pack):
    package = check_epub(pack_epub(pack, "p", SITE, epoch=1_700_000_000))["package.opf"]

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
    trees = check_epub(pack_epub(digest, "p", SITE))
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
    package = check_epub(pack_epub(digest, "p", SITE))["package.opf"]
    named = {f"#{one.get('id')}": one.text for one in package.iterfind(".//dc:contributor", OPF)}
    roles = package.xpath("//o:meta[@property='role']", namespaces=OPF)
    assert [(named[role.get("refines")], role.text) for role in roles] == [
        ("Ministry", "isb"),
        ("Li Hua", "aut"),
        ("Author of a", "aut"),
        ("Author of b", "aut"),
    ]


@pytest.mark.parametrize(
    ("of_a", "of_b", "told"),
    [("Free.", "Free.", ["Free."]), ("Free.", "", ["“Text a”: Free."]), ("", "", [])],
)
def test_the_book_grants_no_rights_in_other_texts(read, of_a, of_b, told):
    texts = {f"{one}.md": source(title=f"Text {one}", rights=rights) for one, rights in (("a", of_a), ("b", of_b))}
    digest, _ = read({"p": {"sources": ["a", "b"]}}, texts)
    package = check_epub(pack_epub(digest, "p", SITE))["package.opf"]
    assert [rights.text for rights in package.iterfind(".//dc:rights", OPF)] == told


def test_the_book_has_the_words_notes_terms_and_references_of_the_page(pack):
    trees, page = check_epub(pack_epub(pack, "p", SITE)), page_of(pack)
    for number, one in enumerate(pack.texts, 1):
        of_book = plain(trees[f"text-{number}.xhtml"])
        (of_page,) = page.xpath(f".//section[@id='{one}-text']//*[{has_class('pd-text')}]")
        assert words(of_page) == words(of_book.xpath(f".//*[{has_class('pd-text')}]")[0], without=["pd-number"])
    (text,) = plain(trees["text-1.xhtml"]).xpath(".//*[@id='p2']/*[1]")
    assert (text.text, text.get("href")) == ("2", "https://digest.example/x/sources/a/#p2")
    assert "What it means." in words(plain(trees["terms.xhtml"]))
    book, (listed,) = plain(trees["references.xhtml"]), page.xpath(f".//ol[{has_class('pd-pack-references')}]")
    assert words(book.xpath(".//ol")[0]) == words(listed)


def plain(tree):
    """The tree without namespaces."""
    for element in tree.iter(etree.Element):
        element.tag = element.tag.removeprefix(XHTML)
    return tree


def test_notes_can_open_beside_their_number(pack):
    text = check_epub(pack_epub(pack, "p", SITE))["text-1.xhtml"]
    references = [link for link in text.iter(f"{XHTML}a") if link.get(EPUB_TYPE) == "noteref"]
    notes = [item.get("id") for item in text.iter(f"{XHTML}li") if item.get(EPUB_TYPE) == "endnote"]
    assert [link.get("href") for link in references] == [f"#{note}" for note in notes]
    assert len(notes) == 3


def test_contents_have_the_headings_of_the_texts(pack):
    nav = plain(check_epub(pack_epub(pack, "p", SITE))["nav.xhtml"])
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
    assert pack_epub(pack, "p", SITE) == pack_epub(pack, "p", SITE)
    assert [name for name, _ in pack_files(pack, SITE)] == ["packs/p/p.epub"]


def test_a_pack_is_dated_by_the_last_release_of_its_texts(corpus):
    folder = corpus({"a.md": source(), "b.md": source()})
    digest, _ = read_corpus(folder)
    lines = [f"{one}\t{text.edition.version}\t2024-01-01\t2024-0{month}-01\t{' '.join(blocks(text))}"
             for month, (one, text) in enumerate(digest.texts.items(), 1)]  # fmt: skip
    body = digest.texts["b"].body
    words = "".join([f"{block.id}\t{body.block_text(block)}\n" for block in body.blocks])
    corpus({"permalinks/ledger.txt": "\n".join(lines), "permalinks/words/b.txt": words})
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
    (row,) = plain(check_epub(pack_epub(digest, "p", SITE))["text-1.xhtml"]).xpath(".//tbody/tr")
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
    trees = check_epub(pack_epub(digest, "集", SITE))
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
        ("<ul><li>x</li><br><li>y</li><hr></ul>", "<ul><li>x</li><li>y</li></ul>"),
    ],
)
def test_html_becomes_xhtml(html, xhtml):
    assert to_xhtml(html) == xhtml


def test_the_packs_of_the_project_are_whole_books():
    digest, problems = read_corpus(ROOT / "sources")
    assert problems == []
    for _, data in pack_files(digest, SITE):
        check_epub(data)
