from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import annotated, has_class, parse_fragment, read_one, vocabulary, words, write

from policy_digest.marks import mark_text

ENTRIES = vocabulary(
    themes={"th": "Theme"}, events={"ev": "Event"}, documents={"do": "Document"}, terms={"te": "Term", "to": "Other"}
)


def _but_clashes(problems):
    """What is wrong but noise and corrections that cross, and corrections in one another: their marks are valid too."""
    return [problem for problem in problems if not re.search("noise or corrected|both are corrected", problem)]


@pytest.fixture
def text(tmp_path):
    """A text with annotations."""

    def of(body, *annotations):
        found, problems = read_one(write(tmp_path / "sources", ENTRIES | {"a.md": annotated(body, *annotations)}))
        assert _but_clashes(problems) == []
        return found

    return of


def link(passage, kind):
    return f"../{kind}/", f"{kind}: {passage.quote}"


def marked(text):
    """The marked text as a strict parser sees it."""
    return parse_fragment(mark_text(text, link)).find("body")


def test_a_text_without_annotations_is_its_body(text):
    plain = text("One <b>two</b> &amp; three.")
    assert mark_text(plain, link) == plain.body.html


def test_of_passages_that_start_together_the_outer_is_the_first(text):
    made = text("One two three.", {"quote": "One two", "note": "n"}, {"quote": "One two three", "note": "n"})
    assert [(one.number, one.quote) for one in made.passages] == [(1, "One two three"), (2, "One two")]


def test_noise_within_noise_repeats_no_words_of_a_passage_around_both(text):
    quotes = [("One two three four", "note"), ("two three", "noise"), ("three", "noise")]
    made = text("One two three four.", *({"quote": quote, kind: "n"} for quote, kind in quotes))
    noise = ("two three", "noise", "n")
    assert [[*passage.pieces] for passage in made.passages] == [
        [("One ", "", ""), noise, (" four", "", "")], [noise], [("three", "noise", "n")]
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["term", "document", "event"])
def test_words_that_name_something_are_a_link_to_it(text, kind):
    body = marked(text("One two three.", {"quote": "two", kind: kind[:2]}))
    assert [(one.get("href"), one.get("class"), words(one)) for one in body.xpath(".//a[not(@aria-label)]")] == [
        (f"../{kind}/", f"pd-m pd-m-{kind}", "two")
    ]


@pytest.mark.parametrize(
    ("kind", "value"), [("note", "Ours."), ("target", {"what": "x"}), ("theme", "th")], ids=["note", "target", "theme"]
)
def test_a_sentence_is_marked_and_has_a_sign_at_its_end(text, kind, value):
    body = marked(text("One two three.", {"quote": "One two", kind: value}))
    (mark,) = body.xpath(f".//span[{has_class('pd-m')}]")
    sign = mark.getnext()
    assert (mark.get("class"), words(mark)) == (f"pd-m pd-m-{kind}", "One two")
    assert dict(sign.attrib) == {
        "class": f"pd-sign pd-sign-{kind}",
        "href": f"../{kind}/",
        "aria-label": f"{kind}: One two",
        "data-card": "1",
    }


def test_a_link_that_has_a_note_too_has_a_sign_for_the_note_alone(text):
    body = marked(text("One two.", {"quote": "One", "term": "te", "theme": "th", "note": "Ours."}))
    assert [one.get("class") for one in body.xpath(f".//a[{has_class('pd-sign')}]")] == ["pd-sign pd-sign-note"]


def test_a_passage_that_names_several_things_leads_to_each(text):
    body = marked(text("One two.", {"quote": "One", "term": "te", "document": "do", "event": "ev", "theme": "th"}))
    assert sorted(body.xpath(".//a[not(@data-number)]/@href")) == ["../document/", "../event/", "../term/"]


def test_noise_is_folded_behind_a_box_that_opens_it(text):
    body = marked(text("One 188bet app two.", {"quote": "188bet app", "noise": "advertisement"}))
    (fold,) = body.xpath(".//label[@class='pd-noise']")
    assert fold.xpath("string(input/@aria-label)") == "Show noise: 188bet app"
    assert fold.xpath("count(input[@type='checkbox' and not(@checked)])") == 1
    assert words(fold.find("span[@class='pd-noise-words']")) == "188bet app"


