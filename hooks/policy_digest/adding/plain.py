"""Plain text: bytes as characters, and lines as paragraphs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from policy_digest.adding.chrome import reason_of
from policy_digest.adding.extra import need
from policy_digest.adding.found_dates import find_dates
from policy_digest.adding.pieces import AddError, Piece, listed, shown
from policy_digest.wording import one_line

ENCODINGS = ("utf_8", "gb18030", "big5", "cp1252", "cp1251", "cp932", "cp949")
"""What is tried for a file that is not UTF-8, for Western and Chinese texts first of all.

Encodings that differ in a few accents only (cp1250) are left out: a short text cannot tell them apart."""

_TELLING = {"utf-8": 2}
"""So many times more letters beyond ASCII than broken ones tell the encoding."""
_TELLING_ELSE = 20
"""The same of any other encoding, in which the bytes of many a third one make letters too."""

_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\ud800-\udfff]")
_END = re.compile(r"""[.!?:;,…。！？：；，、][)）"'”’」》\]]*$""")
_FULL_STOP = re.compile(r"""[.!?:;…。！？：；][)）"'”’」》\]]*$""")
OPEN_END = re.compile(
    r"\b(?:the|an?|of|on|in|for|to|and|or|with|by|from|at|as|der|die|das|des|dem|den|eine?[rsmn]?|über|von|vom|zur?|zum|und"
    r"|oder|für|mit|bei|im|el|las?|los|del?|y|en|por|para|con|sobre|al|que|du|les?|et|aux?|sur|pour)$|[的和与及、]$",
    re.IGNORECASE,
)
"""How a line ends that goes on in the next one."""
_MARKER = re.compile(
    r"WHEREAS\b|NOW,? THEREFORE|§+\s*\d|(?:Section|Sec\.|SECTION|Article|ARTICLE|Art\.|Artículo|ARTÍCULO|Artikel)\s*\d"
    r"|第[〇零一二三四五六七八九十百千\d]+[条章节款編编]|[一二三四五六七八九十]{1,3}、|[（(]\s?\w{1,4}\s?[)）]|\d{1,2}[.、)]\s?\D|[•●○▪–—*-]\s"
)
"""How a paragraph starts where lines are broken by hand."""
_BARE_MARKER = re.compile(r"(?:§+|Section|Sec\.|Article|Art\.|Artículo|Artikel)\s*\d+\w?[.:]?")
_DOCUMENT = r"[\u3400-\u9fff]{1,14}[〔［\[（(【]\d{4}[〕］\]）)】]第?\d+号"
_BEHIND_TITLE = re.compile(rf"{_DOCUMENT}$|[（(]\d{{4}}年\d{{1,2}}月\d{{1,2}}日")
"""What stands on a line below the title of a Chinese document: its number, the note on its adoption."""
_BEFORE_TEXT = re.compile(rf"^{_DOCUMENT}$|(?:通过|修正|修订|公布|发布|批准)[）)]$|：$")
"""What stands before the text of one: its number, the end of that note, whom it addresses."""
_INITIAL = re.compile(r"\b[A-Z]\.$")
_MOST = {"latin": 200, "han": 80}
"""Longer lines are paragraphs, not lines of a page."""
_LEAST = {"latin": 40, "han": 15}
PAGE_BREAK = "\f"
"""A line between two pages."""
_LONGER = 1.5
"""So many times longer than most is a line of Chinese that was not broken by hand."""
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_NO_SPACE = re.compile(r"[\u3001-\u303f\u3040-\u30ff\u3400-\u9fff\uff01-\uff60]")
"""Chinese or Japanese characters and their punctuation, beside which a break of lines is no space."""

_CHAPTERS = (
    re.compile(r"第[〇零一二三四五六七八九十百\d]+[编篇編](?:\s|　|$)"),
    re.compile(r"第[〇零一二三四五六七八九十百\d]+章(?:\s|　|$)"),
    re.compile(r"第[〇零一二三四五六七八九十百\d]+节(?:\s|　|$)"),
)
_PARTS = re.compile(
    r"(?:CHAPTER|Chapter|PART|Part|TITLE|ANNEX|Annex|APPENDIX|Appendix|CAPÍTULO|Capítulo|TÍTULO|Título|ANEXO|Anexo"
    r"|Kapitel|Abschnitt|Teil|Anhang)\s+(?:[IVXLC]+|\d+|[A-Z])\b"
)
_QUESTION = re.compile(r"(?:Q|Question|问|Frage|Pregunta)\s*[:：].{3,300}[?？]$")
_LONGEST_HEADING = 180
_STATEMENT = 120
"""Longer than this, a line that says what someone is tells of authors, not of what follows."""
_NAME = r"(?:[A-Z][\w.'’-]* ?){1,4}"
NAMES = re.compile(rf"{_NAME}(?:, {_NAME})*")


