"""Files for reference managers give back what the record says."""

from __future__ import annotations

import dataclasses
import json

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from tests.cited import HOSTILE, MINISTRY, PLAIN, SITE, UNESCO
from tests.support import read_corpus, source

from policy_digest.citation import issued, record_of
from policy_digest.dates import parse_date
from policy_digest.exports import bibtex, csl_file, ris, text_twin


@pytest.mark.parametrize("title", HOSTILE)
def test_the_files_give_back_title_issuers_date_and_address(record, title):
    made = dataclasses.replace(record(date="2018-03-20", issuer=["unesco", "mof"], kind="notice"), title=title)

    [entry] = bibtexparser.parse_string(bibtex(made), append_middleware=[LatexDecodingMiddleware()]).entries
    assert entry["title"].replace("ˆ", "^") == (
        " ".join(title.split()) if title != "Unbalanced {{{" else "Unbalanced "
    )  # it knows less
    [entry] = bibtexparser.parse_string(bibtex(made)).entries
    assert entry["author"] == f"{{{UNESCO}}} and {{Ministry of Finance}}"
    assert (entry["year"], entry["date"], entry["url"]) == ("2018", "2018-03-20", made.url)

    [item] = rispy.loads(ris(made))
    assert item["title"] == " ".join(title.split())
    assert item["authors"] == [UNESCO, "Ministry of Finance"]
    assert (item["year"], item["date"], item["urls"]) == ("2018", "2018/03/20/", [made.url])

    [csl] = json.loads(csl_file(made))
    assert csl["title"] == title
    assert csl["author"] == [{"literal": UNESCO}, {"literal": "Ministry of Finance"}]
    assert (csl["issued"], csl["URL"]) == ({"date-parts": [[2018, 3, 20]]}, made.url)


@pytest.mark.parametrize(
    "field",
    ["title", "container", "genre", "language", "translator", "note", "archive", "publishers", "authors"],
)
def test_no_field_begins_a_second_record_of_ris(field):
    hostile = "x\nER  - \nTY  - JOUR\nTI  - y"
    value = (hostile,) if field in {"publishers", "authors"} else hostile
    [item] = rispy.loads(ris(dataclasses.replace(PLAIN, **{field: value})))
    assert item["urls"] == [PLAIN.url]


@pytest.mark.parametrize(
    ("type_", "in_bibtex", "in_ris"),
    [
        ("article-newspaper", "article", "NEWS"),
        ("article-magazine", "article", "MGZN"),
        ("article-journal", "article", "JOUR"),
        ("report", "techreport", "RPRT"),
        ("legislation", "misc", "STAT"),
        ("speech", "misc", "ELEC"),
        ("interview", "misc", "ELEC"),
        ("webpage", "misc", "ELEC"),
    ],
)
def test_each_file_names_the_type_as_its_format_does(type_, in_bibtex, in_ris):
    made = dataclasses.replace(PLAIN, type=type_)
    [entry] = bibtexparser.parse_string(bibtex(made)).entries
    [item] = rispy.loads(ris(made))
    [csl] = json.loads(csl_file(made))
    assert (entry.entry_type, item["type_of_reference"], csl["type"]) == (in_bibtex, in_ris, type_)


def test_another_processor_reads_the_record(record):
    """The file as any CSL processor takes it, in a style that is not ours."""
    made = record(title="Plan to support teachers", date="2018-03", issuer="unesco", kind="plan")
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(json.loads(csl_file(made))), formatter.plain)
    bibliography.register(Citation([CitationItem("texts/a")]))
    text = str(bibliography.bibliography()[0])
    for part in (UNESCO, "2018", "Plan to support teachers", made.url):
        assert part in text


