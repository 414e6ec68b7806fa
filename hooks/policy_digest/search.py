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
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from policy_digest import addresses
from policy_digest.digest import Digest
from policy_digest.pagefind import put_in_order
from policy_digest.texts import Text
from policy_digest.vocabulary import ancestors

FOLDER = "pagefind"
"""The folder of the index within the site."""
NONE = "-"
"""The value of a facet that a text says nothing for; no id."""
FACETS = ("theme", "issuer", "year", "kind", "language")

_HAN = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
"""Writing without spaces between words: Chinese and Japanese. `search.js` has the same characters."""
_NEEDED = (
    "index",
    "filter",
    "fragment",
    "pagefind.js",
    "pagefind-entry.json",
    "wasm.en.pagefind",
)
"""What `search.js` asks for. Pagefind adds half a megabyte of ready-made search boxes."""


class SearchError(Exception):
    """The index could not be made; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class IndexCounts:
    """What the index holds."""

    texts: int
    size: int
    """In bytes, with the program that searches."""


def index_site(digest: Digest, site: Path) -> IndexCounts:
    """Make the index of all texts in the finished site.

    Raises:
        SearchError: Pagefind is missing or fails, a text has no page, or the index does not hold every text.
    """
    bundle = site / FOLDER
    shutil.rmtree(bundle, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="digest-search-") as folder:
        for url, document in documents(digest):
            path = Path(folder, url, "index.html")
            path.parent.mkdir(parents=True)
            path.write_text(document, encoding="utf-8")
        if digest.texts:
            _run_pagefind(Path(folder), bundle)
    indexed = _count(bundle) if digest.texts else 0
    if indexed != len(digest.texts):
        raise SearchError(
            f"The search index holds {indexed} of {len(digest.texts)} texts. Build again, or report this."
        )
    if digest.texts:
        try:
            put_in_order(bundle)
        except (OSError, ValueError) as error:
            raise SearchError(f"Pagefind's index has another form than that of version 1.5: {error}.") from error
    _remove_unneeded(bundle)
    return IndexCounts(indexed, sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file()))


def _run_pagefind(source: Path, bundle: Path) -> None:
    command = [sys.executable, "-m", "pagefind", "--site", str(source), "--output-path", str(bundle)]
    done = subprocess.run(
        [*command, "--force-language", "en", "--silent"], capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        told = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()[-1]
        remedy = "Run `make site`, or `pip install 'pagefind[bin]'` in your own environment."
        raise SearchError(f"Pagefind could not make the search index: {told} {remedy}")


def _count(bundle: Path) -> int:
    try:
        entry = json.loads((bundle / "pagefind-entry.json").read_text(encoding="utf-8"))
        return sum(language["page_count"] for language in entry["languages"].values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return 0


def _remove_unneeded(bundle: Path) -> None:
    for path in bundle.iterdir() if bundle.is_dir() else ():
        if path.is_file() and path.name not in _NEEDED and path.suffix != ".pf_meta":
            path.unlink()


def documents(digest: Digest) -> Iterator[tuple[str, str]]:
    """The address of each text, and what Pagefind reads of it."""
    dated = sum(1 for text in digest.texts.values() if text.date)
    for text in digest.texts.values():
        place = digest.places[text.id]
        newest = dated - 1 - place if place < dated else place
        yield addresses.source(text.id), _document(digest, text, place, newest)


def _document(digest: Digest, text: Text, oldest: int, newest: int) -> str:
    fields = text.source.fields
    issuers = digest.vocabulary.issuers
    meta = {
        "title": text.source.title,
        "issuer": "; ".join(issuers[one].label for one in fields.issuer if one in issuers),
        "date": text.date.words if text.date else "",
        "edtf": text.date.edtf if text.date else "",
        "kind": fields.kind,
        "language": fields.language,
    }
    head = [
        *(f'<meta data-pagefind-meta="{name}[content]" content="{escape(value)}">' for name, value in meta.items()),
        *(
            f'<meta data-pagefind-filter="{facet}[content]" content="{escape(value)}">'
            for facet, values in facets_of(digest, text).items()
            for value in values
        ),
        f'<meta data-pagefind-sort="oldest[content]" content="{oldest}">',
        f'<meta data-pagefind-sort="newest[content]" content="{newest}">',
    ]
    return (
        f'<!doctype html><html lang="en"><head>{"".join(head)}</head><body>'
        f"<h1>{_words(text.source.title)}</h1><p>{''.join(_passages(text))}</p></body></html>"
    )


def _passages(text: Text) -> Iterator[str]:
    """The words of each block behind an anchor of its id, all in one paragraph: Pagefind adds a full stop to each."""
    seen: set[str] = set()
    for at, block in enumerate(text.body.blocks):
        if at == 0 and text.body.block_text(block) == text.source.title:
            continue  # it stands in front already
        anchor = "" if block.id in seen else f'<i id="{block.id}"></i>'
        seen.add(block.id)
        words = _words(text.body.block_text(block))
        yield f"{anchor}<b data-pagefind-weight=3>{words}</b> " if block.id.startswith("h") else f"{anchor}{words} "
    yield '<i id="end"></i>¶'


def _words(words: str) -> str:
    return escape(_HAN.sub(lambda run: f" {pairs(run[0])} ", words), quote=False)


def pairs(run: str) -> str:
    """`学习 习型 型` for 学习型: each character with the next; the last stands alone."""
    return " ".join(run[at : at + 2] for at in range(len(run)))


def facets_of(digest: Digest, text: Text) -> dict[str, list[str]]:
    """The values by which a text is found. A theme stands for those above it too; each facet has a value."""
    fields = text.source.fields
    themes = digest.vocabulary.themes
    found: dict[str, Iterable[str]] = {
        "theme": (above for one in fields.theme if one in themes for above in (*ancestors(themes, one), one)),
        "issuer": (one for one in fields.issuer if one in digest.vocabulary.issuers),
        "year": [str(text.date.year) if text.date else addresses.UNDATED],
        "kind": [fields.kind],
        "language": [fields.language],
    }
    return {facet: sorted({value for value in found[facet] if value}) or [NONE] for facet in FACETS}


def count_facets(digest: Digest) -> dict[str, Counter[str]]:
    """How many texts each value of each facet finds."""
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    for text in digest.texts.values():
        for facet, values in facets_of(digest, text).items():
            counts[facet].update(values)
    return counts
