"""Builds by the command have the bytes of clean ones: after edits, killed, and at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.edits import (
    add,
    annotate,
    capture,
    insert,
    publish_release,
    redate,
    relabel,
    remove,
    rename,
    retitle,
    reword,
)
from tests.rebuilding import small_corpus
from tests.support import ROOT, build, source, tree, write

pytestmark = pytest.mark.slow


BUILD = """
import os, signal, sys

folder, most = sys.argv.pop(1), int(sys.argv.pop(1))
done = 0


def count(event, arguments):
    global done
    if event == "os.rename" and str(arguments[0]).startswith(folder):
        if done == most:
            os.killpg(0, signal.SIGKILL)
        done += 1


sys.addaudithook(count)
from mkdocs.__main__ import cli
cli()
"""
"""Builds, but ends with all its helpers before it renames more than `most` files in a folder."""


def command(sources: Path, site: Path, cache: Path, most: int = 10_000) -> subprocess.Popen[bytes]:
    """A build by the command line that is under way."""
    quiet = {"DISABLE_MKDOCS_2_WARNING": "true", "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    named = {"DIGEST_SOURCES": str(sources), "DIGEST_CACHE": str(cache), "SOURCE_DATE_EPOCH": "1700000000"}
    options = ["--config-file", str(ROOT / "mkdocs.yml"), "--site-dir", str(site)]
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, str(site.parent), str(most), "build", *options],
        env={name: value for name, value in os.environ.items() if name != "DIGEST_SITE_URL"} | quiet | named,
        start_new_session=True,
        stderr=subprocess.PIPE,
    )


def ended(process: subprocess.Popen[bytes]) -> tuple[int, bool]:
    """The exit code of a build, and whether it told of something wrong."""
    _, told = process.communicate()
    return process.returncode, b"WARNING" in told or b"Traceback" in told


def test_builds_by_the_command_after_each_kind_of_edit_have_the_bytes_of_clean_ones(tmp_path):
    corpus, cache = small_corpus(tmp_path / "sources"), tmp_path / "cache"
    for edits in [
        (),
        (reword, capture, add, retitle, redate, annotate),
        (remove, rename, publish_release, insert, relabel),
    ]:
        for edit in edits:
            edit(corpus, 3)
        corpus.save()
        cached = build(corpus.folder, tmp_path / "site", cache=cache)
        clean = build(corpus.folder, tmp_path / "clean", cache=None)
        assert (cached.code, clean.code) == (0, 0), cached.messages + clean.messages
        assert tree(cached.path) == tree(clean.path), edits
    files = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = build(corpus.folder, tmp_path / "site", cache=cache)
    assert again.code == 0
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == {
        path: stamp for path, stamp in files.items() if path.is_file()
    }
    assert {*files} == {*tmp_path.rglob("*")}


def test_what_one_build_told_or_was_too_quiet_to_tell_the_next_one_tells(tmp_path):
    folder = write(tmp_path / "sources", {"a.md": source(sumary="x")})
    for quiet in (True, False, False):
        built = build(folder, tmp_path / "site", cache=tmp_path / "cache", quiet=quiet)
        assert (built.code, "'sumary' is not a field" in built.messages) == (0, not quiet)
    assert build(folder, tmp_path / "site", cache=tmp_path / "cache", strict=True).code == 1


def test_an_edit_in_the_middle_of_a_build_can_be_undone(tmp_path):
    folder = write(tmp_path / "sources", {"a.md": source(), "vocabulary/themes.yml": "a: Before"})
    themes, edited = folder / "vocabulary" / "themes.yml", tmp_path / "edited.yml"
    edited.write_text("a: Meanwhile")
    edit = f"if os.path.exists({str(edited)!r}):\n        os.replace({str(edited)!r}, {str(themes)!r})"
    settings = {
        "INHERIT": str(ROOT / "mkdocs.yml"),
        "docs_dir": str(ROOT / "docs"),
        "theme": {"custom_dir": str(ROOT / "hooks/theme")},
        "hooks": [str(ROOT / "hooks/mkdocs_digest.py"), "edit.py"],
    }
    write(tmp_path / "config", {"edit.py": f"import os\n\n\ndef on_config(config):\n    {edit}\n"})
    write(tmp_path / "config", {"mkdocs.yml": json.dumps(settings)})
    for label in ("Meanwhile", "Before"):
        built = build(folder, tmp_path / "site", cache=tmp_path / "cache", config=tmp_path / "config" / "mkdocs.yml")
        assert built.code == 0, built.messages
        assert label in (tmp_path / "site/themes/a/index.html").read_text()
        themes.write_text("a: Before")


def test_a_build_that_is_killed_leaves_whole_files_and_the_next_is_right(tmp_path):
    corpus, cache, site = small_corpus(tmp_path / "sources"), tmp_path / "cache", tmp_path / "site"
    assert build(corpus.save(), site, cache=cache).code == 0
    before = tree(site)
    words = corpus.texts["note"].paragraphs
    corpus.texts["note"].paragraphs = [*words, "It names nobody still."]
    assert build(corpus.save(), tmp_path / "clean", cache=None).code == 0
    after = tree(tmp_path / "clean")
    mixed = 0
    # Before the index is kept, before and after the first file of the site takes its place, and after some more.
    for most in (0, 1, 2, 9):
        assert ended(command(corpus.folder, site, cache, most)) == (-signal.SIGKILL, False)
        left = tree(site)
        assert {path for path, data in left.items() if data not in (before.get(path), after.get(path))} == set()
        assert {*before} & {*after} <= {*left}
        mixed += left not in (before, after)
        assert build(corpus.folder, site, cache=cache).code == 0
        assert tree(site) == after
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
        before, after = after, before
        corpus.texts["note"].paragraphs, words = words, corpus.texts["note"].paragraphs
        corpus.save()
    assert mixed == 2


def test_two_builds_at_once_do_not_spoil_each_other(tmp_path):
    corpus, cache = small_corpus(tmp_path / "sources"), tmp_path / "cache"
    for _ in range(2):  # the first time from nothing, then from what is kept
        reword(corpus, 0)
        corpus.save()
        at_once = [command(corpus.folder, tmp_path / name, cache) for name in ("site", "site", "other")]
        assert [ended(process) for process in at_once] == [(0, False)] * 3
        assert build(corpus.folder, tmp_path / "clean", cache=None).code == 0
        assert tree(tmp_path / "site") == tree(tmp_path / "other") == tree(tmp_path / "clean")
