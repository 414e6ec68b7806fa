"""A reading pack as an EPUB 3 (https://www.w3.org/TR/epub-33/): the same words in the same order as on its page.

A container is a ZIP whose first entry is `mimetype`, stored and without extra field (OCF, section 4.2.3). Nothing in
it depends on the clock: entries have the earliest date that ZIP knows, and the date of the last change is that of the
texts' last release.
"""

from __future__ import annotations

import io
import re
import textwrap
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote

from policy_digest import addresses
from policy_digest.digest import Digest
from policy_digest.pages.packs import Medium, PackText, PackView, pack_view
from policy_digest.pages.page import fill
from policy_digest.plain import Frame
from policy_digest.site import Site
from policy_digest.texts import Text

MIMETYPE = "application/epub+zip"
ROOT = "EPUB"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_XHTML = "application/xhtml+xml"
_COVER_LINE = 24
"""Letters of the title in a line of the cover."""
_COVER_LINES = 9


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the book."""

    href: str
    content: str
    type: str = _XHTML
    properties: str = ""
    spine: bool = True

    @property
    def id(self) -> str:
        """Its name in the manifest."""
        return re.sub(r"[^a-z0-9-]", "-", self.href)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents."""

    label: str
    href: str
    level: int
    language: str = ""
    """Of the label; empty where it is ours."""
    below: tuple[Entry, ...] = ()


def pack_files(digest: Digest, site: Site, *, epoch: int = 0) -> Iterator[tuple[str, bytes]]:
    """The EPUB of each pack, with its address, and again with that of each former id.

    `epoch` (seconds since 1970, such as `SOURCE_DATE_EPOCH`) dates a pack with texts that are not released as they
    stand.
    """
    for one, pack in digest.vocabulary.packs.items():
        made = pack_epub(digest, one, site, epoch=epoch)
        yield from ((addresses.pack_file(name), made) for name in dict.fromkeys((one, *pack.aliases)))


def pack_epub(digest: Digest, one: str, site: Site, *, epoch: int = 0) -> bytes:
    """The EPUB of a pack."""
    texts = [digest.texts[text] for text in digest.texts_by_pack[one]]
    view = pack_view(digest, one, site, _medium(site))
    items = _items(view, site)
    package = fill(
        "epub/package.opf",
        "",
        pack=view,
        site=site.name,
        languages=_languages(texts),
        modified=modified(texts, epoch),
        issuers=list(dict.fromkeys(link.label for text in view.texts for link in text.item.issuers)),
        authors=list(dict.fromkeys(name for text in texts for name in text.source.fields.author)),
        rights=_rights(texts),
        manifest=items,
    )
    files = [
        ("META-INF/container.xml", fill("epub/container.xml", "")),
        (f"{ROOT}/package.opf", package),
        *((f"{ROOT}/{item.href}", item.content) for item in items),
    ]
    return _zipped(files)


