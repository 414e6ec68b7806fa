"""One record of a text: what is cited, and how firm its dates are."""

from __future__ import annotations

import re

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from tests.cited import MINISTRY, SITE, UNESCO, text_of
from tests.support import captured, read_corpus, source, vocabulary

from policy_digest.citation import Issued, csl_json, issued, record_of
from policy_digest.dates import parse_date
from policy_digest.exports import bibtex, ris
from policy_digest.references import references

# The record


def test_an_issuer_is_one_literal_name(record):
    item = csl_json(record(issuer=["moe", "mof"], kind="notice"))
    assert item["author"] == [{"literal": MINISTRY}, {"literal": "Ministry of Finance"}]
    assert item["type"] == "report"
    assert item["genre"] == "Notice"


def test_people_are_the_authors_and_the_issuer_the_publisher(record):
    item = csl_json(record(issuer="moe", author=["Su Jiming", "王小明"]))
    assert item["author"] == [{"literal": "Su Jiming"}, {"literal": "王小明"}]
    assert item["publisher"] == MINISTRY


@pytest.mark.parametrize("author", ["", [""], [" "]])
def test_an_empty_name_is_no_author(record, author):
    made = record(issuer="moe", author=author)
    assert (made.authors, made.people, made.publishers) == ((MINISTRY,), False, ())


def test_the_issuer_of_people_stands_before_the_publisher(record):
    made = record(
        title="Plan", date="2018", issuer="mof", author="Li Hua", publisher="site", kind="plan", language="en"
    )
    url, both = made.url, "Ministry of Finance; Education and Training Encyclopedia"
    assert {one.style.key: one.text for one in references(made)} == {
        "apa": f"Li Hua. (2018). Plan [Plan]. {both}. Policy Digest. {url}",
        "chicago": f"Li Hua. 2018. Plan. Plan. {both}. Policy Digest. {url}.",
        "mla": f"Li Hua. Plan. Plan. {both}, 2018, Policy Digest, {url}.",
        "gbt": f"Li Hua. Plan[R/OL]. {both}, 2018. {url}.",
    }
    assert "institution = {{Ministry of Finance}}" in bibtex(made)


def test_bodies_stand_apart_where_one_has_a_comma(record):
    made = bibtex(record(issuer=["unesco", "mof"], kind="plan"))
    assert f"institution = {{{{{UNESCO}; Ministry of Finance}}}}" in made  # in double braces, as UNESCO has an “and”


@pytest.mark.parametrize(("told", "pages"), [("page 7", ("7", None)), ("pages 7–9", ("7", "9"))])
def test_the_first_and_the_last_page_have_fields_of_their_own_in_ris(record, told, pages):
    made = record(publisher="daily", kind="article", published_in=f"China Education Daily, 3 May 2023, {told}")
    [item] = rispy.loads(ris(made))
    assert (item["start_page"], item.get("end_page")) == pages


def test_a_site_that_is_named_anyway_is_no_publisher_besides(record):
    site = "Education and Training Encyclopedia"
    made = record(issuer="mof", author="Li Hua", publisher="site", published_in=site, kind="speech", language="en")
    assert f"In {site} [Speech]. Ministry of Finance. Policy Digest." in text_of(made, "apa")
    assert all(one.text.count(site) == 1 for one in references(made))


def test_without_issuer_there_is_no_author(record):
    item = csl_json(record(publisher="site", kind="article"))
    assert "author" not in item
    assert item["publisher"] == "Education and Training Encyclopedia"


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("speech", {"issuer": "moe"}, "speech"),
        ("Interview", {"issuer": "moe"}, "interview"),
        ("law", {"issuer": "moe"}, "legislation"),
        ("notice", {"issuer": "moe"}, "report"),
        ("plan", {}, "webpage"),
        ("article", {"issuer": "daily"}, "article-newspaper"),
        ("commentary", {"publisher": "daily"}, "article-newspaper"),
        ("article", {"issuer": "moe"}, "webpage"),
        ("", {}, "webpage"),
    ],
)
def test_the_type_follows_from_the_kind(record, kind, fields, expected):
    assert record(kind=kind, **fields).type == expected


