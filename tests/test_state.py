from __future__ import annotations

import os
import time

import pytest
from tests.support import source, write

from policy_digest.corpus import read_texts
from policy_digest.ledger import Ledger
from policy_digest.state import RECENT, Hashes, hash_content, hash_inputs

LONG_AGO = time.time_ns() - 10 * RECENT


def old(path, words):
    """Write a file that was changed long ago."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(words, encoding="utf-8")
    os.utime(path, ns=(LONG_AGO, LONG_AGO))
    return path


@pytest.fixture
def settled(monkeypatch):
    """As if all files had been left alone for long."""
    now = time.time_ns
    monkeypatch.setattr("policy_digest.state.time.time_ns", lambda: now() + 2 * RECENT)


def hashed(folder, known=None):
    hashes = Hashes(known)
    return hash_inputs([folder], hashes), hashes


def test_a_file_that_looks_the_same_is_not_read_again(tmp_path, settled):
    path = old(tmp_path / "a.md", "words")
    first, hashes = hashed(tmp_path)
    known = {name: (*seen[:4], hash_content(b"what it had")) for name, seen in hashes.seen.items()}
    assert list(known) == [str(path)]
    assert hashed(tmp_path, hashes.seen)[0] == first
    assert hashed(tmp_path, known)[1][str(path)] == hash_content(b"what it had")


def test_a_file_that_was_replaced_by_one_of_the_same_size_and_time_is_read(tmp_path, settled):
    path = old(tmp_path / "a.md", "words")
    first, hashes = hashed(tmp_path)
    old(tmp_path / "b.md", "other").replace(path)
    again, anew = hashed(tmp_path, hashes.seen)
    assert again != first
    assert anew[str(path)] == hash_content(b"other")


def test_a_file_that_was_changed_just_now_is_read_again(tmp_path):
    (tmp_path / "a.md").write_text("words", encoding="utf-8")
    _, hashes = hashed(tmp_path)
    assert hashes.seen == {}


def test_a_link_is_read_again_as_what_is_behind_it_can_change(tmp_path, settled):
    behind = old(tmp_path / "behind" / "a.md", "words")
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "a.md").symlink_to(behind)
    first, hashes = hashed(folder)
    old(behind, "other")
    assert hashes.seen == {}
    assert hashed(folder, hashes.seen)[0] != first


def read(folder, cache, *, details):
    texts, problems = read_texts(folder, folder.parent, Ledger(folder), cache, Hashes(), details=details)
    assert not [problem for problem in problems if problem.severity == "error"]
    return texts


def test_what_a_check_keeps_serves_a_check_and_no_page(tmp_path):
    folder = tmp_path / "sources"
    write(folder, {"a.md": source("One paragraph.\n\nAnother.")})
    (checked,) = read(folder, tmp_path / "cache", details=False)
    assert not checked.key
    (again,) = read(folder, tmp_path / "cache", details=False)
    assert (again.words, again.paragraphs, again.body.words) == (3, 2, ["One", "paragraph.", "Another."])
    (built,) = read(folder, tmp_path / "cache", details=True)
    assert built.key
    assert built.edition.version == again.edition.version == checked.edition.version
