from __future__ import annotations

import hashlib
import marshal
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import captured, source, write

from policy_digest.corpus import read_texts
from policy_digest.ledger import Ledger
from policy_digest.publish import look, look_at, stamps
from policy_digest.state import RECENT, Hashes, State, hash_content, hash_inputs, load_state, look_at_inputs, save_state

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


def test_inputs_that_look_the_same_need_not_be_read(tmp_path, settled):
    path, apart = old(tmp_path / "docs" / "a.md", "words"), old(tmp_path / "mkdocs.yml", "settings")
    paths = [tmp_path / "docs", apart]
    first = look_at_inputs(paths, "version 1")
    assert first[1]
    assert look_at_inputs(paths, "version 1") == first
    assert look_at_inputs(paths, "version 2")[0] != first[0]
    old(tmp_path / "docs" / "a.pyc", "compiled")
    assert look_at_inputs(paths, "version 1") == first
    old(tmp_path / "new.md", "other").replace(path)
    assert look_at_inputs(paths, "version 1")[0] != first[0]


def test_how_inputs_look_does_not_tell_all_where_one_was_changed_just_now(tmp_path):
    folder = tmp_path / "sources"
    write(folder, {"a.md": "words"})
    assert not look_at_inputs([folder])[1]


def test_how_inputs_look_does_not_tell_all_where_one_is_a_link(tmp_path, settled):
    behind = old(tmp_path / "behind" / "a.md", "words")
    assert look_at_inputs([tmp_path / "behind"])[1]
    apart = old(tmp_path / "mkdocs.yml", "settings")
    (tmp_path / "behind" / "b.md").symlink_to(behind)
    assert not look_at_inputs([tmp_path / "behind", apart])[1]


PATHS = st.lists(st.lists(st.sampled_from(["a", "a-b", "b", "é", "a.b"]), min_size=1, max_size=3), max_size=6)


@given(PATHS)
def test_the_look_of_a_site_is_that_of_its_files(tmp_path_factory, paths):
    site = tmp_path_factory.mktemp("site")
    for path in paths:
        folder = site.joinpath(*path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_text("/".join(path), encoding="utf-8")
    assert look_at(site) == look(stamps(site))
    for name in stamps(site):
        before = look_at(site)
        os.utime(site / name, ns=(LONG_AGO, LONG_AGO))
        assert look_at(site) != before


def test_of_a_state_as_much_is_loaded_as_is_wanted(tmp_path):
    state = State(b"inputs", b"looked", seen={"a.md": (1, 2, 3, 4, b"hash")}, stamps={"index.html": (5, 6)})
    save_state(state, tmp_path / "state")
    state.look = look(state.stamps)
    assert load_state(tmp_path / "state") == state
    assert load_state(tmp_path / "state", 1) == State(b"inputs", b"looked", state.look)
    assert load_state(tmp_path / "state", 2) == State(b"inputs", b"looked", state.look, state.seen)


def read(folder, cache, *, details, hashes=None):
    known = Hashes() if hashes is None else hashes
    texts, problems = read_texts(folder, folder.parent, Ledger(folder), cache, known, details=details)
    assert not [problem for problem in problems if problem.severity == "error"]
    return texts


def test_a_capture_that_was_put_right_while_it_was_read_is_told_when_it_is_wrong_again(tmp_path):
    folder, hashes = tmp_path / "sources", Hashes()
    write(folder, {"a.md": captured("One.\n", "One."), "captures/a.txt": "Two.\n"})
    assert hashes[str(folder / "captures" / "a.txt")]
    write(folder, {"captures/a.txt": "One.\n"})
    (text,) = read(folder, tmp_path / "cache", details=True, hashes=hashes)
    assert text.fidelity
    write(folder, {"captures/a.txt": "Two.\n"})
    _, problems = read_texts(folder, tmp_path, Ledger(folder), tmp_path / "cache", Hashes())
    assert [problem.message.partition(" ")[0] for problem in problems] == ["'capture.sha256'", "differs"]


def test_a_state_in_another_format_is_none(tmp_path):
    path = tmp_path / "site.state"
    save_state(State(inputs=b"one"), path)
    assert load_state(path, 1).inputs == b"one"
    form, _, rest = path.read_bytes().partition(b"\n")
    path.write_bytes(form[:-1] + b"0\n" + rest)
    assert load_state(path, 1) == State()


@pytest.mark.parametrize("values", [(b"",) * 8, (b"",) * 20, ({},) * 5 + ({"a/": ()},)])
def test_a_state_of_another_shape_is_none(tmp_path, values):
    path, packed = tmp_path / "site.state", marshal.dumps(values)
    save_state(State(), path)
    form = path.read_bytes().partition(b"\n")[0]
    path.write_bytes(form + b"\n" + len(packed).to_bytes(8) + hashlib.sha256(packed).digest() + packed)
    assert load_state(path, 1) == State()


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
