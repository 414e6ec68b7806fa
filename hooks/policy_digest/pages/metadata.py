"""What a page says of itself to machines, in its head and in its linkset.

The names are those of schema.org, Dublin Core (dcterms), Highwire (`citation_*`, as Google Scholar asks for them), Open
Graph and FAIR Signposting (https://signposting.org/FAIR/); the linkset is RFC 9264.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from policy_digest import addresses
from policy_digest.citation import Record
from policy_digest.digest import Digest
from policy_digest.exports import indented
from policy_digest.model import DatedEntry
from policy_digest.pages.page import Item, Page, Subject
from policy_digest.pages.parts import Link, labels
from policy_digest.site import Site
from policy_digest.texts import Text

SCHEMA_TYPES = {
    "legislation": "Legislation",
    "report": "Report",
    "article-newspaper": "NewsArticle",
    "article-magazine": "Article",
    "article-journal": "Article",
    "interview": "Article",
    "speech": "CreativeWork",
    "webpage": "Article",
}
ZOTERO_TYPES = {
    "legislation": "statute",
    "report": "report",
    "article-newspaper": "newspaperArticle",
    "article-magazine": "magazineArticle",
    "article-journal": "journalArticle",
    "interview": "interview",
    "speech": "presentation",
    "webpage": "webpage",
}
"""What Zotero's “Embedded Metadata” makes of `DC.type`; without it every page is a journal article."""
FILES = {
    "cite.bib": "application/x-bibtex",
    "cite.ris": "application/x-research-info-systems",
    "cite.csl.json": "application/vnd.citationstyles.csl+json",
    "text.txt": "text/plain",
    "capture.txt": "text/plain",
}
"""Files beside a text, with their media types."""
LINKSET = "linkset.json"
MOST_ITEMS = 150

_LICENCE = re.compile(r"https?://(?:creativecommons\.org|spdx\.org|opensource\.org)/[^\s,;)]+")


@dataclass(frozen=True, slots=True)
class TypedLink:
    """A link of a page's head."""

    rel: str
    target: str
    """An address within the site, or in full."""
    type: str = ""

    @property
    def absolute(self) -> bool:
        """Whether the target leads out of the site, or must be named in full."""
        return "://" in self.target


@dataclass(frozen=True, slots=True)
class Work:
    """A text for its metadata: the record that is cited, and what the page links it with."""

    record: Record
    address: str
    description: str
    """A sentence of ours."""
    issuers: tuple[Link, ...]
    publishers: tuple[Link, ...]
    themes: tuple[Link, ...]
    mentions: tuple[Item, ...]
    """The events and documents that it names."""
    translated_from: str
    """A language tag; empty for an original."""
    original: str
    """The address of the original."""
    rights: str
    sha256: str
    """Of the capture as plain text; empty where there is none."""

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files beside the page."""
        return tuple(name for name in FILES if name != "capture.txt" or self.sha256)

    @property
    def type(self) -> str:
        """The type of schema.org."""
        return SCHEMA_TYPES[self.record.type]

    @property
    def licence(self) -> str:
        """The address of the licence, where the rights name one."""
        found = _LICENCE.search(self.rights)
        return found[0].rstrip(".") if found else ""


def work_of(digest: Digest, text: Text, record: Record, description: str) -> Work:
    """What the metadata of a text say, beside the record that is cited."""
    fields, vocabulary = text.source.fields, digest.vocabulary
    annotations = [passage.annotation for passage in text.passages]
    events = dict.fromkeys(one for annotation in annotations for one in annotation.event)
    documents = dict.fromkeys(one for annotation in annotations for one in annotation.document)
    return Work(
        record=record,
        address=addresses.source(text.id),
        description=description,
        issuers=labels(fields.issuer, vocabulary.issuers, addresses.issuer),
        publishers=labels(fields.publisher, vocabulary.issuers, addresses.issuer),
        themes=labels(fields.theme, vocabulary.themes, addresses.theme),
        mentions=(
            *(_mention("Event", vocabulary.events[one], addresses.event(one)) for one in events),
            *(_mention("CreativeWork", vocabulary.documents[one], addresses.document(one)) for one in documents),
        ),
        translated_from=fields.translation.from_ if fields.translation else "",
        original=fields.url,
        rights=fields.rights,
        sha256=fields.capture.plain.sha256 if fields.capture else "",
    )


def _mention(kind: str, entry: DatedEntry, url: str) -> Item:
    return Item(kind, entry.label, url, entry.date.iso or "" if entry.date else "")


def text_head(work: Work, site: Site) -> str:
    """The head of a text's page."""
    record = work.record
    properties = [*_open_graph(record.title, work.description, record.url, site), ("og:type", "article")]
    if record.issued and len(record.issued.firm) == len("2023-09-10"):
        properties.append(("article:published_time", record.issued.firm))
    properties += [("article:tag", theme.label) for theme in work.themes]
    names = [*_highwire(work), *_dublin_core(work)]
    return _head(work.address, names, properties, text_links(work), work_data(work, site))


