"""Words that Markdown would hide are told of, where no capture is there to compare with."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.support import captured, read_corpus, read_one, source

from policy_digest.body import MARKDOWN, render_body
from policy_digest.unseen import lost_addresses, unseen


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
        ("[a]: b\n\nThe [A].\n\n[a]: c", 5, "'[a]:' is taken for the address of a link that has one already, and not"),
        ("One <b two three> four.", 1, "'<b two three>' is taken for HTML and not shown. Write \\< where the source"),
        ("One.\n\n<p is less than q.\n\nFour.", 3, "'<p is less than q. <p>' is taken for HTML and not shown."),
        (
            "One.\n\n<div title='two\n\nthree",
            3,
            "'<div title='two <p>three</p>' is a tag that does not end: what follows",
        ),
        ("One <![CDATA[two]]> three.", 1, "'<![CDATA[two]]>' is taken for HTML and not shown."),
        ("One.\n\n<?php two\n\nthree", 3, "'<?php two three' is taken for HTML and not shown."),
        ("One <!two three> four.", 1, "'<!two three>' is taken for HTML and not shown."),
        ("One.\n\n<template>\n\nTwo.\n\n</template>", 3, "'<template>' has words that are not shown."),
        (
            "|a|\n|-|\n|b|\n|c|d e|\n",
            4,
            "'d e' is in a cell beyond those of the first row of the table, and not shown.",
        ),
        (
            "One.\n\n```two three\nfour\n```",
            3,
            "'two three' after ``` is taken for the language of code, and not shown.",
        ),
        ("教育\n\n- ~~~two\n  three\n  ~~~", 3, "'two' after ``` is taken for the language of code, and not shown."),
        ("`<Law>`\n\nThe <Law>\n\nand <Law> again.", 3, "'<Law>' is taken for HTML and not shown."),
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
        "<!DOCTYPE html>\n<?xml version='1.0'?>\n<td nowrap colspan=2 title='a > b'>a</td><input disabled/><o:p></o:p>",
        "<script>if (a < b) { '<Law>' }</script><style>p > b {}</style> <title>A</title> <textarea>a <b></textarea>",
        "| a | b |\n|---|:-:|\n| c\\|d | `e` |\n| f |\n\na | b",
    ],
)
def test_what_is_shown_or_meant_is_not_told(text):
    assert told(text) == []


TABLE = "<table>\n  <tr>\n    <td>One</td>\n{}    <td>Two</td>\n  </tr>\n{}</table>\n\n"


def test_a_blank_line_that_makes_code_of_a_table_or_a_list_is_told_once_for_each():
    items = "<ol>\n<li>Three\n\n    <ul>\n    <li>Four</li>\n    </ul>\n</li>\n</ol>\n\n"
    message = "is shown as code, since a blank line above it ends the HTML of <{0}>. Take out the blank lines in <{0}>."
    text = TABLE.format("    \n", "\n    <tr><td>Five</td></tr>\n\n") + TABLE.format("", "") + items
    assert told(text) == [
        (5, "'<td>Two</td>' " + message.format("table")),
        (22, "'<ul> <li>Four</li> </ul>' " + message.format("ol")),
    ]
    assert told(TABLE.format("", "") + items.replace("\n\n    <ul>", "\n    <ul>")) == []


@pytest.mark.parametrize("name", ["div", "section", "blockquote", "details"])
def test_a_blank_line_that_makes_code_of_another_block_is_told(name):
    [(line, what)] = told(f"<{name} class='a'>\n  <p>One</p>\n\n    <p>Two</p>\n</{name}>\n")
    assert (line, what.endswith(f"Take out the blank lines in <{name}>.")) == (4, True)


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n\nOne.\n\n    code\n\n</div>\n\n    <p>code</p>",
        TABLE.format("", "") + "    <td>code</td>\n",
        "<table><tr><td>\n\nOne.\n\n    code\n\n</td></tr></table>",
        "<!-- <table> -->\n\n    <td>code</td>\n",
        "<ul>\n\n   <li>One</li>\n\n</ul>\n\n    <li>code</li>\n",
        "<ul>\n<li>One</li>\n</ul> and <ul>\n<li>Two</li></ul>\n\n- Three\n\n      <li>code</li>\n",
    ],
)
def test_code_that_no_html_is_around_is_not_told(text):
    assert told(text) == []


@pytest.mark.parametrize("name", ["script", "style", "template"])
@pytest.mark.parametrize(
    "text", ["One.\n\n<{}>\n\nTwo.\n\nThree.", "One.\n\nOf `<{}>` and <{}> two.\n\nThree.", "\n\n<{}/>x</b>"]
)
def test_an_element_that_hides_its_words_must_end(name, text):
    found = told(text.replace("{}", name))
    opening = f"<{name}/>" if "/>x" in text else f"<{name}>"
    hint = f"End it with </{name}>. Write \\< where the source has that sign."
    assert found == [(3, f"'{opening}' does not end: what follows is not shown. {hint}")]


@pytest.mark.parametrize("name", ["textarea", "title", "NOSCRIPT", "iframe", "xmp", "noembed", "noframes", "plaintext"])
def test_an_element_in_which_markup_is_words_must_end(name):
    [(line, what)] = told(f"One.\n\nOf <{name}> *two*.\n\nThree.")
    assert line == 3
    assert what.startswith(f"'<{name}>' does not end: what follows is shown with its markup. End it with </")


def test_the_line_is_that_of_the_element_that_does_not_end():
    assert [line for line, _ in told("<style>p {}</style>\n\n<style>b {}</style>\n\nOne <style>")] == [5]


WHOLE = "Write it in full, beginning with http://, https:// or mailto:, or the words alone."
ALONE = "Make it a link of its own."


@pytest.mark.parametrize(
    ("text", "line", "target", "remedy"),
    [
        ("教育\n\n[x](other.md)", 3, "other.md", WHOLE),
        ("[x](<a b.md> 'title')", 1, "a b.md", WHOLE),
        ("One.\n[x][1] and [x][1]\n\n[1]: /a.md", 2, "/a.md", WHOLE),
        ("One.\n\n![a map](map.png)", 3, "map.png", WHOLE),
        ("[x](#p1)", 1, "#p1", WHOLE),
        ("One <a title='a > b' href=a.md>x</a>", 1, "a.md", WHOLE),
        ("<div>\n\n<table><tr><td>\n教<a class=x\n href='a&amp;b'>x</a>", 4, "a&b", WHOLE),
        ("One [![x](https://example.org/y.png)](https://example.org/)", 1, "https://example.org/y.png", ALONE),
    ],
)
def test_an_address_that_the_page_does_not_have_is_told_with_its_line(text, line, target, remedy):
    [(at, what)] = lost_addresses(text, render_body(text))
    assert what == f"'{target}' is the address of a link or an image, and not shown. {remedy}"
    assert text.count("\n", 0, at) + 1 == line


@pytest.mark.parametrize(("count", "named"), [(2, "'#a1', '#a2'"), (5, "'#a1', '#a2', '#a3' and 2 more")])
def test_several_addresses_within_the_page_are_told_together(count, named):
    text = "One.\n\n" + "\n".join(f"- [x](#a{n}) [y](#a{n})" for n in range(1, count + 1)) + "\n\n[z](z.md)"
    (at, within), (last, other) = lost_addresses(text, render_body(text))
    remedy = "Write each in full, beginning with http:// or https://, or the words alone."
    assert within == f"{named} are addresses of links within the page, and not shown. {remedy}"
    assert (text.count("\n", 0, at), text.count("\n", 0, last)) == (2, text.count("\n"))
    assert other.startswith("'z.md' is")


@pytest.mark.parametrize(
    ("tag", "element", "target"),
    [
        ("<iframe src='https://example.org/f'>", "iframe", "https://example.org/f"),
        ("<IFRAME src=f.html>", "iframe", "f.html"),
        ("<object data='https://example.org/o'>", "object", "https://example.org/o"),
    ],
)
def test_an_address_of_something_else_is_told_by_its_element(tag, element, target):
    text = f"One.\n\n{tag}</{element}>"
    [(at, what)] = lost_addresses(text, render_body(text))
    assert (at, what) == (6, f"'{target}' is the address that <{element}> has, and not shown. {ALONE}")


@pytest.mark.parametrize(
    "text",
    [
        "[x](https://example.org/a b), [x](<https://example.org/教 育?a=b&c=d>), [x](mailto:a@example.org) and [x]()",
        "<ftp://example.org> <a@example.org> <HTTPS://example.org> [x](Http://example.org)",
        "`[x](a.md)` \\[x](a.md) <!-- <a href='b.md'> --> One[^1].\n\n[^1]: Two [x].\n\n```\n[x](a.md)\n```",
        "![](a.png) <img src=b.png> <a href=' JavaScript:alert(1)'>x</a>",
        "<a name=x>y</a> <img alt='One' src=\"https://example.org/a b.png\"><font href=x>[1]: a.md</font>",
    ],
)
def test_an_address_that_the_page_has_is_not_told(text):
    assert list(lost_addresses(text, render_body(text))) == []


def test_a_lost_address_is_a_warning_whether_there_is_a_capture_or_not(corpus):
    told = "'b.md' is the address of a link or an image, and not shown. " + WHOLE
    assert read_one(corpus({"a.md": source("One.\n\n[Two](b.md).")}))[1] == [f"warning: sources/a.md:9: {told}"]
    folder = corpus({"a.md": captured("One. Two.\n", "One.\n\n[Two](b.md)."), "captures/a.txt": "One. Two.\n"})
    assert read_one(folder)[1] == [f"warning: sources/a.md:10: {told}"]


WORDS = [
    "{} ",
    "\n\n",
    "\n",
    "    ",
    "> ",
    "- ",
    "| ",
    " | ",
    "\n|---|---|\n",
    "*",
    "`{}` ",
    "\\",
    '"',
    "'",
    "# ",
    "&lt;",
    "&{};",
]
SIGNS = ["<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!", "[a]: ", "[{}]", "[^1]", "[^1]: {}"]
TAGS = [
    "<b>",
    "</b>",
    "<p {}",
    "<div",
    "<td nowrap",
    "<{}>",
    "</{}>",
    "<div title='",
    "<svg>",
    "</svg>",
    "<textarea {}",
]
ELEMENTS = ["<script>", "</script>", "<template>", "</template>", "<title>", "</title>"]
MEANT = re.compile(r"""<!--.*?-->|<script[^>]*>.*?</script\s*>|=\s*'[^']*'|=\s*"[^"]*\"""", re.DOTALL)
FOREIGN = re.compile(r"<svg>.*?</svg>", re.DOTALL)


