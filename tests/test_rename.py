from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import read_corpus, run_digest, source, tree, vocabulary, write

from policy_digest.commands.rename import KINDS
from policy_digest.edits import EditError, add_alias, open_file, replace_ids, scalar
from policy_digest.files import UNFIT
from policy_digest.links import places_in_vocabulary
from policy_digest.lookup import ADDRESS
from policy_digest.yaml_document import load_yaml


def rename(folder, *arguments):
    """Exit code and lines of `digest rename`."""
    return run_digest("rename", "--sources", str(folder), *arguments)


def run(folder, command, *arguments):
    code, lines = run_digest(command, "--sources", str(folder), *arguments)
    assert code == 0, lines
    return lines


def read(folder, name):
    return (folder / name).read_bytes().decode()


THEMES = """\
# The tree, from the top.
education:   # the root
  label: Education

schools:
  label: "Schools: all"
  broader: education   # above
  related: {libraries: where books are}
libraries: Libraries
'old-style':
    label: Old
    broader: "schools"
towns:
  label: Towns
  related:
    - schools
    - libraries
"""
TEXT = """\
---
title: A text   # with a remark
date: ""
issuer: []
theme:
- schools
- 'libraries'
annotations:
  - {quote: schools, theme: [schools, education], note: "on schools"}
---
Of schools and libraries.
"""


@pytest.fixture
def small(corpus):
    files = {
        "a.md": TEXT,
        "vocabulary/themes.yml": THEMES,
        "vocabulary/events.yml": "opening:\n  label: Opening\n  theme: schools\n",
        "vocabulary/packs.yml": "reader:\n  label: Reader\n  theme: [schools]\n  sources: [a]\n",
        "vocabulary/documents.yml": "law:\n  label: Law\n  source: a\n",
    }
    return corpus(files)


def test_an_entry_is_renamed_wherever_it_is_named_and_nothing_else_changes(small):
    code, lines = rename(small, "schools", "all-schools")
    assert (code, lines[-1]) == (0, "'schools' is now 'all-schools'; the old id is among its aliases.")
    assert read(small, "vocabulary/themes.yml") == THEMES.replace("schools:\n", "all-schools:\n").replace(
        'broader: "schools"', 'broader: "all-schools"'
    ).replace("- schools", "- all-schools").replace(
        "related: {libraries: where books are}\n", "related: {libraries: where books are}\n  aliases: [schools]\n"
    )
    assert read(small, "a.md") == TEXT.replace("- schools", "- all-schools").replace(
        "theme: [schools, education]", "theme: [all-schools, education]"
    )
    assert "theme: all-schools\n" in read(small, "vocabulary/events.yml")
    assert "theme: [all-schools]" in read(small, "vocabulary/packs.yml")
    assert read_corpus(small)[1] == []


def test_a_label_alone_becomes_an_entry_with_fields(small):
    rename(small, "libraries", "library")
    text = read(small, "vocabulary/themes.yml")
    assert "\nlibrary:\n  label: Libraries\n  aliases: [libraries]\n" in text
    assert "related: {library: where books are}" in text
    assert "- 'library'" in read(small, "a.md")


def test_a_text_moves_and_what_names_it_follows(small):
    code, lines = rename(small, "a", "2019/first text")
    assert code == 0
    assert "moved sources/a.md to sources/2019/first text.md" in lines
    assert not (small / "a.md").exists()
    assert read(small, "2019/first text.md") == TEXT.replace('"on schools"}\n', '"on schools"}\naliases: [a]\n')
    assert "sources: ['2019/first text']" in read(small, "vocabulary/packs.yml")
    assert "source: '2019/first text'" in read(small, "vocabulary/documents.yml")
    digest, problems = read_corpus(small)
    assert (problems, list(digest.texts)) == ([], ["2019/first text"])


def test_released_addresses_lead_on_and_paragraphs_keep_their_ids(small):
    run(small, "freeze", "--date", "2020-01-01")
    rename(small, "a", "b")
    rename(small, "schools", "all-schools")
    assert run(small, "check", "--strict")[0].startswith("0 errors, 0 warnings")
    (small / "b.md").write_text(read(small, "b.md").replace("Of schools", "New.\n\nOf schools"))
    run(small, "freeze", "--date", "2020-01-02")
    line = read(small, "permalinks/ledger.txt")
    assert line.startswith("b\t")
    assert " p1:" in line
    assert (small / "permalinks" / "words" / "b.txt").is_file()
    assert not (small / "permalinks" / "words" / "a.txt").exists()


