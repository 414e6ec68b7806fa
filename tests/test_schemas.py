"""Schemas for editors: they accept what the check accepts, and show as one types what it would tell."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.exported import data_files
from tests.support import ROOT, read_corpus, run_digest, source, tree, write
from tests.test_docs import date_rows

from policy_digest import model
from policy_digest.digest import read_digest
from policy_digest.ids import refuse_entry
from policy_digest.links import MODELS
from policy_digest.records import nested_model
from policy_digest.schemas import schema_files, schema_line, schemas
from policy_digest.site import Site
from policy_digest.sources import find_sources
from policy_digest.vocabulary import Vocabulary, read_vocabulary


class Editor(yaml.SafeLoader):
    """Reads YAML 1.2 as editors do: `true` and numbers have types, days and `yes` have none."""


Editor.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), list(first))
Editor.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^$"), [""])
Editor.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
Editor.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))


def editor(text):
    return yaml.load(text, Loader=Editor)


def front_matter(path):
    return editor(path.read_text(encoding="utf-8").split("---\n", 2)[1])


def faults(schema, value):
    """Where a value is wrong, as paths of keys."""
    found = jsonschema.Draft7Validator(schema).iter_errors(value)
    return sorted({"/".join(map(str, error.absolute_path)) for error in found})


def schemas_of(folder):
    vocabulary, _ = read_vocabulary(folder, folder.parent)
    return schemas(vocabulary, [path.stem for path in find_sources(folder)])


VOCABULARY = {
    "vocabulary/themes.yml": "schools: Schools\nteachers:\n  label: Teachers\n  definition: Those who teach.\n",
    "vocabulary/issuers.yml": "ministry: Ministry\n",
    "vocabulary/events.yml": "2019: The year\n",
    "vocabulary/documents.yml": "law: Law\n",
    "vocabulary/terms.yml": "word: Word\n",
}


@pytest.fixture
def small(corpus):
    return corpus({"a.md": source("Words of a text, words."), **VOCABULARY})


def test_the_texts_and_the_vocabulary_of_the_project_are_valid():
    made = schemas_of(ROOT / "sources")
    texts = find_sources(ROOT / "sources")
    assert len(texts) == 5
    assert {path.name: faults(made["source"], front_matter(path)) for path in texts} == {
        path.name: [] for path in texts
    }
    for name in MODELS:
        assert faults(made[name], editor((ROOT / "sources" / "vocabulary" / f"{name}.yml").read_text())) == []


@pytest.mark.parametrize("page", ["edit.md", "own.md"])
def test_the_examples_of_the_documentation_are_valid(page, small):
    found = re.search(r"^```markdown\n---\n(.*?)^---$", (ROOT / "docs" / page).read_text(), re.MULTILINE | re.DOTALL)
    (small / "vocabulary" / "themes.yml").write_text("teachers: x\nrural-schools: x\nhousing: x\n")
    (small / "vocabulary" / "issuers.yml").write_text("education-ministry: x\ncity-council: x\n")
    assert faults(schemas_of(small)["source"], editor(found[1])) == []


GOOD = [
    "date: 2019",
    "date: 2019-05-12",
    'date: ""',
    "date:",
    "title: 2019",
    "title: true",
    "issuer: []",
    "issuer: ministry",
    "theme: [schools, teachers]",
    "our_own: {any: thing}",
    "translation: {from: zh}",
    "language: zh-Hant-TW",
    "language: x-ours",
    "language: i-enochian",
    'language: ""',
    "language: no",
    "capture: {file: a.txt, sha256: " + "AB" * 32 + "}",
    "capture: {file: a.txt, sha256: " + "0" * 64 + "}",
    "annotations: [{quote: Words of, event: 2019, every: true}]",
    'annotations: [{quote: Words of, target: {what: w, by: 2020}, theme: ["schools"]}]',
]
BAD = [
    ("sumary: x", ["sumary"]),
    ("titel: x", ["titel"]),
    ("theme: scools", ["theme"]),
    ("theme: [schools, scools]", ["theme"]),
    ("issuer: {a: b}", ["issuer"]),
    ("status: new", ["status"]),
    ("status: [verified]", ["status"]),
    ("date: May 2019", ["date"]),
    ("date: [2019]", ["date"]),
    ("url: example", ["url"]),
    ("language: zh_CN", ["language"]),
    ("language: Chinese", ["language"]),
    ("language: x-", ["language"]),
    ("translation: {from: 'zh-'}", ["translation"]),
    ("capture: {file: a.txt, sha256: TODO}", ["capture"]),
    ("capture: {sha256: x}", ["capture"]),
    ("annotations: {quote: Words of}", ["annotations"]),
    ("annotations: [{quote: Words of}]", ["annotations"]),
    ("annotations: [{theme: schools}]", ["annotations"]),
    ("annotations: [{quote: Words of, event: 2020}]", ["annotations"]),
    ("annotations: [{quote: Words of, note: n, prefx: x}]", ["annotations"]),
    ("annotations: [{quote: Words of, defect: garbled}]", ["annotations"]),
]


@pytest.mark.parametrize("line", GOOD)
def test_what_the_check_accepts_is_accepted(line, small):
    write(small, {"a.md": f"---\n{line}\n---\nWords of a text, words.\n", "captures/a.txt": ""})
    problems = [
        problem for problem in read_corpus(small)[1] if "capture" not in problem and "is missing" not in problem
    ]
    assert problems == []
    assert faults(schemas_of(small)["source"], editor(line)) == []


@pytest.mark.parametrize(("line", "places"), BAD)
def test_what_the_check_tells_is_shown_as_one_types(line, places, small):
    write(small, {"a.md": f"---\n{line}\n---\nWords of a text, words.\n", "captures/a.txt": ""})
    expected = [problem for problem in read_corpus(small)[1] if " is missing. Write" not in problem]
    assert expected
    wrong = faults(schemas_of(small)["source"], editor(line))
    assert wrong
    assert all(place == "" or place.split("/")[0] in places for place in wrong)


@pytest.mark.parametrize(
    ("name", "text", "right"),
    [
        ("themes", "a: Label", True),
        ("themes", "a: {label: A, broader: schools, related: {teachers: why}}", True),
        ("themes", "a: {label: A, broader: '', related: [teachers]}", True),
        ("documents", "a: {label: A, source: a}", True),
        ("packs", "a: {label: A, sources: [a], from: 2015}", True),
        ("themes", "", True),
        ("themes", "a:", False),
        ("themes", "years: Years", False),
        ("themes", "a b: Label", False),
        ("themes", "a: {labl: A}", False),
        ("themes", "a: {label: A, defnition: x}", False),
        ("themes", "a: {label: A, broader: scools}", False),
        ("themes", "a: {label: A, related: {scools: why}}", False),
        ("documents", "a: {label: A, source: b}", False),
        ("packs", "a: {label: A}", False),
        ("issuers", "a: {label: A, part_of: [ministry]}", False),
        ("themes", "[a]", False),
    ],
)
def test_a_file_of_the_vocabulary_is_shown_as_the_check_tells_it(name, text, right, small):
    assert (faults(schemas_of(small)[name], editor(text)) == []) == right
    path = small / "vocabulary" / f"{name}.yml"
    old = path.read_text() if path.exists() else ""
    path.write_text(old + text + "\n" if not text.startswith("[") else text)
    problems = [problem for problem in read_digest(small, small.parent)[1] if problem.path.endswith(f"/{name}.yml")]
    assert (problems == []) == right


@pytest.mark.parametrize(("edtf", "words", "sorts_at"), date_rows())
def test_every_date_form_is_accepted(edtf, words, sorts_at, small):
    assert faults(schemas_of(small)["source"], editor(f"date: {edtf}" if "[" not in edtf else f"date: '{edtf}'")) == []


def test_ids_have_their_labels(small):
    themes = schemas_of(small)["source"]["definitions"]["themes"]
    assert dict(zip(themes["enum"], themes["enumDescriptions"], strict=True)) == {
        "schools": "Schools",
        "teachers": "Teachers. Those who teach.",
    }


def test_they_are_schemas_of_draft_7(small):
    for made in (schemas_of(small), schemas_of(ROOT / "sources"), schemas(Vocabulary(), [])):
        for schema in made.values():
            assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
            jsonschema.Draft7Validator.check_schema(schema)


def test_a_vocabulary_that_is_empty_offers_no_id():
    assert faults(schemas(Vocabulary(), [])["source"], {"theme": []}) == []
    assert faults(schemas(Vocabulary(), [])["source"], {"theme": ["a"]}) == ["theme"]


def test_the_id_of_an_entry_with_a_fault_is_no_fault_of_who_names_it(small):
    (small / "vocabulary" / "events.yml").write_text("opening: {label: Opening, date: never}\n")
    assert faults(schemas_of(small)["source"], editor("annotations: [{quote: a, event: opening}]")) == []


@pytest.mark.parametrize("record", [*MODELS.values(), model.SourceFields])
def test_every_field_has_a_description(record, small):
    made = schemas_of(small)
    schema = (
        made["source"] if record is model.SourceFields else made[next(n for n, one in MODELS.items() if one is record)]
    )
    seen = {record.__name__: schema if record is model.SourceFields else schema["definitions"][record.__name__]}
    for info in record.model_fields.values():
        inner = nested_model(info.annotation)
        if inner:
            seen[inner.__name__] = schema["definitions"][inner.__name__]
    assert [
        (name, field)
        for name, one in seen.items()
        for field, told in one["properties"].items()
        if not told.get("description")
    ] == []


REJECTED = tuple(schemas(Vocabulary(), [])["source"]["patternProperties"])
ID_PATTERN = schemas(Vocabulary(), [])["themes"]["propertyNames"]["pattern"]


@given(st.sampled_from([*model.SourceFields.model_fields]), st.data())
def test_a_name_that_is_rejected_is_one_that_the_check_warns_of(tmp_path, name, data):
    at = data.draw(st.integers(0, len(name)))
    letter = data.draw(st.sampled_from("abstz_"))
    slip = data.draw(
        st.sampled_from(
            [
                name[:at] + name[at + 1 :],
                name[:at] + letter + name[at:],
                name[:at] + letter + name[at + 1 :],
                name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
                name + letter * 3,
            ]
        )
    )
    if slip in model.SourceFields.model_fields or not any(re.search(pattern, slip) for pattern in REJECTED):
        return
    right = data.draw(st.sampled_from(["", f"{name}:\n"]))
    folder = write(tmp_path / "sources", {"a.md": f"---\n{slip}: x\n{right}---\nWords.\n"})
    assert any(f"'{slip}' is not a field. Did you mean '" in problem for problem in read_corpus(folder)[1])


@given(st.text(min_size=1, max_size=5))
def test_every_id_is_accepted_as_one(text):
    if (not refuse_entry(text)) and text != "years":
        assert re.search(ID_PATTERN, text)


# Published and kept for editors


def test_they_are_published_with_their_address():
    digest, _ = read_digest(ROOT / "sources", ROOT)
    files = data_files(digest, Site("https://example.org/digest/"))
    made = {name: json.loads(text) for name, text in files.items() if name.startswith("data/schemas/")}
    assert set(made) == {f"data/schemas/{name}.schema.json" for name in ("source", *MODELS)}
    assert all(schema["$id"] == f"https://example.org/digest/{name}" for name, schema in made.items())
    assert all(
        name in files["data/datapackage.json"] for name in ("schemas/source.schema.json", "schemas/terms.schema.json")
    )


def test_the_command_writes_them_once(small):
    code, lines = run_digest("schemas", "--sources", str(small))
    assert (code, len(lines)) == (0, 7)
    assert run_digest("schemas", "--sources", str(small)) == (0, ["sources/.schemas/ is up to date."])
    assert [path.name for path in find_sources(small)] == ["a.md"]
    digest, problems = read_corpus(small)
    assert problems == []
    assert {
        name: (small / ".schemas" / name).read_text() for name, _ in schema_files(digest.vocabulary, ["a"])
    } == dict(schema_files(digest.vocabulary, ["a"]))


def enum(folder, name="source", file="themes"):
    return json.loads((folder / ".schemas" / f"{name}.schema.json").read_text())["definitions"][file]["enum"]


def test_they_follow_the_vocabulary_once_they_are_there(small):
    run_digest("check", "--sources", str(small))
    assert not (small / ".schemas").exists()
    run_digest("schemas", "--sources", str(small))
    run_digest("new", "theme", "pupils", "--label", "Pupils", "--sources", str(small))
    assert enum(small) == ["pupils", "schools", "teachers"]
    run_digest("rename", "pupils", "children", "--sources", str(small))
    assert enum(small) == ["children", "schools", "teachers"]
    run_digest("rename", "a", "2019/b", "--sources", str(small))
    assert enum(small, "documents", "sources") == ["2019/b"]
    (small / "vocabulary" / "themes.yml").write_text("one: One\n")
    run_digest("check", "--sources", str(small))
    assert enum(small) == ["one"]
    (small / "vocabulary" / "themes.yml").write_text("two: [Two\n")
    run_digest("check", "--sources", str(small))
    assert enum(small) == ["one"]


def test_a_file_whose_name_can_be_no_id_is_not_offered_as_a_text(small):
    (small / "index.md").write_text("x")
    with suppress(OSError):  # macOS has no such name
        Path(os.fsdecode(os.fsencode(small) + b"/\xcb\xab\xbc.md")).write_text("x")  # as of an archive from elsewhere
    assert run_digest("schemas", "--sources", str(small))[0] == 0
    assert enum(small, "documents", "sources") == ["a"]


def test_a_draft_finds_its_schema_also_when_it_moves(small):
    assert schema_line("a") == "# yaml-language-server: $schema=.schemas/source.schema.json"
    assert schema_line("2019/a") == "# yaml-language-server: $schema=../.schemas/source.schema.json"
    text = source().replace("---\n", f"---\n{schema_line('a')}\n", 1)
    write(small, {"a.md": text})
    assert read_corpus(small)[1] == []
    run_digest("rename", "a", "2019/x/b", "--sources", str(small))
    moved = (small / "2019" / "x" / "b.md").read_text()
    assert moved.splitlines()[1] == schema_line("2019/x/b")
    named = re.search(r"\$schema=(\S+)", moved)[1]
    run_digest("schemas", "--sources", str(small))
    assert (small / "2019" / "x" / named).resolve().is_file()


def test_python_without_docstrings_writes_the_same_schemas(corpus):
    written = []
    for flags in ([], ["-OO"]):
        folder = corpus({"a.md": source()})
        command = [sys.executable, *flags, "-m", "policy_digest", "schemas", "--sources", str(folder)]
        subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT / "hooks")}, check=True, capture_output=True)
        written.append(tree(folder / ".schemas"))
        shutil.rmtree(folder / ".schemas")
    assert written[0] == written[1] != {}
