"""What is found in a raw file before it is a draft: its pieces in order, and what the file says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from policy_digest.wording import cut, one_line

Kind = Literal["paragraph", "heading", "item", "table"]


class AddError(ValueError):
    """A file that cannot be added; the message is for people and says what to do."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, heading, list item or table of a file."""

    lines: tuple[str, ...]
    """Its words, line by line as the captured text has them, with single spaces."""
    kind: Kind = "paragraph"
    level: int = 0
    """Of a heading, from 1; of a list item, how deep it lies, from 0."""
    number: int | None = None
    """Of an item of a numbered list."""
    goes_on: bool = False
    """Whether it is a further paragraph of a list item, and not its first."""
    markdown: str = ""
    """The same words with the file's own links and emphasis, where it has them."""
    reason: str = ""
    """Why its lines are proposed as no part of the text; empty for the text itself."""
    main: bool = False
    """Whether a web page itself says that it lies within its main text."""
    unsure: bool = False
    """Whether a heading is one by its look alone."""

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Stated:
    """A date that the file's metadata state."""

    edtf: str
    where: str
    """For people: `the page's metadata`."""


@dataclass(frozen=True, slots=True)
class Extract:
    """All that is read from a raw file."""

    pieces: tuple[Piece, ...]
    text: str
    """The captured text: the lines of the pieces, or the file itself."""
    by: str = ""
    """What extracted the text, with its version; empty where the file itself is the text."""
    body: str = ""
    """The body in Markdown, where the file is Markdown already; then the pieces serve only to look things up."""
    title: str = ""
    """As the file's metadata state it."""
    dates: tuple[Stated, ...] = ()
    authors: tuple[str, ...] = ()
    site: str = ""
    url: str = ""
    language: str = ""
    checks: tuple[str, ...] = ()
    """What the editor must look at, beside what the text itself gives rise to."""


def text_of(pieces: Iterable[Piece]) -> str:
    """The captured text of a file that is no plain text: a line for each line of its pieces, a blank one between."""
    return "\n\n".join("\n".join(piece.lines) for piece in pieces) + "\n"


def shown(text: str, most: int = 80) -> str:
    """A text in quotation marks, cut for a comment."""
    return f"“{cut(one_line(text), most)}”"


def listed(several: Sequence[str], most: int = 20) -> str:
    """Some of them on one line, and how many more there are."""
    more = f"; and {len(several) - most} more" if len(several) > most else ""
    return "; ".join(several[:most]) + more
