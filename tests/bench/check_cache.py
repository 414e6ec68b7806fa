"""Is a cached build byte-identical to a clean one? `SOURCES=folder make check-cache` tries it on a copy of any corpus.

The copy is built with a cache, then edited as editors do. After each edit it is built twice: with what is kept, and from nothing into
another folder. The two sites are compared, byte by byte.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml
from tests.bench.trees import differing, files
from tests.support import ROOT, build, source

Edit = Callable[[Path, list[Path]], None]


def main() -> None:
    """Try every edit on a copy of the corpus that `DIGEST_SOURCES` names. Exits with 1 where bytes differ."""
    sources = (ROOT / (os.environ.get("DIGEST_SOURCES") or "sources")).resolve()
    with tempfile.TemporaryDirectory(prefix="digest-cache-") as name:
        folder = Path(name)
        shutil.copytree(sources, folder / "sources", ignore=shutil.ignore_patterns(".*"))
        wrong = 0
        for told, faults in compare(folder):
            sys.stdout.write(f"{told}\n" + "".join(f"  {fault}\n" for fault in faults[:20]))
            sys.stdout.flush()
            wrong += bool(faults)
    sys.exit(wrong > 0)


def compare(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """For each edit of the corpus in `folder`: what was done with what outcome, and what differs."""
    sources, cached, clean = folder / "sources", folder / "cached" / "site", folder / "clean" / "site"
    for site in (cached, clean):
        site.parent.mkdir()
    for edit in EDITS:
        texts = [path for path in sorted(sources.rglob("*.md")) if path.relative_to(sources).parts[0] not in _NO_TEXTS]
        edit(sources, texts)
        before = {path: (cached / path).stat().st_mtime_ns for path in files(cached)}
        faults = []
        times = []
        for site, cache in ((cached, folder / "cache"), (clean, None)):
            started = time.perf_counter()
            built = build(sources, site, cache=cache)
            times.append(time.perf_counter() - started)
            if built.code:
                faults += built.messages.splitlines()
        faults += differing(cached, clean)
        now = files(cached)
        new = sum(1 for path in now if before.get(path) != (cached / path).stat().st_mtime_ns)
        outcome = f"{len(faults)} faults" if faults else "same bytes"
        yield (
            f"{edit.__doc__}: {outcome} in {len(now)} files; {new} were written, in {times[0]:.1f} s instead of {times[1]:.1f} s.",
            faults,
        )


_NO_TEXTS = ("captures", "permalinks", "vocabulary")


def nothing(sources: Path, texts: list[Path]) -> None:
    """Nothing, from nothing"""


def nothing_again(sources: Path, texts: list[Path]) -> None:
    """Nothing changed"""


def edit_text(sources: Path, texts: list[Path]) -> None:
    """A paragraph added to the first text, whose capture is taken out"""
    change_field(texts[0], "capture")
    with texts[0].open("a", encoding="utf-8") as file:
        file.write("\nA paragraph that was not there before.\n")


def edit_title(sources: Path, texts: list[Path]) -> None:
    """Another title of the text in the middle"""
    change_field(texts[len(texts) // 2], "title", "Another title, & more <of it>")


def edit_date(sources: Path, texts: list[Path]) -> None:
    """Another date of the first text"""
    change_field(texts[0], "date", "1999-12-31")


def change_label(sources: Path, texts: list[Path]) -> None:
    """Another label of the first theme"""
    path = sources / "vocabulary" / "themes.yml"
    if path.is_file():
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        one = next(iter(entries))
        entry = entries[one] if isinstance(entries[one], dict) else {}
        entries[one] = entry | {"label": "Another name"}
        path.write_text(yaml.safe_dump(entries, allow_unicode=True, sort_keys=False), encoding="utf-8")


def add_text(sources: Path, texts: list[Path]) -> None:
    """A text added"""
    theme = yaml.safe_load(texts[-1].read_text(encoding="utf-8").split("---\n")[1]).get("theme")
    (sources / "a-text-that-was-added.md").write_text(
        source("Words of it.", title="A text that was added", date="2001-01", theme=theme or []), encoding="utf-8"
    )


def rename_text(sources: Path, texts: list[Path]) -> None:
    """That text renamed, with its former id"""
    old = sources / "a-text-that-was-added.md"
    change_field(old, "aliases", ["a-text-that-was-added"])
    old.rename(sources / "a-text-that-was-renamed.md")


def remove_text(sources: Path, texts: list[Path]) -> None:
    """That text removed"""
    (sources / "a-text-that-was-renamed.md").unlink()


EDITS: tuple[Edit, ...] = (
    nothing, nothing_again, edit_text, edit_title, edit_date, change_label, add_text, rename_text, remove_text
)  # fmt: skip


def change_field(path: Path, name: str, value: object = None) -> None:
    """Write another value of a field, in one line, in the place of the old one; without a value the field goes."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    lines: list[str] = []
    within = False
    for line in head.splitlines():
        within = line.startswith(f"{name}:") or (within and line[:1] in {" ", "-", ""})
        if not within:
            lines.append(line)
    if value is not None:
        lines.append(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    path.write_text("\n".join(["---", *lines, f"---\n{body}"]), encoding="utf-8")


if __name__ == "__main__":
    main()