def decode(data: bytes, named: str = "") -> tuple[str, str]:
    """The characters of a file, and what told their encoding (nothing for UTF-8).

    `named` is the encoding that the file names, in which it cannot be read whole.

    Raises:
        AddError: the file is empty, holds no text, is in no encoding that can be told, or has a few broken bytes.
    """
    if not data.strip():
        raise AddError("is empty. There is nothing to add.")
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _decoded(data, "utf-16"), "decoding from UTF-16"
    if b"\0" in data:
        raise AddError("is not text: it has bytes that no text has. Give the file the ending that fits it.")
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        _refuse_broken(data, "utf-8")
    if named:
        _refuse_broken(data, named)
    best = need("charset_normalizer", "a text that is not UTF-8").from_bytes(data, cp_isolation=list(ENCODINGS)).best()
    if best is None:
        _refuse_broken(data, "gb18030")
        raise AddError("is in an encoding that cannot be recognised. Save it as UTF-8.")
    version = need("charset_normalizer", "a text").__version__
    return _decoded(data, best.encoding), f"decoding from {best.encoding.upper()} (charset-normalizer {version})"


def _refuse_broken(data: bytes, encoding: str) -> None:
    """Say where a file is broken that is in an encoding but for a few bytes: another would make other letters of all.

    Raises:
        AddError: it is such a file.
    """
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    if sum(char > "\x7f" for char in text) - broken <= broken * _TELLING.get(encoding, _TELLING_ELSE):
        return
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        several = f"in {broken} places, first " if broken > 1 else ""
        place = f"{several}on line {line}, at byte {error.start + 1} of the file"
        message = f"is not whole: as {encoding.upper()} it is broken {place}. Correct that in a copy, and add the copy."
        raise AddError(message) from error


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise AddError(f"is not whole: it breaks off as {encoding.upper()}. Save it as UTF-8.") from error


def clean(text: str) -> str:
    """A text with line feeds alone, and without control characters, which no page can show."""
    return _CONTROL.sub("", _BREAKS.sub("\n", text)).replace("\x1f", " ")


def is_han(text: str) -> bool:
    """Whether a text is written in Chinese or Japanese characters for the most part."""
    letters = sum(char.isalpha() for char in text)
    return letters > 0 and len(_HAN.findall(text)) > letters / 2


def paragraphs(lines: Sequence[str], pages: Collection[int] = ()) -> list[tuple[int, int]]:
    """Which lines make a paragraph together: the first and the one after the last, in order. Blank lines are in none.

    Lines that are broken by hand, as on a page, are joined; lines that are long are paragraphs by themselves. `pages`
    are the blank lines at which a page ends.
    """
    filled = [line for line in lines if line]
    if not filled:
        return []
    script = "han" if is_han("".join(filled)) else "latin"
    width = sorted(map(len, filled))[int(len(filled) * 0.9)]
    open_ends = sum(not _END.search(line) for line, after in pairwise(lines) if line and after)
    pairs = sum(bool(line and after) for line, after in pairwise(lines))
    if script == "han" and max(map(len, filled)) > width * _LONGER:
        width = _MOST[script] + 1  # lines of one width have none much longer: each is a paragraph
    wrapped = _LEAST[script] <= width <= _MOST[script] and pairs >= 2 and open_ends * 4 >= pairs  # noqa: PLR2004 - one pair may be chance
    spans: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if not line:
            continue
        if wrapped and spans and _goes_on(lines, spans[-1][1] - 1, index, width, page=index - 1 in pages):
            spans[-1] = (spans[-1][0], index + 1)
        else:
            spans.append((index, index + 1))
    return spans


def _goes_on(lines: Sequence[str], before: int, index: int, width: int, *, page: bool) -> bool:
    """Whether a line goes on with the paragraph of the one before, which may be the last of a page."""
    last, line = lines[before], lines[index]
    full = len(last) >= width * 0.6
    if reason_of(last) or reason_of(line):
        return False
    if page:
        cut = line[:1].islower() or last.endswith((",", "-")) or OPEN_END.search(last) or _NO_SPACE.match(line)
        return full and bool(cut) and not (_FULL_STOP.search(last) or _MARKER.match(line))
    if index - before > 1:  # blank lines between: a page ended within the sentence
        return index - before <= 3 and full and not _END.search(last) and line[:1].islower()  # noqa: PLR2004 - two blank lines
    if _BARE_MARKER.fullmatch(last) or (OPEN_END.search(last) and not _MARKER.match(line)):
        return True
    if _BEHIND_TITLE.match(line) or _BEFORE_TEXT.search(last) or (not full and _is_date(last)):
        return False
    stops = bool(_FULL_STOP.search(last)) and not _INITIAL.search(last)
    signs = not _END.search(line) and len(line) < width * 0.4  # a signature, a date
    ended = _NO_SPACE.match(last[-1]) and len(last) < width * 0.9  # Chinese fills all lines but the last
    if stops and (signs or ended):
        return False
    if last.isupper() and line.isupper():
        return full
    if last.isupper() != line.isupper() and not full:
        return False
    if _MARKER.match(line) and (_FULL_STOP.search(last) or re.search(r"\b(?:and|or|und|oder|y|o)$", last) or not full):
        return False
    return full or (line[:1].islower() and not _FULL_STOP.search(last))


