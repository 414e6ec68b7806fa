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
    locale = _locale(tag)
    return (locale and locale.get_display_name("en")) or tag


@cache
def language_attributes(tag: str) -> Markup:
    """The attributes of words in a language, on a page in English: none for English, `lang` and, if need be, `dir`."""
    if not tag or tag == "en":
        return Markup()
    locale = _locale(tag)
    from_the_right = locale is not None and locale.text_direction == "rtl"
    return Markup(' lang="{}"{}').format(tag, Markup(' dir="rtl"') if from_the_right else "")


def original_language(words: str) -> str:
    """The language of a name in its original language, of which we have no more than the name.

    That of Chinese characters is Chinese; of others nobody has said.
    """
    return "zh" if _HAN.search(words) and not _KANA.search(words) else ""


@cache
def original_attributes(words: str) -> Markup:
    """The attributes of a name in its original language; HTML writes `lang=""` for one that is not known."""
    return Markup(' lang="{}"').format(original_language(words))


def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
