"""What the corpus holds already: which file is there, and which text is nearly the same.

Two texts are compared by their runs of five words. Of all runs every eighth is kept, chosen by its hash: enough to find
the nearest of ten thousand texts, whose words are then compared in full.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from policy_digest.files import read_bytes
from policy_digest.ledger import FOLDER, read_ledger
from policy_digest.sources import find_sources, front_matter, source_id

RUN = 5
"""Words, or Chinese characters, in a run."""
SAMPLE = 8
NEAR = 0.5
"""From this share of the words on, a text is told as near another."""

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_FILE = re.compile(r"^\s*(?:-\s*)?(?:\{?\s*)?file:\s*(.+?)\s*$", re.MULTILINE)
_ALIASES = re.compile(r"^aliases:(.*(?:\n\s*-.*)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Near:
    """A text of the corpus that is like a new one."""

    id: str
    """Of the source; for a capture without one, the name of the file."""
    words: int
    """Words of the new text that stand in it too, in runs of five."""
    of: int
    """Words of the new text."""

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.words / self.of if self.of else 0.0

    @property
    def percent(self) -> str:
        """For people: `99%`; all of it only where it is all."""
        return f"{int(self.share * 100)}%"


@dataclass(slots=True)
class Shelf:
    """The sources and captures of a corpus, as they are compared with a new file."""

    folder: Path
    ids: set[str] = field(default_factory=set)
    """Every id in use, or used before."""
    captures: dict[str, str] = field(default_factory=dict)
    """The name of each capture by its SHA-256."""
    names: set[str] = field(default_factory=set)
    source_of: dict[str, str] = field(default_factory=dict)
    """The id of the source of a capture."""
    _sampled: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    _texts: dict[str, str | Path] = field(default_factory=dict)

    def nearest(self, text: str, but: Collection[str] = ()) -> Near | None:
        """The text that shares the most words with a new one, where that is half of them or more; none of `but`."""
        tokens = _tokens(text)
        runs = _runs(tokens)
        votes = Counter(one for run in set(_sample(runs)) for one in self._sampled.get(run, ()) if one not in but)
        best: Near | None = None
        for one, _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[:5]:
            held = self._texts[one]
            other = set(_runs(_tokens(held if isinstance(held, str) else _body(_read(held)))))
            shared: set[int] = set()
            for at, run in enumerate(runs):
                if run in other:
                    shared.update(range(at, min(at + RUN, len(tokens))))
            near = Near(one, len(shared), len(tokens))
            if near.share >= NEAR and (best is None or near.words > best.words):
                best = near
        return best

    def put(self, one: str, sha256: str, names: list[str], text: str) -> None:
        """Remember a text that has been added."""
        self.ids.add(one)
        self.captures[sha256] = names[0]
        self.names.update(names)
        for name in names:
            self.source_of[name] = one
        self._remember(one, text, text)

    def _remember(self, one: str, text: str, held: str | Path) -> None:
        self._texts[one] = held
        for run in set(_sample(_runs(_tokens(text)))):
            self._sampled[run].append(one)


def read_shelf(folder: Path) -> Shelf:
    """Read what a corpus holds: its sources, its captures, and the ids that it ever published."""
    shelf = Shelf(folder)
    for path in find_sources(folder):
        one, text = source_id(path, folder), _read(path)
        shelf.ids.add(one)
        front = text[: len(text) - len(_body(text))]
        for found in _FILE.finditer(front):
            for name in (found[1], re.split(r",| #", found[1])[0]):  # a comma is of the name, or ends it within {}
                shelf.source_of.setdefault(name.strip("'\" }"), one)
        for found in _ALIASES.finditer(front):
            shelf.ids.update(re.findall(r"[^\s\[\],'\"]+", re.sub(r"^\s*-\s", "", found[1], flags=re.MULTILINE)))
        shelf._remember(one, _body(text), path)
    captures = folder / "captures"
    for path in sorted(captures.glob("*")) if captures.is_dir() else []:
        if path.is_file():
            shelf.names.add(path.name)
            shelf.captures.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path.name)
            if path.name not in shelf.source_of and path.suffix in {".txt", ".md"}:
                shelf._remember(path.name, _read(path), path)
    if (folder / FOLDER).is_dir():
        shelf.ids.update(read_ledger(folder).texts)
    return shelf


def _read(path: Path) -> str:
    data, _ = read_bytes(path, path.parent)  # digest check tells what cannot be read
    return (data or b"").decode(errors="replace")


def _body(text: str) -> str:
    """A source without its front matter."""
    bounds = front_matter(text)
    return text[bounds[2] :] if bounds else text


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.casefold())


def _runs(tokens: list[str]) -> list[int]:
    """The hash of each run; the same on every machine, unlike Python's own."""
    run = min(RUN, len(tokens)) or RUN
    return [zlib.crc32(" ".join(tokens[at : at + run]).encode()) for at in range(len(tokens) - run + 1)]


def _sample(runs: list[int]) -> list[int]:
    return runs if len(runs) < 20 * SAMPLE else [run for run in runs if run % SAMPLE == 0]
