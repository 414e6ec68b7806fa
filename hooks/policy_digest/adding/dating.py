"""Which date a text has: chosen among those in it by where and how they stand, with the sentence as basis."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policy_digest.adding.defects import SPLIT_YEAR
from policy_digest.adding.found_dates import FoundDate, find_dates
from policy_digest.adding.pieces import Extract, Piece, shown
from policy_digest.adding.plain import is_han
from policy_digest.adding.titles import Title
from policy_digest.wording import one_line

_PUBLISHED = re.compile(
    r"(?:publi(?:shed|cation date|cado|ziert)|posted|release (?:date|time)"
    r"|发布(?:时间|日期)?|公布(?:时间|日期)|发表(?:于|时间)|veröffentlicht|fecha de publicación)"
    r"(?:\s*(?:on|am|el|于))?\s*[:：]?\s*$",
    re.IGNORECASE,
)
_ISSUED = re.compile(
    r"(?:\b(?:issued|dated|given|done|signed)\b[^.;]{0,60}|\b(?:gegeben|ausgefertigt|dado|firmado)\b[^.;]{0,60}"
    r"|(?:印发|签发|成文)(?:时间|日期)?[:：]?\s*)$",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?:^|[\s|])(?:(?P<issued>成文|印发|签发|发文)?(?:时间|日期)|date|datum|fecha|data)\s*[:：]\s*$", re.IGNORECASE
)
_ADOPTED = re.compile(
    r"(?:\badopted\b[^.;]{0,40}|\bbeschlossen\b[^.;]{0,40}|\baprobad[oa]\b[^.;]{0,40})$", re.IGNORECASE
)
_ADOPTED_AFTER = re.compile(r"[^。；;]{0,60}通过(?!的)")
_DELIVERED = re.compile(
    r"(?:\b(?:delivered|remarks|speech|address)\b[^.;]{0,60}|\b(?:gehalten|pronunciado)\b[^.;]{0,40})$", re.IGNORECASE
)
_EFFECTIVE_AFTER = re.compile(r"\s*起?\s*(?:正式)?(?:施行|实施|生效|执行)|\s*in Kraft", re.IGNORECASE)
_EFFECTIVE = re.compile(
    r"(?:\b(?:tak(?:e|es|ing) effect|in force|enters? into force|effective|comes? into force)\b[^.;]{0,40}"
    r"|\bentr(?:a|ará|e) en vigor\b[^.;]{0,40}|\btritt\b[^.;]{0,40})$",
    re.IGNORECASE,
)
_OF_ITSELF = re.compile(
    r"本(?:条例|规定|办法|法|细则|通知|意见|决定|规划|方案|纲要)"
    r"|\bthis (?:act|law|order|regulation|decree|plan|notice|agreement)\b"
    r"|\b(?:das vorliegende|dieses?|diese verordnung)\b|\b(?:la presente|el presente|est[ae])\b",
    re.IGNORECASE,
)
_AMENDED = re.compile(r"(?:\bamended|abgeändert|geändert|modificad[oa]|修正|修订)\b.*$", re.IGNORECASE)
_PLACE = re.compile(r"[^\W\d_][\w .'’-]{1,30},\s*(?:den|am|le|a|on)?\s*", re.IGNORECASE)
_PRESS = re.compile(r"\b(?:edition|page|p\.|issue|vol)(?!\w)|\d版|版\b|第.{1,4}期", re.IGNORECASE)
_THIS_YEAR = re.compile(
    r"(?:(?<!\w)[^.。;；,，“”]{0,40})?\b(?:this year|this month|this morning|yesterday|today|recently"
    r"|in recent days|dieses Jahr(?:es)?|heute|este año|año en curso|hoy)\b(?: [^\W_]+){0,3}"
    r"|[^。；，]{0,12}(?:今年|近日|日前|本月|昨日)[^。；，]{0,12}",
    re.IGNORECASE,
)
_IN_NAME = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_EDGE, _FIRST_LINES = 5, 14
"""So many pieces are the foot and the head of a text."""
_NOTE = 160
"""Characters of a note such as “Adopted at the third session on …”; what is longer tells of other documents."""
_ALONE = re.compile(r"[\W_]*(?:of|on|dated?|am|vom|den|del?|el|le|fecha|datum|日期|时间)?[\W_]*", re.IGNORECASE)
"""What may stand beside a date that stands alone."""
_BESIDE = 1000
"""Characters on either side of a date that are looked at; those of a text on one line are many."""
_STOP = re.compile(r"[。；;]\s*|(?<=[^\W\d_]{3})[.!?]\s+")
_CERTAIN, _LIKELY = 7, 5


@dataclass(frozen=True, slots=True)
class Dating:
    """What a draft says of the date."""

    date: str = ""
    type: str = ""
    basis: str = ""
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Evidence:
    weight: int
    edtf: str
    type: str
    basis: str
    check: str = ""


def date_text(extract: Extract, title: Title, name: str) -> Dating:
    """The best supported date of a text, the others named; none, where nothing in it dates the text itself.

    `name` is the name of its file, which never dates a text but may contradict.
    """
    kept = [(index, piece) for index, piece in enumerate(extract.pieces) if not piece.reason]
    evidence = [
        one for place, (index, piece) in enumerate(kept) for one in _of_piece(piece, place, len(kept), title, index)
    ]
    evidence += [
        _Evidence(
            2 if "properties" in one.where else 6,
            one.edtf,
            "published" if "page" in one.where else "",
            f"{one.where[:1].upper()}{one.where[1:]} give it; no line of the text does.",
            "stated by metadata alone",
        )
        for one in extract.dates
    ]
    found = max(evidence, key=lambda one: one.weight, default=None)
    checks = []
    if found is None or found.weight < _LIKELY:
        return Dating(checks=tuple(_undated(extract, evidence, name)))
    rivals = {one.edtf: one for one in reversed(evidence) if one.weight >= _LIKELY and not _same(one.edtf, found.edtf)}
    if found.weight < _CERTAIN and not found.check:
        checks.append("likely, not certain: does this date the text itself?")
    if found.check:
        checks.append(found.check)
    checks += [f"or {one.edtf}? {one.basis}" for one in rivals.values()]
    if found.edtf.startswith("["):
        checks.append("day and month can be read in either order")
    if not found.type:
        checks.append("add date_type: the text does not say what the date is the date of")
    years = {*_IN_NAME.findall(name)}
    if years and not any(year in found.edtf for year in years):
        checks.append(f"the file’s name has {', '.join(sorted(years))}: another version, or another date?")
    checks += _left_out(extract)
    return Dating(found.edtf, found.type, found.basis, tuple(checks))


def _same(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _of_piece(piece: Piece, place: int, count: int, title: Title, index: int) -> Iterator[_Evidence]:
    """What each date in a piece of the text is worth. `place` is that of the piece among `count` kept ones."""
    head, foot = place < _FIRST_LINES and place * 2 < count, place >= count - _EDGE
    signed = foot and all(map(_is_line, piece.lines))  # as by a body and, on the next line, a date
    for part in [replace(piece, lines=(line,)) for line in piece.lines] if signed else [piece]:
        for date in find_dates(part.text):
            yield _by_words(part, date, edge=head or foot, title=index in title.places) or _by_place(
                part, date, head=head, foot=foot, late=place * 2 >= count
            )


def _by_words(piece: Piece, date: FoundDate, *, edge: bool, title: bool) -> _Evidence | None:
    """What the words beside a date say that it is the date of."""
    words = piece.text
    before, after = words[max(0, date.start - _BESIDE) : date.start], words[date.end : date.end + _BESIDE]
    quoted = _sentence(words, date)
    stated = f"Stated in the text: {quoted}."
    if edge and _PUBLISHED.search(before):
        return _Evidence(9, date.edtf, "published", stated)
    if _AMENDED.search(before):
        return _Evidence(2, date.edtf, "", quoted)
    if title:
        return _Evidence(6, date.edtf, "", f"In the title: {quoted}.")
    note = edge and len(words) <= _NOTE and "《" not in words
    if note and (_ADOPTED.search(before) or _ADOPTED_AFTER.match(after)):
        return _Evidence(7, date.edtf, "adopted", stated)
    if note and _DELIVERED.search(before):
        return _Evidence(6, date.edtf, "delivered", stated)
    if _EFFECTIVE_AFTER.match(after) or _EFFECTIVE.search(before):
        weight = 6 if _OF_ITSELF.search(_clause(words, date)) else 4
        basis = f"The text says from when it is in force: {quoted}."
        return _Evidence(weight, date.edtf, "effective", basis, "when it was issued is not stated")
    return None


def _by_place(piece: Piece, date: FoundDate, *, head: bool, foot: bool, late: bool) -> _Evidence:
    """What the place of a date says, where its words say nothing."""
    words = piece.text
    before, after = words[max(0, date.start - _BESIDE) : date.start], words[date.end : date.end + _BESIDE]
    quoted = _sentence(words, date)
    rest = one_line(before + " " + after)
    if len(piece.lines) == 1 and _is_line(rest):
        if foot and _PRESS.search(rest) and date.whole:
            return _Evidence(8, date.edtf, "published", f"Stated at the end of the text: {quoted}.")
        alone, placed = _ALONE.fullmatch(rest), _PLACE.fullmatch(before) and len(after) <= 1
        if head and (alone or placed):
            return _Evidence(8, date.edtf, "", f"On a line of its own at the head of the text: {quoted}.")
        if (foot and alone) or (late and placed):
            return _Evidence(8, date.edtf, "", f"On a line of its own at the end of the text: {quoted}.")
    if head and (label := _LABELLED.search(before)):
        return _Evidence(7, date.edtf, "issued" * bool(label["issued"]), f"Stated at the head of the text: {quoted}.")
    if foot and _ISSUED.search(before):
        return _Evidence(6, date.edtf, "issued", f"Stated in the text: {quoted}.")
    return _Evidence(1, date.edtf, "", quoted)


def _is_line(rest: str) -> bool:
    """Whether what stands beside a date is a line of its own, such as a place or a name, and no sentence."""
    if len(rest) > 60:  # noqa: PLR2004 - longer than a line of a letterhead
        return False
    if is_han(rest):
        return len(rest) <= 20 and not re.search(r"[。；，]", rest)  # noqa: PLR2004 - a place, a name
    return len(rest.split()) <= (9 if not rest.endswith(".") else 4)


def _clause(words: str, date: FoundDate) -> str:
    start = max(words.rfind(sign, 0, date.start) for sign in ".。;；") + 1
    return words[start : date.end + 20]


def _sentence(words: str, date: FoundDate) -> str:
    """The words around a date, in quotation marks."""
    first = max(0, date.start - 70)
    start = max([first, *(found.end() for found in _STOP.finditer(words, max(0, first - 2), date.start))])
    stop = _STOP.search(words, date.end, date.end + _BESIDE)
    end = min(date.end + 50, stop.start() + 1 if stop else len(words))
    text = one_line(words[start:end])
    cut_before, cut_after = start > 0 and words[start - 1].isalnum(), end < len(words) and words[end].isalnum()
    return f"“{'…' * cut_before}{text.rstrip('.。;；')}{'…' * cut_after}”"


def _undated(extract: Extract, evidence: Sequence[_Evidence], name: str) -> Iterator[str]:
    """What an editor may date the text by."""
    yield "nothing in the text dates it; add a date, or leave it undated"
    named = {one.edtf: one.basis for one in sorted(evidence, key=lambda one: -one.weight)}
    for edtf, basis in list(named.items())[:4]:
        yield f"the text names {edtf}: {basis}" if basis.startswith("“") else f"{basis.rstrip('.')}: {edtf}"
    if len(named) > 4:  # noqa: PLR2004 - those that are named
        yield f"and {len(named) - 4} more dates"
    seen = [
        found[0] for piece in extract.pieces if not piece.reason for found in [_THIS_YEAR.search(piece.text)] if found
    ]
    for words in seen[:2]:
        yield f"it says {shown(words)}"
    split = [
        found[0] for piece in extract.pieces if not piece.reason for found in [SPLIT_YEAR.search(piece.text)] if found
    ]
    if split:
        yield f"it has {shown(split[0])}: perhaps {split[0].replace(' ', '')}"
    if years := sorted({*_IN_NAME.findall(name)}):
        yield f"the file’s name has {', '.join(years)}"
    yield from _left_out(extract)


def _left_out(extract: Extract) -> Iterator[str]:
    """Dates on lines of the host page, which do not date the text."""
    for piece in extract.pieces:
        if piece.reason and (dates := find_dates(piece.text)):
            told = shown(piece.text)
            yield from (f"the host page has {date.edtf}: {told}" for date in dates)
