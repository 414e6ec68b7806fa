"""The shortest quotation that is found in a text exactly once: the words, or their start and end, and their context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from policy_digest.quotes import ELLIPSIS, QuoteError, Span, find_quote, only_place
from policy_digest.suggest.manuscript import CJK, Manuscript

_STEP = re.compile(rf"{CJK}|[^\s\u3040-\u30ff\u3400-\u9fff]+")
"""What a quotation grows by: a word with its punctuation, or a CJK character."""
_SHORT = 80
"""Up to so many characters, half of that in CJK, a passage is quoted in full."""
_WORDS = 3
_LETTERS = 2
"""Words of the start and of the end of a longer one, at least, and how long they are in the mean."""
_MOST = 160
"""Of the start, and of the context, at most."""


def quotation(manuscript: Manuscript, start: int, end: int) -> dict[str, str] | None:
    """The fields `quote`, `prefix` and `suffix` that find a passage and nothing else, or None where none do.

    `start` and `end` are offsets of the normal form, within one block. The words are as the text has them.
    """
    normal, written = manuscript.normal, manuscript.written
    span, whole = normal.span(start, end), written(start, end)
    first, last = manuscript.bounds(start)
    prefixes = [written(at, start) for at in _tails(normal.text, first, start, 1)]
    suffixes = [written(end, at) for at in _heads(normal.text, end, last, 1)]
    if only_place(normal, whole, prefix="".join(prefixes[-1:]), suffix="".join(suffixes[-1:])) != span:
        return None  # nor will less of it be found once
    tries = [{"quote": one} for one in (*_shortened(manuscript, start, end), whole)]
    tries += [{"quote": whole, "prefix": prefix} for prefix in prefixes]
    tries += [{"quote": whole, "suffix": suffix} for suffix in suffixes]
    tries += [
        {"quote": whole, "prefix": prefix, "suffix": suffix} for prefix, suffix in zip(prefixes, suffixes, strict=False)
    ]
    return next((fields for fields in tries if only_place(normal, **fields) == span), None)


def everywhere(manuscript: Manuscript, words: str) -> list[Span]:
    """All places where a quotation is found by the rules of the digest; nowhere where they refuse it."""
    try:
        return find_quote(manuscript.normal, words, every=True)
    except QuoteError:
        return []


def _shortened(manuscript: Manuscript, start: int, end: int) -> Iterator[str]:
    """A long passage by ever more of its start or its end."""
    text, written = manuscript.normal.text, manuscript.written
    if end - start > (_SHORT // 2 if re.search(CJK, text[start:end]) else _SHORT):
        heads = list(_heads(text, start, end, _WORDS))
        tails = list(_tails(text, start, end, _WORDS))
        for head, tail in [*product(heads, tails[:1]), *product(heads[:1], tails)]:
            if head < tail:
                yield f"{written(start, head)}{ELLIPSIS}{written(tail, end)}"


def _heads(text: str, start: int, end: int, least: int) -> Iterator[int]:
    """Where ever longer beginnings of a stretch end, of `least` words and more."""
    for steps, found in enumerate(_STEP.finditer(text, start, min(end, start + _MOST + 1)), 1):
        if found.end() - start > _MOST:
            break
        stop = start + len(text[start : found.end()].rstrip(",:"))
        if steps >= least and stop - start >= least * _LETTERS:
            yield stop


def _tails(text: str, start: int, end: int, least: int) -> Iterator[int]:
    """Where ever longer ends of a stretch start, of `least` words and more."""
    steps = list(_STEP.finditer(text, max(start, end - _MOST - 1), end))
    for count, found in enumerate(reversed(steps), 1):
        if end - found.start() > _MOST:
            break
        if count >= least and end - found.start() >= least * _LETTERS:
            yield found.start()
