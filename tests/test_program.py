"""What a site depends on beside its texts: whatever of it changes, pages are made anew; and what a build loads."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version

import pytest
from tests.support import ROOT

from policy_digest.program import GENERATOR, LIBRARIES, versions

FEW = {
    *("distributed", "rdflib", "rich.progress", "pagefind.service", "policy_digest.epub", "policy_digest.skos"),
    *(f"policy_digest.pages.{kind}" for kind in ("themes", "chronology", "timeline", "issuers", "named", "packs")),
}
"""What few builds need: modules that take time to load."""
NO_PART = {"click", "rich"}
"""What speaks with people alone, and has no part in a site."""


def test_every_package_that_the_site_is_made_with_is_known():
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.match(r"[\w-]+", one)[0] for one in needed}
    assert names - NO_PART <= {*LIBRARIES, *GENERATOR}


def test_versions_are_those_that_the_packages_state():
    names = [*LIBRARIES, *GENERATOR]
    assert versions(names) == [version(name) for name in names]


def test_the_first_place_of_a_package_counts(tmp_path, monkeypatch):
    (tmp_path / "py_yaml-0.1.dist-info").mkdir()
    (tmp_path / "PyYAML-0.2.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert versions(["pyyaml", "py.yaml"]) == ["0.2", "0.1"]


def test_a_package_that_is_not_installed_is_an_error():
    with pytest.raises(PackageNotFoundError):
        versions(["no-such-package"])


def test_what_few_builds_need_is_not_loaded_by_all():
    code = "import json, sys; from policy_digest import build, outputs, plan; from policy_digest.search import index; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT / "hooks", capture_output=True, text=True, check=True)
    assert FEW.isdisjoint(json.loads(done.stdout))
