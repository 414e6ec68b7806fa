from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support import tree, write

from policy_digest.publish import discard, merge, replace, stage

OLD, NEW = {"index.html": b"old", "gone/index.html": b"gone"}, {"index.html": b"new"}


@pytest.fixture
def site(tmp_path):
    """A published site, alone in its folder."""
    return write(tmp_path / "out" / "site", OLD)


@pytest.fixture(scope="module")
def dead():
    """The id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def beside(site):
    """What stands in the folder of the site."""
    return sorted(path.name for path in site.parent.iterdir())


def test_a_build_is_written_beside_the_site_and_not_into_it(site):
    staging = stage(site)
    write(staging.folder, NEW)
    assert staging.folder.parent == site.parent
    assert tree(site) == OLD


def test_a_finished_build_takes_the_place_of_the_site_and_leaves_nothing(site):
    staging = stage(site)
    write(staging.folder, NEW)
    replace(staging)
    assert tree(site) == NEW
    assert beside(site) == ["site"]


def test_the_first_build_needs_no_site_and_no_folder(tmp_path):
    staging = stage(tmp_path / "new" / "site")
    write(staging.folder, NEW)
    replace(staging)
    assert tree(tmp_path / "new" / "site") == NEW


def test_a_discarded_build_leaves_the_site_as_it_was(site):
    staging = stage(site)
    write(staging.folder, NEW)
    discard(staging)
    assert tree(site) == OLD
    assert beside(site) == ["site"]


def test_a_relative_path_is_that_of_the_folder_where_the_build_starts(site, monkeypatch):
    monkeypatch.chdir(site.parent)
    staging = stage(type(site)("site"))
    monkeypatch.chdir("/")
    write(staging.folder, NEW)
    replace(staging)
    assert tree(site) == NEW


def test_what_a_killed_build_left_is_cleared(site, dead):
    write(site.with_name(f".site-{dead}"), NEW)
    write(site.with_name(f".site-{dead}-previous"), NEW)
    discard(stage(site))
    assert tree(site) == OLD
    assert beside(site) == ["site"]


def test_what_an_earlier_build_of_this_process_left_is_cleared(site):
    write(site.with_name(f".site-{os.getpid()}"), {"left.html": b"x"})
    staging = stage(site)
    assert tree(staging.folder) == {}
    discard(staging)


def test_a_site_that_was_taken_away_between_two_renames_comes_back(site, dead):
    write(site.with_name(f".site-{dead}"), NEW)
    site.rename(site.with_name(f".site-{dead}-previous"))
    staging = stage(site)
    assert tree(site) == OLD
    discard(staging)
    assert beside(site) == ["site"]


def test_a_build_that_still_runs_is_left_alone(site):
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        other = write(site.with_name(f".site-{process.pid}"), NEW)
        discard(stage(site))
        assert tree(other) == NEW
    finally:
        process.communicate(b"\n")


@pytest.mark.parametrize("name", ["site-1", ".site-x", ".other-1", ".site-1-older", ".site"])
def test_what_is_not_a_build_of_the_site_is_left_alone(site, name):
    other = write(site.with_name(name), NEW)
    discard(stage(site))
    assert tree(other) == NEW


def test_a_build_whose_turn_fails_leaves_the_site_in_its_place(site, monkeypatch):
    staging = stage(site)
    write(staging.folder, NEW)

    def rename(path, target, old=Path.rename):
        if path == staging.folder:
            raise OSError(errno.EIO, "I/O error")
        return old(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="I/O"):
        replace(staging)
    discard(staging)
    assert (tree(site), beside(site)) == (OLD, ["site"])


def test_a_build_that_may_not_change_one_folder_of_the_site_changes_none(site, monkeypatch):
    staging = stage(site)
    write(staging.folder, {**NEW, "gone/index.html": b"here"})
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: may(path, mode) and path != site / "gone")  # root may always
    with pytest.raises(PermissionError, match=f"'{site / 'gone'}'"):
        merge(staging, OLD, {})
    discard(staging)
    assert (tree(site), beside(site)) == (OLD, ["site"])


@pytest.mark.parametrize("name", ["site.old", "我的站", "a b"])
def test_a_site_may_have_any_name(tmp_path, name):
    site = write(tmp_path / name, OLD)
    staging = stage(site)
    write(staging.folder, NEW)
    replace(staging)
    assert [tree(site), [path.name for path in tmp_path.iterdir()]] == [NEW, [name]]
