"""The title of a text: which of its first lines it is, or that it has none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from policy_digest.adding.found_dates import find_dates
from policy_digest.adding.pieces import Extract, Piece, shown
from policy_digest.adding.plain import OPEN_END, is_han, unbroken
from policy_digest.wording import one_line

_KIND = re.compile(
    r"\b(?:order|act|law|decree|proclamation|resolution|notice|plan|regulations?|rules|directive|circular"
    r"|memorandum|policy|strategy"
    r"|guidelines?|outline|opinions?|speech|remarks|address|statement|report|message|communiqu[ée]|agreement"
    r"|treaty|convention|declaration"
    r"|white paper|decreto|ley|resoluci[oó]n|orden|reglamento|acuerdo|convenio|plan|gesetz|verordnung|abkommen"
    r"|erlass|beschluss|richtlinie"
    r"|bekanntmachung|rede)\b|\w+(?:gesetz|verordnung|abkommen|ordnung|beschluss)\b"
    r"|(?:条例|规定|办法|通知|意见|决定|决议|纲要|计划|规划|方案|讲话|报告|公告|公报|法|细则|指南|声明|致辞|程序规定|任务|问答)(?:[（(].{1,20}[）)])?$",
    re.IGNORECASE,
)
_SALUTATION = re.compile(
    r"(?:my fellow|dear|ladies and|mr\.? president|mr\.? speaker|members of|sehr geehrte|liebe|estimad|señor"
    r"|queridos|各位|同志们|尊敬的|女士们)",
    re.IGNORECASE,
)
_LETTERHEAD = re.compile(
    r"\b(?:the city of|office of|department of|ministry of|government of|state of|republic of)\b.{0,40}"
    r"|.*\b[A-Z]{2} \d{5}|.*\bN\.?Y\.? ?\d{5}|(?!.*关于).{2,30}文件",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"关于(?!.*的.{1,8}$)")
"""A Chinese title without its kind, which goes on in the next line."""
_BRACKETS = (("《", "》"), ("（", "）"), ("(", ")"), ("“", "”"))
_SPACED = re.compile(r"(?:\S ){4,}\S")
_RAISED = re.compile(r"<su[bp]>")
_FIRST = 14
_LONGEST_REST = 120
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and where it stands."""

    words: str
    basis: str = ""
    """Why it is ours, where it is no line of the text."""
    places: tuple[int, ...] = ()
    """The pieces whose words it is; several where it runs over lines that stand apart."""
    checks: tuple[str, ...] = ()


def is_spaced(text: str) -> bool:
    """Whether letters are set apart by spaces, as in old letterheads."""
    return bool(_SPACED.fullmatch(text))


def find_title(extract: Extract) -> Title:
    """The title of a text, or its first words with a basis that says so."""
    pieces = extract.pieces
    kept = [index for index, piece in enumerate(pieces) if not piece.reason]
    trail = [piece.text for piece in pieces if piece.reason]
    best, most = None, 0.0
    for place, index in enumerate(kept[:_FIRST]):
        if place and _is_text(pieces[kept[place - 1]]):
            break  # what comes after the first paragraph is no title
        after = [pieces[other] for other in kept[place + 1 : place + 4]]
        score = _score(pieces[index], after, first=place == 0, stated=extract.title, trail=trail)
        if score > most:
            best, most = place, score
    if best is None:
        return _without_line(extract, [pieces[index] for index in kept])
    places = _with_more(pieces, kept[best:])
    words = _words([pieces[index] for index in places])
    checks = []
    if len(places) > 1:
        checks.append(f"{len(places)} lines of the text are joined as its title")
    if most < 3:  # noqa: PLR2004 - its look alone
        checks.append("taken for the title by its look and place")
    if any(_RAISED.search(pieces[index].markdown) for index in places):
        checks.append(
            "the file has raised or lowered signs in it, which a title cannot have: take out the mark of a note"
        )
    rest = next((pieces[index].text for index in kept[best:] if index > places[-1]), "")
    if rest and _breaks_off(words):
        checks.append(f"may go on in the line below, {shown(rest)}: then put both into it, and into the heading")
    if cut := _cut(words, pieces):
        checks.append(f"ends within a word; the text has {shown(cut)}: the capture may have cut it")
    if extract.title and one_line(extract.title) != words and words not in extract.title:
        checks.append(f"the file’s metadata have {shown(extract.title)}")
    return Title(words, "", tuple(places), tuple(checks))


