"""What a raw file shows is in its draft, or the draft says what is not; and long files take no more than their share of time."""

from __future__ import annotations

import io
import re
import signal
import zipfile

import docx
import pytest
from lxml import etree
from tests.raw import add, body, pdf, word
from tests.support import read_corpus, tree

from policy_digest.adding.dating import date_text
from policy_digest.adding.defects import proposals
from policy_digest.adding.documents import left_out
from policy_digest.adding.marked_up import has_markup
from policy_digest.adding.pieces import AddError, Extract, Piece
from policy_digest.adding.titles import Title
from policy_digest.body import render_body

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"


@pytest.mark.parametrize(
    ("label", "encoding", "words"),
    [
        ("latin1", "cp1252", "Die Schule hat „zwei“ Lehrer – für 5 €."),
        ("us-ascii", "cp1252", "Die Schule hat „zwei“ Lehrer – für 5 €."),
        ("iso-8859-9", "cp1254", "Okulda “iki” öğretmen – şimdi."),
        ("shift_jis", "cp932", "告示第①号：学校の教師は二名とする。"),
        ("x-sjis", "cp932", "告示第①号：学校の教師は二名とする。"),
        ("x-euc-jp", "euc_jp", "学校の教師は二名とする。"),
        ("euc-kr", "cp949", "똠방 학교의 교사는 두 명이다."),
        ("big5", "big5hkscs", "鰂魚涌邨學校教師兩名。"),
        ("utf-16", "utf-8", "The school has two teachers."),
        ("undefined", "utf-8", "L’école a deux maîtres."),
    ],
)
def test_a_page_is_read_in_the_encoding_that_browsers_take_for_the_one_it_names(folder, label, encoding, words):
    page = f'<html><head><meta charset="{label}"></head><body><h1>T</h1><p>{words}</p></body></html>'
    _, draft = add(folder, "a.html", page.encode(encoding))
    assert words in body(draft)


@pytest.mark.parametrize(
    "first", ["<p>One\ufeff school.</p>", "<table><tr><td>\ufeffOne<td>school.<tr><td>a<td>b</table>"]
)
def test_a_page_put_together_from_files_is_added_without_their_byte_order_marks(folder, first):
    _, draft = add(folder, "a.html", f"<html><body>\ufeff{first}\ufeff<p>Two teachers.</p></body></html>")
    assert "\ufeff" not in draft
    assert "Two teachers." in body(draft)


def test_a_file_whose_words_begin_with_a_byte_order_mark_is_added(folder):
    _, draft = add(folder, "a.md", "<!-- top -->\n\n\ufeffTwo *teachers*.\n")
    assert body(draft).endswith("\ufeffTwo *teachers*.")
    assert read_corpus(folder)[1] == []


def test_what_stands_after_the_end_of_a_page_is_read_as_browsers_do(folder):
    page = "<html><body><h1>A plan</h1><p>One school.</p></body></html>"
    _, draft = add(folder, "a.html", f"{page}\n<html><body><p>Two teachers.</p></body></html> The end.")
    assert body(draft) == "# A plan\n\nOne school.\n\nTwo teachers.\n\nThe end."


def test_an_address_that_leads_nowhere_is_not_taken_from_a_page(folder):
    _, draft = add(folder, "a.html", '<link rel="canonical" href="http://[::1"><h1>A plan</h1><p>One school.</p>')
    assert "http" not in draft


def test_the_title_of_a_page_and_what_stands_below_it_belong_to_the_text(folder):
    main = "<p>Every village school has two teachers who live near the school and are paid as those in towns are.</p>"
    around = "<div><a href=/>Home</a> | <a href=/x>News</a></div>"
    page = f"<title>With two teachers - Portal</title>{around}<div>With two<br>teachers</div><div>12 May 2019</div><div>{main * 9}</div>"
    _, draft = add(folder, "a.html", page)
    assert "\ntitle: With two teachers\n" in draft
    assert 'date: "2019-05-12"' in draft
    assert "Portal" not in body(draft)


