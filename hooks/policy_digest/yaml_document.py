"""YAML as an editor wrote it: plain values, with the line of each.

YAML guesses types from looks (`NO` is false, `012` is ten, `2024-13-01` a crash). Here every scalar is the text that
stands in the file, and only the model gives it a type.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import yaml

from policy_digest.files import UNFIT
from policy_digest.problems import Problem, Severity
from policy_digest.syntax import line_at_mark, syntax_problem, unfit_message

Where = tuple[str | int, ...]
"""The place of a value: its keys from the top."""
Value = None | str | list["Value"] | dict[str, "Value"]

_EMPTY = {"", "~", "null", "Null", "NULL"}
_COMMENT = re.compile(r"[ \t]+(#[^\s#].*)")
"""What is a comment of YAML behind a value, and may be meant as a part of it: `Plan #1`."""
_PROPERTY = re.compile(r"![^\s,\[\]{}]*|&([\w-]+)")
"""What YAML takes for a tag or an anchor before a value, and may be meant as a part of it: `!Note well`."""
_MOST = 1_000_000
"""Characters that aliases may repeat: a few lines of aliases of aliases would fill any memory."""
_DEEPEST = 100
"""Values within values; how many Python itself can read depends on its version."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the fast one is not everywhere
    """PyYAML's loader without its guesses at types: a node has no tag, of which nobody asks."""

    # Called for every node: this takes whatever it is given, and gives nothing, sooner than a function of ours.
    resolve = descend_resolver = ascend_resolver = "".format


@dataclass(frozen=True)
class YamlDocument:
    """One YAML document."""

    path: str
    """The file, for messages."""
    value: Value
    text: str = ""
    """The YAML itself."""
    first_line: int = 1
    """The line of the file on which it starts."""

    @cached_property
    def lines(self) -> Mapping[Where, int]:
        """The line in the file, from 1, of each value, by its keys from the top: looked up where a problem wants it."""
        node = yaml.compose(self.text, Loader=_Loader) if self.value is not None else None
        ends = [found.start() for found in re.finditer("\n", self.text)]

        def line_at(mark: yaml.Mark) -> int:
            return bisect_left(ends, mark.index) + self.first_line

        return dict(_lines(node, (), line_at)) if node else {}

    def line(self, where: Collection[str | int]) -> int:
        """The line of a value, or of the nearest one around it."""
        known = tuple(where)
        while known and known not in self.lines:
            known = known[:-1]
        return self.lines.get(known, 1)

    def place(self, where: Where, item: str) -> Where:
        """Where a text stands that is one of a list, a key of a mapping or the value itself at `where`."""
        value: Any = self.value
        for key in where:
            value = value[key]
        if isinstance(value, list) and item in value:
            return *where, value.index(item)
        return (*where, item) if isinstance(value, dict) else where

    def problem(self, where: Collection[str | int], message: str, severity: Severity = Severity.ERROR) -> Problem:
        """A problem at the place of a value."""
        return Problem(self.path, self.line(where), message, severity)


def load_yaml(text: str, path: str, *, first_line: int = 1) -> tuple[YamlDocument, list[Problem]]:
    """Read a YAML document whose first line is line `first_line` of the file `path`.

    Returns the document (its value None where it cannot be read) and what is wrong with it: broken YAML, keys that
    stand twice, tags, and anchors that no alias names; as warnings, comments that may be meant as words.
    """
    reader = _Reader(text, path, first_line)
    try:
        node = yaml.compose(text, Loader=_Loader)
        if node and "*" in text:
            _measure(node, {}, _MOST + 2 * len(text))
        value = reader.read(node) if node else None
    except _AliasError as error:
        mark, message = error.args
        return YamlDocument(path, None), [Problem(path, line_at_mark(text, mark, first_line), message)]
    except yaml.YAMLError as error:
        return YamlDocument(path, None), [syntax_problem(error, text, path, first_line)]
    except RecursionError:
        message = "has values within values too deep to be read. Write fewer brackets."
        return YamlDocument(path, None), [Problem(path, first_line, message)]
    return YamlDocument(path, value, text, first_line), reader.problems


