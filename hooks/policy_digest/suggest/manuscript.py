"""A text as suggestions see it: in the normal form of quotations, cut into sentences and words.

All offsets here are those of the normal form, so that what is found can be quoted; `Normal.span` leads back.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from policy_digest.body import BREAK
from policy_digest.quotes import Normal, spaced
from policy_digest.texts import Text

CJK = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
"""A letter of a script without spaces: a word of its own here."""
_LETTER = rf"(?:(?!{CJK})[^\W\d_])"
_WORD = re.compile(rf"{CJK}|\d+(?:[.,]\d+)*|%|{_LETTER}+(?:'{_LETTER}+)?")
_STOP = re.compile(r"[.!?;。！？；]+[\"')\]”]*")
_ABBREVIATED = re.compile(r"(?:^|[\s(.])(?:[A-Z]|Mr|Mrs|Ms|Dr|St|No|Nos|Art|Sec|vs|cf|etc|e\.g|i\.e)$")
_STEM = 5
_COMMON = (
    "as at be been by for from has have he her his if in into is it its no not of on or our she so such that their"
    " them there these they this those to was we were which who will with you your"
)
"""English words that say nothing of what a passage is about. Of other languages there is none such here yet."""
_IGNORED = frozenset(_COMMON.split())
_SMALL = frozenset({"the", "a", "an", "and"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a number or a CJK character."""

    text: str
    """Folded: without case, plural and American or British spelling."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without the stop at its end, or a heading."""

    start: int
    end: int
    words: tuple[Word, ...]


class Manuscript:
    """The words of a text, ready to be searched."""

    __slots__ = ("_breaks", "normal", "sentences", "text", "words")

    def __init__(self, text: Text) -> None:
        """Cut a text into sentences and words."""
        self.text = text
        self.normal = Normal(text.body.text)
        self._breaks = [found.start() for found in re.finditer(BREAK, self.normal.text)]
        self.words = tuple(words_of(self.normal.text))
        starts = [word.start for word in self.words]
        self.sentences = tuple(
            Sentence(start, end, self.words[bisect_left(starts, start) : bisect_left(starts, end)])
            for start, end in _sentences(self.normal.text)
        )

    def written(self, start: int, end: int) -> str:
        """The words of a place as the text has them, with single spaces."""
        span = self.normal.span(start, end)
        return spaced(self.text.body.text[span.start : span.end]).strip()

    def block_id(self, at: int) -> str:
        """The id of the paragraph in which a place stands."""
        return self.text.body.blocks[self.block(at)].id

    def block(self, at: int) -> int:
        """The index of the block in which a place stands."""
        return bisect_right(self._breaks, at)

    def bounds(self, at: int) -> tuple[int, int]:
        """Where the block starts and ends in which a place stands."""
        block = self.block(at)
        start = self._breaks[block - 1] + 1 if block else 0
        return start, self._breaks[block] if block < len(self._breaks) else len(self.normal.text)


def words_of(text: str) -> Iterator[Word]:
    """The words of a text in normal form, without articles and `and`."""
    for found in _WORD.finditer(text):
        folded = fold(found[0])
        if folded not in _SMALL:
            yield Word(folded, found.start(), found.end())


def stems(words: Iterable[Word]) -> Iterator[str]:
    """What words have in common with their kin: the first five letters, the number, two CJK characters.

    Cutting words short is crude and knows no language; it joins `reply` and `replied`, `Bangladesh` and `Bangladeshi`.
    """
    before = None
    for word in words:
        if re.match(CJK, word.text):
            if before and before.end == word.start:
                yield before.text + word.text
            before = word
        else:
            before = None
            if word.text not in _IGNORED and (len(word.text) > 1 or word.text.isdecimal()):
                yield word.text[:_STEM]


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """A word without case, possessive, plural and the differences of American and British spelling."""
    word = word.casefold()
    word = word.removesuffix("'s")
    if len(word) > 3 and word.endswith("ies"):  # noqa: PLR2004 - shorter ones are no plurals
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):  # noqa: PLR2004 - the same
        word = word[:-1]
    word = re.sub(r"(?<=..)is(?=(?:e|ed|ing|ation)$)", "iz", word)
    return word[:-2] + "er" if word.endswith("tre") else word


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """The start and the end of each sentence, without white space and stops around it."""
    at = 0
    for words in text.split(BREAK):
        start = 0
        for found in _STOP.finditer(words):
            following = words[found.end() : found.end() + 1]
            if found[0].startswith(".") and (
                (following and not following.isspace()) or _ABBREVIATED.search(words, start, found.start())
            ):
                continue
            yield from _trimmed(words, start, found.start(), at)
            start = found.end()
        yield from _trimmed(words, start, len(words), at)
        at += len(words) + len(BREAK)


def _trimmed(words: str, start: int, end: int, at: int) -> Iterator[tuple[int, int]]:
    stretch = words[start:end]
    if any(char.isalnum() for char in stretch):
        yield at + end - len(stretch.lstrip()), at + start + len(stretch.rstrip())
