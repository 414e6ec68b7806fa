"""A short quotation is shown with the words of its sentence, or it would say nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import annotated, parse_fragment, read_one, vocabulary, words, write

from policy_digest.pages.parts import paragraph_label, passage_item
from policy_digest.pages.show import quote as shown_quote
from policy_digest.passages import SHORT

LONG = " ".join(f"word{number}" for number in range(60))


@pytest.fixture
def passage(tmp_path):
    """The passage of the first of some annotations."""

    def of(body, quote="wells", *others, **fields):
        notes = {"quote": quote, "note": "n", **fields}, *others
        folder = write(tmp_path / "sources", vocabulary() | {"a.md": annotated(body, *notes)})
        text, problems = read_one(folder)
        assert problems == []
        return text, next(one for one in text.passages if one.index == 0)

    return of


def around(found):
    _, passage = found
    return tuple("".join(piece.words for piece in side) for side in (passage.before, passage.after))


@pytest.mark.parametrize(
    ("body", "sides"),
    [
        ("All is new. Each school has wells now. More will come.", ("Each school has ", " now. ")),
        ("wells.", ("", ".")),
        ("Mr. A. Smith counts wells, about 2.5 a day.", ("Mr. A. Smith counts ", ", about 2.5 a day.")),
        (
            "Dr. Z. Wu, Ms. Li and St. Paul count wells at No. 5.",
            ("Dr. Z. Wu, Ms. Li and St. Paul count ", " at No. 5."),
        ),
        ("Made in the USA. Our wells.", ("Our ", ".")),
        ("None!  Our wells? Two.", ("Our ", "? ")),
        ("One. “Are there wells?” Two.", ("“Are there ", "?” ")),
        ("A row.\n\nOur wells\n\nAnother row.", ("Our ", "")),
        ("| a | b |\n|---|---|\n| one | our wells are new |", ("our ", " are new")),
        (f"{LONG} wells {LONG}", (f"… {LONG[-118:]} ", f" {LONG[:115]} …")),
    ],
    ids=[
        "sentence",
        "alone",
        "abbreviations",
        "more of them",
        "capitals",
        "other signs",
        "quotation marks",
        "paragraph",
        "cell",
        "long",
    ],
)
def test_the_words_around_it_are_those_of_its_sentence(passage, body, sides):
    assert around(passage(body)) == sides


@pytest.mark.parametrize("closing", [*"\"'”’)]", "”)"])
def test_a_sentence_ends_with_the_marks_that_close_it(passage, closing):
    assert around(passage(f"(“'One.{closing} Our wells."))[0] == "Our "


@pytest.mark.parametrize("end", [*"。！？", *(f"。{closing}" for closing in "”’」』）"), "？”）"])
def test_a_chinese_sentence_ends_with_its_own_signs(passage, end):
    assert around(passage(f"会议已开{end}坚持立德树人。", "立德树人"))[0] == "坚持"


def test_a_chinese_sentence_ends_without_a_space(passage):
    assert around(passage("会议已开。坚持立德树人的根本任务。学校要做好。", "立德树人")) == ("坚持", "的根本任务。")


@pytest.mark.parametrize(("count", "has"), [(SHORT, True), (SHORT + 1, False)])
def test_a_longer_quotation_stands_alone(passage, count, has):
    quote = " ".join(LONG.split()[:count])
    assert any(around(passage(f"Here {LONG}.", quote))) == has


def test_noise_and_corrections_around_it_are_told_as_those_within_it(passage):
    others = {"quote": "188bet", "noise": "an advertisement"}, {"quote": "tow", "correction": "two"}
    text, found = passage("The tow 188bet wells are new.", "wells", *others)
    html = parse_fragment(str(shown_quote("terms/te/", passage_item(text, found)))).xpath("//p")[0]
    assert words(html) == "The tow [two] […] wells are new."


def test_words_without_spaces_around_it_are_cut_anywhere(passage):
    before, after = (" " + "会议要求各地学校" * 9 for _ in "ab")
    assert around(passage(f"{before}立德树人{after[1:]} 新", "立德树人")) == (f"… {before[-50:]}", f"{after[1:51]} …")


def test_words_behind_it_end_before_noise_that_they_would_cut(passage):
    noise = f"see {LONG[:200]} here"
    assert around(passage(f"Our new wells are {noise}.", "wells", {"quote": noise, "noise": "n"}))[1] == " are  …"


def test_words_around_it_end_before_noise_that_they_would_cut(passage):
    noise = f"see {LONG[:200]} here"
    assert around(passage(f"{noise} our wells are new.", "wells", {"quote": noise, "noise": "n"}))[0].split() == [
        "…",
        "our",
    ]


def test_a_quotation_in_part_of_a_correction_stands_alone(passage):
    other = {"quote": "two wells", "correction": "2 wells"}
    assert around(passage("Our two wells are new.", "wells are", other)) == ("", "")


@given(st.data())
def test_what_is_shown_is_a_stretch_of_its_paragraph_with_whole_words(tmp_path_factory, data):
    word = st.text("abc", min_size=1, max_size=12)
    tokens = data.draw(st.lists(st.tuples(word, st.sampled_from(["", ".", ",", "?"])), min_size=1, max_size=60))
    body = " ".join(f"{token}{stop}" for token, stop in tokens)
    at = data.draw(st.integers(0, len(tokens)))
    body = " ".join([*body.split()[:at], "WELLS", *body.split()[at:]])
    folder = write(tmp_path_factory.mktemp("a") / "sources", {"a.md": annotated(body, {"quote": "WELLS", "note": "n"})})
    [found] = read_one(folder)[0].passages
    before, after = ("".join(piece.words for piece in side) for side in (found.before, found.after))
    shown = f"{before.removeprefix('… ')}WELLS{after.removesuffix(' …')}"
    assert f" {shown.strip()} " in f" {body} "


def test_no_line_breaks_between_what_a_place_is_and_its_number():
    assert [paragraph_label(block) for block in ("p12", "h3")] == ["¶\u00a012", "heading\u00a03"]
