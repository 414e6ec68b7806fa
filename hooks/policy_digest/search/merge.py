"""The index that a reader searches, put together from those of the shards: after an edit, only what the edit touches.

A piece of the index has the words from one cut to the next, of each shard a slice of its records. What the last index
was made from is kept: the cuts, the slices of each shard with their hashes, and the names of the pieces. A piece of the
same slices is known by that, and for another one no more is read of the shards than its slices.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import zlib
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple, TypeAlias

from policy_digest.program import program
from policy_digest.search.cbor import ARRAY, NUMBER, TEXT, Value, head, pack, packed
from policy_digest.search.kept import SLICE, KeptShard, keep, prune, read, slice_hash
from policy_digest.search.pagefind import NAME, RECORD, SIGN, Shard

PIECE = 40 * 1024
"""What a piece of the index has on average before it is packed, in bytes. Twice that is the most, but for one word."""
LEVEL = 1
"""Of gzip for the pieces. The highest makes them 8 % smaller and takes nine times as long."""
MERGED, PIECES = "merged", "pieces"
"""What is kept: what the last index was made from, and the folder of its pieces."""

_MEASURED = 8
"""So many shards are measured, or twice as many."""
_AT_ONCE = 64
"""So many pieces are made of slices that are read together."""

Slices: TypeAlias = tuple[bytes, bytes]
"""The slices of a shard: where each ends, behind a 0, as an array of numbers; their hashes, one behind the other."""
Piece: TypeAlias = tuple[str, str, str]
"""A piece of the index: its first word, its last, its name."""


class Merged(NamedTuple):
    """What an index was made from."""

    measured: bytes
    """The hash of what the cuts follow from."""
    cuts: list[str]
    """The first word of each piece but the first."""
    slices: dict[bytes, Slices]
    """By the hash of the shard."""
    pieces: dict[bytes, Piece]
    """In order, by the hash of what each is made of."""


def write_merged(
    bundle: Path,
    shards: Sequence[KeptShard],
    files: Mapping[str, bytes],
    cache: Path,
    published: Callable[[str], bool] = lambda _: False,
) -> list[str]:
    """Write the index of all shards and the files of the program that searches it; the fragments are left to others.

    The pages of a shard are its fragments `name/0`, `name/1` …. Returns the pieces that are `published` already, by
    their paths within `bundle`: they have names for their content, and are not written.

    Raises:
        ValueError: the shards have other fields.
        DamagedError: a shard is not as it was kept.
    """
    fields = shards[0].fields
    if any(shard.fields != fields for shard in shards):
        raise ValueError("the shards have other fields")
    merged = _merged(shards, _kept(cache))
    pages: list[Value] = [
        [f"{shard.name}/{at}", _rounded(length)] for shard in shards for at, length in enumerate(shard.lengths)
    ]
    (bundle / "index").mkdir(parents=True)
    pieces, stays = _write_pieces(bundle, shards, merged, cache, published)
    keep(cache / MERGED, program() + marshal.dumps(tuple(merged._replace(pieces=pieces))))
    prune(cache / PIECES, {key.hex() for key in pieces})
    entry = json.loads(files["pagefind-entry.json"])
    meta = pack([entry["version"], pages, [[*piece] for piece in pieces.values()], [], [], [*fields]])
    name = f"en_{hashlib.sha256(meta).hexdigest()[:NAME]}"
    entry["languages"] = {"en": {"hash": name, "wasm": "en", "page_count": len(pages)}}
    for file, content in files.items():
        (bundle / file).write_bytes(content)
    (bundle / f"pagefind.{name}.pf_meta").write_bytes(meta)
    (bundle / "pagefind-entry.json").write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
    return stays


def _rounded(length: int) -> int:
    """The number of words of a page to one part in 16. It only weighs matches; so pf_meta is a sixth smaller."""
    step = 1 << max(0, length.bit_length() - 4)
    return (length + step // 2) // step * step


def _kept(cache: Path) -> Merged:
    """What the last index was made from; nothing where another program has kept it."""
    data = read(cache / MERGED) or b""
    if data.startswith(program()):
        return Merged(*marshal.loads(data[len(program()) :]))
    return Merged(b"", [], {}, {})


def _merged(shards: Sequence[KeptShard], before: Merged) -> Merged:
    """What the index is made from, and the pieces that were made before."""
    first = min(shard.first for shard in shards)
    some = shards[:: max(1, len(shards) // _MEASURED)]
    hashed = hashlib.sha256(b"".join([*(shard.check for shard in some), len(shards).to_bytes(4), first.encode()]))
    if (measured := hashed.digest()) == before.measured:
        cuts = before.cuts
    else:
        cuts = _cuts([shard.index() for shard in some], PIECE * len(some) // len(shards), first)
    known = before.slices if cuts == before.cuts else {}
    slices = {shard.check: known.get(shard.check) or _slices(shard.index(), cuts) for shard in shards}
    return Merged(measured, cuts, slices, before.pieces)


def _slices(shard: Shard, cuts: Sequence[str]) -> Slices:
    places = [0]
    for cut in cuts:
        places.append(bisect_left(shard.words, cut, places[-1]))
    ends = array("I", [shard.ends[at] for at in (*places, len(shard.words))])
    return ends.tobytes(), b"".join([slice_hash(shard.records[start:end]) for start, end in pairwise(ends)])


def _write_pieces(
    bundle: Path, shards: Sequence[KeptShard], merged: Merged, cache: Path, published: Callable[[str], bool]
) -> tuple[dict[bytes, Piece], list[str]]:
    """Write the pieces that are not published. Returns all in order, and the paths of those that are."""
    slices, known = list(merged.slices.values()), merged.pieces
    starts = [*accumulate((len(shard.lengths) for shard in shards), initial=0)]
    steps = [head(NUMBER, step) for step in range(starts.pop())]
    around = program() + array("I", starts).tobytes()
    hashes = [hashed for _, hashed in slices]
    keys = [
        hashlib.sha256(around + b"".join([hashed[at : at + SLICE] for hashed in hashes])).digest()
        for at in range(0, len(hashes[0]), SLICE)
    ]
    pieces: dict[bytes, Piece] = dict.fromkeys(keys, ("", "", ""))
    stays: list[str] = []
    missing: list[int] = []
    for number, key in enumerate(keys):
        if key in known and published(path := f"index/{known[key][-1]}.pf_index"):
            pieces[key] = known[key]
            stays.append(path)
        elif data := read(cache / PIECES / key.hex()):
            pieces[key] = _write_piece(bundle, data)
        else:
            missing.append(number)
    for begin in range(0, len(missing), _AT_ONCE):
        some = missing[begin : begin + _AT_ONCE]
        found = [shard.slices(_places(one, some)) for shard, one in zip(shards, slices, strict=True)]
        for number, *records in zip(some, *found, strict=True):
            data = _piece(records, starts, steps)
            keep(cache / PIECES / keys[number].hex(), data)
            pieces[keys[number]] = _write_piece(bundle, data)
    return pieces, stays


def _places(slices: Slices, numbers: Sequence[int]) -> list[tuple[int, int, bytes]]:
    """Start, end and hash of some slices."""
    ends = array("I", slices[0])
    return [(ends[at], ends[at + 1], slices[1][at * SLICE : (at + 1) * SLICE]) for at in numbers]


def _write_piece(bundle: Path, data: bytes) -> Piece:
    """Write a piece as it is kept: its first word, its last, and what a reader's browser loads."""
    first, last, content = data.split(b"\n", 2)
    name = hashlib.sha256(content).hexdigest()[:NAME]
    (bundle / f"index/{name}.pf_index").write_bytes(content)
    return first.decode(), last.decode(), name


