from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import parse_fragment, words

from policy_digest.body import BREAK, render_body


def ids(markdown):
    """Each block with its element and its words, in the order of the text."""
    body = render_body(markdown)
    return [(block.id, block.tag, body.block_text(block)) for block in body.blocks]


def shown(markdown):
    """The body as a strict parser sees it."""
    return parse_fragment(render_body(markdown).html).find("body")


def test_paragraphs_and_headings_are_numbered_each_for_themselves():
    assert ids("# Title\n\nOne.\n\n## Part\n\nTwo\nlines.\n\n### Deeper\n\nThree.") == [
        ("h1", "h1", "Title"),
        ("p1", "p", "One."),
        ("h2", "h2", "Part"),
        ("p2", "p", "Two lines."),
        ("h3", "h3", "Deeper"),
        ("p3", "p", "Three."),
    ]


def test_list_items_have_ids_and_those_with_paragraphs_leave_them_to_these():
    assert ids("- one\n- two\n    - inner\n\n1. three\n\n    more\n") == [
        ("p1", "li", "one"),
        ("p2", "li", "two"),
        ("p3", "li", "inner"),
        ("p4", "p", "three"),
        ("p5", "p", "more"),
    ]


def test_a_list_needs_no_empty_line_before_it():
    assert ids("He said:\n- one\n- two\n") == [("p1", "p", "He said:"), ("p2", "li", "one"), ("p3", "li", "two")]


def test_lists_of_other_signs_are_other_lists_and_numbers_stay():
    body = shown("- a\n\n* b\n\n3. c\n4. d\n\n5) e\n")
    assert [(one.tag, one.get("start"), len(one)) for one in body.xpath("./ul|./ol")] == [
        ("ul", None, 1),
        ("ul", None, 1),
        ("ol", "3", 2),
        ("ol", "5", 1),
    ]


def test_a_footnote_stands_where_it_is_written_with_its_number():
    assert ids(
        "One[^a] two[^b].\n\n[^a]: First\n    note.\n\n    More.\n\nThree.\n\n[^b]: Second.\n\n[^c]: Orphan.\n"
    ) == [
        ("p1", "p", "One1 two2."),
        ("p2", "p", "1 First note."),
        ("p3", "p", "More."),
        ("p4", "p", "Three."),
        ("p5", "p", "2 Second."),
        ("p6", "p", "3 Orphan."),
    ]


def test_the_number_of_a_footnote_leads_to_its_paragraph():
    text = "One[^a] two[^B c] three[^a].\n\n[^B c]: Second.\n\n[^a]: First.\n\n    More.\n\n[^d]:\n    - List[^d]\n"
    assert shown(text).xpath(".//sup/a/@href") == ["#p3", "#p2", "#p3", "#p5"]
    body = parse_fragment(render_body(text, ["p7", "p9", "p9a", "p10", "p2", "p4"]).html)
    assert body.xpath(".//sup/a/@href") == ["#p9a", "#p9", "#p9a", "#p2"]


def test_an_id_of_the_source_s_own_html_is_left_out():
    body = shown('<div id="p2" title=\' id="x"\'>One.</div>\n\n<a href="#p2">Two.</a>\n')
    assert body.xpath(".//@id") == ["p1", "p2"]
    assert body.xpath(".//a[not(@class)]/@href") == []


@pytest.mark.parametrize(
    "plain",
    [
        "\"Quoted\" 'words' -- and --- ...",
        "(c) 1/2 ~~struck~~ H~2~O x^2^ $a$ ==b== ||c||",
        "https://example.org www.example.org a@example.org",
        "[ ] [x] [[wiki]] :smile: {#id .class}",
        "> no quotation \\> here"[2:],
        "A footnote[^1] that nobody wrote",
        "snake_case_words and 2 * 3 * 4",
    ],
)
def test_words_that_look_like_markup_of_other_dialects_stay_as_they_are(plain):
    assert render_body(plain).text == plain.replace("\\>", ">")


@pytest.mark.parametrize("signs", ["> ", "- ", "[", "*a ", "<", "[^1]", "![[", "[a](<b", "a\n: b\n"])
def test_signs_without_end_are_read_like_any_other(signs):
    assert render_body(signs * 300 + "x").text.endswith("x")


