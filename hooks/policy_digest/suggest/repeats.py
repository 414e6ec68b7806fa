"""Strings that a host page put into a text: known ones, ones that begin with the same odd word, repeated lines."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile

from policy_digest.passages import Passage
from policy_digest.quotes import normalise
from policy_digest.suggest.candidates import Candidate
from policy_digest.suggest.manuscript import Manuscript, Word

_ODD = re.compile(
    r"(?<![\w.@/-])(?=[a-z0-9]*[a-z]{3})(?=[a-z0-9]*\d{2})[a-z0-9]{5,}(?![\w-])|\b(?:www\.)[\w.-]+\.\w{2,}"
)
"""A word of letters and figures such as no language writes, or the address of a site."""
_FEW = 2
_LONGEST = 4
"""Words that an odd one draws after it, at most."""
NOISE = "repeated string, probably inserted by the host page"


def known_noise(annotated: Iterable[Passage]) -> dict[str, tuple[str, str]]:
    """Strings that are annotated as noise: what is said of them, and where."""
    found: dict[str, tuple[str, str]] = {}
    for passage in annotated:
        if passage.annotation.noise:
            where = f"{passage.source} ({passage.block.id})"
            found.setdefault(normalise(passage.quote), (passage.annotation.noise, where))
    return found


def find_repeats(manuscript: Manuscript, known: Mapping[str, tuple[str, str]]) -> Iterator[Candidate]:
    """Injected strings, each once with `every` where it stands more than once."""
    text = manuscript.normal.text
    taken: list[tuple[int, int]] = []
    for quote, (what, where) in sorted(known.items(), key=lambda item: (-len(item[0]), item[0])):
        places = [found.span() for found in re.finditer(rf"(?<!\w){re.escape(quote)}(?!\w)", text)]
        free = [place for place in places if not any(place[0] < end and start < place[1] for start, end in taken)]
        if free:
            taken += free
            reason = f"“{quote}” is annotated as noise in {where}"
            yield Candidate("noise", what, *free[0], reason, 1.0, len(places) > 1)
    yield from _odd(manuscript, taken)


def _odd(manuscript: Manuscript, taken: list[tuple[int, int]]) -> Iterator[Candidate]:
    """Phrases that begin with one odd word, stand within sentences, and have ever other words beside them."""
    text, words = manuscript.normal.text, manuscript.words
    places: defaultdict[str, list[int]] = defaultdict(list)
    for found in _ODD.finditer(text):
        if not any(start <= found.start() < end for start, end in taken):
            places[found[0]].append(found.start())
    counts = Counter(word.text for word in words)
    index = {word.start: at for at, word in enumerate(words)}
    for odd, starts in places.items():
        first = [index[start] for start in starts if start in index]
        before = {words[at - 1].text for at in first if at}
        if len(first) < _FEW or len(before) < _FEW:
            continue
        phrases: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        heads = [_following(text, words, at, odd) for at in first]
        shared = Counter(
            tuple(word.text for word in head[:length]) for head in heads for length in range(len(head) + 1)
        )
        for at, head in zip(first, heads, strict=True):
            end = words[at].start + len(odd)
            again = [word for at, word in enumerate(head, 1) if shared[tuple(one.text for one in head[:at])] >= _FEW]
            # Words that come with it again belong to it; else those that stand nowhere else in the text.
            for word in again or takewhile(lambda word: counts[word.text] == 1, head):
                end = word.end
            phrases[text[words[at].start : end]].append((words[at].start, end))
        for phrase, spans in phrases.items():
            reason = (
                f"“{odd}” occurs {len(first)} times, always between other words, and is not a word; "
                f"“{phrase}” occurs {len(spans)} times: check where it ends"
            )
            yield Candidate("noise", NOISE, *spans[0], reason, 0.8, len(spans) > 1)


def _following(text: str, words: tuple[Word, ...], at: int, odd: str) -> list[Word]:
    """The small words that follow an odd one with nothing but a space between."""
    last = words[at].start + len(odd)
    found: list[Word] = []
    for word in words[at + 1 :]:
        if word.start < last:
            continue
        if text[last : word.start] != " " or not text[word.start].islower() or len(found) == _LONGEST:
            break
        found.append(word)
        last = word.end
    return found
