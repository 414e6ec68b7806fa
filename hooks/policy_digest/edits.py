"""Files of the corpus changed in place: only the characters that must change, nothing is formatted anew.

YAML's own parser tells where a value stands in the text. What an edit makes is read again and compared with what it
should be, so that a form of YAML that nobody thought of is refused and not damaged.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from policy_digest.links import ANY, Place
from policy_digest.problems import Problem, errors
from policy_digest.sources import front_matter
from policy_digest.state import read_file
from policy_digest.yaml_document import Value, load_yaml

_MARK = "\ufeff"
_LINE_END = re.compile(r"\r\n|\r|\n")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
"""An anchor or a tag before a value."""
_BLOCK = ("|", ">")
_RESOLVER = yaml.resolver.Resolver()
_TEXT = yaml.resolver.Resolver.DEFAULT_SCALAR_TAG


class EditError(ValueError):
    """A place in a form that is not changed by program; the message says which."""


@dataclass(slots=True)
class Editable:
    """A file with YAML, as a whole or as front matter, and what is to change in it."""

    path: Path
    name: str
    """The file, for messages."""
    raw: str
    """As it is on disk, with its byte-order mark and its own line ends."""
    text: str
    """With a line feed for every line end, as the library reads it."""
    start: int
    """Where in `text` the YAML starts."""
    end: int
    """Where it ends."""
    root: yaml.Node | None
    value: Value
    """What the YAML says."""
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    """Start and end in `text`, and the new characters."""

    def replace(self, start: int, end: int, new: str) -> None:
        """Put other characters in the place of `text[start:end]`."""
        self.edits.append((start, end, new))

    def result(self) -> str:
        """The changed file, with its own line ends."""
        bom = self.raw.startswith(_MARK)
        pairs = [found.start() - number for number, found in enumerate(re.finditer("\r\n", self.raw[bom:]))]
        line_end = (_LINE_END.search(self.raw) or ["\n"])[0]
        pieces: list[str] = []
        last = 0
        for start, end, new in sorted(self.edits, key=lambda edit: edit[:2]):
            at, to = (bom + offset + bisect_left(pairs, offset) for offset in (start, end))
            pieces += [self.raw[last:at], new.replace("\n", line_end)]
            last = to
        return "".join([*pieces, self.raw[last:]])

    def prove(self, wanted: Value) -> None:
        """Read the changed file again and compare it with what it should say.

        Raises:
            EditError: it says something else, since it is written in a form that nobody thought of.
        """
        text = _LINE_END.sub("\n", self.result().removeprefix(_MARK))
        end = len(text) - (len(self.text) - self.end)
        rest = text[: self.start] + text[end:]
        value, problems = load_yaml(text[self.start : end], self.name)
        if errors(problems) or value.value != wanted or rest != self.text[: self.start] + self.text[self.end :]:
            raise EditError(f"{self.name} is written in a form that this command cannot change. Change it by hand.")

    def at(self, node: yaml.Node) -> tuple[int, int]:
        """Where a value stands in `text`, without an anchor before it."""
        start, end = self.start + node.start_mark.index, self.start + node.end_mark.index
        found = _PROPERTIES.match(self.text, start, end)
        return found.end() if found else start, end

    def line(self, node: yaml.Node) -> int:
        """The line of a value in the file, from 1."""
        return self.text.count("\n", 0, self.start + node.start_mark.index) + 1


def open_file(path: Path, root: Path) -> tuple[Editable | None, list[Problem]]:
    """A file of the vocabulary or a source, ready to be changed; None and what is wrong where it cannot be read."""
    name = path.relative_to(root).as_posix()
    try:
        raw = read_file(path).decode()
    except (OSError, UnicodeDecodeError):
        return None, [Problem(name, 0, "cannot be read as UTF-8. Correct it first: digest check says where.")]
    text = _LINE_END.sub("\n", raw.removeprefix(_MARK))
    start, end = 0, len(text)
    if path.suffix == ".md":
        bounds = front_matter(text)
        if bounds is None:
            return None, [Problem(name, 1, "has no front matter. Correct it first: digest check says how.")]
        start, end, _ = bounds
    document, problems = load_yaml(text[start:end], name, first_line=text.count("\n", 0, start) + 1)
    if errors(problems):
        return None, problems
    try:
        node = yaml.compose(text[start:end], Loader=yaml.SafeLoader)  # the other loader counts offsets in its own way
    except yaml.YAMLError:
        return None, [Problem(name, 0, "is YAML in a form that this command cannot change. Change it by hand.")]
    return Editable(path, name, raw, text, start, end, node, document.value), []


# Values found and replaced


def scalar(value: str) -> str:
    """A text as YAML on one line, plain where every reader takes it for this very text."""
    tag = _RESOLVER.resolve(yaml.ScalarNode, value, (True, False))  # type: ignore[no-untyped-call]
    if tag == _TEXT and re.fullmatch(r"\w[\w./-]*", value):
        return value
    if value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    dumped: str = yaml.safe_dump(value, default_style='"', allow_unicode=True, width=10**9)
    return dumped.strip()


def replace_ids(file: Editable, places: Sequence[Place], old: str, new: str) -> Value:
    """Put one id in the place of another at each of some places. Returns what the file must say then.

    Raises:
        EditError: an id stands in a form that is not changed by program.
    """
    value = file.value
    for place in places:
        for node in _nodes(file.root, place):
            _replace_scalar(file, node, old, new)
        value = _substituted(value, place, old, new)
    file.edits = list(dict.fromkeys(file.edits))  # what an alias repeats stands once
    return value


def _nodes(node: yaml.Node | None, place: Place) -> Iterator[yaml.ScalarNode]:
    """The scalars at a place: the value itself, the items of a list, the keys of a mapping."""
    if not place:
        if isinstance(node, yaml.ScalarNode):
            yield node
        elif isinstance(node, yaml.SequenceNode):
            yield from (item for item in node.value if isinstance(item, yaml.ScalarNode))
        elif isinstance(node, yaml.MappingNode):
            yield from (key for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        return
    step, *rest = place
    if isinstance(node, yaml.SequenceNode) and step == ANY:
        for item in node.value:
            yield from _nodes(item, tuple(rest))
    elif isinstance(node, yaml.MappingNode):
        for key, item in node.value:
            if step in {ANY, str(key.value)}:
                yield from _nodes(item, tuple(rest))


def _substituted(value: Value, place: Place, old: str, new: str) -> Value:
    """A value with another id at a place."""
    if not place:
        if isinstance(value, str):
            return new if value.strip() == old else value
        if isinstance(value, list):
            return [new if isinstance(item, str) and item.strip() == old else item for item in value]
        if isinstance(value, dict):
            return {new if key == old else key: item for key, item in value.items()}
        return value
    step, *rest = place
    if isinstance(value, list) and step == ANY:
        return [_substituted(item, tuple(rest), old, new) for item in value]
    if isinstance(value, dict):
        return {
            key: _substituted(item, tuple(rest), old, new) if step in {ANY, key} else item
            for key, item in value.items()
        }
    return value


def _replace_scalar(file: Editable, node: yaml.ScalarNode, old: str, new: str) -> None:
    if str(node.value).strip() != old:
        return
    if node.style in _BLOCK:
        raise EditError(f"{file.name}:{file.line(node)}: '{old}' is in a block. Write it on one line, as {old}.")
    start, end = file.at(node)
    file.replace(start, end, _like(node, new))


def _like(node: yaml.ScalarNode, new: str) -> str:
    """A new value in the quotation marks of the one before, where it has any."""
    if node.style == "'" and new.isprintable():
        return "'" + new.replace("'", "''") + "'"
    if node.style == '"' and new.isprintable():
        return '"' + new.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return scalar(new)


# Things added


def rename_key(file: Editable, old: str, new: str) -> None:
    """Give an entry of the file another id. The entry must be there."""
    key, _ = _pair(file.root, old)
    start, end = file.at(key)
    file.replace(start, end, _like(key, new))


def add_alias(file: Editable, entry: str | None, alias: str) -> None:
    """Add a former id to an entry of the file, or with None to the front matter: behind those that are there."""
    if entry is None:
        if file.root is None:
            file.replace(file.end, file.end, f"aliases: [{scalar(alias)}]\n")
            return
        _add_to_mapping(file, file.root, alias)
        return
    key, value = _pair(file.root, entry)
    if isinstance(value, yaml.ScalarNode):
        _make_mapping(file, key, value, alias)
    else:
        _add_to_mapping(file, value, alias)


def _pair(root: yaml.Node | None, name: str) -> tuple[yaml.ScalarNode, yaml.Node]:
    assert isinstance(root, yaml.MappingNode)
    key, value = next((key, value) for key, value in root.value if str(key.value) == name)
    return key, value


def _make_mapping(file: Editable, key: yaml.Node, value: yaml.ScalarNode, alias: str) -> None:
    """`id: Label` becomes an entry with fields."""
    assert isinstance(file.root, yaml.MappingNode)
    start, end = file.at(value)
    label = file.text[start:end]
    if "\n" in label or not _after(key, value):
        label = scalar(value.value)
    if file.root.flow_style:
        file.replace(start, end, f'{{"label": {label}, "aliases": [{scalar(alias)}]}}')
        return
    indent = "\n" + " " * (key.start_mark.column + 2)
    colon = file.text.index(":", file.at(key)[1]) + 1
    file.replace(colon, end, f"{indent}label: {label}")
    stop = end_of_line(file.text, end)
    file.replace(stop, stop, f"{indent}aliases: [{scalar(alias)}]")


def _add_to_mapping(file: Editable, node: yaml.Node, alias: str) -> None:
    if not isinstance(node, yaml.MappingNode):
        raise EditError(f"{file.name}:{file.line(node)}: has no fields to which 'aliases' could be added.")
    found = next(((key, value) for key, value in node.value if key.value == "aliases"), None)
    if found:
        _add_to_list(file, *found, alias)
    elif node.flow_style:
        _before_bracket(file, node, f'"aliases": [{scalar(alias)}]')
    else:
        key, value = node.value[-1]
        line = f"aliases: [{scalar(alias)}]"
        indent = " " * key.start_mark.column
        leaf = _last_leaf(value)
        if _after(key, leaf) and not (isinstance(leaf, yaml.ScalarNode) and leaf.style in _BLOCK):
            stop = end_of_line(file.text, file.at(leaf)[1])
            file.replace(stop, stop, f"\n{indent}{line}")
        else:
            start, _ = file.at(key)
            file.replace(start, start, f"{line}\n{indent}")


def _add_to_list(file: Editable, key: yaml.Node, node: yaml.Node, alias: str) -> None:
    start, end = file.at(node)
    if isinstance(node, yaml.ScalarNode):
        written = file.text[start:end]
        if not written:
            file.replace(end, end, f" [{scalar(alias)}]")
        elif written in {"~", "null"}:
            file.replace(start, end, f"[{scalar(alias)}]")
        else:
            file.replace(start, end, f"[{written}, {scalar(alias)}]")
    elif isinstance(node, yaml.SequenceNode) and node.flow_style:
        _before_bracket(file, node, scalar(alias))
    elif isinstance(node, yaml.SequenceNode) and _after(key, leaf := _last_leaf(node)):
        stop = end_of_line(file.text, file.at(leaf)[1])
        file.replace(stop, stop, f"\n{' ' * node.start_mark.column}- {scalar(alias)}")
    else:
        raise EditError(f"{file.name}:{file.line(node)}: 'aliases' is not a list of ids. Correct it first.")


def add_entry(file: Editable, one: str, fields: Mapping[str, str | list[str]]) -> None:
    """Add an entry at the end of a file of the vocabulary."""
    if isinstance(file.root, yaml.MappingNode) and file.root.flow_style:
        inner = yaml.safe_dump(dict(fields), allow_unicode=True, sort_keys=False, default_flow_style=True, width=10**9)
        _before_bracket(file, file.root, f"{scalar(one)}: {inner.strip()}")
        return
    column = file.root.start_mark.column if isinstance(file.root, yaml.MappingNode) else 0
    lines = [f"{scalar(one)}:"]
    lines += [f"  {_field(name, value)}" for name, value in fields.items()]
    stop = len(file.text)
    newline = "\n" if file.text and not file.text.endswith("\n") else ""
    file.replace(stop, stop, newline + "".join(f"{' ' * column}{line}\n" for line in lines))


def _field(name: str, value: str | list[str]) -> str:
    """A field on one line, as an editor writes it: a list in brackets, a text in quotation marks only if needed."""
    if isinstance(value, list):
        return f"{name}: [{', '.join(map(scalar, value))}]"
    if not value.isprintable():
        return f"{name}: {scalar(value)}"
    dumped: str = yaml.safe_dump({name: value}, allow_unicode=True, width=10**9)
    return dumped.strip()


def _before_bracket(file: Editable, node: yaml.CollectionNode, item: str) -> None:
    """Add an item at the end of `[…]` or `{…}`."""
    _, end = file.at(node)
    last = node.value[-1] if node.value else None
    leaf = last[1] if isinstance(last, tuple) else last
    inner = file.text[file.at(leaf)[1] if leaf else end - 1 : end - 1]
    comma = "" if leaf is None else " " if "," in inner else ", "
    at = end - 1 - (len(inner) - len(inner.rstrip()))
    file.replace(at, at, f"{comma}{item}")


def _last_leaf(node: yaml.Node) -> yaml.Node:
    """The last value within a block that has an end of its own: a scalar or something in brackets."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def _after(key: yaml.Node, value: yaml.Node) -> bool:
    """Whether a value stands behind its key, and not elsewhere under an anchor."""
    return bool(value.start_mark.index >= key.end_mark.index)


def last_line(file: Editable, node: yaml.Node) -> int:
    """Where the last line of a value ends; blocks of YAML themselves end only where the next begins."""
    leaf = _last_leaf(node)
    end = file.at(leaf)[1]
    if isinstance(leaf, yaml.ScalarNode) and leaf.style in _BLOCK:
        end = len(file.text[:end].rstrip())
    return end_of_line(file.text, end)


def end_of_line(text: str, at: int) -> int:
    """Where the line ends that a place is on."""
    found = text.find("\n", at)
    return found if found >= 0 else len(text)
