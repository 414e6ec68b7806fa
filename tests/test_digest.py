from __future__ import annotations

import pytest
from tests.support import annotated, read_corpus, source, told, vocabulary

from policy_digest.digest import read_digest

VOCABULARY = vocabulary(
    themes={
        "schools": "Schools",
        "teachers": {"label": "Teachers", "broader": "schools"},
        "pay": {"label": "Pay", "broader": "teachers", "related": {"money": "Pay is money."}},
        "money": {"label": "Money", "related": ["schools"]},
    },
    issuers={"moe": "Ministry", "bureau": {"label": "Bureau", "part_of": "moe"}},
    events={"visit": {"label": "Visit", "date": "2023"}},
    documents={"law": {"label": "Law", "source": "b"}},
    terms={"reform": "Reform"},
)


@pytest.fixture
def read(corpus):
    return lambda files: read_corpus(corpus(VOCABULARY | files))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("theme", ["teacher"], "'theme' is 'teacher', which is not in vocabulary/themes.yml. Did you mean 'teachers'?"),
        ("theme", ["zzz"], "'theme' is 'zzz', which is not in vocabulary/themes.yml."),
        ("issuer", "mo", "'issuer' is 'mo', which is not in vocabulary/issuers.yml. Did you mean 'moe'?"),
        ("publisher", ["bureu"], "'publisher' is 'bureu', which is not in vocabulary/issuers.yml. Did you mean 'bureau'?"),
        ("issuer", "", "'issuer' is '', which is not in vocabulary/issuers.yml. Write [] for none."),
        ("annotations", [{"quote": "Words", "event": "visits"}], "'event' is 'visits', which is not in vocabulary/events.yml. Did you mean 'visit'?"),
        ("annotations", [{"quote": "Words", "document": "lav"}], "'document' is 'lav', which is not in vocabulary/documents.yml."),
        ("annotations", [{"quote": "Words", "term": "reforms"}], "'term' is 'reforms', which is not in vocabulary/terms.yml. Did you mean 'reform'?"),
        ("annotations", [{"quote": "Words", "theme": ["schools", "scools"]}], "'theme' is 'scools', which is not in vocabulary/themes.yml. Did you mean 'schools'?"),
    ],
)  # fmt: skip
def test_an_id_that_no_vocabulary_has_is_an_error_with_the_nearest(read, field, value, message):
    content = source(**{field: value})
    line = next(number for number, text in enumerate(content.split("\n"), 1) if text.startswith(field))
    problems = read({"a.md": content, "b.md": source()})[1]
    assert [problem.removesuffix(" Did you mean 'law'?") for problem in problems] == [
        f"error: sources/a.md:{line}: {message}"
    ]


def test_a_label_in_the_place_of_an_id_names_the_id(corpus):
    folder = corpus({"a.md": source(theme="Rural education"), **vocabulary(themes={"r1": "Rural education"})})
    [problem] = read_corpus(folder)[1]
    assert problem.endswith(": 'theme' is 'Rural education', which is not in vocabulary/themes.yml. Did you mean 'r1'?")


def test_an_unreadable_vocabulary_is_told_once_and_not_for_each_id_that_it_may_have(corpus):
    folder = corpus({"a.md": source(theme="x"), "vocabulary/themes.yml": "x: Caf\xe9\n".encode("latin-1")})
    [problem] = read_corpus(folder)[1]
    assert problem.startswith("error: sources/vocabulary/themes.yml:1: is not UTF-8")


def test_two_texts_whose_ids_differ_in_case_alone_are_an_error(read):
    problems = read({"Plan.md": source(), "plan.md": source(), "b.md": source()})[1]
    assert problems == [
        "error: sources/plan.md: has the id 'plan', which is that of sources/Plan.md apart from its capitals. Rename one of the two files."
    ]


