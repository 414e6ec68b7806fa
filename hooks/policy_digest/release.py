"""A release: today's addresses and paragraph ids written to the ledger, with what changed since the last one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rapidfuzz.distance import Indel

from policy_digest.digest import Digest
from policy_digest.ledger import Change, FrozenBlock, FrozenText, Release, format_text, hash_words
from policy_digest.publish import stamps, write
from policy_digest.texts import Text

_ORDER = ("changes", "words", "ledger.txt", "pages.txt")
"""In which files take their places. What a release changed comes first: without its line of `ledger.txt` it is told."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a release adds to the ledger."""

    pages: tuple[str, ...]
    """New addresses."""
    texts: tuple[str, ...]
    """Texts that are released for the first time."""
    changed: tuple[tuple[str, Release], ...]
    """Texts that were released before and have changed."""
    paragraphs: int
    """New ids of blocks."""


def freeze(digest: Digest, urls: Iterable[str], date: str) -> Frozen:
    """Write the ledger of a release of the day `date` (ISO 8601) with the addresses `urls`, and tell what it adds.

    Nothing is taken out: the line of a text that is gone stays, and so does every address.

    All files are written aside before one takes its place, so that a full disk changes nothing. What is left by a kill
    in between is told (`read_releases`), or made right by the next release.
    """
    ledger = digest.ledger
    aside = ledger.folder / ".new"
    shutil.rmtree(aside, ignore_errors=True)  # of a release that was killed
    texts = dict(ledger.texts)
    new: list[str] = []
    changed: list[tuple[str, Release]] = []
    minted = 0
    pages = ledger.pages | set(urls)
    try:
        for text in digest.texts.values():
            last = text.detail.frozen
            if last and last.id != text.id:
                _rename(ledger.folder, aside, last.id, text.id)
                texts.pop(last.id, None)
            if last and text.edition.released:
                texts[text.id] = replace(last, id=text.id)
                continue
            frozen = _frozen(text, date)
            texts[text.id] = frozen
            known = {block.id for block in last.blocks} if last else set()
            minted += sum(placed.id not in known for placed in text.detail.assignment.blocks)
            if last:
                release = Release(date, frozen.version, last.version, tuple(changes_since(text, last)))
                changed.append((text.id, release))
                before = _lines(ledger.folder / "changes" / f"{last.id}.jsonl")
                _write(aside, f"changes/{text.id}.jsonl", [*before, json.dumps(asdict(release), ensure_ascii=False)])
            else:
                new.append(text.id)
            words = [f"{one.id}\t{one.words}" for one in frozen.blocks if not one.removed]
            _write(aside, f"words/{text.id}.txt", words)
        _write(aside, "ledger.txt", [format_text(texts[one]) for one in sorted(texts)])
        _write(aside, "pages.txt", sorted(pages))
        _put_in_place(aside, ledger.folder)
        former = {one for text in digest.texts.values() for one in text.source.fields.aliases if one not in texts}
        for one in sorted(former):  # also what a release left that was killed here
            for name in _kept(one):
                (ledger.folder / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Frozen(tuple(sorted(pages - ledger.pages)), tuple(new), tuple(changed), minted)


def _put_in_place(aside: Path, folder: Path) -> None:
    """Move the files of a release to their places."""
    for name in sorted(stamps(aside), key=lambda name: _ORDER.index(name.partition("/")[0])):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (aside / name).replace(path)


def _frozen(text: Text, date: str) -> FrozenText:
    """The text as a release has it: its blocks, with those removed at their place."""
    assignment = text.detail.assignment
    graves: dict[int, list[FrozenBlock]] = {}
    for at, block in assignment.removed:
        graves.setdefault(at, []).append(FrozenBlock(block.id, block.hash, removed=True))
    blocks: list[FrozenBlock] = []
    for at, (placed, (_, words)) in enumerate(zip(assignment.blocks, text.body.units(), strict=True)):
        blocks += graves.pop(at, [])
        blocks.append(FrozenBlock(placed.id, hash_words(words), words=words))
    blocks += [block for at in sorted(graves) for block in graves[at]]
    first = text.detail.frozen.first if text.detail.frozen else date
    return FrozenText(text.id, text.edition.version, first, date, tuple(blocks))


def changes_since(text: Text, last: FrozenText) -> Iterable[Change]:
    """What of a text's blocks differs from its last release, in the order of the text."""
    before = [block.id for block in last.blocks if not block.removed]
    there, moved = {*before}, _moved(before, [placed.id for placed in text.detail.assignment.blocks])
    for placed, (_, words) in zip(text.detail.assignment.blocks, text.body.units(), strict=True):
        if placed.id not in there:
            yield Change(placed.id, "", words)
        elif placed.before is not None:
            yield Change(placed.id, placed.before, words)
        elif placed.id in moved:
            yield Change(placed.id, words, words)
    for _, block in text.detail.assignment.removed:
        if not block.removed:
            yield Change(block.id, block.words, "")


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Of the ids in both, as few as must leave their place for the others to keep their order."""
    steps = Indel.opcodes(before, after)
    stay = {one for step in steps if step.tag == "equal" for one in before[step.src_start : step.src_end]}
    return {*before}.intersection(after) - stay


def _kept(one: str) -> tuple[str, str]:
    """The files of the ledger that a text has to itself."""
    return f"words/{one}.txt", f"changes/{one}.jsonl"


def _rename(folder: Path, aside: Path, old: str, new: str) -> None:
    """Write aside under its new id what is kept of a text."""
    for before, after in zip(_kept(old), _kept(new), strict=True):
        if (folder / before).is_file():
            _write(aside, after, _lines(folder / before))


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return [line for line in text.split("\n") if line]


def _write(folder: Path, name: str, lines: list[str]) -> None:
    write(folder, name, "".join(f"{line}\n" for line in lines).encode())
