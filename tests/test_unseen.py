"""Words that Markdown would hide are told of, where no capture is there to compare with."""

from __future__ import annotations

import pytest
from tests.support import captured, read_corpus, read_one, source

from policy_digest.unseen import unseen


def told(text):
    return [(text.count("\n", 0, at) + 1, what) for at, what in sorted(unseen(text))]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("One.\n\nThe <Education Law> was passed.", 3, "'<Education Law>' is taken for HTML and not shown. "),
        ("In <province> and </County>.", 1, "'<province>' is taken for HTML"),
        ("One.\n\n<svg><title>Two</title></svg>", 3, "'<svg>' has words that are not shown. Write them as text."),
        ("So <math class='a'><mi>E</mi> = m</math>.", 1, "'<math class='a'>' has words that are not shown."),
        ("<MATH>\n<mi>E</mi>\n</MATH>\n\nEnergy.", 1, "'<MATH>' has words that are not shown."),
        ("One.\n\n<!-- a draft\n\nTwo.", 3, "'<!--' opens a comment that does not end: what follows is not shown."),
        ("One.\n\n[Note]: 2021", 3, "'[Note]:' is taken for the address of a link that is nowhere, and not shown."),
    ],
)
def test_a_sign_that_is_taken_for_markup_is_told_with_its_line(text, line, what):
    found = told(text)
    assert found[0][0] == line
    assert found[0][1].startswith(what)


@pytest.mark.parametrize(
    "text",
    [
        "The \\<Education Law> was passed; `<Education Law>` and a < b > c.",
        "    <Law> in code\n\n```\n[a]: b\n<!--\n```",
        "<https://example.org> <a@example.org> <br> <font color=red>red</font> <script>x</script>",
        "One.<!-- a note -->\n\n<!-- another\n-->\n\nTwo.",
        "A [link] and [another][b].\n\n[link]: https://example.org\n[B]: <https://example.org/b>",
        "\\[Note]: 2021 and [x](y): z",
        "<svg width=9><style>a{}</style><path d='M0 0'/></svg> <svg>&quot;words&quot; of <![CDATA[its own]]></svg> \\<math>",
        "One[^1].\n\n[^1]: A footnote.",
    ],
)
def test_what_is_shown_or_meant_is_not_told(text):
    assert told(text) == []


def test_it_is_a_warning_of_a_text_without_a_capture(corpus):
    _, problems = read_one(corpus({"a.md": source("One.\n\nThe <Law> of 2015.")}))
    assert problems == [
        "warning: sources/a.md:9: '<Law>' is taken for HTML and not shown. Write \\< where the source has that sign."
    ]
    text = "The of 2015.\n"
    assert read_one(corpus({"a.md": captured(text, "The <Law> of 2015.\n"), "captures/a.txt": text}))[1] == []


@pytest.mark.parametrize("body", ["<!-- only a comment -->", "<script>alert(1)</script>", "[a]: b"])
def test_a_text_without_a_word_to_see_is_an_error(corpus, body):
    problems = read_corpus(corpus({"a.md": source(body)}))[1]
    assert [one.partition(": has")[2] for one in problems] == [
        " no text that a reader would see. Put the source's words below the front matter."
    ]