@pytest.mark.parametrize(
    ("told", "page"),
    [
        (", 28 December, page 7", "7"),
        (", 2023-12-28, p. 7", "7"),
        (", pp. 7–8", "7-8"),
        ("，2023年12月28日，第7版", "7"),
        (", 28 December", None),
        (", section 7", None),
    ],
)
def test_a_newspaper_and_its_page_are_read_from_where_a_text_was_published(record, told, page):
    item = csl_json(record(kind="article", publisher="daily", published_in=f"China Education Daily{told}"))
    assert (item["container-title"], item.get("page")) == ("China Education Daily", page)


@pytest.mark.parametrize("called", ["中国教育报", "The Daily"])
def test_a_newspaper_has_one_name_in_references(corpus, called):
    paper = {"label": "China Education Daily", "original": "中国教育报", "short": "The Daily", "kind": "newspaper"}
    text = source(kind="article", issuer="paper", published_in=f"{called}，2023年12月28日，第7版")
    digest, _ = read_corpus(corpus({"a.md": text, **vocabulary(issuers={"paper": paper})}))
    item = csl_json(record_of(digest, digest.texts["a"], SITE))
    assert (item["container-title"], item["page"]) == ("China Education Daily", "7")


def test_an_article_stands_in_the_newspaper_whoever_else_publishes_it(record):
    item = csl_json(record(kind="article", publisher=["mof", "daily"]))
    assert (item["type"], item["container-title"]) == ("article-newspaper", "China Education Daily")


def test_a_newspaper_is_one_with_a_capital_too(corpus):
    paper = vocabulary(issuers={"paper": {"label": "A Paper", "kind": "Newspaper"}})
    digest, _ = read_corpus(corpus({"a.md": source(kind="article", issuer="paper"), **paper}))
    assert record_of(digest, digest.texts["a"], SITE).type == "article-newspaper"


def test_a_range_of_pages_is_written_as_the_styles_do(record):
    made = record(kind="article", publisher="daily", published_in="China Education Daily, pages 7–8", date="2023")
    assert made.page == "7-8"
    assert "pp. 7–8" in text_of(made, "mla")
    assert "(7-8)" in text_of(made, "gbt")


def test_an_unknown_host_is_named_as_it_is_written(record):
    assert record(published_in="A site, in a section").container == "A site, in a section"


def test_the_note_says_what_the_date_is_the_date_of(record):
    assert "Date as known: effective 2021 (EDTF 2021)." in record(date="2021", date_type="effective", kind="law").note
    assert "Date as known: 2021 (EDTF 2021)." in record(date="2021").note


def test_a_machine_translation_says_so_with_its_language(record):
    item = csl_json(record(language="en", translation={"from": "zh", "by": "machine"}))
    assert item["medium"] == "Machine translation from Chinese"
    assert "not checked against the original" in item["note"]


def test_a_verified_translation_is_not_called_unchecked(record):
    assert "not checked" not in record(translation={"from": "zh", "by": "machine"}, status="verified").note


def test_a_translator_is_named(record):
    item = csl_json(record(translation={"from": "zh", "by": "Ann Lee"}))
    assert item["translator"] == [{"literal": "Ann Lee"}]
    assert item["medium"] == "Translation from Chinese"
    assert "medium" not in csl_json(record(translation={"by": "Ann Lee"}))


def test_the_day_of_the_capture_is_the_day_of_access(corpus):
    folder = corpus({"a.md": captured("Words.", "Words."), "captures/a.txt": "Words."})
    text = (folder / "a.md").read_text().replace('"file": "a.txt"', '"file": "a.txt", "date": "2024-05-06"')
    (folder / "a.md").write_text(text)
    digest, _ = read_corpus(folder)
    item = csl_json(record_of(digest, digest.texts["a"], SITE))
    assert item["accessed"] == {"date-parts": [[2024, 5, 6]]}


