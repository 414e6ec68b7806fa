from __future__ import annotations

import os
import subprocess
import sys

import pytest
from tests.raw import NOTICE, PAGE, pdf, word
from tests.support import ROOT, build, read_corpus, run_digest, source, tree, write

NEXT = "Next: go through the lines “# check:” of each draft; then digest check {0}, digest suggest {0}, make serve."


@pytest.fixture
def digest_add(tmp_path, monkeypatch):
    """Runs `digest add` in a folder with sources and raw files; gives the exit code and the lines."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "sources", {})

    def run(*arguments, files=None):
        write(tmp_path / "raw", files or {})
        return run_digest("add", *arguments)

    return run


def test_one_file_is_added_and_the_next_step_told(digest_add):
    code, lines = digest_add("raw/notice.txt", files={"notice.txt": NOTICE})
    assert code == 0
    assert lines == [
        "added raw/notice.txt: notice-on-rural-teachers, 18 words, 4 things to check",
        "1 added, 0 known, 0 errors: 18 words in the drafts, 0 proposed as omitted, none lost.",
        NEXT.format("notice-on-rural-teachers"),
    ]


def test_the_same_file_again_is_known_and_nothing_is_written(digest_add, tmp_path):
    digest_add("raw/notice.txt", files={"notice.txt": NOTICE})
    before = tree(tmp_path / "sources")
    assert digest_add("raw/notice.txt") == (
        0,
        [
            "known raw/notice.txt: already captured as notice.txt, the capture of notice-on-rural-teachers",
            "0 added, 1 known, 0 errors.",
        ],
    )
    assert tree(tmp_path / "sources") == before


def test_texts_and_the_ledger_of_the_digest_itself_are_passed_over_and_a_raw_file_beside_them_is_not(
    digest_add, tmp_path
):
    digest_add("raw/notice.txt", files={"notice.txt": NOTICE})
    run_digest("freeze", "--date", "2020-01-01")
    raw = {"inbox/minutes.txt": "Minutes\n\nThe board met.\n", "captures/plan.txt": "A plan\n\nFor teachers.\n"}
    write(tmp_path / "sources", raw)
    code, lines = digest_add("sources")
    assert code == 0
    assert [line for line in lines if line.startswith(("passed", "known", "added"))] == [
        "passed over sources/notice-on-rural-teachers.md: it is a part of this digest already",
        "passed over sources/permalinks/ledger.txt: it is a part of this digest already",
        "passed over sources/permalinks/pages.txt: it is a part of this digest already",
        "passed over sources/permalinks/words/notice-on-rural-teachers.txt: it is a part of this digest already",
        "known sources/captures/notice.txt: already captured as notice.txt, the capture of notice-on-rural-teachers",
        "added sources/captures/plan.txt: a-plan, 4 words, 4 things to check",
        "added sources/inbox/minutes.txt: minutes, 4 words, 5 things to check",
    ]


def test_control_characters_in_the_name_of_a_file_do_not_reach_the_terminal(digest_add):
    names = ["\x1b[31mred\n.txt", "\x1b[2Jpicture.jpg"]
    _, lines = digest_add("raw", files=dict.fromkeys(names, NOTICE))
    assert lines[0] == "passed over raw/\\x1b[2Jpicture.jpg: files of this kind cannot be added"
    assert lines[1].startswith("added raw/\\x1b[31mred\\n.txt: ")


def test_a_folder_is_added_in_order_and_ends_with_a_table_whatever_its_files_are(digest_add, tmp_path):
    files = {
        "a.txt": NOTICE,
        "b.html": PAGE,
        "c.docx": word(),
        "deep/d.md": "# Minutes\n\nThe board met.\n",
        "deep/a.txt": NOTICE + "Another word.\n",
        "e.pdf": pdf([[]]),
        "f.txt": b"",
        "g.jpg": b"",
        "h.txt": NOTICE,
        ".hidden.txt": "Hidden words.",
    }
    code, lines = digest_add("raw", "gone.txt", files=files)
    assert code == 1
    assert lines[0:2] == [
        "passed over raw/g.jpg: files of this kind cannot be added",
        "error gone.txt: does not exist.",
    ]
    start = lines.index("file\tdraft\tdate\tlanguage\twords\tto check\tnearest")
    assert [line.split("\t")[:3] for line in lines[start + 1 : -2]] == [
        ["a.txt", "notice-on-rural-teachers", "2020-05-05"],
        ["b.html", "teachers-in-villages", "2019-05-12"],
        ["c.docx", "plan-for-rural-teachers", "2019-05-12"],
        ["a.txt", "notice-on-rural-teachers-2", "2020-05-05"],
        ["d.md", "minutes", "undated"],
        ["h.txt", "known: notice-on-rural-teachers", ""],
        ["gone.txt", "error: does not exist.", ""],
        [
            "e.pdf",
            "error: has no text: it is a scan. Run text recognition (OCR) on it, and add the result.",
            "",
        ],
        ["f.txt", "error: is empty. There is nothing to add.", ""],
    ]
    assert "error raw/f.txt: is empty. There is nothing to add." in lines
    assert lines[-2].startswith("5 added, 1 known, 3 errors: ")
    assert lines[-1] == NEXT.format("ID")
    assert read_corpus(tmp_path / "sources")[1] == []


def test_a_file_is_known_whose_text_was_saved_with_line_ends_of_windows(digest_add, tmp_path):
    digest_add("raw/notice.txt", files={"notice.txt": NOTICE})
    draft = tmp_path / "sources/notice-on-rural-teachers.md"
    draft.write_bytes(draft.read_bytes().replace(b"\n", b"\r\n"))
    assert digest_add("raw/notice.txt")[1][0].startswith("known raw/notice.txt: already captured as notice.txt, ")


def test_a_text_of_the_corpus_that_cannot_be_read_keeps_no_other_out(digest_add, tmp_path):
    (tmp_path / "sources/b.md").mkdir()
    assert digest_add("raw/notice.txt", files={"notice.txt": NOTICE})[0] == 0


def test_the_same_files_give_the_same_bytes(digest_add, tmp_path):
    files = {"a.txt": NOTICE, "b.html": PAGE, "c.docx": word()}
    for name in ("one", "other"):
        write(tmp_path / name, {})
        digest_add("raw", "--sources", name, files=files)
    made = tree(tmp_path / "one")
    assert len(made) == 8
    assert tree(tmp_path / "other") == made


def test_drafts_go_under_a_folder(digest_add, tmp_path):
    _, lines = digest_add("raw/a.txt", "--under", "2020//./may/", files={"a.txt": NOTICE})
    assert lines[0].startswith("added raw/a.txt: 2020/may/notice-on-rural-teachers, ")
    assert (tmp_path / "sources/2020/may/notice-on-rural-teachers.md").is_file()


@pytest.mark.parametrize(
    "under", ["/tmp", "../x", "captures", "vocabulary/x", ".hidden", "x.txt", "a.md", "years", "x/con"]
)
def test_a_folder_that_holds_no_texts_is_refused(digest_add, under):
    code, lines = digest_add("raw/a.txt", "--under", under, files={"a.txt": NOTICE})
    assert (code, lines[-1]) == (
        2,
        f"Error: '{under}' is not a folder for texts. Name one under sources/, such as 2019.",
    )


def test_a_folder_of_texts_that_is_not_there_is_told(digest_add):
    code, lines = digest_add("raw/a.txt", "--sources", "nowhere", files={"a.txt": NOTICE})
    assert code == 2
    assert lines[-1] == "Error: nowhere is not a folder. Name the folder that holds the sources."


def test_an_empty_folder_is_told(digest_add):
    code, lines = digest_add("raw")
    assert code == 1
    assert lines[0] == "error raw: has no file that can be added (.txt, .md, .html, .htm, .docx, .pdf)."


def test_a_missing_library_is_told_with_the_way_to_install_it(digest_add, monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    code, lines = digest_add("raw/a.pdf", files={"a.pdf": b"%PDF-1.4"})
    assert code == 1
    assert (
        lines[0]
        == "error raw/a.pdf: needs pypdf (PDF files), which is not installed. Run: .venv/bin/pip install -e '.[add]'"
    )


WITHOUT_EXTRA = """
import sys
class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"trafilatura", "htmldate", "mammoth", "pypdf", "py3langid", "charset_normalizer"}:
            raise ImportError(name)
