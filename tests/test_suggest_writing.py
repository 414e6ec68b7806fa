from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.support import ROOT, annotated, read_one, source, tree, vocabulary, write

from policy_digest.__main__ import main
from policy_digest.edits import EditError, open_file
from policy_digest.suggest.insert import insert
from policy_digest.yaml_document import load_yaml

WORDS = vocabulary(
    terms={"city": {"label": "learning city"}, "hill": {"label": "green hill"}, "well": {"label": "deep well"}}
)
BODY = "A learning city.\n\nA green hill.\n\nA deep well.\n"


@pytest.fixture
def suggest():
    """Runs `digest suggest`: the exit code and what it tells."""

    def run(folder, *options, answers=None):
        result = CliRunner().invoke(main, ["suggest", "--sources", str(folder), *options], input=answers)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return run


def quotes(folder):
    text, problems = read_one(folder)
    assert problems == []
    return [one.quote for one in text.annotations.values()]


# The command


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "Name the ID of a text, or use --measure."),
        (("a", "--measure"), "Name the ID of a text, or use --measure."),
        (("a", "--yes"), "--yes says what --write need not ask. Use both."),
        (("a", "--least", "nan"), "--least is a number from 0 to 1, for example 0.5."),
    ],
)
def test_what_says_too_little_or_too_much_is_told(suggest, corpus, options, message):
    code, told = suggest(corpus(WORDS | {"a.md": source(BODY)}), *options)
    assert (code, told.splitlines()[-1]) == (2, f"Error: {message}")


def test_it_prints_yaml_to_paste_with_the_reasons_above_and_writes_nothing(suggest, corpus):
    folder = corpus(WORDS | {"a.md": source(BODY)})
    before = tree(folder)
    code, told = suggest(folder, "a")
    assert code == 0
    assert told == (
        "# 3 suggestions for a. Paste what is right below annotations:\n"
        "\n"
        "  # p1 · term city: “learning city” is the label of the term city.\n"
        "  - quote: learning city\n"
        "    term: city\n"
        "\n"
        "  # p2 · term hill: “green hill” is the label of the term hill.\n"
        "  - quote: green hill\n"
        "    term: hill\n"
        "\n"
        "  # p3 · term well: “deep well” is the label of the term well.\n"
        "  - quote: deep well\n"
        "    term: well\n"
    )
    assert tree(folder) == before


def test_what_is_printed_can_be_pasted(suggest, corpus):
    folder = corpus(WORDS | {"a.md": source(BODY)})
    printed = suggest(folder, "a")[1]
    corpus({"a.md": source(BODY).replace("theme: []\n", f"theme: []\nannotations:\n{printed}")})
    assert quotes(folder) == ["learning city", "green hill", "deep well"]
    assert suggest(folder, "a")[1] == "# 0 suggestions for a.\n"


@pytest.mark.parametrize(
    ("answers", "accepted"),
    [
        ("y\nn\ny\n", ["learning city", "deep well"]),
        ("n\na\n", ["green hill", "deep well"]),
        ("y\nq\n", ["learning city"]),
        ("n\nn\nn\n", []),
        ("q\n", []),
        ("x\ny\nn\nn\n", ["learning city"]),
    ],
)
def test_only_what_is_accepted_is_written(suggest, corpus, answers, accepted):
    folder = corpus(WORDS | {"a.md": source(BODY)})
    before = tree(folder)
    code, told = suggest(folder, "a", "--write", answers=answers)
    assert code == 0
    assert told.splitlines()[-1].startswith(f"{len(accepted)} annotation")
    assert quotes(folder) == accepted
    assert (tree(folder) == before) == (not accepted)


def test_an_end_of_the_input_writes_nothing(suggest, corpus):
    folder = corpus(WORDS | {"a.md": source(BODY)})
    before = tree(folder)
    code, told = suggest(folder, "a", "--write", answers="y\ny\n")
    assert code == 1
    assert "Aborted!" in told
    assert tree(folder) == before


