"""The ledger: every paragraph id and page address ever published, minted once: docs/release.md tells the rules.

`permalinks/` under the sources holds it, committed with them:

- `ledger.txt`: one line a text: id, version, days of its first and last release, and every block id with a hash of its
  words, in the order of the text. `-p7:…` is a paragraph that was removed; its place stays.
- `words/<id>.txt`: the words of each block as released, to tell a reworded paragraph from another one and to show
  what changed.
- `changes/<id>.jsonl`: one line a release that changed the text.
- `pages.txt`: the address of every page, one a line.
- `retired.yml`: addresses given up on purpose, each with its reason, written by an editor.

Which id a block of today's text has is a pure function of the ledger's line and the text (`numbering`); so a build
shows what `digest freeze` would write, and no build writes anything.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as day
from functools import cache
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, TypeAdapter

from policy_digest.files import UNFIT
from policy_digest.problems import Problem
from policy_digest.state import read_file

FOLDER = "permalinks"

_TABS = 4
"""In every line of `ledger.txt`."""
_BLOCK = re.compile(r"(-?)([hp]\d+[a-z]*):([0-9a-f]{8})", re.ASCII)


def _day(text: str) -> str:
    """A day as a release writes it. Raises ValueError where it is none."""
    if day.fromisoformat(text).isoformat() != text:
        raise ValueError(f"{text} is no day")
    return text


def _fit(text: str) -> str:
    """Words that a page can hold. Raises ValueError where it cannot."""
    if UNFIT.search(text):
        raise ValueError("a character that no page can show")
    return text


class LedgerError(ValueError):
    """A file of the ledger was damaged; the message names file and line, and says what to do."""

    def __init__(self, path: Path, line: int, what: str, *, whole: bool = False) -> None:
        """Take the file below a folder of sources, the line, what is wrong, and whether with the `whole` folder."""
        sources = next(above.parent for above in (path, *path.parents) if above.name == FOLDER)
        damaged = f"folder {FOLDER}" if whole else "file"
        message = f"{what} Restore the {damaged} as it was committed, and run digest freeze again."
        self.problem = Problem(path.relative_to(sources.parent).as_posix(), line, message)
        super().__init__(str(self.problem))


class FrozenBlock(NamedTuple):
    """A paragraph, heading, list item or table row as it was released."""

    id: str
    hash: str
    removed: bool = False
    words: str = ""
    """Empty until they are needed: the ledger's line has only the hash."""


@dataclass(frozen=True, slots=True)
class FrozenText:
    """A text as it was released."""

    id: str
    version: str
    """Short hash of all its block ids and hashes."""
    first: str
    """The day of its first release, ISO 8601."""
    date: str
    """The day of its last release, ISO 8601."""
    blocks: tuple[FrozenBlock, ...]
    """In the order of the text, those that were removed at their place."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a release changed in one block."""

    id: str
    before: Annotated[str, AfterValidator(_fit)]
    """Its words in the release before; empty where the block was added."""
    after: Annotated[str, AfterValidator(_fit)]
    """Its words since; empty where it was removed, the same where it was moved."""

    @property
    def what(self) -> str:
        """`moved`, `added`, `removed` or `reworded`."""
        if self.before == self.after:
            return "moved"
        return "added" if not self.before else "removed" if not self.after else "reworded"


@dataclass(frozen=True, slots=True)
class Release:
    """A release that changed a text."""

    date: Annotated[str, AfterValidator(_day)]
    version: str
    previous: str
    """The version before."""
    changes: tuple[Change, ...]


