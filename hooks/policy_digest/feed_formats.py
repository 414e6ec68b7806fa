"""A feed as Atom (RFC 4287) and as JSON Feed (https://www.jsonfeed.org/version/1.1/).

There is no clock: a feed without entries was updated at the epoch.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from markupsafe import escape

ATOM = "application/atom+xml"
JSON = "application/feed+json"
EPOCH = "1970-01-01"


@dataclass(frozen=True, slots=True)
class Label:
    """A category of an entry."""

    term: str
    label: str
    scheme: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed."""

    id: str
    url: str
    title: str
    published: str
    """A day, ISO 8601."""
    updated: str
    """A day, ISO 8601."""
    authors: tuple[str, ...]
    language: str
    """Of the text; the rest is in English."""
    labels: tuple[Label, ...]
    summary: str
    html: str
    """Empty where the summary says all."""
    rights: str
    date: str
    """Of the policy, in EDTF; empty where it is undated."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, whatever its format."""

    id: str
    """The address at which it first stood."""
    url: str
    home: str
    """The page that it goes with."""
    title: str
    subtitle: str
    author: str
    entries: tuple[Entry, ...]
    """The newest first."""

    @property
    def updated(self) -> str:
        """The day of the newest entry."""
        return self.entries[0].updated if self.entries else EPOCH


def atom(feed: Feed) -> str:
    """A feed as Atom."""
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    add = _adder(root)
    add("id", feed.id)
    add("title", feed.title)
    add("subtitle", feed.subtitle)
    add("updated", _time(feed.updated))
    add("link", rel="self", type=ATOM, href=feed.url)
    add("link", rel="alternate", type="text/html", href=feed.home)
    _adder(add("author"))("name", feed.author)
    for entry in feed.entries:
        _add_entry(add("entry"), entry)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add_entry(element: ET.Element, entry: Entry) -> None:
    add = _adder(element)
    add("id", entry.id)
    title = add("title", entry.title)
    if entry.language and entry.language != "en":
        title.set("xml:lang", entry.language)
    add("link", rel="alternate", type="text/html", href=entry.url)
    add("published", _time(entry.published))
    add("updated", _time(entry.updated))
    for name in entry.authors:
        _adder(add("author"))("name", name)
    for label in entry.labels:
        add("category", term=label.term, scheme=label.scheme, label=label.label)
    add("summary", entry.summary)
    if entry.html:
        add("content", entry.html, type="html")
    if entry.rights:
        add("rights", entry.rights)


def _adder(parent: ET.Element) -> Callable[..., ET.Element]:
    """What adds an element with its text and its attributes to `parent`."""

    def add(name: str, text: str = "", **attributes: str) -> ET.Element:
        element = ET.SubElement(parent, name, attributes)
        element.text = text or None
        return element

    return add


def _time(day: str) -> str:
    """A day as RFC 3339 wants it."""
    return f"{day}T00:00:00Z"


def json_feed(feed: Feed, url: str) -> str:
    """A feed as JSON Feed at the full address `url`. The date of the policy is in an extension, `_policy_digest`."""
    value = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": url,
        "description": feed.subtitle,
        "language": "en",
        "authors": [{"name": feed.author}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _item(entry: Entry) -> dict[str, object]:
    content = (
        {"content_html": f"<p>{escape(entry.summary)}</p>{entry.html}"}
        if entry.html
        else {"content_text": entry.summary}
    )
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        **content,
        "summary": entry.summary,
        "date_published": _time(entry.published),
        "date_modified": _time(entry.updated),
        "authors": [{"name": name} for name in entry.authors],
        "tags": [label.label for label in entry.labels],
        "language": entry.language,
        "_policy_digest": {"date": entry.date} if entry.date else {},
    }
    return {name: value for name, value in item.items() if value}
