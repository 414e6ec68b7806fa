"""Dates are read as a text means them, and events are found by their days and words."""

from __future__ import annotations

import pytest
from tests.suggested import said, why
from tests.support import source

from policy_digest.digest import read_digest
from policy_digest.suggest.manuscript import Manuscript
from policy_digest.suggest.mentions import mentions


@pytest.mark.parametrize(
    ("body", "fields", "year", "reason"),
    [
        ("On May 29, 2023, all met.", {}, 2023, ""),
        ("The year 2023 was good. On May 29 all met.", {}, 2023, "the last year named before it, in p1"),
        (
            "It was 2019.\n\nThe year 2023 was good.\n\nOn May 29 all met.",
            {},
            2023,
            "the last year named before it, in p2",
        ),
        ("On May 29 all met.", {"title": "In 2023, a chapter"}, 2023, "the last year named before it, in the title"),
        ("On May 29 all met.", {"date": "2023-12-28"}, 2023, "the text is dated 2023-12-28"),
        (
            "Since 2012 much was done. On May 29 this year all met.",
            {"date": "2023-09~"},
            2023,
            "“this year”, and the text is dated 2023-09~",
        ),
        ("On May 29 last year all met.", {"date": "2024-09"}, 2023, "“last year”, and the text is dated 2024-09"),
        (
            "In 2023 we began; by 2035, we will be done. On May 29 all met.",
            {},
            2023,
            "the last year named before it, in p1",
        ),
        (
            "In 2023 we began, see the plan (2023-2025). On May 29 all met.",
            {},
            2023,
            "the last year named before it, in p1",
        ),
        (
            "In 2023 we look to 2040 and 2035. On May 29 all met.",
            {"date": "2023-12"},
            2023,
            "the last year named before it, in p1",
        ),
        ("On May 29 all met.", {}, None, ""),
        ("2023年很重要。5月29日开会。", {}, 2023, "the last year named before it, in p1"),
        ("今年5月29日开会。", {"date": "2023-09"}, 2023, "“今年”, and the text is dated 2023-09"),
        ("2023年5月29日开会。", {}, 2023, ""),
        ("二〇二三年五月二十九日开会。", {}, 2023, ""),
        ("二○二三年很重要。五月二九日开会。", {}, 2023, "the last year named before it, in p1"),
        ("五月二十九日开会。", {"title": "二〇二三年大事"}, 2023, "the last year named before it, in the title"),
        ("去年五月二十九日开会。", {"date": "2024-09"}, 2023, "“去年”, and the text is dated 2024-09"),
    ],
)
def test_the_year_of_a_day_is_the_one_that_the_text_gives_and_the_reason_says_how(corpus, body, fields, year, reason):
    folder = corpus({"a.md": source(body, **fields)})
    digest, _ = read_digest(folder, folder.parent)
    found = [one for one in mentions(Manuscript(digest.texts["a"])) if one.day]
    assert [(one.year, one.month, one.day, one.why) for one in found] == [(year, 5, 29, reason)]


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("September 8", (9, 8, None)),
        ("20 December", (12, 20, None)),
        ("the 3rd of March", (3, 3, None)),
        ("2023-05-29", (5, 29, None)),
        ("February 13th to 14th", (2, 13, (2, 14))),
        ("30 to 31 May", (5, 30, (5, 31))),
        ("May 30 to June 2", (5, 30, (6, 2))),
        ("In August", (8, None, None)),
        ("May 2023", (5, None, None)),
        ("5月29日", (5, 29, None)),
        ("5月29日至6月2日", (5, 29, (6, 2))),
        ("２０２３年５月２９日", (5, 29, None)),
        ("五月三十日至六月二日", (5, 30, (6, 2))),
        ("二〇二三年十二月三十一日", (12, 31, None)),
        ("二○一九年十月", (10, None, None)),
    ],
)
def test_dates_are_read_as_they_are_written(corpus, words, date):
    folder = corpus({"a.md": source(f"All met {words}.")})
    digest, _ = read_digest(folder, folder.parent)
    (found,) = mentions(Manuscript(digest.texts["a"]))
    assert (found.month, found.day, found.until) == date


