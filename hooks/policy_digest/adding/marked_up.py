"""Markdown, and plain text in which Markdown or HTML has been left: read as what it is."""

from __future__ import annotations

import re
from html import unescape
from importlib.metadata import version

from policy_digest.adding.found_dates import find_dates
from policy_digest.adding.markup import html_pieces
from policy_digest.adding.pieces import AddError, Extract, Piece, Stated, text_of
from policy_digest.body import BREAK, MARKDOWN, Block, render_body
from policy_digest.texts import DEEPEST, TOO_DEEP
from policy_digest.values import is_address
from policy_digest.wording import one_line
from policy_digest.yaml_document import load_yaml

_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^(#{1,6})(?=[ \t]+\S)", re.MULTILINE)
_CLOSED = re.compile(r"</(?:p|div|h[1-6]|table|tr|td|ul|ol|li)>", re.IGNORECASE)
_LINK = re.compile(r"\[[^\[\]\n]+\]\(https?://")
_SIGNS = (
    _HEADING,
    re.compile(r"^\[\^\w+\]:", re.MULTILINE),
    re.compile(r"(?<![*\w])\*\*\w[^*\n]*\*\*"),
    re.compile(r"(?<!`)`[^`\n]+`(?!`)"),
)
_NOTE = re.compile(r"(?<=\S)(?=\[\^\w+\](?!:))")
_INDENTED = re.compile(r"(?<=[.:;!?])\n {1,3}(?=[^\s*+\-\d>#])")
_FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)
_INDENTED_TAG = re.compile(r"^(?: {4}| {0,3}\t)[ \t]*(?=</?[a-z])", re.MULTILINE | re.IGNORECASE)


def has_markup(text: str) -> bool:
    """Whether a plain text has Markdown or HTML in it: headings, closed elements, links, notes, several of them."""
    if len(_CLOSED.findall(text)) >= 2 or len(_HEADING.findall(text)) >= 2:  # noqa: PLR2004 - one may be chance
        return True
    return bool(_LINK.search(text)) or sum(bool(sign.search(text)) for sign in _SIGNS) >= 2  # noqa: PLR2004 - as above


def read_markdown(text: str) -> Extract:
    """Read a Markdown text, which may begin with front matter of its own.

    Raises:
        AddError: it has more HTML in one piece, or more quotations within one another, than can be read.
    """
    front = _FRONT.match(text)
    fields = _fields(front[1]) if front else {}
    checks = []
    lines = filter(None, map(one_line, front[0].split("\n"))) if front else ()
    apart = [Piece((line,), reason="front matter of the file") for line in lines]
    if front:
        text = text[front.end() :]
    if deep := TOO_DEEP.search(text):
        line = (front[0] if front else "").count("\n") + text.count("\n", 0, deep.start()) + 1
        raise AddError(f"has {DEEPEST} quotations or lists within one another on line {line}. Correct that in a copy.")
    if _CLOSED.search(text):
        # Behind a blank line an indented tag would be code to Markdown, and its tags words for a reader.
        unindented = text if _FENCE.search(text) else _INDENTED_TAG.sub("", text)
        pieces = html_pieces(MARKDOWN.html(unindented), page=False)
        body = ""
    else:
        body = _prepared(text)
        rendered = render_body(body)
        units = {block.id: block for block in rendered.blocks}
        pieces = [_piece(block, rendered.block_text(block)) for block in units.values()]
        if any(re.search(r"\|\s*:?-{3,}", piece.text) for piece in pieces):
            checks.append("a table of the file is broken: its bars and hyphens stand in the text")
    if "](" in text and re.search(r"!\[", text):
        checks.append("the text has images; the page shows them as links")
    whole = [*apart, *pieces]
    captured = text_of(whole)
    if body:
        captured = text_of(apart) * bool(apart) + rendered.text.replace(BREAK, "\n") + "\n"
    return Extract(
        pieces=tuple(whole),
        text=captured,
        by=f"pyromark {version('pyromark')}",
        body=body,
        title=one_line(unescape(fields.get("title", ""))),
        dates=tuple(
            Stated(date.edtf, "the fields at the head of the file") for date in find_dates(fields.get("date", ""))
        ),
        authors=(fields["author"],) if fields.get("author") else (),
        language=fields.get("lang", "") or fields.get("language", ""),
        url=fields["url"] if is_address(fields.get("url", "")) else "",
        checks=tuple(checks),
    )


def _fields(front: str) -> dict[str, str]:
    document, problems = load_yaml(front, "")
    if problems or not isinstance(document.value, dict):
        return {}
    return {name: value for name, value in document.value.items() if isinstance(value, str)}


def _piece(block: Block, words: str) -> Piece:
    heading = re.fullmatch(r"h([1-6])", block.tag)
    return Piece((words,), "heading" if heading else "paragraph", int(heading[1]) if heading else 0)


def _prepared(text: str) -> str:
    """The text with headings from the second level on, marks of notes set apart, and indented paragraphs as such.

    No word changes but that a mark of a note does not run into the word before: `Art. 2[^1]` would read as Art. 21.
    """
    text = _NOTE.sub(" ", text)
    if _FENCE.search(text):
        return text
    used = sorted({len(found[1]) for found in _HEADING.finditer(text)} - {1})
    levels = {level: place + 2 for place, level in enumerate(used)}
    text = _HEADING.sub(lambda found: "#" * levels.get(len(found[1]), len(found[1])), text)
    return _INDENTED.sub("\n\n", text)
