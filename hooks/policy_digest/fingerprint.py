"""The hash of a value: of what a page is made from, whatever its shape.

What a page's function has captured is hashed too, so that nobody need list what goes into a page. The digest itself is
left out: what a page reads of it is noted while it is read (`watch`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, partial
from pathlib import Path
from types import FunctionType
from typing import Any

from pydantic import BaseModel

from policy_digest.digest import Digest
from policy_digest.texts import Passage, Text

SIZE = 16
"""Bytes of a fingerprint: two of a million million values would be the same once in 10^14 digests."""


def fingerprint(value: object, faces: Mapping[str, bytes]) -> bytes:
    """The hash of a value. `faces` are those of the texts, by id, which stand for their passages.

    Raises:
        TypeError: the value holds something that has no lasting form.
    """
    parts: list[str] = []
    _write(value, faces, parts)
    return hash_of("\x1f".join(parts).encode())


def hash_of(*values: bytes) -> bytes:
    """The hash of some bytes, whose lengths count."""
    hashed = hashlib.blake2b(digest_size=SIZE)
    for value in values:
        hashed.update(len(value).to_bytes(8))
        hashed.update(value)
    return hashed.digest()


def _write(value: object, faces: Mapping[str, bytes], parts: list[str]) -> None:
    if isinstance(value, str):
        parts.append(f"{len(value)}:{value}")
    elif value is None or isinstance(value, int | float | bytes | Path):
        parts.append(repr(value))
    elif isinstance(value, Passage):
        parts.append(f"passage {value.source}:{value.number} {faces[value.source].hex()}")
    elif isinstance(value, tuple | list):
        parts.append(f"({len(value)}")
        for item in value:
            _write(item, faces, parts)
    elif isinstance(value, Mapping):
        parts.append(f"{{{len(value)}")
        for key, item in value.items():
            _write(key, faces, parts)
            _write(item, faces, parts)
    elif isinstance(value, set | frozenset):
        _write(sorted(value), faces, parts)
    elif isinstance(value, Text):
        parts.append(f"text {value.id} {value.key.hex()}")
    elif isinstance(value, Digest):
        parts.append("digest")
    elif isinstance(value, BaseModel):
        parts.append(type(value).__name__)
        _write(value.__dict__, faces, parts)
    elif is_dataclass(value) and not isinstance(value, type):
        parts.append(type(value).__name__)
        for name in _names(type(value)):
            _write(getattr(value, name), faces, parts)
    elif isinstance(value, Enum | type):
        parts.append(repr(value))
    else:
        _write_function(value, faces, parts)


def _write_function(value: object, faces: Mapping[str, bytes], parts: list[str]) -> None:
    if isinstance(value, partial):
        _write((value.func, value.args, value.keywords), faces, parts)
    elif isinstance(value, FunctionType):
        parts.append(f"{value.__module__}.{value.__qualname__}:{value.__code__.co_firstlineno}")
        _write(value.__defaults__, faces, parts)
        _write(value.__kwdefaults__, faces, parts)
        for cell in value.__closure__ or ():
            _write(cell.cell_contents, faces, parts)
    else:
        raise TypeError(f"a page is made from a {type(value).__name__}, which has no lasting form")


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))