def test_words_after_an_inner_list_belong_to_the_outer_item_again():
    body = render_body("<ul><li>before<ul><li>inner</li></ul>after</li></ul>")
    assert [(block.id, body.block_text(block)) for block in body.blocks] == [
        ("p1", "before"),
        ("p2", "inner"),
        ("p1", "after"),
    ]


def test_rows_of_tables_have_ids_and_their_cells_do_not_run_together():
    assert ids("| a | b |\n|---|---|\n| one | two |\n") == [("p1", "tr", "a b"), ("p2", "tr", "one two")]


@pytest.mark.parametrize(
    ("markdown", "tags"),
    [
        ("> quoted", ["p"]),
        ("term\n:   meaning", ["dt", "dd"]),
        ("```\ncode\n```", ["pre"]),
        ("    code", ["pre"]),
        ("<blockquote>quoted</blockquote>", ["blockquote"]),
        ("<table><caption>c</caption><tr><td>x</td></tr></table>", ["caption", "tr"]),
        ("<figure><figcaption>c</figcaption></figure>", ["figcaption"]),
        ("<details><summary>s</summary>loose</details>", ["span", "span"]),
        ("<ul>loose<li>x</li></ul>", ["span", "li"]),
        ("<div>a<p>b</p>c</div>", ["div", "p", "div"]),
    ],
)
def test_all_words_stand_in_a_block_with_an_id(markdown, tags):
    assert [tag for _, tag, _ in ids(markdown)] == tags
    body = shown(markdown)
    loose = [text for text in body.xpath(".//text()[normalize-space()]") if not text.getparent().xpath("ancestor-or-self::*[@id]")]  # fmt: skip
    assert loose == []


@pytest.mark.parametrize(
    "empty", ["", "\n\n", "<!-- comment -->", "---", "<p></p>", "<table><tr><td></td></tr></table>"]
)
def test_what_has_no_words_has_no_blocks(empty):
    body = render_body(empty)
    assert (body.blocks, body.words) == ((), [])


def test_each_numbered_paragraph_has_a_link_to_itself_that_has_no_words():
    body = shown("# Title\n\nOne.\n\n| a |\n|---|\n| b |\n")
    numbers = body.xpath(".//a[@class='pd-number']")
    assert [(link.get("href"), link.get("aria-label"), link.get("data-number"), link.text) for link in numbers] == [
        ("#p1", "Paragraph 1", "1", None),
        ("#p2", "Paragraph 2", "2", None),
        ("#p3", "Paragraph 3", "3", None),
    ]
    assert body.xpath("string(.//td[1]/a/@href)") == "#p3"


HOSTILE = [
    "<script>alert(1)</script>",
    "<p onclick='alert(1)'>words</p>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>words</a>",
    "<a href=' JaVaScRiPt:alert(1)'>words</a>",
    "<a href='java&#10;script:alert(1)'>words</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>words</a>",
    "[words](javascript:alert(1))",
    "[words](vbscript:x)",
    "[words](<javascript:alert(1)> 'title')",
    "[words][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![words](javascript:alert(1))",
    "<iframe src='https://example.org'></iframe>",
    "<style>p { display: none }</style>",
    "<p style='display: none'>words</p>",
    "<link rel=stylesheet href='https://example.org/x.css'>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<base href='https://example.org/'>",
    "<form action='https://example.org'><input name=q><button>words</button></form>",
    "<object data='x'></object><embed src='x'>",
    "<svg onload='alert(1)'><script>alert(1)</script></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<p id='p1' class='pd-ours' name='x'>words</p>",
    "<video src='https://example.org/v'></video><audio src='x'></audio>",
    "</div></article><script>alert(1)</script>",
    "```html\n<script>alert(1)</script>\n```",
    "# <script>alert(1)</script>",
    "<p title='\"><script>alert(1)</script>'>words</p>",
    "{: onclick='alert(1)' }",
]
ALLOWED = {"id", "class", "href", "rel", "title", "aria-label", "data-number"}


