from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support import annotated, source, vocabulary, write

from policy_digest.digest import read_digest
from policy_digest.edits import open_file
from policy_digest.model import Annotation
from policy_digest.quotes import Normal, find_quote
from policy_digest.suggest.annotated import read_annotated
from policy_digest.suggest.insert import insert
from policy_digest.suggest.manuscript import Manuscript, fold
from policy_digest.suggest.mentions import mentions
from policy_digest.suggest.paste import commented, item
from policy_digest.suggest.places import places
from policy_digest.suggest.quotation import quotation
from policy_digest.suggest.suggestions import learn_from, suggest

WORDS = vocabulary(
    themes={
        "rural": {"label": "Rural schools", "definition": "Schools in villages."},
        "teachers": {"label": "Teachers"},
        "water": {"label": "Water", "definition": "Rivers and wells."},
    },
    issuers={
        "ministry": {"label": "Ministry of Education", "short": "MoE", "original": "教育部"},
        "bureau": {"label": "Consumer Financial Protection Bureau"},
    },
    events={
        "study": {"label": "Fifth collective study of the council", "date": "2023-05-29"},
        "study-2024": {"label": "Sixth collective study of the council", "date": "2024-05-29"},
        "letter": {"label": "Letter to the students of Northern University", "date": "2023-07", "theme": ["teachers"]},
        "congress": {"label": "20th Congress of the Union of Learners", "date": ""},
        "visit": {"label": "省长视察北京育英学校", "date": "2023-05-31"},
    },
    documents={
        "tasks": {
            "label": "Key Tasks for the Construction of a Learning Society",
            "original": "学习型社会建设重点任务",
        },
        "plan": {"label": "Plan for Village Schools (2023-2025)"},
    },
    terms={
        "learning-city": {"label": "learning city", "original": "学习型城市"},
        "big": {"label": "“Mr. Big” (great teacher)"},
        "power": {"label": "strong country in education", "definition": "Also “educational power”."},
        "centre": {"label": "county community learning centre"},
    },
)


@pytest.fixture
def suggested(corpus):
    """What is suggested for the text `a` of a corpus: its annotations as the model reads them, and their reasons."""

    def run(files, one="a", **options):
        folder = corpus(WORDS | (files if isinstance(files, dict) else {"a.md": files}))
        known, problems = read_annotated(folder, folder.parent, one)
        assert problems == []
        return suggest(known.texts[one], learn_from(known), **options)

    return run


def said(found, field):
    """What is suggested of a kind, by the words that are quoted."""
    return {
        one.annotation.quote: getattr(one.annotation, field)
        for one in found.annotations
        if getattr(one.annotation, field)
    }


def why(found, field):
    return "; ".join(why for one in found.annotations for what, why in one.reasons if what.startswith(field))


# Dates and events


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
    ],
)
def test_dates_are_read_as_they_are_written(corpus, words, date):
    folder = corpus({"a.md": source(f"All met {words}.")})
    digest, _ = read_digest(folder, folder.parent)
    (found,) = mentions(Manuscript(digest.texts["a"]))
    assert (found.month, found.day, found.until) == date


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
    assert said(found, "event") == {"5月31日,省长视察北京育英学校": ("visit",)}


# Names


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
    (short,) = [one for one in found.annotations if one.annotation.quote == '"Plan"']
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
    assert "it stands 6 times" in why(many, "term")


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


# Targets


@pytest.mark.parametrize(
    ("words", "value", "by"),
    [
        ("By 2025, 95% of schools will be covered", "95%", "2025"),
        ("We will reach full coverage in 2025", "full coverage", "2025"),
        ("By 2035, we will build a strong country", "", "2035"),
        ("In 2023-2025 they will cultivate about 100 cases of reform", "about 100 cases", "2023/2025"),
        ("到2025年,覆盖率达到95%", "达到95%", "2025"),
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
        one.reasons[0][1].startswith("“77win” stands 3 times between ever other words") for one in found.annotations
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
    surest = max(one.certainty for one in found.annotations)
    assert [one.certainty for one in suggested(source(body), least=surest).annotations] == [surest] * sum(
        one.certainty == surest for one in found.annotations
    )


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
    assert problems == []
    assert len(digest.texts["a"].passages) == sum(len(one.spans) for one in found)
    again, _ = read_annotated(folder, tmp_path, "a")
    assert (
        suggest(again.texts["a"], learn_from(again), kinds=["event", "document", "target", "noise"]).annotations == ()
    )


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
