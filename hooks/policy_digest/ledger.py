"""The ledger: every paragraph id and page address ever published, minted once: docs/release.md tells the rules.

`permalinks/` under the sources holds it, committed with them:

- `ledger.txt`: one line a text: id, version, days of its first and last release, and every block id with a hash of its
  words, in the order of the text. `-p7:…` is a paragraph that was removed; its place stays.
- `words/<id>.txt`: the words of each block as released, to tell a reworded paragraph from another one and to show
  what changed.
- `changes/<id>.jsonl`: one line a release that changed the text.
- `pages.txt`: the address of every page, one a line.
- `retired.yml`: addresses given up on purpose, each with its reason, written by an editor.

Which id a block of today's text has is a pure function of the ledger's line and the text (`assign`); so a build shows
what `digest freeze` would write, and no build writes anything.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import Indel

from policy_digest.body import HAN
from policy_digest.problems import Problem

ALIKE = 0.75
"""A reworded paragraph keeps its id from this likeness on: words that stay in order, of all words of both."""
APART = 0.15
"""By so much must the likeness exceed that to any other paragraph, before or after, on either side."""
FOLDER = "permalinks"

_ID = re.compile(r"([hp])(\d+)([a-z]*)")
_TOKEN = re.compile(rf"[{HAN}]|\w+|[^\w\s]")


_TABS = 4
"""In every line of `ledger.txt`."""


class LedgerError(ValueError):
    """A file of the ledger was damaged; the message names file and line, and says what to do."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        """Take the file below a folder of sources, the line, and what is wrong with it."""
        sources = next(above.parent for above in path.parents if above.name == FOLDER)
        message = f"{what} Restore the file as it was committed, and run digest freeze again."
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


class Placed(NamedTuple):
    """A block of today's text."""

    id: str
    before: str | None
    """Its words at the last release where they were others; None where it is new or unchanged."""
    new: bool
    """Whether its id is minted now."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """The ids of a text's blocks, and what of the last release it has no longer."""

    blocks: tuple[Placed, ...]
    """One for each block of today's text, in order."""
    removed: tuple[tuple[int, FrozenBlock], ...]
    """Removed blocks with the index of the block before which each stands."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a release changed in one block."""

    id: str
    before: str
    """Empty where the block was added."""
    after: str
    """Empty where it was removed."""

    @property
    def what(self) -> str:
        """`added`, `removed` or `reworded`."""
        return "added" if not self.before else "removed" if not self.after else "reworded"


@dataclass(frozen=True, slots=True)
class Release:
    """A release that changed a text."""

    date: str
    version: str
    previous: str
    """The version before."""
    changes: tuple[Change, ...]


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
            hashed.update(b"\0" + path.read_bytes() if path.is_file() else b"\1")
        return hashed.digest()


class Lines(Mapping[str, FrozenText]):
    """The texts of the ledger, each line parsed when it is asked for: few builds need many of them."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Take the lines of `ledger.txt`."""
        self._lines = {line.partition("\t")[0]: line for line in lines}

    def line(self, one: str) -> str:
        """The line of a text as it is written."""
        return self._lines[one]

    def __getitem__(self, one: str) -> FrozenText:
        _, version, first, date, blocks = self._lines[one].split("\t")
        return FrozenText(one, version, first, date, tuple(_parse_block(block) for block in blocks.split()))

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


# Reading and writing


def read_ledger(sources: Path) -> Ledger:
    """The ledger of a corpus; an empty one where nothing was released yet.

    Raises:
        LedgerError: a line is none of the ledger, or a text has two.
    """
    folder = sources / FOLDER
    path = folder / "ledger.txt"
    lines = _lines(path)
    texts = Lines(lines)
    if len(texts) < len(lines):
        seen: set[str] = set()
        for number, line in enumerate(lines, 1):
            one = line.partition("\t")[0]
            if one in seen:
                raise LedgerError(path, number, f"has a second line for '{one}'.")
            seen.add(one)
    for number, line in enumerate(lines, 1):
        if line.count("\t") != _TABS:
            raise LedgerError(path, number, "is no line of the ledger.")
    return Ledger(folder, texts, frozenset(_lines(folder / "pages.txt")))