@pytest.mark.parametrize("markdown", HOSTILE)
def test_hostile_html_is_made_safe(markdown):
    body = shown(f"Before.\n\n{markdown}\n\nAfter.")
    elements = list(body.iterdescendants())
    forbidden = {"script", "style", "iframe", "link", "meta", "base", "form", "input", "object", "embed", "svg", "img"}
    assert {element.tag for element in elements}.isdisjoint({*forbidden, "video", "audio", "button"})
    assert {name for element in elements for name in element.attrib} <= ALLOWED
    assert {link.partition(":")[0] for link in body.xpath(".//a/@href") if not link.startswith("#")} <= {"https"}
    assert body.xpath("count(.//*[@id='p1'])") == 1
    assert words(body).startswith("Before.")
    assert words(body).endswith("After.")
    assert ("words" in words(body)) == ("words" in markdown)


@pytest.mark.parametrize("tag", ["font", "center", "big", "section", "article", "button", "unknown", "label", "nobr"])
def test_an_element_that_is_taken_out_leaves_its_words(tag):
    assert words(shown(f"One <{tag}>two</{tag}> three.")) == "One two three."


@pytest.mark.parametrize(
    "tag", ["select", "button", "object", "marquee", "applet", "form", "fieldset", "label", "option"]
)
@pytest.mark.parametrize(
    "text", ["One <{}> two.\n\nThree.", "<{}>\n\nOne two.\n\n</{}>\n\nThree.", "One two</{}>.\n\n<{}>Three."]
)
def test_a_part_of_a_form_that_does_not_end_leaves_no_paragraph_in_another(tag, text):
    body = shown(text.replace("{}", tag))
    assert words(body).replace(" .", ".") == "One two. Three."
    assert body.xpath(".//p//p") == []


def test_images_are_links_and_ask_nothing_of_another_host():
    body = shown("![A map](https://example.org/a.png) ![](https://example.org/b%20c.png) ![local](d.png)")
    assert body.xpath(".//img") == []
    assert [(link.get("href"), words(link)) for link in body.xpath(".//a[@rel]")] == [
        ("https://example.org/a.png", "Image: A map"),
        ("https://example.org/b%20c.png", "Image: b c.png"),
    ]
    assert words(body).endswith("Image: local")


def test_the_address_of_an_image_is_valid_and_its_title_is_kept():
    [link] = shown("<img src='HTTPS://example.org/a b.png' title='A \"map\"'>").xpath(".//a[@rel]")
    assert (link.get("href"), link[0].get("title")) == ("HTTPS://example.org/a%20b.png", 'A "map"')
    assert shown('[words](other.md "A title")').xpath("string(.//a[not(@class)]/@title)") == "A title"


def test_an_image_within_a_link_makes_no_link_within_a_link():
    body = shown("[![A map](https://example.org/a.png)](https://example.org/)")
    assert body.xpath("string(.//a[@rel]/@href)") == "https://example.org/"


@pytest.mark.parametrize(
    "markdown",
    [
        "<a href='https://example.org'><p>words</p></a>",
        "<details><summary><a href='https://example.org'>words</a></summary></details>",
        "<ul><a href='https://example.org'>words</a></ul>",
        "<div><a href='https://example.org'>words</a></div>",
        "## [words](https://example.org)",
        "- [words](https://example.org)",
    ],
)
def test_a_link_of_the_source_holds_no_other_link(markdown):
    assert shown(markdown).xpath(".//a//a") == []
    body = render_body(markdown)
    assert [index in body.linked for index in range(len(body.runs))] == [True]


@pytest.mark.parametrize("target", ["other.md", "/about/", "#x", "../a", "//example.org", "ftp://example.org", "C:\\x"])
def test_a_link_that_would_lead_into_this_site_is_plain_words(target):
    body = shown(f"<a href='{target}'>words</a>")
    assert (body.xpath(".//a[not(@class)]/@href"), words(body)) == ([], "words")


def test_links_keep_their_address_and_the_title_in_a_form_that_is_valid():
    links = shown('[x](<https://example.org/a b?c=d&e=f> "a title") <mailto:a@example.org>').xpath(".//a[@rel]")
    assert [link.get("href") for link in links] == ["https://example.org/a%20b?c=d&e=f", "mailto:a@example.org"]
    assert links[0].get("title") == "a title"


def test_words_stand_once_whatever_markup_is_between_them():
    body = render_body("# A *b*c\n\nd<br>e `f` &amp; <b>g</b>&nbsp;h \\*i\\*\n\n- j\n")
    assert body.words == ["A", "bc", "d", "e", "f", "&", "g", "h", "*i*", "j"]
    assert body.text.count(BREAK) == 2