def test_each_is_shown_in_its_context_before_the_question(corpus):
    folder = corpus(WORDS | {"a.md": source("Before. We love the learning city of old.\n\nAfter.")})
    told = (
        CliRunner().invoke(main, ["suggest", "a", "--sources", str(folder), "--write"], input="n\n", color=True).output
    )
    assert "1 of 1\nBefore. We love the \x1b[7mlearning city\x1b[0m of old.\n" in told


def test_yes_accepts_all(suggest, corpus):
    folder = corpus(WORDS | {"a.md": source(BODY)})
    assert suggest(folder, "a", "--write", "--yes") == (0, "3 annotations written to sources/a.md.\n")
    assert quotes(folder) == ["learning city", "green hill", "deep well"]


def test_kind_and_least_choose(suggest, corpus):
    folder = corpus(WORDS | {"a.md": source(BODY)})
    assert suggest(folder, "a", "--kind", "event", "--kind", "theme")[1].startswith("# 0 suggestions")
    assert suggest(folder, "a", "--kind", "term")[1].startswith("# 3 suggestions")
    assert suggest(folder, "a", "--least", "1")[1] == "# 0 suggestions for a.\n"


def test_issuers_that_a_text_names_are_listed_at_the_end(suggest, corpus):
    words = vocabulary(issuers={"moe": "Ministry of Education"})
    folder = corpus(words | {"a.md": source("The Ministry of Education spoke.\n\nThe Ministry of Education again.")})
    assert suggest(folder, "a")[1].splitlines()[-1] == (
        "# issuer moe is named 2 times, first in p1: “Ministry of Education” is the label of the issuer moe."
    )


def test_an_unknown_text_is_told_with_the_nearest(suggest, corpus):
    folder = corpus({"rural-teachers.md": source()})
    code, told = suggest(folder, "rural-teacher")
    assert code == 2
    assert told.endswith("Error: there is no text 'rural-teacher'. Did you mean 'rural-teachers'?\n")


def test_a_text_or_a_vocabulary_with_errors_is_told_and_other_texts_do_not_matter(suggest, corpus):
    folder = corpus({"a.md": annotated("Words.", {"quote": "Other", "note": "n"}), "b.md": source(status="new")})
    code, told = suggest(folder, "a")
    assert (code, told) == (
        1,
        "sources/a.md:6: error: the quotation “Other” is not found. Copy the exact words of the text.\n",
    )
    corpus({"a.md": source(), "c.md": annotated("Words.", {"quote": "Other", "note": "n"})})
    assert suggest(folder, "a")[0] == 0
    corpus({"vocabulary/terms.yml": "a: [1]"})
    assert suggest(folder, "a")[0] == 1


def test_a_folder_that_is_not_there_is_told(suggest, tmp_path):
    code, told = suggest(tmp_path / "no", "a")
    assert code == 2
    assert told.endswith(f"Error: {tmp_path}/no is not a folder. Name the folder that holds the sources.\n")


@pytest.mark.parametrize("options", [[], ["a", "--measure"], ["a", "--yes"]])
def test_options_that_do_not_go_together_are_told(suggest, corpus, options):
    code, told = suggest(corpus({"a.md": source()}), *options)
    assert code == 2
    assert "Error: " in told


