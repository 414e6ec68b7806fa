from __future__ import annotations

import errno
import os
import re
import unicodedata

import pytest
from tests.support import read_corpus, run_digest, source, told, write

from policy_digest.sources import find_sources, read_source, source_id

MISSING = {
    "title": "Write the text's own title, or one of yours with title_basis.",
    "date": 'Write it in EDTF, for example 2023-09-10, or "" for undated.',
    "issuer": "Write an id of vocabulary/issuers.yml, or [] for unknown.",
    "theme": "Write ids of vocabulary/themes.yml, or [] for none yet.",
}


@pytest.fixture
def read(corpus):
    """Reads one source from its text or bytes."""

    def of(content, name="a.md"):
        folder = corpus({name: content})
        found, problems = read_source(folder / name, folder, folder.parent)
        return found, told(problems)

    return of


def test_a_source_has_its_fields_its_text_and_its_id(read):
    found, problems = read(source("Words.\n\nMore.", title="Plan", date="2023-09~", theme=["a"]), "2019/plan.md")
    assert problems == []
    assert (found.id, found.title, found.path) == ("2019/plan", "Plan", "sources/2019/plan.md")
    assert (found.fields.date.words, found.fields.theme) == ("about September 2023", ("a",))
    assert found.text.strip() == "Words.\n\nMore."


@pytest.mark.parametrize(
    "content",
    ["Only words.\n", "\n---\ntitle: x\n---\nWords.\n", "title: x\n---\nWords.\n", ""],
)
def test_a_file_without_front_matter_is_an_error_that_shows_its_form(read, content):
    assert read(content) == (
        None,
        [
            "error: sources/a.md:1: has no front matter. Start the file with a line ---, the fields, and another line ---."
        ],
    )


def test_front_matter_without_an_end_is_an_error(read):
    message = "has front matter that does not end. Put a line --- below the fields."
    assert read("---\ntitle: x\nWords.\n") == (None, [f"error: sources/a.md:1: {message}"])


@pytest.mark.parametrize("name", ["{{x}}: y", "[a, b]: y", "? {a: b}\n: y", "? - a\n: y", f"{'[' * 300}{']' * 300}: y"])
def test_a_name_that_is_no_word_is_an_error_at_its_line(read, name):
    message = (
        "has a list or fields in place of the name of a field. If these are words, put quotation marks around them."
    )
    found, problems = read(source().replace("---\n", f"---\n{name}\n", 1))
    assert problems == [f"error: sources/a.md:2: {message}"]
    assert found.front.line(("title",)) == 3 + name.count("\n")


@pytest.mark.parametrize("front", ["just words", "- a\n- b"])
def test_front_matter_that_is_no_list_of_fields_is_an_error(read, front):
    message = "has front matter that is not a list of fields. Write each as name: value."
    assert read(f"---\n{front}\n---\nWords.\n") == (None, [f"error: sources/a.md:2: {message}"])


def test_a_byte_order_mark_and_windows_line_ends_are_nothing(read):
    plain = source("First.\n\nSecond.", title="Plän")
    found, problems = read(b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode())
    assert problems == []
    assert (found.title, found.text) == ("Plän", read(plain, "b.md")[0].text)


@pytest.mark.parametrize(
    ("content", "line", "guess"),
    [
        (source("One.\nTwo.\nCaf\xe9.").encode("latin-1"), 9, "another encoding, such as Windows-1252 or GBK"),
        (source("One.", title="教育").encode("gbk"), 2, "another encoding, such as Windows-1252 or GBK"),
        (source("One.").encode("utf-16"), 1, "UTF-16"),
    ],
)
def test_a_file_in_another_encoding_is_an_error_with_its_line(read, content, line, guess):
    assert read(content) == (None, [f"error: sources/a.md:{line}: is not UTF-8 but {guess}. Save the file as UTF-8."])


def test_a_folder_that_is_named_like_a_text_is_an_error_and_no_crash(corpus):
    folder = corpus({"a.md/b.md": source()})
    assert [path.name for path in find_sources(folder)] == ["a.md", "b.md"]
    found, problems = read_source(folder / "a.md", folder, folder.parent)
    assert (found, told(problems)) == (None, ["error: sources/a.md: cannot be read: Is a directory."])


@pytest.mark.parametrize("body", ["", "\n\n  \n"])
def test_a_file_without_words_is_an_error_below_its_front_matter(read, body):
    content = source(body)
    found, problems = read(content)
    told_at = re.fullmatch(
        r"error: sources/a\.md:(\d+): has no text\. Put the source's words below the front matter\.", *problems
    )
    assert found.text.strip() == ""
    assert content.rstrip().count("\n") + 1 <= int(told_at[1]) <= content.count("\n") + 1


@pytest.mark.parametrize("above", [0, 1, 3], ids="{} blank lines above the fields".format)
@pytest.mark.parametrize("below", [0, 1, 3], ids="{} blank lines above the text".format)
def test_lines_of_fields_and_words_are_those_of_the_file(read, above, below):
    blank = "\n" * above, "\n" * below
    content = f"---\n{blank[0]}title: x\ndate: ''\nissuer: []\nsumary: y\ntheme: []\n---\n{blank[1]}Words.\n\nMore.\n"
    found, problems = read(content)
    assert problems == [f"warning: sources/a.md:{above + 5}: 'sumary' is not a field. Did you mean 'summary'?"]
    lines = content.split("\n")[found.text_line - 1 :]
    at = {word: found.text.split("\n").index(word) for word in ("Words.", "More.")}
    assert {word: lines[index] for word, index in at.items()} == {"Words.": "Words.", "More.": "More."}


