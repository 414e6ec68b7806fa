from __future__ import annotations

import errno
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import body_words, captured, read_one, source, write

CAPTURE = "Home | Contact\nThe plan\n\nEvery village school has two teachers by 2020.\nPages: 1 2 3\n"
BODY = "# The plan\n\nEvery village school has two teachers by 2020.\n"
OMITTED = ("Home | Contact", "Pages: 1 2 3")
REMEDY = "Restore the captured words; declare a change as an annotation."


@pytest.fixture
def check(corpus):
    """Reads a text whose capture is declared, and gives its counts and what is wrong."""

    def of(capture, body, **declared):
        folder = corpus({"captures/a.txt": capture, "a.md": captured(capture, body, **declared)})
        text, problems = read_one(folder)
        return text.fidelity, problems

    return of


def test_a_capture_less_its_omitted_lines_is_the_text_word_for_word(check):
    fidelity, problems = check(CAPTURE, BODY, omitted=OMITTED)
    assert problems == []
    assert (fidelity.captured, fidelity.omitted, fidelity.published) == (17, 7, 10)


def test_a_text_without_a_capture_is_not_measured(corpus):
    text, problems = read_one(corpus({"a.md": source()}))
    assert (text.fidelity, problems) == (None, [])


@pytest.mark.parametrize(
    "body",
    [
        "## The plan\n\n> Every *village* school\n> has **two** teachers\n>\n> 1. by\n> 2. 2020\\.\n",
        "The plan\n\n- Every village school\n    - has two teachers\n    - by 2020.\n",
        "| The | plan |\n|---|---|\n| Every village school | has two teachers by 2020. |\n",
        "<div>The plan</div>\n\n<p>Every&nbsp;village school<br>has <b>two</b> teachers by <a href='https://example.org'>2020.</a></p>\n",
    ],
    ids=["quotation and numbers", "nested list", "table", "HTML"],
)
def test_markup_and_white_space_do_not_count(check, body):
    assert check(CAPTURE, body, omitted=OMITTED)[1] == []


def test_characters_that_no_page_can_hold_do_not_count(check):
    capture = CAPTURE.replace("village", "vil\x01lage\x0c").replace("two ", "\0two\x85")
    assert check(capture, BODY, omitted=OMITTED)[1] == []
    assert check(CAPTURE, BODY.replace("village", "\x08village"), omitted=OMITTED)[1] == []


@pytest.mark.parametrize(
    ("change", "at", "published"),
    [
        (("village ", ""), 4, "The plan Every school has two teachers by 2020."),
        (("school", "schools"), 5, "The plan Every village schools has two teachers by 2020."),
        (("has two", "has has two"), 7, "The plan Every village school has has two teachers by 2020."),
        (("two teachers", "teachers two"), 7, "The plan Every village school has teachers two by 2020."),
        (("2020.", "2020"), 10, "… village school has two teachers by 2020"),
        (("2020.", "2020. Added"), 11, "… school has two teachers by 2020. Added"),
        (("by 2020.", ""), 9, "… Every village school has two teachers"),
    ],
    ids=["missing", "altered", "doubled", "reordered", "last", "added", "end missing"],
)
def test_one_word_that_differs_is_an_error_at_its_place(check, change, at, published):
    body = BODY.replace(*change)
    _, problems = check(CAPTURE, body, omitted=OMITTED)
    line = next(n for n, text in enumerate(captured(CAPTURE, body, omitted=OMITTED).split("\n"), 1) if "Every" in text)
    assert len(problems) == 1
    assert problems[0].startswith(f"error: sources/a.md:{line}: differs from its capture at word {at}: captured “")
    assert problems[0].endswith(f"”, published “{published}”. {REMEDY}")


def test_of_chinese_every_character_counts(check):
    fidelity, problems = check("首页 导航\n学习型社会建设。\n", "学习型社会建设。", omitted=["首页 导航"])
    assert problems == []
    assert (fidelity.captured, fidelity.omitted, fidelity.published) == (12, 4, 8)


def test_a_difference_is_shown_with_six_words_on_either_side(check):
    words = [f"word{number:03}" for number in range(40)]
    _, [problem] = check(" ".join(words), " ".join([*words[:20], "wordless", *words[21:]]))
    before, after = " ".join(words[14:20]), " ".join(words[21:26])
    assert problem.endswith(
        f": differs from its capture at word 21: captured “… {before} word020 {after} …”, "
        f"published “… {before} wordless {after} …”. {REMEDY}"
    )