def test_the_same_input_gives_the_same_bytes(tmp_path):
    command = [sys.executable, "-m", "policy_digest", "suggest", "--sources", str(ROOT / "sources"), "--least", "0"]
    one = "new-chapter-strong-education-country"
    outputs = {
        subprocess.run(
            [*command, one],
            cwd=ROOT / "hooks",
            env={"PYTHONHASHSEED": seed, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


# The file


def inserted(raw, entries):
    """What becomes of a source."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.md")
        path.write_bytes(raw.encode())
        file, problems = open_file(path, path.parent)
        assert problems == []
        return insert(file, entries)


NEW = {"quote": "a: b", "theme": ["x", "y"], "every": True}


@pytest.mark.parametrize(
    ("front", "behind", "expected"),
    [
        ("title: x\n", 0, "title: x\nannotations:\n@"),
        ("title: x\nannotations:\n", 0, "title: x\nannotations:\n@"),
        ("annotations: # none yet\ntitle: x\n", 0, "annotations: # none yet\n@title: x\n"),
        ("annotations: []\ntitle: x\n", 0, "annotations:\n@title: x\n"),
        ("annotations: ~\ntitle: x\n", 0, "annotations:\n@title: x\n"),
        (
            "annotations:\n  - quote: a # why\n    note: n # so\n\n# end\ntitle: x\n",
            1,
            "annotations:\n  - quote: a # why\n    note: n # so\n@\n# end\ntitle: x\n",
        ),
        (
            "annotations:\n  # first\n  - {quote: a, note: n}\n  # second\n  - {quote: b, note: n}\n",
            1,
            "annotations:\n  # first\n  - {quote: a, note: n}\n@  # second\n  - {quote: b, note: n}\n",
        ),
        ("annotations:\n  - {quote: a, note: n}\n", 0, "annotations:\n@  - {quote: a, note: n}\n"),
        (
            "annotations:\n  - quote: 学习 😀\n    note: |\n      one\n      two\n\ntitle: x\n",
            1,
            "annotations:\n  - quote: 学习 😀\n    note: |\n      one\n      two\n@\ntitle: x\n",
        ),
        (
            "annotations:\n  - quote: a\n    theme:\n      - t\n      - u\ntitle: x\n",
            1,
            "annotations:\n  - quote: a\n    theme:\n      - t\n      - u\n@title: x\n",
        ),
        (
            "annotations:\n  - quote: >-\n      long\n      words\n    note: 'two\n      lines'\n",
            1,
            "annotations:\n  - quote: >-\n      long\n      words\n    note: 'two\n      lines'\n@",
        ),
    ],
)
def test_an_annotation_goes_into_the_list_and_the_rest_stays(front, behind, expected):
    new = "  - quote: 'a: b'\n    theme: [x, y]\n    every: true\n"
    for body in ("\n# Title\n\nWords --- and\n\n---\n\nannotations: no\n", "x"):
        raw = f"---\n{front}---\n{body}"
        assert inserted(raw, [(behind, NEW)]) == f"---\n{expected.replace('@', new)}---\n{body}"


def test_a_list_without_indentation_keeps_its_form():
    raw = "---\nannotations:\n- quote: a\n  note: n\ntitle: x\n---\nWords.\n"
    changed = "---\nannotations:\n- quote: a\n  note: n\n- quote: b\n  note: m\ntitle: x\n---\nWords.\n"
    assert inserted(raw, [(1, {"quote": "b", "note": "m"})]) == changed


def test_a_list_in_brackets_goes_on_in_brackets():
    raw = '---\nannotations: [{"quote": "a", "note": "n"}] # all\n---\nWords.\n'
    changed = raw.replace("}]", '}, {"quote": "b", "note": "m"}]')
    assert inserted(raw, [(1, {"quote": "b", "note": "m"})]) == changed
    first = raw.replace("[{", '[{"quote": "b", "note": "m"}, {')
    assert inserted(raw, [(0, {"quote": "b", "note": "m"})]) == first


@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_byte_order_mark_and_line_ends_stay(start):
    raw = f"{start}---\r\ntitle: x\r\nannotations:\r\n  - quote: a\r\n    note: n\r\n---\r\nWords.\r\n"
    assert inserted(raw, [(1, {"quote": "b", "note": "m"})]) == raw.replace(
        "note: n\r\n", "note: n\r\n  - quote: b\r\n    note: m\r\n"
    )


def test_a_list_that_became_shorter_meanwhile_is_gone_on_with():
    raw = "---\nannotations:\n  - quote: a\n    note: n\n---\nWords.\n"
    assert inserted(raw, [(5, {"quote": "b"})]) == raw.replace("note: n\n", "note: n\n  - quote: b\n")


@pytest.mark.parametrize(
    "front",
    [
        "annotations: words",
        "annotations: {a: b}",
        "{title: x}",
        "ours: &a [{quote: b}]\nannotations: *a",
        "annotations:\n  - quote: &q b\n    note: n\n  - note: n\n    quote: *q",
        "annotations:\n  - quote: b\n    note: |+\n      n\n\n",
    ],
)
def test_a_source_that_cannot_take_it_is_refused(front):
    with pytest.raises(EditError):
        inserted(f"---\n{front}\n---\nx", [(2, NEW)])


def test_accepted_annotations_stand_in_the_order_of_the_text(suggest, corpus):
    given_here = [{"quote": "A green", "note": "n"}, {"quote": "well.", "note": "n"}]
    lines = "".join(f"  - {json.dumps(one)}\n" for one in given_here)
    folder = corpus(WORDS | {"a.md": source(BODY).replace("theme: []\n", f"theme: []\nannotations:\n{lines}")})
    assert suggest(folder, "a", "--write", "--yes")[0] == 0
    assert quotes(folder) == ["learning city", "A green", "green hill", "deep well", "well."]


PLAIN = st.text(st.sampled_from("ab: #'\"-[]{}学\u00e9,&*!|>%@`\\ "), min_size=1, max_size=12).filter(
    lambda one: one.strip() == one
)
FIELD = st.one_of(PLAIN, st.lists(PLAIN, min_size=1, max_size=3))


@given(
    st.lists(st.dictionaries(st.sampled_from(["quote", "note", "theme"]), FIELD, min_size=1), max_size=4),
    st.lists(st.dictionaries(st.sampled_from(["quote", "note", "theme"]), FIELD, min_size=1), min_size=1, max_size=3),
    st.data(),
)
def test_whatever_is_inserted_the_file_has_it_and_all_else_byte_for_byte(there, new, data):
    start = "# a comment\ntitle:   'x'  # kept\nannotations:\n"
    listed = "".join(f"  - {json.dumps(one, ensure_ascii=False)} # {at}\n" for at, one in enumerate(there))
    rest = "\nstatus: pending\n---\n\nBody  --- with\tspaces  \n\n---\n"
    entries = [(data.draw(st.integers(0, len(there))), one) for one in new]
    changed = inserted(f"---\n{start}{listed}{rest}", entries)
    assert changed.startswith(f"---\n{start}")
    assert changed.endswith(rest)
    kept = [line for line in changed.splitlines() if line.endswith(tuple(f"}} # {at}" for at in range(4)))]
    assert "".join(f"{line}\n" for line in kept) == listed
    value = load_yaml(changed.split("---\n")[1], "")[0].value["annotations"]
    wanted = [
        one
        for place in range(len(there) + 1)
        for one in [*(new for at, new in entries if at == place), *there[place : place + 1]]
    ]
    assert value == wanted


def test_writing_into_a_real_text_changes_only_its_annotations(suggest, tmp_path):
    one = "new-chapter-strong-education-country"
    folder = write(tmp_path / "sources", tree(ROOT / "sources"))
    path = folder / f"{one}.md"
    before = path.read_text(encoding="utf-8")
    start = before.index("annotations:\n")
    end = before.index("\n---\n", start)
    bare = before[:start] + "# here they go\n" + before[end + 1 :]
    path.write_text(bare, encoding="utf-8")
    code, told = suggest(folder, one, "--write", "--yes")
    assert code == 0, told
    after = path.read_text(encoding="utf-8")
    head, _, body = bare.partition("# here they go\n")
    assert after.startswith(f"{head}# here they go\nannotations:\n  - quote: ")
    assert after.endswith(f"\n{body}")
    text, problems = read_one(folder, one)
    assert problems == []
    assert f"{len(text.annotations)} annotations written" in told
    assert len(text.annotations) > 100
    assert [path.name for path in folder.rglob("*.new")] == []
