"""What a line of a raw file is: an issuer, an author, of the host page, damaged, a heading."""

from __future__ import annotations

import pytest
from tests.raw import LONG, NOTICE, add, body
from tests.support import read_one, vocabulary, write

from policy_digest.adding.chrome import mark_chrome
from policy_digest.adding.defects import proposals
from policy_digest.adding.pieces import Piece
from policy_digest.adding.plain import plain_pieces
from policy_digest.body import render_body
from policy_digest.quotes import normalise
from policy_digest.yaml_document import load_yaml

# Who speaks, and what surrounds the text.


def test_an_issuer_is_taken_from_the_vocabulary_where_a_line_names_it_and_only_named_where_a_sentence_does(folder):
    write(folder, vocabulary(issuers={"moe": {"label": "Ministry of Schools", "original": "中华人民共和国教育部"}}))
    _, signed = add(folder, "a.txt", NOTICE + "\nMinistry of Schools\n")
    assert "# check: named at “Ministry of Schools”; is it the issuer, or only named?\nissuer: [moe]\n" in signed
    _, told = add(
        folder,
        "b.txt",
        "A report on schools\n\nYesterday the Ministry of Schools answered the questions of reporters.\n",
    )
    assert (
        "# check: the text mentions Ministry of Schools (moe): “Yesterday the Ministry of Schools answered the questions”\nissuer: []\n"
        in told
    )
    _, chinese = add(
        folder,
        "c.txt",
        "关于乡村教师的通知\n\n每所乡村学校应当配备两名教师，教师工资不低于城镇。\n\n教育部\n\n2019年5月12日\n",
    )
    assert "issuer: [moe]\n" in chinese


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("為促進圖書館之健全發展，提供完善之圖書資訊服務，以推廣教育、提昇文化、支援教學研究，特制定本法。", "zh"),
        ("呢間圖書館嘅書係俾大家睇嘅，唔使錢，你哋可以喺度睇書，仲可以借返屋企。", "yue"),
    ],
)
def test_a_chinese_text_in_traditional_characters_is_chinese_and_not_cantonese(folder, words, language):
    assert add(folder, "a.txt", f"圖書館\n\n{words}\n")[0].language == language


@pytest.mark.parametrize("line", ["Su Jiming, Liu Lina", "By Su Jiming", "作者：苏"])
def test_a_line_of_names_is_named_as_perhaps_the_authors(folder, line):
    assert (
        f"# check: authors? “{line}”\nissuer: []\n"
        in add(folder, "a.txt", f"A report on schools\n\n{line}\n\n{LONG[0]}\n")[1]
    )


def test_an_unknown_signature_is_named(folder):
    text = NOTICE + "\nA third sentence stands here.\n\nA fourth one too.\n\nBill de Blasio,\n\nMAYOR\n"
    _, draft = add(folder, "a.txt", text)
    assert (
        "# check: the text names “Bill de Blasio, MAYOR”; if that is the issuer, add it to vocabulary/issuers.yml\nissuer: []\n"
        in draft
    )


BUTTONS = "links of the host page for sharing, printing and the size of letters"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Current location - Encyclopedia - Knowledge - A report on schools", "navigation of the host page"),
        ("当前位置：首页 > 法规库 > 正文", "navigation of the host page"),
        ("Related Pages", "navigation of the host page"),
        ("【字号：大 中 小】 打印", BUTTONS),
        ("Font size: large medium small", BUTTONS),
        ("Share to WeChat", "sharing links of the host page"),
        ("分享到 微信 微博", BUTTONS),
        ("Print", BUTTONS),
        ("浏览次数：1024", "count of visits of the host page"),
        ("Share on Facebook", "sharing links of the host page"),
        ("© 2020 Encyclopedia. All rights reserved.", "copyright line of the host page"),
        ("Mondo games Updated on 2024-01-31", "name of the host page and date of its update"),
        ("Advertisement", "advertisement of the host page"),
    ],
)
def test_lines_of_a_host_page_are_proposed_as_omitted_with_the_reason(folder, line, reason):
    _, draft = add(folder, "a.txt", f"{line}\n{NOTICE}")
    assert "  # check: is none of these lines part of the text?\n  omitted:\n" in draft
    assert [tuple(one.values()) for one in load_yaml(draft.split("---\n")[1], "")[0].value["capture"]["omitted"]] == [
        (line, reason)
    ]
    assert line not in body(draft)


