"""Indexes of Pagefind 1.5 taken apart, into a form that is quickly merged with others.

`pf_meta` lists the pages with their number of words, and the pieces of the index; a piece (`pf_index`) has the words
from one to another. A word has its pages, each as `[step from the page before, places, places in the fields]`, and the
forms with diacritics that it stands for too (pagefind_web/src/metadata.rs and index.rs of Pagefind).

Pages are numbered from 0. In the whole index those of a shard go on where the shard before it ends; so of a word's
pages in a shard only the first step is written anew, and nothing else of them need be read.
"""

from __future__ import annotations

import json
import re
import struct
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from policy_digest.search.cbor import (
    ARRAY,
    NUMBER,
    SIGNATURE,
    Value,
    head,
    plain_of,
    read_head,
    read_text,
    unpack,
)

PROGRAM = ("pagefind.js", "wasm.en.pagefind", "pagefind-entry.json")
"""The program that searches, with its version. Pagefind adds half a megabyte of ready-made search boxes."""
NAME = 10
"""So many digits of a hash name a file."""

SIGN = "\0"
"""Between a word and a form of it; neither has it."""
RECORD = struct.Struct("<5I")
"""A word in a shard: the number of its pages, the first, the last, how long its name is and how long the rest. Its name
follows, and its pages as written, from behind the number of the first."""
_BEGIN = 4096
"""So much of a fragment has the page's address at least: it stands first."""

