from __future__ import annotations

import pickle
from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.support import told

from policy_digest.model import Annotation, Capture, SourceFields, Theme
from policy_digest.records import read_record, read_rest
from policy_digest.yaml_document import YamlDocument, load_yaml


def load(text, **where):
    document, problems = load_yaml(text, "a.yml", **where)
    return document, told(problems)


def record(text, model=SourceFields):
    document, problems = load_yaml(text, "a.md", first_line=2)
    assert problems == []
    found, problems = read_record(model, document, ())
    return found, told(problems)


@pytest.mark.parametrize(
    "scalar",
    [
        "NO",
        "yes",
        "on",
        "012",
        "12:30",
        "2024",
        "2024-01-01",
        "2024-13-45",
        "1e3",
        "0x10",
        ".inf",
        "1_000",
        "=",
        "True",
    ],
)
def test_a_scalar_is_the_text_that_stands_in_the_file(scalar):
    document, problems = load(f"title: {scalar}\nlist: [{scalar}]\n")
    assert (document.value, problems) == ({"title": scalar, "list": [scalar]}, [])


@pytest.mark.parametrize(
    ("escape", "code"), [(r"\x08", "U+0008"), (r"\x85", "U+0085"), (r"\uffff", "U+FFFF"), (r"\U0001fffe", "U+1FFFE")]
)
def test_an_escape_for_a_character_that_no_page_can_hold_is_an_error_at_its_line(escape, code):
    told = f"error: a.yml:2: has the character {code}, which no page can show. Take it out."
    assert load(f'a: "b\\tc"\nd: ["e{escape}f"]\n')[1] == [told]


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u2029"])
def test_lines_are_those_that_an_editor_counts(sign):
    document, problems = load(f'a: "x{sign}y"\nb: 1\nb: 2\nc: 3\n', first_line=2)
    assert problems == ["error: a.yml:4: 'b' occurs twice, first on line 3. Keep one of the two."]
    assert document.line(("c",)) == 5


def test_a_merge_of_yaml_is_an_error_and_not_passed_over():
    told = "error: a.yml:2: '<<' takes in the fields of another place, which is not read. Write the fields out."
    assert load("a: &a {b: 1}\nc: {<<: *a, d: 2}\n")[1] == [told]


def test_values_may_be_nested():
    assert load(f"a: {'[' * 100}{']' * 100}\n")[1] == []


@pytest.mark.parametrize("depth", [101, 600, 5_000])
def test_values_nested_too_deep_are_an_error_and_no_crash(depth):
    assert load(f"a: {'[' * depth}{']' * depth}\n", first_line=2) == (
        YamlDocument("a.yml", None),
        ["error: a.yml:2: has values within values too deep to be read. Write fewer brackets."],
    )


@pytest.mark.parametrize("empty", ["", "~", "null", "Null", "NULL"])
def test_a_value_that_is_not_written_is_none(empty):
    assert load(f"title: {empty}\n")[0].value == {"title": None}


@pytest.mark.parametrize("quoted", ['""', "''", '"~"', '"null"'])
def test_a_quoted_value_is_text_even_where_it_looks_empty(quoted):
    assert load(f"title: {quoted}\n")[0].value == {"title": quoted[1:-1]}


def test_a_document_without_content_has_no_value():
    assert load("# only a comment\n")[0].value is None


def test_a_key_that_stands_twice_is_an_error_at_the_second_and_keeps_the_first():
    document, problems = load("title: one\ndate: ''\ntitle: two\nmore:\n  x: 1\n  x: 2\n")
    assert document.value == {"title": "one", "date": "", "more": {"x": "1"}}
    assert problems == [
        "error: a.yml:3: 'title' occurs twice, first on line 1. Keep one of the two.",
        "error: a.yml:6: 'x' occurs twice, first on line 5. Keep one of the two.",
    ]


@pytest.mark.parametrize(
    ("text", "line"), [("a: Plan #1\n", 1), ("b: c\na: #1\n", 2), ("a:\n  - 教 b\n    c  #1\n", 3)]
)
def test_a_comment_that_may_be_meant_as_words_is_a_warning(text, line):
    told = "'#1' is taken for a comment and not read. Put the value in quotation marks, or a space after the #."
    assert load(text)[1] == [f"warning: a.yml:{line}: {told}"]


@pytest.mark.parametrize("text", ["a: b # c\n", "a: b#1\n", "a: 'b #1' #c\n", "a: |\n  b #1\n", "#a\nb: c\n  #d\n"])
def test_any_other_comment_is_passed_over(text):
    assert load(text)[1] == []


