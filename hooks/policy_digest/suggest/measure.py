"""How good the suggestions are: each annotated text in turn without its annotations, compared with its editor's.

A hit is a suggestion that says what the editor says of an overlapping passage: the same kind, and the same id; for a
target the same due date, and the same first figure where both have one; for noise the kind alone. Precision is the
share of suggestions that are hits, recall the share of the editor's annotations that are hit. An annotation with two
ids counts twice; one with `every` once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policy_digest.model import Annotation
from policy_digest.quotes import Span
from policy_digest.suggest.annotated import Annotated
from policy_digest.suggest.suggestions import learn_from, suggest
from policy_digest.texts import Text

KINDS = ("event", "document", "term", "theme", "target", "noise")
"""What is measured. Notes and corrections are the editor's own words and cannot be compared."""


@dataclass(frozen=True, slots=True)
class Score:
    """What was suggested and what was annotated, counted."""

    suggested: int = 0
    right: int = 0
    """Suggestions that are hits."""
    annotated: int = 0
    found: int = 0
    """Annotations that are hit."""

    @property
    def precision(self) -> float | None:
        """The share of the suggestions that are right; None where there are none."""
        return self.right / self.suggested if self.suggested else None

    @property
    def recall(self) -> float | None:
        """The share of the annotations that are found; None where there are none."""
        return self.found / self.annotated if self.annotated else None

    def __add__(self, other: Score) -> Score:
        return Score(
            self.suggested + other.suggested,
            self.right + other.right,
            self.annotated + other.annotated,
            self.found + other.found,
        )


@dataclass(frozen=True, slots=True)
class _Claim:
    """One thing said of some passages."""

    kind: str
    value: tuple[str, ...]
    spans: tuple[Span, ...]


def measure(annotated: Annotated, least: float) -> dict[str, dict[str, Score]]:
    """Leave each annotated text out in turn. Returns the scores by text and kind."""
    scores: dict[str, dict[str, Score]] = {}
    for text in annotated.texts.values():
        if not text.passages:
            continue
        knowledge = learn_from(annotated, without=text.id)
        suggested = [
            claim
            for one in suggest(text.without_passages(), knowledge, kinds=KINDS, least=least).annotations
            for claim in _claims(one.annotation, one.spans)
        ]
        given = list(_annotated(text))
        scores[text.id] = {
            kind: _score([one for one in suggested if one.kind == kind], [one for one in given if one.kind == kind])
            for kind in KINDS
        }
    return scores


def _annotated(text: Text) -> Iterator[_Claim]:
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for passage in text.passages:
        spans[passage.index].append(passage.span)
    for index, places in sorted(spans.items()):
        yield from _claims(text.annotations[index], tuple(places))


def _claims(said: Annotation, spans: tuple[Span, ...]) -> Iterator[_Claim]:
    for kind in ("event", "document", "term", "theme"):
        for one in getattr(said, kind):
            yield _Claim(kind, (one,), spans)
    for target in said.target:
        figure = re.search(r"\d+", target.value)
        yield _Claim("target", (target.by.edtf if target.by else "", figure[0] if figure else ""), spans)
    if said.noise:
        yield _Claim("noise", (), spans)


def _score(suggested: Sequence[_Claim], annotated: Sequence[_Claim]) -> Score:
    right = sum(any(_agree(one, other) for other in annotated) for one in suggested)
    found = sum(any(_agree(other, one) for other in suggested) for one in annotated)
    return Score(len(suggested), right, len(annotated), found)


def _agree(one: _Claim, other: _Claim) -> bool:
    if one.kind != other.kind:
        return False
    same = one.value == other.value
    if one.kind == "target":
        (due, figure), (other_due, other_figure) = one.value, other.value
        same = due == other_due and (figure == other_figure or not (figure and other_figure))
    return same and any(a.start < b.end and b.start < a.end for a in one.spans for b in other.spans)


def totals(scores: dict[str, dict[str, Score]]) -> dict[str, Score]:
    """The scores of all texts by kind, and of everything under `all`."""
    found = {kind: sum((score[kind] for score in scores.values()), Score()) for kind in KINDS}
    return {**found, "all": sum(found.values(), Score())}


def table(scores: dict[str, dict[str, Score]]) -> str:
    """The scores as tables in Markdown: by kind, and by text."""
    by_text = {one: sum(score.values(), Score()) for one, score in scores.items()}
    return f"{_table('kind', totals(scores))}\n{_table('text', by_text)}"


def _table(head: str, rows: dict[str, Score]) -> str:
    lines = [
        f"| {head} | suggested | right | precision | annotated | found | recall |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {one.suggested} | {one.right} | {_share(one.precision)} "
        f"| {one.annotated} | {one.found} | {_share(one.recall)} |"
        for name, one in rows.items()
    ]
    return "".join(f"{line}\n" for line in lines)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
