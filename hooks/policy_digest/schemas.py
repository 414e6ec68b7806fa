"""JSON Schemas of what editors write: the front matter of a source, and each file of the vocabulary.

They are made from the model, with the ids of the vocabulary as values to choose from, and are published with the data.
A copy in `sources/.schemas/` is for editors. A schema never rejects what `digest check` accepts; it cannot know all
that the check does. They are draft 7, the newest that the YAML language server reads throughout
(https://github.com/redhat-developer/yaml-language-server).
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from policy_digest import model
from policy_digest.addresses import YEARS
from policy_digest.files import write_whole
from policy_digest.ids import refuse_source
from policy_digest.links import ANNOTATION_FIELDS, ENTRY_FIELDS, MODELS, SOURCE_FIELDS, SOURCES
from policy_digest.model import Annotation, Entry, Record, SourceFields
from policy_digest.sources import files_by_id
from policy_digest.vocabulary import Vocabulary, read_vocabulary

FOLDER = ".schemas"
"""Below the folder of the texts; a name that begins with a dot holds no texts."""
PUBLISHED = "schemas/"
"""Below the folder of the data files on the site."""
DRAFT = "http://json-schema.org/draft-07/schema#"

Schema = dict[str, Any]

_SCALAR = ["string", "number", "boolean"]
"""Every scalar is read as text; an editor takes `2023` for a number and `true` for a truth value."""
_NULL: Schema = {"type": "null"}
_EMPTY: Schema = {"type": "string", "maxLength": 0}
"""An entry of the vocabulary may leave an id empty."""
_ID_PATTERN = rf"^(?!{YEARS}$)[^\s!-/:-@\[-^`{{-~][^\s!-,/:-@\[-^`{{-~]*$"
"""`refuse_entry` without classes of Unicode, which not every reader of patterns has: more characters are let pass."""


def schema_name(name: str) -> str:
    """The name of a schema's file: `source.schema.json`, `themes.schema.json`."""
    return f"{name}.schema.json"


def schema_line(one: str) -> str:
    """The first line of the front matter of a text with the id `one`: tells editors where its schema is."""
    return f"# yaml-language-server: $schema={'../' * one.count('/')}{FOLDER}/{schema_name('source')}"


def schemas(vocabulary: Vocabulary, texts: Iterable[str]) -> dict[str, Schema]:
    """Every schema by its name: `source`, and one for each file of the vocabulary. `texts` are the ids of all texts."""
    ids = {name: _ids(vocabulary, name) for name in MODELS}
    ids[SOURCES] = _choice((one, "") for one in sorted(texts))
    found = {"source": {"$schema": DRAFT, **_records(SourceFields, ids)}}
    for name, record in MODELS.items():
        entry = _records(record, ids)
        definitions = {**entry.pop("definitions"), record.__name__: entry}
        label = {"description": "The label alone, if no other field is needed.", "type": _SCALAR}
        found[name] = {
            "$schema": DRAFT,
            "title": f"{name}.yml",
            "description": entry["description"],
            "type": ["object", "null"],
            "propertyNames": {"pattern": _ID_PATTERN},
            "additionalProperties": {"anyOf": [{"$ref": f"#/definitions/{record.__name__}"}, label]},
            "definitions": definitions,
        }
    return found


def schema_files(vocabulary: Vocabulary, texts: Iterable[str], url: str = "") -> Iterator[tuple[str, str]]:
    """The name and the content of each schema's file; with `url`, where they are published, each knows its address."""
    for name, schema in schemas(vocabulary, texts).items():
        identity = {"$id": f"{url}{schema_name(name)}"} if url else {}
        head = {"$schema": schema["$schema"], **identity}
        yield schema_name(name), json.dumps({**head, **schema}, ensure_ascii=False, indent=1) + "\n"


def write_schemas(folder: Path, vocabulary: Vocabulary) -> list[Path]:
    """Write the schemas of the corpus `folder` for editors. Returns the files that have changed."""
    made = schema_files(vocabulary, (one for one in files_by_id(folder) if not refuse_source(one)))
    files = {folder / FOLDER / name: content.encode() for name, content in made}
    changed = {path: data for path, data in files.items() if not path.is_file() or path.read_bytes() != data}
    write_whole(changed)
    return [*changed]


def renew_schemas(folder: Path, vocabulary: Vocabulary | None = None) -> None:
    """Write the schemas of the corpus `folder` anew where it has some: who never asked for them gets none.

    Its vocabulary is read where it is not given. While a file of it cannot be read they stay, or every id would look
    wrong. So they do in a folder that cannot be written: nobody asked to write there.
    """
    if not (folder / FOLDER).is_dir():
        return
    vocabulary = vocabulary or read_vocabulary(folder, folder)[0]
    if all(document.value is not None for document in vocabulary.files.values()):
        with suppress(OSError):
            write_schemas(folder, vocabulary)


# Ids to choose from


def _ids(vocabulary: Vocabulary, name: str) -> Schema:
    """The ids of a file, with those of entries that have a fault: it is not the fault of who names them."""
    entries: Mapping[str, Entry] = getattr(vocabulary, name)
    known = sorted(vocabulary.written(name))
    return _choice((one, _about(entries[one]) if one in entries else "") for one in known)


def _about(entry: Entry) -> str:
    definition = getattr(entry, "definition", "")
    return f"{entry.label}. {definition}" if definition else entry.label


