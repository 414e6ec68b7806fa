"""Annotations put into a source, and nothing else of it changed: not a comment, not a space, not a word of the text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from policy_digest.records import Value, load_yaml
from policy_digest.suggest.paste import item

_BOM = "\ufeff"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class InsertError(ValueError):
    """A source into which nothing can be put without changing more of it; the message says why."""


def insert(raw: str, entries: Sequence[tuple[int, Mapping[str, Any]]]) -> str:
    """A source with further annotations.

    Args:
        raw: the file as it stands, with its own line ends.
        entries: for each annotation, behind how many of those that are there it goes, and its fields. Those that go to
            one place keep their order. Where the file has fewer by now, they go to the end.

    Raises:
        InsertError: what came out would not be the source with these annotations and nothing else.
    """
    if not entries:
        return raw
    handler = YAMLHandler()
    opening = handler.FM_BOUNDARY.match(raw.removeprefix(_BOM))
    if not opening:
        raise InsertError("has no front matter.")
    start = opening.end() + len(raw) - len(raw.removeprefix(_BOM))
    start += len(raw[start:]) - len(raw[start:].lstrip("\r\n"))
    closing = handler.FM_BOUNDARY.search(raw, start)
    if not closing:
        raise InsertError("has no line --- at the end of its fields.")
    front, rest = raw[start : closing.start()], raw[closing.start() :]
    there = _said(front) or []
    entries = [(min(behind, len(there)), fields) for behind, fields in entries]
    changed = _insert(front, entries)
    wanted = _with(load_yaml(front, "")[0].value, entries)
    if load_yaml(changed, "")[0].value != wanted:
        raise InsertError("writes its annotations in a way that leaves no place for others. Paste them by hand.")
    return raw[:start] + changed + rest


def write(path: Path, text: str) -> None:
    """Replace a file in one step: whoever reads it sees the old or the new, never a part."""
    path = path.resolve()  # what a link leads to, and not the link
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(text.encode())
    fresh.chmod(path.stat().st_mode)
    fresh.replace(path)


def _insert(front: str, entries: Sequence[tuple[int, Mapping[str, Any]]]) -> str:
    newline = "\r\n" if "\r\n" in front else "\n"
    top = yaml.compose(front, Loader=_LOADER)
    pairs = top.value if isinstance(top, yaml.MappingNode) else []
    node = next((value for key, value in pairs if key.value == "annotations"), None)
    plain = [item(fields).replace("\n", newline) for _, fields in entries]
    if node is None:
        gap = "" if not front or front.endswith("\n") else newline
        return f"{front}{gap}annotations:{newline}{''.join(plain)}"
    at, end = node.start_mark.index, node.end_mark.index
    if not node.value or (isinstance(node, yaml.ScalarNode) and _said(front) is None):
        # Nothing, `~` or `[]`: the list begins on the line below its name.
        line_end = _line_end(front, end)
        gap = "" if front[:line_end].endswith("\n") else newline
        return front[:at].rstrip(" ") + front[end:line_end] + gap + "".join(plain) + front[line_end:]
    if not isinstance(node, yaml.SequenceNode):
        raise InsertError("has 'annotations' that are no list.")
    if node.flow_style:
        return _into_flow(front, node, entries)
    indent = " " * node.start_mark.column
    places: dict[int, str] = {}
    for behind, fields in entries:
        place = _line_start(front, at) if not behind else _line_end(front, _content_end(front, node.value[behind - 1]))
        places[place] = places.get(place, "") + item(fields, indent).replace("\n", newline)
    for place in sorted(places, reverse=True):
        gap = "" if not place or front[place - 1] == "\n" else newline
        front = front[:place] + gap + places[place] + front[place:]
    return front


def _said(front: str) -> Value:
    """What the digest reads as the annotations of some fields."""
    fields = load_yaml(front, "")[0].value
    return fields.get("annotations") if isinstance(fields, dict) else None


def _into_flow(front: str, node: yaml.SequenceNode, entries: Sequence[tuple[int, Mapping[str, Any]]]) -> str:
    """A list in brackets goes on in brackets."""
    places: dict[int, list[str]] = {}
    for behind, fields in entries:
        mark = node.value[behind - 1].end_mark if behind else node.value[0].start_mark
        written = json.dumps(fields, ensure_ascii=False)
        places.setdefault(mark.index, []).append(f", {written}" if behind else f"{written}, ")
    for place in sorted(places, reverse=True):
        front = front[:place] + "".join(places[place]) + front[place:]
    return front


def _content_end(front: str, node: yaml.Node) -> int:
    """Where the last value within a node ends; blocks of YAML themselves end only where the next begins."""
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        return _content_end(front, node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        return _content_end(front, node.value[-1])
    end = int(node.end_mark.index)
    if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
        return len(front[:end].rstrip())
    return end


def _line_start(front: str, at: int) -> int:
    return front.rfind("\n", 0, at) + 1


def _line_end(front: str, at: int) -> int:
    """Where the line after the one at `at` starts."""
    found = front.find("\n", at)
    return len(front) if found < 0 else found + 1


def _with(value: Value, entries: Sequence[tuple[int, Mapping[str, Any]]]) -> Value:
    """The fields with further annotations, as YAML should give them back."""
    assert isinstance(value, dict), "the digest has read the source"
    there = value.get("annotations") or []
    assert isinstance(there, list), "the digest has read the source"
    found: list[Value] = []
    for place in range(len(there) + 1):
        found += [load_yaml(item(fields), "")[0].value[0] for behind, fields in entries if behind == place]  # type: ignore[index]  # an item is a list
        found += there[place : place + 1]
    return {**value, "annotations": found}