@pytest.mark.parametrize(
    "line",
    [
        "Register of teachers in villages",
        "Home schooling in the villages",
        "Share of pupils in towns",
        "Location of schools",
        "Location-based services for schools",
        "A text",
        "Print media act",
        "分享经济发展指导意见",
        "字号管理规定",
    ],
)
def test_a_line_that_only_begins_like_one_of_a_host_page_stays(folder, line):
    assert line in body(add(folder, "a.txt", f"{line}\n\n{NOTICE}")[1])


def test_the_links_below_a_line_of_navigation_at_the_foot_are_navigation_too():
    words = [Piece((LONG[number],)) for number in range(9)]
    links = [Piece(("Related pages",)), Piece(("A plan",), "item"), Piece(("A report",), "item")]
    reasons = [piece.reason for piece in mark_chrome([*words, Piece(("A point",), "item"), *links])]
    assert reasons == [""] * 10 + ["navigation of the host page"] * 3


def test_what_buttons_offer_on_lines_of_their_own_below_them_is_of_the_host_page():
    lines = ["首页", "关于教师的意见", "字号：", "大", "中", "小", "分享到：", "微信", "各市：", "微信", LONG[0]]
    marked = mark_chrome([Piece((line,)) for line in lines])
    assert [piece.text for piece in marked if not piece.reason] == ["关于教师的意见", "各市：", "微信", LONG[0]]


def test_lines_of_the_host_page_in_one_block_are_omitted_and_one_with_a_line_of_the_text_is_not():
    both, one = (
        Piece(("京ICP备05000000号 网站标识码：0000000001", "版权所有：某省人民政府")),
        Piece(("Print", "Two teachers")),
    )
    marked = mark_chrome([both, one, Piece(("Every school has two.",))])
    assert [bool(piece.reason) for piece in marked] == [True, False, False]


def test_a_line_that_the_text_has_before_is_not_omitted_after(folder):
    added, _ = add(folder, "a.txt", f"{NOTICE}\nRelated Pages\n\nMore words of it.\n\nRelated Pages\n")
    assert read_one(folder, added.id)[1] == []


NOISE = "The deployment,188bet app stands here. A 188bet casino review too, and 188bet app again. The year 202 1, the 14 th plan."


@pytest.mark.parametrize(
    ("words", "quote", "field", "value"),
    [
        (NOISE, "188bet app", "noise", "advertisement inserted by the host page"),
        (NOISE, "188bet casino review", "noise", "advertisement inserted by the host page"),
        (NOISE, "202 1", "correction", "2021"),
        (NOISE, "14 th", "correction", "14th"),
        ("Signed by Michael BlOomberg at the OFr1CE.", "BlOomberg", "defect", "misread letters"),
        ("Signed by Michael BlOomberg at the OFr1CE.", "OFr1CE", "defect", "misread letters"),
        ("The Council met. CoUncil of the city. The Council rose.", "CoUncil", "defect", "misread letters"),
        ("the basic education base and pushPromote it", "pushPromote", "defect", "words run together"),
        ("the shared shared resources", "shared shared", "correction", "shared"),
        ("the edu- cation office", "edu- cation", "correction", "education"),
        ("a user- centered form of centered offices", "user- centered", "correction", "user-centered"),
        ("a well- chosen form; what is well-chosen", "well- chosen", "correction", "well-chosen"),
        ("in- form all; inform them of the form", "in- form", "correction", "inform"),
        ("Chairman ** replied", "**", "defect", "left-over marks"),
        ("Caf\ufffd and words", "Caf\ufffd", "defect", "lost characters"),
        ('{{< img src="a.png" >}} words', '{{< img src="a.png" >}}', "noise", "code of the host page’s program"),
    ],
)
def test_likely_noise_and_damage_is_proposed(words, quote, field, value):
    found = {one.quote: one for one in proposals([], words)[0]}
    assert getattr(found[quote], field) == value
    assert found[quote].every == (normalise(words).count(quote) > 1)


