"""What each of the finders hands on: a passage, what to say of it, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policy_digest.model import Target

FIELDS = ("event", "document", "term", "theme", "target", "noise", "note")
"""What a suggestion can say, in the order in which it is written."""
LEAST = 0.5
"""The certainty from which on something is suggested unless one asks for more or less."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing to say of one passage."""

    field: str
    """One of `FIELDS`."""
    value: str | Target
    """An id of the vocabulary, words of ours, or a target."""
    start: int
    """Where the passage starts in the text's normal form."""
    end: int
    reason: str
    """A sentence for people, without its full stop."""
    certainty: float
    """From 0 to 1: an order, not a probability."""
    every: bool = False
    """All places where the words of the passage stand."""
