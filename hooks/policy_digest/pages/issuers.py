"""Who speaks: the issuers, and what each issued or published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from policy_digest import addresses
from policy_digest.chronology import Entry
from policy_digest.digest import Digest
from policy_digest.pages.entries import Entries
from policy_digest.pages.listing import Listing, split
from policy_digest.pages.page import Content, Heading, Item, Page, Subject, chain_firsts, fill
from policy_digest.pages.parts import Counted, Link, TextItem, When, texts_listed, tree_order, when
from policy_digest.pages.schema_org import MOST_ITEMS
from policy_digest.pages.sources import item_of, text_part_pages
from policy_digest.pages.timeline import Timeline, has_timeline, timeline
from policy_digest.vocabulary import ancestors


@dataclass(frozen=True, slots=True)
class Node:
    """An issuer and the bodies that are part of it."""

    label: str
    url: str
    original: str
    kind: str
    texts: int
    """Texts that it issued or published itself."""
    documents: int
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A policy document that texts name."""

    link: Link
    when: When


@dataclass(frozen=True, slots=True)
class IssuerView:
    """What an issuer's page shows."""

    label: str
    short: str
    original: str
    kind: str
    url: str
    parts: tuple[Counted, ...]
    texts: Listing[TextItem]
    published: Listing[TextItem]
    documents: tuple[NamedDocument, ...]
    line: Timeline | None


def issuer_pages(digest: Digest, entries: Entries) -> list[Page]:
    """The list of issuers, then each in the order of the list."""
    front = Page(
        url=addresses.ISSUERS,
        title="Issuers",
        description="The bodies that issued or published the texts, and which is part of which.",
        parent="",
        render=lambda: Content(fill("issuers.html", addresses.ISSUERS, roots=_nodes(digest, ""))),
        subject=lambda: Subject(
            items=tuple(
                Item("Organization", digest.vocabulary.issuers[one].label, addresses.issuer(one))
                for one in tree_order(digest.parts)
            )
        ),
    )
    return [front, *chain_firsts(_pages(digest, one, entries) for one in tree_order(digest.parts))]


def _nodes(digest: Digest, above: str) -> tuple[Node, ...]:
    issuers = digest.vocabulary.issuers
    return tuple(
        Node(
            issuers[one].label,
            addresses.issuer(one),
            issuers[one].original,
            issuers[one].kind,
            _count(digest, one),
            len(digest.documents_by_issuer.get(one, ())),
            _nodes(digest, one),
        )
        for one in digest.parts.get(above, ())
    )


def _count(digest: Digest, one: str) -> int:
    """How many texts a body issued or published itself."""
    return len({*digest.texts_by_issuer.get(one, ()), *digest.texts_by_publisher.get(one, ())})


def _pages(digest: Digest, one: str, entries: Entries) -> list[Page]:
    issuers = digest.vocabulary.issuers
    issuer = issuers[one]
    url = addresses.issuer(one)
    above = ancestors(issuers, one)
    issued = digest.texts_by_issuer.get(one, ())
    listing, parts = split(issued, url, digest.years.__getitem__, newest_first=True)
    published, published_parts = split(
        digest.texts_by_publisher.get(one, ()), addresses.published(one), digest.years.__getitem__, newest_first=True
    )
    timed = cache(lambda: entries.of_issuer(one))  # who asks for addresses does without

    def render() -> Content:
        headings = tuple(
            Heading(name, title, 2)
            for name, title, found in (
                ("timeline", "Timeline", has_timeline(timed())),
                ("texts", "Texts issued", issued),
                ("published", "Texts published", published.entries),
                ("documents", "Documents named in the texts", digest.documents_by_issuer.get(one, ())),
            )
            if found
        )
        view = _view(digest, one, listing, published, timed())
        return Content(fill("issuer.html", url, issuer=view), headings)

    def listed() -> tuple[Item, ...]:
        texts = dict.fromkeys([*issued, *digest.texts_by_publisher.get(one, ())])
        documents = digest.vocabulary.documents
        return (
            *texts_listed(digest, [*texts][:MOST_ITEMS]),
            *(
                Item("CreativeWork", documents[other].label, addresses.document(other), when(documents[other].date).iso)
                for other in digest.documents_by_issuer.get(one, ())
            ),
        )

    page = Page(
        url=url,
        title=issuer.label,
        description=f"Texts and documents of {issuer.label}.",
        parent=addresses.issuer(above[0]) if above else addresses.ISSUERS,
        render=render,
        subject=lambda: Subject(
            "Organization",
            {"alternateName": [name for name in (issuer.short, issuer.original) if name], "sameAs": issuer.url},
            listed(),
        ),
        edit=digest.vocabulary.files["issuers"].path,
    )
    of_published = replace(page, title=f"Texts published by {issuer.label}")
    return [
        page,
        *text_part_pages(digest, page, parts),
        *text_part_pages(digest, of_published, published_parts, of_published.title),
    ]


def _view(
    digest: Digest,
    one: str,
    listing: Listing[str],
    published: Listing[str],
    timed: Sequence[Entry],
) -> IssuerView:
    issuers = digest.vocabulary.issuers
    issuer = issuers[one]
    return IssuerView(
        label=issuer.label,
        short=issuer.short,
        original=issuer.original,
        kind=issuer.kind,
        url=issuer.url,
        parts=tuple(
            Counted(issuers[other].label, addresses.issuer(other), _count(digest, other))
            for other in digest.parts.get(one, ())
        ),
        texts=listing.shown(item_of(digest)),
        published=published.shown(item_of(digest)),
        documents=tuple(
            NamedDocument(
                Link(digest.vocabulary.documents[other].label, addresses.document(other)),
                when(digest.vocabulary.documents[other].date),
            )
            for other in digest.documents_by_issuer.get(one, ())
        ),
        line=timeline(timed),
    )