def test_a_signature_of_two_lines_at_the_foot_of_a_page_belongs_to_the_text(folder):
    main = "<p>Every village school has two teachers who live near the school and are paid as those in towns are.</p>"
    _, draft = add(folder, "a.html", f"<h1>A circular</h1>{main * 3}<p>J. DELA CRUZ<br>Secretary</p>")
    assert body(draft).endswith("\n\nJ. DELA CRUZ<br>\nSecretary")


def test_a_name_with_which_the_title_of_a_page_begins_is_not_its_title(folder):
    head = "<title>教育部关于乡村教师的意见_政府信息公开_某省人民政府门户网站</title>"
    text = "<p>每所乡村学校应当配备两名教师，教师工资不低于城镇，县里每年报告一次，并向社会公布学校教师名单。</p>"
    page = f"{head}<div>发文机关：</div><div>教育部</div><div>教育部关于<br>乡村教师的意见</div>{text * 3}"
    assert "\ntitle: 教育部关于乡村教师的意见\n" in add(folder, "a.html", page)[1]


def test_a_form_around_the_whole_page_is_no_form_of_the_host_page(folder):
    text = "<h1>A plan</h1><p>Every village school has two teachers who live near it.</p>"
    _, draft = add(folder, "a.html", f"<form><nav>Home</nav>{text}<p><button>Go</button></p></form>")
    assert body(draft) == "# A plan\n\nEvery village school has two teachers who live near it."


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("a.html", "<nav>Home and news</nav>", "Home and news"), ("a.pdf", pdf([["Two schools"]] * 3), "Two schools")],
)
def test_a_file_of_nothing_but_surroundings_is_kept_and_says_so(folder, name, content, words):
    _, draft = add(folder, name, content)
    assert words in body(draft)
    assert "# check: all of the file looks like what stands around a text; nothing is left out\n" in draft


def test_a_numbered_list_of_a_page_keeps_its_numbers_and_letters_are_told(folder):
    _, draft = add(
        folder,
        "a.html",
        "<h1>Rules</h1><p>These are the rules of every school.</p>"
        "<ol start='3'><li>Third rule.</li><li>Fourth rule.<ol type='a'><li>First part.</li></ol></li><li value='9'>Ninth.</li></ol>"
        "<ol><li>Of another list.</li></ol><ol reversed start='5'><li>Fifth.</li><li>Fourth.</li></ol>"
        "<ol start='0'><li>Before all.<ol start='0'><li>In it.</li></ol></li><li>First.</li></ol>",
    )
    assert body(draft).partition("school.\n\n")[2].split("\n\n<!-- -->\n\n") == [
        "3. Third rule.\n1. Fourth rule.\n    1. First part.",
        "9. Ninth.",
        "1. Of another list.",
        "5. Fifth.",
        "4. Fourth.",
        "0. Before all.\n\n    0. In it.\n1. First.",
    ]
    assert (
        "# check: the page numbers a list with letters or Roman numerals, which the draft writes as numbers\n" in draft
    )


@pytest.mark.parametrize("kind", ["type='A'", "style='list-style-type: lower-roman'"])
def test_a_list_with_letters_is_told(folder, kind):
    _, draft = add(folder, "a.html", f"<h1>Rules</h1><p>These are the rules.</p><ol {kind}><li>First.</li></ol>")
    assert "# check: the page numbers a list with letters or Roman numerals" in draft


def test_the_mark_of_a_note_in_a_title_is_told(folder):
    _, draft = add(folder, "a.html", "<h1>Rules of schools<sup>2</sup></h1><p>These are the rules of every school.</p>")
    told = (
        "# check: the file has raised or lowered signs in it, which a title cannot have: take out the mark of a note\n"
    )
    assert f"{told}title: Rules of schools2\n" in draft
    assert body(draft).startswith("# Rules of schools<sup>2</sup>\n")