@pytest.mark.parametrize(
    ("text", "line", "sign", "what"),
    [
        ("a: !Note well\n", 1, "!Note", "a tag"),
        ("b: 教\na:\n  - ! well\n", 3, "!", "a tag"),
        ("a: !!int 012\n", 1, "!!int", "a tag"),
        ("a: &b\n", 1, "&b", "an anchor"),
        ("a: &b\n  c: &bc e\n  d: *bc\n", 1, "&b", "an anchor"),
    ],
)
def test_what_would_be_lost_as_a_tag_or_an_anchor_is_an_error(text, line, sign, what):
    told = f"'{sign}' is taken for {what} of YAML and not read. Put the value in quotation marks."
    assert load(text)[1][:1] == [f"error: a.yml:{line}: {told}"]


def test_an_alias_gives_the_value_again():
    document, problems = load("a: &here [x]\nb: *here\n")
    assert (document.value, problems) == ({"a": ["x"], "b": ["x"]}, [])


@pytest.mark.parametrize("text", ["a: 1\nb: &here [*here]\n", "a: 1\nb: &here {c: [*here]}\n"])
def test_an_alias_of_itself_is_an_error_and_no_endless_loop(text):
    assert load(text)[1] == ["error: a.yml:2: refers to itself. Write the value out instead of an alias."]


LAUGHS = "".join(f"{key}: &{key} [{', '.join(['*' + value] * 10)}]\n" for value, key in pairwise("abcdefghijkl"))


@pytest.mark.parametrize(("first", "line"), [("[b]", 7), ("b" * 10_000, 4), ("{? [b] : c}", 7)])
def test_aliases_of_aliases_are_an_error_and_fill_no_memory(first, line):
    told = "has aliases that stand for more than 1,000,000 characters. Write out what is meant."
    assert load(f"a: &a {first}\n{LAUGHS}") == (YamlDocument("a.yml", None), [f"error: a.yml:{line}: {told}"])


TEXTS = st.text("abcxyz: #'\"-[]{}&*!|>%@`é中0123.~\\", max_size=12)
KEYS = st.text("abcdefgh", min_size=1, max_size=4)
VALUES = st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4))
def test_what_was_written_is_read_and_every_key_is_on_its_line(value):
    text = yaml.safe_dump(value, sort_keys=False, width=10**6, allow_unicode=True)
    document, problems = load(text, first_line=11)
    assert (document.value, problems) == (value, [])
    lines = text.splitlines()
    for where in document.lines:
        if where and isinstance(where[-1], str):
            assert f"{where[-1]}:" in lines[document.line(where) - 11]


def test_the_line_of_what_is_not_there_is_that_of_what_is_around_it():
    document, _ = load("a:\n  b:\n    c: 1\n")
    assert [document.line(where) for where in [("a", "b", "gone"), ("a", "gone", 3), ("gone",)]] == [2, 1, 1]


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("title: [a]", "'title' is a list where text is wanted. Write it on one line, in quotation marks if needed."),
        ("title: {a: b}", "'title' is a mapping where text is wanted. Write it on one line, in quotation marks if needed."),
        ("date: 2023-02-30", "'date' is '2023-02-30', which names day 30 of February 2023, which has 28 days."),
        ("status: verifed", "'status' is 'verifed'; it can be verified, pending. Did you mean 'verified'?"),
        ("date_type: written", "'date_type' is 'written'; it can be issued, delivered, adopted, effective, published."),
        ("theme: {a: b}", "'theme' has a mapping in place of an id or a name. Write one, or a list such as [one, two]."),
        ("theme: [a, ~]", "'theme' has an empty item. Write one, or a list such as [one, two]."),
        ("annotations: none", "'annotations' is 'none' where a list is wanted. Begin each item with a hyphen and a space."),
        ("theme: [[a]]", "'theme' has a list in place of an id or a name. Write one, or a list such as [one, two]."),
        ("capture: a.txt", "'capture' is 'a.txt' where fields are wanted, for example file: …"),
        ("capture: {sha256: ''}", "'capture.file' is missing. Add it."),
        ("translation: {from: zh_Hant_TW}", "'translation.from' is 'zh_Hant_TW', which is not a language tag (BCP 47). Write zh-Hant-TW."),
        ("capture: {file: a, omitted: [{line: x}]}", "'capture.omitted.reason' is missing. Add it."),
        ("capture: {file: a, omitted: [{line: x, reason: ''}]}", "'capture.omitted.reason' is '', which says nothing. Write it."),
        ("translation: zh", "'translation' is 'zh' where fields are wanted, for example from: …"),
        ("annotations: none", "'annotations' is 'none' where a list is wanted."),
        ("annotations: [x]", "'annotations' is 'x' where fields are wanted, for example quote: …"),
        ("annotations: [{note: x}]", "'annotations.quote' is missing. Add it."),
        ("annotations: [{quote: '', note: x}]", "'annotations.quote' is '', which is not a quotation. Copy the exact words of the passage."),
        ("annotations: [{quote: x}]", "says nothing about its passage. Add one of theme, event, document, term, target, note, correction, noise."),
        ("annotations: [{quote: x, note: y, every: perhaps}]", "'annotations.every' is 'perhaps'; write true or leave it out."),
        ("annotations: [{quote: x, target: {value: y}}]", "'annotations.target.what' is missing. Add it."),
        ("annotations: [{quote: x, target: {what: ' '}}]", "'annotations.target.what' is ' ', which says nothing. Write it."),
        ("annotations: [{quote: x, target: {what: y, by: soon}}]", "'annotations.target.by' is 'soon', which is not a date in EDTF."),
    ],
)  # fmt: skip
def test_a_wrong_value_is_an_error_that_names_its_field_and_line(field, message):
    found, problems = record(f"kind: notice\n{field}\n")
    assert found is None
    assert [problem[: len(message) + 15] for problem in problems] == [f"error: a.md:3: {message}"]


