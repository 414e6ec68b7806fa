"""`digest build`: MkDocs is loaded only where something has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

import pytest
from tests.support import ROOT, source, tree, write

from policy_digest import state
from policy_digest.publish import stamps
from policy_digest.state import State, save_state
from policy_digest_mkdocs.unchanged import look

SAME = "Nothing has changed: the site stays as it is."
SETTINGS = """
site_name: A
site_url: !ENV [DIGEST_SITE_URL, "https://example.org/"]
docs_dir: docs
hooks: [hooks/hook.py]
theme: {name: material, custom_dir: theme}
extra: {digest: {sources: sources, cache: !ENV [DIGEST_CACHE, cache], shard: !ENV [DIGEST_SHARD, ""]}}
markdown_extensions: [{pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji }}]
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """The folder of a project whose site MkDocs has just found right."""
    for name in ("DIGEST_SITE_URL", "DIGEST_CACHE", "DIGEST_SHARD", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(state, "RECENT", 0)
    folder = write(
        tmp_path / "project",
        {
            "mkdocs.yml": SETTINGS,
            "docs/index.md": "# Home\n",
            "hooks/hook.py": "",
            "theme/main.html": "",
            "sources/a.md": source(),
            "site/index.html": "Home",
            "site/sources/a/index.html": "Words",
        },
    )
    found = looked(folder)
    save_state(State(inputs=b"all", stamps=stamps(folder / "site")), found.state)
    assert not found.is_published()
    found.keep()
    assert found.is_published()
    assert looked(folder).is_published()
    return folder


def looked(folder, site_dir=None):
    return look(folder / "mkdocs.yml", site_dir)


@pytest.mark.parametrize(
    "name", ["mkdocs.yml", "docs/index.md", "hooks/hook.py", "theme/main.html", "sources/a.md", "site/index.html"]
)
def test_a_file_that_was_changed_or_taken_away_is_seen(project, name):
    before = (project / name).read_bytes()
    (project / name).write_bytes(before + b"\n")
    assert not looked(project).is_published()
    (project / name).unlink()
    found = looked(project)
    assert found is None or not found.is_published()


@pytest.mark.parametrize("name", ["docs/more.md", "sources/new/b.md", "theme/partials/x.html", "site/stray.html"])
def test_a_file_that_was_added_is_seen(project, name):
    write(project, {name: "x"})
    assert not looked(project).is_published()


def test_a_source_that_only_looks_the_same_by_its_size_and_time_is_seen(project):
    path = project / "sources" / "a.md"
    status = path.stat()
    path.with_suffix(".new").write_bytes(path.read_bytes().replace(b"Words", b"words"))
    path.with_suffix(".new").replace(path)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert not looked(project).is_published()


@pytest.mark.parametrize(
    ("name", "value"), [("DIGEST_SITE_URL", "https://example.com/"), ("SOURCE_DATE_EPOCH", "1700000000")]
)
def test_what_the_environment_says_is_seen(project, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert not looked(project).is_published()


def test_another_folder_is_another_site(project):
    shutil.copytree(project / "site", project / "other")
    assert not looked(project, "other").is_published()
    assert looked(project, str(project / "site")).is_published()


def test_without_what_is_kept_nothing_is_known(project):
    shutil.rmtree(project / "cache")
    assert not looked(project).is_published()


def test_what_a_build_must_say_again_is_left_to_mkdocs(project):
    (project / "sources" / "a.md").write_text(source("Other words."))
    found = looked(project)
    save_state(State(inputs=b"", stamps=stamps(project / "site")), found.state)
    found.keep()
    assert not found.is_published()


@pytest.mark.parametrize("variables", [{"DIGEST_CACHE": ""}, {"DIGEST_SHARD": "1/2"}])
def test_a_build_of_which_nothing_is_kept_is_left_to_mkdocs(project, monkeypatch, variables):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert looked(project) is None


@pytest.mark.parametrize(
    "settings",
    ["INHERIT: other.yml\n" + SETTINGS, "", "[]", "a: [", "extra: {digest: }", SETTINGS[: SETTINGS.index("theme")]],
)
def test_settings_with_a_fault_or_a_parent_are_left_to_mkdocs(project, settings):
    (project / "mkdocs.yml").write_text(settings)
    assert looked(project) is None


def test_a_file_that_was_changed_just_now_is_left_to_mkdocs(project, monkeypatch):
    monkeypatch.setattr(state, "RECENT", 2 * 10**9)
    assert looked(project) is None


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_left_to_mkdocs(project):
    (project / "sources" / "b.md").symlink_to(project / "sources" / "a.md")
    assert looked(project) is None


def run(folder, *arguments, program="policy_digest", config=ROOT / "mkdocs.yml"):
    quiet = {"DISABLE_MKDOCS_2_WARNING": "true", "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    places = {"DIGEST_SOURCES": str(folder / "sources"), "DIGEST_CACHE": str(folder / "cache")}
    command = [sys.executable, "-m", program, "build", "--config-file", str(config)]
    return subprocess.run(
        [*command, "--site-dir", str(folder / "site"), *arguments],
        cwd=folder,
        env=os.environ | quiet | places | {"SOURCE_DATE_EPOCH": "1700000000", "PYTHONPATH": str(ROOT / "hooks")},
        text=True,
        capture_output=True,
        check=False,
    )


@pytest.mark.slow
def test_the_command_builds_what_mkdocs_builds_and_then_needs_mkdocs_no_more(corpus, build_site, tmp_path):
    folder = corpus({"a.md": source()})
    built = build_site(folder, name="clean")
    first = run(tmp_path, "--strict", "--verbose")
    assert (first.returncode, "Pages" in first.stderr) == (0, True), first.stderr
    assert tree(tmp_path / "site") == tree(built.path)
    while (folder / "a.md").stat().st_ctime_ns > time.time_ns() - state.RECENT:
        time.sleep(0.1)  # of a text that was written just now MkDocs tells
    run(tmp_path)
    again = run(tmp_path, "--strict")
    assert (again.returncode, again.stdout, again.stderr) == (0, f"{SAME}\n", "")
    called_otherwise = os.path.relpath(ROOT / "mkdocs.yml", tmp_path)
    assert SAME in run(tmp_path, program="mkdocs", config=called_otherwise).stderr
    corpus({"b.md": source(sumary="x")})
    failed = run(tmp_path, "--strict")
    assert (failed.returncode, "'sumary' is not a field" in failed.stderr, "Traceback" in failed.stderr) == (
        1,
        True,
        False,
    )
    assert tree(tmp_path / "site") == tree(built.path)
    corpus({"b.md": source(theme=["x"])})
    failed = run(tmp_path)
    assert (failed.returncode, "to correct in the sources" in failed.stderr) == (1, True)


def test_settings_that_are_not_there_are_told_in_a_line(tmp_path):
    failed = run(tmp_path, "--config-file", str(tmp_path / "none.yml"))
    assert failed.returncode == 2
    assert "none.yml': No such file or directory" in failed.stderr
    assert "Traceback" not in failed.stderr
