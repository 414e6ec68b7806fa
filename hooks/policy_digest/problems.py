"""What is wrong with the input, told for people: file, line, fact, remedy."""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rapidfuzz import process

_SUGGESTED = re.compile(r"Did you mean '(.+)'\?$")
"""How `did_you_mean` ends a message."""

_PARTED = re.compile(r"[\s_-]+")


class Severity(enum.StrEnum):
    """How bad a problem is: an error stops the build, a warning stops only a strict one."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault of the input."""

    path: str
    """The file, relative to the folder that the reader of the message works in, with `/`."""
    line: int
    """The line in the file, from 1; 0 where the fault is in no line."""
    message: str
    """What is wrong and, where it is known, the nearest right value."""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """`sources/a.md:7: what is wrong`."""
        return f"{self.place}: {self.message}"

    @property
    def place(self) -> str:
        """`sources/a.md:7`, or the file alone."""
        return f"{self.path}:{self.line}" if self.line else self.path

    @property
    def suggestion(self) -> str:
        """The nearest right value, where the message names one."""
        found = _SUGGESTED.search(self.message)
        return found[1] if found else ""


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that stop a build, in order of file and line."""
    return sorted(problem for problem in problems if problem.severity is Severity.ERROR)


def warnings(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that stop only a strict build, in order of file and line."""
    return sorted(problem for problem in problems if problem.severity is Severity.WARNING)


def json_report(problems: Iterable[Problem]) -> str:
    """Problems for programs: how many there are, and each in order of file and line. What is not known is null."""
    found = sorted(problems)
    rows = [
        {
            "path": problem.path,
            "line": problem.line or None,
            "severity": problem.severity,
            "message": problem.message,
            "suggestion": problem.suggestion or None,
        }
        for problem in found
    ]
    counts = {"errors": len(errors(found)), "warnings": len(warnings(found))}
    return json.dumps({**counts, "problems": rows}, ensure_ascii=False, indent=1)


def nearest(value: str, known: Collection[str], *, cutoff: float = 70) -> str | None:
    """The known value most like `value`, or None where none is alike (score below `cutoff` of 100).

    Capitals count for nothing, and a hyphen, a space and `_` for the same.
    """
    found = process.extractOne(value, sorted(known), processor=_plainly, score_cutoff=cutoff)
    return found[0] if found else None


def _plainly(value: str) -> str:
    return _PARTED.sub("-", value).casefold()


def did_you_mean(value: str, known: Collection[str]) -> str:
    """` Did you mean 'x'?` with the nearest known value, or nothing."""
    near = nearest(value, known)
    return f" Did you mean '{near}'?" if near else ""
