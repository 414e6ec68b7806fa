"""Raw files become captures and drafts: no word is lost, and nothing is added twice."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.raw import DECREE, LONG, NOTICE, PAGE, PAGE_SEEN, add, body, locked_pdf, pdf, word
from tests.support import read_corpus, read_one, source, tree, write

from policy_digest.adding.escaping import body_of
from policy_digest.adding.naming import capture_name, new_id, slug
from policy_digest.adding.one import Known, add_file
from policy_digest.adding.pieces import AddError, Piece
from policy_digest.adding.plain import clean, plain_pieces
from policy_digest.adding.shelf import read_shelf
from policy_digest.body import render_body
from policy_digest.vocabulary import Vocabulary

# What goes in comes out: no word is lost, nothing is touched.


def test_a_plain_text_is_kept_untouched_and_drafted(folder):
    added, draft = add(folder, "notice.txt", NOTICE)
    assert (folder / "captures/notice.txt").read_bytes() == NOTICE.encode()
    assert added.id == "notice-on-rural-teachers"
    assert draft == (
        "---\n"
        "# yaml-language-server: $schema=.schemas/source.schema.json\n"
        "# Drafted by `digest add`. A line “check” says what is uncertain about the value below it: compare it with the\n"
        "# capture, correct it, and take the line out.\n"
        "title: NOTICE ON RURAL TEACHERS\n"
        "# check: add date_type: the text does not say what the date is the date of\n"
        'date: "2020-05-05"\n'
        "date_basis: 'On a line of its own at the head of the text: “May 5, 2020”.'\n"
        "# check: nothing at the head or the foot of the text names an issuer\n"
        "issuer: []\n"
        "# check: none yet: choose from vocabulary/themes.yml\n"
        "theme: []\n"
        "# check: recognised from few words\n"
        "language: en\n"
        "status: pending\n"
        "capture:\n"
        "  file: notice.txt\n"
        f"  sha256: {hashlib.sha256(NOTICE.encode()).hexdigest()}\n"
        "---\n"
        "\n"
        "# NOTICE ON RURAL TEACHERS\n"
        "\n"
        "May 5, 2020\n"
        "\n"
        "Every village school has two teachers. They live near the school.\n"
    )


@pytest.mark.parametrize(
    ("name", "content", "seen"),
    [
        ("a.txt", NOTICE, NOTICE),
        ("a.md", "# Minutes\n\nThe *board* met.\n\n- One\n", "Minutes The board met. One"),
        ("a.html", PAGE, PAGE_SEEN),
        (
            "a.docx",
            word(),
            "Ministry of Schools Plan for rural teachers 12 May 2019 Housing Every village has one house for each teacher; see * and [x](y). a bus twice a day a doctor once a week Year Houses 2019 1|2 The end of the plan.",
        ),
        ("a.pdf", pdf(DECREE), " ".join(line for page in DECREE for line in page)),
    ],
    ids=["txt", "md", "html", "docx", "pdf"],
)
def test_no_word_of_any_kind_of_file_is_lost(folder, name, content, seen):
    added, _ = add(folder, name, content)
    text, problems = read_one(folder, added.id)
    assert problems == []
    omitted = [word for one in text.source.fields.capture.omitted for word in one.line.split()]
    assert sorted([*text.body.words, *omitted]) == sorted(seen.split())
    assert text.fidelity.captured == text.fidelity.published + text.fidelity.omitted


@pytest.mark.parametrize(
    ("name", "content", "by"),
    [
        ("a.html", PAGE, r"lxml [\d.]+ \(main text found by trafilatura [\d.]+\)"),
        ("a.docx", word(), r"mammoth [\d.]+"),
        ("a.pdf", pdf(DECREE), r"pypdf [\d.]+"),
        ("a.md", "A *word*.\n", r"pyromark [\d.]+"),
    ],
    ids=["html", "docx", "pdf", "md"],
)
def test_what_is_no_plain_text_is_kept_untouched_with_its_words_beside_it(folder, name, content, by):
    added, _ = add(folder, name, content)
    capture = read_one(folder, added.id)[0].source.fields.capture
    raw = content if isinstance(content, bytes) else content.encode()
    assert (folder / "captures" / name).read_bytes() == raw
    assert (capture.file, capture.sha256) == (name, hashlib.sha256(raw).hexdigest())
    words = (folder / "captures" / f"{name}.txt").read_bytes()
    assert (capture.text.file, capture.text.sha256) == (f"{name}.txt", hashlib.sha256(words).hexdigest())
    assert re.fullmatch(by, capture.text.by)


def test_an_extracted_text_that_was_altered_or_removed_is_an_error(folder):
    added, _ = add(folder, "a.html", PAGE)
    words = folder / "captures/a.html.txt"
    words.write_bytes(words.read_bytes().replace(b"village", b"city"))
    told = read_corpus(folder)[1]
    assert any("'capture.text.sha256' is not that of a.html.txt" in one for one in told)
    words.unlink()
    assert any(
        "'capture.text.file' is 'a.html.txt', which is not in captures/." in one for one in read_corpus(folder)[1]
    )
    assert added.id == "teachers-in-villages"


def test_a_web_page_keeps_its_headings_links_lists_and_tables_and_nothing_around_them(folder):
    _, draft = add(folder, "a.html", PAGE)
    assert body(draft) == (
        "# Teachers in villages\n\n"
        "Published: 12 May 2019\n\n"
        "By 2020, every village school has **two teachers** who live near the school and are paid as those in towns are. "
        "See [the plan](https://example.org/plan) and the news.\n\n"
        "## Reports\n\n"
        "Counties report each year to the ministry what they have done & what is &lt;b> not done.\n\n"
        "- One house for each teacher in the village where the school is.\n"
        "- A bus twice a day to the town.\n\n"
        "<!-- -->\n\n"
        "1. first of all\n\n"
        "| Year | Houses |\n|---|---|\n| 2019 | 1&#124;20 |"
    )
    assert "# check: stated by the page itself\nurl: https://example.org/teachers\n" in draft
    assert "    - line: Other news of the day\n      reason: what stands beside the text on the host page\n" in draft
    assert "language: en-GB\n" in draft


@pytest.mark.parametrize(("lang", "written"), [("en_GB", "en-GB"), ("English", "en"), ("en-", "en")])
def test_the_language_of_a_page_is_written_as_a_tag_whatever_the_page_has(folder, lang, written):
    _, draft = add(folder, "a.html", PAGE.replace('lang="en-GB"', f'lang="{lang}"'))
    assert f"\nlanguage: {written}\n" in draft


def test_the_metadata_of_a_page_on_one_line_are_read(folder):
    page = PAGE.replace("<p>Published: 12 May 2019</p>", "").replace("\n", "").replace('teachers">', 'teachers"/>')
    _, draft = add(folder, "a.html", page)
    assert '# check: stated by metadata alone\ndate: "2019-05-12"\ndate_type: published\n' in draft
    assert "title: Teachers in villages\n" in draft


@pytest.mark.parametrize("line", ["Of 12 June 2018.", "vom 12. Juni 2018", "Del 12 de junio de 2018", "12 June 2018"])
def test_a_date_on_a_line_of_its_own_at_the_head_dates_the_text(folder, line):
    _, draft = add(folder, "a.txt", f"A decree\n\n{line}\n\nArchives are kept for thirty years by the towns.\n")
    assert 'date: "2018-06-12"\n' in draft
    assert f"On a line of its own at the head of the text: “{line.rstrip('.')}”" in draft


def test_a_word_file_keeps_its_structure(folder):
    _, draft = add(folder, "a.docx", word())
    assert body(draft) == (
        "# Plan for rural teachers\n\n12 May 2019\n\n## Housing\n\n"
        "Every village has **one house** for each teacher; see \\* and \\[x\\](y).\n\n"
        "- a bus twice a day\n- a doctor once a week\n\n"
        "| Year | Houses |\n|---|---|\n| 2019 | 1&#124;2 |\n\n"
        "The end of the plan."
    )


def test_lines_and_pages_of_a_pdf_are_joined_and_its_running_heads_and_numbers_proposed_as_omitted(folder):
    added, draft = add(folder, "a.pdf", pdf(DECREE))
    assert (added.date, added.omitted) == ("2018-03-03", 15)
    assert "near the school, and the edu-\ncation office" in draft
    assert "and shall\nreport each year" in draft
    assert "  - quote: edu- cation\n    correction: education\n    defect: split word\n" in draft
    assert draft.count("reason: number of a page") == 3


@pytest.mark.parametrize(
    ("encoding", "text", "language"),
    [
        (
            "gb18030",
            "关于加强乡村教师队伍建设的通知\n\n为了加强乡村教师队伍建设，每所乡村学校应当配备两名教师。\n",
            "zh",
        ),
        (
            "cp1252",
            "Décret sur l'école\n\nChaque élève reçoit ses manuels à la rentrée, et l'été prochain déjà.\n",
            "fr",
        ),
        ("utf-16", "A notice\n\nThe words of the notice are here for all to read.\n", "en"),
    ],
)
def test_a_text_in_another_encoding_is_read_and_its_words_are_beside_it_in_utf_8(folder, encoding, text, language):
    added, draft = add(folder, "a.txt", text.encode(encoding))
    assert (folder / "captures/a.txt").read_bytes() == text.encode(encoding)
    assert (folder / "captures/a.txt.txt").read_text(encoding="utf-8") == text
    assert "    by: decoding from " in draft
    assert added.language == language


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.txt", b"", "is empty. There is nothing to add."),
        ("a.txt", b" \n\t\n", "is empty. There is nothing to add."),
        (
            "a.txt",
            b"\x89PNG\r\n\x1a\n\0\0",
            "is not text: it has bytes that no text has. Give the file the ending that fits it.",
        ),
        ("a.txt", "a word".encode("utf-16")[:-1], "is not whole: it breaks off as UTF-16. Save it as UTF-8."),
        ("a.html", "<html><script>x</script></html>", "has no text that a reader would see."),
        (
            "a.docx",
            b"no archive",
            "is not a Word file that can be read (.docx). Open it in a word processor and save it again.",
        ),
        (
            "a.pdf",
            b"%PDF-1.4\nbroken",
            "is not a PDF that can be read; it may be damaged. Get it again, or save a copy.",
        ),
        ("a.pdf", locked_pdf(), "is encrypted. Save a copy without a password."),
        (
            "a.pdf",
            pdf([[]]),
            "has no text: it is a scan. Run text recognition (OCR) on it, and add the result.",
        ),
        ("a.jpg", b"x", "is of a kind that cannot be added. Give one of .txt, .md, .html, .htm, .docx, .pdf."),
    ],
    ids=["empty", "blank", "binary", "cut", "html", "docx", "pdf", "encrypted", "scan", "kind"],
)
def test_a_bad_file_is_told_in_one_line_and_nothing_is_written(folder, name, content, told):
    with pytest.raises(AddError) as error:
        add(folder, name, content)
    assert str(error.value) == told
    assert tree(folder) == {}


# Any text can be drafted.

SIGNS = st.text("ab1中é #*_[](){}<>&;:`~=+-.!|\\/\"'^$@\n\t\u3000\xa0", max_size=80)
LINES = st.lists(
    st.one_of(
        SIGNS,
        st.sampled_from(
            ["# a", "1. b", "- c", "+ d", "    e", "```", "~~~", "---", "===", "> f", ": g", "[h]: https://i", "[^1]: j", "[h] k[^1]",
             "| l | m |", "|---|---|", "<div>", "</p>", "<!-- n", "&amp; &lt; &#42;", "**o** _p_ `q`", "![r](s)", "<https://t>", "{{< u >}}",
             "*[v]: w", "x\\", "\\*y", "2020.", "a | b", "Term", "  :   def"]
        ),
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


@given(LINES)
def test_any_words_can_be_written_as_markdown_that_shows_them(lines):
    pieces, _ = plain_pieces(clean("\n".join(lines)))
    assert render_body(body_of(pieces)).words == "\n".join(lines).split()


PIECES = st.tuples(
    st.sampled_from(["paragraph", "heading", "item", "item"]),
    st.integers(0, 3),
    st.sampled_from([0, 1, 2, 7, 99999999]),
    st.booleans(),
    SIGNS,
)


@given(st.lists(PIECES, max_size=8))
def test_pieces_of_any_kind_show_their_words_and_none_is_code(given):
    pieces = [
        Piece((" ".join(words.split()),), kind, level + (kind == "heading"), number, goes_on and kind == "item")
        for kind, level, number, goes_on, words in given
        if words.split()
    ]
    body = render_body(body_of(pieces))
    assert body.words == [word for piece in pieces for word in piece.text.split()]
    assert "<pre" not in body.html


@given(st.text(min_size=1, max_size=300))
def test_any_text_becomes_a_draft_that_is_proved_or_is_refused(tmp_path_factory, text):
    folder = write(tmp_path_factory.mktemp("any") / "sources", {})
    try:
        added, _ = add(folder, "a.txt", text.encode("utf-8", "replace"))
    except AddError:
        assert not clean(text).strip() or "\0" in text
        assert tree(folder) == {}
        return
    _, problems = read_one(folder, added.id)
    if any(map(str.isalnum, text)):
        assert problems == []
    else:  # of signs alone nobody can make a title
        assert all("'title' is missing" in one for one in problems)


@given(LINES)
def test_any_markdown_becomes_a_draft_that_is_proved(tmp_path_factory, lines):
    folder = write(tmp_path_factory.mktemp("any") / "sources", {})
    try:
        added, _ = add(folder, "a.md", "\n".join(lines))
    except AddError:
        assert tree(folder) == {}
        return
    told = read_one(folder, added.id)[1]
    assert [one for one in told if "is the address of a link or an image, and not shown." not in one] == []


# Nothing is added twice or written over.


def test_the_same_file_twice_is_recognised_whatever_its_name(folder):
    add(folder, "notice.txt", NOTICE)
    before = tree(folder)
    other = folder.parent / "raw" / "copy.md"
    other.write_text(NOTICE, encoding="utf-8")
    assert add_file(other, read_shelf(folder), Vocabulary()) == Known(other, "notice.txt", "notice-on-rural-teachers")
    assert tree(folder) == before


def test_captures_of_the_same_name_do_not_collide(folder):
    first, _ = add(folder, "notice.txt", NOTICE)
    second, _ = add(folder, "notice.txt", NOTICE + "A word more.\n")
    captures = [read_one(folder, one.id)[0].source.fields.capture.file for one in (first, second)]
    assert captures == ["notice.txt", "notice-2.txt"]
    assert (first.id, second.id) == ("notice-on-rural-teachers", "notice-on-rural-teachers-2")


def test_an_id_that_was_ever_used_is_not_used_again(folder):
    write(folder, {"other.md": source("Words.", aliases=["notice-on-rural-teachers"])})
    assert add(folder, "notice.txt", NOTICE)[0].id == "notice-on-rural-teachers-2"


def test_drafts_can_go_into_a_folder_and_know_their_way_to_the_schema(folder):
    added, draft = add(folder, "notice.txt", NOTICE, under="2020")
    assert added.id == "2020/notice-on-rural-teachers"
    assert draft.split("\n")[1] == "# yaml-language-server: $schema=../.schemas/source.schema.json"


def test_a_near_duplicate_is_named_with_its_share(folder):
    write(folder, {"school-report.md": source("\n\n".join(LONG)), "other.md": source("Quite other words stand here.")})
    changed = [*LONG[:54], "Here the report ends with other words than before."]
    added, draft = add(folder, "report.txt", "A report\n\n" + "\n\n".join(changed))
    assert added.near.id == "school-report"
    assert 0.9 < added.near.share < 1
    assert (
        f"# check: {added.near.percent} of its words ({added.near.words} of {added.near.of}) also stand in school-report: another version?\n"
        in draft
    )


def test_a_capture_without_a_source_is_compared_too(folder):
    write(folder, {"captures/old.txt": "\n".join(LONG)})
    assert add(folder, "report.txt", "A report\n\n" + "\n\n".join(LONG))[0].near.id == "old.txt"


def test_another_text_that_shares_a_paragraph_is_no_near_duplicate(folder):
    write(folder, {"other.md": source("\n\n".join(LONG))})
    own = "Counties build roads, and rain falls on fields; nobody there has asked for more than bread and peace."
    assert add(folder, "report.txt", f"{own}\n\n{LONG[0]}")[0].near is None


# Names.


@pytest.mark.parametrize(
    ("title", "made"),
    [
        ("EMERGENCY EXECUTIVE ORDER NO. 121", "emergency-executive-order-no-121"),
        ("Abkommen vom 1. Juni 1993 über die Schule", "abkommen-uber-die-schule"),
        ("In 2023, we will write", "we-will-write"),
        ("Teachers’ plan (2018–2022)", "teachers-plan"),
        ("浙江省港口管理条例", "浙江省港口管理条例"),
        ("2020年工作要点", "工作要点"),
        ("二○二○年工作要点", "工作要点"),
        ("Ley Nº 14.552: educación", "ley-no-14-552-educacion"),
        ("Captures", "captures-text"),
        ("Aux", "aux-text"),
        ("***", "a-file"),
    ],
)
def test_an_id_is_readable_and_says_no_date(title, made):
    assert new_id(title, "", "a file.txt", "en", ()) == made


def test_german_letters_are_written_out_in_german():
    assert slug("Gesetz über Schulen", "de") == "gesetz-ueber-schulen"


def test_the_name_of_a_capture_is_safe_and_free():
    assert capture_name("..hidden\n?.txt", ()) == "hidden.txt"
    assert capture_name("A.TXT", ["a.txt"]) == "A-2.TXT"
    assert capture_name("a.pdf", ["a.pdf.txt"], beside=".txt") == "a-2.pdf"
    assert capture_name(f"{'学' * 83}.pdf", (), beside=".txt") == f"{'学' * 66}.pdf"