def _piece(records: Sequence[bytes], starts: Sequence[int], steps: Sequence[bytes]) -> bytes:
    """The piece of the words of which each shard has `records`."""
    found: dict[bytes, _Word] = {}
    for one, start in zip(records, starts, strict=True):
        _add(found, one, start, steps)
    forms: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for key in sorted(found):
        word, _, form = key.partition(SIGN.encode())
        if form:
            forms[word].append(b"".join([head(ARRAY, 2), *found.pop(key).written(form)]))
    words = sorted(found)
    parts = [head(ARRAY, 1), head(ARRAY, len(words))]
    for word in words:
        its = forms.get(word, [])
        parts += (head(ARRAY, 3), *found[word].written(word), head(ARRAY, len(its)), *its)
    return b"\n".join([words[0], words[-1], packed(b"".join(parts), LEVEL)])


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
        count, first, last, named, length = RECORD.unpack_from(records, at)
        name = at + RECORD.size
        pages = name + named
        at = pages + length
        word = found.get(records[name:pages])
        if word is None:
            word = found[records[name:pages]] = _Word()
        if count:
            word.pages += (b"\x83", steps[start + first - word.last], records[pages:at])
            word.count += count
            word.last = start + last


def _cuts(shards: Sequence[Shard], most: int, first: str) -> list[str]:
    """The first words of the pieces: a word starts one the more likely, by its name, the more it holds.

    So an edit changes the pieces of its own words, and a browser keeps the others. To know about how much a word holds
    some of the shards are enough, and `most` is what they have of a piece. The `first` word of all starts one anyway.
    """
    sizes: defaultdict[str, int] = defaultdict(int)
    for shard in shards:
        for word, start, end in zip(shard.words, shard.ends, shard.ends[1:], strict=False):
            sizes[word] += end - start - RECORD.size - len(word)
    cuts: list[str] = []
    size, alone = 0, True
    for word in sorted(sizes):
        if SIGN in word:
            continue
        own = sizes[word]
        if alone or own > most or size + own > 2 * most or zlib.crc32(word.encode()) * most < own << 32:
            cuts.append(word)
            size = 0
        size += own
        alone = own > most
    return [word for word in cuts if word > first]
