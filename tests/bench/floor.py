"""The floor: the same texts on plain MkDocs and Material, with no page besides theirs and with the search built in."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench.texts import BenchText

SETTINGS = """site_name: Floor
site_url: https://example.org/
docs_dir: docs
theme: {name: material, font: false}
plugins: [search]
nav: [{Home: index.md}]
not_in_nav: sources/
validation: {nav: {omitted_files: ignore}}
"""


def write_floor(folder: Path, texts: list[BenchText]) -> None:
    """Write the project of a floor: `mkdocs.yml`, and each text as a page with its title."""
    folder.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Floor\n", encoding="utf-8")
    for text in texts:
        path = text_path(folder, text.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\ntitle: {json.dumps(text.title, ensure_ascii=False)}\n---\n{text.body}", encoding="utf-8")


def text_path(folder: Path, one: str) -> Path:
    """The file of a text."""
    return folder / "docs" / "sources" / f"{one}.md"