def _highwire(work: Work) -> Iterator[tuple[str, str]]:
    record = work.record
    yield "citation_title", record.title
    yield from (("citation_author", name) for name in record.authors)
    if record.issued and record.issued.firm:
        # A month without a day is no date of Highwire's.
        firm = record.issued.firm
        yield "citation_publication_date", firm.replace("-", "/") if firm.count("-") == 2 else firm[:4]  # noqa: PLR2004
    if record.type == "report":
        yield from (("citation_technical_report_institution", name) for name in record.issuers)
    if record.type.startswith("article-"):
        yield "citation_journal_title", record.container
    yield from (("citation_publisher", name) for name in record.publishers)
    yield "citation_language", record.language
    yield "citation_keywords", "; ".join(theme.label for theme in work.themes)
    yield "citation_public_url", record.url
    yield "citation_fulltext_html_url", record.url


def _dublin_core(work: Work) -> Iterator[tuple[str, str]]:
    record = work.record
    yield "DC.type", ZOTERO_TYPES[record.type]
    yield "dcterms.title", record.title
    yield from (("dcterms.creator", name) for name in record.authors)
    yield from (("dcterms.publisher", name) for name in record.publishers)
    yield "dcterms.issued", record.issued.firm if record.issued else ""
    yield "dcterms.language", record.language
    yield "dcterms.type", "Text"
    yield "dcterms.identifier", record.url
    yield "dcterms.isPartOf", record.container
    yield "dcterms.source", work.original
    yield "dcterms.rights", work.rights
    yield "dcterms.license", work.licence
    yield from (("dcterms.subject", theme.label) for theme in work.themes)


def text_links(work: Work) -> tuple[TypedLink, ...]:
    """The signposts of a text: what to cite, what describes it, who wrote it, what it belongs to."""

    def beside(name: str) -> str:
        return f"{work.address}{name}"

    links = [
        TypedLink("cite-as", work.record.url),
        *(TypedLink("describedby", beside(name), FILES[name]) for name in work.files if name.startswith("cite.")),
        *(TypedLink("item", beside(name), FILES[name]) for name in work.files if name.endswith(".txt")),
        TypedLink("linkset", beside(LINKSET), "application/linkset+json"),
        TypedLink("type", "https://schema.org/AboutPage"),
        TypedLink("type", f"https://schema.org/{work.type}"),
        *(TypedLink("author", issuer.url, "text/html") for issuer in work.issuers if not work.record.people),
        TypedLink("license", work.licence),
        TypedLink("collection", addresses.SOURCES, "text/html"),
        TypedLink("up", addresses.SOURCES, "text/html"),
        TypedLink("related", work.original),
    ]
    return tuple(link for link in links if link.target)


def linkset(work: Work, site: Site) -> str:
    """The same signposts as a file (RFC 9264), with the way back from each of the text's files."""

    def target(link: TypedLink) -> dict[str, str]:
        href = link.target if link.absolute else site.absolute(link.target)
        return {"href": href, **({"type": link.type} if link.type else {})}

    here: dict[str, Any] = {"anchor": work.record.url}
    back: list[dict[str, Any]] = []
    page = {"href": work.record.url, "type": "text/html"}
    for link in text_links(work):
        if link.rel != "linkset":
            here.setdefault(link.rel, []).append(target(link))
        if link.rel in {"describedby", "item"}:
            way = {"describedby": "describes", "item": "collection"}[link.rel]
            back.append({"anchor": target(link)["href"], way: [page]})
    return indented({"linkset": [here, *back]}) + "\n"


def work_data(work: Work, site: Site) -> dict[str, Any]:
    """A text for schema.org."""
    record = work.record
    firm = record.issued.firm if record.issued else ""
    bodies = [_organization(issuer, site) for issuer in work.issuers]
    law = record.type == "legislation"
    return _without_empty(
        {
            "@context": "https://schema.org",
            "@type": work.type,
            "@id": record.url,
            "url": record.url,
            "mainEntityOfPage": record.url,
            "name": record.title,
            "headline": record.title,
            "description": work.description,
            "disambiguatingDescription": record.note,
            "inLanguage": record.language,
            "datePublished": firm,
            "legislationDate": firm if law else "",
            "legislationPassedBy": bodies if law else [],
            "author": [{"@type": "Person", "name": name} for name in record.authors] if record.people else bodies,
            "sourceOrganization": bodies if record.people else [],
            "publisher": [_organization(one, site) for one in work.publishers],
            "genre": record.genre,
            "version": record.version,
            "about": [_concept(theme, site) for theme in work.themes],
            "mentions": [_item(item, site) for item in work.mentions[:MOST_ITEMS]],
            "isPartOf": _website(site),
            "license": work.licence,
            "copyrightNotice": work.rights,
            "isBasedOn": work.original if not work.translated_from else "",
            "translator": {"@type": "Person", "name": record.translator} if record.translator else {},
            "translationOfWork": _without_empty(
                {"@type": "CreativeWork", "inLanguage": work.translated_from, "url": work.original}
            )
            if work.translated_from
            else {},
            "encoding": [
                _without_empty(
                    {
                        "@type": "MediaObject",
                        "contentUrl": site.absolute(f"{work.address}{name}"),
                        "encodingFormat": FILES[name],
                        "sha256": work.sha256 if name == "capture.txt" else "",
                    }
                )
                for name in work.files
                if name.endswith(".txt")
            ],
        }
    )


