"""The files of a Pagefind index put in order.

Pagefind 1.5 writes filters and orders as a hash map gives them, in another order on each run, and names files after
their content. Here they are sorted and named anew, so that the same texts give the same bytes. The files are CBOR
(RFC 8949: numbers, strings and arrays only) behind a signature, packed by gzip.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import TypeAlias

SIGNATURE = b"pagefind_dcd"
_NUMBER, _TEXT, _ARRAY = 0, 3, 4
"""The major types of CBOR that occur."""
_IMMEDIATE = 24
"""Lengths and numbers below stand in the first byte."""

Value: TypeAlias = "int | str | list[Value]"


def put_in_order(bundle: Path) -> None:
    """Sort the filters and orders of an index.

    Raises:
        ValueError: the files are not what Pagefind 1.5 writes.
    """
    entry_path = bundle / "pagefind-entry.json"
    entry = json.loads(entry_path.read_text(encoding="utf-8"))
    for language in entry["languages"].values():
        language["hash"] = _put_language_in_order(bundle, language["hash"])
    entry_path.write_text(json.dumps(entry, ensure_ascii=False, sort_keys=True), encoding="utf-8")


def _put_language_in_order(bundle: Path, name: str) -> str:
    meta_path = bundle / f"pagefind.{name}.pf_meta"
    meta = unpack(meta_path.read_bytes())
    match meta:
        case [str(), list(), list(), list() as filters, list() as sorts, list()]:
            sorts.sort(key=_name)
        case _:
            raise ValueError(f"{meta_path.name} has other parts")
    for one in filters:
        match one:
            case [str(), str() as old]:
                one[1] = _put_filter_in_order(bundle / "filter", old)
            case _:
                raise ValueError(f"{meta_path.name} lists filters in another way")
    filters.sort(key=_name)
    meta_path.unlink()
    packed = pack(meta)
    prefix = name.partition("_")[0]
    new = f"{prefix}_{_hash(packed)[:10]}"
    (bundle / f"pagefind.{new}.pf_meta").write_bytes(packed)
    return new


def _put_filter_in_order(folder: Path, name: str) -> str:
    path = folder / f"{name}.pf_filter"
    found = unpack(path.read_bytes())
    match found:
        case [str(), list() as values]:
            values.sort(key=_name)
        case _:
            raise ValueError(f"{path.name} has other parts")
    path.unlink()
    packed = pack(found)
    new = f"{name.partition('_')[0]}_{_hash(packed)[:10]}"
    (folder / f"{new}.pf_filter").write_bytes(packed)
    return new


def _name(value: Value) -> str:
    """Of a filter, of one of its values or of an order: each is an array that starts with it."""
    return str(value[0]) if isinstance(value, list) and value else ""


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def unpack(data: bytes) -> Value:
    """The value in a file of an index. Raises ValueError where it holds anything but numbers, strings and arrays."""
    plain = gzip.decompress(data)
    if not plain.startswith(SIGNATURE):
        raise ValueError("a file has no signature")
    value, end = _read(plain, len(SIGNATURE))
    if end != len(plain):
        raise ValueError("a file goes on behind its end")
    return value


def pack(value: Value) -> bytes:
    """A value as a file of an index."""
    return gzip.compress(SIGNATURE + _write(value), mtime=0)


def _read(data: bytes, at: int) -> tuple[Value, int]:
    major, number = data[at] >> 5, data[at] & 0x1F
    at += 1
    if number >= _IMMEDIATE:
        size = 1 << (number - _IMMEDIATE)
        if size > 8:  # noqa: PLR2004 - a longer number, or an array without a length
            raise ValueError("a file has a value of unknown length")
        number = int.from_bytes(data[at : at + size])
        at += size
    if major == _NUMBER:
        return number, at
    if major == _TEXT:
        return data[at : at + number].decode(), at + number
    if major == _ARRAY:
        values: list[Value] = []
        for _ in range(number):
            value, at = _read(data, at)
            values.append(value)
        return values, at
    raise ValueError(f"a file has a value of type {major}")


def _write(value: Value) -> bytes:
    if isinstance(value, int):
        return _head(_NUMBER, value)
    if isinstance(value, str):
        encoded = value.encode()
        return _head(_TEXT, len(encoded)) + encoded
    return _head(_ARRAY, len(value)) + b"".join(map(_write, value))


def _head(major: int, number: int) -> bytes:
    if number < _IMMEDIATE:
        return bytes([major << 5 | number])
    power = next(power for power in range(4) if number < 1 << (8 << power))
    return bytes([major << 5 | _IMMEDIATE + power]) + number.to_bytes(1 << power)
