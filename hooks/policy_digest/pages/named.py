"""What passages name: events, policy documents and terms, each with every passage on it; and the lists of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policy_digest import addresses
from policy_digest.digest import Digest, by_date
from policy_digest.model import Document, Event
from policy_digest.pages.evidence import evidence_pages, mentions
from policy_digest.pages.listing import LONGEST, label_of_year, list_subject, part_pages, split
from policy_digest.pages.page import Content, Heading, Item, Page, Subject, chain, chain_firsts, fill
from policy_digest.pages.parts import Link, When, alphabetical, labels, texts_listed, when
from policy_digest.pages.schema_org import MOST_ITEMS
from policy_digest.passages import Passage

_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)")
"""An interval between two days that are known: what happened lasted from the one to the other."""


@dataclass(frozen=True, slots=True)
class Named:
    """An event or policy document in a list."""

    link: Link
    original: str
    when: When
    issuers: tuple[Link, ...]
    place: str
    passages: int
    texts: int
    year: int | None


@dataclass(frozen=True, slots=True)
class NamedView:
    """An event or policy document on its own page."""

    item: Named
    what: str
    """`event` or `document`."""
    year: Link
    themes: tuple[Link, ...]
    source: Link | None
    """The text itself, where the digest holds it."""


def event_pages(digest: Digest) -> list[Page]:
    """The list of events, then each in order of date."""
    found = []
    for one, event in by_date(digest.vocabulary.events):
        themes = labels(event.theme, digest.vocabulary.themes, addresses.theme)
        view = NamedView(_event(digest, one, event), "event", _year(event), themes, None)
        found.append((view, digest.passages_by_event.get(one, ())))
    return _list_and_pages(digest, found, addresses.EVENTS, "Events", "Events that the texts tell of, by date.")


def document_pages(digest: Digest) -> list[Page]:
    """The list of policy documents, then each in order of date."""
    found = []
    for one, document in by_date(digest.vocabulary.documents):
        held = digest.texts.get(document.source)
        source = Link(held.source.title, addresses.source(held.id)) if held else None
        view = NamedView(_document(digest, one, document), "document", _year(document), (), source)
        found.append((view, digest.passages_by_document.get(one, ())))
    about = "Policy documents that the texts name, by date."
    return _list_and_pages(digest, found, addresses.DOCUMENTS, "Documents", about)


def _event(digest: Digest, one: str, event: Event) -> Named:
    return Named(
        Link(event.label, addresses.event(one)),
        "",
        when(event.date, event.date_basis),
        (),
        event.place,
        len(digest.passages_by_event.get(one, ())),
        len(digest.texts_by_event.get(one, ())),
        event.date.year if event.date else None,
    )


def _document(digest: Digest, one: str, document: Document) -> Named:
    return Named(
        Link(document.label, addresses.document(one)),
        document.original,
        when(document.date, document.date_basis),
        labels(document.issuer, digest.vocabulary.issuers, addresses.issuer),
        "",
        len(digest.passages_by_document.get(one, ())),
        len(digest.texts_by_document.get(one, ())),
        document.date.year if document.date else None,
    )


def _year(entry: Event | Document) -> Link:
    if not entry.date:
        return Link(label_of_year(addresses.UNDATED), addresses.year(addresses.UNDATED))
    key = str(entry.date.year)
    return Link(label_of_year(key), f"{addresses.year(key)}#{addresses.month_id(entry.date.month)}")


def _list_and_pages(
    digest: Digest, found: Sequence[tuple[NamedView, Sequence[Passage]]], url: str, title: str, description: str
) -> list[Page]:
    listing, parts = split([view.item for view, _ in found], url, lambda item: item.year)
    headings = () if listing.split else tuple(Heading(f"y{year.key}", year.label, 2) for year in listing.years)

    def listed(item: Named) -> Item:
        return Item(
            "Event" if url == addresses.EVENTS else "CreativeWork", item.link.label, item.link.url, item.when.iso
        )

    front = Page(
        url=url,
        title=title,
        description=description,
        parent="" if url != addresses.EVENTS else addresses.CHRONOLOGY,
        render=lambda: Content(fill("named-list.html", url, listing=listing, title=title), headings),
        subject=lambda: list_subject(listing, listed),
    )
    further = part_pages(front, parts, "named-part.html", lambda item: item, listed)
    return [front, *further, *chain_firsts(_pages(digest, view, url, passages) for view, passages in found)]


def _pages(digest: Digest, view: NamedView, parent: str, passages: Sequence[Passage]) -> list[Page]:
    url = view.item.link.url
    found = mentions(digest, passages, url)
    telling = found.texts[:MOST_ITEMS]
    page = Page(
        url=url,
        title=view.item.link.label,
        description=f"{view.item.link.label}, {view.item.when.words}: what the texts say about it.",
        parent=parent,
        render=lambda: Content(""),
        edit=digest.vocabulary.files[f"{view.what}s"].path,
        subject=lambda: _subject(view, texts_listed(digest, telling)),
    )
    return evidence_pages(digest, page, found, "named.html", tuple, lambda: {"view": view})


def _subject(view: NamedView, texts: tuple[Item, ...]) -> Subject:
    """An event with its days and place, or a document with its issuers, for the page's head."""
    item = view.item
    if view.what == "event":
        place = {"@type": "Place", "name": item.place} if item.place else {}
        start, end = days.groups() if (days := _DAYS.fullmatch(item.when.edtf)) else (item.when.iso, "")
        return Subject("Event", {"startDate": start, "endDate": end, "location": place}, texts)
    return Subject(
        "CreativeWork", {"datePublished": item.when.iso, "alternateName": item.original}, texts, item.issuers
    )


