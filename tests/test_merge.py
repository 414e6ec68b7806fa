"""The index of all shards: of pieces as large as they should be, whatever was kept, and no more read than is needed."""

from __future__ import annotations

import gzip
import shutil

import pytest
from tests.support import tree

from policy_digest.search import merge
from policy_digest.search.kept import DamagedError, keep_shard, read_shard
from policy_digest.search.merge import write_merged
from policy_digest.search.pagefind import PROGRAM, read_bundle
from policy_digest.search.shards import run_pagefind

FILES = dict.fromkeys(PROGRAM, b'{"version": "1.5.2"}')
SHARDS = 16
"""Twice as many as are measured for the cuts."""


def made(folder, words):
    """A shard of some texts, told by the words of each."""
    documents = [(one, f"<!doctype html><html><body><p>{its}</p></body></html>") for one, its in words.items()]
    with run_pagefind(documents) as bundle:
        return keep_shard(folder, *read_bundle(bundle, list(words)))


def texts(number, words=""):
    """Two texts with words that all shards have, some and none other."""
    return {f"{number}-{at}/": f"common word{number % 3} w{number}x{at} other{at} " + words for at in range(2)}


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(merge, "PIECE", 40)


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """What is kept of some shards, made once for all tests."""
    folder = tmp_path_factory.mktemp("shards")
    for number in range(SHARDS):
        made(folder / f"{number}", texts(number))
    return folder


@pytest.fixture
def shards(clean, tmp_path):
    """The shards in folders that a test may spoil."""
    shutil.copytree(clean, tmp_path, dirs_exist_ok=True)
    return [read_shard(tmp_path / f"{number}") for number in range(SHARDS)]


@pytest.fixture
def write(tmp_path):
    """Writes the index of some shards; gives all its bytes."""

    def write(shards, cache=tmp_path / "cache", published=()):
        bundle = tmp_path / "bundle"
        shutil.rmtree(bundle, ignore_errors=True)
        write.stays = write_merged(bundle, shards, FILES, cache, published.__contains__)
        return tree(bundle)

    return write


def spoil_words(shard):
    """Change a word in the list that stands before the records."""
    data = bytearray((shard.folder / "index").read_bytes())
    data[shard.records // 2] ^= 1
    (shard.folder / "index").write_bytes(data)


def test_pieces_are_small_but_for_one_word(tmp_path, monkeypatch, write):
    monkeypatch.setattr(merge, "PIECE", 64)
    words = {f"{at}/": f"{'the ' * 300} word{at} other{at} common" for at in range(20)}
    written = write([made(tmp_path / "kept", words)])
    sizes = sorted(len(gzip.decompress(data)) for path, data in written.items() if path.startswith("index/"))
    assert len(sizes) > 5
    assert sizes[-1] > 20 * 300 > 600 > sizes[-2]


def test_shards_with_other_fields_are_no_one_index(write, shards):
    other = keep_shard(shards[0].folder, shards[0].index(), shards[0].fragments())
    other.fields[:] = ["another"]
    with pytest.raises(ValueError, match="other fields"):
        write([*shards[1:], other])


@pytest.mark.parametrize("number", [0, 3])
@pytest.mark.parametrize("words", ["seldom", "common " * 40, "0 aaa", " ".join(f"new{at}" for at in range(60))])
def test_the_pieces_follow_from_the_texts_and_not_from_what_was_kept(tmp_path, write, shards, number, words):
    write(shards)
    changed = [*shards]
    changed[number] = made(tmp_path / "changed", texts(number, words))
    fewer = shards[:number] + shards[number + 1 :]
    for now in (changed, fewer, shards):
        assert write(now) == write(now, cache=tmp_path / "nothing kept" / str(len(list(tmp_path.iterdir()))))


def test_a_text_more_moves_the_pages_of_all_behind_it(tmp_path, write, shards):
    write(shards)
    changed = [made(tmp_path / "changed", texts(0) | {"more/": "seldom"}), *shards[1:]]
    assert write(changed) == write(changed, cache=tmp_path / "nothing kept")


def test_pieces_that_are_published_stay_and_are_not_read(tmp_path, write, shards):
    published = write(shards)
    changed = [shards[0], made(tmp_path / "changed", texts(1, "seldom")), *shards[2:]]
    whole = write(changed)
    write(shards)
    shutil.rmtree(tmp_path / "cache" / merge.PIECES)
    written = write(changed, published=published)
    assert {*write.stays} == {*published} & {path for path in whole if path.startswith("index/")}
    assert len(write.stays) > 5
    assert {*write.stays}.isdisjoint(written)
    assert written | {path: published[path] for path in write.stays} == whole


def test_of_shards_that_stay_only_the_slices_are_read_that_are_merged_anew(tmp_path, write, shards):
    write(shards)
    changed = [shards[0], made(tmp_path / "changed", texts(1, "seldom")), *shards[2:]]
    whole = write(changed, cache=tmp_path / "nothing kept")
    for shard in shards:
        spoil_words(shard)
    assert write(changed) == whole
    shutil.rmtree(tmp_path / "cache")
    with pytest.raises(DamagedError, match="0"):
        write(changed)


def test_a_slice_that_is_damaged_is_told(tmp_path, write, shards):
    write(shards)
    shutil.rmtree(tmp_path / "cache" / merge.PIECES)
    path = shards[3].folder / "index"
    data = path.read_bytes()
    for damaged in (data[:-1], data[:-1] + b"?", b""):
        path.write_bytes(damaged)
        with pytest.raises(DamagedError, match="3"):
            write(shards)
    path.unlink()
    with pytest.raises(DamagedError, match="3"):
        write(shards)