# Dates


@pytest.mark.parametrize(
    ("edtf", "parts", "circa"),
    [
        ("2023", (2023,), False),
        ("2023-09", (2023, 9), False),
        ("2023-09-10", (2023, 9, 10), False),
        ("2023-09-10T10:30:00Z", (2023, 9, 10), False),
        ("2023-09~", (2023, 9), True),
        ("2023?", (2023,), True),
        ("2023-09-10%", (2023, 9, 10), True),
        ("2021-XX", (2021,), False),
        ("2021-09-XX", (2021, 9), False),
        ("2021-XX-XX", (2021,), False),
        ("2023-24", (2023,), False),
        ("2023-05/2023-06", (2023,), False),
        ("2023-02-13/2023-02-14", (2023,), False),
        ("2023-05~/2023-06", (2023,), True),
        ("[2023-05-01,2023-06-01]", (2023,), False),
        ("-0044-03", (-44, 3), False),
    ],
)
def test_a_date_has_the_parts_that_are_known(edtf, parts, circa):
    found = issued(parse_date(edtf))
    assert (found.parts, found.circa) == (parts, circa)


@pytest.mark.parametrize(
    ("edtf", "apa", "gbt", "csl"),
    [
        ("0000", "1 B.C.E.", "1 BC", -1),
        ("-0100", "101 B.C.E.", "101 BC", -101),
        ("-0100~", "ca. 101 B.C.E.", "[101 BC]", -101),
        ("0801", "801 C.E.", "801 AD", 801),
        ("0801~", "ca. 801 C.E.", "[801 AD]", 801),
        ("Y12023", "12023", "12023", 12023),
    ],
)
def test_a_year_of_another_era_is_that_of_its_name_and_stands_in_no_file_that_has_none(record, edtf, apa, gbt, csl):
    made = record(date=edtf, issuer="moe", kind="notice")
    assert f"({apa})" in text_of(made, "apa")
    assert re.search(rf"[. (]{re.escape(gbt)}[.)]", text_of(made, "gbt"))
    assert csl_json(made)["issued"]["date-parts"] == [[csl]]
    [item] = rispy.loads(ris(made))
    assert item.get("year") == ("0801" if csl == 801 else None)
    [entry] = bibtexparser.parse_string(bibtex(made)).entries
    assert (entry["date"], "year" in entry.fields_dict) == (edtf, csl > 0)


@given(st.integers(-99999, 99999), st.integers(0, 12), st.booleans())
def test_what_formats_hold_of_a_date_is_a_date_of_four_digits_or_nothing(year, month, circa):
    date = Issued((year, month) if month else (year,), circa)
    assert re.fullmatch(r"(\d{4}(-\d\d)?)?", date.firm)
    assert date.of_era[0] != 0
    if date.firm:
        assert int(date.firm[:4]) == year


@pytest.mark.parametrize("edtf", ["2018/2020", "201X", "20XX", "2018/..", "../2018", "/2018", "[2017,2018]"])
def test_without_a_certain_year_there_is_no_date(edtf):
    assert issued(parse_date(edtf)) is None


def test_no_text_no_date():
    assert issued(None) is None


@pytest.mark.parametrize(
    ("edtf", "firm"),
    [
        ("2023-09-10", "2023-09-10"), ("2023-09", "2023-09"), ("2023-09~", "2023"), ("2023-01~", ""), ("2023~", ""),
        ("2023-09?", ""), ("2023-09-10?", ""), ("2023-09-10%", ""), ("2023?", ""),
    ],
)  # fmt: skip
def test_what_is_about_is_firm_only_in_its_year_and_what_is_uncertain_in_nothing(edtf, firm):
    assert issued(parse_date(edtf)).firm == firm
