"""The address of each kind of page: the one place that knows them.

An address is relative to the site's root, ends in `/` and is not percent-encoded; `relative` makes a link of it.
"""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache
from urllib.parse import quote

HOME = ""
SOURCES = "sources/"
THEMES = "themes/"
ISSUERS = "issuers/"
CHRONOLOGY = "chronology/"
EVENTS = "events/"
DOCUMENTS = "documents/"
TARGETS = "targets/"
TERMS = "terms/"
PACKS = "packs/"
SEARCH = "search/"
QUALITY = "quality/"
DATA = "data/"
FEED = "feed.xml"
"""The feed of all texts; below a theme or an issuer, its own."""
JSON_FEED = "feed.json"
CORRECTIONS = "corrections.xml"
JSON_CORRECTIONS = "corrections.json"
UNDATED = "undated"
"""The key of what has no year."""
YEARS = "years"
"""The folder of a list's years; no id."""


def source(one: str) -> str:
    """A text's reading page."""
    return f"{SOURCES}{one}/"


FILES = {
    "cite.bib": "application/x-bibtex",
    "cite.ris": "application/x-research-info-systems",
    "cite.csl.json": "application/vnd.citationstyles.csl+json",
    "text.txt": "text/plain",
    "capture.txt": "text/plain",
    "annotations.jsonld": 'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"',
}
"""The files that may stand beside the page of a text, with their media types."""
LINKSET = "linkset.json"
"""The file that lists them."""
COMPANIONS = (*FILES, LINKSET)


def companion(one: str, name: str) -> str:
    """A file beside a text's page: `cite.bib`, `text.txt`."""
    return f"{source(one)}{name}"


def text_above(one: str, texts: Container[str]) -> str:
    """The text beside whose page another one would have the address of a file; empty where there is none."""
    parts = one.split("/")
    above = {"/".join(parts[:depth]): parts[depth] for depth in range(1, len(parts))}
    return next((other for other, name in above.items() if name in COMPANIONS and other in texts), "")


def paragraph(one: str, block: str) -> str:
    """A paragraph of a text."""
    return f"{source(one)}#{block}"


def mark(one: str, number: int) -> str:
    """An annotated passage where it stands in its text."""
    return f"{source(one)}#m{number}"


def fidelity(one: str) -> str:
    """What a text's page says of its capture, and the lines of that which it omits."""
    return f"{source(one)}#pd-fidelity"


def changes(one: str) -> str:
    """What a text's releases changed."""
    return f"{source(one)}#pd-changes"


def card(one: str, number: int) -> str:
    """The card of an annotated passage."""
    return f"{source(one)}#{card_id(number)}"


def card_id(number: int) -> str:
    """The id of a passage's card within its page."""
    return f"a{number}"


def theme(one: str) -> str:
    """A theme's evidence."""
    return f"{THEMES}{one}/"


def issuer(one: str) -> str:
    """What an issuer says."""
    return f"{ISSUERS}{one}/"


def published(one: str) -> str:
    """Where the years stand of what an issuer published, if that is too long for its page."""
    return f"{issuer(one)}published/"


def event(one: str) -> str:
    """An event and every passage on it."""
    return f"{EVENTS}{one}/"


def document(one: str) -> str:
    """A policy document and every passage on it."""
    return f"{DOCUMENTS}{one}/"


def term(one: str) -> str:
    """A term of the glossary."""
    return f"{TERMS}{one}/"


def pack(one: str) -> str:
    """A reading pack on one page."""
    return f"{PACKS}{one}/"


def pack_file(one: str) -> str:
    """The same pack as an EPUB."""
    return f"{pack(one)}{one}.epub"


ENTRY = {"theme": theme, "issuer": issuer, "event": event, "document": document, "term": term, "pack": pack}
"""What gives the page of an entry of the vocabulary, by its kind."""


def letter(first: str) -> str:
    """The terms that start with a letter, where the glossary is too long for one page."""
    return f"{TERMS}letters/{first}/"


def year(key: str) -> str:
    """A year of the chronology, by its key: `2023` or `undated`."""
    return f"{CHRONOLOGY}{key}/"


def month_id(month: int | None) -> str:
    """The id of a month within the year's first page; without one, of the whole year."""
    return f"m{month or 0}"


def part_of_list(base: str, key: str, number: int = 1) -> str:
    """A part of a list that is too long for one page: by year, and within a long year by number.

    Below a list of ids, which may look like years, the years have a folder of their own.
    """
    within = f"{base}{YEARS}/" if base in {SOURCES, EVENTS, DOCUMENTS} else base
    return f"{within}{key}/" if number == 1 else f"{within}{key}/{number}/"


def data_file(name: str) -> str:
    """A data file."""
    return f"{DATA}{name}"


@lru_cache(maxsize=4096)  # a page links the same things many times
def relative(target: str, here: str) -> str:
    """The link from the page `here` to the page or paragraph `target`, percent-encoded."""
    path, hash_mark, fragment = target.rpartition("#")
    if not hash_mark or "/" in fragment:  # an id may hold a hash itself; a fragment holds no slash
        path, hash_mark, fragment = target, "", ""
    suffix = hash_mark + _quoted(fragment)
    if path == here and suffix:
        return suffix
    parts, folders = path.split("/"), here.split("/")[:-1]  # what a page's address ends in is a folder
    shared = 0
    while shared < len(folders) and shared < len(parts) - 1 and parts[shared] == folders[shared]:
        shared += 1
    return ("../" * (len(folders) - shared) + _quoted("/".join(parts[shared:])) or "./") + suffix


_quoted = lru_cache(maxsize=65536)(quote)
"""Percent-encoded; what stands on many pages is quoted once."""