@pytest.mark.parametrize(
    ("capture", "body", "codes"),
    [
        ("cafe\u0301", "caf\u00e9", ("U+0065", "U+00E9")),
        ("\ufb01rst", "first", ("U+FB01", "U+0066")),
        ("Wa\u200bter", "Water", ("U+200B", "U+0074")),
        ("Water\u00ad", "Water", ("U+00AD", "no further letter")),
    ],
)
def test_of_words_that_look_alike_the_letters_that_differ_are_told_by_their_codes(check, capture, body, codes):
    _, [problem] = check(capture, body)
    told = f"They look alike: the capture has {codes[0]} there, the text {codes[1]}."
    assert problem.endswith(
        f": differs from its capture at word 1: captured “{capture}”, published “{body}”. {told} {REMEDY}"
    )


def test_a_difference_within_a_long_word_is_shown_at_its_place(check):
    before, after = "县级以上人民政府应当加强领导，" * 20, "并报省人民政府备案。" * 20
    _, [problem] = check(f"{before}编制港口规划{after}", f"{before}编制港规划{after}")
    assert problem.endswith(
        f": captured “…{(before + '编制港')[-60:]}{('口规划' + after)[:60]}…”, "
        f"published “…{(before + '编制港')[-60:]}{('规划' + after)[:60]}…”. {REMEDY}"
    )


@pytest.mark.parametrize(
    "first",
    [
        "Plain words.\n\n",
        "1. One\n2. Two\n3. Three\n\n",
        "A [link](https://example.org 'of four words here').\n\n",
        "<p class='a' title='b'>Words.</p>\n\n",
        "- \\* a\n- \\* b\n\n",
        "| a | b |\n|---|---|\n| c | d |\n\n",
    ],
    ids=["words", "numbers", "link", "HTML", "stars", "table"],
)
def test_the_line_of_a_difference_is_right_whatever_markup_stands_above(check, first):
    capture = body_words(first) + "\nOne two.\nThree four.\nSix.\n"
    assert check(capture, f"{first}One two.\n\nThree four.\n\nSix.\n")[1] == []
    body = f"{first}One two.\n\nThree five.\n\nSix.\n"
    _, problems = check(capture, body)
    line = next(n for n, text in enumerate(captured(capture, body).split("\n"), 1) if text == "Three five.")
    assert [problem.split(": ")[1] for problem in problems] == [f"sources/a.md:{line}"]


def test_an_omitted_line_counts_once_for_each_time_that_it_is_declared(check):
    capture = "Top\nWords.\nTop\n"
    assert check(capture, "Words.", omitted=["Top", "Top"])[1] == []
    assert "differs from its capture at word 2" in check(capture, "Words.", omitted=["Top"])[1][0]
    assert "differs from its capture at word 2" in check("Top\nTop\n", "Top\n\nTop", omitted=["Top"])[1][0]


@pytest.mark.parametrize(
    ("capture", "body"),
    [
        ("Words.\nShare\nMore words.\nShare\n", "Words.\n\nShare\n\nMore words."),
        ("Share\nWords.\nShare\nMore words.\n", "Words.\n\nShare\n\nMore words."),
        ("Words.\nShare\nShare\nMore words.\n", "Words.\n\nShare\n\nMore words."),
        ("Share\nWords.\nShare\nMore words.\nShare\n", "Share\n\nWords.\n\nShare\n\nMore words."),
        ("Share\nShare this\nShare\n", "Share this\n\nShare"),
        ("Share\nShare this\nShare\n", "Share\n\nShare this"),
    ],
)
def test_a_line_that_stands_twice_is_omitted_where_the_text_does_not_have_it(check, capture, body):
    fidelity, problems = check(capture, body, omitted=["Share"])
    assert (problems, fidelity.omitted, fidelity.captured) == ([], 1, len(capture.split()))
    assert "differs from its capture" in check(capture, f"{body} Others.", omitted=["Share"])[1][0]


def test_an_omitted_line_may_differ_in_white_space(check):
    assert check("  Home\t|  Contact \nWords.\n", "Words.", omitted=["Home | Contact"])[1] == []


def test_an_omitted_line_that_the_capture_does_not_have_is_an_error_with_the_nearest(check):
    _, problems = check(CAPTURE, BODY, omitted=["Home | Contacts", "Pages: 1 2 3"])
    assert problems == [
        "error: sources/a.md:6: 'omitted' has a line that is not in a.txt. Did you mean 'Home | Contact'?"
    ]


