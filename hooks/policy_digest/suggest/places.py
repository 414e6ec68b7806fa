"""Where among a text's annotations a suggestion goes: they stand in the order of the text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policy_digest.suggest.suggestions import Suggestion
from policy_digest.texts import Text


def places(text: Text, suggestions: Iterable[Suggestion]) -> list[tuple[int, dict[str, Any]]]:
    """For each suggestion, behind how many of the annotations of the file it goes, and its fields."""
    first: dict[int, int] = {}
    for passage in text.passages:
        first.setdefault(passage.index, passage.span.start)
    placed = []
    for one in suggestions:
        before = [(start, index) for index, start in first.items() if start <= one.spans[0].start]
        placed.append((max(before)[1] + 1 if before else 0, one.fields))
    return placed
