"""The vocabulary: themes, issuers, events, documents, terms and reading packs, each a YAML file of ids."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policy_digest.files import read_text
from policy_digest.ids import refuse_entry
from policy_digest.links import ENTRY_FIELDS, MODELS, SOURCES
from policy_digest.model import Document, Entry, Event, Issuer, Pack, Term, Theme
from policy_digest.problems import Problem, Severity, did_you_mean, errors, nearest
from policy_digest.records import read_record, read_rest
from policy_digest.yaml_document import YamlDocument, load_yaml

_BETWEEN = re.compile(r"\s*[,;/、，；]\s*")
_ALIKE = 85
"""From this likeness (of 100) on, something is taken for a label, or the name of a file, with a slip."""
FOLDER = "vocabulary"
"""The folder of a corpus that holds it."""
MOST_LEVELS = 50
"""Of a tree of themes or issuers, which pages show one within the other: more than anybody needs."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every entry by its id, in the order of the files."""

    themes: Mapping[str, Theme] = field(default_factory=dict)
    issuers: Mapping[str, Issuer] = field(default_factory=dict)
    events: Mapping[str, Event] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)
    packs: Mapping[str, Pack] = field(default_factory=dict)
    files: Mapping[str, YamlDocument] = field(default_factory=dict)
    """The file behind each of the six, for messages about its entries."""

    def written(self, name: str) -> frozenset[str]:
        """The ids that stand in a file, also those of entries that could not be read."""
        value = self.files[name].value if name in self.files else None
        # The entries are looked at in any case: this is noted, which a look at the file is not.
        return frozenset(getattr(self, name)).union(value if isinstance(value, dict) else ())

    def unknown(self, name: str, one: str) -> bool:
        """Whether a file has no such entry. One that could not be read may have any: its own fault is told alone."""
        value = self.files[name].value
        return isinstance(value, dict) and one not in value

    def issuer_labels(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The labels of issuers, in the order of the ids; an id that there is none of is passed over."""
        return tuple([self.issuers[one].label for one in ids if one in self.issuers])


def read_vocabulary(sources: Path, root: Path) -> tuple[Vocabulary, list[Problem]]:
    """Read the six files of a corpus; one that is not there is empty. Paths in messages are relative to `root`.

    Returns the vocabulary with every entry, without the values that are wrong, and all that is wrong: in the files and
    between their entries. An entry that has no fields is left out.
    """
    folder = sources / FOLDER
    files: dict[str, YamlDocument] = {}
    try:
        if os.path.lexists(folder):
            os.listdir(folder)  # noqa: PTH208 - whether it can be read at all, which `glob` does not say
    except OSError as error:
        name = folder.relative_to(root).as_posix()
        files = {one: YamlDocument(f"{name}/{one}.yml", None) for one in MODELS}
        return Vocabulary(files=files), [Problem(name, 0, f"cannot be read: {error.strerror}.")]
    problems = list(_misnamed(folder, root))

    def read(name: str, model: type[Entry]) -> Mapping[str, Entry]:
        path = folder / f"{name}.yml"
        if not os.path.lexists(path):
            files[name] = YamlDocument(f"{folder.relative_to(root).as_posix()}/{name}.yml", {})
            return {}
        text, faults = read_text(path, root)
        document, more = load_yaml(text, path.relative_to(root).as_posix())
        faults += more
        problems.extend(faults)
        if document.value is None and not errors(faults):
            document = YamlDocument(document.path, {})
        files[name] = document
        return _read_entries(document, model, problems)

    entries: dict[str, Any] = {name: read(name, model) for name, model in MODELS.items()}
    vocabulary = Vocabulary(**entries, files=files)
    return vocabulary, problems + _check(vocabulary)


def _misnamed(folder: Path, root: Path) -> Iterator[Problem]:
    """Files whose name is nearly that of one that is read."""
    known = {f"{name}.yml" for name in MODELS}
    for path in sorted(folder.glob("[!.]*.y*ml")):
        if path.name not in known and (near := nearest(path.name, known, cutoff=_ALIKE)):
            message = f"is not read. Did you mean '{near}'?"
            yield Problem(path.relative_to(root).as_posix(), 0, message, Severity.WARNING)


def _read_entries(document: YamlDocument, model: type[Entry], problems: list[Problem]) -> Mapping[str, Entry]:
    if document.value is None:
        return {}
    if not isinstance(document.value, dict):
        problems.append(document.problem((), "is not a list of entries. Write each as id: label, or id: with fields."))
        return {}
    entries: dict[str, Entry] = {}
    folded: dict[str, str] = {}
    for name, value in document.value.items():
        if reason := refuse_entry(name):
            problems.append(document.problem((name,), f"'{name}' cannot be an id: {reason}"))
            continue
        if (other := folded.setdefault(name.casefold(), name)) != name:
            message = f"'{name}' differs from '{other}' only in its capitals. Choose another."
            problems.append(document.problem((name,), message))
            continue
        if isinstance(value, str):
            document.value[name] = {"label": value}
        record, faults = read_record(model, document, (name,))
        problems.extend(faults)
        if record:
            entries[name] = record
        elif isinstance(value, dict):  # what is right of it is looked at all the same
            rest = read_rest(model, value)
            entries[name] = rest if rest.label else rest.model_copy(update={"label": name})
    return entries


def nearest_entry(written: str, entries: Mapping[str, Entry]) -> str:
    """What to write in place of something that is no id of `entries`, as a sentence to follow another, or nothing.

    It may be a label, a former id, several ids in one text, or an id with a slip.
    """
    if not written:
        return " Write [] for none."
    several = [one for one in _BETWEEN.split(written) if one]
    if len(several) > 1 and all(one in entries for one in several):
        return f" Write several as a list: [{', '.join(several)}]."
    labels: dict[str, str] = {}
    for one, entry in entries.items():
        for name in (*entry.aliases, entry.label, getattr(entry, "short", ""), getattr(entry, "original", "")):
            labels.setdefault(name.casefold(), one)
    label = written.casefold()
    if label not in labels:
        if near := did_you_mean(written, entries):
            return near
        label = nearest(label, labels, cutoff=_ALIKE) or ""
    return f" Did you mean '{labels[label]}'?" if label else ""


def _check(vocabulary: Vocabulary) -> list[Problem]:
    """Ids that entries name must exist, and the trees must be trees."""
    files = vocabulary.files
    above_themes = {one: theme.broader for one, theme in vocabulary.themes.items()}
    above_issuers = {one: issuer.part_of for one, issuer in vocabulary.issuers.items()}
    return [
        *_unknown_ids(vocabulary),
        *_tree_faults(files["themes"], "broader", above_themes),
        *_tree_faults(files["issuers"], "part_of", above_issuers),
        *(fault for name in MODELS for fault in _alias_clashes(files[name], getattr(vocabulary, name))),
        *_wrongly_related(vocabulary.themes, files["themes"]),
    ]


def _unknown_ids(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Ids that entries name and no entry has; those of texts are known when the texts have been read."""
    naming = (
        (name, one, fieldname, wanted, getattr(entry, fieldname))
        for name, fields in ENTRY_FIELDS.items()
        for one, entry in getattr(vocabulary, name).items()
        for fieldname, wanted in fields.items()
        if wanted != SOURCES
    )
    for name, one, fieldname, wanted, ids in naming:
        for other in (ids,) if ids and isinstance(ids, str) else ids:
            if vocabulary.unknown(wanted, other):
                message = f"'{fieldname}' of '{one}' is '{other}', which is not in {wanted}.yml."
                entries = getattr(vocabulary, wanted).items()
                near = nearest_entry(other, {key: entry for key, entry in entries if (wanted, key) != (name, one)})
                file = vocabulary.files[name]
                yield file.problem(file.place((one, fieldname), other), message + near)


def _wrongly_related(themes: Mapping[str, Theme], file: YamlDocument) -> Iterator[Problem]:
    """Themes that name as related themselves, or one above or below them."""
    for one, theme in themes.items():
        for other in theme.related:
            if other == one or other in ancestors(themes, one) or one in ancestors(themes, other):
                where = "the theme itself" if other == one else "above or below it in the tree"
                message = f"'related' of '{one}' names '{other}', which is {where}. Take it out."
                yield file.problem((one, "related", other), message)


def _alias_clashes(document: YamlDocument, entries: Mapping[str, Entry]) -> list[Problem]:
    """A former id must belong to one entry alone."""
    problems: list[Problem] = []
    owners = {one.casefold(): (one, one) for one in entries}
    for one, entry in entries.items():
        for alias in entry.aliases:
            place = document.place((one, "aliases"), alias)
            if reason := refuse_entry(alias):
                message = f"'aliases' of '{one}' has '{alias}', which cannot have been an id: {reason}"
                problems.append(document.problem(place, message))
            written, owner = owners.setdefault(alias.casefold(), (alias, one))
            if owner != one:
                but = "" if written == alias else " apart from its capitals"
                message = f"'aliases' of '{one}' has '{alias}', which is that of '{owner}'{but}. Take one out."
                problems.append(document.problem(place, message))
    return problems


def _tree_faults(document: YamlDocument, fieldname: str, parents: Mapping[str, str]) -> list[Problem]:
    """Each cycle once, at the first of its entries in the file; and each entry just below the lowest level."""
    problems: list[Problem] = []
    levels: dict[str, int] = {}
    for start in parents:
        chain: dict[str, None] = {}
        one = start
        while one in parents and one not in chain and one not in levels:
            chain[one] = None
            one = parents[one]
        if one in chain:
            around = [*chain, one]
            ring = around[around.index(one) :]
            message = f"'{fieldname}' goes round in a circle: {' → '.join(ring)}. Take one of these out."
            problems.append(document.problem((ring[0], fieldname), message))
        for level, below in enumerate(reversed(chain), levels.get(one, 0) + 1):
            levels[below] = level
            if level == MOST_LEVELS + 1 and one not in chain:
                message = f"'{fieldname}' puts '{below}' on level {level} of its tree. A tree may have {MOST_LEVELS}."
                problems.append(document.problem((below, fieldname), message))
    return problems


def ancestors(entries: Mapping[str, Theme] | Mapping[str, Issuer], one: str) -> list[str]:
    """The themes above a theme, or the issuers above an issuer, the nearest first. A cycle ends the list."""
    found: dict[str, None] = {}
    above = _above(entries[one]) if one in entries else ""
    while above in entries and above not in found:
        found[above] = None
        above = _above(entries[above])
    return [*found]


def _above(entry: Theme | Issuer) -> str:
    return entry.broader if isinstance(entry, Theme) else entry.part_of