def _choice(values: Iterable[tuple[str, str]]) -> Schema:
    """Values with what each means. One that looks like a number may be written as one."""
    written = [
        (form, about)
        for value, about in values
        for form in dict.fromkeys((value, _as_number(value)))
        if form is not None
    ]
    if not written:
        return {"not": {}, "description": "There is none yet."}
    about = {"enumDescriptions": [about for _, about in written]} if any(about for _, about in written) else {}
    return {"enum": [form for form, _ in written], **about}


def _as_number(value: str) -> str | int | float | None:
    read = yaml.safe_load(value) if re.fullmatch(r"[0-9.]+", value) else None
    return read if isinstance(read, int | float) else None


# Records


def _records(record: type[Record], ids: Mapping[str, Schema]) -> Schema:
    """The schema of a record, with those within it and the ids that they name under `definitions`."""
    whole = record.model_json_schema(ref_template="#/definitions/{model}")
    inner = {getattr(model, name): schema for name, schema in whole.pop("$defs", {}).items()}
    records = {one.__name__: _record(one, schema) for one, schema in inner.items()}
    named = {file for one in (record, *inner) for file in _id_fields(one).values()}
    return {**_record(record, whole), "definitions": {**records, **{name: ids[name] for name in sorted(named)}}}


def _id_fields(record: type[Record]) -> Mapping[str, str]:
    if record is SourceFields:
        return SOURCE_FIELDS
    if record is Annotation:
        return ANNOTATION_FIELDS
    return next((ENTRY_FIELDS[name] for name, entry in MODELS.items() if entry is record), {})


def _record(record: type[Record], given: Schema) -> Schema:
    """What pydantic says of a record, in the words of those who write it."""
    required = given.get("required", [])
    properties: Schema = {}
    for name, info in record.model_fields.items():
        written = info.alias or name
        schema = _written(given["properties"][written], _id_fields(record).get(name))
        empty = [] if written in required else [_NULL]
        if name in _id_fields(record) and issubclass(record, Entry):
            empty.append(_EMPTY)
        about = _docstring(record, name)
        properties[written] = {**({"description": about} if about else {}), **_any_of([*_branches(schema), *empty])}
    found: Schema = {
        "description": _docstring(record),
        "type": "object",
        "properties": properties,
        "patternProperties": {_near_misses(properties): False},
    }
    if required:
        found["required"] = required
    if record.one_of:
        found["anyOf"] = [{"required": [name]} for name in record.one_of]
    return found


def _branches(schema: Schema) -> list[Schema]:
    return list(schema["anyOf"]) if set(schema) == {"anyOf"} else [schema]


def _any_of(branches: list[Schema]) -> Schema:
    """One of several forms, each once. A text that may be empty is one form: editors then tell faults better."""
    once = [branch for index, branch in enumerate(branches) if branch not in branches[:index]]
    match once:
        case [only]:
            return only
        case [{"type": [*kinds]} as text, {"type": "null"}]:
            return {**text, "type": [*kinds, "null"]}
    return {"anyOf": once}


def _written(given: Schema, ids: str | None) -> Schema:
    """A value as it may stand in YAML; with `ids`, its texts are ids of that file."""
    if "anyOf" in given:
        return _any_of([branch for one in given["anyOf"] for branch in _branches(_written(one, ids))])
    if "$ref" in given:
        return {"$ref": given["$ref"]}
    if "enum" in given:
        return {"enum": given["enum"]}
    kind = given["type"]
    if kind == "array":
        return {"type": "array", "items": _written(given["items"], ids)}
    if kind == "object":
        names = {"propertyNames": {"$ref": f"#/definitions/{ids}"}} if ids else {}
        return {"type": "object", **names, "additionalProperties": _written(given["additionalProperties"], None)}
    if kind == "string" and ids:
        return {"$ref": f"#/definitions/{ids}"}
    if kind == "string":
        return {"type": _SCALAR, **{name: given[name] for name in ("pattern",) if name in given}}
    return {"type": kind}


def _near_misses(names: Iterable[str]) -> str:
    """A pattern of names that are one slip away from a field, which `digest check` takes for misspelt.

    The slips are a letter that is missing, one too many, a wrong one, and two exchanged.
    """
    known = [re.escape(name) for name in names]
    slips = dict.fromkeys(slip for name in names for slip in _slips(name))
    return f"^(?!(?:{'|'.join(known)})$)(?:{'|'.join(slips)})$"


def _slips(name: str) -> Iterator[str]:
    """One pattern for each slip; a short name is too like others for some."""
    for at in range(len(name) + 1):
        before, after = name[:at], name[at:]
        if len(name) > 2:  # noqa: PLR2004 - shorter names are near to too much
            yield f"{before}.{after}"
            if after:
                yield f"{before}{after[1:]}"
            if len(after) > 1:
                yield f"{before}{after[1]}{after[0]}{after[2:]}"
        if after and len(name) > 4:  # noqa: PLR2004 - as many letters must be the same as the check wants
            yield f"{before}.{after[1:]}"


@cache
def _docstrings() -> Mapping[tuple[str, str], str]:
    """What the model says of its fields, and under an empty name of each record; `python -OO` has none of this.

    To let pydantic collect it makes every start slower.
    """
    found = {}
    for record in ast.parse(inspect.getsource(model)).body:
        if isinstance(record, ast.ClassDef):
            found[record.name, ""] = ast.get_docstring(record) or ""
            for field, told in zip(record.body, record.body[1:], strict=False):
                match field, told:
                    case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                        found[record.name, name] = inspect.cleandoc(words)
    return found


def _docstring(record: type[Record], name: str = "") -> str:
    return next((told for one in record.__mro__ if (told := _docstrings().get((one.__name__, name)))), "")
