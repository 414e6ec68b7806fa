"""A text for its metadata: the record that is cited, and what its page links it with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policy_digest import addresses
from policy_digest.body import page_address
from policy_digest.citation import Record
from policy_digest.digest import Digest
from policy_digest.model import DatedEntry
from policy_digest.pages.page import Item
from policy_digest.pages.parts import Link, labels, when
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

_LICENCE = re.compile(r"https?://(?:creativecommons\.org|spdx\.org|opensource\.org)/[\w./+-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Work:
    """What the metadata of a text say of it."""

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
    """The address of the original, percent-encoded."""
    rights: str
    date_type: str
    """What the date is that of; empty where nothing is said."""
    sha256: str
    """Of the capture as plain text; empty where there is none."""
    entered: str
    """The day of the text's first release here, ISO 8601; empty where it has none."""
    modified: str
    """The day since which it stands here as it does, ISO 8601; empty where no release has it so."""

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files beside the page."""
        return tuple(name for name in addresses.FILES if name != "capture.txt" or self.sha256)

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
    fields, said, vocabulary = text.source.fields, text.said, digest.vocabulary
    return Work(
        record=record,
        address=addresses.source(text.id),
        description=description,
        issuers=labels(fields.issuer, vocabulary.issuers, addresses.issuer),
        publishers=labels(fields.publisher, vocabulary.issuers, addresses.issuer),
        themes=labels(fields.theme, vocabulary.themes, addresses.theme),
        mentions=(
            *(_mention("Event", vocabulary.events[one], addresses.event(one)) for one in said.event),
            *(_mention("CreativeWork", vocabulary.documents[one], addresses.document(one)) for one in said.document),
        ),
        translated_from=fields.translation.from_ if fields.translation else "",
        original=page_address(fields.url),
        rights=fields.rights,
        date_type=fields.date_type,
        sha256=fields.capture.plain.sha256 if fields.capture else "",
        entered=text.edition.first,
        modified=text.edition.date if text.edition.released else "",
    )


def _mention(kind: str, entry: DatedEntry, url: str) -> Item:
    return Item(kind, entry.label, url, when(entry.date).iso)