@pytest.mark.parametrize(
    "alias", ["../../../evil", "/abs", "a//b", "x\\y", "years/a", "x/index.html", "captures/a", "a.md", "b.txt/c"]
)
def test_a_former_id_that_cannot_have_been_one_is_an_error(corpus, alias):
    [problem] = read_corpus(corpus({"a.md": source(aliases=["b", alias])}))[1]
    assert problem.startswith(f"error: sources/a.md:6: 'aliases' has '{alias}', which cannot have been an id: ")


@pytest.mark.parametrize("below", ["cite.bib", "cite.bib/y", "annotations.jsonld/deep/er"])
def test_a_text_at_the_address_of_a_file_beside_another_is_an_error(corpus, below):
    [problem] = read_corpus(corpus({"x.md": source(), f"x/{below}.md": source()}))[1]
    assert problem == f"error: sources/x/{below}.md: wants the address of a file beside 'x'. Rename this text."


def test_files_stay_at_the_address_of_a_former_id_too(corpus):
    former = {"b.md": source(aliases=["x"]), "x/cite.bib.md": source()}
    message = "wants the address of a file beside 'x'. Rename this text."
    assert read_corpus(corpus(former))[1] == [f"error: sources/x/cite.bib.md: {message}"]
    corpus({"b.md": source(aliases=["y/cite.ris/z"]), "x/cite.bib.md": source(aliases=["y"])})
    message = "'aliases' has 'y/cite.ris/z', which is the address of a file beside 'y'. Take it out."
    assert read_corpus(corpus({}))[1] == [f"error: sources/b.md:6: {message}"]


def test_an_id_that_would_take_the_address_of_lists_is_an_error(read):
    problems = read({"years/a.md": source(), "b.md": source()})[1]
    assert problems == ["error: sources/years/a.md: 'years/a' cannot be an id: lists use its address. Choose another."]


@pytest.mark.parametrize("one", ["a" * 250, f"{'a' * 250}/b", "教" * 84], ids=["file", "folder", "chinese"])
def test_an_id_that_is_too_long_for_a_file_of_the_ledger_is_an_error(read, one):
    reason = "a name is too long for a file. Write 249 Latin letters or 83 Chinese ones at most."
    files = {f"{one}.md": source(), f"{'c' * 249}.md": source(), "b.md": source()}
    assert read(files)[1] == [f"error: sources/{one}.md: '{one}' cannot be an id: {reason}"]


def test_an_alias_that_another_text_has_is_an_error(read):
    files = {"a.md": source(aliases=["b", "old"]), "b.md": source(), "c.md": source(aliases="old")}
    problems = read(files)[1]
    assert problems == [
        "error: sources/a.md:6: 'aliases' has 'b', which sources/b.md has too. Take it out of one of the two.",
        "error: sources/c.md:6: 'aliases' has 'old', which sources/a.md has too. Take it out of one of the two.",
    ]


def test_an_alias_that_another_text_has_but_for_its_capitals_is_an_error(read):
    files = {"a.md": source(aliases=["A", "B", "old"]), "b.md": source(), "c.md": source(aliases="Old")}
    which = "has too, apart from its capitals. Take it out of one of the two."
    assert read(files)[1] == [
        f"error: sources/a.md:6: 'aliases' has 'B', which sources/b.md {which}",
        f"error: sources/c.md:6: 'aliases' has 'Old', which sources/a.md {which}",
    ]


def test_a_document_whose_text_is_not_here_is_an_error(read):
    problems = read({"bb.md": source()})[1]
    assert len(problems) == 1
    assert problems[0].startswith("error: sources/vocabulary/documents.yml:")
    assert ": 'source' of 'law' is 'b', which is not a text of this digest." in problems[0]


def test_a_text_that_cannot_be_read_is_not_told_to_be_no_text(read):
    """The vocabulary names `b`."""
    pack = vocabulary(packs={"p": {"label": "P", "sources": ["b", "cc"]}})
    problems = read({"b.md": "---\ntitle: [\n---\nWords.\n", "c.md": source(), **pack})[1]
    assert [problem.split(": ")[1] for problem in problems] == ["sources/b.md:3", "sources/vocabulary/packs.yml:6"]
    assert problems[1].endswith("'sources' of 'p' has 'cc', which is not a text of this digest. Did you mean 'c'?")