def test_a_processor_names_no_version_as_of_a_program_and_nobody_twice(record):
    paper = "China Education Daily"
    made = record(issuer="moe", author="Li Hua", publisher="daily", published_in=paper, kind="interview")
    [csl] = json.loads(csl_file(made))
    assert (csl["container-title"], csl["publisher"]) == (paper, MINISTRY)
    assert "version" not in csl
    assert f"Version {made.version} of this site." in csl["note"]
    [csl] = json.loads(csl_file(record(issuer="moe", publisher="moe", kind="plan")))
    assert (csl["author"], csl.get("publisher")) == ([{"literal": MINISTRY}], None)


@pytest.mark.parametrize(
    ("edtf", "year", "date", "words"),
    [
        ("2019-05/2019-06", "2019", None, "between May and June 2019"),
        ("201X", None, None, "a year in the 2010s"),
        ("2019-XX", "2019", "2019", "2019, month unknown"),
        ("2019-XX-XX~", "2019", "2019~", "about 2019, month and day unknown"),
        ("2019-05-XX", "2019", "2019-05", "May 2019, day unknown"),
    ],
)
def test_no_file_has_a_range_in_the_place_of_a_date(record, edtf, year, date, words):
    made = record(date=edtf, issuer="moe")
    [entry] = bibtexparser.parse_string(bibtex(made)).entries
    assert [entry[name] if name in entry.fields_dict else None for name in ("year", "date")] == [year, date]
    assert words in entry["note"]


@pytest.mark.parametrize(
    ("edtf", "year", "date"),
    [("2023", "2023", "2023///"), ("2023-09~", "2023", "2023/09//circa"), ("2018/2020", None, None), ("", None, None)],
)
def test_files_claim_no_more_of_a_date_than_is_known(record, edtf, year, date):
    made = record(date=edtf, issuer="moe")
    [item] = rispy.loads(ris(made))
    assert (item.get("year"), item.get("date")) == (year, date)
    [entry] = bibtexparser.parse_string(bibtex(made)).entries
    assert {name: entry[name] for name in ("year", "date") if name in entry.fields_dict} == {
        **({"year": year} if year else {}),
        **({"date": edtf} if year else {}),
    }


@pytest.mark.parametrize(
    ("edtf", "ris_day", "bibtex_day"),
    [("2024-03-15", "2024/03/15", "2024-03-15"), ("2024-03~", "2024", "2024"), ("2024-03?", None, None)],
)
def test_a_day_of_access_that_is_not_certain_is_not_told_as_if_it_were(record, edtf, ris_day, bibtex_day):
    made = dataclasses.replace(record(issuer="moe"), accessed=issued(parse_date(edtf)))
    [item] = rispy.loads(ris(made))
    [entry] = bibtexparser.parse_string(bibtex(made)).entries
    day = entry["urldate"] if "urldate" in entry.fields_dict else None
    assert (item.get("access_date"), day) == (ris_day, bibtex_day)


@pytest.mark.parametrize("one", ["a, b", "中文/通知", "a b{c}", 'a"b', "a%b"])
def test_a_bibtex_key_holds_no_mark_of_the_format(record, one):
    [entry] = bibtexparser.parse_string(bibtex(dataclasses.replace(record(), id=one))).entries
    assert not set(entry.key) & set(' ,{}"%#\\')


def test_the_plain_text_numbers_its_paragraphs(corpus):
    body = "# Title\n\nOne\ntwo.\n\n## Part\n\n- item\n\n| a | b |\n|---|---|\n| c | d |"
    digest, _ = read_corpus(corpus({"a.md": source(body, date="2023-09~", title="Title")}))
    text = digest.texts["a"]
    twin = text_twin(record_of(digest, text, SITE), text, "A reference.")
    head, _, words = twin.partition("\n\n")
    assert "Title: Title\nIssuer: unknown\nDate: about September 2023 (2023-09~)" in head
    assert "Cite as: A reference." in head
    assert words == "# Title\n\n[1] One two.\n\n## Part\n\n[2] item\n\n[3] a | b\n\n[4] c | d\n"
