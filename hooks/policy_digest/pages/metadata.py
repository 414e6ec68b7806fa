"""What a page says of itself to machines, in its head.

The names are those of Dublin Core (dcterms), Highwire (`citation_*`, as Google Scholar asks for them) and Open Graph;
beside them stand the signposts and the JSON-LD of schema.org.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from policy_digest import addresses
from policy_digest.pages.page import Page
from policy_digest.pages.schema_org import page_data, work_data, written_data
from policy_digest.pages.signposts import TypedLink, text_links, type_link
from policy_digest.pages.work import Work
from policy_digest.site import Site
from policy_digest.wording import one_line

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
        yield "citation_publication_date", firm.replace("-", "/") if firm.count("-") == 2 else firm[:4]  # noqa: PLR2004 - year, month and day
        # Only beside that date: Zotero takes it for the date of a text without one.
        yield "citation_online_date", work.entered.replace("-", "/")
    if record.type == "report":
        yield from (("citation_technical_report_institution", name) for name in record.issuers)
    if record.type.startswith("article-"):
        first, _, last = record.page.partition("-")
        yield from (
            ("citation_journal_title", record.container),
            ("citation_firstpage", first),
            ("citation_lastpage", last),
        )
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


def page_head(page: Page, site: Site) -> str:
    """The head of a page that the library makes."""
    data = page_data(page, site)
    links = [type_link(data["@type"]), TypedLink("up", page.parent, "text/html")]
    return _simple_head(page.title, page.description, page.url, site, links, data)


def written_head(title: str, description: str, address: str, site: Site) -> str:
    """The head of a page that people write."""
    data = written_data(title, description, address, site)
    name = site.name if address == addresses.HOME else title
    return _simple_head(name, description, address, site, [type_link(data["@type"])], data)


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
        *(f'<meta name="{name}" content="{escape(one_line(value))}">' for name, value in names if value),
        *(f'<meta property="{name}" content="{escape(one_line(value))}">' for name, value in properties if value),
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
    kind = f' type="{escape(link.type)}"' if link.type else ""
    return f'<link rel="{link.rel}" href="{escape(target)}"{kind}>'


def _open_graph(title: str, description: str, url: str, site: Site) -> list[tuple[str, str]]:
    return [("og:title", title), ("og:description", description), ("og:url", url), ("og:site_name", site.name)]
