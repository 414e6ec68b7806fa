"""A release: today's addresses and paragraph ids written to the ledger, with what changed since the last one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from policy_digest.digest import Digest
from policy_digest.ledger import Change, FrozenBlock, FrozenText, Ledger, Release, format_text, hash_words
from policy_digest.texts import Text


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
    """
    ledger = digest.ledger
    texts = dict(ledger.texts)
    new: list[str] = []
    changed: list[tuple[str, Release]] = []
    minted = 0
    for text in digest.texts.values():
        last = text.detail.frozen
        if last and last.id != text.id:
            _rename(ledger, last.id, text.id)
            texts.pop(last.id, None)
        if last and text.edition.released:
            texts[text.id] = replace(last, id=text.id)
            continue
        frozen = _frozen(text, date)
        texts[text.id] = frozen
        minted += sum(placed.new for placed in text.detail.assignment.blocks)
        if last:
            release = Release(date, frozen.version, last.version, tuple(changes_since(text, last)))
            changed.append((text.id, release))
            _append_release(ledger, text.id, release)
        else:
            new.append(text.id)
        _write_words(ledger, frozen)
    pages = ledger.pages | set(urls)
    _write(ledger, "ledger.txt", [format_text(texts[one]) for one in sorted(texts)])
    _write(ledger, "pages.txt", sorted(pages))
    return Frozen(tuple(sorted(pages - ledger.pages)), tuple(new), tuple(changed), minted)


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
    there = {block.id for block in last.blocks if not block.removed}
    for placed, (_, words) in zip(text.detail.assignment.blocks, text.body.units(), strict=True):
        if placed.id not in there:
            yield Change(placed.id, "", words)
        elif placed.before is not None:
            yield Change(placed.id, placed.before, words)
    for _, block in text.detail.assignment.removed:
        if not block.removed:
            yield Change(block.id, block.words, "")


def _rename(ledger: Ledger, old: str, new: str) -> None:
    for folder, ending in (("words", "txt"), ("changes", "jsonl")):
        path = ledger.folder / folder / f"{old}.{ending}"
        if path.is_file():
            target = ledger.folder / folder / f"{new}.{ending}"
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)


def _append_release(ledger: Ledger, one: str, release: Release) -> None:
    path = ledger.folder / "changes" / f"{one}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(asdict(release), ensure_ascii=False) + "\n")


def _write_words(ledger: Ledger, text: FrozenText) -> None:
    _write(ledger, f"words/{text.id}.txt", [f"{one.id}\t{one.words}" for one in text.blocks if not one.removed])


def _write(ledger: Ledger, name: str, lines: list[str]) -> None:
    path = ledger.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
