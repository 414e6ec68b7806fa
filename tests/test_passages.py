from __future__ import annotations

import pytest
from tests.support import annotated, read_one


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


@pytest.mark.parametrize("other", [{"correction": "B"}, {"noise": "n"}])
def test_corrections_and_noise_that_cross_are_an_error_that_names_both(corpus, other):
    notes = [{"quote": "Text with", "correction": "A"}, {"quote": "with wells", **other, "every": True}]
    source = annotated("Text with wells.\n\nOther text with wells, and text with wells.", *notes).replace(
        "}, {", "},\n  {"
    )
    assert [problem.partition(" Let ")[0] for problem in read_one(corpus({"a.md": source}))[1]] == [
        "error: sources/a.md:7: begins within the passage of line 6 and ends behind it, and both are noise or corrected."
    ]


def test_noise_whose_own_places_overlap_is_an_error_that_says_what_to_quote(corpus):
    folder = corpus({"a.md": annotated("Ha ha ha. Ha ha ha.", {"quote": "a h", "noise": "n", "every": True})})
    assert read_one(folder)[1] == []
    folder = corpus({"a.md": annotated("On ha ha ha.", {"quote": "ha ha", "noise": "n", "every": True})})
    assert read_one(folder)[1] == [
        "error: sources/a.md:6: stands at places that overlap, which cannot be shown as noise or corrected. Quote the longer passage that they make."
    ]


@pytest.mark.parametrize("inner", ["Text", "with", "wells."])
def test_a_correction_within_a_correction_is_an_error_that_names_both(corpus, inner):
    notes = [{"quote": "Text with wells.", "correction": "A"}, {"quote": inner, "correction": "B"}]
    source = annotated("Text with wells.", *notes).replace("}, {", "},\n  {")
    assert read_one(corpus({"a.md": source}))[1] == [
        "error: sources/a.md:7: stands within the passage of line 6, and both are corrected. Say all in the correction of the longer passage, or shorten that."
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


def test_a_passage_that_is_quoted_twice_is_an_error_that_names_the_other(corpus):
    notes = [{"quote": "two", "note": "n"}, {"quote": " two ", "note": "m"}]
    source = annotated("One two.", *notes).replace("}, {", "},\n  {")
    assert read_one(corpus({"a.md": source}))[1] == [
        "error: sources/a.md:7: quotes the same passage as line 6. Put all that is said of it into one annotation."
    ]
