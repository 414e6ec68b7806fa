"""Data files: a validator accepts them, CSV and JSON hold the same, and they count what the digest counts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter

import frictionless
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from tests.exported import data_files
from tests.support import ROOT, annotated, parse_fragment, read_corpus, source, vocabulary, words, write

from policy_digest.annotations import MOTIVATIONS, annotation_file
from policy_digest.body import count_words
from policy_digest.chronology import chronology
from policy_digest.crawlers import crawler_files
from policy_digest.data import as_json
from policy_digest.model import KINDS
from policy_digest.pages.data import data_page
from policy_digest.rows import PassageRow, columns
from policy_digest.site import Site
from policy_digest.tables import TABLES

SITE = Site("https://example.org/digest/", "Policy Digest")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
COLUMNS = {
    "sources": "id url title date date_earliest date_latest date_type issuer theme kind language status words "
    "paragraphs capture_sha256",
    "passages": "id source paragraph url quote motivation value",
    "events": "id url label date date_earliest date_latest sources mentions",
    "documents": "id url label issuer date source mentions",
    "targets": "id url source paragraph what value by quote",
    "themes": "id url label definition not broader related exact_match sources mentions",
    "issuers": "id url label short original kind part_of website sources published mentions",
    "terms": "id url label original pinyin definition sources mentions",
    "chronology": "date date_earliest date_latest type id label url",
}
HOSTILE = {
    **vocabulary(
        themes={
            "水": {
                "label": '=1+1;"x",\ny',
                "definition": 'C:\\new "q" @en',
                "exact_match": "https://e.org/水/ab<c>",
            },
            "b": {"label": "水", "broader": "水", "related": {"c": "why"}},
            "c": {"label": "-C", "not": "@not"},
        },
        events={"old": {"label": "Old", "date": "-0500"}, "late": {"label": "Far", "date": "Y12000"}},
        documents={"d": {"label": "D", "issuer": ["i", "j"], "source": "a;b/甲"}, "e": {"label": "E", "issuer": "i"}},
        issuers={"i": {"label": "I", "part_of": "j", "url": "https://example.org/甲?a=b&c"}, "j": "J"},
        terms={"t": {"label": "T", "definition": "a\tb"}},
    ),
    "a;b/甲.md": source(
        "One word, one word.\n\nOne word again; 学习型社会 here.\n\n- item\n- item",
        title='+SUM(A1), "quoted"\nand & <b>',
        date="2018/..",
        issuer=["i", "j"],
        theme=["b", "c"],
        annotations=[
            {"quote": "One word", "every": True, "theme": ["水", "b"], "note": 'a; b\n"c", d'},
            {"quote": "again; 学习型社会", "document": ["d", "e"], "term": "t", "event": ["old", "late"]},
            {
                "quote": "item",
                "every": True,
                "noise": "n",
                "target": [{"what": "x", "by": "2025~"}, {"what": "y", "value": ";"}],
            },
        ],
    ),
    "undated.md": source("# Heading\n\nNothing.", title="@cell"),
}


def files_of(folder):
    digest, told = read_corpus(folder)
    assert [one for one in told if one.startswith("error")] == []
    return digest, data_files(digest, SITE)


@pytest.fixture(scope="module")
def own():
    return files_of(ROOT / "sources")


@pytest.fixture(params=["own", "hostile", "empty"])
def made(request, corpus, own):
    """The digest and the data files of three corpora."""
    return own if request.param == "own" else files_of(corpus(HOSTILE if request.param == "hostile" else {}))


def rows(files, name):
    return list(csv.DictReader(io.StringIO(files[f"data/{name}.csv"], newline="")))


def as_cell(value):
    return "" if value is None else ";".join(value) if isinstance(value, list) else str(value)


def test_columns_are_those_of_the_design():
    assert {table.name: " ".join(column.name for column in columns(table.row)) for table in TABLES} == COLUMNS


def test_a_validator_accepts_the_package(made, tmp_path):
    write(tmp_path / "site", made[1])
    report = frictionless.validate(str(tmp_path / "site" / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["name", "title", "message"])
    assert [task.name for task in report.tasks if task.type == "table"] == list(COLUMNS)


def test_the_package_describes_every_data_file_and_nothing_else(made):
    files = made[1]
    package = json.loads(files["data/datapackage.json"])
    described = {f"data/{resource['path']}" for resource in package["resources"]}
    assert described == {name for name in files if name.startswith("data/")} - {"data/datapackage.json"}
    names = [resource["name"] for resource in package["resources"]]
    assert len(names) == len(set(names))
    for resource in package["resources"]:
        for field in resource.get("schema", {}).get("fields", ()):
            assert field["description"].endswith((".", "(BCP 47)."))


def test_csv_and_json_hold_the_same(made):
    for name in COLUMNS:
        told = json.loads(made[1][f"data/{name}.json"])
        assert [{key: as_cell(value) for key, value in row.items()} for row in told] == rows(made[1], name)


@given(st.lists(st.tuples(*[st.text(st.sampled_from('":,{}[]\\\n a中'), max_size=8)] * 7), max_size=5))
def test_whatever_cells_hold_is_read_back_from_json(found):
    names = [column.name for column in columns(PassageRow)]
    assert json.loads(as_json(PassageRow, found)) == [
        {name: cell or None for name, cell in zip(names, row, strict=True)} for row in found
    ]


def test_json_has_the_types_of_the_schema(made):
    package = json.loads(made[1]["data/datapackage.json"])
    types = {"string": (str, type(None)), "integer": int, "list": list}
    for resource in package["resources"]:
        if resource["format"] == "json":
            for row in json.loads(made[1][f"data/{resource['path']}"]):
                for field in resource["schema"]["fields"]:
                    assert isinstance(row[field["name"]], types[field["type"]])
                    assert row[field["name"]] != ""


def test_lines_of_csv_end_as_the_standard_says(made):
    for name in COLUMNS:
        content = made[1][f"data/{name}.csv"]
        assert content.endswith("\r\n")
        assert not content.startswith("\ufeff")


def test_the_data_count_what_the_digest_counts(made):
    digest, files = made
    assert {table.name: table.count(digest) for table in TABLES} == {name: len(rows(files, name)) for name in COLUMNS}
    assert len(rows(files, "sources")) == len(digest.texts)
    assert len(rows(files, "targets")) == len(digest.commitments)
    assert len(rows(files, "chronology")) == len(chronology(digest))
    passages = rows(files, "passages")
    counts = Counter(row["motivation"] for row in passages)
    assert {row["motivation"] for row in passages} <= set(KINDS)
    assert counts["target"] == len(digest.commitments)
    assert {row["value"] for row in passages if row["motivation"] == "target"} == {
        row["id"] for row in rows(files, "targets")
    }
    for kind, found in (
        ("theme", digest.passages_by_theme),
        ("event", digest.passages_by_event),
        ("document", digest.passages_by_document),
        ("term", digest.passages_by_term),
    ):
        marked = Counter(row["value"] for row in passages if row["motivation"] == kind)
        assert marked == {one: len(places) for one, places in found.items()}
        assert {row["id"]: int(row["mentions"]) for row in rows(files, f"{kind}s")} == {
            row["id"]: marked[row["id"]] for row in rows(files, f"{kind}s")
        }
    for kind in ("note", "correction", "noise"):
        told = [one for text in digest.texts.values() for one in text.passages if getattr(one.annotation, kind)]
        assert counts[kind] == len(told)
    for name, carriers in (("themes", digest.texts_by_theme), ("issuers", digest.texts_by_issuer)):
        assert {row["id"]: int(row["sources"]) for row in rows(files, name) if row["sources"] != "0"} == {
            one: len(texts) for one, texts in carriers.items()
        }
    for name in ("events", "documents", "themes", "issuers", "terms"):
        assert len(rows(files, name)) == len(getattr(digest.vocabulary, name))


def test_ids_are_unique_and_sorted(made):
    for table in TABLES:
        found = [tuple(row[name] for name in table.key) for row in rows(made[1], table.name)]
        assert len(found) == len(set(found))
        if table.order == "by id":
            assert found == sorted(found)
        elif table.order.startswith("by id of the text"):
            assert (texts := [row["source"] for row in rows(made[1], table.name)]) == sorted(texts)


def test_dates_say_no_more_than_is_known(corpus):
    _, files = files_of(corpus(HOSTILE))
    assert {row["id"]: (row["date"], row["date_earliest"], row["date_latest"]) for row in rows(files, "events")} == {
        "old": ("-0500", "-0500-01-01", "-0500-12-31"),
        "late": ("Y12000", "+12000-01-01", "+12000-12-31"),
    }
    text = rows(files, "sources")[0]
    assert (text["date"], text["date_earliest"], text["date_latest"]) == ("2018/..", "2018-01-01", "")
    assert [row["id"] for row in rows(files, "chronology") if not row["date"]] == [
        "undated",
        *("d", "e"),
        *[row["id"] for row in rows(files, "targets") if not row["by"]],
    ]


def test_hostile_words_are_not_altered_and_rightly_counted(corpus):
    _, files = files_of(corpus(HOSTILE))
    texts = rows(files, "sources")
    assert texts[0]["title"] == '+SUM(A1), "quoted"\nand & <b>'
    assert texts[0]["url"] == "https://example.org/digest/sources/a%3Bb/%E7%94%B2/"
    assert texts[1]["title"] == "@cell"
    assert [row["paragraphs"] for row in texts] == ["4", "1"]
    assert {row["id"]: row["mentions"] for row in rows(files, "issuers")} == {"i": "1", "j": "1"}
    assert [row["label"] for row in rows(files, "themes")] == ["水", "-C", '=1+1;"x",\ny']
    notes = [row["value"] for row in rows(files, "passages") if row["motivation"] == "note"]
    assert notes == ['a; b\n"c", d'] * len(notes)
    assert len(notes) == 2


def test_the_words_of_chinese_are_its_characters():
    assert count_words("two words") == 2
    assert count_words("学习 型社会 OECD国家") == 8


def test_the_same_texts_make_the_same_bytes(made, tmp_path):
    digest, files = made
    assert list(data_files(digest, SITE).items()) == list(files.items())


# SKOS. rdflib's reader of JSON-LD uses a class of its own that it has deprecated.
LENIENT = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def graphs(files):
    return (
        Graph().parse(data=files["data/themes.ttl"], format="turtle"),
        Graph().parse(data=files["data/themes.jsonld"], format="json-ld"),
    )


@LENIENT
def test_both_files_of_themes_are_one_graph(made):
    turtle, jsonld = graphs(made[1])
    assert isomorphic(turtle, jsonld)


@LENIENT
def test_the_tree_of_themes_is_a_tree_of_concepts(made):
    digest, files = made
    graph, _ = graphs(files)
    scheme = URIRef("https://example.org/digest/themes/")
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
    assert concepts == {URIRef(row["url"]) for row in rows(files, "themes")}
    for one in concepts:
        assert len(list(graph.objects(one, SKOS.prefLabel))) == 1
        assert (one, SKOS.inScheme, scheme) in graph
        assert ((one, SKOS.topConceptOf, scheme) in graph) == (graph.value(one, SKOS.broader) is None)
        above = {
            other for top in graph.objects(one, SKOS.broader) for other in graph.transitive_objects(top, SKOS.broader)
        }
        assert one not in above
        assert not above & set(graph.objects(one, SKOS.related))
    for here, there in (
        (SKOS.broader, SKOS.narrower),
        (SKOS.related, SKOS.related),
        (SKOS.topConceptOf, SKOS.hasTopConcept),
    ):
        assert {(one, other) for one, other in graph.subject_objects(here)} == {
            (one, other) for other, one in graph.subject_objects(there)
        }
    assert len(list(graph.subject_objects(SKOS.broader))) == sum(
        1 for one in digest.vocabulary.themes.values() if one.broader
    )


@LENIENT
def test_words_of_themes_survive_with_their_language(corpus):
    graph, _ = graphs(files_of(corpus(HOSTILE))[1])
    water = URIRef("https://example.org/digest/themes/%E6%B0%B4/")
    assert graph.value(water, SKOS.prefLabel) == Literal('=1+1;"x",\ny', lang="en")
    assert graph.value(water, SKOS.definition) == Literal('C:\\new "q" @en', lang="en")
    assert graph.value(water, SKOS.exactMatch) == URIRef("https://e.org/水/ab%3Cc%3E")
    assert graph.value(URIRef("https://example.org/digest/themes/b/"), SKOS.prefLabel) == Literal("水")
    assert graph.value(URIRef("https://example.org/digest/themes/c/"), SKOS.scopeNote) == Literal(
        "Not: @not", lang="en"
    )


# Annotations


def test_every_text_has_its_annotations(made):
    digest, _ = made
    for one, text in digest.texts.items():
        page = json.loads(annotation_file(text, SITE))
        assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
        assert page["type"] == "AnnotationPage"
        assert page["id"].startswith(SITE.url)
        assert len(page["items"]) == len(text.passages)
        assert len({item["id"] for item in page["items"]}) == len(page["items"])
        for item, passage in zip(page["items"], text.passages, strict=True):
            assert item["type"] == "Annotation"
            motivations = [item["motivation"]] if isinstance(item["motivation"], str) else item["motivation"]
            assert set(motivations) <= set(MOTIVATIONS.values())
            assert {body["purpose"] for body in item["body"]} == set(motivations)
            for body in item["body"]:
                assert body["type"] in {"SpecificResource", "TextualBody"}
                assert body.get("source", SITE.url).startswith(SITE.url)
            assert item["target"]["source"] == SITE.absolute(f"sources/{one}/")
            fragment, _ = item["target"]["selector"]
            assert fragment["value"] == passage.block.id


def test_every_quotation_is_found_once_in_the_words_of_its_text(made):
    digest, _ = made
    for text in digest.texts.values():
        shown = " ".join(words(parse_fragment(text.body.html)).split())
        for item in json.loads(annotation_file(text, SITE))["items"]:
            selector = item["target"]["selector"][1]
            assert selector["type"] == "TextQuoteSelector"
            whole = selector.get("prefix", "") + selector["exact"] + selector.get("suffix", "")
            assert len(re.findall(f"(?={re.escape(whole)})", shown)) == 1


def test_the_selector_of_each_occurrence_is_its_own(corpus):
    body = "Same words. " * 30 + "\n\nSame words."
    digest, _ = files_of(corpus({"a.md": annotated(body, {"quote": "Same words", "every": True, "note": "n"})}))
    items = json.loads(annotation_file(digest.texts["a"], SITE))["items"]
    selectors = [item["target"]["selector"][1] for item in items]
    assert len({tuple(sorted(selector.items())) for selector in selectors}) == len(selectors) == 31


# The page, and what crawlers are told


def test_the_page_explains_every_column_and_counts_every_row(made):
    digest, files = made
    page = parse_fragment(data_page(digest).render().html)
    for name, described in COLUMNS.items():
        section = page.xpath(f"//h3[@id='t-{name}']/following-sibling::table[1]")[0]
        assert [words(cell) for cell in section.xpath(".//tbody//th")] == described.split()
        assert all(words(cell) for cell in section.xpath(".//tbody//td"))
        size = page.xpath(f"//tbody/tr[th/a/@href='#t-{name}']/td[2]")[0]
        assert words(size) == f"{len(rows(files, name)):,}"
    links = set(page.xpath("//a[@download]/@href"))
    assert {f"data/{link}" for link in links} == {name for name in files if name.startswith("data/")}


def test_crawlers_are_told_what_the_site_is(made):
    digest, _ = made
    files = dict(crawler_files(digest, SITE, "What it *is*."))
    assert "Sitemap: https://example.org/digest/sitemap.xml\n" in files["robots.txt"]
    lines = files["llms.txt"].splitlines()
    assert lines[0] == "# Policy Digest"
    assert lines[2] == r"> What it \*is\*."
    listed = [line for line in lines if line.startswith("- ")]
    assert all(re.fullmatch(r"- \[.+\]\(https://example\.org/digest/\S*\): .+", line) for line in listed)
    assert sum("/text.txt)" in line for line in listed) == len(digest.texts)
    assert "- [passages.csv](https://example.org/digest/data/passages.csv): " in files["llms.txt"]
