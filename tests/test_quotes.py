from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policy_digest.body import BREAK, render_body
from policy_digest.quotes import ELLIPSIS, Normal, QuoteError, find_quote, nearest_passage, normalise, shortened

TEXT = BREAK.join(
    [
        "On May 29 the leaders met. On May 31 they met again.",
        "Full coverage of schools by 2025, and full coverage of villages by 2030.",
        "Teachers are the basis. Teachers are the hope.",
    ]
)


def found(text, quote, **context):
    """The words of the text that a quotation finds."""
    return [text[span.start : span.end] for span in find_quote(Normal(text), quote, **context)]


def refused(text, quote, **context):
    """The message of a quotation that fails."""
    with pytest.raises(QuoteError) as error:
        find_quote(Normal(text), quote, **context)
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("He said “yes” and ‘no’.", "\"yes\" and 'no'"),
        ('He said "yes".', "«yes»"),
        ("the 5′ mark", "5' mark"),
        ("full　coverage  of\nschools", "full coverage of schools"),
        ("full coverage", "full\u00a0\n coverage"),
        ("ＡＢＣ，１２３！", "ABC,123!"),
        ("a, b (c)", "ａ， ｂ （ｃ）"),
        ("cafe\u0301 Ti\u00ea\u0301ng", unicodedata.normalize("NFC", "café Tiếng")),
        ("café", "cafe\u0301"),
        ("한국어 교육", unicodedata.normalize("NFD", "한국어")),
        (unicodedata.normalize("NFD", "한국어 교육"), "한국어"),
        ("life\u200blong lear\u00adning", "lifelong learning"),
        ("\u200fقرار\u200f \u202bالمجلس\u202c رقم \u206612\u2069", "قرار المجلس رقم 12"),
        ("قرار المجلس", "\u061cقرار\u200e المجلس"),
        ("lifelong", "life\u2060long\ufeff"),
        ("two \u200b words", "two words"),
        ("x\u200be\u0301y", "xéy"),
    ],
    ids=str,
)
def test_white_space_width_quotation_marks_and_composition_do_not_matter(text, quote):
    assert [normalise(words) for words in found(text, quote)] == [normalise(quote)]


def test_every_full_width_sign_is_that_of_ascii():
    assert normalise("".join(map(chr, range(0xFF01, 0xFF5F)))) == "".join(map(chr, range(0x21, 0x7F)))


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Full", "full"), ("2021", "202 1"), ("e-learning", "e–learning"), ("naïve", "naive"), ("word", "word."),
        ("colour", "color"), ("ﬁt", "fit"), ("x²", "x2"), ("教育", "教育部"), ("一。", "一."), (f"a{BREAK}b", "a b"),
        ("é", "e"), ("e\u0323\u0301x", "\u1eb9"),
        ("\u1eb9\u0301x", "\u1eb9"), ("x\u0302", "x"), ("कि", "क"), ("كتبَ", "كتب"), ("x\u0302", "\u0302"),
    ],
)  # fmt: skip
def test_everything_else_does(text, quote):
    assert refused(text, quote).startswith("is not found.")


def test_the_place_leads_back_to_the_exact_words():
    text = "See “the  \u200bＰlan” of cafe\u0301."
    assert found(text, '"the Plan" of café') == ["“the  \u200bＰlan” of cafe\u0301"]
    assert found(text, "Plan") == ["Ｐlan"]


def test_white_space_around_a_quotation_is_nothing():
    assert found(TEXT, "  the hope \n") == ["the hope"]


def test_start_and_end_join_a_long_passage_of_one_paragraph():
    assert found(TEXT, "On May 29 … met again") == ["On May 29 the leaders met. On May 31 they met again"]
    assert found(TEXT, "Full … 2025") == ["Full coverage of schools by 2025"]


def test_an_end_that_stands_twice_behind_its_start_is_refused_with_both_places():
    assert refused("We begin here and end now. They go and end now for good.", "We begin … end now") == (
        "is found 2 times: “[We begin here and end now]. They go and end now for good.”; "
        "“[We begin here and end now. They go and end now] for good.”. "
        "Add prefix or suffix with the words beside the one you mean, or every: true for all."
    )


@pytest.mark.parametrize(
    ("context", "words"),
    [
        ({"suffix": "for good"}, "We begin here and end now. They go and end now"),
        ({"suffix": ". They"}, "We begin here and end now"),
        ({"every": True}, "We begin here and end now"),
        ({"every": True, "suffix": "for good"}, "We begin here and end now. They go and end now"),
    ],
)
def test_a_suffix_chooses_among_ends_and_every_takes_the_nearest(context, words):
    text = "We begin here and end now. They go and end now for good."
    assert found(text, "We begin … end now", **context) == [words]