@pytest.mark.parametrize(
    ("source", "in_box", "alone"),
    [
        ("From *the app* and more.", "From ", ["the app", " and more"]),
        ("[From the app](https://example.org) and more.", " and more", ["From the app"]),
        ("[From *the app* and more](https://example.org).", "", ["From ", "the app", " and more"]),
    ],
)
def test_noise_across_markup_has_one_box_and_none_within_a_link(text, source, in_box, alone):
    body = marked(text(source, {"quote": "From the app and more", "noise": "n"}))
    (fold,) = body.xpath(".//label[not(ancestor::a)]")
    assert body.xpath("count(.//label)") == 1
    assert fold.xpath("string(span[@class='pd-noise-words'])") == in_box
    assert [one.text for one in body.xpath(".//span[@class='pd-noise-words pd-noise-more']")] == alone


def test_a_correction_stands_with_the_captured_word(text):
    body = marked(text("In 202 1 it began.", {"quote": "202 1", "correction": "2021 <ours>"}))
    (fix,) = body.xpath(".//ruby[@class='pd-fix']")
    assert words(fix.find("span[@class='pd-ours']")) == "2021 <ours>"
    assert words(fix.find("rt[@class='pd-captured']")) == "202 1"
    assert words(body) == "In 2021 <ours>202 1 it began."
    assert words(body, without=["pd-ours"]) == "In 202 1 it began."


@pytest.mark.parametrize(
    ("quote", "correction"),
    [
        ("a word " * 9, "ours"),
        ("one", "our own words, of which there are a good many more"),
        ("教育的高发展质量", "教育的高质量发展的根本任务" * 2),
    ],
)
def test_a_correction_as_wide_as_a_line_stands_before_the_captured_words_and_both_may_break(text, quote, correction):
    """Firefox and Safari break no line within a ruby."""
    body = marked(text(f"It says {quote.strip()} here.", {"quote": quote.strip(), "correction": correction}))
    assert body.xpath(".//ruby") == []
    (fix,) = body.xpath(".//span[@class='pd-fix']")
    assert words(fix.find("span[@class='pd-captured']")) == quote.strip()
    assert words(body) == f"It says {correction} {quote.strip()} here."
    assert words(body, without=["pd-ours"]) == f"It says {quote.strip()} here."


def test_a_sign_that_html_writes_with_many_letters_is_one_letter_wide(text):
    correction = " & ".join(['"so"'] * 4)
    body = marked(text("It says so and so.", {"quote": "so and so", "correction": correction}))
    assert len(body.xpath(".//ruby[@class='pd-fix']")) == 1


def test_a_correction_that_another_passage_cuts_is_told_once(text):
    annotations = {"quote": "one two three", "correction": "ours"}, {"quote": "two three four", "note": "n"}
    body = marked(text("one two three four", *annotations))
    assert [words(one) for one in body.xpath(f".//*[{has_class('pd-ours')}]")] == ["ours"]
    assert words(body, without=["pd-ours"]) == "one two three four"


def test_of_nested_passages_the_inner_one_is_the_link(text):
    body = marked(text("one two three", {"quote": "one two three", "event": "ev"}, {"quote": "two", "term": "te"}))
    links = body.xpath(f".//a[{has_class('pd-m')}]")
    assert [(one.get("href"), words(one)) for one in links] == [
        ("../event/", "one"),
        ("../term/", "two"),
        ("../event/", "three"),
    ]
    assert links[1].get("class") == "pd-m pd-m-event pd-m-term"


def test_a_stretch_names_the_cards_of_all_its_passages_that_of_its_link_first(text):
    notes = {"quote": "one two three", "note": "n"}, {"quote": "one two", "event": "ev"}, {"quote": "two", "note": "n"}
    cards = marked(text("one two three", *notes)).xpath(f".//*[{has_class('pd-m')}]/@data-card")
    assert cards == ["2 1", "2 3 1", "1"]


def test_noise_within_a_link_is_no_part_of_it(text):
    body = marked(text("one two three", {"quote": "one two three", "term": "te"}, {"quote": "two", "noise": "n"}))
    assert [words(one) for one in body.xpath(f".//a[{has_class('pd-m')}]")] == ["one", "three"]
    assert [words(one) for one in body.xpath(".//label")] == ["two"]


