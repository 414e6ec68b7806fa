from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.support import ROOT, read_corpus, run_digest, source, tree, write

from policy_digest.commands.new import KINDS
from policy_digest.entries import new_entry, well_formed
from policy_digest.files import fit
from policy_digest.ids import refuse_entry
from policy_digest.links import KINDS as FILES
from policy_digest.links import MODELS
from policy_digest.yaml_document import load_yaml

THEMES = """\
# The tree.

b-theme:
  label: B   # stays
a-theme: A
# the end"""


def new(folder, *arguments):
    """Exit code and lines of `digest new`."""
    return run_digest("new", arguments[0], "--sources", str(folder), *arguments[1:])


@pytest.fixture
def small(corpus):
    return corpus({"a.md": source(), "vocabulary/themes.yml": THEMES})


def test_an_entry_goes_to_the_end_and_the_rest_stays(small):
    code, lines = new(small, "theme", "c", "--label", "C: the third", "--broader", "a-theme", "--related", "b-theme")
    assert (code, lines) == (0, ["sources/vocabulary/themes.yml: 'c' was added."])
    added = "\nc:\n  label: 'C: the third'\n  broader: a-theme\n  related: [b-theme]\n"
    assert (small / "vocabulary" / "themes.yml").read_text() == THEMES + added
    assert read_corpus(small)[1] == []


def test_a_file_that_is_not_there_is_made(small):
    assert new(small, "event", "opening", "--label", "Opening", "--date", "2023-05-29", "--theme", "a-theme")[0] == 0
    text = (small / "vocabulary" / "events.yml").read_text()
    assert text == "opening:\n  label: Opening\n  date: '2023-05-29'\n  theme: [a-theme]\n"
    new(small, "document", "law", "--label", "Law", "--source", "a", "--date", "")
    assert (small / "vocabulary" / "documents.yml").read_text() == "law:\n  label: Law\n  date: ''\n  source: a\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["theme", "a-theme", "--label", "x"], "sources/vocabulary/themes.yml:5: 'a-theme' exists already: “A”."),
        (
            ["theme", "Rural Schools", "--label", "x"],
            "'Rural Schools' cannot be an id: use letters, digits and hyphens. Perhaps 'rural-schools'?",
        ),
        (["theme", "com1.x", "--label", "x"], "'com1.x' cannot be an id: Windows allows no file of that name."),
        (["theme", "Con!", "--label", "x"], "'Con!' cannot be an id: use letters, digits and hyphens. Nothing"),
        (["theme", "years", "--label", "x"], "'years' cannot be an id: lists use its address. Choose another."),
        (["theme", "c"], "'label' is missing. Add it."),
        (
            ["theme", "c", "--label", "x", "--broader", "a-them"],
            "'broader' of 'c' is 'a-them', which is not in themes.yml. Did you mean 'a-theme'?",
        ),
        (["event", "c", "--label", "x", "--date", "2023-13"], "'date' is '2023-13', which names month 13."),
        (["issuer", "c", "--label", "x", "--url", "example"], "'url' is 'example', which is not a web address."),
        (["document", "c", "--label", "x", "--source", "b"], "'source' is 'b', which is not a text of this digest."),
        (["theme", "c", "--label", "a\x01"], "'label' has the character U+0001, which no page can show. Take it out."),
        (["term", "c", "--label", "x", "--original", "\udcff"], "'original' has the character U+DCFF, which no page"),
    ],
)
def test_what_cannot_be_is_refused_with_the_nearest_right_value_and_nothing_is_written(small, arguments, message):
    before = tree(small)
    code, lines = new(small, *arguments)
    assert (code, tree(small)) == (2, before)
    assert f"Error: {message}" in lines[-1]
    assert lines[-1].endswith("Nothing was written.")


def test_a_former_id_is_refused(small):
    (small / "vocabulary" / "terms.yml").write_text("a: {label: A, aliases: [old]}\n")
    assert "'old' is a former id of 'a' (“A”). Choose another." in new(small, "term", "old", "--label", "x")[1][-1]


def test_faults_that_were_there_before_do_not_stop_a_new_entry(small):
    (small / "vocabulary" / "terms.yml").write_text("a: {labl: A}\n")
    assert new(small, "term", "b", "--label", "B")[0] == 0
    assert (small / "vocabulary" / "terms.yml").read_text() == "a: {labl: A}\nb:\n  label: B\n"


def test_the_id_of_an_entry_with_a_fault_is_refused(small):
    (small / "vocabulary" / "terms.yml").write_text("a: {labl: A}\n")
    assert "sources/vocabulary/terms.yml:1: 'a' exists already: “a”." in new(small, "term", "a", "--label", "A")[1][-1]


def test_a_vocabulary_written_as_json_is_added_to(small):
    (small / "vocabulary" / "terms.yml").write_text('{\n "a": "A"\n}\n')
    assert new(small, "term", "b", "--label", "B: b", "--original", "乙")[0] == 0
    text = (small / "vocabulary" / "terms.yml").read_text()
    assert load_yaml(text, "")[0].value == {"a": "A", "b": {"label": "B: b", "original": "乙"}}


@pytest.mark.parametrize("kind", KINDS)
def test_the_options_are_the_fields_of_the_model(kind):
    output = "\n".join(run_digest("new", kind, "--help")[1])
    for name, info in MODELS[FILES[kind]].model_fields.items():
        assert (f"--{(info.alias or name).replace('_', '-')} " in output) == (name != "aliases")


def test_a_terminal_asks_for_what_is_missing(small):
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "policy_digest", "new", "event", "opening", "--sources", str(small)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "hooks")}
    os.write(ours, b"The opening\n2019\n\n\na-theme, b-theme\n")
    done = subprocess.run(
        command, stdin=theirs, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    os.close(ours)
    os.close(theirs)
    assert "theme (ids with spaces between): " in done.stdout
    text = (small / "vocabulary" / "events.yml").read_text()
    assert load_yaml(text, "")[0].value == {
        "opening": {"label": "The opening", "date": "2019", "theme": ["a-theme", "b-theme"]}
    }


@given(st.text())
def test_the_nearest_id_is_an_id_or_nothing(text):
    near = well_formed(text)
    assert near == "" or (not refuse_entry(near))


@given(
    st.text(min_size=1).map(fit).map(str.strip).filter(bool),
    st.sampled_from(["", "a: A", "# x\n"]),
)
@example("Two\u2028lines", "")
def test_any_label_is_written_so_that_it_is_read_as_itself(tmp_path, label, before):
    folder = write(tmp_path / "sources", {"vocabulary/terms.yml": before})
    _, content = new_entry(folder, tmp_path, "term", "b", {"label": label}, [])
    assert content.startswith(before)
    assert load_yaml(content, "")[0].value["b"] == {"label": label}


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (b"- a\n", "is not a list of entries. Correct it first: digest check says how."),
        (b"a: \xff\n", "cannot be read as UTF-8. Correct it first: digest check says where."),
    ],
)
def test_a_file_that_cannot_be_added_to_is_left_as_it_is(corpus, written, message):
    folder = corpus({"a.md": source(), "vocabulary/themes.yml": written})
    code, lines = new(folder, "theme", "b", "--label", "B")
    assert code == 2
    assert lines[-1].startswith("Error: sources/vocabulary/themes.yml")
    assert lines[-1].endswith(f" {message} Nothing was written.")
    assert (folder / "vocabulary" / "themes.yml").read_bytes() == written
