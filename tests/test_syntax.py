"""YAML that cannot be read is told for the person who wrote it."""

from __future__ import annotations

import pytest
from tests.support import told

from policy_digest.yaml_document import load_yaml


def load(text):
    document, problems = load_yaml(text, "a.yml")
    return document, told(problems)


COLON = 'A value that contains a colon and a space needs quotation marks, for example title: "Decree: on water".'
INDENT = "Check the indentation and the quotation marks here and on the line above."
TABS = "Indent with spaces, not with tabs."
BACKSLASH = "Use single quotation marks around a value with a backslash."
BRACKET = "Close the bracket, or put a comma between two items."
BEGINS = "A value that begins with {} needs single quotation marks around all of it."


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("a: 1\ntitle: Decree: on water\n", 2, COLON),
        ("a: “b: c”\n", 1, COLON.replace("quotation", "straight quotation")),
        ("a: 1\nb: [1, 2\nc: 3\n", 2, BRACKET),
        ("a: 1\nb: {c: 1\nd: 3\n", 2, BRACKET),
        ('a: 1\nb: "open\nc: 1\n', 2, "Close the quotation mark."),
        ("a: 1\n  b: 2\n", 2, INDENT),
        ("a:\n  - b: 1\n   c: 2\n", 3, INDENT),
        ("a:b\nc: 1\n", 2, INDENT),
        ("a: 1\nb:c\nd: 1\n", 2, "Write a field as its name, a colon and a space, for example title: Decree."),
        ("a:\n\t- b\n", 2, TABS),
        ("a:\n  b: 1\n\tc: 2\n", 3, TABS),
        ('a: 1\nb: "C:\\path"\n', 2, BACKSLASH),
        ("a: 1\n---\nb: 2\n", 2, "Take out the line ---, which begins another."),
        ("a: *nobody\n", 1, BEGINS.format("*")),
        ("a: 1\nb: %c\n", 2, BEGINS.format("%")),
        ('a:\n  - b: "c" d\n', 2, BEGINS.format('"')),
        ("a: [b] c\n", 1, BEGINS.format("[")),
        ("a: 'it's'\n", 1, "Use double quotation marks around a value with an apostrophe."),
    ],
)
def test_broken_yaml_is_one_error_with_its_line_and_a_hint(text, line, hint):
    document, problems = load(text)
    assert document.value is None
    assert len(problems) == 1
    assert problems[0].startswith(f"error: a.yml:{line}: is not valid YAML: ")
    assert problems[0].endswith(f". {hint}")


def test_the_mark_of_a_conflict_is_told_as_such():
    text = "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> other\n"
    told = "has the mark of a conflict between two versions. Keep one of them, and take out the marks."
    assert load(text)[1] == [f"error: a.yml:2: {told}"]


@pytest.mark.parametrize("sign", ["\x07", "\x0b", "\x7f", "\x80", "\uffff"])
def test_a_control_character_is_an_error_on_its_line(sign):
    told = f"has the character U+{ord(sign):04X}, which no page can show. Take it out."
    assert load(f"a: 教\nb: c{sign}d\n")[1] == [f"error: a.yml:2: {told}"]
