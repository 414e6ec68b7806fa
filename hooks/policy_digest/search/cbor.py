"""The files of a Pagefind index as values: CBOR (RFC 8949) behind a signature, packed by gzip.

Pagefind writes numbers, strings and arrays only, each as short as it can be.
"""

from __future__ import annotations

import gzip
import zlib
from typing import TypeAlias

from policy_digest.files import gzipped

SIGNATURE = b"pagefind_dcd"
NUMBER, TEXT, ARRAY = 0, 3, 4
"""The major types that occur. Negative numbers stand only in lists that are never read one by one."""

_IMMEDIATE = 24
"""Lengths and numbers below stand in the first byte."""

Value: TypeAlias = "int | str | list[Value]"


def unpack(data: bytes) -> Value:
    """The value in a file of an index. Raises ValueError where it holds anything but numbers, strings and arrays."""
    plain = plain_of(data)
    value, end = _read(plain, 0)
    if end != len(plain):
        raise ValueError("a file goes on behind its end")
    return value


def plain_of(data: bytes) -> bytes:
    """A file without packing and signature. Raises ValueError where it is damaged."""
    try:
        plain = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"a file is damaged: {error}") from error
    if not plain.startswith(SIGNATURE):
        raise ValueError("a file has no signature")
    return plain[len(SIGNATURE) :]


def pack(value: Value) -> bytes:
    """A value as a file of an index."""
    return packed(_write(value), 9)


def packed(plain: bytes, level: int) -> bytes:
    """A value that is written already as a file of an index."""
    return gzipped(SIGNATURE + plain, level)


def read_head(data: bytes, at: int, major: int) -> tuple[int, int]:
    """The number, or the length, that a value of this type starts with, and the place behind it."""
    first = data[at]
    if first >> 5 != major:
        raise ValueError(f"a file has a value of type {first >> 5} in place of {major}")
    number = first & 0x1F
    if number < _IMMEDIATE:
        return number, at + 1
    size = 1 << (number - _IMMEDIATE)
    if size > 8:  # noqa: PLR2004 - a longer number, or an array without a length
        raise ValueError("a file has a value of unknown length")
    return int.from_bytes(data[at + 1 : at + 1 + size]), at + 1 + size


def read_text(data: bytes, at: int) -> tuple[str, int]:
    """A string, and the place behind it."""
    length, at = read_head(data, at, TEXT)
    return data[at : at + length].decode(), at + length


def _read(data: bytes, at: int) -> tuple[Value, int]:
    major = data[at] >> 5
    if major == TEXT:
        return read_text(data, at)
    if major == NUMBER:
        return read_head(data, at, NUMBER)
    number, at = read_head(data, at, ARRAY)
    values: list[Value] = []
    for _ in range(number):
        value, at = _read(data, at)
        values.append(value)
    return values, at


def _write(value: Value) -> bytes:
    if isinstance(value, int):
        return head(NUMBER, value)
    if isinstance(value, str):
        return text(value)
    return head(ARRAY, len(value)) + b"".join(map(_write, value))


def text(value: str) -> bytes:
    """A string as written."""
    encoded = value.encode()
    return head(TEXT, len(encoded)) + encoded


def head(major: int, number: int) -> bytes:
    """The start of a value as written: its type with its length, or with the number that it is."""
    if number < _IMMEDIATE:
        return bytes((major << 5 | number,))
    power = 0 if number < 1 << 8 else 1 if number < 1 << 16 else 2 if number < 1 << 32 else 3
    return bytes((major << 5 | _IMMEDIATE + power,)) + number.to_bytes(1 << power)
