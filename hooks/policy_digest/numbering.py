"""Which released id each block of today's text has, and which ids are new: docs/release.md tells the rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Indel

from policy_digest.body import HAN
from policy_digest.ledger import FrozenBlock, FrozenText, hash_words

ALIKE = 0.75
"""A reworded paragraph keeps its id from this likeness on: words that stay in order, of all words of both."""
APART = 0.15
"""By so much must the likeness exceed that to any other paragraph, before or after, on either side."""

_ID = re.compile(r"([hp])(\d+)([a-z]*)")
UNSPACED = rf"{HAN}\u3041-\u30ff\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Chinese, Japanese, Thai, Lao, Burmese and Khmer, which set no spaces between words: each character is one."""
_TOKEN = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+|[^\w\s]")


class Placed(NamedTuple):
    """A block of today's text."""

    id: str
    before: str | None
    """Its words at the last release where they were others; None where it is new or unchanged."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """The ids of a text's blocks, and what of the last release it has no longer."""

    blocks: tuple[Placed, ...]
    """One for each block of today's text, in order."""
    removed: tuple[tuple[int, FrozenBlock], ...]
    """Removed blocks with the index of the block before which each stands."""


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
        return Assignment(tuple(Placed(one, None) for one in _count_up(blocks)), ())
    same = _same_words(frozen.blocks, blocks)
    reworded = _reworded(frozen.blocks, blocks, same)
    ids = {at: frozen.blocks[of].id for at, of in {**same, **reworded}.items()}
    minted = _mint([block.id for block in frozen.blocks], blocks, ids)
    placed = tuple(
        Placed(minted[at], frozen.blocks[reworded[at]].words if at in reworded else None) for at in range(len(blocks))
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
    signs: dict[str, str] = {}
    before = {of: _tokens(block.words, signs) for of, block in enumerate(frozen) if block.words}
    after = {at: _tokens(words, signs) for at, (_, words) in enumerate(blocks)}
    found: dict[int, int] = {}
    for at in fresh:
        of = _surely_alike(after[at], before)
        if of in lost and frozen[of].id[0] == blocks[at][0] and _surely_alike(before[of], after) == at:
            found[at] = of
    return found


def _surely_alike(one: str, others: Mapping[int, str]) -> int | None:
    """Which of several words are like some, and clearly more so than the rest; None where none is."""
    ranked = process.extract(one, others, scorer=Indel.normalized_similarity, score_cutoff=ALIKE - APART, limit=2)
    scores = [score for _, score, _ in ranked]
    if not scores or scores[0] < ALIKE or (len(scores) > 1 and scores[1] > scores[0] - APART):
        return None
    return ranked[0][2]


def _tokens(words: str, signs: dict[str, str]) -> str:
    """Words with one character for each, the same for the same word: such are compared much faster."""
    return "".join(signs.setdefault(token, chr(len(signs))) for token in _TOKEN.findall(words.casefold()))


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
