"""A live preview follows what an editor does, and outlives a fault."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from urllib.error import URLError

import pytest
from tests.support import ROOT, source, vocabulary, write

PATIENCE = 60
"""Seconds until an edit must be seen; it takes about one."""


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def preview(sources, cache, told, *options):
    """The address of a preview that runs, and its process. What it tells goes to the file `told`."""
    address = f"127.0.0.1:{free_port()}"
    named = {"DIGEST_SOURCES": str(sources), "DIGEST_CACHE": str(cache), "NO_MKDOCS_2_WARNING": "1"}
    line = [sys.executable, "-m", "mkdocs", "serve", "-q", "-a", address, "-f", str(ROOT / "mkdocs.yml"), *options]
    # A shell has what runs in its background ignore Ctrl-C, and so has all that it starts but for this.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with told.open("wb") as output:
        process = subprocess.Popen(line, env=os.environ | named, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    signal.signal(signal.SIGINT, before)
    try:
        yield f"http://{address}/digest/", process
    finally:
        process.kill()
        process.wait()


def wait_for(wanted, read):
    """Wait until what is read has some words."""
    end = time.monotonic() + PATIENCE
    found = ""
    while time.monotonic() < end:
        found = read()
        if wanted in found:
            return
        time.sleep(0.2)
    pytest.fail(f"there is no “{wanted}”: {found[:200]}")


def shown(address, wanted):
    """Wait until a page has some words."""

    def read():
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                return answer.read().decode()
        except URLError:  # it does not serve yet
            return ""

    wait_for(wanted, read)


@pytest.mark.parametrize("options", [(), ("--clean",)])
def test_a_preview_follows_each_edit_and_outlives_a_fault(tmp_path, options):
    sources = write(
        tmp_path / "texts",
        {"a.md": source("The first words.", theme="learning"), **vocabulary(themes={"learning": "Learning"})},
    )
    told = tmp_path / "told.txt"
    with preview(sources, tmp_path / "cache", told, *options) as (address, process):
        shown(f"{address}sources/a/", "The first words.")
        write(sources, {"a.md": source("The second words.", theme="learning")})
        shown(f"{address}sources/a/", "The second words.")
        write(sources, {"a.md": source("The third words.", theme="learnig")})
        write(sources, {"b.md": source("Another text.")})
        wait_for("The preview stays as it was.", told.read_text)
        shown(f"{address}sources/a/", "The second words.")
        write(sources, {"a.md": source("The fourth words.", theme="learning")})
        shown(f"{address}sources/a/", "The fourth words.")
        shown(f"{address}sources/b/", "Another text.")
        write(sources, {"c.md": source("Another text.", aliases=["b"])})
        (sources / "b.md").unlink()
        shown(f"{address}sources/b/", 'location.replace("../c/"')
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=PATIENCE) == 0
    assert "Did you mean 'learning'?" in told.read_text()
    assert "Traceback" not in told.read_text()