@settings(max_examples=400)
@given(st.lists(st.sampled_from(WORDS + SIGNS + TAGS + ELEMENTS), max_size=14))
def test_no_word_of_a_text_vanishes_unsaid(pieces):
    text = ""
    for piece in pieces:
        text += piece.replace("{}", f"w{text.count('w')}w")
    assume(text.count("='") < 2)  # the second would end the first
    assume(text.count("<template>") < 2)  # one within another
    written = FOREIGN.sub(lambda found: re.sub("<[^>]*>", "", found[0]), text)
    shown = render_body(text).text
    shown += " ".join(re.findall(r'(?:href|src)="[^"]*"', MARKDOWN.html(text)))
    lost = [word for word in re.findall(r"w\d+w", MEANT.sub("", written)) if word not in shown]
    assert not lost or told(text)


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
    assert [one.partition(": has")[2] for one in problems if one.startswith("error: ")] == [
        " no text that a reader would see. Put the source's words below the front matter."
    ]


@pytest.mark.parametrize(
    ("body", "sign"), [("<!-- never ends\n\nWords.", "<!--"), ("<script>\n\nWords.", "<script>"), ("[a]: b", "[a]:")]
)
def test_what_takes_in_the_whole_text_is_told_beside_the_error(corpus, body, sign):
    error, warning = read_corpus(corpus({"a.md": source(body)}))[1]
    assert "has no text that a reader would see" in error
    assert warning.startswith(f"warning: sources/a.md:7: '{sign}")