@pytest.mark.parametrize(
    "words",
    [
        "In 2020 1,500 teachers had had that that was said; full- and part-time; in the air- the sea; the McDonald report; GitHub and YouTube.",
        "On WeChat (Wechat), iPhone, MySpace and WebValidator; DuBois, MacArthur and VanBuren said so.",
        "Artikel 20 2019 geändert. Die die Schule sehen. 5 000 pesos, 12 345 alumnos.",
        "The casino act of 1988 and the better betting rules.",
        "They want more more more; and more more.",
        render_body("| Village | wells |\n|---|---|\n| planned | planned |\n| 202 | 1 |\n").text,
    ],
)
def test_what_is_right_is_not_proposed(words):
    assert proposals([], words) == ([], [])


def test_proposals_of_one_kind_are_counted_beyond_the_first(folder):
    words = " ".join(f"word{chr(97 + n)}{chr(97 + n)} x{chr(97 + n)}zz x{chr(97 + n)}zz" for n in range(15))
    found, more = proposals([], words)
    assert len(found) == 12
    assert more == ["doubled words: 3 more in the text"]


@pytest.mark.parametrize(
    ("title", "rest", "whole"),
    [
        ("Verordnung über die", "Bienenhaltung", "Verordnung über die Bienenhaltung"),
        ("Notice on teachers in the", "villages of the district", "Notice on teachers in the villages of the district"),
        ("国务院关于深化考试", "招生制度改革的实施意见", "国务院关于深化考试招生制度改革的实施意见"),
        ("关于印发《乡村教师支持计划", "（2019—2025年）》的通知", "关于印发《乡村教师支持计划（2019—2025年）》的通知"),
    ],
)
def test_a_title_that_breaks_off_at_the_end_of_its_line_goes_on_in_the_next(folder, title, rest, whole):
    _, draft = add(folder, "a.txt", f"{title}\n\n{rest}\n\n12 April 2011\n\n{LONG[0]}\n")
    assert f"# check: 2 lines of the text are joined as its title\ntitle: {whole}\n" in draft
    assert body(draft).startswith(f"# {title} {rest}\n\n12 April 2011\n")


@pytest.mark.parametrize(("title", "rest"), [("Notice on teachers in the", "12 April 2011"), ("关于深化考试", "县城")])
def test_a_title_that_breaks_off_before_what_cannot_complete_it_is_to_be_checked(folder, title, rest):
    _, draft = add(folder, "a.txt", f"{title}\n\n{rest}\n\n{LONG[0]}\n")
    assert f"# check: may go on in the line below, “{rest}”: then put both into it, and into the heading\n" in draft


@pytest.mark.parametrize(
    "title", ["Notice on teachers", "关于乡村教师的通知", "关于乡村教师待遇问题的函", "关于学校工作通知"]
)
def test_a_title_that_is_whole_is_not_told_to_go_on(folder, title):
    assert "may go on" not in add(folder, "a.txt", f"{title}\n\nVillages\n\n12 April 2011\n\n{LONG[0]}\n")[1]


# Headings and paragraphs.


def kinds(text):
    return [(piece.kind[0] + str(piece.level or ""), piece.text) for piece in plain_pieces(text)[0]]


