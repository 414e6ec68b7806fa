"""A site made in shares and merged has the bytes of one build."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.bench.check_cache import change_field
from tests.bench.shards import build_and_compare, merge
from tests.bench.trees import differing
from tests.rebuilding import small_corpus
from tests.support import build, source, tree, write

from policy_digest.share import Share, parse_share


@given(st.text(), st.integers(1, 9))
def test_each_name_falls_to_exactly_one_shard(name, count):
    assert [Share(number, count).has(name) for number in range(1, count + 1)].count(True) == 1


def test_a_shard_is_written_as_its_number_and_how_many_there_are():
    assert parse_share("2/4") == Share(2, 4)
    assert parse_share("") == Share(1, 1)


@pytest.mark.parametrize("text", ["5/4", "0/4", "2", "2/", "a/b", "1/0", "-1/4"])
def test_what_is_no_shard_is_told_of(text):
    with pytest.raises(
        ValueError, match=r"names no shard\. Write its number and how many there are, for example 2/4\."
    ):
        parse_share(text)


def test_a_build_of_what_is_no_shard_fails_with_one_line(corpus, build_site, monkeypatch):
    monkeypatch.setenv("DIGEST_SHARD", "5/4")
    failed = build_site(corpus({"a.md": source()}))
    assert (failed.code, "Traceback" in failed.messages) == (1, False)
    assert "'extra.digest.shard' in mkdocs.yml: '5/4' names no shard." in failed.messages


@pytest.mark.slow
def test_a_site_in_three_shards_has_the_bytes_of_one_build(tmp_path):
    told = build_and_compare(small_corpus(tmp_path / "sources").save(), tmp_path, 3)
    assert told[-1] == "Same bytes.", told


@pytest.mark.slow
def test_a_shard_keeps_nothing_that_a_whole_build_would_take_for_its_own(tmp_path, monkeypatch):
    folder, cache = small_corpus(tmp_path / "sources").save(), tmp_path / "cache"
    monkeypatch.setenv("DIGEST_SHARD", "1/2")
    assert build(folder, tmp_path / "site", cache=cache).code == 0
    monkeypatch.delenv("DIGEST_SHARD")
    assert build(folder, tmp_path / "site", cache=cache).code == 0
    assert build(folder, tmp_path / "clean").code == 0
    assert tree(tmp_path / "site") == tree(tmp_path / "clean")


def test_shards_that_differ_and_sites_that_differ_are_told_of(tmp_path):
    one, other = (
        write(tmp_path / "one", {"a": "x", "b": "x", "c": "x"}),
        write(tmp_path / "other", {"a": "y", "b": "x", "d/e": "z"}),
    )
    assert merge([one, other], tmp_path / "merged") == ["two shards differ: a"]
    assert list(differing(one, other)) == ["other bytes: a", "too many: c", "missing: d/e"]
    assert list(differing(one, one)) == []


def test_a_field_is_changed_added_or_taken_out(tmp_path):
    text = tmp_path / "a.md"
    text.write_text("---\ntitle: A\ntheme:\n  - a\n- b\ndate: ''\n---\nWords.\n---\n")
    for name, value in (("theme", ["c"]), ("kind", "plan"), ("date", None)):
        change_field(text, name, value)
    assert text.read_text() == '---\ntitle: A\ntheme: ["c"]\nkind: "plan"\n---\nWords.\n---\n'