def test_a_passage_with_several_signs_to_show_shows_the_first(text):
    body = marked(text("One two.", {"quote": "One", "theme": "th", "target": {"what": "x"}, "note": "Ours."}))
    assert [one.get("class") for one in body.xpath(f".//a[{has_class('pd-sign')}]")] == ["pd-sign pd-sign-note"]


def test_the_keyboard_stops_once_at_a_passage_that_is_cut(text):
    body = marked(text("one *two* three", {"quote": "one two three", "event": "ev"}))
    assert [one.get("tabindex") for one in body.xpath(f".//a[{has_class('pd-m')}]")] == [None, "-1", "-1"]


def test_words_of_a_link_of_the_source_stay_that_link(text):
    body = marked(text("[one two](https://example.org) three", {"quote": "two three", "term": "te", "note": "n"}))
    assert [(one.get("href"), words(one)) for one in body.xpath(".//a[not(@aria-label)]")] == [
        ("https://example.org", "one two"),
        ("../term/", "three"),
    ]
    assert body.xpath(".//a//a") == []


def signs(body):
    return [
        (one.get("class").rpartition("-")[2], one.get("href")) for one in body.xpath(f".//a[{has_class('pd-sign')}]")
    ]


@pytest.mark.parametrize(
    "words", ["[two](https://example.org)", "[*two*](https://example.org)", "[one **two**](https://example.org) and"]
)
def test_a_passage_within_a_link_of_the_source_has_its_signs_behind_that_link(text, words):
    note = {"quote": "two", "event": "ev", "document": "do", "note": "n"}
    body = marked(text(f"zero {words} three.", note, {"quote": "three", "theme": "th"}))
    assert signs(body) == [
        ("document", "../document/"),
        ("event", "../event/"),
        ("note", "../note/"),
        ("theme", "../theme/"),
    ]
    assert body.xpath(".//a//a") == []
    assert [
        one.get("href") for one in body.xpath(f".//a[{has_class('pd-sign-document')}]/preceding-sibling::a[1]")
    ] == ["https://example.org"]


def test_the_keyboard_stops_at_a_passage_that_begins_with_a_link_of_the_source(text):
    body = marked(text("[one](https://example.org) two *three*", {"quote": "one two three", "event": "ev"}))
    assert [one.get("tabindex") for one in body.xpath(f".//a[{has_class('pd-m')}]")] == [None, "-1"]
    assert signs(body) == []


@pytest.mark.parametrize(("one", "space", "two"), [("one", " ", "two"), ("终身", "", "学习")])
def test_a_passage_whose_words_are_all_links_to_others_has_a_sign_and_no_link_is_a_space(text, one, space, two):
    whole = one + space + two
    inner = {"quote": one, "term": "te"}, {"quote": two, "term": "to"}
    body = marked(text(whole, {"quote": whole, "document": "do"}, *inner))
    assert [link.text for link in body.xpath(f".//a[{has_class('pd-m')}]")] == [one, two]
    assert signs(body) == [("document", "../document/")]


def test_a_passage_has_one_anchor_however_often_it_is_cut(text):
    body = marked(text("one *two* **three** [four](https://example.org)", {"quote": "one two three four", "note": "n"}))
    assert body.xpath(".//@id[starts-with(., 'm')]") == ["m1"]


def test_values_in_marks_are_escaped(text):
    quote = "\"<b>\" & 'x'"
    body = marked(text("See &quot;&lt;b>&quot; &amp; 'x'.", {"quote": quote, "noise": "n"}))
    assert body.xpath("string(.//input/@aria-label)") == f"Show noise: {quote}"
    assert words(body) == f"See {quote}."


