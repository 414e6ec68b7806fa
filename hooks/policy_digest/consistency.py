"""Proves that what other programs read of a text says the same as its source: title, date, issuer and address.

Each output is read back as its readers read it (BibTeX and RIS by parsers of other authors, the head as HTML) and
compared with the fields that the editor wrote, not with the record from which all of them are made.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from io import StringIO
from itertools import chain, islice
from typing import Any
from xml.etree import ElementTree

import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.model import Entry

from policy_digest import addresses
from policy_digest.citation import record_of
from policy_digest.data import table_files
from policy_digest.dates import Date
from policy_digest.digest import Digest
from policy_digest.exports import bibtex, csl_file, ris
from policy_digest.feeds import UNKNOWN, feed_files
from policy_digest.pages.metadata import text_head
from policy_digest.pages.work import work_of
from policy_digest.problems import Problem
from policy_digest.references import references
from policy_digest.site import Site
from policy_digest.tables import TABLES
from policy_digest.texts import Text
from policy_digest.wording import one_line

_COMMAND = re.compile(r"\\(text[a-z]+)\{\}|\\([&%$#_{}])")
_MARKS = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
}
_NOT_WORDS = re.compile(r"\W+")
_CERTAIN = re.compile(r"(?!0000)\d{4}(-(0\d|1[0-2])(-\d\d)?)?")
"""A year, month or day of our era that every output can give; BibTeX has no year 0."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What an output says of a text."""

    title: str
    address: str
    names: frozenset[str]
    """Of authors and publishers; several may be joined with `; `."""
    date: tuple[int, ...]
    """Year, month and day as far as they are given."""
    edtf: str = ""
    """The date besides, where the output can have it as it was written."""


def disagreements(digest: Digest, site: Site) -> Iterator[Problem]:
    """Where the references, the metadata or the files of a text contradict its source. There should be none."""
    faults = ((text, fault) for text in digest.texts.values() for fault in _faults(digest, text, site))
    for text, fault in chain(faults, _faults_of_data(digest, site), _faults_of_feeds(digest, site)):
        yield Problem(text.source.path, 0, f"{fault} This is a fault in the program: please report it.")


def _faults_of_data(digest: Digest, site: Site) -> Iterator[tuple[Text, str]]:
    """What the table of the texts, in both forms, says otherwise than the sources."""
    for name, content in table_files(digest, site, TABLES[0]):
        rows = csv.DictReader(StringIO(content.decode())) if name.endswith(".csv") else json.loads(content)
        told = {row["id"]: row for row in rows}
        for text in digest.texts.values():
            fields = text.source.fields
            issuers = ";".join(fields.issuer) if name.endswith(".csv") else list(fields.issuer)
            wanted = {
                "url": site.absolute(addresses.source(text.id)),
                "title": text.source.title,
                "date": fields.date.edtf if fields.date else "",
                "issuer": issuers,
            }
            for column, value in wanted.items():
                found = told[text.id][column] if text.id in told else None
                if (found or "") != (value or ""):
                    yield text, f"{name} gives the {column} “{found}”."


def _faults_of_feeds(digest: Digest, site: Site) -> Iterator[tuple[Text, str]]:
    """What the feeds of texts say otherwise than the sources; a text that awaits its release is in none."""
    texts = {site.absolute(addresses.source(one)): text for one, text in digest.texts.items()}
    for name, content in islice(feed_files(digest, site), 2):
        for address, title, names in _told_by_atom(content) if name == addresses.FEED else _told_by_json_feed(content):
            text = texts[address]
            fields, issuers = text.source.fields, digest.vocabulary.issuers
            date = fields.date.words if fields.date else "undated"
            bodies = {one_line(issuers[one].label) for one in fields.issuer} or {UNKNOWN}
            if one_line(title) != one_line(f"{text.source.title} ({date})"):
                yield text, f"{name} gives the title and date “{title}”."
            if not fields.author and bodies != set(map(one_line, names)):
                yield text, f"{name} names {', '.join(names) or 'nobody'}."


def _told_by_atom(content: str) -> Iterator[tuple[str, str, list[str]]]:
    atom = "{http://www.w3.org/2005/Atom}"
    for entry in ElementTree.fromstring(content).iter(f"{atom}entry"):
        link = entry.find(f"{atom}link")
        assert link is not None, "an entry of a feed has a link"
        names = [name.text or "" for name in entry.findall(f"{atom}author/{atom}name")]
        yield link.get("href", ""), entry.findtext(f"{atom}title", ""), names


def _told_by_json_feed(content: str) -> Iterator[tuple[str, str, list[str]]]:
    for item in json.loads(content)["items"]:
        yield item["url"], item["title"], [author["name"] for author in item.get("authors", [])]


