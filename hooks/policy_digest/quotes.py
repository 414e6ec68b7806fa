"""Quotations found in a text, exactly or not at all.

A quotation is a W3C TextQuoteSelector (https://www.w3.org/TR/annotation-model/#text-quote-selector): exact words, and
the words before and after where they stand more than once. Words are compared in a normal form:

- Unicode's composed form (NFC);
- a run of white space is one space; zero-width characters, marks of direction and soft hyphens are nothing;
- typographic quotation marks and primes are straight ones;
- full-width letters, digits and punctuation are ASCII ones.

Nothing else is forgiven, and every place in the normal form leads back to one place in the text. A quotation stands
within one paragraph; the words beside it may be those of another, and the break between the two is white space there.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Prefix

from policy_digest.body import BREAK, HAN, is_plain
from policy_digest.wording import cut

ELLIPSIS = " … "
"""Joins the start and the end of a long quotation."""

_SAME = {
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
}
"""One character for one: offsets stay."""
_OTHER = re.compile(f"[{''.join(_SAME)}]")
_NOTHING = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
"""What is not seen: soft hyphens, what joins or parts letters, and the marks of the direction of writing."""
_SPACE = r"\t-\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""White space but the plain space and the separators of ASCII, of which `BREAK` is one."""
_LONGER = re.compile(f"[{_SPACE}{_NOTHING}][ {_SPACE}{_NOTHING}]*| [ {_SPACE}{_NOTHING}]+")
"""White space with what is nothing in it, unless it is one plain space; and what is nothing."""
_ONLY_NOTHING = re.compile(f"[{_NOTHING}]+")
_DOTS = re.compile(r"\.\.\.|…")
"""What may be meant as the sign between a start and an end."""
_BREAKS = re.compile(f" *{BREAK}[ {BREAK}]*")
_CUT_WORD_AT_END = re.compile(r"\s\S{0,20}\Z")
_CUT_WORD_AT_START = re.compile(r"\A\S{0,20}\s")
_WORD_END = re.compile(rf"[^\W{HAN}]{{1,20}}\Z")
_WORD_START = re.compile(rf"[^\W{HAN}]{{1,20}}")
_MOST = 1000
"""Places that a message counts: those of a start and an end multiply."""
_AROUND = 40
"""Characters of context that a message shows."""


class QuoteError(ValueError):
    """A quotation that is not found, or found more than once; the message says what to do."""


class AmbiguousError(QuoteError):
    """A quotation that is found more than once."""


class Span(NamedTuple):
    """A place in a body's words: `text[start:end]`."""

    start: int
    end: int


class Normal:
    """A text in normal form, with the way back to the text's own offsets."""

    __slots__ = ("_froms", "_same", "_starts", "_stops", "text")

    def __init__(self, raw: str) -> None:
        """Normalise `raw`, a body's words or a quotation."""
        pieces: list[str] = []
        self._starts: list[int] = []
        """Where each piece starts in the normal form."""
        self._froms: list[int] = []
        """Where it starts in the text."""
        self._stops: list[int] = []
        """Where it ends in the text. A piece of equal length on both sides maps character by character, any other
        only as a whole."""
        length = 0
        for start, end, text in _pieces(raw):
            if text:
                self._starts.append(length)
                self._froms.append(start)
                self._stops.append(end)
                pieces.append(text)
                length += len(text)
        self._starts.append(length)
        self.text = "".join(pieces)
        self._same = self.text == raw
        """Whether the two have the same offsets."""

    def span(self, start: int, end: int) -> Span:
        """The text's own offsets of `self.text[start:end]`, which is not empty."""
        if self._same:
            return Span(start, end)
        first, last = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1) - 1
        return Span(
            self._froms[first] + (start - self._starts[first] if self._even(first) else 0),
            self._froms[last] + end - self._starts[last] if self._even(last) else self._stops[last],
        )

    def is_whole(self, start: int, end: int) -> bool:
        """Whether `self.text[start:end]` starts and ends with whole characters of the text.

        A piece that is longer or shorter in the text is a space or a letter with its marks: only these can be cut off.
        """
        return not any(
            unicodedata.category(self.text[at]).startswith("M") for at in (start, end) if at < len(self.text)
        )

    def _even(self, piece: int) -> bool:
        return self._starts[piece + 1] - self._starts[piece] == self._stops[piece] - self._froms[piece]