@pytest.mark.parametrize(
    ("body", "quote"),
    [
        ("| a | b |\n|---|---|\n| one | two |\n", "one two"),
        ("| a | b |\n|---|---|\n| one | two |\n", "a b"),
        ("<table><tr><td>one</td>\n<td>two</td></tr></table>", "one two"),
        ("one<br>two", "one two"),
        ("# one *two*", "one two"),
        ("> one\n> two", "one two"),
        ("- one\n  two", "one two"),
        ("<ul>\n<li>one\n<ul>\n<li>two</li>\n</ul>\nthree</li>\n</ul>", "three"),
        ("<ruby>one<rt>two</rt></ruby>", "onetwo"),
        ("```\none\n  two\n```", "one two"),
    ],
)
@pytest.mark.parametrize("kinds", [{"term": "te"}, {"noise": "n"}, {"correction": "c"}, {"note": "n", "theme": "th"}], ids="+".join)  # fmt: skip
def test_a_passage_across_any_markup_is_valid_and_keeps_the_words(text, body, quote, kinds):
    found = text(body, {"quote": quote, **kinds})
    page = marked(found)
    assert words(page, without=["pd-ours"]).split() == found.body.words
    assert page.xpath("//tr/span | //tr/a | //tr/label | //ul/span | //ul/a") == []


KINDS = st.dictionaries(st.sampled_from(["note", "noise", "correction", "defect"]), st.just("Ours."), min_size=1) | (
    st.sampled_from([{"term": ["te", "to"]}, {"event": "ev", "note": "Ours."}, {"theme": "th", "target": {"what": "x"}}, {"document": "do"}])
)  # fmt: skip
FORMS = st.sampled_from(["{}", "{}", "*{}*", "**{}**", "[{}](https://example.org)", "`{}`", "<b>{}</b>", "{}<br>"])
BLOCKS = st.sampled_from(["{}", "# {}", "- {}", "> {}", "| {} | end |\n|---|---|", "<div>{}</div>", "1. {}"])


@st.composite
def annotated_bodies(draw):
    """A body of words that stand once, and annotations that overlap and nest as they like."""
    blocks, annotations, places = [], [], set()
    for index in range(draw(st.integers(1, 3))):
        tokens = [f"w{index}x{number}" for number in range(draw(st.integers(1, 8)))]
        form = draw(BLOCKS)
        separator = " | " if "|" in form and draw(st.booleans()) else " "
        inner = FORMS if "<div>" not in form else st.just("{}")
        row = separator.join(draw(inner).format(token) for token in tokens)
        blocks.append(form.format(row) if separator == " " else f"| {row} |\n|{'---|' * len(tokens)}")
        for _ in range(draw(st.integers(0, 5))):
            start = draw(st.integers(0, len(tokens) - 1))
            end = draw(st.integers(start + 1, len(tokens)))
            if (index, start, end) not in places:
                places.add((index, start, end))
                annotations.append({"quote": " ".join(tokens[start:end]), "note": "n", **draw(KINDS)})
    return "\n\n".join(blocks), annotations


@given(annotated_bodies())
def test_marks_never_change_the_words_and_are_valid_however_they_overlap(tmp_path_factory, drawn):
    body, annotations = drawn
    folder = write(tmp_path_factory.mktemp("marks"), ENTRIES | {"a.md": annotated(body, *annotations)})
    found, problems = read_one(folder)
    assert _but_clashes(problems) == []
    page = marked(found)
    assert words(page, without=["pd-ours"]).split() == found.body.words
    anchors = page.xpath(".//@id[starts-with(., 'm')]")
    assert sorted(anchors) == sorted(f"m{passage.number}" for passage in found.passages)
    assert len(found.passages) == len(annotations)
    assert page.xpath(".//a//a | .//a//label | .//label//label | .//ruby//ruby") == []
    noise = [one for one in found.passages if one.annotation.noise]
    assert len(page.xpath(".//label")) <= len(noise)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_three_hundred_overlapping_annotations_are_valid_and_lose_no_word(text, seed):
    chance = random.Random(seed)
    tokens = [f"w{number}" for number in range(400)]
    places = {tuple(sorted(chance.sample(range(401), 2))) for _ in range(400)}
    kinds = [{"note": "n"}, {"term": "te"}, {"event": "ev", "note": "n"}, {"noise": "n"}, {"correction": "c"}]
    annotations = [
        {"quote": " ".join(tokens[start:end]), **kinds[index % len(kinds)]}
        for index, (start, end) in enumerate(sorted(places)[:300])
    ]
    found = text(" ".join(tokens), *annotations)
    html = mark_text(found, link)
    assert len(found.passages) == 300
    assert words(parse_fragment(html).find("body"), without=["pd-ours"]).split() == tokens
