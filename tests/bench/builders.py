"""The three builders over the same texts: this project, the floor, Hugo."""

from __future__ import annotations

import shutil
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

from tests.bench import floor, hugo_builder
from tests.bench.corpus import theme_ids, write_corpus
from tests.bench.measure import Cost, run
from tests.bench.texts import BenchText, add_paragraph, change_label, read_labels, read_texts

ROOT = Path(__file__).resolve().parents[2]
COLD, UNCHANGED, EDITED, RELABELLED = "cold", "nothing changed", "one text edited", "one theme's label changed"
CASES = (COLD, UNCHANGED, EDITED, RELABELLED)
OURS, FLOOR, HUGO = "this project", "floor", "Hugo"
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "SOURCE_DATE_EPOCH": "1700000000"}


class Builder(ABC):
    """A builder with its own copy of the texts below a folder, and its site."""

    name: str
    keeps_nothing = False
    """Whether each build is cold, so that a large site need not be built again to know it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = folder / "site"
        self.cache = folder / "cache"
        folder.mkdir(parents=True)

    def build(self, *, cold: bool) -> Cost:
        """Build the site; a cold build finds nothing of an earlier one."""
        if cold:
            for made in (self.site, self.cache):
                shutil.rmtree(made, ignore_errors=True)
        return run(self.command(), folder=self.folder, environment=QUIET | self.environment())

    @abstractmethod
    def command(self) -> list[str]: ...

    def environment(self) -> Mapping[str, str]:
        return {}

    @abstractmethod
    def text_path(self, one: str) -> Path:
        """The file of a text."""

    def label_path(self) -> Path | None:
        """The file that holds the label of the commonest theme, where there are themes."""
        return None

    def shows(self, address: str, words: str) -> bool:
        """Whether a page of the site has some words: what was measured was the right thing."""
        return words in (self.site / address / "index.html").read_text(encoding="utf-8")

    def edit(self, one: str, words: str) -> None:
        add_paragraph(self.text_path(one), words)

    def relabel(self, label: str) -> None:
        path = self.label_path()
        if path:
            change_label(path, label)


class Ours(Builder):
    """This project, built as `make site` builds it."""

    name = OURS

    def __init__(self, folder: Path, number: int) -> None:
        super().__init__(folder)
        self.sources = folder / "sources"
        write_corpus(number, self.sources)

    def command(self) -> list[str]:
        config = ["--config-file", str(ROOT / "mkdocs.yml"), "--site-dir", str(self.site)]
        return [sys.executable, "-m", "policy_digest", "build", "--strict", "--verbose", *config]

    def environment(self) -> Mapping[str, str]:
        return {"DIGEST_SOURCES": str(self.sources), "DIGEST_CACHE": str(self.cache)}

    def text_path(self, one: str) -> Path:
        return self.sources / f"{one}.md"

    def label_path(self) -> Path:
        return self.sources / "vocabulary" / "themes.yml"


class Floor(Builder):
    """Plain MkDocs and Material."""

    name = FLOOR
    keeps_nothing = True

    def __init__(self, folder: Path, texts: list[BenchText]) -> None:
        super().__init__(folder)
        self.project = folder / "project"
        floor.write_floor(self.project, texts)

    def command(self) -> list[str]:
        config = ["--config-file", str(self.project / "mkdocs.yml"), "--site-dir", str(self.site)]
        return [sys.executable, "-m", "mkdocs", "build", "--quiet", *config]

    def text_path(self, one: str) -> Path:
        return floor.text_path(self.project, one)


class Hugo(Builder):
    """Hugo with taxonomies."""

    name = HUGO

    def __init__(self, folder: Path, texts: list[BenchText], labels: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(folder)
        self.project = folder / "project"
        hugo_builder.write_hugo(self.project, texts, labels)

    def command(self) -> list[str]:
        places = {"source": self.project, "destination": self.site, "cacheDir": self.cache}
        return [str(hugo_builder.PROGRAM), "--quiet", *(f"--{name}={path}" for name, path in places.items())]

    def text_path(self, one: str) -> Path:
        return hugo_builder.text_path(self.project, one)

    def label_path(self) -> Path:
        return hugo_builder.theme_path(self.project, theme_ids()[0])


def builders(number: int, folder: Path) -> list[Builder]:
    """All three, each with the same texts in a folder of its own."""
    ours = Ours(folder / "ours", number)
    texts = read_texts(ours.sources)
    labels = {name: read_labels(ours.sources, name) for name in ("themes", "issuers")}
    return [Floor(folder / "floor", texts), Hugo(folder / "hugo", texts, labels), ours]
