"""Names of languages for readers, in English."""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError


@cache
def language_name(tag: str) -> str:
    """`Chinese` for `zh`; the tag itself where it is unknown; nothing for nothing."""
    if not tag:
        return ""
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag
