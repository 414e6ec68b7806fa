"""Words as Markdown that shows exactly these words.

Each paragraph is written as lightly as will do: as it stands, else with backslashes, else with every sign as a
character reference. What will do is not guessed but tried: the paragraph is rendered, and must come back as one block
with its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from policy_digest.adding.pieces import Piece
from policy_digest.body import render_body

_START = re.compile(r"(?:[#>+*:=~`|-]|\d+[.)])")
"""What Markdown could take for markup at the start of a line, sometimes only by what stands above or below."""
_BACKSLASHED = re.compile(r"([\\`*_{}\[\]])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_SIGN = re.compile(r"[!-/:-@\[-`{-~]")


def body_of(pieces: Sequence[Piece]) -> str:
    """The Markdown of a text whose page shows the words of these pieces, and nothing else.

    Raises:
        ValueError: no way of writing them shows their words. That is a fault of this program.
    """
    wanted = [word for piece in pieces for word in piece.text.split()]
    levelled = _levelled(pieces)
    plain = [Piece(piece.lines) for piece in pieces]  # lists and tables as paragraphs, where nothing else will do
    lightest = ((_marked, _as_it_stands, _light, _heavy), (_as_it_stands, _light, _heavy), (_light, _heavy), (_heavy,))
    for whole, ways in (*((levelled, ways) for ways in lightest), (plain, (_heavy,))):
        body = _joined(whole, [_written(piece, ways) for piece in whole])
        if render_body(body).words == wanted:
            return body
    raise ValueError("the words of the text cannot be written as Markdown")


def _levelled(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, each list item no deeper than one level below the item before it."""
    levelled: list[Piece] = []
    for piece in pieces:
        before = levelled[-1] if levelled else None
        deepest = before.level + 1 if before and before.kind == "item" else 0
        levelled.append(replace(piece, level=min(piece.level, deepest)) if piece.kind == "item" else piece)
    return levelled


def _joined(pieces: Sequence[Piece], written: Sequence[str]) -> str:
    """The pieces below one another with the signs of what they are; items of a list without a blank line between."""
    parts: list[str] = []
    outer: Piece | None = None  # of the list right above, the last item that lies in no other
    for piece, words in zip(pieces, written, strict=True):
        together = outer is not None and piece.kind == "item" and (piece.level > 0 or _goes_on(outer, piece))
        if parts:
            parts.append("\n" if together else "\n\n")
            if outer and piece.kind == "item" and not together:
                parts.append("<!-- -->\n\n")  # else Markdown makes one list of the two
        # Markdown counts on from the first item; below a line, only a list from 1 can begin.
        parts.append(_framed(replace(piece, number=min(piece.number, 1)) if together else piece, words))
        if piece.kind != "item":
            outer = None
        elif not piece.level:
            outer = piece
    return "".join(parts) + "\n"


def _goes_on(before: Piece, piece: Piece) -> bool:
    return piece.number == before.number + 1 if before.number else not piece.number


def _written(piece: Piece, ways: Sequence[Callable[[Piece], str]]) -> str:
    for way in ways:
        words = way(piece)
        if words and (way is _heavy or _holds(piece, words)):
            return words
    return _heavy(piece)


def _holds(piece: Piece, words: str) -> bool:
    """Whether a piece, alone on a page, is shown with its words and as what it is."""
    if piece.kind == "paragraph" and any(map(_START.match, words.split("\n"))):
        return False
    alone = replace(piece, level=0) if piece.kind == "item" else piece
    body = render_body(_framed(alone, words))
    tag = {"paragraph": "p", "heading": f"h{min(piece.level, 6)}", "item": "li"}.get(piece.kind, "")
    return body.words == piece.text.split() and (piece.kind == "table" or [block.tag for block in body.blocks] == [tag])


def _framed(piece: Piece, words: str) -> str:
    """The words with the sign of what they are."""
    if piece.kind == "heading":
        return f"{'#' * min(piece.level, 6)} {' '.join(words.split())}"
    if piece.kind == "item":
        indent = "    " * piece.level
        return f"{indent}{f'{piece.number}.' if piece.number else '-'} " + words.replace("\n", f"\n{indent}    ")
    return words


def _marked(piece: Piece) -> str:
    return piece.markdown


def _as_it_stands(piece: Piece) -> str:
    return "" if piece.kind == "table" else "\n".join(piece.lines)


def _light(piece: Piece) -> str:
    return "" if piece.kind == "table" else "\n".join(map(_light_line, piece.lines))


def _light_line(line: str) -> str:
    line = _TAG.sub("&lt;", _ENTITY.sub("&amp;", _BACKSLASHED.sub(r"\\\1", line)))
    found = _START.match(line)
    if not found or line.startswith("\\"):
        return line
    at = found.end() - 1
    return f"{line[:at]}&#{ord(line[at])};{line[at + 1 :]}" if line[at] in ":=~|)" else f"{line[:at]}\\{line[at:]}"


def _heavy(piece: Piece) -> str:
    return "\n".join(_SIGN.sub(lambda sign: f"&#{ord(sign[0])};", line) for line in piece.lines)
