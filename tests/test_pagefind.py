"""Pagefind's indexes taken apart: nothing is lost, and another form is told."""

from __future__ import annotations

import pytest

from policy_digest.search.cbor import pack
from policy_digest.search.kept import keep_shard
from policy_digest.search.merge import write_merged
from policy_digest.search.pagefind import PROGRAM, read_bundle, shard_of_bytes
from policy_digest.search.shards import run_pagefind

WORDS = {
    "sources/a/": "A café of schools, and " + "the " * 300,
    "sources/b/": "A cafe of one school, and the rest.",
    "sources/中文/": "学习 习型 型社 社会 会",
}
FILES = dict.fromkeys(PROGRAM, b'{"version": "1.5.2"}')


def documents(words):
    return [(address, f"<!doctype html><html><body><p>{one}</p></body></html>") for address, one in words.items()]


def shard(words):
    with run_pagefind(documents(words)) as bundle:
        return read_bundle(bundle, list(words))


@pytest.fixture(scope="module")
def whole():
    return shard(WORDS)


@pytest.fixture
def bundle(tmp_path, whole):
    kept = keep_shard(tmp_path / "kept", *whole)
    write_merged(tmp_path, [kept], FILES, tmp_path / "cache")
    (tmp_path / "fragment" / kept.name).mkdir(parents=True)
    for at, fragment in enumerate(whole[1]):
        (tmp_path / f"fragment/{kept.name}/{at}.pf_fragment").write_bytes(fragment)
    return tmp_path


def test_a_shard_has_each_word_with_its_forms_and_pages(whole):
    found, fragments = whole
    assert len(fragments) == len(found.lengths) == 3
    assert found.lengths[0] > 300 > found.lengths[1]
    assert {"cafe", "cafe\0café", "school", "学习"} <= set(found.words)
    assert found.words == sorted(found.words)


def test_a_shard_is_read_as_it_was_written(whole):
    assert shard_of_bytes(whole[0].to_bytes()) == whole[0]


def test_pages_have_the_order_that_is_asked_for(whole):
    backwards = dict(reversed(WORDS.items()))
    found, fragments = shard(backwards)
    assert found.lengths == whole[0].lengths[::-1]
    assert fragments == whole[1][::-1]


def test_an_index_follows_from_its_documents_alone(whole, tmp_path, monkeypatch):
    (tmp_path / "pagefind.yml").write_text("exclude_selectors: [p]\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAGEFIND_EXCLUDE_SELECTORS", "p")
    monkeypatch.setenv("FOLDER", "caf\udce9")  # not UTF-8
    assert shard(WORDS) == whole


def test_what_was_put_together_can_be_taken_apart(bundle, whole):
    found, fragments = read_bundle(bundle, list(WORDS))
    assert (found.words, found.ends, found.records) == (whole[0].words, whole[0].ends, whole[0].records)
    assert fragments == whole[1]
    assert all(abs(one - other) <= other / 16 for one, other in zip(found.lengths, whole[0].lengths, strict=True))


def test_pages_that_are_not_those_of_the_texts_are_told(bundle):
    with pytest.raises(ValueError, match="other addresses"):
        read_bundle(bundle, ["sources/a/", "sources/b/", "sources/c/"])
    with pytest.raises(ValueError, match="other addresses"):
        read_bundle(bundle, ["sources/a/", "sources/b/"])


WORD = ["word", [[0, [1], []]], []]


@pytest.mark.parametrize(
    ("piece", "message"),
    [
        ([[WORD[:2]]], "2 parts in place of 3"),
        ([[["word", [[0, [1]]], []]]], "0 pages in place of 1"),
        ([[["word", [[0, [1], [], []]], []]]], "0 pages in place of 1"),
        ([[WORD], []], "2 parts in place of 1"),
    ],
)
def test_a_piece_of_another_form_is_told(bundle, piece, message):
    for path in (bundle / "index").iterdir():
        path.write_bytes(pack(piece))
    with pytest.raises(ValueError, match=message):
        read_bundle(bundle, list(WORDS))


def test_a_list_of_pages_of_another_form_is_told(bundle):
    meta = next(bundle.glob("*.pf_meta"))
    for wrong in ([], ["1.6", [], [], [], []], ["1.5.2", [[]], [], [], [], []]):
        meta.write_bytes(pack(wrong))
        with pytest.raises(ValueError, match="pf_meta has other parts"):
            read_bundle(bundle, list(WORDS))
    meta.unlink()
    with pytest.raises(ValueError, match="0 files"):
        read_bundle(bundle, list(WORDS))
