"""The hash of a value: of what a page is made from, whatever its shape.

What a page's function has captured is hashed too, so that nobody need list what goes into a page. The digest itself is
left out: what a page reads of it is noted while it is read (`watch`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, partial
from pathlib import Path
from types import FunctionType, NoneType, UnionType
from typing import Any

from pydantic import BaseModel

from policy_digest.chronology import Entry
from policy_digest.dates import Date
from policy_digest.digest import Digest
from policy_digest.links import MODELS
from policy_digest.pages.listing import Listing, Part
from policy_digest.pages.page import Later, Page
from policy_digest.passages import Passage
from policy_digest.texts import Text
from policy_digest.watch import Read, Watched

SIZE = 16
"""Bytes of a fingerprint: two of a million million values would be the same once in 10^14 digests."""


class Known:
    """What stands for values that occur in many others."""

    def __init__(self, faces: Mapping[str, bytes]) -> None:
        """Take the faces of the texts, by id: they stand for the passages."""
        self.faces = {one: f"{one} {face.hex()}" for one, face in faces.items()}
        self._shared: dict[int, tuple[object, str]] = {}
        """Values that several pages have by their place in memory, which they keep while they are held here."""

    def shared(self, value: tuple[object, ...]) -> str:
        """What stands for a value that several pages have, or several functions of a page."""
        found = self._shared.get(id(value))
        if found is None:
            parts: list[str] = []
            _write_items(value, self, parts)
            found = self._shared[id(value)] = value, hash_of("\x1f".join(parts).encode()).hex()
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
        self._mappings: dict[str, Watched[Any]] = {}
        for holder in (digest, digest.vocabulary):
            for one in fields(holder):
                value = getattr(holder, one.name)
                if isinstance(value, Watched):
                    self._mappings[one.name] = value
        texts: Mapping[str, Text] = self._mappings["texts"].plain
        self._faces = {one: text.face for one, text in texts.items()}
        self._keys = {one: text.key for one, text in texts.items()}
        self.known = Known(self._faces)
        self._paths = [file.path.encode() for file in digest.vocabulary.files.values()]

    def linked(self) -> bytes:
        """The hash of all that is linked: the faces of the texts, and the vocabulary."""
        entries = (self.of((name, None)) for name in MODELS)
        return hash_of(
            *self._paths, *entries, *(part for one, face in self._faces.items() for part in (one.encode(), face))
        )

    def of(self, read: Read) -> bytes:
        """The hash of what was read, as it is in this digest."""
        name, key = read
        if key is None:
            plain = self._mappings[name].plain
            return hash_of(*(part for one in plain for part in (one.encode(), self.of((name, one)))))
        if name == "text":
            return self._keys.get(key, b"-")
        if name == "texts":
            return self._faces.get(key, b"-")
        plain = self._mappings[name].plain
        return fingerprint(plain[key], self.known) if key in plain else b"-"


def _write(value: object, known: Known, parts: list[str]) -> None:
    write = _WRITERS.get(type(value))
    if write is None:
        write = _WRITERS[type(value)] = _writer(type(value))
    write(value, known, parts)


def _write_str(value: str, _: Known, parts: list[str]) -> None:
    parts.append(f"{len(value)}:{value}")


def _write_plain(value: object, _: Known, parts: list[str]) -> None:
    parts.append(repr(value))


def _write_date(value: Date, _: Known, parts: list[str]) -> None:
    parts.append(f"date {value.edtf}")


def _write_shared(value: Entry | Listing[Any] | Part[Any], known: Known, parts: list[str]) -> None:
    parts.append(known.shared(value))


def _write_passage(value: Passage, known: Known, parts: list[str]) -> None:
    parts.append(f"passage {value.number} {known.faces[value.source]}")


def _write_text(value: Text, _: Known, parts: list[str]) -> None:
    parts.append(f"text {value.id} {value.face.hex()}")  # who looks at more of it is noted


def _write_digest(value: Digest, _: Known, parts: list[str]) -> None:  # noqa: ARG001 - what is read of it is noted
    parts.append("digest")


def _write_page(value: Page, known: Known, parts: list[str]) -> None:
    # Its function may hold the page itself, and is hashed where the page is made.
    _write_items((value.url, value.title, value.description, value.parent), known, parts)


def _write_items(value: Collection[object], known: Known, parts: list[str]) -> None:
    parts.append(f"({len(value)}")
    for item in value:
        write = _WRITERS.get(type(item))
        if write is None:
            write = _WRITERS[type(item)] = _writer(type(item))
        write(item, known, parts)


def _write_mapping(value: Mapping[Any, object], known: Known, parts: list[str]) -> None:
    parts.append(f"{{{len(value)}")
    for key, item in value.items():
        _write(key, known, parts)
        _write(item, known, parts)


def _write_set(value: Iterable[Any], known: Known, parts: list[str]) -> None:
    _write_items(sorted(value), known, parts)


def _write_record(value: BaseModel, known: Known, parts: list[str]) -> None:
    parts.append(type(value).__name__)
    _write_mapping(value.__dict__, known, parts)


def _dataclass_writer(kind: type[Any]) -> _Writer:
    names = tuple(one.name for one in fields(kind))

    def write(value: object, known: Known, parts: list[str]) -> None:
        parts.append(kind.__name__)
        for name in names:
            _write(getattr(value, name), known, parts)

    return write


def _write_partial(value: partial[Any], known: Known, parts: list[str]) -> None:
    _write_items((value.func, value.args, value.keywords), known, parts)


def _write_worked_out(value: Callable[[], object], known: Known, parts: list[str]) -> None:
    _write(value(), known, parts)


def _write_later(value: Later, known: Known, parts: list[str]) -> None:
    _write(value.find(), known, parts)


def _write_function(value: FunctionType, known: Known, parts: list[str]) -> None:
    parts.append(f"{value.__module__}.{value.__qualname__}:{value.__code__.co_firstlineno}")
    _write(value.__defaults__, known, parts)
    _write(value.__kwdefaults__, known, parts)
    for cell in value.__closure__ or ():
        _write(cell.cell_contents, known, parts)


_Writer = Callable[[Any, Known, list[str]], None]
_KINDS: tuple[tuple[type | UnionType, _Writer], ...] = (
    (str, _write_str),
    (NoneType | int | float | bytes | Path | Enum | type, _write_plain),
    (Date, _write_date),
    (Entry | Listing | Part, _write_shared),
    (Passage, _write_passage),
    (tuple | list, _write_items),
    (Mapping, _write_mapping),
    (set | frozenset, _write_set),
    (Text, _write_text),
    (Digest, _write_digest),
    (Page, _write_page),
    (BaseModel, _write_record),
    (partial, _write_partial),
    (type(cache(list)), _write_worked_out),  # a function that is called once stands for what it gives
    (Later, _write_later),
    (FunctionType, _write_function),
)
_WRITERS: dict[type, _Writer] = {}
"""What writes the values of a type: looked up by the million."""


def _writer(kind: type) -> _Writer:
    for kinds, write in _KINDS:
        if issubclass(kind, kinds):
            return write
    if is_dataclass(kind):
        return _dataclass_writer(kind)
    raise TypeError(f"a page is made from a {kind.__name__}, which has no lasting form")
