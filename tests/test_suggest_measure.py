from __future__ import annotations

import pytest
from click.testing import CliRunner
from tests.support import ROOT, annotated, vocabulary

from policy_digest.__main__ import main
from policy_digest.suggest.annotated import read_annotated
from policy_digest.suggest.measure import Score, measure, totals

WORDS = vocabulary(
    terms={"city": {"label": "learning city"}, "hill": {"label": "green hill"}},
    themes={"x": "Growing carrots", "y": "Y"},
)


@pytest.fixture
def measured(corpus):
    def run(files, least=0.5):
        folder = corpus(WORDS | files)
        known, problems = read_annotated(folder, folder.parent)
        assert problems == []
        return measure(known, least)

    return run


def test_the_documentation_has_the_figures_that_the_command_gives():
    told = CliRunner().invoke(
        main, ["suggest", "--measure", "--sources", str(ROOT / "sources")], catch_exceptions=False
    )
    assert told.exit_code == 0
    page = (ROOT / "docs" / "suggest.md").read_text(encoding="utf-8")
    shown = page.partition("<!-- measured -->\n\n")[2]
    assert shown.startswith(told.output), "copy the output of `digest suggest --measure` into docs/suggest.md"


def test_a_suggestion_is_right_if_the_editor_says_the_same_of_an_overlapping_passage(measured):
    body = "One learning city here. One green hill there."
    right = annotated(
        body, {"quote": "One learning city", "term": "city"}, {"quote": "green hill there", "term": "city"}
    )
    score = measured({"a.md": right})["a"]["term"]
    assert score == Score(suggested=2, right=1, annotated=2, found=1)
    assert (score.precision, score.recall) == (0.5, 0.5)


def test_a_target_is_right_if_date_and_first_figure_agree(measured):
    body = "By 2025 we will cover 50% of towns. By 2030 we will cover 60% of towns. By 2040 we will cover all towns."
    said = [
        {"quote": "50% of", "target": {"what": "w", "value": "50 per cent", "by": "2025"}},
        {"quote": "60% of", "target": {"what": "w", "value": "70%", "by": "2030"}},
        {"quote": "all towns", "target": {"what": "w", "value": "all", "by": "2040"}},
    ]
    assert measured({"a.md": annotated(body, *said)})["a"]["target"] == Score(3, 2, 3, 2)


def test_what_the_text_itself_teaches_does_not_count(measured):
    body = "Orange roots grow in the bed. Orange roots grow in the pot."
    one = annotated(
        body, {"quote": "Orange roots grow in the bed", "theme": "x"}, {"quote": "roots grow in the pot", "theme": "x"}
    )
    assert measured({"a.md": one})["a"]["theme"] == Score(0, 0, 2, 0)
    other = annotated("Orange roots grow in the bed.", {"quote": "Orange roots grow in the bed", "theme": "x"})
    assert measured({"a.md": one, "b.md": other})["a"]["theme"] == Score(2, 2, 2, 2)


def test_an_annotation_with_two_ids_counts_twice_and_one_with_every_once(measured):
    body = "A learning city. A learning city."
    said = {"quote": "learning city", "every": True, "term": ["city", "hill"]}
    assert measured({"a.md": annotated(body, said)})["a"]["term"] == Score(1, 1, 2, 1)


def test_texts_without_annotations_are_not_measured_and_totals_add_up(measured):
    files = {
        name: annotated("A learning city.", {"quote": "learning city", "term": "city"}) for name in ("a.md", "b.md")
    }
    scores = measured(files | {"c.md": annotated("A learning city.")})
    assert list(scores) == ["a", "b"]
    assert totals(scores)["term"] == totals(scores)["all"] == Score(2, 2, 2, 2)
    assert Score().precision is Score().recall is None


def test_more_certainty_is_fewer_suggestions(measured):
    files = {
        "a.md": annotated(
            "A learning city. City that learns, learning big cities.", {"quote": "learning city", "term": "city"}
        )
    }
    counts = [totals(measured(files, least))["all"].suggested for least in (0, 0.95)]
    assert counts[0] > counts[1] == 0