def _pieces(raw: str) -> Iterator[tuple[int, int, str]]:
    """Start and end in the text, and the normal form, of each stretch."""
    if is_plain(raw):
        yield 0, len(raw), raw
        return
    composed = unicodedata.is_normalized("NFC", raw)
    last = 0
    for found in _LONGER.finditer(raw):
        yield from _stretch(raw, last, found.start(), composed=composed)
        yield found.start(), found.end(), _shrunk(found)
        last = found.end()
    yield from _stretch(raw, last, len(raw), composed=composed)


def _shrunk(found: re.Match[str]) -> str:
    return "" if _ONLY_NOTHING.fullmatch(found[0]) else " "


def spaced(text: str) -> str:
    """A text with single spaces and without characters that are nothing, and else as it is."""
    return _LONGER.sub(_shrunk, text)


def _translated(text: str) -> str:
    return text if text.isascii() else _OTHER.sub(lambda found: _SAME[found[0]], text)


def _stretch(raw: str, start: int, end: int, *, composed: bool) -> Iterator[tuple[int, int, str]]:
    if composed:
        yield start, end, _translated(raw[start:end])
        return
    at = start
    while at < end:  # one character with the marks that combine with it
        following = at + 1
        while following < end and _joins(raw[at:following], raw[following]):
            following += 1
        yield at, following, _translated(unicodedata.normalize("NFC", raw[at:following]))
        at = following


def _joins(before: str, char: str) -> bool:
    """Whether a character combines with those before it: a mark, or a part of a Korean or Indian letter."""
    if unicodedata.combining(char):
        return True
    apart = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", char)
    return unicodedata.normalize("NFC", before + char) != apart


def normalise(text: str) -> str:
    """A text in the form in which quotations are compared."""
    if is_plain(text):
        return text
    if unicodedata.is_normalized("NFC", text):
        return _translated(spaced(text))
    return Normal(text).text


def find_quote(text: Normal, quote: str, *, prefix: str = "", suffix: str = "", every: bool = False) -> list[Span]:
    """Where a quotation stands in a text: one place, or with `every` all places in order.

    Of a quotation with an ellipsis every start may go with every end behind it in its paragraph, so one that is found
    once has one of each. With `every`, each start goes with the nearest end.

    Raises:
        QuoteError: it stands nowhere (the message shows the nearest passage).
        AmbiguousError: it stands at several places (the message shows them).
    """
    wanted, before, after = _sought(quote, prefix, suffix)
    found = list(islice(_fitting(text, wanted, before, after, nearest=every), None if every else _MOST + 1))
    if not found:
        raise QuoteError(_not_found(text.text, wanted, before, after))
    if len(found) > 1 and not every:
        raise AmbiguousError(_ambiguous(text.text, found))
    return [text.span(start, end) for start, end in found]


def only_place(text: Normal, quote: str, *, prefix: str = "", suffix: str = "") -> Span | None:
    """Where `find_quote` finds a quotation, or None where it finds none: found sooner, since no message is made."""
    found = list(islice(_fitting(text, *_sought(quote, prefix, suffix), nearest=False), 2))
    return text.span(*found[0]) if len(found) == 1 else None


def _sought(quote: str, prefix: str, suffix: str) -> tuple[str, str, str]:
    wanted, before, after = (normalise(words).strip() if words else "" for words in (quote, prefix, suffix))
    return wanted, before, after


def _fitting(text: Normal, wanted: str, before: str, after: str, *, nearest: bool) -> Iterator[tuple[int, int]]:
    """The places between the words before and after, of each start all or the nearest."""
    for start, ends in _places(text.text, wanted):
        if not _stands_before(text.text, start, before):
            continue
        for end in ends:
            if text.is_whole(start, end) and _stands_after(text.text, end, after):
                yield start, end
                if nearest:
                    break


def _places(text: str, wanted: str) -> Iterator[tuple[int, Iterable[int]]]:
    """Each start with its ends, also of overlapping places. Without an ellipsis a start has one end."""
    if not wanted:
        return
    if ELLIPSIS not in wanted or wanted in text:
        yield from ((at, (at + len(wanted),)) for at in _occurrences(text, wanted))
        return
    head, tail = wanted.split(ELLIPSIS, 1)
    for start in _occurrences(text, head):
        limit = text.find(BREAK, start)
        ends = _occurrences(text, tail, start + len(head), limit if limit >= 0 else len(text))
        yield start, (at + len(tail) for at in ends)


def _occurrences(text: str, wanted: str, start: int = 0, limit: int | None = None) -> Iterator[int]:
    at = text.find(wanted, start, limit)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1, limit)


def _stands_before(text: str, start: int, prefix: str) -> bool:
    return _beside(text[max(0, start - _reach(prefix)) : start]).rstrip(" ").endswith(prefix)


