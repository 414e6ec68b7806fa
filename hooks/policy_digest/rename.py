"""A text or an entry of the vocabulary gets another id: everywhere it is named, with the old one left as an alias.

The ledger needs no change: it finds a text under its former ids, and the next release writes it under the new one.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from policy_digest.addresses import text_above
from policy_digest.edits import Editable, add_alias, open_file, rename_key, replace_ids
from policy_digest.files import read_bytes, write_whole
from policy_digest.ids import refuse_entry, refuse_new, refuse_source
from policy_digest.ledger import read_ledger
from policy_digest.links import ENTRY_FIELDS, KINDS, SOURCES, places_in_source, places_in_vocabulary
from policy_digest.problems import Problem, did_you_mean
from policy_digest.schemas import schema_line
from policy_digest.sources import files_by_id, read_source
from policy_digest.state import read_file
from policy_digest.vocabulary import FOLDER, Vocabulary, read_vocabulary
from policy_digest.yaml_document import Value

_ESCAPE = re.compile(rb"\\[xuU/]")


class RenameError(ValueError):
    """A renaming that cannot be; the message says why."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """What a renaming writes. Nothing is written before all of it is known."""

    contents: Mapping[Path, bytes]
    """What each file that changes will hold, under its present name."""
    before: Mapping[Path, bytes]
    """What it holds now."""
    moved: tuple[Path, Path] | None
    """A text's file: its present name and its new one."""


def plan(folder: Path, root: Path, old: str, new: str, kind: str) -> tuple[Renaming | None, list[Problem]]:
    """Work out what a renaming in the corpus `folder` writes; messages name paths relative to `root`.

    `kind` is `text` or one of `KINDS`, where the id is that of several things, else empty. Returns None and what is
    wrong where files that would change cannot be read.

    Raises:
        RenameError: there is no such id, or the new one cannot be.
        EditError: a file is written in a form that this command cannot change.
    """
    vocabulary, problems = read_vocabulary(folder, root)
    if any(document.value is None for document in vocabulary.files.values()):
        return None, problems
    texts = files_by_id(folder)
    file = _file_of(old, kind, vocabulary, texts, folder, root)
    new = unicodedata.normalize("NFC", new)
    if old == new:
        raise RenameError(f"'{old}' has that id already.")
    if file == SOURCES:
        _check_text_id(old, new, texts, folder, root)
    else:
        _check_entry_id(file, new, vocabulary)
    return _plan(folder, root, file, old, new, texts)


def write(renaming: Renaming) -> None:
    """Write what was worked out. Where a file cannot be written, all are as they were before.

    Raises:
        OSError: a file cannot be written or moved.
    """
    try:
        write_whole(renaming.contents)
        if renaming.moved:
            before, after = renaming.moved
            after.parent.mkdir(parents=True, exist_ok=True)
            before.rename(after)
    except OSError:
        write_whole({path: content for path, content in renaming.before.items() if path.read_bytes() != content})
        raise
    if renaming.moved:
        for above in renaming.moved[0].parents:
            if above.name == "" or any(above.iterdir()):
                break
            above.rmdir()


# What there is


def _file_of(old: str, kind: str, vocabulary: Vocabulary, texts: Mapping[str, Path], folder: Path, root: Path) -> str:
    """The file in which an id stands."""
    kinds = {"text": SOURCES, **KINDS}
    known: dict[str, Iterable[str]] = {
        name: texts if file == SOURCES else vocabulary.written(file) for name, file in kinds.items()
    }
    if kind:
        known = {kind: known[kind]}
    found = [name for name, ids in known.items() if old in ids]
    if len(found) > 1:
        options = " or ".join(f"--kind {name}" for name in found)
        raise RenameError(f"'{old}' is the id of several: {' and '.join(found)}. Say which with {options}.")
    if not found:
        for name, file in KINDS.items():
            for one, entry in getattr(vocabulary, file).items():
                if old in entry.aliases and name in known:
                    raise RenameError(f"'{old}' is a former id of the {name} '{one}'. Rename that one.")
        for one, path in texts.items() if "text" in known else ():
            if os.fsencode(old) in (read_bytes(path, root)[0] or b"") and old in _former_ids(path, folder, root):
                raise RenameError(f"'{old}' is a former id of the text '{one}'. Rename that one.")
        ids = [one for several in known.values() for one in several]
        raise RenameError(f"there is no {kind or 'text and no entry'} '{old}'.{did_you_mean(old, ids)}")
    return kinds[found[0]]


def _check_entry_id(file: str, new: str, vocabulary: Vocabulary) -> None:
    entries = getattr(vocabulary, file)
    if reason := refuse_entry(new) or refuse_new(new):
        raise RenameError(f"'{new}' cannot be an id: {reason}")
    if new in vocabulary.written(file):
        label = f" “{entries[new].label}”" if new in entries else ""
        raise RenameError(f"'{new}' exists already:{label} in {file}.yml.")


