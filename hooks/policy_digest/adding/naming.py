"""What a new text and its capture are called: readable, without what may change, and never taken before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from itertools import count
from pathlib import Path

from policy_digest.adding.found_dates import find_dates
from policy_digest.ids import RESERVED, refuse_new
from policy_digest.numerals import HAN_YEAR

_LONGEST = 60
_LONGEST_HAN = 30
_BEFORE_DATE = re.compile(r"\s*\b(?:vom|of|on|from|dated|del?|am|,)\s*$", re.IGNORECASE)
_YEAR = re.compile(
    rf"(?:\b(?:in|of|for|vom|von|de|del|año)\s+)?(?<!\d)(?:1[5-9]|20)\d\d年?(?!\d)|{HAN_YEAR}年", re.IGNORECASE
)
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"}
)
_WITHHELD = {*RESERVED, "index", "readme"}


def slug(title: str, language: str) -> str:
    """A title as a part of an address: words in lower case with hyphens, without dates.

    Latin letters are written in ASCII. Other scripts stay as they are: no transliteration is as readable as they.
    """
    for date in reversed(find_dates(title)):
        title = _BEFORE_DATE.sub("", title[: date.start]) + " " + title[date.end :]
    title = _YEAR.sub(" ", title)
    text = unicodedata.normalize("NFKC", title).lower()
    if language.startswith("de"):
        text = text.translate(_LETTERS)
    text = "".join(map(_ascii, text.translate({**_LETTERS, ord("ä"): "a", ord("ö"): "o", ord("ü"): "u"})))
    text = re.sub(r"(?<=\w)['’](?=\w)", "", text)
    words = re.findall(r"[^\W_]+", text)
    limit = _LONGEST_HAN if re.search(r"[\u3400-\u9fff]", text) else _LONGEST
    made = ""
    for word in words:
        if made and len(made) + 1 + len(word) > limit:
            break
        made = f"{made}-{word}" if made else word[:limit]
    return made


def _ascii(char: str) -> str:
    """A Latin letter without its accent; anything else as it is."""
    if ord(char) < 128:  # noqa: PLR2004 - ASCII
        return char
    plain = unicodedata.normalize("NFKD", char)
    return "".join(one for one in plain if not unicodedata.combining(one)) if plain[:1].isascii() else char


def new_id(title: str, first_words: str, name: str, language: str, taken: Collection[str], under: str = "") -> str:
    """An id for a text: from its title; else from the name of its file, if that has words, or from its first words.

    `taken` are the ids that were ever used.
    """
    stem = re.sub(r"^[\W\d_]+", "", Path(name).stem)
    if not title and re.search(r"[^\W\d_]{4}|[\u3400-\u9fff]{2}", stem) and not re.search(r"[0-9a-f]{12}", name):
        title = stem
    base = slug(title, language) or slug(first_words, language) or slug(Path(name).stem, language) or "text"
    if base in _WITHHELD or refuse_new(base):
        base = f"{base}-text"
    prefix = f"{under.strip('/')}/" if under.strip("/") else ""
    used = {one.casefold() for one in taken}
    return _free(prefix + base, "", lambda one: one.casefold() not in used)


def capture_name(name: str, taken: Collection[str], *, beside: str = "") -> str:
    """A name for a capture: its own, numbered where another file has it already.

    `beside` is the ending of the file with its extracted words, which must be free too.
    """
    name = "".join(
        char for char in unicodedata.normalize("NFC", name) if char.isprintable() and char not in '/\\:*?"<>|'
    )
    name = name.lstrip(". ") or "capture"
    suffix = Path(name).suffix
    # Names of files have up to 255 bytes. A Chinese character takes three; what is added to the name needs some too.
    stem = Path(name).stem[:100].encode()[:200].decode(errors="ignore").rstrip(". ")
    used = {one.casefold() for one in taken}
    return _free(stem, suffix, lambda one: not {one.casefold(), f"{one}{beside}".casefold()} & used)


def _free(stem: str, ending: str, is_free: Callable[[str], bool]) -> str:
    """The stem with the ending, and with the first number between them with which it is free."""
    numbered = (f"{stem}{ending}" if number == 1 else f"{stem}-{number}{ending}" for number in count(1))
    return next(filter(is_free, numbered))