def page_head(page: Page, site: Site) -> str:
    """The head of a page that the library makes: a list, one thing that texts speak of, or neither."""
    data = _page_data(page.title, page.description, page.url, site, "WebPage")
    subject = page.subject()
    if subject.items and subject.type == "ItemList":
        data["@type"] = "CollectionPage"
        data["mainEntity"] = _item_list(subject.items, site)
    elif subject.type != "ItemList":
        data["mainEntity"] = _thing(page, subject, site)
    links = [TypedLink("type", f"https://schema.org/{data['@type']}"), TypedLink("up", page.parent, "text/html")]
    return _simple_head(page.title, page.description, page.url, site, links, data)


def written_head(title: str, description: str, address: str, site: Site) -> str:
    """The head of a page that people write."""
    if address == addresses.HOME:
        data = {"@context": "https://schema.org", **_website(site), "description": description, "inLanguage": "en"}
        return _simple_head(
            site.name, description, address, site, [TypedLink("type", "https://schema.org/WebSite")], data
        )
    kind = "AboutPage" if address == "about/" else "WebPage"
    data = _page_data(title, description, address, site, kind)
    return _simple_head(title, description, address, site, [TypedLink("type", f"https://schema.org/{kind}")], data)


def _simple_head(
    title: str, description: str, address: str, site: Site, links: Sequence[TypedLink], data: Mapping[str, Any]
) -> str:
    url = site.absolute(address)
    names = [
        ("dcterms.title", title),
        ("dcterms.description", description),
        ("dcterms.identifier", url),
        ("dcterms.language", "en"),
        ("dcterms.publisher", site.name),
    ]
    properties = [*_open_graph(title, description, url, site), ("og:type", "website")]
    return _head(address, names, properties, links, data)


def _head(
    address: str,
    names: Iterable[tuple[str, str]],
    properties: Iterable[tuple[str, str]],
    links: Iterable[TypedLink],
    data: Mapping[str, Any],
) -> str:
    lines = [
        *(f'<meta name="{name}" content="{escape(_line(value))}">' for name, value in names if value),
        *(f'<meta property="{name}" content="{escape(_line(value))}">' for name, value in properties if value),
        '<link rel="schema.dcterms" href="http://purl.org/dc/terms/">',
        '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">',
        *(_link(link, address) for link in links),
        f'<script type="application/ld+json">{htmlsafe_json_dumps(data, _json)}</script>',
    ]
    return Markup("\n".join(lines))  # noqa: S704 - escaped


def _json(data: object) -> str:
    return orjson.dumps(data).decode()


def _link(link: TypedLink, here: str) -> str:
    target = link.target if link.absolute else addresses.relative(link.target, here)
    kind = f' type="{link.type}"' if link.type else ""
    return f'<link rel="{link.rel}" href="{escape(target)}"{kind}>'


def _open_graph(title: str, description: str, url: str, site: Site) -> list[tuple[str, str]]:
    return [("og:title", title), ("og:description", description), ("og:url", url), ("og:site_name", site.name)]


def _page_data(title: str, description: str, address: str, site: Site, kind: str) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": kind,
        "url": site.absolute(address),
        "name": title,
        "description": description,
        "inLanguage": "en",
        "isPartOf": _website(site),
    }


def _thing(page: Page, subject: Subject, site: Site) -> dict[str, Any]:
    """The one thing that a page is about, with the texts that speak of it."""
    url = site.absolute(page.url)
    data = {"@type": subject.type, "@id": url, "url": url, "name": page.title, **subject.properties}
    if subject.type == "DefinedTerm":
        data["inDefinedTermSet"] = site.absolute(page.url.partition("/")[0] + "/")
    data["subjectOf"] = [_item(item, site) for item in subject.items[:MOST_ITEMS]]
    return _without_empty(data)


def _item_list(items: Sequence[Item], site: Site) -> dict[str, Any]:
    return {
        "@type": "ItemList",
        "numberOfItems": len(items),
        "itemListElement": [
            {"@type": "ListItem", "position": position, "item": _item(item, site)}
            for position, item in enumerate(items[:MOST_ITEMS], 1)
        ],
    }


def _item(item: Item, site: Site) -> dict[str, Any]:
    url = site.absolute(item.url)
    when = "startDate" if item.type == "Event" else "datePublished"
    return _without_empty({"@type": item.type, "@id": url, "url": url, "name": item.name, when: item.date})


def _organization(link: Link, site: Site) -> dict[str, Any]:
    return {"@type": "Organization", "@id": site.absolute(link.url), "name": link.label}


def _concept(link: Link, site: Site) -> dict[str, Any]:
    return {"@type": "DefinedTerm", "@id": site.absolute(link.url), "name": link.label}


def _website(site: Site) -> dict[str, Any]:
    return {"@type": "WebSite", "@id": site.url, "url": site.url, "name": site.name}


def _without_empty(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}


def _line(text: str) -> str:
    return " ".join(text.split())
