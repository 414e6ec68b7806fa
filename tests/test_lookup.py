from __future__ import annotations

import pytest
from tests.support import run_digest, source, vocabulary

from policy_digest.links import ANNOTATION_FIELDS, ENTRY_FIELDS, MODELS, SOURCE_FIELDS
from policy_digest.model import Annotation, SourceFields


def show(folder, *arguments, environment=None):
    """Exit code and lines of `digest show`."""
    environment = environment or {"DIGEST_SITE_URL": ""}
    return run_digest("show", "--sources", str(folder), *arguments, env=environment)


@pytest.fixture
def small(corpus):
    annotations = [{"quote": "Words of", "theme": "schools", "event": ["opening"], "note": "n"}]
    files = vocabulary(
        themes={"schools": {"label": "Schools", "related": ["x"], "aliases": ["school"]}, "x": "X"},
        events={"opening": {"label": "Opening", "theme": "schools", "date": "2019"}},
        documents={"law": {"label": "Law", "source": "a"}},
        issuers={"ministry": "Ministry", "bureau": {"label": "Bureau", "part_of": "ministry"}},
        packs={"schools": {"label": "Reader", "sources": ["a"]}},
    )
    text = source(
        title="T", issuer=["ministry"], theme="schools", date="2020~", aliases=["first"], annotations=annotations
    )
    return corpus({"a.md": text, **files})


def test_a_paragraph_that_goes_on_after_an_inner_one_counts_once(corpus):
    folder = corpus({"a.md": source("<div>one<p>two</p>three</div>\n\nlast")})
    assert "  paragraphs: 3" in show(folder, "a")[1]


def test_a_text_has_its_fields_its_passages_and_what_names_it(small):
    assert show(small, "a") == (
        0,
        [
            "text a",
            "  address: sources/a/",
            "  file: sources/a.md",
            "  paragraphs: 1",
            "  last release: none yet",
            "  title: T",
            "  date: 2020~",
            "  issuer: ministry",
            "  theme: schools",
            "  status: pending",
            "  aliases: first",
            "  passages: 1",
            "    sources/a/#p1  theme schools; event opening; note  “Words of”",
            "  named by: 2",
            "    documents/law/  source of the document 'law'",
            "    packs/schools/  sources of the pack 'schools'",
        ],
    )


def test_all_things_that_have_an_id_are_shown(small):
    assert show(small, "schools") == (
        0,
        [
            "theme schools",
            "  address: themes/schools/",
            "  file: sources/vocabulary/themes.yml:2",
            "  label: Schools",
            "  aliases: school",
            "  related: x",
            "  texts: 1",
            "    sources/a/  T (2020~)",
            "  passages: 1",
            "    sources/a/#p1  “Words of”",
            "  named by: 1",
            "    events/opening/  theme of the event 'opening'",
            "pack schools",
            "  address: packs/schools/",
            "  file: sources/vocabulary/packs.yml:2",
            "  label: Reader",
            "  sources: a",
            "  texts: 1",
            "    sources/a/  T (2020~)",
        ],
    )


def test_addresses_are_in_full_where_the_site_is_known(small):
    _, lines = show(small, "ministry", "--site-url", "https://example.org/digest")
    assert "  address: https://example.org/digest/issuers/ministry/" in lines
    assert "    https://example.org/digest/sources/a/  T (2020~)" in lines
    assert "    https://example.org/digest/issuers/bureau/  part_of of the issuer 'bureau'" in lines
    assert show(small, "law", environment={"DIGEST_SITE_URL": "https://example.org/"})[1][1].endswith(
        "https://example.org/documents/law/"
    )


@pytest.mark.parametrize(("former", "present"), [("first", "text a"), ("school", "theme schools")])
def test_a_former_id_leads_on(small, former, present):
    assert show(small, former)[1][0] == f"{present} (formerly {former})"


def test_an_id_that_nothing_has_names_the_nearest(small):
    code, lines = show(small, "minstry")
    assert code == 2
    assert lines[-1] == "Error: nothing here has the id 'minstry'. Did you mean 'ministry'?"


def test_the_fields_that_hold_ids_are_fields_of_the_model():
    assert set(SOURCE_FIELDS) <= set(SourceFields.model_fields)
    assert set(ANNOTATION_FIELDS) <= set(Annotation.model_fields)
    assert all(set(fields) <= set(MODELS[file].model_fields) for file, fields in ENTRY_FIELDS.items())
    assert set(ENTRY_FIELDS) == set(MODELS)
