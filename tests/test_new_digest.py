"""A new digest: it checks and builds by itself, and has nothing of this corpus."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import yaml
from tests.support import ROOT, Site, broken_links, build, run_digest, tree, words, write

from policy_digest import new_digest
from policy_digest.model import KINDS
from policy_digest.new_digest import COPIED
from policy_digest.sources import find_sources, read_source


def init(*arguments):
    return run_digest("init", *map(str, arguments))


def test_the_name_of_a_folder_keeps_its_capitals_and_the_next_step_can_be_typed(tmp_path):
    folder = tmp_path / "texts of-UNESCO"
    assert init(folder) == (0, [f"'Texts of UNESCO' is in {folder}. Next: cd '{folder}', then make site."])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A new digest, with its own copy of the program to run."""
    folder = tmp_path_factory.mktemp("new") / "village-texts"
    assert init(folder) == (0, [f"'Village texts' is in {folder}. Next: cd {folder}, then make site."])
    return folder


def run(folder, *command):
    """Run a program with the library of a new digest and no other."""
    environment = os.environ | {"PYTHONPATH": str(folder / "hooks"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_project_without_a_place_for_the_name_is_told_and_nothing_is_made(tmp_path, monkeypatch):
    root = tmp_path / "project"
    write(
        root,
        {name: "" for name in COPIED if name != "docs"}
        | {"mkdocs.yml": "site_name: A\n"}
        | {"docs/index.md": "Words.\n"},
    )
    monkeypatch.setattr(new_digest, "ROOT", root)
    code, lines = init(tmp_path / "new")
    message = f"Error: {root}/docs/index.md has no line for the name, such as “# New”. Add one."
    assert (code, lines[-1], (tmp_path / "new").exists()) == (2, message, False)


def test_its_own_program_finds_nothing_to_mend(made):
    done = run(made, sys.executable, "-m", "policy_digest", "check", "--strict")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "0 errors, 0 warnings in 1 text."


def test_it_builds_strictly_with_its_own_program(made, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(made / "hooks"))
    built = build(made / "sources", tmp_path / "site", strict=True, config=made / "mkdocs.yml")
    assert (built.code, "WARNING" in built.messages) == (0, False), built.messages
    site = Site(built.path)
    assert words(site.article("")).startswith("Village texts")
    assert "sources/example-reading-rooms/" in site.urls
    assert "invented" in words(site.article("sources/example-reading-rooms/"))
    assert broken_links(site) == []


def test_the_worked_example_shows_each_kind_of_annotation(made):
    [path] = find_sources(made / "sources")
    source, problems = read_source(path, made / "sources", made)
    assert problems == []
    assert {kind for annotation in source.fields.annotations for kind in annotation.kinds} == set(KINDS)
    assert "invented" in source.fields.summary
    assert source.fields.capture


def test_it_has_nothing_of_this_corpus_and_nothing_that_was_made(made):
    files = set(tree(made))
    assert not any(name.startswith(("sources/permalinks", "sources/.schemas", "site/")) for name in files)
    assert [name for name in files if name.startswith("tests/")] == ["tests/test_texts.py"]
    assert not any("__pycache__" in name or ".egg-info" in name for name in files)
    assert {path.name for path in (ROOT / "sources").rglob("*.*")} & {
        path.name for path in (made / "sources").rglob("*.*")
    } == {
        "themes.yml",
        "issuers.yml",
        "events.yml",
        "documents.yml",
        "terms.yml",
    }


def test_its_make_knows_what_ours_knows(made):
    assert (made / "Makefile").read_bytes() == (ROOT / "Makefile").read_bytes()
    done = run(made, "make", "--dry-run", "site", "check", "serve")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_name_may_have_signs_that_yaml_and_markdown_know(tmp_path):
    name = 'Texts: "one" & [two] \\1'
    init(tmp_path / "a", "--name", name)
    assert yaml.safe_load((tmp_path / "a" / "mkdocs.yml").read_text().partition("\n")[0]) == {"site_name": name}
    assert (tmp_path / "a" / "README.md").read_text().startswith(f"# {name}\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["full"], " is not empty. Name a new folder."),
        (["file"], " is a file. Name a new folder."),
        (["new", "--name", "a\nb"], "the name is not one line of text. Give another with --name."),
    ],
)
def test_what_is_there_is_left_alone(arguments, message, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    before = tree(tmp_path)
    code, lines = init(tmp_path / arguments[0], *arguments[1:])
    assert code == 2
    assert lines[-1].endswith(message)
    assert tree(tmp_path) == before


def test_an_empty_folder_will_do(tmp_path):
    (tmp_path / "empty").mkdir()
    assert init(tmp_path / "empty")[0] == 0
