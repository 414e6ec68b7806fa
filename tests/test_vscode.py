"""What this repository tells VS Code: schemas by file, and problems by line."""

from __future__ import annotations

import json
import re

from tests.support import ROOT, annotated, run_digest, source

from policy_digest.links import MODELS


def settings(name):
    return json.loads((ROOT / ".vscode" / f"{name}.json").read_text())


def test_the_settings_name_a_schema_for_the_texts_and_for_each_file_of_the_vocabulary():
    assert settings("settings")["yaml.schemas"] == {
        # The fields of a text as the extension for front matter names them.
        "sources/.schemas/source.schema.json": "sources/**/*.md.yml",
    } | {f"sources/.schemas/{name}.schema.json": f"sources/vocabulary/{name}.yml" for name in MODELS}


def test_the_extension_for_front_matter_needs_the_one_that_is_recommended():
    assert (
        settings("extensions/front-matter/package")["extensionDependencies"]
        == settings("extensions")["recommendations"]
    )


def matched(line):
    """What the Problems panel gets of a line: file, line, severity and message."""
    [task] = [task for task in settings("tasks")["tasks"] if task["label"] == "digest check"]
    for matcher in task["problemMatcher"]:
        pattern = matcher["pattern"]
        if found := re.match(pattern["regexp"], line):
            number = found[pattern["line"]] if "line" in pattern else None
            yield found[pattern["file"]], number, found[pattern["severity"]], found[pattern["message"]]


def test_each_problem_that_the_check_tells_is_one_in_the_problems_panel(corpus):
    files = {
        "a.md": annotated("Two and two: error: x.", {"quote": "wo", "note": "n"}),
        "b.md": source(theme="scools", titel="x", status="new: error: x"),
        "vocabulary/themes.yml": "schools: Schools\n",
        "x/README.md": "",
        "c.md": "",
    }
    code, lines = run_digest("check", "--sources", str(corpus(files)))
    problems = [problem for line in lines for problem in matched(line)]
    assert code == 1
    assert len(problems) == len(lines) - 1
    assert {(path, line, severity) for path, line, severity, _ in problems} == {
        ("sources/a.md", "6", "error"),
        ("sources/b.md", "5", "error"),
        ("sources/b.md", "6", "warning"),
        ("sources/b.md", "7", "error"),
        ("sources/c.md", "1", "error"),
        ("sources/x/README.md", None, "warning"),
    }
    assert all(message for *_, message in problems)


def test_a_line_that_is_no_problem_is_none_in_the_problems_panel():
    for line in ("0 errors, 1 warning in 5 texts.", "Nothing was written: correct 1 error first."):
        assert list(matched(line)) == []
