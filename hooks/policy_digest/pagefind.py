"""Indexes of Pagefind 1.5 taken apart and put together: those of the shards become the one that a reader searches.

`pf_meta` lists the pages with their number of words, and the pieces of the index; a piece (`pf_index`) has the words
from one to another. A word has its pages, each as `[step from the page before, places, places in the fields]`, and the
forms with diacritics that it stands for too (pagefind_web/src/metadata.rs and index.rs of Pagefind).

Pages are numbered from 0. In the whole index those of a shard go on where the shard before it ends; so of a word's
pages in a shard only the first step is written anew, and nothing else of them need be read.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple, TypeAlias

from policy_digest.cbor import (
    ARRAY,
    NUMBER,
    SIGNATURE,
    TEXT,
    Value,
    head,
    pack,
    packed,
    plain_of,
    read_head,
    read_text,
    unpack,
)

PROGRAM = ("pagefind.js", "wasm.en.pagefind", "pagefind-entry.json")
"""The program that searches, with its version. Pagefind adds half a megabyte of ready-made search boxes."""
PIECE = 40 * 1024
"""What a piece of the index has on average before it is packed, in bytes. Twice that is the most, but for one word."""
LEVEL = 1
"""Of gzip for the pieces. The highest makes them 8 % smaller and takes nine times as long."""
NAME = 10
"""So many digits of a hash name a file."""

Pages: TypeAlias = tuple[int, int, int, bytes]
"""The pages of a word: how many, the first, the last, and as written from behind the number of the first."""

_FORM = "\0"
"""Between a word and a form of it; neither has it."""
_RECORD = struct.Struct("<5I")
"""A word in a shard: the number of its pages, the first, the last, how long its name is and how long the rest. Its name
follows, and its pages as written, from behind the number of the first."""
_MEASURED = 8
"""So many shards are measured, or twice as many."""
_BEGIN = 4096
"""So much of a fragment has the page's address at least: it stands first."""