def _lines(path: Path) -> list[str]:
    """The lines of a file of the ledger, none where it is not there.

    Raises:
        LedgerError: it is not UTF-8, or has the marks of a conflict between two versions.
    """
    if not path.is_file():
        return []
    data = path.read_bytes()
    try:
        lines = data.decode().replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError as error:
        raise LedgerError(path, data.count(b"\n", 0, error.start) + 1, "is not UTF-8.") from error
    if b"<<<<<<<" in data or b">>>>>>>" in data:
        for number, line in enumerate(lines, 1):
            if line.startswith(("<<<<<<<", ">>>>>>>")):
                raise LedgerError(path, number, "has the mark of a conflict between two versions.")
    return lines[:-1] if lines[-1] == "" else lines


def _parse_block(text: str) -> FrozenBlock:
    one, _, digest = text.removeprefix("-").partition(":")
    return FrozenBlock(one, digest, text.startswith("-"))


def format_text(text: FrozenText) -> str:
    """The ledger's line of a text."""
    blocks = " ".join(f"{'-' * block.removed}{block.id}:{block.hash}" for block in text.blocks)
    return f"{text.id}\t{text.version}\t{text.first}\t{text.date}\t{blocks}"


def read_words(ledger: Ledger, text: FrozenText) -> FrozenText:
    """A released text with its words. A block whose words are not kept has none, and is matched by its hash alone.

    Raises:
        LedgerError: a line of them is none of the ledger.
    """
    path = ledger.folder / "words" / f"{text.id}.txt"
    kept: dict[str, str] = {}
    for number, line in enumerate(_lines(path), 1):
        one, tab, words = line.partition("\t")
        if not tab:
            raise LedgerError(path, number, "is no line of the ledger.")
        kept[one] = words
    blocks = tuple(FrozenBlock(one.id, one.hash, one.removed, kept.get(one.id, "")) for one in text.blocks)
    return replace(text, blocks=blocks)


def read_releases(ledger: Ledger, one: str) -> tuple[Release, ...]:
    """The releases that changed a text, the latest first.

    Raises:
        LedgerError: a line of them is none of the ledger.
    """
    found = []
    path = ledger.folder / "changes" / f"{one}.jsonl"
    for number, line in enumerate(_lines(path), 1):
        try:
            record = json.loads(line)
            changes = tuple(Change(change["id"], change["before"], change["after"]) for change in record["changes"])
            found.append(Release(record["date"], record["version"], record["previous"], changes))
        except (ValueError, TypeError, KeyError) as error:
            raise LedgerError(path, number, "is no line of the ledger.") from error
    return tuple(reversed(found))


# Which id is whose


def assign(frozen: FrozenText | None, blocks: Sequence[tuple[str, str]]) -> Assignment:
    """Give each block of a text its id.

    `blocks` are the kind (`h` or `p`) and the words of each, in order; `frozen` is the text's last release with its
    words, or None where it was never released: then blocks are numbered as they come.

    - A block with the words of a released one has its id, wherever it stands now; also where that was removed before.
      Of several with the same words each is told by the blocks that stand around it.
    - Of the rest, a block keeps the id of the released block that it is a rewording of: the likeness of their words
      is at least `ALIKE`, and exceeds by `APART` that of either to any other block, released or present.
    - Any other block is new: after the last block it counts on, elsewhere it is named after the one before it, as
      amendments are in law: `p12a` after `p12`.
    """
    if frozen is None:
        return Assignment(tuple(Placed(one, None, new=True) for one in _count_up(blocks)), ())
    same = _same_words(frozen.blocks, blocks)
    reworded = _reworded(frozen.blocks, blocks, same)
    ids = {at: frozen.blocks[of].id for at, of in {**same, **reworded}.items()}
    minted = _mint([block.id for block in frozen.blocks], blocks, ids)
    placed = tuple(
        Placed(minted[at], frozen.blocks[reworded[at]].words if at in reworded else None, new=at not in ids)
        for at in range(len(blocks))
    )
    return Assignment(placed, tuple(_removed(frozen.blocks, {**same, **reworded}, len(blocks))))


def _count_up(blocks: Sequence[tuple[str, str]]) -> list[str]:
    counts = {"h": 0, "p": 0}
    ids = []
    for kind, _ in blocks:
        counts[kind] += 1
        ids.append(f"{kind}{counts[kind]}")
    return ids


