"""Themes of passages, learned from the passages that are annotated already and from the vocabulary's definitions.

Each theme is the mean of its passages, as weights of words (Rocchio's method: J. J. Rocchio, Relevance Feedback in
Information Retrieval, 1971); a sentence is on the themes to whose mean it is nearest by the cosine. Small, the same on
every run, linear in the number of passages, and what it does can be told in words.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from policy_digest.passages import Passage
from policy_digest.quotes import normalise
from policy_digest.suggest.candidates import Candidate
from policy_digest.suggest.manuscript import CJK, Manuscript, Word, stems, words_of
from policy_digest.vocabulary import Vocabulary
from policy_digest.wording import cut

LEAST = 0.15
"""Cosine from which on a theme is suggested. The measure in docs/suggest.md shows what it costs and brings."""
_MOST = 2
"""Themes of one sentence."""
_LEAST_WORDS = 4
_SHARED = 2
"""Words that a sentence must share with a theme; where no passage has taught the theme, all words of its label."""
_LOOSE = 0.05
"""How far below `LEAST` a theme still is suggested to those who ask for less certain ones."""
_NONE = frozenset({""})
"""Stands in no sentence."""
_SHOWN = 200
"""Passages of a theme among which the one most alike is looked for, to be shown as a reason."""
_LABEL = 2.0
"""How many passages the label of a theme is worth; its definition is worth one."""


class Themes:
    """What passages on each theme have in common."""

    def __init__(self, vocabulary: Vocabulary, annotated: Iterable[Passage]) -> None:
        """Learn the themes from annotated passages; those of the vocabulary without any from their definitions."""
        examples: list[tuple[str, float, frozenset[str], Passage | None]] = []
        for passage in annotated:
            if passage.annotation.theme:
                features = frozenset(_features(words_of(normalise(passage.quote))))
                examples += [(one, 1.0, features, passage) for one in passage.annotation.theme]
        for one, theme in vocabulary.themes.items():
            examples.append((one, _LABEL, frozenset(_features(words_of(normalise(theme.label)))), None))
            if theme.definition:
                examples.append((one, 1.0, frozenset(_features(words_of(normalise(theme.definition)))), None))
        self._themes = vocabulary.themes
        self._labels = {
            one: frozenset(_whole(list(words_of(normalise(theme.label))))) or _NONE
            for one, theme in vocabulary.themes.items()
        }
        self._unknown = math.log(len(examples) or 1)
        self._rarity = _rarity(features for _, _, features, _ in examples)
        means: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._passages: defaultdict[str, list[tuple[frozenset[str], Passage]]] = defaultdict(list)
        for one, weight, features, where in examples:
            length = self._length(features)
            for feature in sorted(features):
                means[one][feature] += weight * self._rarity[feature] / length
            if where and len(self._passages[one]) < _SHOWN:
                self._passages[one].append((features, where))
        self._by_feature: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        for one, mean in means.items():
            length = math.sqrt(sum(weight * weight for weight in mean.values())) or 1.0
            for feature, weight in mean.items():
                self._by_feature[feature].append((one, weight / length))

    def find(self, manuscript: Manuscript) -> Iterator[Candidate]:
        """The themes of the sentences of a text."""
        for sentence in manuscript.sentences:
            if len(sentence.words) < _LEAST_WORDS:
                continue
            every = set(_features(sentence.words))
            features = {one for one in every if one in self._rarity}
            unknown = sum(1 for one in every - features if " " not in one)
            length = math.sqrt(self._length(features) ** 2 + unknown * self._unknown**2)
            scores: defaultdict[str, float] = defaultdict(float)
            shared: Counter[str] = Counter()
            for feature in sorted(features):
                for one, weight in self._by_feature[feature]:
                    scores[one] += self._rarity[feature] / length * weight
                    shared[one] += " " not in feature
            words = set(_whole(sentence.words))
            enough = [
                (one, score)
                for one, score in scores.items()
                if (shared[one] >= _SHARED and one in self._passages) or self._labels.get(one, _NONE) <= words
            ]
            for one, score in sorted(enough, key=lambda item: (-item[1], item[0]))[:_MOST]:
                if score >= LEAST - _LOOSE and one in self._themes:
                    reason = self._reason(one, sentence.words, features, manuscript)
                    yield Candidate("theme", one, sentence.start, sentence.end, reason, min(1.0, score - LEAST + 0.5))

    def _length(self, features: Iterable[str]) -> float:
        return math.sqrt(sum(self._rarity[one] ** 2 for one in sorted(features))) or 1.0

    def _reason(self, one: str, words: Sequence[Word], features: set[str], manuscript: Manuscript) -> str:
        """The words that speak most for a theme, and the annotated passage that is most alike."""
        weights: dict[str, float] = {}
        for word in words:
            for stem in stems([word]):
                for theme, weight in self._by_feature.get(stem, ()):
                    if theme == one:
                        weights[manuscript.normal.text[word.start : word.end].casefold()] = weight * self._rarity[stem]
        if not weights:
            alone = [feature for feature in sorted(features) if " " not in feature]
            weights = {word: 1.0 for word in alone if any(one == theme for theme, _ in self._by_feature[word])}
        best = sorted(weights, key=lambda word: (-weights[word], word))[:4]
        shown = ", ".join(f"“{word}”" for word in best)
        alike = max(
            self._passages.get(one, ()), key=lambda pair: (self._alike(features, pair[0]), pair[1].source), default=None
        )
        if alike and self._alike(features, alike[0]) > 0:
            like = alike[1]
            return f"its words {shown} speak for it, as in “{cut(like.quote, 80)}” ({like.source}, {like.block.id})"
        return f"its words {shown} are those of the theme's label or definition"

    def _alike(self, features: set[str], others: frozenset[str]) -> float:
        shared = sum(self._rarity[one] ** 2 for one in sorted(features & others))
        return shared / self._length(others)


def _features(words: Iterable[Word]) -> list[str]:
    """Stems and pairs of them."""
    found = list(stems(words))
    return [*found, *(f"{one} {other}" for one, other in pairwise(found))]


def _whole(words: Sequence[Word]) -> Iterator[str]:
    """Words as they are, and pairs of CJK characters."""
    yield from (word.text for word in words if not re.match(CJK, word.text))
    yield from (stem for stem in stems(words) if re.match(CJK, stem))


def _rarity(examples: Iterable[frozenset[str]]) -> Mapping[str, float]:
    """The less often a word stands in the examples, the more it says."""
    counts: Counter[str] = Counter()
    total = 0
    for features in examples:
        counts.update(features)
        total += 1
    return {feature: math.log(total / count) for feature, count in counts.items()}