_UNSIGNED = rb"[\x00-\x17]|\x18.|\x19..|\x1a.{4}"
_SIGNED = rb"(?:[\x00-\x17\x20-\x37]|[\x18\x38].|[\x19\x39]..|[\x1a\x3a].{4})*+"
_ARRAY = rb"(?:[\x80-\x97]|\x98.|\x99..|\x9a.{4})"
_PAGE = re.compile(rb"\x83(" + _UNSIGNED + rb")(" + _ARRAY + _SIGNED + _ARRAY + _SIGNED + rb")", re.DOTALL)
"""A page of a word: the step and the rest. No number starts as an array does, so its end is plain without counting; to
read all values takes as long as Pagefind does for the whole index."""
_PAGES = re.compile(rb"(?:" + _PAGE.pattern.replace(b"(" + _UNSIGNED, b"(?:" + _UNSIGNED) + rb")*+", re.DOTALL)


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
    """Reads pieces of an index whose pages get other numbers."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = numbers
        """The new number of each page."""
        self.steps = [head(NUMBER, step) for step in range(len(numbers))]

    def read_piece(self, path: Path) -> Iterator[tuple[str, bytes]]:
        """Each word and each form of a word, with its record."""
        data = plain_of(path.read_bytes())
        at = _behind_array(data, 0, 1)
        words, at = read_head(data, at, ARRAY)
        for _ in range(words):
            word, pages, at = self._read_word(data, _behind_array(data, at, 3))
            yield word, _record(word, pages)
            forms, at = read_head(data, at, ARRAY)
            for _ in range(forms):
                form, pages, at = self._read_word(data, _behind_array(data, at, 2))
                yield f"{word}{_FORM}{form}", _record(f"{word}{_FORM}{form}", pages)
        if at != len(data):
            raise ValueError(f"{path.name} goes on behind its end")

    def _read_word(self, data: bytes, at: int) -> tuple[str, Pages, int]:
        word, at = read_text(data, at)
        count, at = read_head(data, at, ARRAY)
        listed = _PAGES.match(data, at)
        end = listed.end() if listed else at
        found = _PAGE.findall(data, at, end)
        if len(found) != count:
            raise ValueError(f"'{word}' has {len(found)} pages in place of {count}")
        old = accumulate(int.from_bytes(step[1:]) if len(step) > 1 else step[0] for step, _ in found)
        pages = sorted(zip((self.numbers[number] for number in old), (rest for _, rest in found), strict=True))
        if not pages:
            return word, (0, 0, 0, b""), end
        first, written = pages[0]
        parts = [written]
        before = first
        for number, rest in pages[1:]:
            parts += (b"\x83", self.steps[number - before], rest)
            before = number
        return word, (count, first, before, b"".join(parts)), end


def _record(word: str, pages: Pages) -> bytes:
    count, first, last, written = pages
    name = word.encode()
    return b"".join([_RECORD.pack(count, first, last, len(name), len(written)), name, written])


def _behind_array(data: bytes, at: int, length: int) -> int:
    found, at = read_head(data, at, ARRAY)
    if found != length:
        raise ValueError(f"an array has {found} parts in place of {length}")
    return at


class Piece(NamedTuple):
    """A piece of the index of all shards."""

    first: str
    last: str
    """Its first and its last word."""
    data: bytes


MakePiece = Callable[[], Piece]


def write_index(
    bundle: Path,
    names: Sequence[str],
    shards: Sequence[Shard],
    program: Mapping[str, bytes],
    kept: Callable[[Sequence[bytes], MakePiece], Piece] = lambda _, make: make(),
) -> None:
    """Write the index of all shards and the program that searches it; the fragments are left to others.

    `names` are those of the shards: the pages of a shard are its fragments `name/0`, `name/1` …. `kept` gives a piece
    that was made before of the same, or makes it.

    Raises:
        ValueError: the shards have other fields.
    """
    fields = shards[0].fields
    if any(shard.fields != fields for shard in shards):
        raise ValueError("the shards have other fields")
    pages: list[Value] = [
        [f"{name}/{at}", _rounded(length)]
        for name, shard in zip(names, shards, strict=True)
        for at, length in enumerate(shard.lengths)
    ]
    listed: list[Value] = []
    (bundle / "index").mkdir(parents=True)
    for made_of, make in _pieces(shards):
        piece = kept(made_of, make)
        name = hashlib.sha256(piece.data).hexdigest()[:NAME]
        (bundle / f"index/{name}.pf_index").write_bytes(piece.data)
        listed.append([piece.first, piece.last, name])
    entry = json.loads(program["pagefind-entry.json"])
    meta = pack([entry["version"], pages, listed, [], [], [*fields]])
    name = f"en_{hashlib.sha256(meta).hexdigest()[:NAME]}"
    entry["languages"] = {"en": {"hash": name, "wasm": "en", "page_count": len(pages)}}
    for file, content in program.items():
        (bundle / file).write_bytes(content)
    (bundle / f"pagefind.{name}.pf_meta").write_bytes(meta)
    (bundle / "pagefind-entry.json").write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")


def _rounded(length: int) -> int:
    """The number of words of a page to one part in 16. It only weighs matches; so pf_meta is a sixth smaller."""
    step = 1 << max(0, length.bit_length() - 4)
    return (length + step // 2) // step * step


def _pieces(shards: Sequence[Shard]) -> Iterator[tuple[Sequence[bytes], MakePiece]]:
    """The pieces of the index of all shards: all that each is made of, and what makes it."""
    cuts = _cuts(shards)
    starts = [*accumulate((len(shard.lengths) for shard in shards), initial=0)]
    steps = [head(NUMBER, step) for step in range(starts.pop())]
    placed = array("I", starts).tobytes()
    before = [0] * len(shards)
    for after in [*cuts[1:], None]:
        records: list[bytes] = []
        for at, shard in enumerate(shards):
            here = before[at]
            before[at] = there = len(shard.words) if after is None else bisect_left(shard.words, after, here)
            records.append(shard.records[shard.ends[here] : shard.ends[there]])
        yield (placed, *records), partial(_piece, records, starts, steps)


def _piece(records: Sequence[bytes], starts: Sequence[int], steps: Sequence[bytes]) -> Piece:
    """The piece of the words of which each shard has `records`."""
    found: dict[bytes, _Word] = {}
    for one, start in zip(records, starts, strict=True):
        _add(found, one, start, steps)
    forms: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for key in sorted(found):
        word, _, form = key.partition(_FORM.encode())
        if form:
            forms[word].append(b"".join([head(ARRAY, 2), *found.pop(key).written(form)]))
    words = sorted(found)
    parts = [head(ARRAY, 1), head(ARRAY, len(words))]
    for word in words:
        its = forms.get(word, [])
        parts += (head(ARRAY, 3), *found[word].written(word), head(ARRAY, len(its)), *its)
    return Piece(words[0].decode(), words[-1].decode(), packed(b"".join(parts), LEVEL))


class _Word:
    """The pages of a word in the shards up to now."""

    __slots__ = ("count", "last", "pages")

    def __init__(self) -> None:
        self.count = self.last = 0
        self.pages: list[bytes] = []

    def written(self, name: bytes) -> tuple[bytes, ...]:
        return head(TEXT, len(name)), name, head(ARRAY, self.count), *self.pages


def _add(found: dict[bytes, _Word], records: bytes, start: int, steps: Sequence[bytes]) -> None:
    """Add the words of a shard to those found. This runs for each word of each shard."""
    at = 0
    while at < len(records):
        count, first, last, named, length = _RECORD.unpack_from(records, at)
        name = at + _RECORD.size
        pages = name + named
        at = pages + length
        word = found.get(records[name:pages])
        if word is None:
            word = found[records[name:pages]] = _Word()
        if count:
            word.pages += (b"\x83", steps[start + first - word.last], records[pages:at])
            word.count += count
            word.last = start + last


def _cuts(shards: Sequence[Shard]) -> list[str]:
    """The first words of the pieces: a word starts one the more likely, by its name, the more it holds.

    So an edit changes the pieces of its own words, and a browser keeps the others. To know about how much a word holds
    some of the shards are enough.
    """
    sizes: defaultdict[str, int] = defaultdict(int)
    some = shards[:: max(1, len(shards) // _MEASURED)]
    for shard in some:
        for word, start, end in zip(shard.words, shard.ends, shard.ends[1:], strict=False):
            sizes[word] += end - start - _RECORD.size - len(word)
    most = PIECE * len(some) // len(shards)
    cuts: list[str] = []
    size, alone = 0, True
    for word in sorted(sizes):
        if _FORM in word:
            continue
        own = sizes[word]
        if alone or own > most or size + own > 2 * most or zlib.crc32(word.encode()) * most < own << 32:
            cuts.append(word)
            size = 0
        size += own
        alone = own > most
    first = sorted(shard.words[0] for shard in shards if shard.words)[:1]
    return first + [word for word in cuts if word > first[0]]
