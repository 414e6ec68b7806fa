from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner
from jinja2 import TemplateNotFound
from tests.support import ROOT, annotated, captured, run_digest, source, vocabulary

from policy_digest.__main__ import main


@pytest.fixture
def check():
    """Runs `digest check` on a folder: the exit code and the lines that it tells."""

    def run(folder, *options, environment=None):
        arguments = ["check", *(["--sources", str(folder)] if folder else []), *options]
        return run_digest(*arguments, env=environment)

    return run


WARNED = source(sumary="x")
WARNING = "sources/w.md:6: warning: 'sumary' is not a field. Did you mean 'summary'?"
FAULTY = source(status="new")
ERROR = "sources/e.md:6: error: 'status' is 'new'; it can be verified, pending."


def test_a_sound_corpus_ends_well_and_tells_what_was_proved(check, corpus):
    body = annotated("Two words.", {"quote": "Two", "note": "n"})
    folder = corpus({"captures/a.txt": "Top\nThree whole words.\n", "b.md": body})
    corpus({"a.md": captured("Top\nThree whole words.\n", "Three whole words.", omitted=["Top"])})
    assert check(folder) == (
        0,
        [
            "0 errors, 0 warnings in 2 texts.",
            "1 text compared with a capture: 3 words on the pages, 1 declared omitted, none lost. 1 passage marked.",
        ],
    )


def test_of_texts_without_captures_nothing_is_said_to_be_proved(check, corpus):
    lines = ["0 errors, 0 warnings in 1 text.", "No text has a capture. 0 passages marked."]
    assert check(corpus({"a.md": source()})) == (0, lines)


def test_a_warning_is_told_and_ends_well(check, corpus):
    code, lines = check(corpus({"w.md": WARNED}))
    assert (code, lines[:2]) == (0, [WARNING, "0 errors, 1 warning in 1 text."])


def test_a_warning_fails_a_strict_check(check, corpus):
    code, lines = check(corpus({"w.md": WARNED}), "--strict")
    assert (code, lines[:2]) == (1, [WARNING, "0 errors, 1 warning in 1 text."])


def test_an_error_fails_and_all_is_told_at_once_by_file_and_line(check, corpus):
    broken = vocabulary(themes={"a": {"label": "A", "broader": "b"}})
    folder = corpus({"e.md": FAULTY, "w.md": WARNED, "x.md": "no fields"} | broken)
    code, lines = check(folder)
    assert code == 1
    assert [line.split(":")[0] for line in lines[:-1]] == [
        "sources/e.md",
        "sources/vocabulary/themes.yml",
        "sources/w.md",
        "sources/x.md",
    ]
    assert (lines[2], lines[0]) == (WARNING, ERROR)
    assert lines[-1] == "3 errors, 1 warning in 3 texts."


@pytest.mark.parametrize(
    "command",
    ["add FILE", "check", "check --json", "freeze", "new theme x", "rename a b", "schemas", "show x", "suggest x"],
)
def test_a_folder_that_is_not_there_is_a_wrong_call_of_any_command(command, tmp_path):
    code, lines = run_digest(*command.split(), "--sources", str(tmp_path / "nowhere"))
    message = f"Error: {tmp_path}/nowhere is not a folder. Name the folder that holds the sources."
    assert (code, lines[-1]) == (2, message)