def test_a_month_alone_in_chinese_characters_is_no_date_and_a_year_alone_is(corpus):
    folder = corpus({"a.md": source("一月两次，一二月间，十月革命。这是二〇一九年的事，二十年来。")})
    digest, _ = read_digest(folder, folder.parent)
    assert [(one.words, one.year) for one in mentions(Manuscript(digest.texts["a"]))] == [("二〇一九年", 2019)]


def test_may_is_a_month_only_where_a_day_a_year_or_a_preposition_says_so(corpus):
    folder = corpus({"a.md": source("We may go. May they come. It was in May.")})
    digest, _ = read_digest(folder, folder.parent)
    assert [one.words for one in mentions(Manuscript(digest.texts["a"]))] == ["in May"]


def test_an_event_is_suggested_where_its_day_and_its_words_stand_and_the_year_comes_from_the_text(suggested):
    found = suggested(source("The year 2023 was good.\n\nOn May 29, all came to the collective study. Then they left."))
    assert said(found, "event") == {"On May 29, all came to the collective study": ("study",)}
    assert why(found, "event") == (
        "“May 29” (year 2023: the last year named before it, in p1) agrees with the event's date 2023-05-29 by the day; "
        "words of the label “Fifth collective study of the council”: “collective”, “study”"
    )


def test_of_two_events_of_one_day_the_year_decides(suggested):
    text = "It is 2024.\n\nOn May 29, all came to the collective study."
    assert list(said(suggested(source(text)), "event").values()) == [("study-2024",)]


def test_an_event_without_any_year_in_sight_is_marked_to_be_checked(suggested):
    found = suggested(source("On May 29, all came to the fifth collective study."))
    assert list(said(found, "event").values()) == [("study",)]
    assert "“May 29” (no year is named or known: check)" in why(found, "event")


def test_a_day_alone_is_no_event(suggested):
    assert said(suggested(source("In 2023, on May 29, it rained.")), "event") == {}


def test_an_event_of_a_month_needs_more_of_its_words(suggested):
    few, many = "In July 2023 many students left.", "In July 2023 he wrote to the students of Northern University."
    assert said(suggested(source(f"{few}\n\n{many}")), "event") == {many.removesuffix("."): ("letter",)}


def test_the_theme_that_the_vocabulary_gives_an_event_comes_with_it(suggested):
    found = suggested(source("In July 2023 he wrote to the students of Northern University."))
    (one,) = found.annotations
    assert (one.annotation.event, one.annotation.theme) == (("letter",), ("teachers",))
    assert why(found, "theme") == "the event letter is on it"


def test_an_event_without_a_date_needs_nearly_all_of_its_label_with_its_numbers(suggested):
    right = "This is in the spirit of the 20th Congress of the Union of Learners"
    wrong = "This is in the spirit of the 19th Congress of the Union of Learners"
    assert said(suggested(source(f"{right}.\n\n{wrong}.")), "event") == {right: ("congress",)}


def test_a_named_day_that_is_another_excludes_an_event(suggested):
    assert (
        said(suggested(source("On June 3, 2023, the fifth collective study of the council was praised.")), "event")
        == {}
    )


def test_an_event_later_than_the_text_is_not_taken_from_its_name(suggested):
    text = "The fifth collective study of the council was long."
    assert said(suggested(source(text, date="2020")), "event") == {}
    assert list(said(suggested(source(text, date="2024")), "event").values()) == [("study",)]


def test_an_event_is_found_in_chinese(suggested):
    found = suggested(source("2023年很重要。5月31日，省长视察北京育英学校。"))
    assert said(found, "event") == {"5月31日，省长视察北京育英学校": ("visit",)}
