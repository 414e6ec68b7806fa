"""What a page says of itself in the words of schema.org claims nothing that is not known."""

from __future__ import annotations

import pytest
from tests.cited import SITE
from tests.support import annotated, parse_fragment, read_corpus, source, vocabulary, write

from policy_digest.citation import record_of
from policy_digest.pages.data import data_page
from policy_digest.pages.entries import entries_of
from policy_digest.pages.issuers import issuer_pages
from policy_digest.pages.metadata import text_head
from policy_digest.pages.schema_org import page_data, work_data
from policy_digest.pages.targets import target_pages
from policy_digest.pages.work import work_of
from policy_digest.release import freeze


@pytest.mark.parametrize(("kind", "day"), [("adopted", "2021-01-01"), ("effective", None), ("published", None)])
def test_a_law_is_adopted_on_no_other_day_than_that_of_its_adoption(corpus, kind, day):
    digest, _ = read_corpus(corpus({"a.md": source(date="2021-01-01", date_type=kind, kind="law")}))
    text = digest.texts["a"]
    data = work_data(work_of(digest, text, record_of(digest, text, SITE), ""), SITE)
    assert data["@type"] == "Legislation"
    assert data.get("legislationDate") == day


def test_a_translator_may_be_a_body(corpus):
    translation = {"from": "zh", "by": "Foreign Languages Press"}
    digest, _ = read_corpus(corpus({"a.md": source(translation=translation)}))
    text = digest.texts["a"]
    data = work_data(work_of(digest, text, record_of(digest, text, SITE), ""), SITE)
    assert data["translator"] == "Foreign Languages Press"


def test_a_text_says_since_when_it_is_here_and_stands_as_it_does(corpus):
    folder = corpus({"a.md": source("Old words.", date="2018-03"), "undated.md": source()})

    def said(one):
        digest, _ = read_corpus(folder)
        text = digest.texts[one]
        work = work_of(digest, text, record_of(digest, text, SITE), "")
        entered = parse_fragment(text_head(work, SITE)).xpath("//meta[@name='citation_online_date']/@content")
        return entered, work_data(work, SITE).get("dateModified")

    assert said("a") == ([], None)
    freeze(read_corpus(folder)[0], [], "2026-01-01")
    assert said("a") == (["2026/01/01"], "2026-01-01")
    write(folder, {"a.md": source("New words.", date="2018-03")})
    assert said("a") == (["2026/01/01"], None)
    freeze(read_corpus(folder)[0], [], "2026-02-01")
    assert said("a") == (["2026/01/01"], "2026-02-01")
    assert said("undated") == ([], "2026-01-01"), "reference managers would take the day for the date of the text"


def test_two_targets_in_one_paragraph_are_two_things(corpus):
    quoted = {"quote": "Two by 2025", "target": [{"what": "Teachers"}, {"what": "Posts"}]}
    digest, _ = read_corpus(corpus({"a.md": annotated("Two by 2025.", quoted)}))
    [page] = target_pages(digest)
    listed = [one["item"] for one in page_data(page, SITE)["mainEntity"]["itemListElement"]]
    assert [(one["name"], one["url"], one.get("@id")) for one in listed] == [
        ("Teachers", f"{SITE.url}sources/a/#p1", None),
        ("Posts", f"{SITE.url}sources/a/#p1", None),
    ]


def test_a_body_is_described_with_what_it_issued_and_published(corpus):
    bodies = {"moe": {"label": "Ministry"}, "daily": {"label": "Daily"}}
    entries = vocabulary(issuers=bodies, documents={"law": {"label": "A law", "issuer": "moe"}})
    digest, _ = read_corpus(corpus({"a.md": source(issuer="moe", publisher="daily"), **entries}))
    pages = {page.url: page for page in issuer_pages(digest, entries_of(digest))}
    listed = {
        url: [one["url"].removeprefix(SITE.url) for one in page_data(pages[url], SITE)["mainEntity"]["subjectOf"]]
        for url in ("issuers/moe/", "issuers/daily/")
    }
    assert listed == {"issuers/moe/": ["sources/a/", "documents/law/"], "issuers/daily/": ["sources/a/"]}


def test_the_data_are_described_with_their_files(corpus):
    digest, _ = read_corpus(corpus({"a.md": source()}))
    data = page_data(data_page(digest), SITE)["mainEntity"]
    assert data["@type"] == "Dataset"
    files = [one["contentUrl"].removeprefix(f"{SITE.url}data/") for one in data["distribution"]]
    assert {"datapackage.json", "themes.ttl", "sources.csv", "sources.json"} <= {*files}