def _faults(digest: Digest, text: Text, site: Site) -> Iterator[str]:
    fields, issuers = text.source.fields, digest.vocabulary.issuers
    title, address = one_line(text.source.title), site.absolute(addresses.source(text.id))
    names = {one_line(issuers[one].label) for one in fields.issuer if one in issuers}
    record = record_of(digest, text, site)
    head = _Head()
    head.feed(text_head(work_of(digest, text, record, ""), site))
    outputs = {
        "cite.csl.json": _told_by_csl(csl_file(record)),
        "cite.bib": _told_by_bibtex(bibtex(record)),
        "cite.ris": _told_by_ris(ris(record)),
        "The page's citation_ fields": _told_by_highwire(head),
        "The page's JSON-LD": _told_by_json_ld(json.loads(head.data)),
    }
    for name, told in outputs.items():
        if one_line(told.title) != title:
            yield f"{name} gives the title “{told.title}”."
        if told.address != address:
            yield f"{name} gives the address {told.address}."
        if not all(any(f"; {name};" in f"; {one_line(one)};" for one in told.names) for name in names):
            yield f"{name} leaves out an issuer: it names {', '.join(sorted(told.names)) or 'nobody'}."
        if told.date and not _may_mean(fields.date, told.date):
            yield f"{name} gives the date {told.date}, which is more than is known."
        if told.edtf and (not fields.date or told.edtf != fields.date.edtf.replace("-XX", "")):
            yield f"{name} gives the date {told.edtf}."
        if not told.date and fields.date and _CERTAIN.fullmatch(fields.date.edtf):
            yield f"{name} leaves out the date, which is known."
    for reference in references(record):
        # Styles change capitals, put a full stop within quotation marks, and some leave out the body that passed a law.
        if _words(title) not in _words(reference.text) or address not in reference.text:
            yield f"The {reference.style.label} reference has another title or address: {reference.text}"
        if record.type != "legislation" and record.authors and _words(record.authors[0]) not in _words(reference.text):
            yield f"The {reference.style.label} reference does not name {record.authors[0]}: {reference.text}"


def _may_mean(date: Date | None, told: tuple[int, ...]) -> bool:
    """Whether a date that an output gives is no more precise than the source's, and within it."""
    if date is None or date.earliest is None or date.latest is None:
        return False
    length = len(told)
    same = date.earliest[:length] == date.latest[:length] == told
    season = length > 1 and bool(re.match(r"Y?-?\d+-2[1-4]", date.edtf))  # winter is bounded by one month
    return same and not season


def _told_by_csl(text: str) -> Claims:
    [item] = json.loads(text)
    names = [name["literal"] for name in item.get("author", [])]
    names += [item.get("publisher", ""), item.get("container-title", ""), item.get("authority", "")]
    year, *rest = item.get("issued", {}).get("date-parts", [[0]])[0]  # CSL has no year 0: -1 is the one before 1
    date = (year if year > 0 else year + 1, *rest) if year else ()
    return Claims(item["title"], item["URL"], frozenset(names), date)


def _told_by_bibtex(text: str) -> Claims:
    [entry] = parse_string(text).blocks
    assert isinstance(entry, Entry), text
    fields = {name: str(field.value) for name, field in entry.fields_dict.items()}
    names = re.split(r"(?<=\}) and (?=\{)", fields.get("author", ""))
    names += [fields.get(name, "") for name in ("publisher", "journal", "institution", "howpublished")]
    year = (int(fields["year"]),) if "year" in fields else ()
    words = frozenset(map(_bibtex_words, names))
    return Claims(_bibtex_words(fields["title"]), fields["url"], words, year, fields.get("date", ""))


def _bibtex_words(value: str) -> str:
    """The words of a value, without the braces that keep them together."""
    inner = value[1:-1] if value.startswith("{") and value.endswith("}") else value
    return _COMMAND.sub(lambda found: _MARKS.get(found[1] or "", found[2] or ""), inner)


def _told_by_ris(text: str) -> Claims:
    [item] = rispy.loads(text)
    names = [*item.get("authors", []), item.get("publisher", ""), item.get("secondary_title", "")]
    date = tuple(int(part) for part in item.get("date", "").split("/")[:3] if part.lstrip("-").isdigit())
    return Claims(item["title"], item["urls"][0], frozenset(names), date)


def _told_by_highwire(head: _Head) -> Claims:
    def first(name: str) -> str:
        return next(iter(head.fields.get(name, [])), "")

    names = [
        name for field in ("author", "publisher", "journal_title") for name in head.fields.get(f"citation_{field}", [])
    ]
    date = tuple(int(part) for part in first("citation_publication_date").split("/") if part)
    return Claims(first("citation_title"), first("citation_public_url"), frozenset(names), date)


def _told_by_json_ld(data: dict[str, Any]) -> Claims:
    bodies = [body for role in ("author", "publisher", "sourceOrganization") for body in data.get(role, [])]
    date = tuple(int(part) for part in data.get("datePublished", "").split("-") if part)
    return Claims(data["name"], data["url"], frozenset(body["name"] for body in bodies), date)


class _Head(HTMLParser):
    """The named fields and the JSON-LD of a page's head."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.data = ""
        self._in_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in_data = tag == "script" and given.get("type") == "application/ld+json"
        if tag == "meta" and given.get("name"):
            self.fields.setdefault(given["name"] or "", []).append(given.get("content") or "")

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data += data


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", text.upper().casefold())  # a style makes I of the dotless ı, which folds to itself
