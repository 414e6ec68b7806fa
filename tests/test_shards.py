"""The index in shards: an edit makes one anew, and no reader can tell in how many or by what way it was made."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import tree

from policy_digest.search.kept import prune
from policy_digest.search.pagefind import read_bundle
from policy_digest.search.shards import shard_count, shard_of, write_index

IDS = st.text(min_size=1, max_size=40)
MANY = 8
"""Shards of a few texts each."""


def corpus(number=20):
    words = ["école", "ecole", "education", "学习 习型 型社 社会 会", "schools", "the the the", "naïve"]
    return {
        f"folder/{at}": f"{words[at % len(words)]} of village number{at} and of the state {words[at * at % len(words)]}"
        for at in range(number)
    }


def stamp(text):
    """The hash of what a document is made from."""
    return hashlib.sha256(repr(text).encode()).digest()


def document(one, words):
    meta = f'<meta data-pagefind-meta="title[content]" content="Title {one}">'
    return f"sources/{one}/", f"<!doctype html><html><head>{meta}</head><body><p>{words}</p></body></html>"


def write(texts, bundle, cache, number=MANY):
    """Write the index of some texts, in shards of a few."""
    return write_index(
        texts, lambda one: document(one, texts[one]), lambda one: stamp(texts[one]), bundle, cache, number
    )


@pytest.fixture
def index(tmp_path):
    """Writes the index of some texts, in shards of a few, with what is kept in one folder; gives all its bytes."""
    made = 0

    def index(texts, number=MANY, cache=tmp_path / "cache"):
        nonlocal made
        made += 1
        index.bundle = tmp_path / f"bundle-{made}"
        index.written = write(texts, index.bundle, cache, number)
        return tree(index.bundle)

    index.kept = lambda: {path.parent.name for path in (tmp_path / "cache").glob("*/index")}
    index.cache = tmp_path / "cache"
    return index


OTHER = corpus(19) | {"folder/7": "Other."}


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """What is kept of an index, its bytes, and those of the index of `OTHER` texts: made from nothing, once for all tests."""
    made = tmp_path_factory.mktemp("made")
    write(corpus(), made / "first", made / "cache")
    write(OTHER, made / "other", made / "nothing kept")
    return made / "cache", tree(made / "first"), tree(made / "other")


@pytest.fixture
def first(index, clean):
    """The bytes of an index of which all is kept."""
    shutil.copytree(clean[0], index.cache)
    return clean[1]


@given(IDS, st.integers(0, 12))
def test_the_shard_of_a_text_follows_from_its_id_and_their_number_alone(one, power):
    count = 2**power
    assert shard_of(one, count) in range(count)
    assert shard_of(one, 2 * count) % count == shard_of("".join(list(one)), count)


def test_shards_stay_what_they_are():
    ids = ["a", "2023/speech", "关于学习型社会的决定"]
    assert [shard_of(one, 64) for one in ids] == [18, 42, 2]


@given(st.integers(0, 1_000_000))
def test_the_shards_are_a_power_of_two_and_grow_as_the_square_root(texts):
    count = shard_count(texts)
    assert count & (count - 1) == 0
    assert texts <= 8 * count**2
    assert count == 1 or texts > 2 * count**2


def test_a_small_digest_has_one_shard():
    assert [shard_count(texts) for texts in (0, 8, 9, 339, 1000, 10_000)] == [1, 1, 2, 8, 16, 64]


def test_the_index_is_the_same_in_one_shard_and_in_many(index, tmp_path):
    texts = corpus()
    addresses = [document(one, "")[0] for one in sorted(texts)]
    index(texts, number=1)
    assert len(index.written.shards) == 1
    one = read_bundle(index.bundle, addresses)
    index(texts)
    assert len(index.written.shards) > 4
    many = read_bundle(index.bundle, addresses)
    assert many == one
    assert {"ecol", "ecol\0ecole", "ecol\0école"} & set(one[0].words)


def test_an_edit_makes_one_shard_anew_and_the_bytes_are_those_of_a_new_index(index, first, tmp_path):
    texts = corpus()
    before = index.kept()
    for change in ({"folder/7": "Other words, and more of them."}, {"folder/7": "Other.", "another": "A new text."}):
        made = index(texts | change)
        assert index.written.made == len(change)
        assert len(index.kept() - before) == len(before - index.kept()) == len(change)
        assert made == index(texts | change, cache=tmp_path / "nothing kept" / str(len(change)))
    assert index(texts) == first


def test_nothing_is_made_where_nothing_has_changed(index, first):
    assert index(corpus()) == first
    assert index.written.made == 0


def test_another_program_makes_all_anew(index, first, monkeypatch):
    monkeypatch.setattr("policy_digest.search.shards.program", lambda: b"another")
    index(corpus())
    assert index.written.made == len(index.written.shards) == len(index.kept())


@pytest.mark.parametrize("count", [1, 5])
def test_the_number_of_processes_changes_nothing(index, clean, monkeypatch, count):
    monkeypatch.setattr(os, "cpu_count", lambda: count)
    assert index(corpus()) == clean[1]


def cut(path):
    path.write_bytes(path.read_bytes()[:-1])


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def become_a_folder(path):
    path.unlink()
    path.mkdir()


DAMAGES = [cut, flip, lambda path: path.write_bytes(b""), lambda path: path.unlink(), become_a_folder]
KEPT = ["*/head", "*/index", "*/0.pf_fragment", "pieces/*", "merged"]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("pattern", KEPT)
def test_nobody_can_tell_that_what_is_kept_was_damaged(index, first, clean, damage, pattern):
    for path in sorted(index.cache.glob(pattern))[:2]:
        damage(path)
    assert index(corpus()) == first
    assert index(OTHER) == clean[2]


@pytest.mark.parametrize("pattern", KEPT)
@pytest.mark.parametrize("gone", [[], ["pieces"], ["pieces", "merged"]])
def test_nobody_can_tell_which_byte_was_changed(index, first, pattern, gone):
    path = min(index.cache.glob(pattern))
    for tenth in range(10) if pattern == "*/index" else (0, 4, 9):  # of the index of a shard only a part is read
        if path.is_file():
            data = bytearray(path.read_bytes())
            data[len(data) * tenth // 10] ^= 1
            path.write_bytes(data)
        for name in gone:
            (index.cache / name).rename(index.cache.with_name(f"{name} {tenth}"))
        assert index(corpus()) == first


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("pattern", ["*/head", "*/index", "*/0.pf_fragment"])
def test_a_shard_that_is_damaged_is_made_again_once_it_is_read(index, first, damage, pattern):
    damaged = sorted(index.cache.glob(pattern))[:2]
    for path in damaged:
        damage(path)
    (index.cache / "merged").unlink()
    assert index(corpus()) == first
    assert index.written.made == len(damaged)
    (index.cache / "merged").unlink()
    assert index(corpus()) == first
    assert index.written.made == 0


def test_an_edit_leaves_the_pieces_without_its_words(index):
    texts = {f"text{number}": f"word{number}a word{number}b " * 9000 for number in range(12)}
    index(texts)
    before = {path.name for path in (index.cache / "pieces").iterdir()}
    index(texts | {"text7": texts["text7"] + "word7a"})
    after = {path.name for path in (index.cache / "pieces").iterdir()}
    assert len(before) > 3
    assert 0 < len(after - before) < len(after & before)


def test_a_change_in_the_site_does_not_get_into_the_next(index, first):
    index(corpus())
    for path in index.bundle.rglob("*.pf_*"):
        with path.open("r+b") as file:
            file.write(b"changed in place")
    assert index(corpus()) == first


def test_what_is_not_needed_any_more_goes_and_what_is_not_ours_stays(index):
    index(corpus(40))
    (index.cache / ".digest-left-over").mkdir()
    (index.cache / "notes.txt").write_text("mine", encoding="utf-8")
    index(corpus(10))
    assert len(index.kept()) == len(index.written.shards)
    assert len(list((index.cache / "pieces").iterdir())) == len(list((index.bundle / "index").iterdir()))
    assert not (index.cache / ".digest-left-over").exists()
    assert (index.cache / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_what_is_published_of_a_shard_that_stays_is_not_written_again(index, first, tmp_path):
    texts = corpus() | {"a-new-one": "Words."}
    whole = index(texts)
    written = write_index(
        texts,
        lambda one: document(one, texts[one]),
        lambda one: stamp(texts[one]),
        tmp_path / "new",
        index.cache,
        MANY,
        first.__contains__,
    )
    assert {path.split("/")[0] for path in written.stays} == {"fragment"}
    assert {*written.stays}.isdisjoint(tree(tmp_path / "new"))
    assert tree(tmp_path / "new") | {path: first[path] for path in written.stays} == whole


def test_builds_at_the_same_time_do_not_spoil_each_other(tmp_path):
    corpora = [corpus(), corpus(12), corpus() | {"folder/3": "Other."}]

    def made(number):
        texts = corpora[number % len(corpora)]
        bundle = tmp_path / f"at-once-{number}"
        write_index(
            texts,
            lambda one: document(one, texts[one]),
            lambda one: stamp(texts[one]),
            bundle,
            tmp_path / "cache",
            MANY,
        )
        return tree(bundle)

    alone = []
    for at, texts in enumerate(corpora):
        bundle = tmp_path / f"alone-{at}"
        write_index(
            texts,
            lambda one, texts=texts: document(one, texts[one]),
            lambda one, texts=texts: stamp(texts[one]),
            bundle,
            tmp_path / f"own-{at}",
            MANY,
        )
        alone.append(tree(bundle))
    with ThreadPoolExecutor(3) as pool:
        for number, found in enumerate(pool.map(made, range(9))):
            assert found == alone[number % len(corpora)]


def test_a_cache_that_cannot_be_written_does_no_harm(index, clean, tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert index(corpus(), cache=tmp_path / "file" / "cache") == clean[1]


def test_what_is_kept_and_may_not_be_listed_stays(tmp_path, monkeypatch):
    def refuse(folder):
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))

    (tmp_path / ("0" * 64)).write_text("x")
    monkeypatch.setattr(Path, "iterdir", refuse)  # whoever is root may list all
    prune(tmp_path, ())
    assert len(tree(tmp_path)) == 1
