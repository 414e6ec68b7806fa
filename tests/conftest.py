"""Fixtures of all tests, and how much generated input they get."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, settings
from tests.cited import ISSUERS, SITE
from tests.suggested import WORDS
from tests.support import ROOT, Site, build, read_corpus, source, vocabulary, write

from policy_digest.citation import record_of
from policy_digest.suggest.annotated import read_annotated
from policy_digest.suggest.suggestions import learn_from, suggest

# The same examples on every run. `--hypothesis-profile=explore` looks for new ones.
settings.register_profile(
    "ci",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("explore", parent=settings.get_profile("ci"), derandomize=False, max_examples=3000)
settings.load_profile("ci")


def pytest_collection_modifyitems(items):
    """The slow tests first: at the end one process would be at work on them alone."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """In CI a test that is skipped fails: a machine that lacks what it needs proves nothing."""
    report = yield
    if report.skipped and os.environ.get("CI"):
        report.outcome, report.longrepr = "failed", f"Skipped in CI: {report.longrepr[-1]}"
    return report


@pytest.fixture
def corpus(tmp_path):
    """Writes a folder of sources from its files: `corpus({"a.md": source("Words.")})`."""
    return lambda files: write(tmp_path / "sources", files)


@pytest.fixture
def folder(tmp_path):
    """A folder of sources without any."""
    return write(tmp_path / "sources", {})


@pytest.fixture
def record(corpus):
    """The record of a text from its fields."""

    def made(body="Words.", **fields):
        folder = corpus({"texts/a.md": source(body, **fields), **vocabulary(issuers=ISSUERS)})
        digest, problems = read_corpus(folder)
        assert not [problem for problem in problems if problem.startswith("error")]
        return record_of(digest, digest.texts["texts/a"], SITE)

    return made


@pytest.fixture
def suggested(corpus):
    """What is suggested for the text `a` of a corpus: its annotations as the model reads them, and their reasons."""

    def run(files, one="a", **options):
        folder = corpus(WORDS | (files if isinstance(files, dict) else {"a.md": files}))
        known, problems = read_annotated(folder, folder.parent, one)
        assert problems == []
        return suggest(known.texts[one], learn_from(known), **options)

    return run


@pytest.fixture
def build_site(tmp_path):
    """Builds the project's site from a folder of sources, in a process of its own."""

    def built(folder, *, name="site", **options):
        return build(folder, tmp_path / name, **options)

    return built


@pytest.fixture
def room(monkeypatch):
    """Lets no file grow beyond some bytes, which is a full disk to whoever writes: `with room(120):`."""
    resource = pytest.importorskip("resource")  # not on Windows
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # it would be cut off too, and taken for whole
    monkeypatch.setenv("DIGEST_CACHE", "")

    @contextmanager
    def limited(size):
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return limited


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The site of the project's own texts, built strictly, once for all tests."""
    done = build(ROOT / "sources", tmp_path_factory.mktemp("own") / "site", strict=True)
    assert done.code == 0, done.messages
    return Site(done.path)
