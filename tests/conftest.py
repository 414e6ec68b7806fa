"""Fixtures of all tests, and how much generated input they get."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from tests.support import ROOT, Site, build, write

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


@pytest.fixture
def corpus(tmp_path):
    """Writes a folder of sources from its files: `corpus({"a.md": source("Words.")})`."""
    return lambda files: write(tmp_path / "sources", files)


@pytest.fixture
def build_site(tmp_path):
    """Builds the project's site from a folder of sources, in a process of its own."""

    def built(folder, *, name="site", **options):
        return build(folder, tmp_path / name, **options)

    return built


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The site of the project's own texts, built strictly, once for all tests."""
    done = build(ROOT / "sources", tmp_path_factory.mktemp("own") / "site", strict=True)
    assert done.code == 0, done.messages
    return Site(done.path)