def test_lines_broken_by_hand_are_joined_and_new_paragraphs_begin_where_they_begin():
    text = (
        "WHEREAS, on March 12, 2020, the City issued a Declaration of Emergency related\n"
        "to the presence of a disease in the City; and\n"
        "WHEREAS, such declaration remains in effect and its effects are felt by all the\n"
        "people of the City;\n"
        "§ 1.\n"
        "The order regarding waiver of certain fees related to the operation of storm\n"
        "damaged businesses without access to a viable and altogether reliable form of\n"
        "\n"
        "shelter is hereby extended.\n"
        "Michael R. Bloomberg\n"
    )
    assert [words[:20] for _, words in kinds(text)] == [
        "WHEREAS, on March 12",
        "WHEREAS, such declar",
        "§ 1. The order regar",
        "Michael R. Bloomberg",
    ]


def test_the_note_of_a_law_on_its_adoption_is_a_line_of_its_own():
    law = "洛阳市人民代表大会及其常务委员会地方立法程序规定\n（2001年4月18日通过，根据2007年6月1日的决定修正）"
    text = "为了规范地方立法活动，保障和发展社会主义民主，维护社会主义\n法制统一，结合本市实际，制定本规定，并由常务委员会负责解释\n和监督实施。"
    assert [piece.text for piece in plain_pieces(f"{law}\n{text}")[0]] == [*law.split("\n"), text.replace("\n", "")]


def test_a_line_with_a_date_alone_begins_no_sentence_and_initials_end_none():
    text = "\n".join(
        [
            "2019-05-12",
            f"about {LONG[0].lower()}",
            LONG[1][:60],
            "and all of it is to be done so in the schools of the U.S.",
            "Villages",
            *LONG[:3],
        ]
    )
    pieces = [piece.text for piece in plain_pieces(text)[0]]
    assert pieces[0] == "2019-05-12"
    assert any("U.S. Villages" in words for words in pieces)


def test_a_line_that_cannot_end_where_it_does_goes_on_though_it_is_short():
    text = "Notice on the teachers of the\nvillages\n" + "\n".join(LONG[:3])
    assert plain_pieces(text)[0][0].lines == ("Notice on the teachers of the", "villages")


def test_lines_that_cut_chinese_sentences_are_joined_without_a_space_and_say_so(folder):
    lines = "乡村学校是国家教育的一部分，每所学校配\n备两名教师，教师工资不低于城镇，用 IT\n教学的学校另有补贴，其他学校在 2020\n年以前得到同样的设备。"
    text = f"关于乡村教师的通知\n\n{lines}\n\n教育部\n2019年5月12日\n"
    _, draft = add(folder, "a.txt", text)
    assert "学校配备两名教师，教师工资不低于城镇，用 IT教学的学校另有补贴，其他学校在 2020年以前" in body(draft)
    assert "\n\n教育部\n\n2019年5月12日" in body(draft)
    assert "    by: joining the lines of each paragraph\n" in draft
    assert (
        "# check: lines of the file end within Chinese sentences; the captured text joins them without a space" in draft
    )
    assert "学校配备两名教师" in (folder / "captures" / "a.txt.txt").read_text(encoding="utf-8")
    assert (folder / "captures" / "a.txt").read_text(encoding="utf-8") == text


def test_the_number_of_a_chinese_document_and_its_address_are_lines_of_their_own():
    lines = "关于加强乡村学校教师工作的通知\n国办发〔2022〕11号\n各省、自治区、直辖市人民政府：\n每所乡村学校配备两名教师，教师工\n资不低于城镇。"
    assert [words for _, words in kinds(lines)] == [
        *lines.split("\n")[:3],
        "每所乡村学校配备两名教师，教师工资不低于城镇。",
    ]


def test_a_chinese_sentence_that_ends_before_its_line_is_full_ends_a_paragraph():
    whole = [
        "市住房城乡建设部门应当会同相关部门编制供热专项规划，报市人民政府批准后实施，并向社会公布，接受监督。",
        "供热专项规划应当与城市总体规划相衔接，不得擅自变更；确需变更的，应当按照规定的程序报经原机关批准并公布，说明理由。",
    ]
    lines = [words[at : at + 30] for words in whole for at in range(0, len(words), 30)]
    assert [piece.text for piece in plain_pieces("\n".join(lines))[0]] == whole


