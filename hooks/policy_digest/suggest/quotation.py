"""The shortest quotation that is found in a text exactly once: the words, or their start and end, and their context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from policy_digest.quotes import ELLIPSIS, QuoteError, Span, find_quote
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

    `start` and `end` are offsets of the normal form, within one block.
    """
    span = manuscript.normal.span(start, end)
    for fields in _tries(manuscript, start, end):
        if anchored(manuscript, fields) == [span]:
            return fields
    return None


def anchored(manuscript: Manuscript, fields: dict[str, str], *, every: bool = False) -> list[Span]:
    """Where a quotation is found by the rules of the digest; nowhere where they refuse it."""
    try:
        return find_quote(manuscript.normal, every=every, **fields)
    except QuoteError:
        return []


def _tries(manuscript: Manuscript, start: int, end: int) -> Iterator[dict[str, str]]:
    text = manuscript.normal.text
    first, last = manuscript.bounds(start)
    whole = text[start:end].strip()
    if end - start > (_SHORT // 2 if re.search(CJK, text[start:end]) else _SHORT):
        heads = list(_heads(text[start:end], _WORDS))
        tails = list(_tails(text[start:end], _WORDS))
        for head, tail in [*product(heads, tails[:1]), *product(heads[:1], tails)]:
            if len(head) + len(tail) < end - start:
                yield {"quote": f"{head}{ELLIPSIS}{tail}"}
    yield {"quote": whole}
    for prefix in _tails(text[first:start], 1):
        yield {"quote": whole, "prefix": prefix}
    for suffix in _heads(text[end:last], 1):
        yield {"quote": whole, "suffix": suffix}
    for prefix, suffix in zip(_tails(text[first:start], 1), _heads(text[end:last], 1), strict=False):
        yield {"quote": whole, "prefix": prefix, "suffix": suffix}


def _heads(text: str, least: int) -> Iterator[str]:
    """Ever longer beginnings of a text, of `least` words and more."""
    for steps, found in enumerate(_STEP.finditer(text), 1):
        if found.end() > _MOST:
            break
        if steps >= least and found.end() >= least * _LETTERS:
            yield text[: found.end()].strip().rstrip(",:")


def _tails(text: str, least: int) -> Iterator[str]:
    """Ever longer ends of a text, of `least` words and more."""
    for steps, found in enumerate(reversed(list(_STEP.finditer(text))), 1):
        if len(text) - found.start() > _MOST:
            break
        if steps >= least and len(text) - found.start() >= least * _LETTERS:
            yield text[found.start() :].strip()