@cache
def _release_reader() -> TypeAdapter[Release]:
    """Reads a release. To make it takes as long as many a file to read, and most texts have no such release."""
    return TypeAdapter(Release)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was published so far."""

    folder: Path
    texts: Mapping[str, FrozenText] = field(default_factory=dict)
    pages: frozenset[str] = frozenset()

    def last(self, one: str, aliases: Iterable[str]) -> FrozenText | None:
        """The last release of a text, under its id or a former one; None where it was never released."""
        return next((self.texts[name] for name in (one, *aliases) if name in self.texts), None)

    def hash_of(self, one: str, aliases: Iterable[str]) -> bytes:
        """The hash of all that the ledger holds on a text."""
        name = next((name for name in (one, *aliases) if name in self.texts), None)
        if name is None:
            return b""
        raw = self.texts.line(name) if isinstance(self.texts, Lines) else format_text(self.texts[name])
        hashed = hashlib.sha256(raw.encode())
        for path in (self.folder / "words" / f"{name}.txt", self.folder / "changes" / f"{name}.jsonl"):
            try:
                data = _bytes(path)
                hashed.update(b"\1" if data is None else b"\0" + data)
            except LedgerError:  # told where the text is read
                hashed.update(b"\2")
        return hashed.digest()


class Lines(Mapping[str, FrozenText]):
    """The texts of the ledger, each line parsed when it is asked for: few builds need many of them."""

    def __init__(self, lines: Iterable[str], path: Path) -> None:
        """Take the lines of `ledger.txt`, and where it is."""
        self._lines = {line.partition("\t")[0]: line for line in lines}
        self._path = path

    def line(self, one: str) -> str:
        """The line of a text as it is written."""
        return self._lines[one]

    def __getitem__(self, one: str) -> FrozenText:
        """The text of an id. Raises LedgerError where its line is none of the ledger."""
        _, version, first, last, written = self._lines[one].split("\t")
        try:
            blocks = tuple(_parse_block(block) for block in written.split())
            found = FrozenText(one, version, _day(first), _day(last), blocks)
        except ValueError as error:
            raise self._damaged(one, "is not a line of the ledger.") from error
        if len({block.id for block in blocks}) < len(blocks):
            raise self._damaged(one, "has the id of a paragraph twice.")
        if version_of((block.id, block.hash) for block in blocks if not block.removed) != version:
            raise self._damaged(one, "has other paragraphs than the version that it names: some are lost or altered.")
        return found

    def _damaged(self, one: str, what: str) -> LedgerError:
        return LedgerError(self._path, [*self._lines].index(one) + 1, what)

    def __contains__(self, one: object) -> bool:
        return one in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def hash_words(words: str) -> str:
    """Eight hexadecimal digits for the words of a block, which are a single space apart."""
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def version_of(blocks: Iterable[tuple[str, str]]) -> str:
    """The version of a text: eight hexadecimal digits for its block ids and hashes."""
    return hashlib.sha256(" ".join(f"{one}:{digest}" for one, digest in blocks).encode()).hexdigest()[:8]


def read_ledger(sources: Path) -> Ledger:
    """The ledger of a corpus; an empty one where nothing was released yet.

    Raises:
        LedgerError: a file cannot be read, a line is none of the ledger, or a text has two.
    """
    folder = sources / FOLDER
    if os.path.lexists(folder) and not folder.is_dir():
        raise LedgerError(folder, 0, "is not a folder.")
    path = folder / "ledger.txt"
    lines = _lines(path)
    texts = Lines(lines, path)
    if len(texts) < len(lines):
        seen: set[str] = set()
        for number, line in enumerate(lines, 1):
            one = line.partition("\t")[0]
            if one in seen:
                raise LedgerError(path, number, f"has a second line for '{one}'.")
            seen.add(one)
    for number, line in enumerate(lines, 1):
        if line.count("\t") != _TABS:
            raise LedgerError(path, number, "is not a line of the ledger.")
    return Ledger(folder, texts, frozenset(_lines(folder / "pages.txt")))


def _lines(path: Path) -> list[str]:
    """The lines of a file of the ledger, none where it is not there.

    Raises:
        LedgerError: it cannot be read, is not UTF-8, or has the marks of a conflict between two versions.
    """
    data = _bytes(path)
    if data is None:
        return []
    try:
        lines = data.decode().replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError as error:
        raise LedgerError(path, data.count(b"\n", 0, error.start) + 1, "is not UTF-8.") from error
    if b"<<<<<<<" in data or b">>>>>>>" in data:
        for number, line in enumerate(lines, 1):
            if line.startswith(("<<<<<<<", ">>>>>>>")):
                raise LedgerError(path, number, "has the mark of a conflict between two versions.")
    return lines[:-1] if lines[-1] == "" else lines


def _bytes(path: Path) -> bytes | None:
    """The bytes of a file of the ledger, None where it is not there.

    Raises:
        LedgerError: it is there and cannot be read. Taken for missing, all that it holds would be minted anew.
    """
    try:
        return read_file(path)
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not path.is_symlink():
            return None
        raise LedgerError(path, 0, f"cannot be read: {error.strerror}.") from error


def _parse_block(text: str) -> FrozenBlock:
    """A block as `format_text` writes it. Raises ValueError where it is none."""
    found = _BLOCK.fullmatch(text)
    if not found:
        raise ValueError(f"{text} is no block")
    return FrozenBlock(found[2], found[3], bool(found[1]))


def format_text(text: FrozenText) -> str:
    """The ledger's line of a text."""
    blocks = " ".join(f"{'-' * block.removed}{block.id}:{block.hash}" for block in text.blocks)
    return f"{text.id}\t{text.version}\t{text.first}\t{text.date}\t{blocks}"


def read_words(ledger: Ledger, text: FrozenText) -> FrozenText:
    """A released text with its words. A block that was removed has none, and is matched by its hash alone.

    Raises:
        LedgerError: a line of them is none of the ledger, or those of a block are lost.
    """
    path = ledger.folder / "words" / f"{text.id}.txt"
    kept: dict[str, str] = {}
    for number, line in enumerate(_lines(path), 1):
        one, tab, words = line.partition("\t")
        if not tab:
            raise LedgerError(path, number, "is not a line of the ledger.")
        kept[one] = words
    if lost := next((one.id for one in text.blocks if not one.removed and one.id not in kept), ""):
        raise LedgerError(path, 0, f"does not have the words of '{lost}', which a release has.", whole=True)
    blocks = tuple(FrozenBlock(one.id, one.hash, one.removed, kept.get(one.id, "")) for one in text.blocks)
    return replace(text, blocks=blocks)


def read_releases(ledger: Ledger, text: FrozenText) -> tuple[Release, ...]:
    """The releases that changed a text, the latest first.

    Raises:
        LedgerError: a line of them is none of the ledger, or the last is not the release that the text's line is of.
    """
    found: list[Release] = []
    path = ledger.folder / "changes" / f"{text.id}.jsonl"
    for number, line in enumerate(_lines(path), 1):
        try:
            found.append(_release_reader().validate_json(line))
        except ValueError as error:
            raise LedgerError(path, number, "is not a line of the ledger.") from error
    if found and found[-1].version != text.version:
        raise LedgerError(path, len(found), "is of a release that ledger.txt does not have.", whole=True)
    return tuple(reversed(found))
