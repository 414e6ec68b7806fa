"""The texts of a corpus as other builders need them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from policy_digest.dates import parse_date


@dataclass(frozen=True)
class BenchText:
    """What every builder gets of a text."""

    id: str
    title: str
    day: str
    """The first day that its date can mean; empty for an undated text."""
    themes: tuple[str, ...]
    issuers: tuple[str, ...]
    body: str
    """Its Markdown, from the empty line on."""


def read_texts(folder: Path) -> list[BenchText]:
    """Every text of a corpus, sorted by id."""
    paths = [path for path in sorted(folder.rglob("*.md")) if path.relative_to(folder).parts[0] != "vocabulary"]
    return [_read(path, folder) for path in paths]


def _read(path: Path, folder: Path) -> BenchText:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    fields = yaml.load(head, Loader=yaml.CSafeLoader)
    date = parse_date(fields["date"]) if fields["date"] else None
    return BenchText(
        path.relative_to(folder).with_suffix("").as_posix(),
        fields["title"],
        date.sort_key[0].iso() if date else "",
        tuple(fields["theme"]),
        tuple(fields["issuer"]),
        body,
    )


def read_labels(folder: Path, name: str) -> dict[str, str]:
    """The label of each entry of a file of the vocabulary."""
    entries = yaml.load((folder / "vocabulary" / f"{name}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {one: fields["label"] for one, fields in entries.items()}


def add_paragraph(path: Path, words: str) -> None:
    """Edit a text: put a paragraph below its last."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{words}\n")


def change_label(path: Path, label: str) -> None:
    """Give the first entry of a file of the vocabulary, or the title of a page, another name."""
    lines = path.read_text(encoding="utf-8").split("\n")
    at = next(index for index, line in enumerate(lines) if line.lstrip().startswith(("label:", "title:")))
    name = lines[at].partition(":")[0]
    lines[at] = f'{name}: "{label}"'
    path.write_text("\n".join(lines), encoding="utf-8")