def _stands_after(text: str, end: int, suffix: str) -> bool:
    return _beside(text[end : end + _reach(suffix)]).lstrip(" ").startswith(suffix)


def _reach(context: str) -> int:
    """Characters in which words beside a quotation must lie: a space may be a break with a space on either side."""
    return 3 * len(context) + 3


def _beside(words: str) -> str:
    """Words beside a quotation, those of other paragraphs after a space."""
    return _BREAKS.sub(" ", words) if BREAK in words else words


def _not_found(text: str, wanted: str, prefix: str, suffix: str) -> str:
    if not wanted:
        return "is not found. Copy the exact words of the text."
    place = next(((start, end) for start, ends in _places(text, wanted) for end in ends), None)
    if (prefix or suffix) and place:
        shown = _shown(text, *place)
        return f"is not found with that prefix and suffix, but at: {shown}. Copy the words beside it exactly."
    for part in wanted.split(ELLIPSIS):
        if part not in text:
            what = f"is not found (“{cut(part, _AROUND)}”)." if part != wanted else "is not found."
            if part in _beside(text):
                return f"{what} It would run over the end of a paragraph: quote a passage within one."
            told = _nearest(text, part)
            joined = " Join a start and an end by … with a space on either side." if _DOTS.search(part) else ""
            return f"{what} {told}Copy the exact words of the text.{joined}"
    if wanted.count(ELLIPSIS) > 1:
        return "is not found. A quotation has one start and one end: keep only one “…”."
    if ELLIPSIS not in wanted:
        return "is not found. It would cut a letter in two. Copy the exact words of the text."
    return "has a start and an end that do not follow one another in one paragraph. Copy both from the same paragraph."


def _ambiguous(text: str, found: list[tuple[int, int]]) -> str:
    shown = "; ".join(_shown(text, *place) for place in found[:3])
    times, others = (len(found), len(found) - 3) if len(found) <= _MOST else (f"more than {_MOST}", "many")
    more = f"; and {others} more" if len(found) > 3 else ""  # noqa: PLR2004 - the three that are shown
    return (
        f"is found {times} times: {shown}{more}. "
        "Add prefix or suffix with the words beside the one you mean, or every: true for all."
    )


def _shown(text: str, start: int, end: int) -> str:
    """A place with the words around it, which a prefix or suffix can have."""
    left, right = _beside(text[max(0, start - _AROUND) : start]), _beside(text[end : end + _AROUND])
    middle = (
        text[start:end]
        if end - start <= 2 * _AROUND
        else f"{text[start : start + _AROUND]} … {text[end - _AROUND : end]}"
    )
    return f"“{left}[{middle}]{right}”"


def shortened(quote: str, start: int, end: int) -> str:
    """A long quotation by its first and its last words: at most `start` and `end` characters.

    It is cut between words where they are set apart by spaces, as Chinese ones are not.
    """
    if len(quote) <= start + len(ELLIPSIS) + end:
        return quote
    return (
        _CUT_WORD_AT_END.sub("", quote[: start + 1])[:start]
        + ELLIPSIS
        + _CUT_WORD_AT_START.sub("", quote[-end - 1 :])[-end:]
    )


def _in_whole_words(text: str, start: int, end: int) -> str:
    """A stretch with what lacks of its first and its last word, without white space around it."""
    stretch = text[start:end]
    start, end = start + len(stretch) - len(stretch.lstrip()), end - len(stretch) + len(stretch.rstrip())
    before, after = _WORD_END.search(text[:start]), _WORD_START.match(text, end)
    return (before[0] if before else "") + text[start:end] + (after[0] if after else "")


def _nearest(text: str, wanted: str) -> str:
    """The nearest passage; of a long one, what stands where it first differs from the words."""
    near = nearest_passage(text, wanted)
    same = Prefix.similarity(near, wanted)
    if same > 2 * _AROUND and len(near) > 4 * _AROUND:
        return f"The nearest passage first differs here: “…{cut(near[same - 2 * _AROUND :], 4 * _AROUND)}”. "
    return f"The nearest passage is: “{cut(near, 4 * _AROUND)}”. " if near else ""


def nearest_passage(text: str, wanted: str) -> str:
    """The stretch of a text most like some words, or nothing where none is alike."""
    best, score = "", 60.0
    for block in text.split(BREAK):
        if len(block) < len(wanted):
            alike, passage = fuzz.ratio(wanted, block), block
        else:
            found = fuzz.partial_ratio_alignment(wanted, block, score_cutoff=score)
            if not found:
                continue
            alike, passage = found.score, _in_whole_words(block, found.dest_start, found.dest_end)
        if alike > score:
            best, score = passage, alike
    return best