def _is_date(line: str) -> bool:
    return any(date.words == line for date in find_dates(line))


def plain_pieces(text: str) -> tuple[list[Piece], list[str]]:
    """A plain text as paragraphs and headings, and what is to be checked of them.

    A line that is `PAGE_BREAK` ends a page.
    """
    given = text.split("\n")
    lines = [one_line(line) for line in given]
    pages = {index for index, line in enumerate(given) if line == PAGE_BREAK}
    spans = paragraphs(lines, pages)
    pieces = [Piece(tuple(line for line in lines[start:end] if line)) for start, end in spans]
    crossed = [end for start, stop in spans for end in range(start + 1, stop) if lines[end] and not lines[end - 1]]
    checks = [
        f"a blank line cuts a sentence before “{lines[end][:40]}…”; the draft joins it"
        for end in crossed
        if end - 1 not in pages
    ]
    if over := [shown(lines[end], 40) for end in crossed if end - 1 in pages]:
        checks.append(f"joined over the end of a page: {listed(over)}")
    return [_unbroken(piece) for piece in _with_headings(pieces)], checks


def _unbroken(piece: Piece) -> Piece:
    """A paragraph without its breaks of lines, where these cut Chinese or Japanese: a page would show spaces there."""
    return replace(piece, lines=tuple(unbroken(piece.lines)))


def unbroken(broken: Sequence[str]) -> list[str]:
    """Lines without the breaks that cut Chinese or Japanese."""
    lines = [broken[0]]
    for line in broken[1:]:
        if _NO_SPACE.match(lines[-1][-1]) or _NO_SPACE.match(line):
            lines[-1] += line
        else:
            lines.append(line)
    return lines


def _with_headings(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Paragraphs that are headings by their words, or by their look where a paragraph follows."""
    top = next((level for level, form in enumerate(_CHAPTERS) if any(form.match(one.text) for one in pieces)), 0)
    seen_text = was_heading = False
    for index, piece in enumerate(pieces):
        words = piece.text
        heading = _heading(words, top)
        if not heading and len(piece.lines) == 1:
            by_look = (
                (seen_text or (index > 0 and not words.isupper()))
                and _looks_like_heading(words)
                and not (was_heading and NAMES.fullmatch(words))
                and _text_follows(pieces[index + 1 :])
            )
            if by_look or _QUESTION.match(words):
                heading = Piece(piece.lines, "heading", 2, unsure=True)
        elif heading:
            heading = replace(heading, lines=piece.lines)
        was_heading = heading is not None
        seen_text = seen_text or bool(_FULL_STOP.search(words)) or len(piece.lines) > 1
        yield heading or piece


def _heading(words: str, top: int) -> Piece | None:
    """A heading by its words: a chapter, a part, an annex."""
    level = next((level - top + 2 for level, form in enumerate(_CHAPTERS) if form.match(words)), 0)
    if level and len(words) <= 40 and not _END.search(words):  # noqa: PLR2004 - a heading, not an article's text
        return Piece((words,), "heading", level)
    if _PARTS.match(words) and len(words) <= _LONGEST_HEADING and not _FULL_STOP.search(words):
        return Piece((words,), "heading", 2)
    return None


def _looks_like_heading(words: str) -> bool:
    most = 30 if is_han(words) else _LONGEST_HEADING
    if (
        not 2 < len(words) <= most  # noqa: PLR2004 - a number, a list's letter
        or _END.search(words)
        or _MARKER.match(words)
        or any(sign in words for sign in "，。；[]|")
    ):
        return False
    first = next((char for char in words if char.isalpha()), "")
    names = "," in words and NAMES.fullmatch(words)
    tells = len(words) > _STATEMENT and re.search(r"\b(?:is|was|are|were) (?:the|an?)\b", words)
    return (
        bool(first)
        and not first.islower()
        and not names
        and not tells
        and len(re.findall(r"\d", words)) <= len(words) / 4
    )


def _text_follows(after: Sequence[Piece]) -> bool:
    """Whether a paragraph comes soon, with no more than one other heading before it."""
    for piece in after[:3]:
        if len(piece.lines) > 1 or (_FULL_STOP.search(piece.text) and len(piece.text) > 60):  # noqa: PLR2004 - a sentence, no abbreviation
            return True
        if not _looks_like_heading(piece.text) and not NAMES.fullmatch(piece.text):
            return False
    return False