def test_whole_paragraphs_among_many_short_lines_of_chinese_are_not_taken_for_broken_lines():
    short = ["国发〔2012〕48号", "来源：中国政府网", "首页", "政策", "一、充分认识重要意义", "国务院"]
    text = "\n".join(
        [*short, "为贯彻落实教育规划纲要，巩固提高九年义务教育水平，现就深入推进义务教育均衡发展提出如下意见。", *short]
    )
    assert len(plain_pieces(text)[0]) == 13


def test_a_chinese_text_of_whole_lines_is_captured_as_it_is(folder):
    _, draft = add(
        folder, "a.txt", f"关于乡村教师的通知\n\n{'每所乡村学校应当配备两名教师，' * 9}\n教育部\n2019年5月12日\n"
    )
    assert "  text:\n" not in draft


def test_long_lines_are_paragraphs():
    assert len(kinds("\n".join(LONG[:9]))) == 9


def test_chapters_are_headings_by_level_and_articles_are_not():
    text = "某条例\n第一章 总则\n第一节 一般规定\n第一条 为了加强管理，制定本条例。\n第二章 附则\n第二条 本条例自公布之日起施行。\n"
    assert [kind for kind, _ in kinds(text)] == ["p", "h2", "h3", "p", "h2", "p"]


def test_a_line_alone_before_a_paragraph_is_taken_for_a_heading_and_said_to_be_unsure(folder):
    text = f"A report on schools\n\n{LONG[0]}\n\nQuality of village schools\n\n{LONG[1]}\n"
    _, draft = add(folder, "a.txt", text)
    assert "# check: taken for headings by their look: “Quality of village schools”\n" in draft
    assert "\n## Quality of village schools\n" in draft


def test_markdown_left_in_a_plain_text_is_read_as_such_with_its_notes(folder):
    text = "Abkommen über Schulen\n##### **Art. 2**[^1] Ziele\n\n<sup>(1)</sup> Die Schulen lernen.\n\n##### **Art. 3** Ende\n\nWorte.\n\n[^1]: Eine Note.\n"
    added, draft = add(folder, "a.txt", text)
    assert body(draft).startswith(
        "# Abkommen über Schulen\n\n## **Art. 2** [^1] Ziele\n\n<sup>(1)</sup> Die Schulen lernen."
    )
    assert (
        "# check: the file has Markdown or HTML in it and is read as such; the captured text is what that shows\n"
        in draft
    )
    assert "Art. 2 1 Ziele" in " ".join(read_one(folder, added.id)[0].body.words)


def test_indented_html_behind_a_blank_line_is_no_code_whose_tags_are_read_as_words(folder):
    text = "A plan\n\n<div>\n    <h2>\n      Aim\n    </h2>\n    \n    <p>\n      One school.\n    </p>\n\n\t<p>Two teachers.</p>\n</div>\n"
    _, draft = add(folder, "a.txt", text)
    assert body(draft) == "# A plan\n\n## Aim\n\nOne school.\n\nTwo teachers."


def test_front_matter_of_a_markdown_file_is_declared_and_gives_the_title(folder):
    added, draft = add(
        folder, "a.md", "---\ntitle: Minutes of the board\n---\nThe board met on [Monday](https://example.org).\n"
    )
    assert read_one(folder, added.id)[0].source.title == "Minutes of the board"
    assert "    - line: 'title: Minutes of the board'\n      reason: front matter of the file\n" in draft


def test_a_title_that_the_capture_cut_is_said_to_be_cut(folder):
    _, draft = add(folder, "a.txt", "A new chapter for strong educati\n\nWe speak of education here. It is strong.\n")
    assert (
        "# check: ends within a word; the text has “education”: the capture may have cut it\ntitle: A new chapter for strong educati\n"
        in draft
    )