def test_a_line_of_hyphens_in_the_text_is_a_part_of_the_text(read):
    found, problems = read(source("One.\n\n---\n\nTwo."))
    assert problems == []
    assert found.text.split() == ["One.", "---", "Two."]


@pytest.mark.parametrize("gone", MISSING)
@pytest.mark.parametrize("how", ["left out", "empty"])
def test_a_missing_field_is_a_warning_that_says_what_to_write(read, gone, how):
    kept = [line for line in source().split("\n") if not line.startswith(f"{gone}:")]
    line = 2
    if how == "empty":
        kept.insert(3, f"{gone}:")
        line = 4
    found, problems = read("\n".join(kept))
    assert found is not None
    assert problems == [f"warning: sources/a.md:{line}: '{gone}' is missing. {MISSING[gone]}"]


@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_title_is_missing(read, empty):
    found, problems = read(source(title=empty))
    assert found.title == "a"
    assert problems == [f"warning: sources/a.md:2: 'title' is missing. {MISSING['title']}"]


def test_a_text_without_any_field_has_a_warning_for_each_that_is_expected(read):
    found, problems = read("---\n---\nWords.\n")
    assert (found.title, found.fields.date) == ("a", None)
    assert [problem.split("'")[1] for problem in problems] == list(MISSING)


def test_what_is_said_to_be_unknown_is_no_warning(read):
    assert read(source(date="", issuer=[], theme=[]))[1] == []


@pytest.mark.parametrize("name", ["index.md", "README.md", "2019/Index.md"])
def test_a_text_whose_address_would_be_that_of_a_list_is_passed_over_with_a_warning(read, name):
    message = "is passed over: its address would be that of a list. Give the file another name."
    assert read(source(), name) == (None, [f"warning: sources/{name}: {message}"])


@pytest.mark.parametrize("name", ["a.MD", "2019/a.markdown", "README.MD"])
def test_a_text_with_another_ending_is_passed_over_with_a_warning(corpus, name):
    folder = corpus({name: source(), "a.txt": ""})
    [path] = find_sources(folder)
    message = "is passed over: the name of a text ends in .md. Rename the file."
    found, problems = read_source(path, folder, folder.parent)
    assert (found, told(problems)) == (None, [f"warning: sources/{name}: {message}"])


def test_a_name_with_a_character_that_no_page_can_hold_is_an_error(read):
    message = r"'a\x01b' cannot be an id: leave out the character U+0001."
    assert read(source(), "a\x01b.md") == (None, [f"error: sources/a\x01b.md: {message}"])


def test_a_corpus_is_every_markdown_file_but_those_of_reserved_and_hidden_folders(tmp_path):
    names = [
        "b.md",
        "a/c.md",
        "a.md",
        "教育/通知.md",
        "captures/x.md",
        "vocabulary/y.md",
        ".git/z.md",
        "a/.h.md",
        "n.txt",
    ]
    folder = write(tmp_path / "sources", dict.fromkeys(names, "x"))
    assert [source_id(path, folder) for path in find_sources(folder)] == ["a", "a/c", "b", "教育/通知"]


def test_the_mark_of_a_conflict_between_two_versions_in_the_text_is_an_error_at_its_line(corpus):
    marks = "<<<<<<< HEAD\nOne school.\n=======\nTwo schools.\n>>>>>>> other"
    problems = read_corpus(corpus({"a.md": source(f"Words.\n\n{marks}")}))[1]
    message = "has the mark of a conflict between two versions. Keep one of them, and take out the marks."
    assert problems == [f"error: sources/a.md:9: {message}"]
    assert read_corpus(corpus({"a.md": source("A title\n=======\n\n> > > > > > > Words.\n\n\\<<<<<<< More")}))[1] == []


@pytest.mark.parametrize("name", ["linked", "linked.md"])
def test_a_link_to_a_folder_is_passed_over_with_a_warning(corpus, name):
    folder = corpus({"a.md": source()})
    write(folder.parent / "elsewhere", {"b.md": source()})
    (folder / name).symlink_to("../elsewhere")
    digest, problems = read_corpus(folder)
    message = "is passed over: it is a link to another folder, which is not followed. Put the folder itself here."
    assert ([*digest.texts], problems) == (["a"], [f"warning: sources/{name}: {message}"])


def test_a_folder_that_cannot_be_read_is_told_and_its_texts_are_not_left_out(corpus, monkeypatch):
    folder = corpus({"a.md": source(), "sub/b.md": source()})

    def scandir(path, scandir=os.scandir):
        if os.fspath(path).endswith("sub"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert run_digest("check", "--sources", str(folder)) == (1, [f"Error: {folder}/sub: Permission denied."])


def test_an_id_is_in_composed_form_whatever_the_file_system_keeps(tmp_path):
    decomposed = unicodedata.normalize("NFD", "café")
    assert source_id(tmp_path / f"{decomposed}.md", tmp_path) == "café"


@pytest.mark.parametrize("line", [">" * 32_000 + " a", "- " * 16_000 + "a", "> 1. * " * 40 + "a"])
def test_signs_of_too_many_quotations_or_lists_are_told_with_their_line(corpus, line):
    _, problems = read_corpus(corpus({"a.md": source(f"Words.\n\n{line}\n")}))
    message = r"has 100 quotations or lists within one another. Put a \ before the first sign of the line."
    assert problems == [f"error: sources/a.md:9: {message}"]


@pytest.mark.parametrize("line", [">" * 99 + " a", "- " * 500, "-" * 500, r"\> " + "> " * 500])
def test_a_rule_and_escaped_signs_are_not_too_many(corpus, line):
    assert read_corpus(corpus({"a.md": source(f"Words.\n\n{line}\n")}))[1] == []