def _check_text_id(old: str, new: str, texts: Mapping[str, Path], folder: Path, root: Path) -> None:
    if reason := refuse_source(new) or refuse_new(new):
        raise RenameError(f"'{new}' cannot be an id: {reason}")
    other = next((one for one in texts if one.casefold() == new.casefold()), None)
    if other:
        raise RenameError(f"'{other}' exists already.")
    others = {*texts, new}  # the old one too: its files stay at its address
    for one in others:
        if (above := text_above(one, others)) and new in {one, above}:
            raise RenameError(f"'{one}' would want the address of a file beside '{above}'. Choose another.")
    if new in read_ledger(folder).texts and new not in _former_ids(texts[old], folder, root):
        raise RenameError(f"'{new}' was the id of another text in a release, and has its addresses. Choose another.")


# What changes


def _plan(
    folder: Path, root: Path, file: str, old: str, new: str, texts: Mapping[str, Path]
) -> tuple[Renaming | None, list[Problem]]:
    changes = _Changes(root)
    for one, path in texts.items():
        own = file == SOURCES and one == old
        if file == SOURCES and not own and _may_name(path, new) and new in _former_ids(path, folder, root):
            raise RenameError(f"'{new}' is a former id of the text '{one}'. Choose another.")
        if own:
            changes.add(path, partial(_in_own_file, old=old, new=new))
        elif file != SOURCES and _may_name(path, old):
            changes.add(path, lambda front: replace_ids(front, tuple(places_in_source(file)), old, new))
    for name in ENTRY_FIELDS:
        path = folder / FOLDER / f"{name}.yml"
        if os.path.lexists(path):
            changes.add(path, partial(_in_vocabulary, name=name, file=file, old=old, new=new))
    if changes.problems:
        return None, changes.problems
    return Renaming(
        contents={editable.path: editable.result().encode() for editable in changes.files},
        before={editable.path: editable.raw.encode() for editable in changes.files},
        moved=(texts[old], folder / f"{new}.md") if file == SOURCES else None,
    ), []


@dataclass(slots=True)
class _Changes:
    """The files that change, and what is wrong with those that should and cannot."""

    root: Path
    files: list[Editable] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: Path, change: Callable[[Editable], Value]) -> None:
        """Change a file by `change`, which returns what the file must say then."""
        editable, problems = open_file(path, self.root)
        self.problems += problems
        if editable:
            wanted = change(editable)
            if editable.edits:
                editable.prove(wanted)
                self.files.append(editable)


def _in_own_file(editable: Editable, *, old: str, new: str) -> Value:
    """Change the front matter of the text that is renamed: its aliases, and where editors find its schema."""
    at = editable.text.find(f"{schema_line(old)}\n", editable.start, editable.end)
    if at >= 0:
        editable.replace(at, at + len(schema_line(old)), schema_line(new))
    return _with_alias(editable, editable.value, None, old)


def _in_vocabulary(editable: Editable, *, name: str, file: str, old: str, new: str) -> Value:
    """Change a file of the vocabulary, `name`, for an id of the file `file`."""
    wanted = replace_ids(editable, tuple(places_in_vocabulary(name, file)), old, new)
    if name != file:
        return wanted
    assert isinstance(wanted, dict)
    owner = next((one for one in wanted if one != old and new in _aliases(wanted[one])), None)
    if owner:
        raise RenameError(f"'{new}' is a former id of '{owner}'. Choose another.")
    rename_key(editable, old, new)
    wanted = {**wanted, old: _with_alias(editable, wanted[old], old, old)}
    return {new if one == old else one: value for one, value in wanted.items()}


def _may_name(path: Path, one: str) -> bool:
    """Whether a file has an id in it, or letters that YAML can write in another way."""
    data = read_file(path)
    return one.encode() in data or bool(_ESCAPE.search(data))


def _former_ids(path: Path, folder: Path, root: Path) -> tuple[str, ...]:
    source, _ = read_source(path, folder, root)
    return source.fields.aliases if source else ()


def _with_alias(file: Editable, value: Value, entry: str | None, alias: str) -> Value:
    """Add a former id to an entry, or with None to a front matter, unless it has it: then it went by it before.

    `value` is what the entry or front matter says; returned is what it says then.
    """
    written = _aliases(value)
    if alias in written:
        return value
    add_alias(file, entry, alias)
    if isinstance(value, str):
        return {"label": value, "aliases": [alias]}
    return {**(value if isinstance(value, dict) else {}), "aliases": [*written, alias]}


def _aliases(value: Value) -> list[Value]:
    """The former ids in a front matter or an entry."""
    written = value.get("aliases") if isinstance(value, dict) else None
    return written if isinstance(written, list) else [] if written is None else [written]
