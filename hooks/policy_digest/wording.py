"""Words put as people read them: counted, on one line, cut where they are long."""

from __future__ import annotations

import unicodedata


def plural(count: int, one: str, many: str = "") -> str:
    """`1 text`, `1,200 texts`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def one_line(text: str) -> str:
    """A text with single spaces, for formats in which a line ends a field."""
    return " ".join(text.split())


def cut(text: str, most: int) -> str:
    """A text of at most so many characters, with an ellipsis where it had more."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def printable(text: str) -> str:
    """A text with the code of each character that a terminal would obey and not show, as names of files can have."""
    return "".join(ascii(char)[1:-1] if unicodedata.category(char).startswith("C") else char for char in text)