def test_a_list_within_a_list_keeps_its_numbers_and_an_item_its_paragraphs(folder):
    _, draft = add(
        folder,
        "a.html",
        "<h1>Rules</h1><p>These are the rules of every school.</p><ol start='105'>"
        "<li><p>A rule of two parts.</p><p>The second part.</p></li>"
        "<li>Another.<ol start='4'><li>Fourth.</li><li>Fifth.<p>More.</p></li><li value='9'>Ninth.</li></ol>Its end.</li>"
        "<li><h2>A heading</h2><p>Words below it.</p></li></ol>",
    )
    written = body(draft).partition("school.\n\n")[2]
    assert written == (
        "105. A rule of two parts.\n\n     The second part.\n1. Another.\n\n"
        "    4. Fourth.\n    1. Fifth.\n\n        More.\n\n    <!-- -->\n\n    9. Ninth.\n\n    Its end.\n\n"
        "## A heading\n\n107. Words below it."
    )
    page = render_body(written)
    assert re.findall(r'<ol start="(\d+)">', page.html) == ["105", "4", "9", "107"]
    assert page.html.count("<li") == 6


def test_the_cells_of_a_table_keep_their_markup(folder):
    _, draft = add(
        folder,
        "a.html",
        "<main><h1>Areas</h1><p>These are the areas of every school.</p>"
        "<table><tr><th>Second<sup>1</sup> area</th><th>a|b</th></tr>"
        "<tr><td>5<sup>2</sup> m</td><td><a href='https://example.org/a|b'><b>x</b></a></td></tr>"
        "<tr><td>one<br>1<sup>2</sup></td><td><p>1<sup>*</sup></p><p>two</p></td></tr></table></main>",
    )
    written = body(draft).partition("school.\n\n")[2]
    assert written == (
        "| Second<sup>1</sup> area | a&#124;b |\n|---|---|\n"
        "| 5<sup>2</sup> m | [**x**](https://example.org/a&#124;b) |\n| one<br> 1<sup>2</sup> | 1<sup>\\*</sup> two |"
    )
    assert 'href="https://example.org/a%7Cb"' in render_body(written).html


def test_formulas_of_a_page_are_words_and_frames_are_told(folder):
    formula = "<math><mi>n</mi><mo>=</mo><mn>2</mn><annotation>n=2</annotation></math>"
    _, draft = add(
        folder,
        "a.html",
        f"<main><h1>A plan</h1><p>The number of teachers in each village school is {formula}.</p></main><iframe src='b.html'></iframe>",
    )
    assert body(draft) == "# A plan\n\nThe number of teachers in each village school is n=2."
    assert "# check: the page shows 1 other file in frames, which the draft leaves out\n" in draft


@pytest.mark.parametrize(
    ("element", "told"),
    [
        ("<noscript><p>Two</p> schools</noscript>", "<noscript>, which the draft leaves out: “Two schools”"),
        ("<textarea>Two schools</textarea>", "<textarea>, which the draft leaves out: “Two schools”"),
        ("<object data='a.pdf'>Two <b>schools</b></object>", "<object>, which the draft leaves out: “Two schools”"),
        ("<svg><title>Map</title><text>Two</text><text>schools</text></svg>", "<svg>, which the draft leaves out: “Two schools”"),
        ("<noscript><img src='a.gif'></noscript><svg><title>Share</title></svg><textarea> </textarea>", ""),
    ],
)  # fmt: skip
def test_words_that_only_some_readers_of_a_page_see_are_told(folder, element, told):
    _, draft = add(folder, "a.html", f"<h1>A plan</h1><p>Every school has teachers.</p>{element}")
    assert body(draft) == "# A plan\n\nEvery school has teachers."
    assert re.findall("# check: the page has words in (.*)", draft) == ([told] if told else [])


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (
            "<frameset><frame src='b.html'><noframes><body>Your browser has no frames.</body></noframes></frameset>",
            "has no text that a reader would see. What it shows is in other files, in frames: add those.",
        ),
        (
            f"<p>One school.</p>{'<b>' * 300}Two teachers.",
            "cannot be read as a whole: its elements are nested too deep, or one is too large.",
        ),
    ],
    ids=["frames", "depth"],
)
def test_a_page_that_is_not_read_whole_is_refused(folder, page, told):
    with pytest.raises(AddError) as error:
        add(folder, "a.html", page)
    assert str(error.value) == told


