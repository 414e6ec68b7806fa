"""The corpus of the benchmark is valid, varied and always the same; its arithmetic is right. Nothing is timed here."""

from __future__ import annotations

import pytest
from tests.bench.corpus import is_chinese, text_id, theme_ids, write_corpus
from tests.bench.figures import Size, changed, exponent, fingerprints, median, size
from tests.bench.texts import add_paragraph, change_label, read_labels, read_texts
from tests.support import Site, build, read_corpus, tree, write

from policy_digest.model import KINDS


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Of 100 texts, five of which are Chinese."""
    folder = tmp_path_factory.mktemp("corpus") / "sources"
    write_corpus(100, folder)
    return folder


def test_a_corpus_builds_strictly(tmp_path):
    write_corpus(12, tmp_path / "sources")
    built = build(tmp_path / "sources", tmp_path / "site", strict=True)
    assert built.code == 0, built.messages
    assert "WARNING" not in built.messages
    assert {f"sources/{text_id(number)}/" for number in range(1, 13)} <= {*Site(built.path).urls}


def test_a_corpus_has_the_same_bytes_each_time(tmp_path, corpus):
    write_corpus(100, tmp_path / "again")
    assert tree(tmp_path / "again") == tree(corpus)


def test_a_text_is_the_same_in_a_corpus_of_another_size(tmp_path, corpus):
    write_corpus(5, tmp_path / "small")
    alike = [text.body for text in read_texts(tmp_path / "small")]
    assert len(alike) == 5
    assert {*alike} <= {text.body for text in read_texts(corpus)}


def test_a_corpus_has_everything_that_an_editor_can_write(corpus):
    digest, problems = read_corpus(corpus)
    assert problems == []
    assert {kind for text in digest.texts.values() for one in text.passages for kind in one.annotation.kinds} == {
        *KINDS
    }
    fields = [text.source.fields for text in digest.texts.values()]
    assert {one.language for one in fields} == {"en", "zh-Hans"}
    assert [is_chinese(number) for number in range(1, 101)].count(True) == 5
    assert sum(1 for one in fields if one.capture) == 50
    assert any(one.date is None for one in fields)
    assert any("/" in one for one in digest.texts)
    assert [len(vocabulary) for vocabulary in (digest.vocabulary.themes, digest.vocabulary.issuers)] == [60, 40]


def test_an_edit_and_a_new_label_are_read(tmp_path):
    write_corpus(3, tmp_path)
    add_paragraph(tmp_path / f"{text_id(2)}.md", "Put below.")
    change_label(tmp_path / "vocabulary" / "themes.yml", "Another name")
    digest, problems = read_corpus(tmp_path)
    assert problems == []
    assert digest.texts[text_id(2)].body.words[-2:] == ["Put", "below."]
    assert digest.vocabulary.themes[theme_ids()[0]].label == "Another name"
    assert read_labels(tmp_path, "themes")[theme_ids()[0]] == "Another name"


def test_a_fixed_cost_does_not_grow_and_a_quadratic_one_grows_with_two():
    assert exponent((1000, 3.0), (10000, 3.0)) == pytest.approx(0)
    assert exponent((1000, 3.0), (10000, 30.0)) == pytest.approx(1)
    assert exponent((100, 0.5), (1000, 50.0)) == pytest.approx(2)


@pytest.mark.parametrize(("values", "middle"), [([3.0, 1.0, 9.0], 3.0), ([1.0, 4.0], 2.5), ([7.0], 7.0)])
def test_the_median_is_the_middle(values, middle):
    assert median(values) == middle


def test_files_that_are_new_or_other_are_to_be_sent(tmp_path):
    before = fingerprints(write(tmp_path, {"same.txt": "a", "other.txt": "b", "gone.txt": "c"}))
    (tmp_path / "gone.txt").unlink()
    after = fingerprints(write(tmp_path, {"other.txt": "bb", "new/file.txt": "ccc"}))
    assert changed(before, after) == Size(2, 5)
    assert size(tmp_path) == Size(3, 6)
