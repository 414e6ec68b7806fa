"""YAML as an editor wrote it: plain values with the line of each, and records checked against the model.

YAML guesses types from looks (`NO` is false, `012` is ten, `2024-13-01` a crash). Here every scalar is the text that
stands in the file, and only the model gives it a type.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError
from rapidfuzz.distance import OSA

from policy_digest.files import UNFIT
from policy_digest.model import Record
from policy_digest.problems import Problem, Severity, did_you_mean, errors, nearest
from policy_digest.syntax import line_at_mark, syntax_problem, unfit_message
from policy_digest.values import REST

Path = tuple[str | int, ...]
Value = None | str | list["Value"] | dict[str, "Value"]
RecordT = TypeVar("RecordT", bound=Record)

_EMPTY = {"", "~", "null", "Null", "NULL"}
_NEARLY = 80
"""From this likeness (of 100) on, an unknown field is taken for a misspelt one."""
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
    def lines(self) -> Mapping[Path, int]:
        """The line in the file, from 1, of each value, by its keys from the top: looked up where a problem wants it."""
        node = yaml.compose(self.text, Loader=_Loader) if self.value is not None else None
        ends = [found.start() for found in re.finditer("\n", self.text)]

        def line_at(mark: yaml.Mark) -> int:
            return bisect_left(ends, mark.index) + self.first_line

        return dict(_lines(node, (), line_at)) if node else {}

    def line(self, where: Collection[str | int]) -> int:
        """The line of a value, or of the nearest one around it."""
        path = tuple(where)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def place(self, where: Path, item: str) -> Path:
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
    comments = "#" in text
    properties = "!" in text or "&" in text
    too_deep = Problem(path, first_line, "has values within values too deep to be read. Write fewer brackets.")
    problems: list[Problem] = []
    try:
        node = yaml.compose(text, Loader=_Loader)
        if node and "*" in text:
            _measure(node, {}, _MOST + 2 * len(text))
    except _AliasError as error:
        mark, message = error.args
        return YamlDocument(path, None), [Problem(path, line_at_mark(text, mark, first_line), message)]
    except yaml.YAMLError as error:
        return YamlDocument(path, None), [syntax_problem(error, text, path, first_line)]
    except RecursionError:
        return YamlDocument(path, None), [too_deep]

    def tell(mark: yaml.Mark, message: str, severity: Severity = Severity.ERROR) -> None:
        problems.append(Problem(path, line_at_mark(text, mark, first_line), message, severity))

    def convert(node: yaml.Node, depth: int = 0) -> Value:
        if depth > _DEEPEST:
            raise RecursionError
        if properties and (lost := _lost_before(node, text)):
            tell(node.start_mark, f"{lost} of YAML and not read. Put the value in quotation marks.")
        if isinstance(node, yaml.ScalarNode):
            # The reader of YAML refuses such a character; between double quotation marks it can stand as an escape.
            if node.style == '"' and (unfit := UNFIT.search(node.value)):
                tell(node.start_mark, unfit_message(ord(unfit[0])))
            if comments and not node.style and (comment := _COMMENT.match(text, node.end_mark.index)):
                message = f"{_told(comment[1])} is taken for a comment and not read. Put the value in quotation marks"
                tell(node.end_mark, f"{message}, or a space after the #.", Severity.WARNING)
            return None if not node.style and node.value in _EMPTY else str(node.value)
        if isinstance(node, yaml.SequenceNode):
            return [convert(item, depth + 1) for item in node.value]
        values: dict[str, Value] = {}
        for at, (key, item) in enumerate(node.value):
            if not isinstance(key, yaml.ScalarNode):
                message = "has a list or fields in place of the name of a field."
                tell(key.start_mark, f"{message} If these are words, put quotation marks around them.")
                continue
            name = str(key.value)
            if name == "<<":
                message = "'<<' takes in the fields of another place, which is not read. Write the fields out."
                tell(key.start_mark, message)
                continue
            if name in values:
                earlier = next(other for other, _ in node.value[:at] if str(other.value) == name)
                first = line_at_mark(text, earlier.start_mark, first_line)
                tell(key.start_mark, f"'{name}' occurs twice, first on line {first}. Keep one of the two.")
                continue
            values[name] = convert(item, depth + 1)
        return values

    try:
        value = convert(node) if node else None
    except RecursionError:
        return YamlDocument(path, None), [too_deep]
    return YamlDocument(path, value, text, first_line), problems


def _lost_before(node: yaml.Node, text: str) -> str:
    """The tag before a value, or the anchor that no alias names, and what it is taken for; "" where there is none."""
    found = _PROPERTY.match(text, node.start_mark.index)
    if not found or (found[1] and re.search(rf"\*{found[1]}(?![\w-])", text)):
        return ""
    return f"{_told(found[0])} is taken for {'an anchor' if found[1] else 'a tag'}"


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


def _lines(node: yaml.Node, where: Path, line_at: Callable[[yaml.Mark], int]) -> Iterator[tuple[Path, int]]:
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


def read_record(model: type[RecordT], document: YamlDocument, where: Path) -> tuple[RecordT | None, list[Problem]]:
    """Check the mapping at `where` of a document against a model.

    Returns the record, or None where a value is wrong, and every problem: wrong values as errors, records that say
    too little as errors, fields that are nearly known ones as warnings.
    """
    value = document.value
    for key in where:
        value = value[key]  # type: ignore[index]  # `where` comes from walking this very value
    if not isinstance(value, dict):
        found = "is empty" if value is None else f"has {_told(value)}"
        return None, [document.problem(where, f"{found} where fields are wanted, for example label: …")]
    problems = _faults_of_fields(model, document, where, value)
    try:
        record = model.model_validate(value)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            place = (*where, *_plain_location(fault["loc"]))
            problems.append(document.problem(place, _message(fault, _label(place[len(where) :]))))
        return None, problems
    return None if errors(problems) else record, problems


def read_rest(model: type[RecordT], value: Mapping[str, Value]) -> RecordT:
    """The record of a mapping in which values are wrong, without these, so that the rest can be checked too.

    A record in a list keeps its place, and with it its line: what is missing of it is empty. Any other in which
    something is missing is left out.
    """
    rest = dict(value)
    while True:
        try:
            return model.model_validate(rest, context=REST)
        except ValidationError as error:
            for fault in reversed(error.errors(include_url=False)):  # the last of a list first: the others stay
                empty: Value = {} if fault["type"] == "model_type" else "" if fault["type"] == "missing" else None
                rest = _without(rest, _plain_location(fault["loc"]), empty)


def _without(value: Mapping[str, Value], where: Path, empty: Value) -> dict[str, Value]:
    """A mapping without the value at a place, or with what is `empty` there, where it is in a list or missing."""
    name, *inner = where
    if not inner and name not in value:
        return {**value, str(name): empty}
    rest = dict(value)
    item = rest.pop(str(name), None)
    at = inner[0] if inner else None
    if isinstance(item, list) and isinstance(at, int):
        one = item[at]
        new: list[Value] = [] if empty is None else [empty]
        if len(inner) > 1 and isinstance(one, dict):
            new = [_without(one, tuple(inner[1:]), empty)]
        rest[str(name)] = [*item[:at], *new, *item[at + 1 :]]
    elif isinstance(item, dict) and at in item:
        rest[str(name)] = _without(item, tuple(inner), empty)
    return rest


def _faults_of_fields(
    model: type[Record], document: YamlDocument, where: Path, value: Mapping[str, Value]
) -> list[Problem]:
    """Fields that are nearly known ones, and records that have none of those of which they need one."""
    known, inner = _known_fields(model)
    problems = []
    if model.one_of and not any(_says(value.get(name)) for name in model.one_of):
        problems.append(document.problem(where, f"{model.without}. Add one of {', '.join(model.one_of)}."))
    bare = {
        field: name
        for name, nested in inner
        for field in _known_fields(nested)[0]
        if name in value and _may_hold(value[name], field, value.get(field))
    }
    for name in [name for name in value if name not in known]:
        message = ""
        if near := nearest(name, known, cutoff=_NEARLY) or _exchanged(name, known):
            message = f"'{name}' is not a field. Did you mean '{near}'?"
        elif around := bare.get(name.strip()):
            message = f"'{name.strip()}' is a field of '{around}'. Indent it by two spaces below '{around}:'."
        if message:
            problems.append(document.problem((*where, name), message, Severity.WARNING))
    for name, nested in inner:
        for place, item in _nested(value.get(name), (*where, name)):
            problems += _faults_of_fields(nested, document, place, item)
    return problems


def _exchanged(name: str, known: Collection[str]) -> str:
    """The field in which two letters beside each other are exchanged, which makes a short name unlike itself."""
    letters = sorted(name)
    same = [one for one in sorted(known) if sorted(one) == letters and OSA.distance(one, name) == 1]
    return next((one for one in same if len(one) > 2), "")  # noqa: PLR2004 - `yb` may be a field of its own


def _may_hold(around: Value, field: str, value: Value) -> bool:
    """Whether a field that stands beside another one may belong below it, and was not indented.

    It may where the other has nothing: `capture:`, with `file:` at the margin; and where a list beside it is what the
    other lacks: `omitted:` at the margin.
    """
    return around is None or (isinstance(around, dict) and field not in around and isinstance(value, list))


def _says(value: Value) -> bool:
    """Whether something is written, rightly or wrongly."""
    return bool(value.strip()) if isinstance(value, str) else value is not None and value != []


def _written_names(model: type[Record]) -> dict[str, str]:
    """The names of a model's fields as an editor writes them, each with the model's own."""
    return {info.alias or name: name for name, info in model.model_fields.items()}


@cache
def _known_fields(model: type[Record]) -> tuple[frozenset[str], tuple[tuple[str, type[Record]], ...]]:
    """The names that an editor may write, and of those that hold records, which these are."""
    names = {name: nested_model(model.model_fields[field].annotation) for name, field in _written_names(model).items()}
    return frozenset({*model.model_fields, *names}), tuple((name, nested) for name, nested in names.items() if nested)


def _nested(value: Value, where: Path) -> list[tuple[Path, Mapping[str, Value]]]:
    if isinstance(value, dict):
        return [(where, value)]
    if isinstance(value, list):
        return [((*where, index), item) for index, item in enumerate(value) if isinstance(item, dict)]
    return []


def nested_model(annotation: Any) -> type[Record] | None:
    """The model within an annotation such as `tuple[Target, ...]` or `Capture | None`, if there is one."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next((model for inner in getattr(annotation, "__args__", ()) if (model := nested_model(inner))), None)