def test_a_part_of_a_line_cannot_be_omitted(check):
    assert "'omitted' has a line that is not in a.txt." in check(CAPTURE, BODY, omitted=["Home"])[1][0]


def test_an_altered_capture_is_an_error_that_shows_the_right_hash(corpus):
    folder = corpus({"captures/a.txt": "Words. \n", "a.md": captured("Words.\n", "Words.")})
    right = hashlib.sha256(b"Words. \n").hexdigest()
    message = f"'capture.sha256' is not that of a.txt, which has {right}. A capture is never edited."
    assert read_one(folder)[1] == [f"error: sources/a.md:6: {message}"]


def test_a_capture_whose_line_ends_have_changed_is_told_as_such(corpus):
    text = "One.\nTwo.\n"
    problems = read_one(corpus({"a.md": captured(text, "One. Two."), "captures/a.txt": text.replace("\n", "\r\n")}))[1]
    told = "'capture.sha256' is not that of a.txt, whose line endings are now those of Windows. Restore the file."
    assert [problem.partition(": sources/a.md:6: ")[2] for problem in problems] == [told]


def test_a_missing_hash_is_an_error_that_shows_the_right_one(corpus):
    folder = corpus({"captures/a.txt": "Words.\n", "a.md": source("Words.", capture={"file": "a.txt"})})
    right = hashlib.sha256(b"Words.\n").hexdigest()
    assert read_one(folder)[1] == [f"error: sources/a.md:6: 'capture.sha256' is missing. Write {right}."]


def test_a_hash_may_be_in_capitals(corpus):
    sha256 = hashlib.sha256(b"Words.\n").hexdigest()
    folder = corpus({"captures/a.txt": "Words.\n"})
    write(folder, {"a.md": source("Words.", capture={"file": "a.txt", "sha256": sha256.upper()})})
    text, problems = read_one(folder)
    assert problems == []
    assert text.source.fields.capture.sha256 == sha256


def test_what_is_no_hash_is_told_with_the_right_one_and_all_else_that_is_wrong(corpus):
    right = hashlib.sha256(b"Words.\nMenu\n").hexdigest()
    capture = {"file": "a.txt", "sha256": "TODO", "omitted": [{"line": "Menus", "reason": "navigation"}]}
    folder = corpus({"captures/a.txt": "Words.\nMenu\n", "a.md": source("Words.", capture=capture)})
    assert read_one(folder)[1] == [
        f"error: sources/a.md:6: 'capture.sha256' is not a SHA-256. Write {right}.",
        "error: sources/a.md:6: 'omitted' has a line that is not in a.txt. Did you mean 'Menu'?",
    ]


@pytest.mark.parametrize(
    ("file", "sha256", "lines"),
    [
        ("a.txt", "TODO", ["5", "8"]),
        ("a.txt", "0" * 64, ["5", "8"]),
        ("b.txt", "TODO", ["4", "5"]),
        ("b.txt", "0" * 64, ["4"]),
    ],
)
def test_what_is_wrong_with_a_capture_is_told_with_its_own_line(corpus, file, sha256, lines):
    capture = f"capture:\n  file: {file}\n  sha256: '{sha256}'\n  omitted:\n  - reason: navigation\n    line: Menus\n"
    text = source("Words.").replace("---\n", f"---\nlanguage: en\n{capture}", 1)
    _, problems = read_one(corpus({"captures/a.txt": "Words.\n", "a.md": text}))
    assert [problem.split(":")[2] for problem in problems] == lines


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"date": "2021-13-01"}, "'capture.date' is '2021-13-01', which"),
        ({"text": {"file": "a.txt", "by": []}}, "'capture.text.by' is a list where text is wanted."),
        ({"omitted": [{"line": "Menu"}]}, "'capture.omitted.reason' is missing. Add it."),
    ],
)
def test_a_wrong_value_hides_nothing_else_that_is_wrong_with_the_capture(corpus, wrong, told):
    capture = {"file": "a.txt", "sha256": "TODO", "omitted": [{"line": "Menu", "reason": "navigation"}], **wrong}
    folder = corpus({"captures/a.txt": "Words.\nMenu\n", "a.md": source("Others.", capture=capture)})
    problems = "\n".join(read_one(folder)[1])
    assert told in problems
    assert "'capture.sha256' is not a SHA-256. Write" in problems
    assert "differs from its capture at word 1: captured “Words.”, published “Others.”." in problems


