"""Digests with reading packs, for the tests of their pages and of their EPUB."""

from __future__ import annotations

from tests.support import annotated, parse_fragment, read_corpus, source, vocabulary

from policy_digest.pages.packs import pack_pages
from policy_digest.site import Site

SITE = Site("https://digest.example/x/")
THEMES = {"schools": "Schools", "teachers": {"label": "Teachers", "broader": "schools"}, "money": "Money"}
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


def read_packs(corpus, packs, files, **entries):
    """A corpus with these packs, and its problems."""
    packs = {one: {"label": one.capitalize(), **fields} for one, fields in packs.items()}
    return read_corpus(corpus({**files, **vocabulary(packs=packs, themes=THEMES, **entries)}))


def two_texts(read):
    """A digest with one pack of two texts."""
    terms = {"t": {"label": "Term", "original": "词", "definition": "What it means."}}
    digest, problems = read({"p": {"sources": ["a", "b"], "intro": "Read this."}}, FILES, terms=terms)
    assert problems == []
    return digest


def page_of(digest, one="p"):
    """The content of a pack's page."""
    page = next(page for page in pack_pages(digest, SITE) if page.url == f"packs/{one}/")
    return parse_fragment(str(page.render().html))