def _score(piece: Piece, after: Sequence[Piece], *, first: bool, stated: str, trail: Sequence[str]) -> float:
    """How much speaks for a line being the title; nothing where it cannot be."""
    words = _words([piece])
    most = 80 if is_han(words) else 300
    if (
        not 2 < len(words) <= most  # noqa: PLR2004 - a number
        or piece.kind in {"item", "table"}
        or words.startswith(("[", "（", "("))
        or is_spaced(words)
    ):
        return 0
    if _SALUTATION.match(words) or _LETTERHEAD.fullmatch(words) or _only_date(words):
        return 0
    score = 0.0
    if stated and (words in stated or stated in words):
        score += 3 if len(words) * 4 >= len(stated) else 1  # less of it is a name that it begins with
    trailed = any(line.endswith(words) and line != words for line in trail)
    if trailed:
        score += 3
    if piece.kind == "heading" and piece.level == 1:
        score += 3
    if _KIND.search(words):
        score += 2
    if first:
        score += 1 if re.search(r"[.。;；:：,，]$", words) else 2
    if words[:1].islower():
        score -= 3
    if any(_only_date(one.text) for one in after[:3]):
        score += 1
    if re.search(r"[.。;；:：,，]$", words) and not trailed:
        score -= 2 if len(words.split()) <= 12 and len(words) <= 60 else 4  # noqa: PLR2004 - a sentence
    if len(words) > 150 and not first:  # noqa: PLR2004 - a paragraph
        score -= 1
    if re.match(r"(?:WHEREAS|Section|§|Art\.|Article|第.{1,4}[条章])", words):
        score -= 4
    return score


def _is_text(piece: Piece) -> bool:
    words = piece.text
    return len(words) > (60 if is_han(words) else 200) and bool(re.search(r"[.。!?！？:：;；][\W_]*$", words))


def _only_date(words: str) -> bool:
    dates = find_dates(words)
    return len(dates) == 1 and len(words) - len(dates[0].words) <= 12  # noqa: PLR2004 - `on`, brackets


def _with_more(pieces: Sequence[Piece], kept: Sequence[int]) -> list[int]:
    """The title's piece, and those that go on with it: in capitals like it, or since it breaks off before them."""
    places = [kept[0]]
    for index in kept[1:4]:
        words, before = pieces[index].text, _words([pieces[place] for place in places])
        capitals = words.isupper() and pieces[places[0]].text[:9].isupper() and len(words) >= 12  # noqa: PLR2004 - `OF`, `THE MAYOR`
        completes = _breaks_off(before) and _can_complete(before, pieces[index])
        if not (capitals or completes) or _only_date(words) or _SALUTATION.match(words) or words.startswith("WHEREAS"):
            break
        places.append(index)
    return places


def _words(pieces: Sequence[Piece]) -> str:
    """The words of pieces on one line; where breaks of lines cut Chinese, without a space."""
    return " ".join(unbroken([line for piece in pieces for line in piece.lines]))


def _breaks_off(words: str) -> bool:
    """Whether a title cannot end where its line does."""
    if any(words.count(left) > words.count(right) for left, right in _BRACKETS):
        return True
    return bool(OPEN_END.search(words) or _GOES_ON.search(words)) and not (is_han(words) and _KIND.search(words))


def _can_complete(title: str, piece: Piece) -> bool:
    """Whether a line can be the rest of a title: no sentence, and in Chinese with the kind of text at its end."""
    words = piece.text
    if piece.kind not in {"paragraph", "heading"} or re.search(r"[.。;；:：,，]$", words):
        return False
    return bool(_KIND.search(words)) if is_han(title) else len(words) <= _LONGEST_REST


def _cut(words: str, pieces: Sequence[Piece]) -> str:
    """The word that the title's last one is the start of, where the text never has that last one."""
    last = re.search(r"([^\W\d_]{3,})$", words)
    if not last or is_han(words):
        return ""
    others = Counter(
        word.lower() for piece in pieces if piece.text != words for word in re.findall(r"[^\W\d_]+", piece.text)
    )
    end = last[1].lower()
    longer = sorted((-times, word) for word, times in others.items() if word.startswith(end) and word != end)
    return longer[0][1] if longer and end not in others else ""


def _without_line(extract: Extract, kept: Sequence[Piece]) -> Title:
    """A title for a text that has no line for it."""
    if extract.title:
        return Title(
            extract.title,
            "The file’s metadata have this title; no line of the text has it.",
            checks=("not in the text",),
        )
    texts = [piece.text for piece in kept if not piece.text.startswith(("[", "（", "(")) and not is_spaced(piece.text)]
    start = next((text for text in texts if not _SALUTATION.match(text)), texts[0] if texts else kept[0].text)
    sentence = re.split(r"(?<=[.!?])\s|(?<=[。！？])", start)[0].rstrip(".。:：,，;；")
    most = 40 if is_han(sentence) else 100
    words = sentence if len(sentence) <= most else sentence[:most].rsplit(" ", 1)[0] + " …"
    return Title(words[:_LONGEST], "The text has no title line; these are its first words.", checks=("write a title",))