@pytest.mark.parametrize(
    "wrong", [{"omitted": ["Menu"]}, {"omitted": [{"reason": "navigation"}]}, {"omitted": "Menu"}, {"text": "b.txt"}]
)
def test_words_are_not_compared_while_it_is_unknown_with_which(corpus, wrong):
    capture = {"file": "a.txt", "sha256": "TODO", **wrong}
    folder = corpus({"captures/a.txt": "Words.\nMenu\n", "a.md": source("Words.", capture=capture)})
    value, sha256 = read_one(folder)[1]
    assert f"'capture.{next(iter(wrong))}" in value
    assert "'capture.sha256' is not a SHA-256. Write" in sha256


def test_a_capture_that_is_gone_hides_nothing_that_is_wrong_with_its_words(corpus):
    capture = {"file": "b.txt", "sha256": "0" * 64, "text": {"file": "a.txt", "sha256": "0" * 64}}
    folder = corpus({"captures/a.txt": "Words.\n", "a.md": source("Others.", capture=capture)})
    gone, altered, differs = read_one(folder)[1]
    assert "'capture.file' is 'b.txt', which is not in captures/. Did you mean 'a.txt'?" in gone
    assert "'capture.text.sha256' is not that of a.txt" in altered
    assert "differs from its capture at word 1" in differs


@pytest.mark.parametrize(
    "name", ["b.txt", "../a.md", "../../outside.txt", "../captures/b.txt", "sub/x.txt", "/etc/hostname", "", "."]
)
def test_a_capture_that_is_not_in_the_folder_is_an_error(corpus, name):
    folder = corpus({"captures/a.txt": "Words.", "captures/sub/x.txt": "Words.", "../outside.txt": "Words."})
    write(folder, {"a.md": captured("Words.", "Words.", name=name)})
    text, problems = read_one(folder)
    assert text.fidelity is None
    assert len(problems) == 1
    message = f"'capture.file' is '{name}', which is not in captures/."
    assert problems[0].startswith(f"error: sources/a.md:6: {message}")


def test_the_nearest_capture_is_told(corpus):
    folder = corpus({"captures/plan-2018.txt": "Words.", "a.md": captured("Words.", "Words.", name="plan-2108.txt")})
    assert read_one(folder)[1][0].endswith("which is not in captures/. Did you mean 'plan-2018.txt'?")


def test_a_link_out_of_the_folder_is_no_capture(corpus):
    folder = corpus({"../outside.txt": "Words.", "captures/b.txt": "", "a.md": captured("Words.", "Words.")})
    (folder / "captures" / "a.txt").symlink_to(folder.parent / "outside.txt")
    assert "which is not in captures/." in read_one(folder)[1][0]


def test_captures_that_may_not_be_read_are_not_told_as_missing(corpus, monkeypatch):
    folder = corpus({"captures/a.txt": "Words.", "a.md": captured("Words.", "Words.")})

    def refuse(path, old=Path.lstat):
        if path.parent.name == "captures":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return old(path)

    monkeypatch.setattr(Path, "lstat", refuse)  # whoever is root may read all
    message = "'capture.file' is 'a.txt', which cannot be read: Permission denied."
    assert read_one(folder)[1] == [f"error: sources/a.md:6: {message}"]


def test_a_corpus_without_captures_says_so(corpus):
    message = "'capture.file' is 'a.txt', which is not in captures/."
    assert read_one(corpus({"a.md": captured("x", "x")}))[1] == [f"error: sources/a.md:6: {message}"]


def test_a_capture_in_another_encoding_is_an_error_with_its_line(corpus):
    folder = corpus({"captures/a.txt": b"One\nCaf\xe9\n", "a.md": captured("x", "x")})
    altered, encoding = read_one(folder)[1]
    assert "'capture.sha256' is not that of a.txt" in altered
    assert "error: sources/captures/a.txt:2: is not UTF-8" in encoding


WORDS = st.lists(st.text("abcé中#*_[]<>&.1", min_size=1, max_size=6), min_size=2, max_size=12)


ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", **{char: f"\\{char}" for char in "#*_[]>."}})


@given(WORDS, st.randoms(use_true_random=False))
def test_any_loss_of_a_word_is_found(tmp_path_factory, words, chance):
    folder = tmp_path_factory.mktemp("sources")
    body = " ".join(words).translate(ESCAPED)
    lost = words.copy()
    del lost[chance.randrange(len(lost))]
    told = []
    for capture in ("\n".join(words), "\n".join(lost)):
        write(folder, {"captures/a.txt": capture, "a.md": captured(capture, body)})
        told.append(read_one(folder)[1])
    assert told[0] == []
    assert len(told[1]) == 1
    assert "differs from its capture at word" in told[1][0]
