"""Commitments: a figure or a state that is to be reached, with the day or the year when it is due."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policy_digest.body import BREAK
from policy_digest.dates import MONTHS, DateError, parse_date
from policy_digest.model import Target
from policy_digest.numerals import HAN_YEAR, read_number
from policy_digest.suggest.candidates import Candidate
from policy_digest.suggest.manuscript import CJK, Manuscript
from policy_digest.wording import one_line

_CLAUSE = re.compile(f"[^;；{BREAK}]+")
_ZH_YEAR = rf"(?:\d{{4}}|{HAN_YEAR})"
_DUE = re.compile(
    rf"\b(?:[Bb]y|[Uu]ntil|[Nn]o later than|[Bb]efore)(?: the end of| the year)?(?: (?P<month>{'|'.join(MONTHS[1:])}))?"
    r" (?P<by>20\d\d|1\d{3})\b"
    r"|\b[Ii]n (?P<in>20\d\d|1\d{3})\b(?!\s*[-–—]\s*\d)"
    rf"|(?:到|至|截至)(?P<zh>{_ZH_YEAR})年|(?P<zhin>{_ZH_YEAR})年(?:底|末)?(?:前|底|末)"
    r"|(?<![\d-])(?P<from>\d{4})\s*[-–—至到]\s*(?P<to>\d{4})(?![\d-])",
)
_FIGURE = re.compile(
    r"(?:\b(?:at least|about|over|more than|less than|up to|around)\s*|(?:不低于|不少于|超过|达到|约)\s*)?"
    r"(?<![\d.,/-])(?P<number>\d+(?:[.,]\d+)*)(?!\s*(?:th|st|nd|rd)\b)(?![\d/-])\s*"
    r"(?P<unit>%|per ?cent\b|percent\b|(?:million|billion|thousand)\b|[万亿]?[个所名人家项件%]|"
    r"(?!(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)[a-z]+(?:\s[a-z]+)?)"
)
_STATE = re.compile(r"\b(?:full|universal|complete|nationwide) (?:coverage|access|enrol?lment)\b|全覆盖|全面普及")
_AIM = re.compile(
    r"\b(?:goals?|targets?|aims?|achiev\w+|reach\w*|strive|commit\w*|will|shall|ensure|increase|reduce|consolidat\w+|"
    r"expan\w+|promot\w+|cover\w*|cultivat\w+|recommend\w*|plans? to)\b|目标|达到|力争|实现|建成|覆盖|不低于|培养|建设",
    re.IGNORECASE,
)
_GOAL = re.compile(r"\b(?:goals?|targets?)\b|目标|力争|达到", re.IGNORECASE)
_SMALL_WORDS = (
    "a an and are as at be by for from in is of on or per should than that the they to was were will you with"
)
_SMALL = frozenset(_SMALL_WORDS.split())
"""What is no unit of a figure."""
_FIGURES = 3
"""Targets of one clause, at most."""
_LONGEST = 120
"""Characters of the text that stand for what is to be reached, until an editor says it."""


def find_targets(manuscript: Manuscript, taken: Sequence[tuple[int, int]]) -> Iterator[Candidate]:
    """Clauses with a due date of the future, or with a figure and a word of aim; one target for each figure.

    `taken` are places where figures belong to something else, such as a document's title.
    """
    written = manuscript.text.source.fields.date
    now = written.earliest.year if written and written.earliest else None
    text = manuscript.normal.text
    for sentence in manuscript.sentences:
        due_before: tuple[str, str, bool] | None = None
        for clause in _CLAUSE.finditer(text, sentence.start, sentence.end):
            words = _without(text, clause.start(), clause.end(), taken)
            due = _due(words, now) or due_before
            due_before = due
            figures = [_figure(found) for found in _FIGURE.finditer(words)] + _STATE.findall(words)
            figures = list(dict.fromkeys(one for one in figures if one))[:_FIGURES]
            aim, goal = _AIM.search(words), _GOAL.search(words)
            if not ((due and aim and (figures or not due[2])) or (figures and goal)):
                continue
            start, end = _bounds(text, clause.start(), clause.end())
            what = _what(manuscript.written(start, end))
            certainty = 0.35 + 0.3 * bool(due) + 0.2 * bool(figures) + 0.1 * bool(goal)
            for value in figures or [""]:
                fields = {"what": what, "value": value, **({"by": due[0]} if due else {})}
                reasons = [f"due “{due[1]}”" if due else "no due date is named"]
                reasons.append(f"figure “{value}”" if value else "no figure")
                reasons.append("say what is to be reached in your words")
                yield Candidate("target", Target.model_validate(fields), start, end, "; ".join(reasons), certainty)


def _without(text: str, start: int, end: int, taken: Sequence[tuple[int, int]]) -> str:
    """Words with those that belong to something else blanked out."""
    words = text[start:end]
    for first, last in taken:
        if start <= first and last <= end:
            words = words[: first - start] + " " * (last - first) + words[last - start :]
    return words


def _due(clause: str, now: int | None) -> tuple[str, str, bool] | None:
    """The date of a clause, where it is not over when the text was written.

    Returns it in EDTF, as written, and whether it is only the year in which the text speaks, which needs a figure.
    """
    for found in _DUE.finditer(clause):
        year = str(next(read_number(found[name]) for name in ("by", "in", "zh", "zhin", "to") if found[name]))
        month = f"-{MONTHS.index(found['month']):02}" if found["month"] else ""
        edtf = f"{found['from']}/{found['to']}" if found["from"] else f"{year}{month}"
        if (found["in"] and now is None) or (now is not None and int(year) < now):
            continue
        try:
            parse_date(edtf)
        except DateError:
            continue
        return edtf, found[0], bool(found["in"]) and int(year) == now
    return None


def _figure(found: re.Match[str]) -> str:
    number = found["number"]
    if number.isdecimal() and len(number) == 4 and number[:2] in {"18", "19", "20"}:  # noqa: PLR2004 - a year
        return ""
    unit = found["unit"].split()
    while unit and unit[-1] in _SMALL:
        unit.pop()
    if not unit or unit[0] in _SMALL:
        return ""
    amount = found.string[found.start() : found.end("number")]
    gap = " " if found.start("unit") > found.end("number") else ""
    return one_line(f"{amount}{gap}{' '.join(unit)}")


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",、"):
        end -= 1
    return start, end


def _what(words: str) -> str:
    if len(words) <= _LONGEST:
        return words
    cut = words[:_LONGEST]
    return (cut if re.search(CJK, cut) else cut.rpartition(" ")[0]) + "…"