@pytest.mark.parametrize("command", ["add FILE", "check --sources FILE", "init FILE", "build -f FILE"])
def test_an_empty_path_is_a_wrong_call_and_not_the_folder_one_is_in(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources").mkdir()
    code, lines = run_digest(*["" if word == "FILE" else word for word in command.split()])
    assert (code, lines[-1].partition(": '")[2]) == (2, "' is not a path. Name a file or a folder.")
    assert list(tmp_path.rglob("*")) == [tmp_path / "sources"]


@pytest.mark.parametrize("command", ["check --sources loop", "check loop", "init loop", "init loop/new"])
def test_a_link_that_leads_round_to_itself_is_told_without_a_traceback(command, corpus, monkeypatch):
    monkeypatch.chdir(corpus({"a.md": source()}).parent)
    Path("loop").symlink_to("loop")
    code, lines = run_digest(*command.split())
    assert (code > 0, lines[-1].startswith("Error: ")) == (True, True)


def test_the_folder_may_come_from_the_environment(check, corpus):
    folder = corpus({"e.md": FAULTY})
    assert check(None, environment={"DIGEST_SOURCES": str(folder)})[1][0] == ERROR


def test_paths_are_those_that_an_editor_sees_from_where_they_work(check, corpus, monkeypatch):
    folder = corpus({"e.md": FAULTY})
    monkeypatch.chdir(folder.parent)
    assert check(None)[1][0] == ERROR
    monkeypatch.chdir(folder)
    assert check(folder)[1][0] == ERROR.replace("sources/", "")


def test_a_file_that_gives_way_to_a_command_is_told_without_a_traceback(corpus):
    folder = corpus({"a.md": source(theme=["t"]), **vocabulary(themes={"t": "T"})})
    (folder / "b.md").mkdir()
    answer = run_digest("rename", "t", "u", "--sources", str(folder))
    assert answer == (1, [f"Error: {folder}/b.md: Is a directory."])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without such pipes")
@pytest.mark.parametrize("name", ["b.md", "vocabulary/packs.yml", "permalinks/pages.txt", "permalinks/retired.yml"])
def test_no_command_waits_for_the_words_of_a_pipe(corpus, name):
    folder = corpus({"a.md": source(theme=["t"]), **vocabulary(themes={"t": "T"})})
    (folder / name).parent.mkdir(exist_ok=True)
    os.mkfifo(folder / name)
    told = []
    for command in ("check", "show a", "suggest a", "freeze", "new theme u --label U", "rename t v", "rename a c"):
        done = subprocess.run(
            [sys.executable, "-m", "policy_digest", *command.split(), "--sources", str(folder)],
            env=os.environ | {"PYTHONPATH": str(ROOT / "hooks"), "DIGEST_CACHE": ""},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr
        told.append(done.stdout)
    assert f"sources/{name}: error: cannot be read: Not a file." in told[0]


def test_a_fault_that_is_none_of_the_system_s_own_is_told_in_its_words(corpus, monkeypatch):
    def fail(**_):
        raise TemplateNotFound("partials/languages/xx.html")

    monkeypatch.setattr(import_module("policy_digest.commands.schemas").schemas, "callback", fail)
    assert run_digest("schemas", "--sources", str(corpus({}))) == (1, ["Error: partials/languages/xx.html."])


def test_messages_have_colour_only_where_there_is_a_terminal(corpus):
    folder = corpus({"e.md": FAULTY})
    outputs = [CliRunner().invoke(main, ["check", "--sources", str(folder)], color=color).output for color in (0, 1)]
    assert ["\x1b[" in output for output in outputs] == [False, True]


def test_what_the_encoding_of_the_output_lacks_is_told_by_its_code(corpus):
    folder = corpus({"双减.md": FAULTY})
    outputs = [
        CliRunner(charset=one).invoke(main, ["check", "--sources", str(folder)]).output for one in ("utf-8", "cp1252")
    ]
    assert [output.splitlines()[0] for output in outputs] == [
        ERROR.replace("e.md", "双减.md"),
        ERROR.replace("e.md", r"\u53cc\u51cf.md"),
    ]


def test_the_texts_of_the_project_are_sound(check, monkeypatch):
    monkeypatch.chdir(ROOT)
    code, lines = check(None, "--strict")
    assert (code, lines[0]) == (0, "0 errors, 0 warnings in 5 texts.")
    assert lines[1].startswith("5 texts compared with a capture: ")
    assert " none lost. " in lines[1]