sys.meta_path.insert(0, Nothing())
from policy_digest.__main__ import main
main(["add", "raw"])
"""


def test_plain_text_and_markdown_need_no_further_library(tmp_path):
    write(tmp_path, {"sources/x.md": source(), "raw/a.txt": NOTICE, "raw/b.md": "# Minutes\n\nThe *board* met.\n"})
    write(
        tmp_path,
        {
            "raw/c.html": PAGE,
            "raw/d.txt": "Caf\xe9, l'\xe9cole".encode("latin-1"),
            "raw/e.txt": "法规\n\n本条例自公布之日起施行。\n",
        },
    )
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_EXTRA],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT / "hooks"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("error ")] == [
        "error raw/c.html: needs trafilatura (web pages), which is not installed. Run: .venv/bin/pip install -e '.[add]'",
        "error raw/d.txt: needs charset_normalizer (a text that is not UTF-8), which is not installed. Run: .venv/bin/pip install -e '.[add]'",
    ]
    drafts = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "sources").glob("*.md")}
    unsure = "# check: not recognised: install the extra `add` for that, or write it\nstatus: pending\n"
    assert unsure in drafts["notice-on-rural-teachers.md"]
    assert unsure in drafts["minutes.md"]
    assert "language: zh\n" in drafts["法规.md"]


def test_what_was_added_builds_strictly_and_says_that_its_words_are_extracted(digest_add, tmp_path):
    write(tmp_path / "sources", {"old.md": source("An older text.")})
    digest_add("raw", files={"a.txt": NOTICE, "b.html": PAGE, "c.docx": word()})
    done = build(tmp_path / "sources", tmp_path / "site", strict=True)
    assert done.code == 0, done.messages
    page = (tmp_path / "site/sources/teachers-in-villages/index.html").read_text(encoding="utf-8")
    assert (
        "That file itself is not compared. What is compared, and offered here as the capture, is the text "
        "extracted from it by lxml " in page
    )
    assert "every word of the text extracted from the capture except" in page
    words = (tmp_path / "site/sources/teachers-in-villages/capture.txt").read_bytes()
    assert words == (tmp_path / "sources/captures/b.html.txt").read_bytes()
    plain = (tmp_path / "site/sources/notice-on-rural-teachers/index.html").read_text(encoding="utf-8")
    assert "extracted" not in plain


def test_a_fault_of_the_program_stops_no_other_file_and_is_told_without_a_traceback(digest_add, monkeypatch):
    def stumble(_):
        raise KeyError("x")

    monkeypatch.setattr("policy_digest.adding.one.find_title", stumble)
    code, lines = digest_add("raw", files={"a.txt": NOTICE, "b.txt": NOTICE + "More.\n"})
    assert code == 1
    assert lines[:2] == [
        f"error raw/{name}.txt: cannot be drafted (KeyError: 'x'). Nothing was written. Please report this."
        for name in "ab"
    ]


@pytest.mark.parametrize("name", ["notice.txt", "Notice, 5 May.txt", "page.html"])
def test_a_capture_that_no_source_has_is_drafted_and_not_captured_again(digest_add, tmp_path, name):
    content = PAGE if name.endswith("html") else NOTICE
    digest_add(f"raw/{name}", files={name: content})
    made = tree(tmp_path / "sources")
    (tmp_path / "sources" / next(one for one in made if one.endswith(".md"))).unlink()
    code, lines = digest_add(f"sources/captures/{name}")
    assert code == 0
    assert "of its words are in" not in lines[0]
    assert tree(tmp_path / "sources") == made
    assert digest_add(f"raw/{name}")[1][0].startswith(f"known raw/{name}: already captured as {name}, the capture of ")


def test_no_more_than_all_words_of_a_short_text_are_in_another(digest_add):
    _, lines = digest_add("raw/a.txt", "raw/b.md", files={"a.txt": "Three short words\n", "b.md": "Three short words"})
    assert lines[1].endswith("; 100% of its words are in three-short-words")
