"""A new entry at the end of a file of the vocabulary, checked as if it stood there already."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from policy_digest.edits import Editable, add_entry, open_file
from policy_digest.files import UNFIT
from policy_digest.ids import refuse_entry, refuse_new
from policy_digest.links import ENTRY_FIELDS, KINDS, SOURCES
from policy_digest.problems import Problem, did_you_mean, errors
from policy_digest.publish import write
from policy_digest.sources import files_by_id
from policy_digest.state import read_file
from policy_digest.syntax import unfit_message
from policy_digest.vocabulary import FOLDER, Vocabulary, read_vocabulary
from policy_digest.yaml_document import Value, YamlDocument

Fields = Mapping[str, str | list[str]]


class EntryError(ValueError):
    """An entry that cannot be; the message says why and, where it is known, what could be."""


def new_entry(
    folder: Path, root: Path, kind: str, one: str, fields: Fields, before: Sequence[Problem]
) -> tuple[Path, str]:
    """The file of the vocabulary of the corpus `folder` that a new entry goes to, and what it will hold with it.

    `kind` is one of `KINDS`, and `one` an id that `check_new_id` allows; `fields` are as an editor would write them,
    without those that are to be left out; `before` is what was wrong in the vocabulary before.

    Raises:
        EntryError: a field is wrong.
        EditError: the file is written in a form that this command cannot change.
    """
    name = KINDS[kind]
    if not fields.get("label"):
        raise EntryError("'label' is missing. Add it.")
    for fieldname, value in fields.items():
        if unfit := UNFIT.search("".join(value)):
            raise EntryError(f"'{fieldname}' {unfit_message(ord(unfit[0]))}")
    path = folder / FOLDER / f"{name}.yml"
    file: Editable | None = Editable(path, path.relative_to(root).as_posix(), "", "", 0, 0, None, None)
    if os.path.lexists(path):
        file, problems = open_file(path, root)
        if file is None:
            raise EntryError("\n".join(map(str, problems)))
    assert file is not None
    entries = file.value or {}
    if not isinstance(entries, dict):
        raise EntryError(f"{file.name} is not a list of entries. Correct it first: digest check says how.")
    add_entry(file, one, fields)
    file.end = len(file.text)
    entry: Value = {name: list(value) if isinstance(value, list) else value for name, value in fields.items()}
    file.prove({**entries, one: entry})
    problems = _problems_with(path, file.result(), before)
    problems += _unknown_texts(folder, name, fields)
    if problems:
        raise EntryError("\n".join(problem.message for problem in problems))
    return path, file.result()


def check_new_id(vocabulary: Vocabulary, kind: str, one: str) -> None:
    """Whether a new entry may have an id.

    Raises:
        EntryError: it is no id, or it is or was that of another entry.
    """
    name = KINDS[kind]
    entries = getattr(vocabulary, name)
    document: YamlDocument = vocabulary.files[name]
    if reason := refuse_entry(one) or refuse_new(one):
        near = well_formed(one)
        free = not (refuse_entry(near) or refuse_new(near)) and near not in vocabulary.written(name)
        hint = f" Perhaps '{near}'?" if free else ""
        raise EntryError(f"'{one}' cannot be an id: {reason}{hint}")
    if one in vocabulary.written(name):
        label = f": “{entries[one].label}”" if one in entries else ""
        raise EntryError(str(document.problem((one,), f"'{one}' exists already{label}.")))
    for other, entry in entries.items():
        if one in entry.aliases:
            raise EntryError(f"'{one}' is a former id of '{other}' (“{entry.label}”). Choose another.")


def well_formed(text: str) -> str:
    """The nearest id to a text: `Rural schools` is `rural-schools`. Empty where nothing is left."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold().replace("_", "-"))
    return "-".join(words)


def _problems_with(changed: Path, content: str, before: Sequence[Problem]) -> list[Problem]:
    """What is wrong in a vocabulary with one of its files changed that was not wrong before."""
    with TemporaryDirectory() as temporary:
        copy = Path(temporary).resolve()
        for path in changed.parent.glob("*.yml"):
            write(copy / FOLDER, path.name, read_file(path))
        write(copy / FOLDER, changed.name, content.encode())
        _, after = read_vocabulary(copy, copy)
    known = {(Path(problem.path).name, problem.message) for problem in before}
    return [problem for problem in errors(after) if (Path(problem.path).name, problem.message) not in known]


def _unknown_texts(folder: Path, name: str, fields: Fields) -> list[Problem]:
    """Texts that an entry names and that are not there."""
    problems = []
    for fieldname, of in ENTRY_FIELDS[name].items():
        if of != SOURCES or fieldname not in fields:
            continue
        texts = files_by_id(folder)
        written = fields[fieldname]
        for one in [written] if isinstance(written, str) else written:
            if one and one not in texts:
                message = f"'{fieldname}' is '{one}', which is not a text of this digest.{did_you_mean(one, texts)}"
                problems.append(Problem(f"{name}.yml", 0, message))
    return problems