def test_an_end_in_another_paragraph_is_none():
    assert found(f"We begin and end now.{BREAK}They end now.", "We begin … end now") == ["We begin and end now"]


def test_an_ellipsis_that_stands_in_the_text_is_itself():
    assert found("One … two. One and two.", "One … two") == ["One … two"]


@pytest.mark.parametrize("quote", ["On May 29 … schools", "met again … On May 29", "the hope … the basis"])
def test_start_and_end_must_follow_one_another_in_one_paragraph(quote):
    assert refused(TEXT, quote) == (
        "has a start and an end that do not follow one another in one paragraph. Copy both from the same paragraph."
    )


@pytest.mark.parametrize(
    ("context", "at"),
    [
        ({"prefix": "and"}, 1),
        ({"suffix": "of villages"}, 1),
        ({"suffix": "of schools"}, 0),
        ({"prefix": "2025, and ", "suffix": " of villages"}, 1),
        ({"prefix": "by 2025,  and"}, 1),
    ],
)
def test_words_beside_it_tell_which_of_several_is_meant(context, at):
    text = TEXT.replace("Full coverage", "full coverage")
    places = find_quote(Normal(text), "full coverage", every=True)
    assert find_quote(Normal(text), "full coverage", **context) == [places[at]]


APPLAUSE = BREAK.join(["We thank you.", "(Applause.)", "We will \n", " go on.", "(Applause.)"])


@pytest.mark.parametrize(
    ("context", "at"),
    [
        ({"prefix": "We thank you."}, 0),
        ({"prefix": "We will go on."}, 1),
        ({"suffix": "We will go"}, 0),
        ({"prefix": "you.", "suffix": "We"}, 0),
        ({"prefix": "thank you. (Applause.) We will go on."}, 1),
    ],
)
def test_words_beside_it_may_be_those_of_other_paragraphs(context, at):
    places = find_quote(Normal(APPLAUSE), "(Applause.)", every=True)
    assert find_quote(Normal(APPLAUSE), "(Applause.)", **context) == [places[at]]


def test_a_break_is_white_space_and_not_nothing():
    assert "not found with that prefix" in refused(APPLAUSE, "(Applause.)", suffix="Wewill")
    assert "not found with that prefix" in refused(f"a{BREAK}b c", "c", prefix="ab")
    assert found(f"a {BREAK} c b {BREAK} c", "c", prefix="a") == ["c"]


def test_the_places_of_a_short_paragraph_are_shown_with_the_words_of_those_beside_it():
    assert refused(APPLAUSE, "(Applause.)").startswith(
        "is found 2 times: “We thank you. [(Applause.)] We will go on. (Applause.)”; "
        "“thank you. (Applause.) We will go on. [(Applause.)]”. Add prefix or suffix"
    )


def test_every_gives_all_places_in_order():
    assert found(TEXT, "Teachers are", every=True) == ["Teachers are", "Teachers are"]
    assert found(TEXT, "Teachers … the", every=True) == ["Teachers are the", "Teachers are the"]


def test_a_quotation_that_is_nowhere_is_refused_with_the_nearest_passage():
    assert refused(TEXT, "The leaders meet") == (
        "is not found. The nearest passage is: “the leaders met.”. Copy the exact words of the text."
    )


NUMBERS = " ".join(str(number) for number in range(100, 160))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{NUMBERS} has two", f"nearest passage first differs here: “…{NUMBERS[-74:]} has two”."),
        (f"has two {NUMBERS}", f"nearest passage is: “has two {NUMBERS[:151]}…”."),
        (f"{NUMBERS[:99]} has two", f"nearest passage is: “{NUMBERS[:99]} has two”."),
    ],
)
def test_of_a_long_quotation_the_place_is_told_where_it_differs(text, told):
    quote = text.replace("two", "tow")
    assert refused(text, quote) == f"is not found. The {told} Copy the exact words of the text."


@pytest.mark.parametrize(
    ("text", "quote", "near"),
    [
        ("The council pays for them; co-operation helps.", "uncil pays f", "council pays for"),
        ("The council pays for them; co-operation helps.", "CO-operation", "co-operation"),
        ("每所学校有两名教师。", "学校有三名教师", "学校有两名教师"),
    ],
)
def test_the_nearest_passage_has_whole_words(text, quote, near):
    assert nearest_passage(normalise(text), quote) == near