def test_there_and_back_leaves_both_ids_as_aliases_and_no_problem(small):
    run(small, "freeze", "--date", "2020-01-01")
    for old, new in (("a", "b"), ("b", "a"), ("schools", "x"), ("x", "schools")):
        assert rename(small, old, new)[0] == 0
    assert "aliases: [a, b]" in read(small, "a.md")
    assert "aliases: [schools, x]" in read(small, "vocabulary/themes.yml")
    assert run(small, "check", "--strict")[0].startswith("0 errors, 0 warnings")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["\udcff", "x"], "there is no text and no entry '\\udcff'."),
        (["schols", "x"], "there is no text and no entry 'schols'. Did you mean 'schools'?"),
        (["schools", "libraries"], "'libraries' exists already: “Libraries” in themes.yml."),
        (["schools", "all schools"], "'all schools' cannot be an id: use letters, digits and hyphens."),
        (["schools", "years"], "'years' cannot be an id: lists use its address. Choose another."),
        (["schools", "schools"], "'schools' has that id already."),
        (["a", "vocabulary/a"], "'vocabulary/a' cannot be an id: captures, permalinks, vocabulary hold no texts."),
        (["a", "../a"], "'../a' cannot be an id: what begins with a dot holds no pages."),
        (["a", "/a"], "'/a' cannot be an id: write names with a single / between them."),
        (["a", "x/Con"], "'x/Con' cannot be an id: Windows allows no file of that name. Choose another."),
        (["schools", "nul"], "'nul' cannot be an id: Windows allows no file of that name."),
        (["a", "x.md"], "'x.md' cannot be an id: leave out .md."),
        (["a", "x/README"], "'x/README' cannot be an id: lists use its address."),
        (["a", "A"], "'a' exists already."),
        (["a", "a/cite.bib"], "'a/cite.bib' would want the address of a file beside 'a'. Choose another."),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason_and_nothing_is_written(small, arguments, message):
    before = tree(small)
    code, lines = rename(small, *arguments)
    assert (code, tree(small)) == (2, before)
    assert f"Error: {message}" in lines[-1]
    assert lines[-1].endswith("Nothing was written.")


def test_the_id_of_a_released_text_is_for_no_other_and_its_own_can_be_had_back(small):
    write(small, {"b.md": source("One.\n\nTwo."), "retired.md": source()})
    run(small, "freeze")
    (small / "b.md").unlink()
    message = "'b' was the id of another text in a release, and has its addresses. Choose another."
    assert message in rename(small, "a", "b")[1][-1]
    assert rename(small, "a", "c")[0] == 0
    assert rename(small, "c", "a")[0] == 0


def test_a_damaged_ledger_is_told_and_nothing_is_written(small):
    write(small, {"permalinks/ledger.txt": "a line\n"})
    code, lines = rename(small, "a", "c")
    assert code == 1
    assert lines[-1].startswith("Error: sources/permalinks/ledger.txt:1: is not a line of the ledger. Restore")
    assert (small / "a.md").is_file()


def test_a_former_id_names_what_has_it_and_cannot_be_had_by_another(small):
    rename(small, "schools", "all-schools")
    rename(small, "a", "b")
    write(small, {"c.md": source()})
    assert (
        "'schools' is a former id of the theme 'all-schools'. Rename that one." in rename(small, "schools", "x")[1][-1]
    )
    assert "'a' is a former id of the text 'b'. Rename that one." in rename(small, "a", "x")[1][-1]
    assert "'schools' is a former id of 'all-schools'. Choose another." in rename(small, "libraries", "schools")[1][-1]
    assert "'a' is a former id of the text 'b'. Choose another." in rename(small, "c", "a")[1][-1]


def test_an_id_of_several_things_must_be_named_with_its_kind(small):
    (small / "vocabulary" / "terms.yml").write_text("schools: Schools\n")
    code, lines = rename(small, "schools", "x")
    assert code == 2
    assert "'schools' is the id of several: theme and term. Say which with --kind theme or --kind term." in lines[-1]
    before = read(small, "vocabulary/themes.yml")
    assert rename(small, "schools", "x", "--kind", "term")[0] == 0
    assert read(small, "vocabulary/terms.yml") == "x:\n  label: Schools\n  aliases: [schools]\n"
    assert read(small, "vocabulary/themes.yml") == before


