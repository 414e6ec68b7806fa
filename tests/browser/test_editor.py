"""The extension for VS Code: what it shows to the YAML extension are the fields of a text, each where it stands."""

from __future__ import annotations

import json

import frontmatter
import pytest
import yaml
from tests.support import ROOT

from policy_digest.sources import find_sources

EXTENSION = ROOT / ".vscode" / "extensions" / "front-matter"

FIELDS_OF = """([script, text]) => {
  const module = {};
  new Function("require", "module", script)(() => ({}), module);
  return module.exports.fieldsOf(text);
}"""
"""Runs the script as an editor does, short of the editor: what it takes from there has no part in this."""


@pytest.fixture(scope="module")
def fields_of(browser):
    page = browser.new_page()
    manifest = json.loads((EXTENSION / "package.json").read_text())
    script = (EXTENSION / manifest["main"]).read_text()
    yield lambda text: page.evaluate(FIELDS_OF, [script, text])
    page.close()


@pytest.mark.parametrize("path", find_sources(ROOT / "sources"), ids=lambda path: path.stem)
def test_the_fields_of_a_text_are_those_that_are_read_on_the_lines_where_they_stand(fields_of, path):
    text = path.read_bytes().decode()
    shown = fields_of(text)
    assert yaml.safe_load(shown) == frontmatter.loads(text).metadata
    lines = shown.split("\n")
    assert lines[1:] == text.split("\n")[1 : len(lines)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("---\na: 1\n---\nb: 2\n---\n", "\na: 1"),
        ("---\r\na: 1\r\n---\r\nWords.\r\n", "\na: 1"),
        ("----- \na: 1\n---\t\nWords.", "\na: 1"),
        ("---\n---\nWords.", ""),
        ("---\na: 1\n", None),
        ("Words.\n---\na: 1\n---\n", None),
        ("", None),
    ],
)
def test_fields_stand_between_the_first_two_lines_of_hyphens(fields_of, text, shown):
    assert fields_of(text) == shown