def test_all_wrong_values_are_told_at_once():
    _, problems = record("title: [a]\nstatus: maybe\nannotations:\n  - quote: x\n  - note: y\n")
    assert sorted(problem.split(":")[2] for problem in problems) == ["2", "3", "5", "6"]


def test_an_annotation_that_says_nothing_is_told_with_its_other_wrong_values():
    says = "error: a.md:3: says nothing about its passage. Add one of theme, event, document, term, target, note, correction, noise."
    wrong = "error: a.md:4: 'annotations.every' is 'perhaps'; write true or leave it out."
    text = "annotations:\n- quote: x\n  every: perhaps\n"
    assert record(text) == (None, [says, wrong])
    for empty in ("note:", "note: ' '", "theme: []"):
        assert record(f"{text}  {empty}\n")[1] == [says, wrong]
    for wrongly in ("target: {value: y}", "note: [a]", "theme: {a: b}"):
        assert says not in record(f"{text}  {wrongly}\n")[1]


def test_an_empty_value_is_as_if_its_line_were_not_there():
    found, problems = record("title:\ntheme: ~\nstatus:\n")
    assert problems == []
    assert (found.title, found.theme, found.status) == ("", (), "pending")
    found, problems = record("annotations:\n- {quote: x, prefix: , note: y, target: {what: z, by: null}}\n")
    assert problems == []
    assert (found.annotations[0].prefix, found.annotations[0].target[0].by) == ("", None)


@pytest.mark.parametrize(
    ("text", "line", "name", "near"),
    [
        ("titel: x\n", 2, "titel", "title"),
        ("title: x\nsumary: y\n", 3, "sumary", "summary"),
        ("date-type: issued\n", 2, "date-type", "date_type"),
        ("date basis: x\n", 2, "date basis", "date_basis"),
        ("URL: https://example.org/\n", 2, "URL", "url"),
        ("kidn: speech\n", 2, "kidn", "kind"),
        ("translation: {form: zh}\n", 2, "form", "from"),
        ("capture:\n  file: a\n  sha265: ''\n", 4, "sha265", "sha256"),
        ("annotations:\n  - quote: x\n    note: y\n    prefixx: z\n", 5, "prefixx", "prefix"),
        ("annotations:\n  - quote: x\n    target:\n      - {what: y, vallue: z}\n", 5, "vallue", "value"),
        ("capture:\n  file: a\n  omitted:\n    - {line: x, reason: y, reasons: z}\n", 5, "reasons", "reason"),
    ],
)
def test_an_unknown_field_that_is_nearly_a_known_one_is_a_warning(text, line, name, near):
    found, problems = record(text)
    assert found is not None
    assert problems == [f"warning: a.md:{line}: '{name}' is not a field. Did you mean '{near}'?"]


@pytest.mark.parametrize("indent", ["", "\u00a0\u00a0"])
def test_fields_that_are_not_indented_below_the_one_they_belong_to_are_warnings(indent):
    found, problems = record(f"capture:\n{indent}file: a.txt\n{indent}sha256: b\nmine: c\n")
    assert found.capture is None
    assert problems == [
        "warning: a.md:3: 'file' is a field of 'capture'. Indent it by two spaces below 'capture:'.",
        "warning: a.md:4: 'sha256' is a field of 'capture'. Indent it by two spaces below 'capture:'.",
    ]
    assert record("translation:\nfrom: zh\n")[1] == [
        "warning: a.md:3: 'from' is a field of 'translation'. Indent it by two spaces below 'translation:'."
    ]
    assert record("capture:\n  file: a.txt\n  sha256: b\nomitted:\n  - {line: c, reason: d}\n")[1] == [
        "warning: a.md:5: 'omitted' is a field of 'capture'. Indent it by two spaces below 'capture:'."
    ]
    assert record("file: a.txt\n")[1] == []
    assert record("capture: {file: a.txt, sha256: b}\ntext: c\n")[1] == []