@pytest.mark.parametrize("body", ["", "<b></b>\n"])
def test_a_text_without_words_hides_nothing_else_that_is_wrong_with_it(read, body):
    content = source(body, theme=["scools"], annotations=[{"quote": "Words", "event": "visits"}])
    problems = read({"a.md": content, "b.md": source()})[1]
    assert [problem.split(" ")[2] for problem in sorted(problems)] == ["'theme'", "'event'", "has"]


def test_the_line_of_an_id_is_its_own_where_one_before_it_stands_twice(read):
    content = source().replace("theme: []", "theme:\n  - schools\n  - schools\n  - scools")
    assert read({"a.md": content, "b.md": source()})[1] == [
        "error: sources/a.md:8: 'theme' is 'scools', which is not in vocabulary/themes.yml. Did you mean 'schools'?"
    ]


def test_a_folder_that_is_not_there_is_an_error_and_no_crash(tmp_path):
    digest, problems = read_corpus(tmp_path / "nowhere")
    assert problems == [f"error: {tmp_path}/nowhere: is not a folder. Name the folder that holds the sources."]
    assert not digest.texts


def test_an_empty_folder_is_a_digest_without_texts(corpus):
    digest, problems = read_corpus(corpus({}))
    assert (problems, dict(digest.texts)) == ([], {})


def test_texts_are_in_order_of_date_then_id_and_the_undated_last(read):
    dates = {"e": "", "c": "2023-09~", "d": "2018/2020", "z": "", "a": "2023-09~", "b": "201X", "y": "[..1984]"}
    digest, problems = read({f"{one}.md": source(date=date) for one, date in dates.items()})
    assert problems == []
    assert list(digest.texts) == ["y", "b", "d", "a", "c", "e", "z"]
    assert [digest.places[one] for one in digest.texts] == list(range(7))


def test_the_events_of_a_theme_and_the_documents_of_an_issuer_are_in_order_of_date_and_the_undated_last(corpus):
    dates = {"a": "", "d": "2019", "c": "2018-05", "b": "2018-05"}
    named = {one: {"label": one, "date": date, "theme": "t"} for one, date in dates.items()}
    issued = {one: {"label": one, "date": date, "issuer": "i"} for one, date in dates.items()}
    entries = vocabulary(themes={"t": "T"}, issuers={"i": "I"}, events=named, documents=issued)
    digest, problems = read_corpus(corpus({"x.md": source(), **entries}))
    assert problems == []
    assert digest.events_by_theme["t"] == ("b", "c", "d", "a")
    assert digest.documents_by_issuer["i"] == ("b", "c", "d", "a")


def test_themes_and_issuers_have_exactly_the_texts_that_name_them(read):
    files = {
        "a.md": source(date="2020", theme=["teachers", "pay"], issuer="moe"),
        "b.md": source(date="2019", theme=["teachers"], issuer=["moe", "bureau"], publisher="bureau"),
        "c.md": source(theme=[], issuer=[]),
    }
    digest, problems = read(files)
    assert problems == []
    assert digest.texts_by_theme == {"teachers": ("b", "a"), "pay": ("a",)}
    assert digest.texts_by_issuer == {"moe": ("b", "a"), "bureau": ("b",)}
    assert digest.texts_by_publisher == {"bureau": ("b",)}


def test_passages_are_indexed_by_date_of_their_text_and_then_by_place(read):
    one = annotated("One two three.", {"quote": "three", "event": "visit"}, {"quote": "One", "event": "visit"})
    other = annotated("Four five.", {"quote": "five", "event": "visit", "theme": ["pay"]})
    digest, problems = read({"b.md": one.replace('date: ""', "date: 2023"), "a.md": other})
    assert problems == []
    assert [(item.source, item.quote) for item in digest.passages_by_event["visit"]] == [
        ("b", "One"),
        ("b", "three"),
        ("a", "five"),
    ]
    assert digest.texts_by_event == {"visit": ("b", "a")}
    assert [item.quote for item in digest.passages_by_theme["pay"]] == ["five"]
    assert digest.texts_by_theme == {}


