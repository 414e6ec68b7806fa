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

from policy_digest.chronology import Entry
from policy_digest.dates import Date
from policy_digest.digest import Digest
from policy_digest.pages.page import Page
from policy_digest.texts import Passage, Text
from policy_digest.watch import Read, Watched

SIZE = 16
"""Bytes of a fingerprint: two of a million million values would be the same once in 10^14 digests."""


class Known:
    """What stands for values that occur in many others."""

    def __init__(self, faces: Mapping[str, bytes]) -> None:
        """Take the faces of the texts, by id: they stand for the passages."""
        self.faces = faces
        self.entries: dict[int, tuple[Entry, str]] = {}
        """Entries of the chronology by their place in memory, which they keep while they are held here."""

    def entry(self, value: Entry) -> str:
        """What stands for an entry of the chronology."""
        found = self.entries.get(id(value))
        if found is None:
            parts: list[str] = []
            for name in _names(Entry):
                _write(getattr(value, name), self, parts)
            found = self.entries[id(value)] = value, hash_of("\x1f".join(parts).encode()).hex()
        return found[1]


def fingerprint(value: object, known: Known) -> bytes:
    """The hash of a value, in which parts of it are written as what stands for them.

    Raises:
        TypeError: the value holds something that has no lasting form.
    """
    parts: list[str] = []
    _write(value, known, parts)
    return hash_of("\x1f".join(parts).encode())


def hash_of(*values: bytes) -> bytes:
    """The hash of some bytes, whose lengths count."""
    hashed = hashlib.blake2b(digest_size=SIZE)
    for value in values:
        hashed.update(len(value).to_bytes(8))
        hashed.update(value)
    return hashed.digest()


class Versions:
    """The hash of every part of a digest that a page can read."""

    def __init__(self, digest: Digest) -> None:
        """Take a linked digest."""
        self.known = Known({one: text.face for one, text in _plain(digest.texts).items()})
        self._keys = {one: text.key for one, text in _plain(digest.texts).items()}
        self._mappings: dict[str, Mapping[str, Any]] = {}
        for holder in (digest, digest.vocabulary):
            for one in fields(holder):
                value = getattr(holder, one.name)
                if isinstance(value, Watched):
                    self._mappings[one.name] = value.plain

    def of(self, read: Read) -> bytes:
        """The hash of what was read, as it is in this digest."""
        name, key = read
        if key is None:
            plain = self._mappings[name]
            return hash_of(*(part for one in plain for part in (one.encode(), self.of((name, one)))))
        if name == "text":
            return self._keys.get(key, b"-")
        if name == "texts":
            return self.known.faces.get(key, b"-")
        plain = self._mappings[name]
        return fingerprint(plain[key], self.known) if key in plain else b"-"


def _plain(mapping: Mapping[str, Text]) -> Mapping[str, Text]:
    return mapping.plain if isinstance(mapping, Watched) else mapping


def _write(value: object, known: Known, parts: list[str]) -> None:  # noqa: PLR0912 - one for each type
    if isinstance(value, str):
        parts.append(f"{len(value)}:{value}")
    elif value is None or isinstance(value, int | float | bytes | Path):
        parts.append(repr(value))
    elif isinstance(value, Date):
        parts.append(f"date {value.edtf}")
    elif isinstance(value, Entry):
        parts.append(known.entry(value))
    elif isinstance(value, Passage):
        parts.append(f"passage {value.source}:{value.number} {known.faces[value.source].hex()}")
    elif isinstance(value, tuple | list):
        parts.append(f"({len(value)}")
        for item in value:
            _write(item, known, parts)
    elif isinstance(value, Mapping):
        parts.append(f"{{{len(value)}")
        for key, item in value.items():
            _write(key, known, parts)
            _write(item, known, parts)
    elif isinstance(value, set | frozenset):
        _write(sorted(value), known, parts)
    elif isinstance(value, Text):
        parts.append(f"text {value.id} {value.key.hex()}")
    elif isinstance(value, Digest):
        parts.append("digest")
    elif isinstance(value, Page):  # its function may hold the page itself, and is hashed where the page is made
        _write((value.url, value.title, value.description, value.parent), known, parts)
    elif isinstance(value, BaseModel):
        parts.append(type(value).__name__)
        _write(value.__dict__, known, parts)
    elif is_dataclass(value) and not isinstance(value, type):
        parts.append(type(value).__name__)
        for name in _names(type(value)):
            _write(getattr(value, name), known, parts)
    elif isinstance(value, Enum | type):
        parts.append(repr(value))
    else:
        _write_function(value, known, parts)


def _write_function(value: object, known: Known, parts: list[str]) -> None:
    if isinstance(value, partial):
        _write((value.func, value.args, value.keywords), known, parts)
    elif isinstance(value, FunctionType):
        parts.append(f"{value.__module__}.{value.__qualname__}:{value.__code__.co_firstlineno}")
        _write(value.__defaults__, known, parts)
        _write(value.__kwdefaults__, known, parts)
        for cell in value.__closure__ or ():
            _write(cell.cell_contents, known, parts)
    else:
        raise TypeError(f"a page is made from a {type(value).__name__}, which has no lasting form")


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))
