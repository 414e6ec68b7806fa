from __future__ import annotations

import pytest
from tests.support import annotated, read_one, vocabulary

from policy_digest.passages import Said, said_by


def on_lines(body, *notes):
    """A source with one annotation a line, the first on line 7."""
    return annotated(body, *notes).replace("[{", "[\n  {").replace("}, {", "},\n  {")


def test_passages_stand_in_the_order_of_the_text_the_outer_before_the_inner(corpus):
    notes = [{"quote": quote, "note": "n"} for quote in ("four", "two", "two three")]
    text, problems = read_one(corpus({"a.md": annotated("One two three four.", *notes)}))
    assert problems == []
    assert [(one.number, one.quote, one.index) for one in text.passages] == [
        (1, "two three", 2),
        (2, "two", 1),
        (3, "four", 0),
    ]


def test_an_annotation_means_the_place_between_its_prefix_and_its_suffix(corpus):
    notes = [{"quote": "wells", "prefix": "old", "note": "n"}, {"quote": "wells", "suffix": "in use", "note": "n"}]
    text, problems = read_one(corpus({"a.md": annotated("New wells, old wells, wells in use.", *notes)}))
    assert problems == []
    assert [(one.span.start, one.index) for one in text.passages] == [(15, 0), (22, 1)]


def test_what_the_passages_of_a_text_say_is_each_id_once_and_every_flaw(corpus):
    kinds = {"theme": ["t"], "event": ["e"], "document": ["d"], "term": ["te"]}
    notes = [
        {"quote": "One", **kinds},
        {"quote": "two", **kinds},
        {"quote": "three", "noise": "n"},
        {"quote": "four", "noise": "n"},
    ]
    names = vocabulary(**{f"{kind}s": {one: one} for kind, [one] in kinds.items()})
    text, problems = read_one(corpus({"a.md": annotated("One two three four.", *notes), **names}))
    assert problems == []
    assert said_by(text.passages) == Said(("t",), ("e",), ("d",), ("te",), ("noise", "noise"))


def test_a_quotation_runs_across_markup(corpus):
    body = "One *two* <b>th</b>ree[ four](https://example.org) five.\n"
    text, problems = read_one(corpus({"a.md": annotated(body, {"quote": "two three four", "note": "n"})}))
    assert problems == []
    assert [passage.quote for passage in text.passages] == ["two three four"]


def test_an_edited_passage_is_an_error_with_file_line_and_nearest_passage(corpus):
    body = "Every village school has two teachers."
    folder = corpus({"a.md": annotated(body, {"quote": "village schools have two teachers", "note": "n"})})
    assert read_one(folder)[1] == [
        "error: sources/a.md:6: the quotation “village schools have two teachers” is not found. The nearest passage is: “village school has two teachers.”. Copy the exact words of the text."
    ]


def test_a_quotation_that_is_not_found_is_told_on_its_own_line(corpus):
    source = annotated("Words.").replace("annotations: []", "annotations:\n  - note: n\n    quote: 机器")
    assert [problem.partition(": the ")[0] for problem in read_one(corpus({"a.md": source}))[1]] == [
        "error: sources/a.md:8"
    ]


@pytest.mark.parametrize("other", [{"correction": "B"}, {"noise": "n"}])
def test_corrections_and_noise_that_cross_are_an_error_that_names_both(corpus, other):
    notes = [{"quote": "ext with", "correction": "A", "every": True}, {"quote": "with wells", **other, "every": True}]
    source = on_lines("Text with wells.\n\nOther text with wells, and text with wells.", *notes)
    assert [problem.partition(" Let ")[0] for problem in read_one(corpus({"a.md": source}))[1]] == [
        "error: sources/a.md:8: begins within the passage of line 7 and ends after it, and both are noise or corrected."
    ]


def test_a_correction_that_crosses_noise_is_told_behind_another_one_within_the_noise(corpus):
    notes = {"quote": "Text with wells", "noise": "n"}, {"quote": "Text", "correction": "A"}
    source = on_lines("Text with wells. Other text.", *notes, {"quote": "wells. Other", "correction": "B"})
    assert [problem.partition(" and ends")[0] for problem in read_one(corpus({"a.md": source}))[1]] == [
        "error: sources/a.md:9: begins within the passage of line 7"
    ]


def test_noise_whose_own_places_overlap_is_an_error_that_says_what_to_quote(corpus):
    folder = corpus({"a.md": annotated("Ha ha ha. Ha ha ha.", {"quote": "a h", "noise": "n", "every": True})})
    assert read_one(folder)[1] == []
    folder = corpus({"a.md": annotated("On ha ha ha.", {"quote": "ha ha", "noise": "n", "every": True})})
    assert read_one(folder)[1] == [
        "error: sources/a.md:6: is found at places that overlap, which cannot be shown as noise or corrected. Quote the longer passage that they make."
    ]


@pytest.mark.parametrize("inner", ["Text", "with", "wells."])
def test_a_correction_within_a_correction_is_an_error_that_names_both(corpus, inner):
    notes = [{"quote": "Text with wells.", "correction": "A"}, {"quote": inner, "correction": "B"}]
    source = on_lines("Text with wells.", *notes)
    assert read_one(corpus({"a.md": source}))[1] == [
        "error: sources/a.md:8: lies within the passage of line 7, and both are corrected. Put everything into the correction of the longer passage, or shorten it."
    ]


def test_corrections_and_noise_may_touch_and_stand_within_noise(corpus):
    notes = [
        {"quote": "Text with", "noise": "n"},
        {"quote": "with", "correction": "A"},
        {"quote": "wells.", "correction": "B"},
        {"quote": "with wells", "note": "a note may cross"},
        {"quote": "Other text", "correction": "C"},
        {"quote": "text", "noise": "n"},
    ]
    assert read_one(corpus({"a.md": annotated("Text with wells. Other text.", *notes)}))[1] == []


@pytest.mark.parametrize("said", ["note", "correction"])
def test_a_passage_that_is_quoted_twice_is_an_error_that_names_the_other(corpus, said):
    source = on_lines("One two.", {"quote": "two", said: "n"}, {"quote": " two ", said: "m"})
    assert read_one(corpus({"a.md": source}))[1] == [
        "error: sources/a.md:8: quotes the same passage as line 7. Put all that is said about it into one annotation."
    ]
