"""Annotations put into a source, and nothing else of it changed: not a comment, not a space, not a word of the text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from policy_digest.edits import Editable, EditError, end_of_line, last_line
from policy_digest.suggest.paste import item
from policy_digest.suggest.suggestions import Suggestion
from policy_digest.texts import Text
from policy_digest.yaml_document import Value, load_yaml

Entries = Sequence[tuple[int, Mapping[str, Any]]]
"""For each annotation, behind how many of those that are there it goes, and its fields. Those of one place keep their
order."""


def places(text: Text, suggestions: Iterable[Suggestion]) -> Entries:
    """Where suggestions go: annotations stand in the order of the text."""
    first: dict[int, int] = {}
    for passage in text.passages:
        first.setdefault(passage.index, passage.span.start)
    placed = []
    for one in suggestions:
        before = [(start, index) for index, start in first.items() if start <= one.spans[0].start]
        placed.append((max(before)[1] + 1 if before else 0, one.fields))
    return placed


def insert(file: Editable, entries: Entries) -> str:
    """A source with further annotations. Where it has fewer by now than it had, they go to the end.

    Raises:
        EditError: what came out would not be the source with these annotations and nothing else.
    """
    if not entries:
        return file.raw
    value = file.value or {}
    assert isinstance(value, dict), "the digest has read the source"
    there = value.get("annotations") or []
    if not isinstance(there, list):
        raise EditError(f"{file.name} has 'annotations' that are not a list. Correct them first.")
    entries = [(min(behind, len(there)), fields) for behind, fields in entries]
    _insert(file, entries)
    file.prove({**value, "annotations": _with(there, entries)})
    return file.result()


def _insert(file: Editable, entries: Entries) -> None:
    pairs = file.root.value if isinstance(file.root, yaml.MappingNode) else []
    node = next((value for key, value in pairs if key.value == "annotations"), None)
    if node is None:
        file.replace(file.end, file.end, "annotations:\n" + "".join(item(fields) for _, fields in entries))
    elif not node.value or not isinstance(node, yaml.SequenceNode):
        # Nothing, `~` or `[]`: the list begins on the line below its name.
        start, end = file.at(node)
        file.replace(len(file.text[:start].rstrip(" ")), end, "")
        for _, fields in entries:
            _put_line(file, end_of_line(file.text, end), item(fields))
    elif node.flow_style:
        for behind, fields in entries:
            written = json.dumps(fields, ensure_ascii=False)
            if behind:
                _, end = file.at(node.value[behind - 1])
                file.replace(end, end, f", {written}")
            else:
                start, _ = file.at(node.value[0])
                file.replace(start, start, f"{written}, ")
    else:
        above = file.text.rfind("\n", 0, file.at(node.value[0])[0])
        for behind, fields in entries:
            at = last_line(file, node.value[behind - 1]) if behind else above
            _put_line(file, at, item(fields, " " * node.start_mark.column))


def _put_line(file: Editable, at: int, lines: str) -> None:
    """Put lines behind the one that ends at `at`."""
    file.replace(at, at, "\n" + lines.removesuffix("\n"))


def _with(there: Sequence[Value], entries: Entries) -> list[Value]:
    """The annotations that are there and the further ones, as YAML should give them back."""
    found: list[Value] = []
    for place in range(len(there) + 1):
        found += [load_yaml(item(fields), "")[0].value[0] for behind, fields in entries if behind == place]  # type: ignore[index]  # an item is a list
        found += there[place : place + 1]
    return found
