"""Suggestions of targets, themes and noise; and all kinds together."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.suggested import WORDS, said, why
from tests.support import annotated, source, write

from policy_digest.digest import read_digest
from policy_digest.edits import open_file
from policy_digest.model import Annotation
from policy_digest.problems import errors
from policy_digest.quotes import Normal, find_quote
from policy_digest.suggest.annotated import read_annotated
from policy_digest.suggest.insert import insert, places
from policy_digest.suggest.manuscript import Manuscript
from policy_digest.suggest.paste import commented, item
from policy_digest.suggest.quotation import quotation
from policy_digest.suggest.suggestions import learn_from, suggest

# Targets


@pytest.mark.parametrize(
    ("words", "value", "by"),
    [
        ("By 2025, 95% of schools will be covered", "95%", "2025"),
        ("We will reach full coverage in 2025", "full coverage", "2025"),
        ("By 2035, we will build a strong country", "", "2035"),
        ("In 2023-2025 they will cultivate about 100 cases of reform", "about 100 cases", "2023/2025"),
        ("到2025年,覆盖率达到95%", "达到95%", "2025"),
        ("到二〇三五年,覆盖率达到95%", "达到95%", "2035"),
        ("We achieve the goal of 4%", "4%", ""),
    ],
)
def test_a_figure_with_a_due_date_is_a_target(suggested, words, value, by):
    found = suggested(source(f"{words}.", date="2023"))
    ((quote, (target,)),) = said(found, "target").items()
    assert (quote, target.value, target.by.edtf if target.by else "") == (words, value, by)
    assert "say what is to be reached in your words" in why(found, "target")


def test_two_figures_are_two_targets_of_one_passage(suggested):
    found = suggested(source("By 2025 we will cover 50% of the east and 30% of the west.", date="2023"))
    ((_, targets),) = said(found, "target").items()
    assert [(one.value, one.by.edtf) for one in targets] == [("50%", "2025"), ("30%", "2025")]


@pytest.mark.parametrize(
    "words",
    [
        "By 2010, 95% of schools were covered.",
        "The 14th plan has 18 chapters.",
        "There are 500 schools.",
        "In 2023, we will ensure good lessons.",
        "They issued the “Plan for Village Schools (2023-2025)” and will promote it.",
    ],
)
def test_what_is_over_or_has_neither_date_nor_goal_is_no_target(suggested, words):
    assert said(suggested(source(words, date="2023")), "target") == {}


# Themes

TAUGHT = annotated(
    "Village pupils walk far to lessons in the hills. Wages of instructors rise with their years of service.",
    {"quote": "Village pupils walk far to lessons in the hills", "theme": "rural"},
    {"quote": "Wages of instructors rise with their years of service", "theme": "teachers"},
)


def test_a_theme_is_learned_from_annotated_passages_and_the_reason_names_words_and_passage(suggested):
    found = suggested({"a.md": source("Village pupils have lessons in the evening."), "b.md": TAUGHT})
    assert said(found, "theme") == {"Village pupils have lessons in the evening": ("rural",)}
    reason = why(found, "theme")
    assert reason.startswith("its words ")
    assert "“pupils”" in reason
    assert reason.endswith("speak for it, as in “Village pupils walk far to lessons in the hills” (b, p1)")


def test_a_theme_that_no_passage_teaches_is_suggested_only_by_its_label(suggested):
    found = suggested({"a.md": source("Clean water for all of them. Rivers and wells run dry there."), "b.md": TAUGHT})
    assert said(found, "theme") == {"Clean water for all of them": ("water",)}
    assert why(found, "theme") == "its words “water” are those of the theme's label or definition"


# Injected strings


def test_a_string_that_is_noise_in_another_text_is_noise(suggested):
    other = annotated("Words buy now here more.", {"quote": "buy now here", "noise": "advertisement"})
    found = suggested({"a.md": source("We learn buy now here and write, buy now here all day."), "b.md": other})
    (one,) = found.annotations
    assert (one.annotation.noise, one.annotation.every, len(one.spans)) == ("advertisement", True, 2)
    assert why(found, "noise") == "“buy now here” is annotated as noise in b (p1)"


def test_an_odd_word_between_ever_other_words_is_noise_with_the_words_that_come_with_it(suggested):
    body = "We learn 77win app with joy.\n\nThe towns 77win app grow with time. Their plan 77win casino review with aims is good."
    found = suggested(source(body), kinds=["noise"])
    assert [(one.annotation.quote, one.annotation.every) for one in found.annotations] == [
        ("77win app", True),
        ("77win casino review", False),
    ]
    assert all(
        one.reasons[0][1].startswith("“77win” occurs 3 times, always between other words") for one in found.annotations
    )


@pytest.mark.parametrize(
    "words", ["The 14th plan, the 14th time.", "In 1990s and the 1990s.", "We met COVID19 and COVID19."]
)
def test_numbers_and_names_are_no_noise(suggested, words):
    assert said(suggested(source(words)), "noise") == {}


# All together


def test_what_is_annotated_is_not_suggested_again(suggested):
    body = "Here is a learning city. By 2025, we will reach 95% of them."
    quotes = [
        {"quote": "a learning city", "term": "learning-city"},
        {"quote": "we will reach 95%", "target": {"what": "x", "value": "95%", "by": "2025"}},
    ]
    assert len(suggested(source(body)).annotations) == 2
    assert suggested(annotated(body, *quotes)).annotations == ()


def test_of_an_injected_string_the_places_that_are_not_marked_yet_are_suggested(suggested):
    body = "We learn buy now here and write buy now here all day."
    found = suggested(annotated(body, {"quote": "buy now here", "prefix": "learn", "noise": "advertisement"}))
    assert [one.fields for one in found.annotations] == [
        {"quote": "buy now here", "prefix": "write", "noise": "advertisement"}
    ]


def test_a_passage_that_has_an_annotation_cannot_get_a_second_one(suggested):
    assert suggested(annotated("Here is a learning city.", {"quote": "learning city", "note": "n"})).annotations == ()


def test_all_that_is_said_of_a_passage_is_one_suggestion(suggested):
    text = "On May 29, 2023, village pupils walk to lessons and collective study"
    found = suggested({"a.md": source(f"{text}."), "b.md": TAUGHT})
    (one,) = found.annotations
    assert (one.annotation.event, one.annotation.theme) == (("study",), ("rural",))
    assert [what for what, _ in one.reasons] == ["event study", "theme rural"]


def test_suggestions_stand_in_the_order_of_the_text_and_can_be_chosen_by_kind_and_certainty(suggested):
    body = "By 2025, we will reach 95% of schools. Here is a learning city. Key tasks for the construction of a learning society."
    found = suggested(source(body, date="2023"))
    assert [one.annotation.kinds for one in found.annotations] == [("target",), ("term",), ("document",)]
    assert [one.annotation.kinds for one in suggested(source(body, date="2023"), kinds=["term"]).annotations] == [
        ("term",)
    ]
    surest = suggested(source(body, date="2023"), least=0.88)
    assert [one.annotation.kinds for one in surest.annotations] == [("term",), ("document",)]


def test_what_is_printed_is_yaml_that_the_model_takes_whatever_the_text_has(suggested):
    body = "He said: \"#1: a learning city\" {now} - [x]: yes\n\nA 'learning city': %, & *that* — 学习型城市。"
    for one in suggested(source(body)).annotations:
        printed = commented(one)
        assert all(line.startswith(("  #", "  -", "    ")) for line in printed.splitlines())
        assert item(one.fields) in printed


SENTENCES = st.lists(
    st.sampled_from(
        [
            "On May 29, all came to the fifth collective study of the council",
            "The year 2023 was good",
            "A learning city: the learning city",
            '"Key Tasks for the Construction of a Learning Society" (hereinafter referred to as "Tasks")',
            'The "Tasks" and the learning city',
            "By 2025, 95% of the schools will be reached",
            "Village pupils walk far to lessons in the hills, 77win app and the instructors rise with their years of service",
            "到2025年，学习型城市覆盖率达到95%",
            "5月31日，省长视察北京育英学校并指出建设学习型城市是一项重要任务，必须坚持不懈",
            "**Mr. Big** is a ‘great teacher’",
            "# Heading of a learning city",
            "77win app",
            "a\u200b learning\u00a0 city",
            "|a|learning city|\n|-|-|\n|great teacher|x|",
        ]
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=50)  # each reads a corpus three times
@given(SENTENCES, st.sampled_from([". ", "\n\n", ", ", "。"]))
def test_every_suggestion_anchors_by_the_rules_of_the_digest_and_then_there_are_no_more(tmp_path, sentences, joint):
    folder = write(
        tmp_path / "sources", WORDS | {"b.md": TAUGHT, "a.md": source(joint.join(sentences) + ".", date="2023")}
    )
    known, problems = read_annotated(folder, tmp_path, "a")
    assert problems == []
    text = known.texts["a"]
    found = suggest(text, learn_from(known)).annotations
    for one in found:
        said = Annotation.model_validate(one.fields)
        spans = find_quote(Normal(text.body.text), said.quote, prefix=said.prefix, suffix=said.suffix, every=said.every)
        assert tuple(spans) == one.spans
    file, _ = open_file(folder / "a.md", tmp_path)
    write(folder, {"a.md": insert(file, places(text, found))})
    digest, problems = read_digest(folder, tmp_path)
    assert errors(problems) == []  # a sign behind a table's last cell is a warning
    assert len(digest.texts["a"].passages) == sum(len(one.spans) for one in found)
    again, _ = read_annotated(folder, tmp_path, "a")
    assert (
        suggest(again.texts["a"], learn_from(again), kinds=["event", "document", "target", "noise"]).annotations == ()
    )


def test_words_are_proposed_as_the_text_has_them(suggested):
    words = "By 2025, the “new” vil\u200blages，the old towns and  all ’others’ will reach the ‘goal’ of 95% of １"
    ((quote, (target,)),) = said(suggested(source(f"{words}. More.", date="2023")), "target").items()
    assert quote == "By 2025, the … 95% of １"
    assert target.what == words.replace("\u200b", "").replace("  ", " ")


@pytest.mark.parametrize("joint", [" ", "\n\n"])
def test_sentences_that_recur_take_no_more_time_each(suggested, joint):
    def calls(times):
        sentence = "On May 29 the Plan for Village Schools (2023-2025) says that by 2025, 95% of towns will be reached."
        count = 0

        def note(*_):
            nonlocal count
            count += 1

        sys.setprofile(note)
        try:
            suggested(source(joint.join([sentence] * times), date="2023"))
        finally:
            sys.setprofile(None)
        return count

    assert calls(160) < 6 * calls(40)


@given(st.text(st.sampled_from('ab .,学习“”"\u200b'), min_size=1, max_size=60), st.data())
def test_a_quotation_finds_its_passage_and_no_other(tmp_path, body, data):
    folder = write(tmp_path / "sources", {"a.md": source(f"x{body}x")})
    digest, _ = read_digest(folder, tmp_path)
    manuscript = Manuscript(digest.texts["a"])
    text = manuscript.normal.text
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    fields = quotation(manuscript, start, end)
    if fields:
        assert find_quote(manuscript.normal, **fields) == [manuscript.normal.span(start, end)]
    elif text[start:end].strip() == text[start:end]:
        assert text.count(text[start:end]) > 1 or not manuscript.normal.is_whole(start, end)