def _plain_location(location: tuple[str | int, ...]) -> Path:
    """A fault's place without the names that pydantic adds for the branches of a union."""
    return tuple(key for key in location if isinstance(key, int) or re.fullmatch(r"[\w.-]+", key))


def _label(where: Path) -> str:
    names = [key for key in where if isinstance(key, str)]
    return f"'{'.'.join(names)}'" if names else "This"


def _message(fault: Any, label: str) -> str:
    kind, given, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "value_error":
        # What is wrong with a record as a whole is said of what stands on its line.
        return (
            str(context["error"]) if isinstance(given, dict) else f"{label} is {_told(given)}, which {context['error']}"
        )
    if kind == "missing":
        return f"{label} is missing. Add it."
    if kind in {"literal_error", "enum"}:
        named = context["expected"].replace(" or ", ",").split(",")
        allowed = [item for one in named if (item := one.strip("' "))]
        return f"{label} is {_told(given)}; it can be {', '.join(allowed)}.{did_you_mean(str(given), allowed)}"
    if kind == "string_type" and isinstance(fault["loc"][-1], int):
        item = "an empty item" if given is None else f"{_told(given)} in place of an id or a name"
        return f"{label} has {item}. Write one, or a list such as [one, two]."
    if kind == "string_type":
        return f"{label} is {_told(given)} where text is wanted. Write it on one line, in quotation marks if needed."
    if kind.startswith("bool"):
        return f"{label} is {_told(given)}; write true or leave it out."
    if kind in {"tuple_type", "list_type"}:
        return f"{label} is {_told(given)} where a list is wanted. Begin each item with a hyphen and a space."
    if kind == "model_type":
        wanted = next(one for one in Record.__subclasses__() if one.__name__ == context["class_name"])
        return f"{label} is {_told(given)} where fields are wanted, for example {next(iter(_written_names(wanted)))}: …"
    if kind == "dict_type":
        return f"{label} is {_told(given)} where ids are wanted, as a list or each with its reason after a colon."
    return f"{label} is {_told(given)}: {fault['msg']}."


def _told(value: object) -> str:
    """A value as a message shows it."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "empty"
    text = str(value)
    return repr(text if len(text) <= 80 else text[:77] + "…")  # noqa: PLR2004 - what fits a message
