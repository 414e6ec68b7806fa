"""What is wrong with YAML that cannot be read, told for the person who wrote it: the line, and what mends it."""

from __future__ import annotations

import re

import yaml
from yaml.reader import ReaderError

from policy_digest.problems import Problem

CONFLICT = "has the mark of a conflict between two versions. Keep one of them, and take out the marks."
_CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
_BEGUN = re.compile(r"quoted scalar(?=.*end of stream)|flow|simple key")
_ENDINGS = {
    "quoted scalar": "Close the quotation mark.",
    "flow": "Close the bracket, or put a comma between two items.",
    "simple key": "Write a field as its name, a colon and a space, for example title: Decree.",
}
"""The remedy for what begins and does not end."""
_FIRST = re.compile(r" *(?:- +)*(?:[^\s:]+:[ \t]+)?([%@`*&!|>\[{\"'])")
"""A line whose value begins with a sign of YAML, and that sign."""


def syntax_problem(error: yaml.YAMLError, text: str, path: str, first_line: int) -> Problem:
    """What a parser's complaint about `text` means; line `first_line` of the file `path` is its first."""
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + first_line
        return Problem(path, line, CONFLICT)
    if isinstance(error, ReaderError):  # it counts bytes or characters, and knows no line
        line = text.count("\n", 0, text.index(chr(error.character))) + first_line
        return Problem(path, line, unfit_message(error.character))
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = str(getattr(error, "problem", None) or error).splitlines()[0]
    begun = _BEGUN.search(f"{getattr(error, 'context', '')}: {what}")
    if begun:  # what is complained of only shows that it does not end
        mark = getattr(error, "context_mark", None) or mark
    line = line_at_mark(text, mark, first_line) if mark else first_line
    hint = _ENDINGS[begun[0]] if begun else _hint(what, text, mark)
    return Problem(path, line, f"is not valid YAML: {what}. {hint}")


def unfit_message(code: int) -> str:
    """What is wrong with a value that has the character of this number."""
    return f"has the character U+{code:04X}, which no page can show. Take it out."


def _hint(what: str, text: str, mark: yaml.Mark | None) -> str:
    """What to do about a complaint, from the line that it is about."""
    start = text.rfind("\n", 0, mark.index) + 1 if mark else 0
    if mark and "\t" in text[start:].partition("\n")[0]:
        return "Indent with spaces, not with tabs."
    if "escape" in what:
        return "Use single quotation marks around a value with a backslash."
    if "another document" in what:
        return "Take out the line ---, which begins another."
    if mark and (first := _FIRST.match(text, start)):
        if first[1] == "'":
            return "Use double quotation marks around a value with an apostrophe."
        return f"A value that begins with {first[1]} needs single quotation marks around all of it."
    if mark and "mapping values are not allowed" in what and ": " in text[start : mark.index]:
        marks = f"{'straight ' * ('“' in text[start : mark.index])}quotation marks"  # curly ones are words to YAML
        return f'A value that contains a colon and a space needs {marks}, for example title: "Decree: on water".'
    return "Check the indentation and the quotation marks here and on the line above."


def line_at_mark(text: str, mark: yaml.Mark, first_line: int) -> int:
    """The line of the file at a mark. YAML would also count U+0085, U+2028 and U+2029, which no editor does."""
    return text.count("\n", 0, mark.index) + first_line
