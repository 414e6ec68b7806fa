"""What a page of a PDF shows becomes a text: lines, the edges of pages, sentences over their ends, titles."""

from __future__ import annotations

import pytest
from tests.raw import LONG, add, body, large, pdf

from policy_digest.adding.pieces import AddError
from policy_digest.adding.plain import PAGE_BREAK, plain_pieces


@pytest.mark.parametrize(
    ("sign", "drawn", "shown"),
    [
        ("fi", "Each of@ce answers @ve letters.", "Each office answers five letters."),
        ("uni2F63", "Each pupil, or @, learns.", "Each pupil, or 生, learns."),
        ("uni2EA0", "Each citizen, or @, reads.", "Each citizen, or 民, reads."),
        ("uni2F3E", "Each house, or @, counts.", "Each house, or ⼾, counts."),
    ],
)
def test_signs_of_a_pdf_are_written_as_the_letters_that_a_reader_searches_for(folder, sign, drawn, shown):
    # "@" is drawn as the sign; the font's entry stays as long as it was, so that the table of places holds.
    entry = b"/BaseFont /Helvetica /Encoding /WinAnsiEncoding"
    font = f"/BaseFont/Ari/Encoding<</Differences[64/{sign}]>>".encode()
    made = pdf([["A plan", "", drawn]]).replace(entry, font.ljust(len(entry)))
    _, draft = add(folder, "a.pdf", made)
    assert shown in body(draft)


def test_the_lines_of_a_title_in_large_letters_are_one_line_of_a_pdf_and_the_draft_says_so(folder):
    words = ["The county has two teachers for each school, and pays them as the towns do.", "It says so each year."]
    _, draft = add(
        folder, "a.pdf", pdf([["County", large("Plan for teachers"), large("in villages"), "May 5, 2020", *words]])
    )
    assert "# check: 2 lines in the same large letters are joined: “Plan for teachers in villages”\n" in draft
    assert "\ntitle: Plan for teachers in villages\n" in draft
    assert "\n# Plan for teachers in villages\n\nMay 5, 2020\n\n" in draft
    assert "joined" not in add(folder, "b.pdf", pdf([[large("A plan"), *words]]))[1]


def test_paragraphs_of_a_pdf_that_stand_apart_are_not_one(folder):
    lines = [
        "Every village school of the county has two teachers, as it is said in",
        "the plan for the teachers of all schools in this county.",
    ]
    second = [
        "The county pays them as the teachers in towns are paid, and tells it",
        "to the ministry each year, which makes it public to all.",
    ]
    made = pdf([["A plan", "", *lines, *second, "", *lines, "", *second]])
    assert body(add(folder, "a.pdf", made)[1]).split("\n\n")[1:] == [
        "\n".join([*lines, *second]),
        "\n".join(lines),
        "\n".join(second),
    ]


def test_a_text_with_a_longer_annex_in_smaller_letters_has_no_title_of_all_its_first_lines(folder):
    begins = [*map(large, LONG[:3]), "1 A note.", *map(large, LONG)]
    _, draft = add(folder, "a.pdf", pdf([[*begins, *(f"Row {number} of a table." for number in range(400))]]))
    assert "joined" not in draft


def test_what_a_browser_prints_at_the_edges_of_a_page_is_no_part_of_the_text(folder):
    edges = ["5/12/24, 3:23 PM A plan for schools", "https://example.org/plan?id=3 1/1"]
    _, draft = add(folder, "a.pdf", pdf([["A plan for schools", "Every school has two teachers.", *edges]]))
    assert [line for line in edges if line in body(draft)] == []
    assert draft.count("reason: line that the browser printed on each page\n") == 2


def test_running_heads_that_differ_in_the_number_of_their_page_alone_are_known(folder):
    pages = [[f"Official Journal - {page}", LONG[page], LONG[2 * page]] for page in range(1, 5)]
    _, draft = add(folder, "a.pdf", pdf(pages))
    assert "Official Journal" not in body(draft)
    assert draft.count("reason: running head or foot of the pages\n") == 4


def test_a_pdf_that_shows_one_page_again_and_again_is_refused(folder):
    made = pdf([["A plan"]])
    made = made.replace(b"[4 0 R] /Count 1 ", b"[" + b"4 0 R " * 101 + b"] /Count 101 ")
    with pytest.raises(AddError, match=r"^has 101 pages, most of them the same\."):
        add(folder, "a.pdf", made)


@pytest.mark.parametrize(
    ("last", "first", "joined"),
    [
        ("and the county pays them as the teachers in towns are paid, and", "reports on it each year.", True),
        ("and the county pays them as those in towns are paid, as does the", "Ministry of Schools.", True),
        ("and the county pays them as the teachers in all towns are paid.", "reports are made each year.", False),
        ("and the county pays them as the teachers in all its towns are paid", "Reports", False),
        ("and the county pays", "them each year.", False),
        ("and the county pays them as the teachers in all its towns are paid,", "§ 2. Reports are made.", False),
    ],
)
def test_a_sentence_goes_on_over_the_end_of_a_page_and_the_draft_says_so(last, first, joined):
    lines = ["Every village school of the county has two teachers who live so near to it", "that no one needs a", last]
    pieces, checks = plain_pieces("\n".join([*lines, PAGE_BREAK, first, "The county says so to the ministry."]))
    assert any(first in piece.lines and last in piece.lines for piece in pieces) == joined
    assert checks == [f"joined over the end of a page: “{first}”"] * joined


def test_a_chinese_sentence_goes_on_over_the_end_of_a_page_without_a_space():
    text = f"每所乡村学校应当配备两名教师，教师工资不低于城镇，县里每\n年报告一次，并向社会公布学校教师名单和工资的发放情况，并\n于年底前接受人民代表大会及其常务委员会的监督，改正工作的\n{PAGE_BREAK}\n不足。"
    assert [piece.text for piece in plain_pieces(text)[0]] == [text.replace("\n", "").replace(PAGE_BREAK, "")]
