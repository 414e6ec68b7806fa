"""The pages that people write: MkDocs makes them again exactly when that could make a difference."""

from __future__ import annotations

import shutil

import pytest
from tests.rebuilding import small_corpus
from tests.support import ROOT, build, tree, write

pytestmark = pytest.mark.slow


def front_matter(fields):
    return lambda words: f"---\n{fields}\n---\n\n{words}"


@pytest.fixture
def project(tmp_path):
    """A project of its own, of few written pages, that can be edited, and what builds it with a cache and from nothing."""

    class Project:
        folder = tmp_path / "project"
        corpus = small_corpus(tmp_path / "sources")
        site = tmp_path / "site"

        def edit(self, name, change):
            path = self.folder / name
            path.write_text(change(path.read_text(encoding="utf-8") if path.exists() else ""), encoding="utf-8")

        def built(self):
            """The messages of a build with a cache."""
            config = self.folder / "mkdocs.yml"
            built = build(self.corpus.save(), self.site, config=config, cache=tmp_path / "cache", verbose=True)
            assert built.code == 0, built.messages
            return built.messages

        def build(self):
            """The messages of a build after a word of a text was changed, which has the bytes of a clean one."""
            self.corpus.texts["note"].paragraphs.append("It names nobody still.")
            messages = self.built()
            clean = build(self.corpus.folder, tmp_path / "clean", config=self.folder / "mkdocs.yml")
            assert clean.code == 0, clean.messages
            assert tree(self.site) == tree(clean.path)
            return messages

    for name in ("docs/assets", "hooks"):
        shutil.copytree(ROOT / name, Project.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    write(
        Project.folder / "docs", {"index.md": "# Start", "about.md": "# About", "cite.md": "# How to cite\n\nWords.\n"}
    )
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    few = "\n".join(line for line in settings.split("\n") if not line.startswith("  - Editing:"))
    write(Project.folder, {"mkdocs.yml": few})
    project = Project()
    assert "Building page cite.md" in project.built()
    return project


def test_a_word_of_a_text_leaves_the_pages_that_people_write_as_they_are(project):
    for _ in range(2):
        assert "Building page" not in project.build()
    (project.site / "cite" / "index.html").write_text("not what was left")
    assert "Building page cite.md" in project.build()
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
    assert "Building page" not in project.build()  # from titles and front matter that were kept


def test_what_mkdocs_has_to_tell_of_a_written_page_is_told_each_time(project):
    project.edit("docs/cite.md", lambda words: f"{words}\n[Nowhere](nowhere.md)\n")
    for _ in range(2):
        assert "a link 'nowhere.md', but the target" in project.build()
    project.edit("docs/cite.md", lambda words: words.replace("[Nowhere](nowhere.md)", ""))
    project.corpus.texts["speech"].fields["sumary"] = "x"  # what is told of a text is told when it is read
    assert "Building page cite.md" in project.build()
    messages = project.build()
    assert "'sumary' is not a field" in messages
    assert "Building page" not in messages


def test_front_matter_that_cannot_be_kept_has_its_page_made_each_time(project):
    project.edit("docs/cite.md", front_matter("reviewed: 2024-01-01"))
    for _ in range(2):
        assert "Building page cite.md" in project.build()


def test_another_hook_sees_every_page_each_time(project):
    project.edit(
        "hooks/theirs.py", lambda _: "def on_post_page(output, page, config):\n    return output + '<!-- seen -->'\n"
    )
    project.edit("mkdocs.yml", lambda words: words.replace("mkdocs_digest.py]", "mkdocs_digest.py, hooks/theirs.py]"))
    for _ in range(2):
        assert "Building page cite.md" in project.build()