def test_starts_and_blocks_point_into_the_text():
    body = render_body("# A *b*\n\nc <b>d</b>\n\n| e | f |\n|---|---|\n")
    assert all(body.text.startswith(run, start) for run, start in zip(body.runs, body.starts, strict=True))
    assert [body.block_text(block) for block in body.blocks] == ["A b", "c d", "e f"]
    assert len(body.markup) == len(body.runs) + 1


def test_characters_that_no_page_can_hold_are_left_out_and_white_space_among_them_is_a_space():
    body = render_body("One\x01, t\0wo\x0bthree\x85four &#8;&#x1d;five\ufffe.\n\n<p>&#2;six\x7f</p>\n")
    assert body.words == ["One,", "two", "three", "four", "five.", "six"]
    assert body.text == f"One, two three four  five.{BREAK}six"


PIECES = [
    *"ab é中0#*_`~[]()<>&!|-+:\\\"'\n\t ",
    "\n\n",
    "    ",
    "<p>",
    "</b>",
    "<td>",
    "<a href='https://x.org'>",
    "|-|",
    "\u2029",
    BREAK,
    *("\0", "\x08", "\x0c", "\x85", "\ufffe", "\ufdd0", "&#1;", "&#x8f;", "&#xd;", "&#xffff;"),
]
MARKDOWN = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@given(MARKDOWN)
def test_any_text_becomes_valid_html_with_its_words_and_no_id_twice(markdown):
    body = render_body(markdown)
    page = parse_fragment(body.html).find("body")
    assert "".join(words(page).split()) == "".join(body.words)
    found = page.xpath(".//@id")
    assert len(found) == len(set(found)) == len({block.id for block in body.blocks})
    assert render_body(markdown) == body


BACKSLASH = {ord(char): f"\\{char}" for char in "\\`*_{}[]()>#+-.!"}
ESCAPED = BACKSLASH | {ord(char): f"&#{ord(char)};" for char in "&<:~^=|"}
PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=40).map(str.strip).filter(bool)


@given(st.lists(PLAIN, min_size=1, max_size=4))
def test_words_that_are_escaped_are_kept_as_they_are(paragraphs):
    body = render_body("\n\n".join(text.translate(ESCAPED) for text in paragraphs))
    assert [body.block_text(block) for block in body.blocks] == [" ".join(text.split()) for text in paragraphs]
    assert [block.id for block in body.blocks] == [f"p{number}" for number in range(1, len(paragraphs) + 1)]


def test_what_was_removed_is_told_in_order_before_the_outermost_element_but_not_before_the_title():
    removed = [(0, "p0a"), (2, "p2"), (3, "p4"), (4, "h6"), (5, "p8")]
    body = render_body("# T\n\nOne.\n\n- a\n- b\n\nTwo.", ("h1", "p1", "p3", "p5", "p7"), removed)
    found = parse_fragment(body.html).find("body")
    assert found.xpath(".//@id") == ["h1", "p0a", "p1", "p2", "p4", "p3", "p5", "h6", "p7", "p8"]
    graves = found.xpath("p[@class='pd-tombstone']")
    assert [words(one).partition(" of an")[0] for one in graves] == [
        *("Paragraph 0a", "Paragraph 2", "Paragraph 4", "Heading 6", "Paragraph 8")
    ]


def test_a_text_that_begins_without_a_title_tells_first_what_was_removed_before_it():
    html = render_body("## T\n\nOne.", ("h1", "p2"), [(0, "p1")]).html
    assert parse_fragment(html).find("body").xpath(".//@id") == ["p1", "h1", "p2"]


@pytest.mark.parametrize(
    "tag",
    [
        '<p lang="fr" dir="rtl" title="t">a</p>',
        '<table><tr><td colspan="2" rowspan="2">a</td></tr></table>',
        '<table><tr><th colspan="2" rowspan="2" scope="row">a</th></tr></table>',
        '<p><time datetime="2020-05">a</time></p>',
    ],
)
def test_what_html_says_of_language_cells_and_times_is_kept(tag):
    body = shown(tag)
    kept = [(name, value) for one in body.iter() for name, value in one.attrib.items()]
    wanted = [(name, value) for one in parse_fragment(tag).iter() for name, value in one.attrib.items()]
    assert set(wanted) <= set(kept)
