"""The index of the full-text search, made by Pagefind (https://pagefind.app) beside the finished pages.

Pagefind reads a small document for each text, made of the same words as its page, rather than the page: so nothing of
ours is indexed, every paragraph is a place to land on, and one index serves texts of every language. Pagefind itself
makes an index for each language and searches one of them at a time.

Its English index stems English words. It takes Chinese for one word from one mark of punctuation to the next, so each
character is written with the one behind it (学习 习型 型社 社会 会), as search engines for Chinese do. `search.js`
writes a query the same way, and reads the passages back.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache as remembered
from html import escape
from pathlib import Path

from policy_digest import addresses
from policy_digest.digest import Digest
from policy_digest.marks import as_read
from policy_digest.search.names import NAMES_FILE, names_file
from policy_digest.search.shards import write_index
from policy_digest.texts import Text
from policy_digest.vocabulary import Vocabulary, ancestors
from policy_digest.watch import note

FOLDER = "pagefind"
"""The folder of the index within the site."""
NONE = "-"
"""The value of a facet that a text says nothing for; no id."""
FACETS_FILE, ORDER_FILE = "facets.json", "order.json"
"""What `search.js` counts and chooses texts by, and what it sorts them by."""
FACETS = ("theme", "issuer", "year", "kind", "language")

_HAN = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
"""Writing without spaces between words: Chinese and Japanese. `search.js` has the same characters."""


@dataclass(frozen=True, slots=True)
class IndexCounts:
    """What the index holds."""

    texts: int
    shards: int
    made: int
    """The shards that were not kept from before."""
    stays: tuple[str, ...] = ()
    """The files of the index that stay as they are published, by their paths within the site."""


def search_document(text: Text, vocabulary: Vocabulary) -> str:
    """What Pagefind reads of a text: the words of its page, and what a hit shows.

    A search finds both, so also the labels of its issuers; nothing else of the vocabulary is in it.
    """
    fields = text.source.fields
    meta = {
        "title": text.source.title,
        "author": "; ".join(fields.author),
        "issuer": "; ".join(vocabulary.issuer_labels(fields.issuer)),
        "date": text.date.words if text.date else "",
        "edtf": text.date.edtf if text.date else "",
        "kind": fields.kind,
        "language": fields.language,
    }
    head = (f'<meta data-pagefind-meta="{name}[content]" content="{escape(value)}">' for name, value in meta.items())
    return (
        f'<!doctype html><html lang="en"><head>{"".join(head)}</head><body>'
        f"<h1>{_words(text.source.title)}</h1><p>{''.join(_passages(text))}</p></body></html>"
    )


def _passages(text: Text) -> Iterator[str]:
    """The words of each block behind an anchor of its id, all in one paragraph: Pagefind adds a full stop to each."""
    seen: set[str] = set()
    words_of = as_read(text)
    for at, block in enumerate(text.body.blocks):
        if at == 0 and text.body.block_text(block) == text.source.title:
            continue  # it stands in front already
        anchor = "" if block.id in seen else f'<i id="{block.id}"></i>'
        seen.add(block.id)
        words = _words(words_of(block))
        yield f"{anchor}<b data-pagefind-weight=3>{words}</b> " if block.id.startswith("h") else f"{anchor}{words} "
    yield '<i id="end"></i>¶'


def _words(words: str) -> str:
    if not words.isascii():
        words = _HAN.sub(lambda run: f" {pairs(run[0])} ", words)
    return escape(words, quote=False)


def pairs(run: str) -> str:
    """`学习 习型 型` for 学习型: each character with the next; the last stands alone."""
    return " ".join(run[at : at + 2] for at in range(len(run)))


def facets_of(digest: Digest, text: Text) -> dict[str, list[str]]:
    """The values by which a text is found. A theme stands for those above it too; each facet has a value."""
    themes = digest.vocabulary.themes
    found = own_facets(digest.vocabulary, text)
    above = {one for theme in found["theme"] if theme in themes for one in ancestors(themes, theme)}
    return found | {"theme": sorted(above.union(found["theme"]))}


def own_facets(vocabulary: Vocabulary, text: Text) -> dict[str, list[str]]:
    """The values that a text has itself, at least one of each facet."""
    fields = text.source.fields
    date = text.date
    return {
        "theme": sorted({one for one in fields.theme if one in vocabulary.themes}) or [NONE],
        "issuer": sorted({one for one in fields.issuer if one in vocabulary.issuers}) or [NONE],
        "year": [str(date.year) if date else addresses.UNDATED],
        "kind": [fields.kind or NONE],
        "language": [fields.language or NONE],
    }


def count_facets(digest: Digest) -> dict[str, Counter[str]]:
    """How many texts each value of each facet finds, in the order of `FACETS`."""
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    for text in digest.texts.values():
        for facet, values in facets_of(digest, text).items():
            counts[facet].update(values)
    return counts


def index_site(
    digest: Digest,
    site: Path,
    cache: Path | None = None,
    shards: int | None = None,
    published: Callable[[str], bool] = lambda _: False,
) -> IndexCounts:
    """Make the index of all texts below the folder `site`.

    `cache` is a folder of the index's own, in which it keeps what the next build can use. `shards` is how many there
    shall be, where that is not left to `shard_count`. `published` tells whether a file of the site stands as an
    earlier build has left it.

    Raises:
        SearchError: Pagefind is missing or fails, or the index does not hold every text.
    """
    bundle = site / FOLDER
    shutil.rmtree(bundle, ignore_errors=True)
    if not digest.texts:
        return IndexCounts(0, 0, 0)

    def document_of(one: str) -> tuple[str, str]:
        return addresses.source(one), search_document(digest.texts[one], digest.vocabulary)

    @remembered
    def labels_of(issuers: Iterable[str]) -> bytes:
        return "\0".join(digest.vocabulary.issuer_labels(issuers)).encode()

    def stamp_of(one: str) -> bytes:
        text = digest.texts[one]
        note("text", one)  # the document has all its words
        return text.key + labels_of(text.source.fields.issuer)

    aside = tempfile.TemporaryDirectory(prefix="digest-search-") if cache is None else nullcontext(cache)

    def is_published(path: str) -> bool:
        return published(f"{FOLDER}/{path}")

    with aside as kept:
        written = write_index(digest.texts, document_of, stamp_of, bundle, Path(kept), shards, is_published)
    (bundle / FACETS_FILE).write_text(facets_file(digest, written.shards), encoding="utf-8")
    (bundle / ORDER_FILE).write_text(order_file(digest, written.shards), encoding="utf-8")
    (bundle / NAMES_FILE).write_text(names_file(digest.vocabulary), encoding="utf-8")
    stays = tuple([f"{FOLDER}/{path}" for path in written.stays])
    return IndexCounts(len(digest.texts), len(written.shards), written.made, stays)


def facets_file(digest: Digest, shards: Iterable[tuple[str, Sequence[str]]]) -> str:
    """What texts are chosen by, for a browser: the values of each facet, and which of them each page of the index has.

    A value is a character, by its place in the list from `0` on, and `/` ends a page: so the file is as small as it can
    be when it is packed. `above` has for a theme all that stand above it.
    """
    listed = list(shards)
    found = [own_facets(digest.vocabulary, digest.texts[one]) for _, texts in listed for one in texts]
    themes = digest.vocabulary.themes
    facets = {}
    above: dict[str, list[int]] = {}
    for facet in FACETS:
        pages = [tuple(one[facet]) for one in found]
        different = set(pages)
        values = {value for page in different for value in page}
        if facet == "theme":
            values |= {one for value in values if value in themes for one in ancestors(themes, value)}
        place = {value: at for at, value in enumerate(sorted(values))}
        signs = {page: "".join([chr(ord("0") + place[value]) for value in page]) for page in different}
        facets[facet] = [list(place), "/".join([signs[page] for page in pages])]
        if facet == "theme":
            broader = {
                at: [place[one] for one in ancestors(themes, value)] for value, at in place.items() if value in themes
            }
            above = {str(at): places for at, places in broader.items() if places}
    table = {"shards": [[name, len(texts)] for name, texts in listed], "facets": facets, "above": above}
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"))


def order_file(digest: Digest, shards: Iterable[tuple[str, Sequence[str]]]) -> str:
    """The order of date for a browser: of each text its shard, as a character from `0` on, and how many are dated.

    The pages of a shard are in this order themselves, so the shard is enough.
    """
    shard_of = {one: chr(ord("0") + at) for at, (_, texts) in enumerate(shards) for one in texts}
    dated = sum(1 for text in digest.texts.values() if text.date)
    table = {"shards": "".join([shard_of[one] for one in digest.texts]), "dated": dated}
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"))