def _same_words(frozen: Sequence[FrozenBlock], blocks: Sequence[tuple[str, str]]) -> dict[int, int]:
    """Blocks of today with the released block of the same words.

    Of several with the same words each is the one that keeps most blocks in the order of the release (their longest
    common subsequence); what that leaves is taken in order, what was still there before what was removed.
    """
    then = [(block.id[0], block.hash) for block in frozen]
    now = [(kind, hash_words(words)) for kind, words in blocks]
    found: dict[int, int] = {}
    if len({*then}) < len(then) or len({*now}) < len(now):
        there = [of for of, block in enumerate(frozen) if not block.removed]
        for step in Indel.opcodes([then[of] for of in there], now):
            if step.tag == "equal":
                places = range(step.dest_start, step.dest_end)
                found.update(zip(places, there[step.src_start : step.src_end], strict=True))
    taken = set(found.values())
    waiting: dict[tuple[str, str], list[int]] = {}
    for of in sorted(range(len(frozen)), key=lambda of: (frozen[of].removed, of)):
        if of not in taken:
            waiting.setdefault(then[of], []).append(of)
    for at, one in enumerate(now):
        if at not in found and (candidates := waiting.get(one)):
            found[at] = candidates.pop(0)
    return found


def _reworded(
    frozen: Sequence[FrozenBlock], blocks: Sequence[tuple[str, str]], same: Mapping[int, int]
) -> dict[int, int]:
    """Blocks of today with the released block that each is clearly a rewording of."""
    lost = [of for of, block in enumerate(frozen) if of not in same.values() and not block.removed and block.words]
    fresh = [at for at in range(len(blocks)) if at not in same]
    if not lost or not fresh:
        return {}
    before = {of: _tokens(block.words) for of, block in enumerate(frozen) if block.words}
    after = {at: _tokens(words) for at, (_, words) in enumerate(blocks)}
    found: dict[int, int] = {}
    for at in fresh:
        ranked = sorted(((_likeness(after[at], tokens), of) for of, tokens in before.items()), reverse=True)
        best, of = ranked[0]
        if of not in lost or frozen[of].id[0] != blocks[at][0] or best < ALIKE or _close(ranked, best):
            continue
        others = sorted(((_likeness(before[of], tokens), other) for other, tokens in after.items()), reverse=True)
        if others[0][1] == at and not _close(others, best):
            found[at] = of
    return found


def _close(ranked: Sequence[tuple[float, int]], best: float) -> bool:
    """Whether the second is too like the first to tell them apart."""
    return len(ranked) > 1 and ranked[1][0] > best - APART


def _tokens(words: str) -> list[str]:
    return _TOKEN.findall(words.casefold())


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    return float(Indel.normalized_similarity(one, other))


def _mint(known: Sequence[str], blocks: Sequence[tuple[str, str]], ids: Mapping[int, str]) -> list[str]:
    """Ids for all blocks: those they have, and new ones that were never used."""
    used = set(known)
    minted: list[str] = []
    for at, (kind, _) in enumerate(blocks):
        if at in ids:
            minted.append(ids[at])
            continue
        before = next((one for one in reversed(minted) if one[0] == kind), f"{kind}0")
        follows = any(later > at and one[0] == kind for later, one in ids.items())
        one = _next_letter(before, used) if follows else _next_number(kind, used)
        used.add(one)
        minted.append(one)
    return minted


def _next_number(kind: str, used: Iterable[str]) -> str:
    return f"{kind}{max((int(found[2]) for one in used if (found := _parts(one))[1] == kind), default=0) + 1}"


def _next_letter(before: str, used: Iterable[str]) -> str:
    """`p12a` after `p12`, `p12b` after `p12a`; one letter more where those up to `z` are used."""
    found = _parts(before)
    stem, letters = f"{found[1]}{found[2]}", found[3]
    start = ord(letters[-1]) + 1 if letters else ord("a")
    for letter in map(chr, range(start, ord("z") + 1)):
        if (one := f"{stem}{letters[:-1]}{letter}") not in used:
            return one
    return _next_letter(f"{before}a", used) if f"{before}a" in used else f"{before}a"


def _parts(one: str) -> re.Match[str]:
    found = _ID.fullmatch(one)
    if not found:
        raise ValueError(f"'{one}' is no id of a block")
    return found


def _removed(frozen: Sequence[FrozenBlock], kept: Mapping[int, int], count: int) -> Iterable[tuple[int, FrozenBlock]]:
    """Released blocks that no block of today has, each before the block that follows what it followed."""
    place_of = {of: at for at, of in kept.items()}
    at = 0
    for of, block in enumerate(frozen):
        if of in place_of:
            at = min(place_of[of] + 1, count)
        else:
            yield at, block
