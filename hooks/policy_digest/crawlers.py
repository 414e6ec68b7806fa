"""What programs that visit the site are told: `robots.txt`, `llms.txt` and the site map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from policy_digest import addresses
from policy_digest.digest import Digest
from policy_digest.files import gzipped
from policy_digest.site import Site
from policy_digest.tables import TABLES
from policy_digest.wording import one_line

MOST_TEXTS = 200
"""Texts that `llms.txt` names one by one: the latest. The data files have them all."""
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MARKUP = re.compile(r"([\\\[\]`*_<>])")
_HOW = (
    "A page shows the words of its source and what the editors say about them, marked as such. Every paragraph has an "
    "address: `#p12` after that of the page. Dates say no more than is known. Quote the words of the text, name its "
    "issuer and its date as known, and link to the paragraph."
)
_BESIDE = (
    "Below the address of a text's page, `text.txt` is the text as plain text, and `annotations.jsonld` is what is "
    "said about its passages."
)
_LISTS = (
    ("Sources", addresses.SOURCES, "all texts by date"),
    ("Themes", addresses.THEMES, "the tree of themes; each theme with its dated quotations"),
    ("Chronology", addresses.CHRONOLOGY, "everything that has a date, by year"),
    ("Events", addresses.EVENTS, "events with every passage that tells of them"),
    ("Documents", addresses.DOCUMENTS, "policy documents with every passage that names them"),
    ("Targets", addresses.TARGETS, "commitments with their figure and due date"),
    ("Terms", addresses.TERMS, "the glossary"),
    ("Issuers", addresses.ISSUERS, "who issued or published the texts"),
    ("Quality", addresses.QUALITY, "what is uncertain, pending, corrected or missing"),
    ("Data", addresses.DATA, "what each column of the data files means"),
)
"""The lists of the site: name, address, and what each has."""


def crawler_files(digest: Digest, site: Site, about: str) -> Iterator[tuple[str, str]]:
    """`robots.txt` and `llms.txt`: address and content. `about` says in one sentence what the site is."""
    yield "robots.txt", robots(site)
    yield "llms.txt", llms(digest, site, about)


def robots(site: Site) -> str:
    """Everything may be read (RFC 9309). It counts only where the site is at the root of its host."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site.absolute('sitemap.xml')}\n"


def sitemap(
    digest: Digest, site: Site, urls: Iterable[str], *, most: int = 50_000, size: int = 50 << 20
) -> Iterator[tuple[str, bytes]]:
    """The site map (https://www.sitemaps.org/protocol.html): every page, a text with the day of its last release.

    A map may have 50,000 pages and 50 MiB. Where there is more, several are made, and `sitemap.xml` is their index.

    Gives address and content of each file, and of the same packed, as crawlers know it from MkDocs.
    """
    changed = {addresses.source(text.id): text.edition.date for text in digest.texts.values()}
    start, end = _around("urlset")
    maps: list[list[bytes]] = [[]]
    room = size - len(start) - len(end)
    left = room
    for url in urls:
        day = f"<lastmod>{changed[url]}</lastmod>" if changed.get(url) else ""
        line = f"<url>{_loc(site, url)}{day}</url>\n".encode()
        if len(maps[-1]) == most or len(line) > left:
            maps.append([])
            left = room
        maps[-1].append(line)
        left -= len(line)
    if len(maps) > 1:
        names = [f"sitemap-{number}.xml" for number in range(1, len(maps) + 1)]
        for name, lines in zip(names, maps, strict=True):
            yield from _packed_too(name, b"".join([start, *lines, end]))
        start, end = _around("sitemapindex")
        maps = [[f"<sitemap>{_loc(site, name)}</sitemap>\n".encode() for name in names]]
    yield from _packed_too("sitemap.xml", b"".join([start, *maps[0], end]))


def _around(element: str) -> tuple[bytes, bytes]:
    start = f'<?xml version="1.0" encoding="UTF-8"?>\n<{element} xmlns="{_SITEMAP}">\n'
    return start.encode(), f"</{element}>\n".encode()


def _loc(site: Site, address: str) -> str:
    return f"<loc>{escape(site.absolute(address))}</loc>"


def _packed_too(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, content
    yield f"{name}.gz", gzipped(content)


def llms(digest: Digest, site: Site, about: str) -> str:
    """The site in short for language models (https://llmstxt.org/): what it is, its lists, its data, its texts."""
    files = [(f"{table.name}.csv", table.description) for table in TABLES]
    files += [("datapackage.json", "Describes all data files."), ("themes.ttl", "The tree of themes in SKOS.")]
    texts = [digest.texts[one] for one in digest.newest_first([*digest.texts])]
    lines = [
        f"# {_plain(site.name)}",
        "",
        f"> {_plain(about)}",
        "",
        _HOW,
        "",
        _BESIDE,
        "",
        "## Lists",
        "",
        *(f"- [{name}]({site.absolute(address)}): {what}" for name, address, what in _LISTS),
        "",
        "## Data files",
        "",
        *(f"- [{name}]({site.absolute(addresses.data_file(name))}): {what}" for name, what in files),
    ]
    if texts:
        lines += ["", "## Texts", ""]
        for text in texts[:MOST_TEXTS]:
            url = site.absolute(addresses.companion(text.id, "text.txt"))
            lines.append(f"- [{_plain(text.source.title)}]({url}): {text.date.words if text.date else 'undated'}")
    if len(texts) > MOST_TEXTS:
        lines += ["", f"These are the latest {MOST_TEXTS} of {len(texts):,}; sources.csv has all."]
    return "\n".join(lines) + "\n"


def _plain(words: str) -> str:
    """Words as Markdown that means nothing but themselves, on one line."""
    return _MARKUP.sub(r"\\\1", one_line(words))
