"""Documents, terms and issuers are found by their names, in all their spellings."""

from __future__ import annotations

import pytest
from tests.suggested import said, why
from tests.support import annotated, source

from policy_digest.suggest.manuscript import fold


@pytest.mark.parametrize(
    ("written", "field", "one"),
    [
        ("Key Tasks for the Construction of a Learning Society", "document", "tasks"),
        ("key tasks for construction of the learning society", "document", "tasks"),
        ("学习型社会建设重点任务", "document", "tasks"),
        ("Learning cities", "term", "learning-city"),
        ("学习型城市", "term", "learning-city"),
        ("Mr. Big", "term", "big"),
        ("great teacher", "term", "big"),
        ("educational power", "term", "power"),
        ("county community learning center", "term", "centre"),
        ("county -community learning centre", "term", "centre"),
        ("learning centre of the county community", "term", "centre"),
    ],
)
def test_a_name_is_known_in_all_its_spellings(suggested, written, field, one):
    assert said(suggested(source(f"Here stands {written} as it is."), kinds=[field]), field) == {written: (one,)}


def test_a_name_in_quotation_marks_may_be_nearly_right_and_is_to_be_checked(suggested):
    found = suggested(source('They issued the "Key Mission of Learning Society Construction" then.'))
    assert said(found, "document") == {"Key Mission of Learning Society Construction": ("tasks",)}
    assert why(found, "document").startswith("“Key Mission of Learning Society Construction” is close to “Key Tasks")
    assert why(found, "document").endswith(": check")


def test_a_name_with_another_number_is_another_name(suggested):
    assert (
        said(suggested(source('They issued the "Key Mission 2 of Learning Society Construction" then.')), "document")
        == {}
    )


def test_a_short_name_that_the_text_gives_stands_for_the_document_from_there_on(suggested):
    body = (
        "The “Plan for Village Schools (2023-2025)” (hereinafter referred to as “Plan”) is new.\n\nThe “Plan” is good. "
        "A plan is no document."
    )
    found = suggested(source(body))
    (short,) = [one for one in found.annotations if one.annotation.quote == "“Plan”"]
    assert (short.annotation.document, short.annotation.every, len(short.spans)) == (("plan",), True, 2)
    assert '“"Plan"”' not in why(found, "document")
    assert "is what the text itself calls “Plan for Village Schools (2023-2025)”" in why(found, "document")


def test_a_term_is_suggested_once_for_few_places_and_at_the_first_of_many(suggested):
    few = suggested(source("A learning city. The learning city."))
    (one,) = few.annotations
    assert (one.annotation.every, len(one.spans)) == (True, 2)
    many = suggested(source("A learning city here. " + "The learning city. " * 5))
    (one,) = many.annotations
    assert (one.annotation.every, len(one.spans), one.spans[0].start) == (False, 1, 2)
    assert "it occurs 6 times" in why(many, "term")


def test_a_spelling_that_is_annotated_in_another_text_is_known(suggested):
    other = annotated("It is the learn town here.", {"quote": "learn town", "term": "learning-city"})
    found = suggested({"a.md": source("We like a learn town."), "b.md": other})
    assert said(found, "term") == {"learn town": ("learning-city",)}
    assert why(found, "term") == "“learn town” is a spelling (annotated in b, p1) of the term learning-city"


def test_names_do_not_run_over_the_end_of_a_sentence_or_paragraph(suggested):
    assert (
        suggested(source("We are learning. City life is good: learning; city.\n\nlearning\n\ncity")).annotations == ()
    )


def test_issuers_are_told_apart_and_a_misspelt_one_gets_a_note(suggested):
    found = suggested(source("The Ministry of Education and the Consumer Financal Protection Bureau met. 教育部 too."))
    assert {one: len(places) for one, places in found.issuers.items()} == {"ministry": 2}
    assert suggested(source("The Ministry of Education spoke.", issuer="ministry")).issuers == {}
    assert said(found, "note") == {
        "Consumer Financal Protection Bureau": "Probably “Consumer Financial Protection Bureau” is meant."
    }


@pytest.mark.parametrize(
    ("one", "other"), [("Cities", "city"), ("modernisation", "modernization"), ("centre", "center")]
)
def test_spellings_of_one_word_are_one_word(one, other):
    assert fold(one) == fold(other)