def test_any_other_unknown_field_is_kept_in_silence():
    found, problems = record("title: x\nwebsite_section: news\nid: [1, 2]\n")
    assert problems == []
    assert found.model_extra == {"website_section": "news", "id": ["1", "2"]}


def test_names_that_are_words_of_the_language_have_an_alias():
    found, problems = record("label: x\nnot: y\nbroader: z\n", Theme)
    assert (found.not_, found.broader, problems) == ("y", "z", [])


@pytest.mark.parametrize(("given", "ids"), [("a", ("a",)), ("[a, b, a]", ("a", "b")), ("[]", ())])
def test_ids_are_one_or_a_list_each_once(given, ids):
    assert record(f"theme: {given}\n")[0].theme == ids


def test_a_record_cannot_be_changed():
    found, _ = record("title: x\n")
    with pytest.raises(ValueError, match="frozen"):
        found.title = "y"


def test_a_record_from_a_pickle_is_the_record_and_as_frozen():
    made, _ = record(
        "title: A\ndate: 2023-09~\nissuer: moe\nours: [x]\ntranslation: {from: zh, other: y}\n"
        "annotations:\n  - {quote: a, target: {what: b, by: 2025}, every: true}\n"
    )
    again = pickle.loads(pickle.dumps(made))
    assert again == made
    assert repr(again) == repr(made)
    assert again.model_extra == {"ours": ["x"]}
    assert again.translation.model_extra == {"other": "y"}
    assert again.annotations[0].kinds == ("target",)
    assert again.model_copy(update={"title": "B"}).title == "B"
    with pytest.raises(ValidationError):
        again.title = "B"


NAMES = st.sampled_from([*Annotation.model_fields, *Capture.model_fields, "from", "by", "what", "line"])
VALUES = st.recursive(
    st.none() | st.sampled_from(["", "new", "2019-05", "2019-13", "a", "verified", "https://example.org/"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*SourceFields.model_fields]), VALUES))
def test_what_is_right_of_a_record_can_be_read_whatever_is_wrong_of_it(value):
    rest = read_rest(SourceFields, value)
    document = YamlDocument("a.md", value)
    found, problems = read_record(SourceFields, document, ())
    assert (found is None) == any(problem.severity == "error" for problem in problems)
    assert found is None or rest == found
    annotations = value.get("annotations")
    if isinstance(annotations, list):
        assert len(rest.annotations) == len(annotations)


def test_right_items_of_a_list_with_wrong_ones_are_read():
    rest = read_rest(SourceFields, {"title": "A", "status": "new", "issuer": ["a", [], "b"], "author": [[], "c"]})
    assert (rest.title, rest.status, rest.issuer, rest.author) == ("A", "pending", ("a", "b"), ("c",))


def test_an_annotation_with_a_fault_keeps_its_place_and_what_is_right_of_it():
    document, _ = load_yaml(
        """
annotations:
  - {quote: a, target: {what: b, by: soon}, event: c}
  - {theme: [d, [e], f]}
  - x
  - {quote: "", note: g}
  - {quote: h}
  - {quote: i, every: perhaps, note: }
  - {quote: j, target: [{value: k}, l], note: m}
""",
        "a.md",
    )
    found = read_rest(SourceFields, document.value).annotations
    assert [one.quote for one in found] == ["a", "", "", "", "h", "i", "j"]
    assert (found[0].event, found[0].target, found[1].theme, found[3].note) == (("c",), (), ("d", "f"), "g")
    assert ([one.value for one in found[6].target], found[6].note) == (["k", ""], "m")


def test_a_record_beside_that_lacks_a_field_is_left_out():
    rest = read_rest(SourceFields, {"capture": {"sha256": "a"}, "translation": {"from": "zh_CN", "by": "machine"}})
    assert (rest.capture, rest.translation.by, rest.translation.from_) == (None, "machine", "")
    rest = read_rest(SourceFields, {"capture": {"file": "a.pdf", "text": {"by": "b"}, "omitted": [{"line": "c"}]}})
    assert (rest.capture.file, rest.capture.text, rest.capture.omitted[0].line) == ("a.pdf", None, "c")


def test_the_place_of_an_id_is_that_of_the_item_the_key_or_the_value():
    document, _ = load("a: [x, x, y]\nb: x\nc: {y: because}\n")
    places = [document.place((name,), one) for name, one in ["ay", "az", "bx", "cy"]]
    assert places == [("a", 2), ("a",), ("b",), ("c", "y")]
