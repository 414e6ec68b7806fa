"""A raw file read, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from policy_digest.adding.chrome import mark_chrome
from policy_digest.adding.documents import read_pdf, read_word
from policy_digest.adding.marked_up import has_markup, read_markdown
from policy_digest.adding.pieces import AddError, Extract, text_of
from policy_digest.adding.plain import clean, decode, plain_pieces
from policy_digest.adding.web import read_web_page

_JOINING = "joining the lines of each paragraph"
"""Where breaks of lines cut Chinese sentences, which have no spaces."""


def _read_plain(path: Path) -> Extract:
    raw, how = decode(path.read_bytes())
    text = clean(raw)
    if not text.strip():
        raise AddError("has no text: nothing but white space and control characters.")
    if has_markup(text):
        read = read_markdown(text)
        told = "the file has Markdown or HTML in it and is read as such; the captured text is what that shows"
        return replace(read, by=f"{read.by}, after {how}" if how else read.by, checks=(told, *read.checks))
    pieces, checks = plain_pieces(text)
    if not how and text.split() != raw.split():
        how = "leaving out control characters"
    if (whole := text_of(pieces)).split() != text.split():
        text, how = whole, f"{how}, and {_JOINING}" if how else _JOINING
        checks.append("lines of the file end within Chinese sentences; the captured text joins them without a space")
    return Extract(tuple(pieces), text if how else raw, how, checks=tuple(checks))


def _read_markdown(path: Path) -> Extract:
    raw, how = decode(path.read_bytes())
    read = read_markdown(clean(raw))
    return replace(read, by=f"{read.by}, after {how}") if how else read


KINDS: dict[str, Callable[[Path], Extract]] = {
    ".txt": _read_plain,
    ".md": _read_markdown,
    ".html": read_web_page,
    ".htm": read_web_page,
    ".docx": read_word,
    ".pdf": read_pdf,
}
"""What can be added, by the ending of its name."""


def read_raw(path: Path) -> Extract:
    """Read a raw file: its pieces, those of a host page with their reason, and what it says of itself.

    Raises:
        AddError: it is of no kind that can be added, cannot be read, or has no text.
    """
    read = KINDS.get(path.suffix.lower())
    if read is None:
        raise AddError(f"is of a kind that cannot be added. Give one of {', '.join(KINDS)}.")
    try:
        found = read(path)
    except OSError as error:
        raise AddError(f"cannot be read: {error.strerror}.") from error
    if not any(piece.text for piece in found.pieces):
        raise AddError("has no text.")
    if "charset-normalizer" in found.by:
        told = "the encoding of the file is guessed from its bytes; check the letters with accents"
        found = replace(found, checks=(told, *found.checks))
    if found.body:
        return found
    pieces = tuple(mark_chrome(found.pieces))
    if all(piece.reason for piece in pieces):
        told = "all of the file looks like what stands around a text; nothing is left out"
        pieces = tuple(replace(piece, reason="") for piece in pieces)
        found = replace(found, checks=(told, *found.checks))
    return replace(found, pieces=pieces)