def test_of_a_start_and_an_end_the_one_that_is_nowhere_is_told():
    assert refused(TEXT, "Teachers are … the hops").startswith("is not found (“the hops”). The nearest passage is: “")
    assert refused(f"One.{BREAK}Two.", "One. Two … no").startswith("is not found (“One. Two”). It would run over")


@pytest.mark.parametrize("dots", ["...", "…", " ... ", " …"])
def test_other_signs_between_a_start_and_an_end_are_told(dots):
    message = refused(TEXT, f"Teachers are{dots}the hope")
    assert message.endswith(
        " Copy the exact words of the text. Join a start and an end by … with a space on either side."
    )


def test_a_quotation_of_three_parts_is_told_to_have_one_ellipsis():
    told = refused("one two three four five", "one … three … five")
    assert told == "is not found. A quotation has one start and one end: keep only one “…”."


def test_a_quotation_that_runs_over_the_end_of_a_paragraph_is_told():
    told = "is not found. It would run over the end of a paragraph: quote a passage within one."
    assert refused(render_body("One is\n\nfirst.").text, "is first") == told


@pytest.mark.parametrize("quote", ["机器翻译", " \u200b "])
@pytest.mark.parametrize("context", [{}, {"every": True}, {"prefix": "The"}, {"suffix": "leaders"}])
def test_a_quotation_like_nothing_in_the_text_is_refused_without_a_guess(quote, context):
    assert refused(TEXT, quote, **context) == "is not found. Copy the exact words of the text."


def test_a_quotation_that_is_at_several_places_is_refused_with_the_places():
    assert refused(TEXT, "Teachers are") == (
        "is found 2 times: “ and full coverage of villages by 2030. [Teachers are] the basis. Teachers are the hope.”; "
        "“llages by 2030. Teachers are the basis. [Teachers are] the hope.”. "
        "Add prefix or suffix with the words beside the one you mean, or every: true for all."
    )


def test_places_that_overlap_are_several():
    assert refused("人人人", "人人").startswith("is found 2 times: “[人人]人”; “人[人人]”.")


@pytest.mark.parametrize(("times", "more"), [(3, ""), (4, "; and 1 more"), (9, "; and 6 more")])
def test_of_many_places_three_are_shown(times, more):
    message = refused("no " * times, "no")
    assert message.startswith(f"is found {times} times: “[no] no")
    assert message.count("[no]") == 3
    assert f"”{more}. Add prefix" in message


def test_a_long_place_is_shown_by_its_start_and_its_end():
    words = f"The council {'builds schools and ' * 5}villages."
    shown = "[The council builds schools and builds sc … schools and builds schools and villages.]"
    assert refused(f"So {words} {words}", words).startswith(f"is found 2 times: “So {shown} The council")


def test_places_that_multiply_are_counted_as_far_as_it_matters():
    message = refused("no " * 50_000, "no … no")
    assert message.startswith("is found more than 1000 times: “[no no] no")
    assert "; and many more. Add prefix" in message


def test_words_beside_it_that_are_not_there_are_refused_with_the_place():
    assert refused(TEXT, "the hope", prefix="Teachers have") == (
        "is not found with that prefix and suffix, but at: “0. Teachers are the basis. Teachers are [the hope].”. "
        "Copy the words beside it exactly."
    )


SAME = [
    ["a"], ["b"], ["C", "Ｃ"], ["é", "e\u0301"], ["ế", "e\u0302\u0301", "ê\u0301"], ["한", "\u1112\u1161\u11ab"], ["中"],
    ["'", "‘", "’"], ['"', "“", "”", "«"], [",", "，"], ["…"], ["1", "１"], ["\u0958", "\u0915\u093c"],
    [" ", "\u00a0", "\u3000", "  ", " \n", "\t \u2009", " \u200b ", "\u200b "], ["", "\u200b", "\u00ad", "\ufeff"],
]  # fmt: skip
SPACES = "".join(SAME[-2] + SAME[-1])


@st.composite
def passages(draw):
    """A text, the place of a passage in it, and a quotation that differs in what does not matter."""
    members = draw(st.lists(st.sampled_from(SAME), min_size=1, max_size=25))
    written = [draw(st.sampled_from(one)) for one in members]
    start = draw(st.integers(0, len(members) - 1))
    end = draw(st.integers(start + 1, len(members)))
    quote = "".join(draw(st.sampled_from(one)) for one in members[start:end])
    before, words, after = ("".join(part) for part in (written[:start], written[start:end], written[end:]))
    inner = words.strip(SPACES)
    assume(inner)
    at = len(before) + words.index(inner)
    return before + words + after, (at, at + len(inner)), quote


