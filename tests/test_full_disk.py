"""What a full disk leaves: all as it was, and the file that could not be written told in one line."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests.support import ROOT, run_digest, source, tree, vocabulary, write

from policy_digest.search.shards import run_pagefind

THEMES = vocabulary(themes={"schools": {"label": "Schools", "definition": "Of villages and of towns. " * 9}})


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["new", "theme", "towns", "--label", "Towns"], "vocabulary/themes.yml: File too large."),
        (
            ["rename", "schools", "village-schools"],
            "Nothing was written: sources/vocabulary/themes.yml: File too large.",
        ),
        (["rename", "long", "b/long"], "Nothing was written: sources/long.md: File too large."),
        (["suggest", "long", "--write", "--yes"], "sources/long.md: File too large."),
        (["schemas"], "sources/.schemas/source.schema.json: File too large."),
    ],
)
def test_what_finds_no_room_is_told_by_its_file_and_changes_nothing(corpus, room, arguments, told):
    long = source("Schools of villages reach full coverage in 2025. " * 9)
    folder = corpus({"a.md": source(theme=["schools"]), "long.md": long} | THEMES)
    before = tree(folder)
    with room(200):
        code, lines = run_digest(*arguments, "--sources", str(folder))
    assert (code, lines[-1].endswith(told), tree(folder)) == (1, True, before), lines


def test_what_finds_no_room_aside_is_told_by_the_folder(corpus, tmp_path, monkeypatch):
    def classify(_):
        raise OSError(errno.ENOSPC, "No space left on device")  # as where it unpacks its model

    monkeypatch.setattr("py3langid.classify", classify)
    write(tmp_path, {"raw.txt": "The title\n\nWords of it.\n"})
    folder = corpus({})
    told = run_digest("add", str(tmp_path / "raw.txt"), "--sources", str(folder))
    assert told == (1, [f"Error: {tempfile.gettempdir()}: No space left on device."])
    assert tree(folder) == {}


def test_a_digest_that_finds_no_room_is_not_there_by_half(room, tmp_path):
    with room(2000):
        code, [told] = run_digest("init", str(tmp_path / "new"))
    assert (code, told.startswith(f"Error: {tmp_path / 'new'}"), told.endswith(": File too large.")) == (1, True, True)
    assert tree(tmp_path) == {}
    assert run_digest("init", str(tmp_path / "new"))[0] == 0


def test_an_output_that_finds_no_room_is_told_without_a_file(folder):
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("a system without it")
    command = [sys.executable, "-m", "policy_digest", "check", "--sources", str(folder)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "hooks"), "DIGEST_CACHE": ""}
    with full.open("w") as out:
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, env=environment, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "Error: No space left on device.\n")


def test_an_index_of_the_search_that_finds_no_room_aside_is_told_by_its_file(room):
    with room(200), pytest.raises(OSError, match="File too large") as told, run_pagefind([("a/", "Words. " * 99)]):
        pass
    assert told.value.filename.endswith("/site/a/index.html")