_UNSIGNED = rb"[\x00-\x17]|\x18.|\x19..|\x1a.{4}"
_SIGNED = rb"(?:[\x00-\x17\x20-\x37]|[\x18\x38].|[\x19\x39]..|[\x1a\x3a].{4})*+"
_ARRAY = rb"(?:[\x80-\x97]|\x98.|\x99..|\x9a.{4})"
_PLACES = _ARRAY + _SIGNED + _ARRAY + _SIGNED
_PAGE = re.compile(rb"\x83(" + _UNSIGNED + rb")(" + _PLACES + rb")", re.DOTALL)
"""A page of a word: the step and the rest. No number starts as an array does, so its end is plain without counting; to
read all values takes as long as Pagefind does for the whole index."""
_PAGES = re.compile(rb"(?:\x83(?:" + _UNSIGNED + rb")" + _PLACES + rb")*+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shard:
    """The index of some of the texts, in a form that is quickly merged with others."""

    fields: list[str]
    """The names of the fields, which are searched too. Places in a field are told by the number of its name."""
    lengths: list[int]
    """The number of words of each page."""
    words: list[str]
    """In order, each with the forms of it behind."""
    ends: array[int]
    """Where the record of each word ends, behind a 0."""
    records: bytes
    """All records in this order."""

    def to_bytes(self) -> bytes:
        """The shard as bytes, the same for the same texts."""
        table = json.dumps([self.fields, self.lengths, self.words], ensure_ascii=False).encode()
        return b"".join([struct.pack("<II", len(table), len(self.ends)), table, self.ends.tobytes(), self.records])


def shard_of_bytes(data: bytes) -> Shard:
    """The shard that was written so."""
    table, ends = struct.unpack_from("<II", data)
    fields, lengths, words = json.loads(data[8 : 8 + table])
    numbers = array("I")
    behind = 8 + table + ends * numbers.itemsize
    numbers.frombytes(data[8 + table : behind])
    return Shard(fields, lengths, words, numbers, data[behind:])


def read_bundle(bundle: Path, addresses: Sequence[str]) -> tuple[Shard, list[bytes]]:
    """What Pagefind has made of some texts: their index, and the files that a reader's browser loads of each.

    Pagefind numbers pages as the file system lists them; here they are in the order of `addresses`.

    Raises:
        OSError: a file is missing.
        ValueError: the files are not what Pagefind 1.5 writes, or not those of these texts.
    """
    metas = list(bundle.glob("*.pf_meta"))
    if len(metas) != 1:
        raise ValueError(f"there are {len(metas)} files *.pf_meta")
    match unpack(metas[0].read_bytes()):
        case [str(), list() as pages, list() as listed, [], [], list() as fields]:
            names, lengths = _column(pages, 0), [int(length) for length in _column(pages, 1)]
        case _:
            raise ValueError("pf_meta has other parts")
    fragments = [(bundle / f"fragment/{name}.pf_fragment").read_bytes() for name in names]
    number_of = {f"/{address}": at for at, address in enumerate(addresses)}
    numbers = [number_of.get(_address(fragment), -1) for fragment in fragments]
    if sorted(numbers) != list(range(len(addresses))):
        raise ValueError("the pages have other addresses")
    reader = _Reader(numbers)
    found = sorted(one for name in _column(listed, 2) for one in reader.read_piece(bundle / f"index/{name}.pf_index"))
    records = [record for _, record in found]
    order = sorted(range(len(pages)), key=numbers.__getitem__)
    shard = Shard(
        fields=[str(field) for field in fields],
        lengths=[lengths[at] for at in order],
        words=[word for word, _ in found],
        ends=array("I", accumulate(map(len, records), initial=0)),
        records=b"".join(records),
    )
    return shard, [fragments[at] for at in order]


def _column(rows: list[Value], at: int) -> list[str]:
    found = [str(row[at]) for row in rows if isinstance(row, list) and len(row) > at]
    if len(found) < len(rows):
        raise ValueError("pf_meta has other parts")
    return found


def _address(fragment: bytes) -> str:
    begin = zlib.decompressobj(wbits=31).decompress(fragment, _BEGIN)
    address, found, _ = begin.removeprefix(SIGNATURE).partition(b',"content":')
    if not found:
        raise ValueError("a fragment does not start with its address")
    return str(json.loads(address + b"}")["url"])


class _Reader:
    """Reads pieces of an index whose pages get other numbers. This runs for each word of each shard."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = numbers
        """The new number of each page."""
        self.begins = [b"\x83" + head(NUMBER, step) for step in range(len(numbers))]
        """What a page begins with, by the step to it."""

    def read_piece(self, path: Path) -> Iterator[tuple[str, bytes]]:
        """Each word and each form of a word, with its record."""
        data = plain_of(path.read_bytes())
        at = _behind_array(data, 0, 1)
        words, at = read_head(data, at, ARRAY)
        for _ in range(words):
            word, at = read_text(data, _behind_array(data, at, 3))
            record, at = self._read_pages(word, data, at)
            yield word, record
            forms, at = read_head(data, at, ARRAY)
            for _ in range(forms):
                name, at = read_text(data, _behind_array(data, at, 2))
                form = f"{word}{SIGN}{name}"
                record, at = self._read_pages(form, data, at)
                yield form, record
        if at != len(data):
            raise ValueError(f"{path.name} goes on behind its end")

    def _read_pages(self, word: str, data: bytes, at: int) -> tuple[bytes, int]:
        """The record of a word whose pages stand there, and the place behind them."""
        count, at = read_head(data, at, ARRAY)
        name = word.encode()
        if count == 1 and (page := _PAGE.match(data, at)):  # as of most words
            step, rest = page.groups()
            number = self.numbers[_number(step)]
            return RECORD.pack(1, number, number, len(name), len(rest)) + name + rest, page.end()
        listed = _PAGES.match(data, at)
        end = listed.end() if listed else at
        found = _PAGE.findall(data, at, end)
        if len(found) != count:
            raise ValueError(f"'{word}' has {len(found)} pages in place of {count}")
        if not found:
            return RECORD.pack(0, 0, 0, len(name), 0) + name, end
        old = accumulate([step[0] if len(step) == 1 else _number(step) for step, _ in found])
        pages = sorted(zip(map(self.numbers.__getitem__, old), [rest for _, rest in found], strict=True))
        before = first = pages[0][0]
        parts = [pages[0][1]]
        for number, rest in pages[1:]:
            parts += (self.begins[number - before], rest)
            before = number
        written = b"".join(parts)
        return RECORD.pack(count, first, before, len(name), len(written)) + name + written, end


def _number(written: bytes) -> int:
    return written[0] if len(written) == 1 else int.from_bytes(written[1:])


def _behind_array(data: bytes, at: int, length: int) -> int:
    if data[at] == ARRAY << 5 | length:
        return at + 1
    found, _ = read_head(data, at, ARRAY)
    raise ValueError(f"an array has {found} parts in place of {length}")
