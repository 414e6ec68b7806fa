"""Events that a sentence tells of: by the date it names, by the words of the event's label, or by both."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from policy_digest.model import Event
from policy_digest.quotes import normalise
from policy_digest.suggest.candidates import Candidate
from policy_digest.suggest.manuscript import Manuscript, Sentence, Word, stems, words_of
from policy_digest.suggest.mentions import Mention, in_sentence
from policy_digest.vocabulary import Vocabulary

_ENOUGH = {"day": 0.2, "month": 0.35, "year": 0.6, "": 0.8}
"""The share of an event's label that a sentence must have, by how their dates agree."""
_LEAST_WORDS = 3
"""Words of the label that a sentence must have where no date agrees."""
_SHORT = 1
_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_ORDINALS = frozenset(_ORDINAL_WORDS.split())


class Events:
    """The events of a vocabulary, ready to be looked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Weigh the words of all labels: one that many labels have says little."""
        self.events = vocabulary.events
        self._words = {one: dict.fromkeys(stems(_label(event))) for one, event in self.events.items()}
        counts = Counter(stem for words in self._words.values() for stem in words)
        total = len(self._words)
        self._weights = {stem: math.log(1 + total / count) for stem, count in counts.items()}
        self._sums = {one: sum(self._weights[stem] for stem in words) for one, words in self._words.items()}
        self._numbers = {one: _numbers(_label(event)) for one, event in self.events.items()}
        self._by_stem: defaultdict[str, list[str]] = defaultdict(list)
        for one, words in self._words.items():
            for stem in words:
                self._by_stem[stem].append(one)

    def find(
        self, manuscript: Manuscript, named: Sequence[Mention], taken: Sequence[tuple[int, int]]
    ) -> Iterator[Candidate]:
        """Events told in a text. `taken` are places where words belong to something else, such as a title."""
        within = {at for start, end in taken for at in range(start, end)}
        within.update(at for mention in named for at in range(mention.start, mention.end))
        for sentence in manuscript.sentences:
            words = [word for word in sentence.words if word.start not in within]
            best = sorted(self._in_sentence(manuscript, sentence, words, list(named)), key=lambda one: -one.certainty)
            for found in best[:1]:
                yield found
                for theme in self.events[str(found.value)].theme:
                    reason = f"the event {found.value} is on it"
                    yield replace(found, field="theme", value=theme, reason=reason)

    def _in_sentence(
        self, manuscript: Manuscript, sentence: Sentence, words: Sequence[Word], named: list[Mention]
    ) -> Iterator[Candidate]:
        dates = list(in_sentence(named, sentence.start, sentence.end))
        shared: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for word in words:
            for stem in stems([word]):
                for one in self._by_stem.get(stem, ()):
                    shared[one].setdefault(stem, manuscript.normal.text[word.start : word.end])
        for stem in stems(words):
            for one in self._by_stem.get(stem, ()):
                shared[one].setdefault(stem, stem)
        numbers = _numbers(words)
        for one, said in shared.items():
            event = self.events[one]
            share = sum(self._weights[stem] for stem in said) / self._sums[one]
            how, mention = _agreement(event, dates)
            if self._numbers[one] - numbers and how != "day":
                continue
            if not how and not _can_be(event, dates, manuscript):
                continue
            if share < _ENOUGH[how] or (not how and len(said) < _LEAST_WORDS):
                continue
            certainty = min(
                1.0, {"day": 0.6, "month": 0.4, "year": 0.2, "": 0.0}[how] + share * (1 if not how else 0.5)
            )
            reason = "; ".join(_reasons(event, how, mention, said))
            yield Candidate("event", one, sentence.start, sentence.end, reason, certainty)


def _label(event: Event) -> list[Word]:
    """The words of a label, without the year that its date says."""
    year = str(event.date.year) if event.date else ""
    return [word for word in words_of(normalise(event.label)) if word.text != year]


def _numbers(words: Sequence[Word]) -> set[str]:
    return {word.text for word in words if word.text.isdecimal() or word.text in _ORDINALS}


def _agreement(event: Event, dates: Sequence[Mention]) -> tuple[str, Mention | None]:
    """The date of the sentence that agrees best with the event's."""
    found = [(how, mention) for mention in dates if event.date and (how := mention.agrees(event.date))]
    order = ("day", "month", "year")
    return min(found, key=lambda pair: order.index(pair[0]), default=("", None))


def _can_be(event: Event, dates: Sequence[Mention], manuscript: Manuscript) -> bool:
    """Whether nothing speaks against an event that no date of the sentence speaks for."""
    if any(mention.day for mention in dates):
        return event.date is None
    written = manuscript.text.source.fields.date
    if not (event.date and event.date.earliest and written and written.latest):
        return True
    return event.date.earliest <= written.latest


def _reasons(event: Event, how: str, mention: Mention | None, said: dict[str, str]) -> Iterator[str]:
    if mention and event.date:
        year = f" (year {mention.year}: {mention.why})" if mention.why else ""
        year = year or ("" if mention.year else " (no year is named or known: check)")
        yield f"“{mention.words}”{year} agrees with the event's date {event.date.edtf} by the {how}"
    elif event.date:
        yield f"it names no day; the event's date is {event.date.edtf}: check"
    told = ", ".join(f"“{word}”" for word in [word for word in said.values() if len(word) > _SHORT][:6])
    yield f"words of the label “{event.label}”: {told}"
