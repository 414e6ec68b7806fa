"""Records checked against the model, and what is wrong with them told for who wrote them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz.distance import OSA

from policy_digest.model import Record
from policy_digest.problems import Problem, Severity, did_you_mean, errors, nearest
from policy_digest.values import REST
from policy_digest.yaml_document import Value, Where, YamlDocument, told

RecordT = TypeVar("RecordT", bound=Record)

_NEARLY = 80
"""From this likeness (of 100) on, an unknown field is taken for a misspelt one."""


def read_record(model: type[RecordT], document: YamlDocument, where: Where) -> tuple[RecordT | None, list[Problem]]:
    """Check the mapping at `where` of a document against a model.

    Returns the record, or None where a value is wrong, and every problem: wrong values as errors, records that say
    too little as errors, fields that are nearly known ones as warnings.
    """
    value = document.value
    for key in where:
        value = value[key]  # type: ignore[index]  # `where` comes from walking this very value
    if not isinstance(value, dict):
        found = "is empty" if value is None else f"has {told(value)}"
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


def _without(value: Mapping[str, Value], where: Where, empty: Value) -> dict[str, Value]:
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
    model: type[Record], document: YamlDocument, where: Where, value: Mapping[str, Value]
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


def _nested(value: Value, where: Where) -> list[tuple[Where, Mapping[str, Value]]]:
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


def _plain_location(location: tuple[str | int, ...]) -> Where:
    """A fault's place without the names that pydantic adds for the branches of a union."""
    return tuple(key for key in location if isinstance(key, int) or re.fullmatch(r"[\w.-]+", key))


def _label(where: Where) -> str:
    names = [key for key in where if isinstance(key, str)]
    return f"'{'.'.join(names)}'" if names else "This"


def _message(fault: ErrorDetails, label: str) -> str:
    kind, given, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "value_error":
        # What is wrong with a record as a whole is said of what stands on its line.
        return (
            str(context["error"]) if isinstance(given, dict) else f"{label} is {told(given)}, which {context['error']}"
        )
    if kind == "missing":
        return f"{label} is missing. Add it."
    if kind in {"literal_error", "enum"}:
        named = context["expected"].replace(" or ", ",").split(",")
        allowed = [item for one in named if (item := one.strip("' "))]
        return f"{label} is {told(given)}; it can be {', '.join(allowed)}.{did_you_mean(str(given), allowed)}"
    if kind == "string_type" and isinstance(fault["loc"][-1], int):
        item = "an empty item" if given is None else f"{told(given)} in place of an id or a name"
        return f"{label} has {item}. Write one, or a list such as [one, two]."
    if kind == "string_type":
        return f"{label} is {told(given)} where text is wanted. Write it on one line, in quotation marks if needed."
    if kind.startswith("bool"):
        return f"{label} is {told(given)}; write true or leave it out."
    if kind in {"tuple_type", "list_type"}:
        return f"{label} is {told(given)} where a list is wanted. Begin each item with a hyphen and a space."
    if kind == "model_type":
        wanted = next(one for one in Record.__subclasses__() if one.__name__ == context["class_name"])
        return f"{label} is {told(given)} where fields are wanted, for example {next(iter(_written_names(wanted)))}: …"
    if kind == "dict_type":
        return f"{label} is {told(given)} where ids are wanted, as a list or each with its reason after a colon."
    return f"{label} is {told(given)}: {fault['msg']}."