@dataclass(frozen=True, slots=True)
class TermView:
    """A term of the glossary."""

    link: Link
    id: str
    original: str
    pinyin: str
    definition: str
    passages: int
    letter: str


def term_pages(digest: Digest) -> list[Page]:
    """The glossary, then each term in the order of the alphabet; a long glossary has a page for each letter."""
    views = sorted(
        (_term(digest, one) for one in digest.vocabulary.terms), key=lambda view: alphabetical(view.link.label)
    )
    whole = len(views) <= LONGEST
    letters: dict[str, list[TermView]] = {}
    for view in views:
        letters.setdefault("" if whole else view.letter, []).append(view)
    groups = tuple(
        (letter, tuple(letters[letter]), "" if whole else addresses.letter(letter))
        for letter in sorted(letters, key=alphabetical)
    )
    front = Page(
        url=addresses.TERMS,
        title="Terms",
        description="Expressions in the texts, explained by the editors.",
        parent="",
        render=lambda: Content(fill("terms.html", addresses.TERMS, groups=groups, title="Terms", whole=None)),
        subject=lambda: _terms_listed(views if whole else []),
    )
    return [front, *_letter_pages(groups), *chain_firsts(_term_pages(digest, view) for view in views)]


def _letter_pages(groups: Sequence[tuple[str, tuple[TermView, ...], str]]) -> list[Page]:
    def page(letter: str, found: tuple[TermView, ...], url: str) -> Page:
        title = f"Terms, {letter}"
        return Page(
            url=url,
            title=title,
            description=f"Terms under {letter}.",
            parent=addresses.TERMS,
            subject=lambda: _terms_listed(found),
            render=lambda: Content(
                fill(
                    "terms.html", url, groups=((letter, found, ""),), title=title, whole=Link("Terms", addresses.TERMS)
                )
            ),
        )

    return chain([page(letter, found, url) for letter, found, url in groups if url])


def _terms_listed(views: Sequence[TermView]) -> Subject:
    return Subject(items=tuple(Item("DefinedTerm", *view.link) for view in views))


def _term(digest: Digest, one: str) -> TermView:
    term = digest.vocabulary.terms[one]
    first = term.label[:1].upper()
    return TermView(
        Link(term.label, addresses.term(one)),
        one,
        term.original,
        term.pinyin,
        term.definition,
        len(digest.passages_by_term.get(one, ())),
        first if first.isalpha() else "0-9",
    )


def _term_pages(digest: Digest, view: TermView) -> list[Page]:
    found = mentions(digest, digest.passages_by_term.get(view.id, ()), view.link.url)
    telling = found.texts[:MOST_ITEMS]
    page = Page(
        url=view.link.url,
        title=view.link.label,
        description=view.definition or f"The term {view.link.label} in the texts.",
        parent=addresses.TERMS,
        render=lambda: Content(""),
        subject=lambda: Subject(
            "DefinedTerm",
            {"termCode": view.id, "alternateName": view.original, "description": view.definition},
            texts_listed(digest, telling),
        ),
        edit=digest.vocabulary.files["terms"].path,
    )
    return evidence_pages(digest, page, found, "term.html", tuple, lambda: {"term": view})
