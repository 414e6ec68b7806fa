"""Languages: their names for readers, in English, and how a page tells them."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale, UnknownLocaleError
from markupsafe import Markup

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")


@cache
def language_name(tag: str) -> str:
    """`Chinese` for `zh`; the tag itself where it is unknown; nothing for nothing."""
    if not tag:
        return ""
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag


@cache
def language_attributes(tag: str) -> Markup:
    """The attributes of words in a language, on a page in English: none for English, `lang` and, if need be, `dir`."""
    if not tag or tag == "en":
        return Markup()
    return Markup(' lang="{}"{}').format(tag, Markup(' dir="rtl"') if _from_the_right(tag) else "")


@cache
def original_attributes(words: str) -> Markup:
    """The attributes of a name in its original language, of which we have no more than the name.

    That of Chinese characters is Chinese; of others nobody has said, which HTML writes as `lang=""`.
    """
    return Markup(' lang="{}"').format("zh" if _HAN.search(words) and not _KANA.search(words) else "")


def _from_the_right(tag: str) -> bool:
    try:
        return Locale.parse(tag, sep="-").text_direction == "rtl"
    except (UnknownLocaleError, ValueError):
        return False