def test_a_file_that_cannot_be_read_stops_the_renaming(small):
    (small / "b.md").write_text("---\ntheme: [schools\n---\nWords.")
    before = tree(small)
    code, lines = rename(small, "schools", "x")
    assert (code, tree(small)) == (1, before)
    assert lines[0].startswith("sources/b.md:")
    assert lines[-1] == "Nothing was written: correct 1 error first."


def test_an_entry_with_a_fault_is_renamed_too(small):
    (small / "vocabulary" / "events.yml").write_text("opening:\n  label: Opening\n  date: never\n")
    assert rename(small, "opening", "first-day")[0] == 0
    text = read(small, "vocabulary/events.yml")
    assert text == "first-day:\n  label: Opening\n  date: never\n  aliases: [opening]\n"


def test_an_id_written_with_escapes_is_found(small):
    (small / "b.md").write_text('---\ntheme: ["s\\x63hools"]\n---\nWords.')
    rename(small, "schools", "x")
    assert read(small, "b.md") == '---\ntheme: ["x"]\n---\nWords.'


def test_an_id_in_quotation_marks_stays_in_them(small):
    (small / "vocabulary" / "packs.yml").write_text("reader:\n  label: Reader\n  sources: ['a']\n")
    rename(small, "a", "it's")
    assert "sources: ['it''s']" in read(small, "vocabulary/packs.yml")


def test_a_list_with_a_comma_at_its_end_has_no_two(small):
    (small / "vocabulary" / "events.yml").write_text("opening:\n  label: Opening\n  aliases: [start,]\n")
    rename(small, "opening", "first-day")
    assert "aliases: [start, opening]\n" in read(small, "vocabulary/events.yml")


def test_an_id_in_a_block_is_refused_by_its_line(small):
    (small / "b.md").write_text("---\ntheme: |\n  schools\n---\nWords.")
    before = tree(small)
    code, lines = rename(small, "schools", "x")
    assert (code, tree(small)) == (2, before)
    assert "sources/b.md:2: 'schools' is in a block. Write it on one line, as schools." in lines[-1]


def test_files_that_cannot_be_written_leave_all_as_it_was(small):
    before = tree(small)
    (small / "b").write_text("in the way of a folder")
    assert rename(small, "a", "b/c") == (1, ["Nothing was written: sources/b: File exists."])
    (small / "b").unlink()
    assert tree(small) == before


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_the_byte_order_mark_stay(small, line_end, mark):
    path = small / "a.md"
    path.write_bytes((mark + TEXT.replace("\n", line_end)).encode())
    rename(small, "schools", "x")
    rename(small, "a", "b")
    wanted = TEXT.replace("- schools", "- x").replace("[schools,", "[x,").replace('"}\n', '"}\naliases: [a]\n')
    assert read(small, "b.md") == mark + wanted.replace("\n", line_end)


def test_a_corpus_written_as_json_is_renamed_too(corpus):
    files = vocabulary(themes={"a": "Label", "b": {"label": "B", "broader": "a"}})
    folder = corpus({"t.md": source(theme=["a", "b"]), **files})
    rename(folder, "a", "x")
    rename(folder, "b", "y")
    assert load_yaml(read(folder, "vocabulary/themes.yml"), "")[0].value == {
        "x": {"label": "Label", "aliases": ["a"]},
        "y": {"label": "B", "broader": "x", "aliases": ["b"]},
    }
    assert 'theme: ["x", "y"]' in read(folder, "t.md")
    assert read_corpus(folder)[1] == []


# Laws

LABELS = st.sampled_from(
    ["Label", "'a: b'", '"old"', "old", "&x old", "|\n    old\n", ">-\n    two\n    lines", "two\n    lines"]
)
IDS = st.from_regex(re.compile(r"[a-zé北][a-z0-9北._-]{0,6}"), fullmatch=True).filter(lambda one: one != "years")
ALIASES = st.sampled_from(
    [
        "", "  aliases: old-id\n", "  aliases: []\n", "  aliases: [a, b,]\n", "  aliases:\n  - a\n  - b\n",
        "  aliases:\n", "  aliases: ~\n", "  aliases:\n    - a # why\n",
    ]
)  # fmt: skip
USES = st.sampled_from(
    [
        "", "  broader: {}\n", "  broader: '{}'\n", '  related: ["{}", z]\n', "  related:\n    - {}\n    - z # {}\n",
        "  related: {{{}: why {}}}\n", "  related:\n    {}: |\n      why {}\n", "# {}\n", "  definition: {}\n",
        "  broader: !x {}\n", "  broader: &anchor {}\n",
    ]
)  # fmt: skip