FRENCH = "L’école a deux maîtres. Elle est à Noël.\n" * 3
CHINESE = "学校有两名教师。\n" * 60


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.txt", FRENCH.encode().replace(b"deux", b"d\xffux", 1), "as UTF-8 it is broken on line 1, at byte 15"),
        ("a.txt", FRENCH.encode() + "é é".encode("cp1252"), "as UTF-8 it is broken in 2 places, first on line 4, at byte 142"),
        ("a.txt", CHINESE.encode()[:-2], "as UTF-8 it is broken on line 60, at byte 1497"),
        ("a.txt", CHINESE.encode("gbk") + b"\xff\n", "as GB18030 it is broken on line 61, at byte 1021"),
        ("a.html", b"<meta charset=utf-8>" + FRENCH.encode() + b"\xff", "as UTF-8 it is broken on line 4, at byte 162"),
        ("a.html", b"<meta charset=gbk>" + CHINESE.encode("gbk") + b"\xff", "as GB18030 it is broken on line 61, at byte 1039"),
    ],
)  # fmt: skip
def test_a_file_with_a_broken_byte_is_refused_with_its_place_and_never_taken_for_another_encoding(
    folder, name, content, told
):
    with pytest.raises(AddError) as error:
        add(folder, name, content)
    assert str(error.value) == f"is not whole: {told} of the file. Correct that in a copy, and add the copy."


def test_a_page_that_names_a_wrong_encoding_is_read_in_the_one_that_it_is_in(folder):
    page = f"<meta charset=iso-8859-1><h1>教育の計画</h1><p>{'学校は二人の先生がいる。村の学校は小さい。' * 20}</p>"
    _, draft = add(folder, "a.html", page.encode("cp932"))
    assert body(draft).startswith("# 教育の計画\n\n学校は二人の先生がいる。")


def test_a_file_in_no_encoding_that_can_be_told_is_not_taken_for_a_broken_one(folder):
    with pytest.raises(AddError) as error:
        add(folder, "a.txt", ("В школе два учителя. Школа маленькая и старая.\n" * 5).encode("koi8-r"))
    assert str(error.value) == "is in an encoding that cannot be recognised. Save it as UTF-8."