def modified(texts: Iterable[Text], epoch: int) -> str:
    """When a pack last changed: at the last release of its texts, or at `epoch` where some stand unreleased."""
    found = list(texts)
    released = max((f"{text.edition.date}T00:00:00Z" for text in found if text.edition.date), default="")
    if released and all(text.edition.released for text in found):
        return released
    return max(released, datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def _rights(texts: list[Text]) -> list[str]:
    """Who holds the rights: in all texts, or in each that says it, by its title."""
    if len({text.source.fields.rights for text in texts}) == 1:
        return [rights for rights in [texts[0].source.fields.rights] if rights]
    return [f"“{text.source.title}”: {rights}" for text in texts if (rights := text.source.fields.rights)]


def _languages(texts: Iterable[Text]) -> list[str]:
    """The languages of the texts, the commonest first, and English, which is that of our own words."""
    counted = Counter(text.source.fields.language for text in texts if text.source.fields.language)
    ordered = sorted(counted, key=lambda language: (-counted[language], language))
    return list(dict.fromkeys([*ordered, "en"]))


def _medium(site: Site) -> Medium:
    """Each text in a file of its own, named by its number; terms in one. Other addresses are on the site."""

    def term(one: str) -> str:
        return f"terms.xhtml#{quote(f'term-{one}')}"

    def frame(text: str) -> Frame:
        return Frame(
            name=lambda within: within,
            paragraph=lambda block: site.absolute(addresses.paragraph(text, block)),
            changes=site.absolute(addresses.changes(text)),
            term=term,
            heading=1,
            epub=True,
        )

    return Medium(
        text=lambda number, _: _text_file(number),
        block=lambda number, _, block: f"{_text_file(number)}#{quote(block)}",
        term=term,
        source=site.absolute,
        frame=frame,
    )


def _text_file(number: int) -> str:
    return f"text-{number}.xhtml"


def _items(view: PackView, site: Site) -> list[Item]:
    """The files of the book but its package, in reading order."""
    values = {"pack": view, "site": site.name}
    lines = textwrap.wrap(view.label, _COVER_LINE)[:_COVER_LINES]
    return [
        Item(
            "cover.svg", fill("epub/cover.svg", "", **values, lines=lines), "image/svg+xml", "cover-image", spine=False
        ),
        Item("style.css", fill("epub/style.css", ""), "text/css", spine=False),
        Item("cover.xhtml", fill("epub/cover.xhtml", "", **values)),
        Item("front.xhtml", fill("epub/front.xhtml", "", **values)),
        Item("nav.xhtml", _nav(view), properties="nav"),
        *(Item(_text_file(text.number), fill("epub/text.xhtml", "", text=text)) for text in view.texts),
        *([Item("terms.xhtml", fill("epub/terms.xhtml", "", pack=view))] if view.terms else []),
        *([Item("references.xhtml", fill("epub/references.xhtml", "", pack=view))] if view.texts else []),
    ]


def _nav(view: PackView) -> str:
    contents = [
        Entry(view.label, "front.xhtml", 0),
        *(_entry(text) for text in view.texts),
        *([Entry("Terms", "terms.xhtml", 0)] if view.terms else []),
        *([Entry("References", "references.xhtml", 0)] if view.texts else []),
    ]
    landmarks = [
        ("cover", "cover.xhtml", "Cover"),
        ("titlepage", "front.xhtml", "Title page"),
        ("toc", "#toc", "Contents"),
        *([("bodymatter", _text_file(1), "Texts")] if view.texts else []),
        *([("glossary", "terms.xhtml", "Terms")] if view.terms else []),
        *([("bibliography", "references.xhtml", "References")] if view.texts else []),
    ]
    return fill("epub/nav.xhtml", "", contents=contents, landmarks=landmarks)


def _entry(text: PackText) -> Entry:
    """A text with its headings below it; one that skips a level stands where the next one above would."""
    file = _text_file(text.number)
    language = text.item.language
    found = [
        Entry(heading.words, f"{file}#{quote(heading.id)}", heading.level, language) for heading in text.plain.headings
    ]
    return Entry(f"{text.number}. {text.item.title}", file, 0, language, _nested(found))


def _nested(entries: list[Entry]) -> tuple[Entry, ...]:
    nested: list[Entry] = []
    at = 0
    while at < len(entries):
        entry, end = entries[at], at + 1
        while end < len(entries) and entries[end].level > entry.level:
            end += 1
        nested.append(replace(entry, below=_nested(entries[at + 1 : end])))
        at = end
    return tuple(nested)


def _zipped(files: Iterable[tuple[str, str]]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as book:
        book.writestr(_zip_entry("mimetype", zipfile.ZIP_STORED), MIMETYPE)
        for name, content in files:
            book.writestr(_zip_entry(name, zipfile.ZIP_DEFLATED), content.encode())
    return data.getvalue()


def _zip_entry(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EARLIEST)
    entry.compress_type = compression
    entry.create_system = 3  # Unix, whatever the system is
    entry.external_attr = 0o644 << 16
    return entry
