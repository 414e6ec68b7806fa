"""Numbers in Chinese characters, as dates have them."""

from __future__ import annotations

_DIGITS = {**{char: value for value, char in enumerate("〇一二三四五六七八九")}, "零": 0, "○": 0, "Ｏ": 0}
HAN_DIGITS = "".join(_DIGITS)
HAN_YEAR = f"[一二][{HAN_DIGITS}]{{3}}"
"""The form of a year in running text."""


def read_number(text: str) -> int:
    """The number of digits or Chinese characters: `2021`, `二〇二一`, `二十一`, `二一`; 0 for what is no number."""
    if text.isdecimal():
        return int(text)
    tens, sign, ones = text.rpartition("十")
    if not sign:
        return int("".join(str(_DIGITS.get(char, 0)) for char in ones) or "0")
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0) if max(len(tens), len(ones)) < 2 else 0  # noqa: PLR2004 - a digit
