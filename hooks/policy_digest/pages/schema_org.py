"""What a page says of itself in the words of schema.org, as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from policy_digest import addresses
from policy_digest.pages.page import Item, Page, Subject
from policy_digest.pages.parts import Link
from policy_digest.pages.work import Work
from policy_digest.site import Site

MOST_ITEMS = 150
"""Of a list, so many of its items are named."""
_LATER = frozenset({"effective", "published"})
"""Types of date that are not `legislationDate`, the day on which an act was adopted or signed."""


def work_data(work: Work, site: Site) -> dict[str, Any]:
    """A text."""
    record = work.record
    firm = record.issued.firm if record.issued else ""
    bodies = _linked("Organization", work.issuers, site)
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
            "dateModified": work.modified,
            "legislationDate": firm if law and work.date_type not in _LATER else "",
            "legislationPassedBy": bodies if law else [],
            "author": [{"@type": "Person", "name": name} for name in record.authors] if record.people else bodies,
            "sourceOrganization": bodies if record.people else [],
            "publisher": _linked("Organization", work.publishers, site),
            "genre": record.genre,
            "version": record.version,
            "about": _linked("DefinedTerm", work.themes, site),
            "mentions": [_item(item, site) for item in work.mentions[:MOST_ITEMS]],
            "isPartOf": _website(site),
            "license": work.licence,
            "copyrightNotice": work.rights,
            "isBasedOn": work.original if not work.translated_from else "",
            "translator": record.translator,  # a name alone, as nobody says whether it is that of a person
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
                        "encodingFormat": addresses.FILES[name],
                        "sha256": work.sha256 if name == "capture.txt" else "",
                    }
                )
                for name in work.files
                if name.endswith(".txt")
            ],
        }
    )


def page_data(page: Page, site: Site) -> dict[str, Any]:
    """A page that the library makes: a list, one thing that texts speak of, or neither."""
    data = _page(page.title, page.description, page.url, site, "WebPage")
    subject = page.subject()
    if subject.items and subject.type == "ItemList":
        data["@type"] = "CollectionPage"
        data["mainEntity"] = _item_list(subject.items, site)
    elif subject.type != "ItemList":
        data["mainEntity"] = _thing(page, subject, site)
    return data


def written_data(title: str, description: str, address: str, site: Site) -> dict[str, Any]:
    """A page that people write; the home page is the site."""
    if address == addresses.HOME:
        return {"@context": "https://schema.org", **_website(site), "description": description, "inLanguage": "en"}
    return _page(title, description, address, site, "AboutPage" if address == "about/" else "WebPage")


def _page(title: str, description: str, address: str, site: Site, kind: str) -> dict[str, Any]:
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
    """The one thing that a page is about, with what it lists: the texts that speak of it, or its files."""
    url = site.absolute(page.url)
    data = {"@type": subject.type, "@id": url, "url": url, "name": page.title, **subject.properties}
    if subject.type == "DefinedTerm":
        data["inDefinedTermSet"] = site.absolute(page.url.partition("/")[0] + "/")
    data["author"] = _linked("Organization", subject.authors, site)
    listed = "distribution" if subject.type == "Dataset" else "subjectOf"
    data[listed] = [_item(item, site) for item in subject.items[:MOST_ITEMS]]
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
    one = url if item.type != "Quotation" else ""  # a paragraph can hold several, and is none of them
    where = "contentUrl" if item.type == "DataDownload" else "url"
    return _without_empty({"@type": item.type, "@id": one, where: url, "name": item.name, when: item.date})


def _linked(kind: str, links: Iterable[Link], site: Site) -> list[dict[str, Any]]:
    return [{"@type": kind, "@id": site.absolute(link.url), "name": link.label} for link in links]


def _website(site: Site) -> dict[str, Any]:
    return {"@type": "WebSite", "@id": site.url, "url": site.url, "name": site.name}


def _without_empty(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}
