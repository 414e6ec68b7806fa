from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click import Context
from click.testing import CliRunner
from tests.support import ROOT, annotated, source, vocabulary

from policy_digest.__main__ import COMMANDS, main

FILES = {
    "e.md": source(status="new", sumary="x"),
    "2019/w.md": source(sumary="x"),
    "ok.md": source(),
    **vocabulary(themes={"a": {"label": "A", "broader": "b"}}),
}


def check(folder, *options):
    """Exit code and output of `digest check`."""
    result = CliRunner().invoke(main, ["check", "--sources", str(folder), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("named", "files", "code"),
    [
        (["e"], ["sources/e.md", "sources/e.md"], 1),
        (["2019/w"], ["sources/2019/w.md"], 0),
        (["2019/w", "--strict"], ["sources/2019/w.md"], 1),
        (["ok", "--strict"], [], 0),
        (["ok", "2019/w"], ["sources/2019/w.md"], 0),
    ],
)
def test_only_the_problems_of_the_named_texts_are_told_and_counted(corpus, named, files, code):
    found, output = check(corpus(FILES), *named)
    *told, total = output.splitlines()[: len(files) + 1]
    assert (found, [line.partition(":")[0] for line in told]) == (code, files)
    assert total.endswith(" in 2 files." if "2019/w" in named[1:] else " in 1 file.")


def test_a_file_of_the_corpus_may_be_named_by_its_path(corpus):
    folder = corpus(FILES)
    assert check(folder, str(folder / "2019" / "w.md"))[0] == 0
    code, output = check(folder, str(folder / "vocabulary" / "themes.yml"))
    first, total = output.splitlines()
    assert (code, first.partition(":")[0], total) == (
        1,
        "sources/vocabulary/themes.yml",
        "1 error, 0 warnings in 1 file.",
    )


def test_an_id_that_is_none_names_the_nearest_and_is_no_fault_of_the_corpus(corpus):
    code, output = check(corpus(FILES), "2019/v")
    assert code == 2
    assert output.splitlines()[-1] == "Error: there is no text '2019/v'. Did you mean '2019/w'?"


def test_json_has_every_problem_in_order_of_file_and_line(corpus):
    code, output = check(corpus(FILES), "--json")
    report = json.loads(output)
    assert (code, report["errors"], report["warnings"]) == (1, 2, 2)
    assert [(row["path"], row["line"], row["severity"]) for row in report["problems"]] == [
        ("sources/2019/w.md", 6, "warning"),
        ("sources/e.md", 6, "error"),
        ("sources/e.md", 7, "warning"),
        ("sources/vocabulary/themes.yml", 4, "error"),
    ]
    assert report["problems"][0]["message"] == "'sumary' is not a field. Did you mean 'summary'?"
    assert [row["suggestion"] for row in report["problems"]] == ["summary", None, "summary", None]


def test_json_of_a_sound_corpus_has_no_problems_and_ends_well(corpus):
    code, output = check(corpus({"ok.md": source()}), "--json", "--strict")
    assert (code, json.loads(output)) == (0, {"errors": 0, "warnings": 0, "problems": []})


def test_json_is_the_only_thing_printed_and_has_no_colour(corpus):
    result = CliRunner().invoke(main, ["check", "--sources", str(corpus(FILES)), "--json"], color=True)
    assert json.loads(result.output)["errors"] == 2


@pytest.mark.parametrize("more", [{}, {"prefix": None}])
def test_a_quotation_found_twice_names_the_line_of_the_quotation(corpus, more):
    _, output = check(corpus({"a.md": annotated("Two and two.", {"quote": "wo", "note": "n", **more})}), "--json")
    [problem] = json.loads(output)["problems"]
    assert (problem["path"], problem["line"]) == ("sources/a.md", 6)
    assert "is found 2 times" in problem["message"]


def test_a_wrong_value_a_wrong_field_an_ambiguous_quotation_and_an_unknown_id_are_told_in_one_run(corpus):
    content = """\
---
title: A title
date: ""
issuer: [council]
theme: []
status: new
sumary: x
annotations:
  - quote: wo
    note: n
  - {quote: Two, term: wrod}
  - {quote: Two, term: [[]]}
  - {quote: Tow, note: n}
---

Two and two.
"""
    folder = corpus({"2019/a.md": content, **vocabulary(issuers={"council-of": "C"}, terms={"word": "Word"})})
    _, output = check(folder, "--json")
    rows = json.loads(output)["problems"]
    assert {row["path"] for row in rows} == {"sources/2019/a.md"}
    assert [(row["line"], row["severity"], row["suggestion"]) for row in rows] == [
        (4, "error", "council-of"),
        (6, "error", None),
        (7, "warning", "summary"),
        (9, "error", None),
        (11, "error", "word"),
        (12, "error", None),
        (12, "error", None),
        (13, "error", None),
    ]
    _, output = check(folder)
    assert [line.partition(" ")[0] for line in output.splitlines()[:-1]] == [
        f"sources/2019/a.md:{row['line']}:" for row in rows
    ]


ANNOTATIONS = """\
---
title: A
date: 2023-02-30
issuer: mo
theme: []
annotations:
  - quote: Wrds of
    theme: scools
  - quote: the text
    target: {what: x, by: soon}
    event: vist
  - quote: Nowhere
  - theme: mony
  - quote: Words
    every: perhaps
    term: reforn
  - quote: Nothing like it
    prefix: [x]
    note: a
  - quote: the
    every: true
    prefix: of
    note: [a]
  - quote: the end
    tehme: x
    note: a
  - quote: ""
    document: lav
  - x
  - quote: Words
    note: b
---
Words of the text. Words of the end.
"""


def test_a_fault_among_retired_addresses_waits_for_no_other(corpus):
    folder = corpus({"a.md": source(date="soon"), "permalinks/retired.yml": "themes/gone/:\n"})
    *told, _ = check(folder)[1].splitlines()
    assert [line.partition(": ")[0] for line in told] == ["sources/a.md:3", "sources/permalinks/retired.yml:1"]


def test_behind_a_wrong_annotation_all_that_is_wrong_is_told_once_in_the_order_of_the_lines(corpus):
    entries = vocabulary(
        themes={"schools": "S", "money": "M"}, events={"visit": "V"}, documents={"law": "L"}, terms={"reform": "R"}
    )
    folder = corpus({"a.md": ANNOTATIONS, "b.md": source(theme=["mony"]), **entries})
    *told, total = check(folder)[1].splitlines()
    assert [
        line.partition("/")[2].replace(": error:", ":").replace(": warning:", ":")[:48].rstrip() for line in told
    ] == [
        "a.md:3: 'date' is '2023-02-30', which names day",
        "a.md:4: 'issuer' is 'mo', which is not in vocabu",
        "a.md:7: the quotation “Wrds of” is not found. Th",
        "a.md:8: 'theme' is 'scools', which is not in voc",
        "a.md:10: 'annotations.target.by' is 'soon', whic",
        "a.md:11: 'event' is 'vist', which is not in voca",
        "a.md:12: says nothing about its passage. Add one",
        "a.md:12: the quotation “Nowhere” is not found. C",
        "a.md:13: 'annotations.quote' is missing. Add it.",
        "a.md:13: 'theme' is 'mony', which is not in voca",
        "a.md:15: 'annotations.every' is 'perhaps'; write",
        "a.md:16: 'term' is 'reforn', which is not in voc",
        "a.md:17: the quotation “Nothing like it” is not",
        "a.md:18: 'annotations.prefix' is a list where te",
        "a.md:23: 'annotations.note' is a list where text",
        "a.md:25: 'tehme' is not a field. Did you mean 't",
        "a.md:27: 'annotations.quote' is '', which is not",
        "a.md:28: 'document' is 'lav', which is not in vo",
        "a.md:29: 'annotations' is 'x' where fields are w",
        "a.md:30: the quotation “Words” is found 2 times:",
        "b.md:5: 'theme' is 'mony', which is not in vocab",
    ]
    assert total == "20 errors, 1 warning in 2 texts."


def loaded(*arguments):
    """The modules that a command has loaded when it ends."""
    program = (
        "import json, sys\nfrom policy_digest.__main__ import main\n"
        f"try:\n    main({list(arguments)!r})\nexcept SystemExit:\n    print(json.dumps(list(sys.modules)))"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT / "hooks")}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_help_loads_nothing_of_what_the_commands_do():
    assert loaded("--help").isdisjoint(
        {"pydantic", "yaml", "markdown", "jinja2", "citeproc", "rdflib", "babel", "lxml"}
    )


def test_a_command_that_is_none_names_the_nearest():
    result = CliRunner().invoke(main, ["chek"])
    assert result.exit_code == 2
    assert result.output.endswith("Error: there is no command 'chek'. Did you mean 'check'?\n")


def test_the_help_says_of_each_command_what_its_own_help_says():
    context = Context(main)
    own = {name: main.get_command(context, name).get_short_help_str(100) for name in COMMANDS}
    assert own == COMMANDS


def test_checking_loads_nothing_that_only_a_build_or_a_release_needs(corpus):
    folder = str(corpus({"a.md": source()}))
    assert loaded("check", "--sources", folder).isdisjoint({"rdflib", "mkdocs", "policy_digest.consistency"})


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_starts_with_what_it_does(name):
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert f" {name} " in result.output.splitlines()[0]
