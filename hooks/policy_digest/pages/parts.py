"""What several kinds of page show: links, texts in lists, quotations as evidence.

What is made by the thousand is a named tuple, which takes a third of the time of a frozen dataclass.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from policy_digest import addresses
from policy_digest.dates import Date
from policy_digest.digest import Digest
from policy_digest.model import Entry
from policy_digest.pages.page import Item
from policy_digest.passages import Passage, Piece
from policy_digest.texts import Text

NO_DATE = "undated"
_LATIN = re.compile(r"LATIN SMALL (?:LETTER|LIGATURE) (?:DOTLESS )?([A-Z]{1,2})(?: WITH .+)?")


def alphabetical(label: str) -> tuple[str, str]:
    """The key by which labels stand as in a dictionary: é with e, ø with o, ß with ss, whatever the case."""
    apart = unicodedata.normalize("NFKD", label.casefold())
    return "".join(_letter(char) for char in apart if not unicodedata.combining(char)), label


@cache
def _letter(char: str) -> str:
    """A letter without its stroke, and æ as ae: Unicode takes these apart by their names alone."""
    found = _LATIN.fullmatch(unicodedata.name(char, ""))
    return found[1].lower() if found else char


class Link(NamedTuple):
    """A label that leads somewhere."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A link with how much is behind it."""

    label: str
    url: str
    count: int


class When(NamedTuple):
    """A date as pages show it."""

    words: str
    """`about September 2023`, or `undated`."""
    iso: str
    """For `<time datetime>`; empty where the date is not plain."""
    basis: str
    """Why it is dated so, in the editor's words; empty where the text states the date."""
    edtf: str


class TextItem(NamedTuple):
    """A text in a list."""

    title: str
    url: str
    language: str
    when: When
    issuers: tuple[Link, ...]
    kind: str
    summary: str
    sort: int
    """Its place in the order of dates, for the table that a reader sorts."""


class PassageItem(NamedTuple):
    """A passage as evidence."""

    before: tuple[Piece, ...]
    pieces: tuple[Piece, ...]
    after: tuple[Piece, ...]
    url: str
    """Its paragraph."""
    paragraph: str
    """`¶ 12`, or `heading 3`."""
    note: str
    language: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A text and what its passages say of one thing."""

    text: TextItem
    passages: tuple[PassageItem, ...]


def when(date: Date | None, basis: str = "") -> When:
    """A date, or none, as pages show it."""
    return When(date.words, date.iso or "", basis, date.edtf) if date else When(NO_DATE, "", basis, "")


def date_type(kind: str, unknown: str) -> str:
    """What a date is the date of, in words: `issued`, `in force`; `unknown` where nothing is said."""
    return "in force" if kind == "effective" else kind or unknown


def labels(ids: Iterable[str], entries: Mapping[str, Entry], address: Callable[[str], str]) -> tuple[Link, ...]:
    """Links to entries of the vocabulary, in the order of the ids."""
    return tuple([Link(entries[one].label, address(one)) for one in ids if one in entries])


def tree_order(tree: Mapping[str, Iterable[str]], above: str = "") -> list[str]:
    """All that is below something in a tree, or all of it: each before what is below it."""
    return [one for top in tree.get(above, ()) for one in (top, *tree_order(tree, top))]


def text_item(digest: Digest, text: Text) -> TextItem:
    """A text for a list."""
    fields = text.source.fields
    return TextItem(
        title=text.source.title,
        url=addresses.source(text.id),
        language=fields.language,
        when=when(fields.date, fields.date_basis),
        issuers=labels(fields.issuer, digest.vocabulary.issuers, addresses.issuer),
        kind=fields.kind,
        summary=fields.summary,
        sort=digest.places[text.id],
    )


def listed_text(digest: Digest, one: str) -> Item:
    """A text, by its id, for the head of a page that lists it."""
    text = digest.texts[one]
    return Item("CreativeWork", text.source.title, addresses.source(one), when(text.date).iso)


def texts_listed(digest: Digest, texts: Iterable[str]) -> tuple[Item, ...]:
    """Texts, by their ids, for a page's head."""
    return tuple(listed_text(digest, one) for one in texts)


def passage_item(text: Text, passage: Passage) -> PassageItem:
    """A passage for a page of evidence."""
    return PassageItem(
        before=passage.before,
        pieces=passage.pieces,
        after=passage.after,
        url=addresses.paragraph(text.id, passage.block.id),
        paragraph=paragraph_label(passage.block.id),
        note=passage.annotation.note,
        language=text.source.fields.language,
    )


def paragraph_label(block: str) -> str:
    """How a paragraph is named in a reference. No line breaks between its sign and its number."""
    return f"{'heading' if block.startswith('h') else '¶'}\N{NO-BREAK SPACE}{block[1:]}"