@st.composite
def files(draw):
    old, new = draw(st.lists(IDS, min_size=2, max_size=2, unique_by=str.casefold))
    key = draw(st.sampled_from([old, f"'{old}'", f'"{old}"']))
    entry = draw(
        st.one_of(
            st.builds(lambda label, comment: f"{key}: {label}{comment}\n", LABELS, st.sampled_from(["", "\n# remark"])),
            st.builds(
                lambda label, aliases, uses: f"{key}:\n  label: {label}\n{aliases}{''.join(uses)}",
                LABELS,
                ALIASES,
                st.lists(USES.map(lambda use: use.replace("{}", old)), max_size=2, unique=True),
            ),
        )
    )
    others = [
        f"other{number}:\n  label: L\n{use.replace('{}', old)}"
        for number, use in enumerate(draw(st.lists(USES, max_size=3)))
    ]
    parts = draw(st.permutations([entry, *others]))
    return old, new, draw(st.sampled_from(["", "# top\n\n"])) + draw(st.sampled_from(["", "\n"])).join(parts)


def expected(value, old, new):
    """What a file of themes must say after a renaming, worked out on what it says before."""

    def swap(one):
        return new if one == old else one

    def entry(name, fields):
        fields = {"label": fields} if isinstance(fields, str) and name == old else fields
        if not isinstance(fields, dict):
            return fields
        fields = dict(fields)
        if isinstance(fields.get("broader"), str):
            fields["broader"] = swap(fields["broader"])
        if isinstance(related := fields.get("related"), dict):
            fields["related"] = {swap(one): reason for one, reason in related.items()}
        elif isinstance(related, list):
            fields["related"] = [swap(one) for one in related]
        if name == old:
            before = fields.get("aliases")
            fields["aliases"] = list(dict.fromkeys([*([before] if isinstance(before, str) else before or []), old]))
        return fields

    return {swap(name): entry(name, fields) for name, fields in value.items()}


@given(files())
def test_what_is_renamed_says_what_it_should_and_other_lines_stay(tmp_path, given_files):
    old, new, text = given_files
    value, problems = load_yaml(text, "")
    if problems:
        return  # two fields of a name: not to be changed
    folder = write(tmp_path / "sources", {"vocabulary/themes.yml": text})
    code, lines = rename(folder, old, new)
    after = read(folder, "vocabulary/themes.yml")
    if code:  # of all these forms a label alone on lines of its own is refused, and not damaged
        assert (isinstance(value.value[old], str), after) == (True, text)
        assert "Nothing was written" in lines[-1]
        return
    assert load_yaml(after, "")[0].value == expected(value.value, old, new)
    if isinstance(value.value[old], dict):  # a label alone is put behind `label:`
        kept = [line for line in text.splitlines() if old not in line and "aliases" not in line]
        found = iter(after.splitlines())
        assert all(line in found for line in kept)


@given(st.text(min_size=1).filter(lambda text: not UNFIT.search(text)))
def test_any_text_can_be_written_as_a_value_and_is_read_as_itself(text):
    document, problems = load_yaml(f"a: {scalar(text)}\nb: [{scalar(text)}, c]\n", "")
    if "\ufeff" not in text:
        assert problems == []
        assert document.value == {"a": text, "b": [text, "c"]}


def test_an_alias_of_yaml_is_changed_where_it_is_anchored(tmp_path):
    path = tmp_path / "themes.yml"
    path.write_text("a: A\nb: {label: B, broader: &up a}\nc: {label: C, broader: *up}\n")
    file, problems = open_file(path, tmp_path)
    assert problems == []
    wanted = replace_ids(file, tuple(places_in_vocabulary("themes", "themes")), "a", "x")
    file.prove(wanted)
    assert file.result() == "a: A\nb: {label: B, broader: &up x}\nc: {label: C, broader: *up}\n"


def test_an_edit_that_would_say_something_else_is_refused(tmp_path):
    path = tmp_path / "themes.yml"
    path.write_text("a:\n  label: A\n")
    file, _ = open_file(path, tmp_path)
    add_alias(file, "a", "b")
    with pytest.raises(EditError, match="is written in a form that this command cannot change"):
        file.prove({"a": {"label": "A", "aliases": ["c"]}})


def test_the_kinds_on_offer_are_those_that_have_ids():
    assert set(KINDS) == set(ADDRESS)
