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
    """The pieces, each list item at most one level below the item before it, each further paragraph within one."""
    levelled: list[Piece] = []
    for piece in pieces:
        before = levelled[-1] if levelled and levelled[-1].kind == "item" else None
        if piece.kind == "item" and piece.goes_on and not before:
            piece = Piece(piece.lines, markdown=piece.markdown)  # noqa: PLW2901 - its item is no part of the text
        deepest = before.level + (not piece.goes_on) if before else 0
        levelled.append(replace(piece, level=min(piece.level, deepest)) if piece.kind == "item" else piece)
    return levelled


def _joined(pieces: Sequence[Piece], written: Sequence[str]) -> str:
    """The pieces below one another with the signs of what they are; items of a list without a blank line between."""
    parts: list[str] = []
    above: list[tuple[Piece, int]] = []  # of each level of the list right above, the last item and its indentation
    for piece, words in zip(pieces, written, strict=True):
        if piece.kind != "item":
            above = []
            parts += "\n\n", _framed(piece, words)
            continue
        margin = above[piece.level - 1][1] if piece.level else 0
        before = above[piece.level][0] if piece.level < len(above) else None
        gap, sign = "\n\n", _sign(piece.number)
        if piece.goes_on:
            margin, sign = above[piece.level][1], ""
        elif before and _follows(before, piece):
            gap, sign = "\n", _sign(piece.number and 1)  # Markdown counts on from the first item
        elif before:
            gap = f"\n\n{' ' * margin}<!-- -->\n\n"  # else Markdown makes one list of the two
        elif piece.level and piece.number in {None, 1}:
            gap = "\n"  # right below a line, only a list from 1 can begin
        del above[piece.level + piece.goes_on :]
        if not piece.goes_on:
            above.append((piece, margin + max(4, len(sign))))
        parts += gap, " " * margin + sign + words.replace("\n", "\n" + " " * above[-1][1])
    return "".join(parts[1:]) + "\n"


def _follows(before: Piece, piece: Piece) -> bool:
    return piece.number == (None if before.number is None else before.number + 1)


def _sign(number: int | None) -> str:
    """What begins a list item in Markdown."""
    return "- " if number is None else f"{number}. "


def _written(piece: Piece, ways: Sequence[Callable[[Piece], str]]) -> str:
    for way in ways:
        words = way(piece)
        if words and (way is _heavy or _holds(piece, words)):
            return words
    return _heavy(piece)


def _holds(piece: Piece, words: str) -> bool:
    """Whether a piece, alone on a page, is shown with its words and as what it is."""
    if piece.goes_on:
        piece = replace(piece, kind="paragraph")
    if piece.kind == "paragraph" and any(map(_START.match, words.split("\n"))):
        return False
    body = render_body(_framed(piece, words))
    tag = {"paragraph": "p", "heading": f"h{min(piece.level, 6)}", "item": "li"}.get(piece.kind, "")
    return body.words == piece.text.split() and (piece.kind == "table" or [block.tag for block in body.blocks] == [tag])


def _framed(piece: Piece, words: str) -> str:
    """The words, alone on a page, with the sign of what they are."""
    if piece.kind == "heading":
        return f"{'#' * min(piece.level, 6)} {' '.join(words.split())}"
    return _sign(piece.number) + words.replace("\n", "\n    ") if piece.kind == "item" else words


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
