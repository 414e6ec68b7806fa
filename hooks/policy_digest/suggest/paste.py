"""Suggestions as YAML, ready to paste below `annotations:`, each with its reasons as comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from policy_digest.suggest.names import Match
from policy_digest.suggest.suggestions import Suggestion
from policy_digest.wording import one_line


def item(fields: Mapping[str, Any], indent: str = "  ") -> str:
    """One annotation as an item of a list in YAML, as `docs/edit.md` writes it."""
    lines = [f"{name}: {_value(value)}" for name, value in fields.items()]
    return f"{indent}- {lines[0]}\n" + "".join(f"{indent}  {line}\n" for line in lines[1:])


def reasons(suggestion: Suggestion) -> Iterator[str]:
    """What a suggestion says and why, each on one line."""
    for what, why in suggestion.reasons:
        yield _comment(f"{suggestion.block} · {what}: {why}.")


def commented(suggestion: Suggestion) -> str:
    """A suggestion with its reasons above it."""
    return "".join(f"  # {line}\n" for line in reasons(suggestion)) + item(suggestion.fields)


def issuer_line(one: str, places: Sequence[Match], block: str) -> str:
    """That a text names an issuer: no annotation can say so, only the field `issuer` of the text."""
    times = "once" if len(places) == 1 else f"{len(places)} times"
    return _comment(f"issuer {one} is named {times}, first in {block}: {places[0].reason}.")


def _comment(words: str) -> str:
    """Words without line ends and without what a comment of YAML cannot hold."""
    return "".join(char if char.isprintable() else " " for char in one_line(words))


def _value(value: Any) -> str:
    """A value in flow style on one line."""
    dumped = yaml.safe_dump(
        [value], default_flow_style=True, allow_unicode=True, width=float("inf"), sort_keys=False
    ).strip()
    return dumped.removeprefix("[").removesuffix("]")