@given(passages())
def test_what_was_quoted_is_found_and_what_is_found_was_quoted(passage):
    text, place, quote = passage
    spans = find_quote(Normal(text), quote, every=True)
    assert place in [(span.start, span.end) for span in spans]
    assert {normalise(text[span.start : span.end]) for span in spans} == {normalise(quote).strip()}


@given(passages())
def test_a_quotation_without_every_is_at_one_place_or_refused(passage):
    text, _, quote = passage
    spans = find_quote(Normal(text), quote, every=True)
    if len(spans) == 1:
        assert find_quote(Normal(text), quote) == spans
    else:
        assert f"is found {len(spans)} times" in refused(text, quote)


@given(st.lists(st.text("ab", min_size=1, max_size=3), min_size=2, max_size=7), st.data())
def test_the_words_before_and_after_a_paragraph_tell_it_from_every_other(paragraphs, data):
    at = data.draw(st.integers(0, len(paragraphs) - 1))
    before, after = (" ".join(beside) for beside in (["^", *paragraphs[:at]], [*paragraphs[at + 1 :], "$"]))
    text = BREAK.join(["^", *paragraphs, "$"])
    start = len(before) + 1
    span = find_quote(Normal(text), paragraphs[at], prefix=before, suffix=after)
    assert span == [(start, start + len(paragraphs[at]))]


@given(st.text("ab ", max_size=12), st.sampled_from(["a … b", "ab … b", "a … ab", "b … b"]))
def test_a_start_goes_with_every_end_behind_it_and_with_every_to_the_nearest(text, quote):
    head, tail = quote.split(" … ")
    text = normalise(text)
    pairs = [
        (start, end + len(tail))
        for start in range(len(text))
        for end in range(start + len(head), len(text))
        if text.startswith(head, start) and text.startswith(tail, end)
    ]
    if pairs:
        nearest = sorted({start: (start, end) for start, end in reversed(pairs)}.values())
        assert find_quote(Normal(text), quote, every=True) == nearest
    if len(pairs) == 1:
        assert find_quote(Normal(text), quote) == pairs
    elif pairs:
        assert f"is found {len(pairs)} times" in refused(text, quote)


@given(st.lists(st.sampled_from([one for same in SAME for one in same])).map("".join) | st.text(max_size=30))
def test_the_normal_form_of_a_normal_form_is_itself(text):
    form = normalise(text)
    assert normalise(form) == form
    assert unicodedata.is_normalized("NFC", form)
    assert "  " not in form


def test_each_of_three_hundred_quotations_is_found_in_its_own_place_of_a_long_text():
    body = render_body(
        "\n\n".join(f"Paragraph {number} says that *number {number}* is there." for number in range(3000))
    )
    normal = Normal(body.text)
    places = [find_quote(normal, f"that number {number} is")[0] for number in range(0, 3000, 10)]
    assert len(set(places)) == 300


SPACED = st.lists(
    st.sampled_from([*"aé中한 \t\n\u00a0\u3000\u2028\u2029\x1c\x1d\x1f\x85", *"\u0301\u200b\u00ad\ufeff“’，（ａ"]),
    max_size=20,
)


@given(SPACED.map("".join))
def test_white_space_is_told_from_what_is_nothing_as_unicode_does(text):
    kept = [char for char in unicodedata.normalize("NFC", text) if char not in "\u200b\u00ad\ufeff"]
    runs = "".join(" " if char.isspace() and char not in "\x1c\x1d\x1f" else char for char in kept)
    while "  " in runs:
        runs = runs.replace("  ", " ")
    assume("\u0301" not in runs)  # a mark after what is nothing stays by itself
    assert normalise(text) == Normal(text).text == runs.translate(str.maketrans("“’，（ａ", "\"',(a"))


def test_a_long_quotation_is_cut_between_words():
    quote = "Since the 18th National Congress the Party attaches great importance to learning"
    assert shortened(quote, 40, 20) == "Since the 18th National Congress the … to learning"
    assert shortened(quote, 36, 11) == "Since the 18th National Congress the … to learning"
    assert shortened(quote, 50, 27) == quote
    assert shortened("建设学习型社会是全面建设社会主义现代化国家的重要内容", 6, 4) == "建设学习型社 … 重要内容"


@given(st.text(alphabet="ab 学", max_size=60), st.integers(1, 20), st.integers(1, 20))
def test_a_shortened_quotation_is_its_start_and_its_end(quote, start, end):
    short = shortened(quote, start, end)
    head, _, tail = short.partition(ELLIPSIS)
    assert len(short) <= start + len(ELLIPSIS) + end
    assert short == quote or (quote.startswith(head) and quote.endswith(tail))