class _Reader:
    """Makes plain values of the nodes of a document, and notes what is wrong with them."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text = text
        self.path = path
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.comments = "#" in text
        self.properties = "!" in text or "&" in text

    def read(self, node: yaml.Node, depth: int = 0) -> Value:
        if depth > _DEEPEST:
            raise RecursionError
        if self.properties and (lost := _lost_before(node, self.text)):
            self.tell(node.start_mark, f"{lost} of YAML and not read. Put the value in quotation marks.")
        if isinstance(node, yaml.ScalarNode):
            return self._read_scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, depth + 1) for item in node.value]
        return self._read_mapping(node, depth + 1)

    def _read_scalar(self, node: yaml.ScalarNode) -> str | None:
        # The reader of YAML refuses such a character; between double quotation marks it can stand as an escape.
        if node.style == '"' and (unfit := UNFIT.search(node.value)):
            self.tell(node.start_mark, unfit_message(ord(unfit[0])))
        if self.comments and not node.style and (comment := _COMMENT.match(self.text, node.end_mark.index)):
            message = f"{told(comment[1])} is taken for a comment and not read. Put the value in quotation marks"
            self.tell(node.end_mark, f"{message}, or a space after the #.", Severity.WARNING)
        return None if not node.style and node.value in _EMPTY else str(node.value)

    def _read_mapping(self, node: yaml.Node, depth: int) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for at, (key, item) in enumerate(node.value):
            if not isinstance(key, yaml.ScalarNode):
                message = "has a list or fields in place of the name of a field."
                self.tell(key.start_mark, f"{message} If these are words, put quotation marks around them.")
                continue
            name = str(key.value)
            if name == "<<":
                message = "'<<' takes in the fields of another place, which is not read. Write the fields out."
                self.tell(key.start_mark, message)
            elif name in values:
                earlier = next(other for other, _ in node.value[:at] if str(other.value) == name)
                first = line_at_mark(self.text, earlier.start_mark, self.first_line)
                self.tell(key.start_mark, f"'{name}' occurs twice, first on line {first}. Keep one of the two.")
            else:
                values[name] = self.read(item, depth)
        return values

    def tell(self, mark: yaml.Mark, message: str, severity: Severity = Severity.ERROR) -> None:
        """Note a problem at a mark."""
        self.problems.append(Problem(self.path, line_at_mark(self.text, mark, self.first_line), message, severity))


def _lost_before(node: yaml.Node, text: str) -> str:
    """The tag before a value, or the anchor that no alias names, and what it is taken for; "" where there is none."""
    found = _PROPERTY.match(text, node.start_mark.index)
    if not found or (found[1] and re.search(rf"\*{found[1]}(?![\w-])", text)):
        return ""
    return f"{told(found[0])} is taken for {'an anchor' if found[1] else 'a tag'}"


class _AliasError(Exception):
    """A value that its aliases make endless or too long: where it stands, and what is wrong."""


def _measure(node: yaml.Node, lengths: dict[int, int], most: int) -> int:
    """The characters of a value with every alias written out; `lengths` are those of the values known, 0 of open ones.

    Raises:
        _AliasError: they have no end, or are more than `most`.
    """
    if id(node) in lengths:
        if not lengths[id(node)]:
            raise _AliasError(node.start_mark, "refers to itself. Write the value out instead of an alias.")
        return lengths[id(node)]
    lengths[id(node)] = 0
    if isinstance(node, yaml.ScalarNode):
        length = 1 + len(node.value)
    else:
        inner = node.value if isinstance(node, yaml.SequenceNode) else chain.from_iterable(node.value)
        length = 1 + sum(_measure(item, lengths, most) for item in inner)
    if length > most:
        message = f"has aliases that stand for more than {_MOST:,} characters. Write out what is meant."
        raise _AliasError(node.start_mark, message)
    lengths[id(node)] = length
    return length


def _lines(node: yaml.Node, where: Where, line_at: Callable[[yaml.Mark], int]) -> Iterator[tuple[Where, int]]:
    """The line of each value: in a mapping that of its key."""
    yield where, line_at(node.start_mark)
    if isinstance(node, yaml.ScalarNode):
        return
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _lines(item, (*where, index), line_at)
        return
    pairs = reversed(node.value)
    first = {str(key.value): (key, item) for key, item in pairs if isinstance(key, yaml.ScalarNode)}
    for name, (key, item) in first.items():
        yield from _lines(item, (*where, name), line_at)
        yield (*where, name), line_at(key.start_mark)


def told(value: object) -> str:
    """A value as a message shows it."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "empty"
    text = str(value)
    return repr(text if len(text) <= 80 else text[:77] + "…")  # noqa: PLR2004 - what fits a message
