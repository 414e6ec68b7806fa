"""The pages that people write: MkDocs makes them again exactly when that could make a difference."""

from __future__ import annotations

import copy
import shutil

import pytest
from tests.rebuilding import small_corpus
from tests.support import ROOT, build, tree, write

pytestmark = pytest.mark.slow


def front_matter(fields):
    return lambda words: f"---\n{fields}\n---\n\n{words}"


class Project:
    """A project of its own, of few written pages, that can be edited, and what builds it with a cache and from nothing."""

    def __init__(self, home):
        self.home, self.folder, self.site = home, home / "project", home / "site"
        self.corpus = small_corpus(home / "sources")

    def edit(self, name, change):
        path = self.folder / name
        path.write_text(change(path.read_text(encoding="utf-8") if path.exists() else ""), encoding="utf-8")

    def build(self):
        """The messages of a build with a cache, after a word of a text was changed."""
        self.corpus.texts["note"].paragraphs.append("It names nobody still.")
        config = self.folder / "mkdocs.yml"
        built = build(self.corpus.save(), self.site, config=config, cache=self.home / "cache", verbose=True)
        assert built.code == 0, built.messages
        return built.messages

    def build_right(self):
        """The same; the build has the bytes of a clean one."""
        messages = self.build()
        clean = build(self.corpus.folder, self.home / "clean", config=self.folder / "mkdocs.yml")
        assert clean.code == 0, clean.messages
        assert tree(self.site) == tree(clean.path)
        return messages


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A project that was built, and the folder in which it was left."""
    folder = tmp_path_factory.mktemp("written")
    project = Project(folder / "home")
    for name in ("docs/assets", "hooks"):
        shutil.copytree(ROOT / name, project.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    pages = {"index.md": "# Start", "about.md": "# About", "cite.md": "# How to cite\n\nWords.\n"}
    write(project.folder / "docs", pages)
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    few = "\n".join(line for line in settings.split("\n") if not line.startswith("  - Editing:"))
    write(project.folder, {"mkdocs.yml": few})
    assert "Building page cite.md" in project.build()
    return project, project.home.rename(folder / "built")


@pytest.fixture
def project(first):
    """This project, as it was left."""
    built, left = first
    shutil.rmtree(built.home, ignore_errors=True)
    shutil.copytree(left, built.home)
    return copy.deepcopy(built)


def test_a_word_of_a_text_leaves_the_pages_that_people_write_as_they_are(project):
    assert "Building page" not in project.build()
    assert "Building page" not in project.build_right()
    (project.site / "cite" / "index.html").write_text("not what was left")
    assert "Building page cite.md" in project.build_right()
    assert "Building page" not in project.build()


def test_what_people_write_and_what_stands_around_it_is_made_again_when_it_changes(project):
    edits = [
        ("docs/cite.md", lambda words: f"{words}\nMore.\n"),
        ("docs/cite.md", lambda words: words.replace("# ", "# Now ", 1)),  # so does every page's navigation
        ("docs/assets/digest.css", lambda words: f"{words}\n.x {{ color: red }}\n"),
        ("docs/more.txt", lambda _: "A file."),
        ("hooks/theme/404.html", lambda words: words.replace("Not found", "Not here")),
        ("docs/cite.md", front_matter("title: Citing\nstatus: new")),
    ]
    for name, change in edits:
        project.edit(name, change)
        assert "Building page cite.md" in project.build(), name
    assert "Building page" not in project.build_right()  # from titles and front matter that were kept


def test_what_mkdocs_has_to_tell_of_a_written_page_is_told_each_time(project):
    project.edit("docs/cite.md", lambda words: f"{words}\n[Nowhere](nowhere.md)\n")
    for _ in range(2):
        assert "a link 'nowhere.md', but the target" in project.build()
    project.edit("docs/cite.md", lambda words: words.replace("[Nowhere](nowhere.md)", ""))
    project.corpus.texts["speech"].fields["sumary"] = "x"  # what is told of a text is told when it is read
    assert "Building page cite.md" in project.build()
    messages = project.build_right()
    assert "'sumary' is not a field" in messages
    assert "Building page" not in messages


def test_front_matter_that_cannot_be_kept_has_its_page_made_each_time(project):
    project.edit("docs/cite.md", front_matter("reviewed: 2024-01-01"))
    for build_once_more in (project.build, project.build_right):
        assert "Building page cite.md" in build_once_more()


def test_another_hook_sees_every_page_each_time(project):
    project.edit(
        "hooks/theirs.py", lambda _: "def on_post_page(output, page, config):\n    return output + '<!-- seen -->'\n"
    )
    project.edit("mkdocs.yml", lambda words: words.replace("mkdocs_digest.py]", "mkdocs_digest.py, hooks/theirs.py]"))
    for build_once_more in (project.build, project.build_right):
        assert "Building page cite.md" in build_once_more()