def test_the_tree_of_themes_and_issuers_is_known_from_the_top(read):
    digest, _ = read({"b.md": source()})
    assert digest.narrower == {"": ("schools", "money"), "schools": ("teachers",), "teachers": ("pay",)}
    assert digest.parts == {"": ("moe",), "moe": ("bureau",)}


def test_related_themes_are_related_both_ways_with_the_reason(read):
    digest, _ = read({"b.md": source()})
    assert digest.related == {
        "pay": {"money": "Pay is money."},
        "money": {"pay": "Pay is money.", "schools": ""},
        "schools": {"money": ""},
    }


def test_each_target_of_a_passage_is_a_commitment_with_an_id(read):
    targets = [{"what": "Schools", "value": "all", "by": "2025"}, {"what": "Teachers"}]
    body = annotated(
        "All schools and teachers.", {"quote": "All", "note": "n"}, {"quote": "schools", "target": targets}
    )
    digest, problems = read({"a.md": body, "b.md": source()})
    assert problems == []
    assert [(one.id, one.target.what) for one in digest.commitments] == [("a:2", "Schools"), ("a:2.2", "Teachers")]


def test_what_could_be_read_is_there_in_spite_of_what_could_not(read):
    digest, problems = read({"a.md": "no front matter", "b.md": source(theme=["gone"]), "c.md": source(status="new")})
    assert list(digest.texts) == ["b", "c"]
    assert len(problems) == 3


def test_neighbours_in_time_stand_next_to_a_text_in_the_order_of_dates(read):
    digest, _ = read({f"{one}.md": source(date=f"20{10 + index}") for index, one in enumerate("abcdefg")})
    assert digest.nearest_in_time("d", ["a", "b", "d", "e", "g"], 1) == ("b", "d", "e")
    assert digest.nearest_in_time("b", ["a", "b", "c", "d", "e"], 2) == ("a", "b", "c", "d")


def test_a_text_that_was_kept_says_what_it_said_when_it_was_read(corpus, tmp_path):
    noisy = {"quote": "Wrods", "correction": "Words", "defect": "misspelt"}
    body = "Wrods of the reform and of the law.\n\nThe reform again."
    folder = corpus(
        VOCABULARY
        | {
            "a.md": annotated(
                body,
                {"quote": "reform", "every": True, "term": ["reform"], "theme": ["pay"]},
                {"quote": "Wrods of the reform", "event": ["visit"], "document": ["law"], "target": [{"what": "x"}]},
                noisy,
            ),
            "b.md": source(),
        }
    )
    (read, _), (kept, _) = (read_digest(folder, folder.parent, tmp_path / "cache") for _ in range(2))
    [text, again] = [digest.texts["a"] for digest in (read, kept)]
    assert again.passages == text.passages == read_corpus(folder)[0].texts["a"].passages
    assert again.said == text.said == (("pay",), ("visit",), ("law",), ("reform",), ("misspelt",))
    assert again.annotations == text.annotations
    assert [len(one) for one in (kept.passages_by_term["reform"], kept.commitments)] == [2, 1]


def test_an_id_that_goes_from_the_vocabulary_is_told_of_a_kept_text(corpus, tmp_path):
    text = annotated("Words of the law.", {"quote": "Words", "note": "Ours."}, {"quote": "law", "document": ["law"]})
    folder = corpus(VOCABULARY | {"a.md": text, "b.md": source()})
    assert read_digest(folder, folder.parent, tmp_path / "cache")[1] == []
    (folder / "vocabulary" / "documents.yml").unlink()
    line = next(number for number, words in enumerate(text.split("\n"), 1) if "document" in words)
    [problem] = told(read_digest(folder, folder.parent, tmp_path / "cache")[1])
    assert problem == f"error: sources/a.md:{line}: 'document' is 'law', which is not in vocabulary/documents.yml."