def _with(inside: str, comments: str = "") -> bytes:
    """A Word file with a paragraph of its own at the end, and comments."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:sectPr", f'<w:p xmlns:m="{M}">{inside}</w:p><w:sectPr'.encode(), 1)
            new.writestr(name, data)
        if comments:
            new.writestr("word/comments.xml", f'<w:comments xmlns:w="{W}">{comments}</w:comments>')
    return made.getvalue()


def test_a_word_file_that_unpacks_to_far_more_than_a_text_is_refused(folder):
    made = io.BytesIO(word())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/header9.xml", b" " * 40_000_000)
    with pytest.raises(AddError) as error:
        add(folder, "a.docx", made.getvalue())
    told = "unpacks to 40 MB of XML, and 32 MB are the most that is read. Save it again, or in parts."
    assert str(error.value) == told


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<w:r><w:t>It is </w:t></w:r><m:oMath><m:r><m:t>n</m:t></m:r></m:oMath>", "not all words of “It is n”"),
        ('<w:fldSimple w:instr="REF a"><w:r><w:t>Section four</w:t></w:r></w:fldSimple>', "not all words of “Section"),
        ("<w:del><w:r><w:delText>Three.</w:delText></w:r></w:del>", "the file has tracked changes; the draft takes"),
        ("<w:ins><w:r><w:t>Three.</w:t></w:r></w:ins>", "the file has tracked changes; the draft takes"),
        ("<w:moveFrom><w:r><w:t>Three.</w:t></w:r></w:moveFrom>", "the file has tracked changes; the draft takes"),
    ],
    ids=["formula", "field", "deleted", "inserted", "moved"],
)
def test_a_word_file_that_is_not_read_whole_says_so(folder, inside, told):
    _, draft = add(folder, "a.docx", _with(inside))
    assert [
        check[: len(told)]
        for check in re.findall("# check: (.*)", draft)
        if check.startswith(("not all", "the file has"))
    ] == [told]


def test_a_table_of_a_word_file_that_markdown_cannot_have_is_told(folder):
    document = docx.Document()
    document.add_paragraph("A plan for teachers")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Teachers"
    table.cell(1, 0).text = "two"
    document.save(folder.parent / "plan.docx")
    _, draft = add(folder, "a.docx", (folder.parent / "plan.docx").read_bytes())
    assert "# check: the cells of 1 table, joined or with blocks in them, stand one below the other\n" in draft


def test_comments_in_a_word_file_are_told_and_a_text_box_that_stands_twice_is_not(folder):
    _, draft = add(folder, "a.docx", _with("", "<w:comment w:id='0'><w:p/></w:comment>"))
    assert "# check: the file has 1 comment, which the draft leaves out\n" in draft
    box = "<w:txbxContent><w:p><w:r><w:t>Two teachers in each school of each village of the county.</w:t></w:r></w:p></w:txbxContent>"
    twice = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>'
        f'<v:textbox xmlns:v="urn:schemas-microsoft-com:vml">{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>'
    )
    _, draft = add(folder, "b.docx", _with(twice))
    assert body(draft).count("Two teachers in each school") == 1
    assert "# check: not all words" not in draft


# A text on one line, as programs save it and as Chinese is written, has the length of a book.


def test_what_is_looked_at_beside_a_date_is_not_the_whole_line(monkeypatch):
    looked: list[int] = []
    monkeypatch.setattr("policy_digest.adding.dating.is_han", lambda words: looked.append(len(words)) or False)
    line = "Every village school has two teachers since May 5, 2020. " * 400
    date_text(Extract((Piece((line,)),), line), Title("Teachers"), "a.txt")
    assert sum(looked) < len(line)


@pytest.fixture
def soon():
    """Ends what would go on for half an hour, where it takes a fifth of a second."""

    def end(*_: object) -> None:
        pytest.fail("not done after 30 seconds")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("soon")
def test_brackets_without_an_end_are_told_from_links_in_time():
    assert not has_markup("[" * 200_000)
    assert has_markup("See [note [1](https://example.org).")


@pytest.mark.usefixtures("soon")
def test_the_paragraphs_of_a_long_word_file_are_found_in_its_words_in_time():
    lines = [f"This is paragraph {number} of it." for number in range(120_000)]
    inside = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in [*lines, "Nowhere.", lines[0]])
    document = etree.fromstring(f'<w:body xmlns:w="{W}">{inside}</w:body>')
    assert list(left_out({"word/document.xml": document}, "\n".join(lines))) == [
        "not all words of “Nowhere.” could be extracted: compare with the file"
    ]


@pytest.mark.usefixtures("soon")
def test_a_lost_character_is_named_with_its_word_alone():
    line = "学" * 200_000 + " scho\ufffdls"
    kept, _ = proposals([Piece((line,))], line)
    assert [one.quote for one in kept] == ["scho\ufffdls"]


def test_a_line_of_more_signs_than_can_be_read_is_refused_before_it_is(folder):
    with pytest.raises(AddError, match=r"^has 100 quotations or lists within one another on line 6\."):
        add(folder, "a.md", f"---\ntitle: A\n---\n# A notice\n\n{'>' * 100_000} One.\n")


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_two_versions_in_conflict_are_refused_for_what_they_are(folder, name):
    with pytest.raises(AddError, match=r"^has the mark of a conflict between two versions\."):
        add(folder, name, "# A notice\n\n<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> other\n")
    assert tree(folder) == {}
