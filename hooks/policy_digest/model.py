"""The fields that an editor writes, as typed and frozen records (DESIGN: the source format).

A field that no record names is kept in `model_extra` and shown nowhere.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator

from policy_digest.dates import Date, DateError, parse_date

KINDS = ("theme", "event", "document", "term", "target", "note", "correction", "noise")
"""What an annotation can say of its passage, in the order in which pages show it."""

_ID = re.compile(r"\w[\w.-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SCHEME = re.compile(r"https?://\S+", re.IGNORECASE)


def _date(value: object) -> Date | None:
    if not isinstance(value, str):
        raise DateError('is no date. Write one such as 2023-09-10, or "" for undated.')
    return parse_date(value) if value else None


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str | dict) else value


def _ids(value: object) -> object:
    """One id or a list of them, each once."""
    value = _one_or_many(value)
    return (
        list(dict.fromkeys(value)) if isinstance(value, list) and all(isinstance(one, str) for one in value) else value
    )


def _reasons(value: object) -> object:
    """Related themes: a list of ids, or a mapping of ids to the reason."""
    value = _one_or_many(value) if isinstance(value, str) else value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return dict.fromkeys(value, "")
    if isinstance(value, dict):
        return {key: reason or "" for key, reason in value.items()}
    return value


def _matching(pattern: re.Pattern[str], remedy: str) -> BeforeValidator:
    def check(value: Any) -> Any:
        if isinstance(value, str) and value and not pattern.fullmatch(value):
            raise ValueError(remedy)
        return value

    return BeforeValidator(check)


def is_id(text: str) -> bool:
    """Whether a text can be an id of the vocabulary, and so a part of an address."""
    return bool(_ID.fullmatch(text))


OptionalDate = Annotated[Date | None, PlainValidator(_date), WithJsonSchema({"type": "string"})]
Ids = Annotated[tuple[str, ...], BeforeValidator(_ids)]
Url = Annotated[
    str, _matching(_SCHEME, "is no address of the web. Write it in full, for example https://example.org/.")
]


class Record(BaseModel):
    """What all records have in common: they are frozen, and fields that they do not know are kept."""

    model_config = ConfigDict(frozen=True, extra="allow", str_strip_whitespace=True)


class Translation(Record):
    """That the text is a translation."""

    from_: str = Field(default="", alias="from")
    """The language of the original, as a BCP 47 tag."""
    by: str = ""
    """`machine`, or who translated."""


class Omitted(Record):
    """A line of the capture that is not the text."""

    line: str
    reason: str


class ExtractedText(Record):
    """The words of a capture that is no plain text itself."""

    file: str
    """A file in `captures/`: UTF-8, as plain text."""
    sha256: Annotated[str, _matching(_SHA256, "is no SHA-256. It has 64 hexadecimal digits.")] = ""
    by: str = ""
    """What extracted it: the program and its version."""


class Capture(Record):
    """The text as it was captured, kept untouched."""

    file: str
    """A file in `captures/`."""
    date: OptionalDate = None
    """When it was captured, where that is known."""
    sha256: Annotated[str, _matching(_SHA256, "is no SHA-256. It has 64 hexadecimal digits.")] = ""
    text: ExtractedText | None = None
    """Where the file is no plain text (a web page, a PDF): its words beside it."""
    omitted: tuple[Omitted, ...] = ()

    @property
    def plain(self) -> Capture | ExtractedText:
        """What holds the words as plain text, published as `capture.txt`: the file itself, or what was extracted."""
        return self.text or self


class Target(Record):
    """A commitment that a passage states."""

    what: str
    value: str = ""
    by: OptionalDate = None


class Annotation(Record):
    """What an editor says of one passage. The passage is a W3C TextQuoteSelector: exact words and their context."""

    quote: str
    prefix: str = ""
    suffix: str = ""
    every: bool = False
    theme: Ids = ()
    event: Ids = ()
    document: Ids = ()
    term: Ids = ()
    target: Annotated[tuple[Target, ...], BeforeValidator(_one_or_many)] = ()
    note: str = ""
    correction: str = ""
    noise: str = ""
    defect: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that the annotation uses, in the order of `KINDS`."""
        return tuple(kind for kind in KINDS if getattr(self, kind))

    @model_validator(mode="after")
    def _says_something(self) -> Annotation:
        if not self.quote:
            raise ValueError("has an empty quotation. Copy the exact words of the passage.")
        if not self.kinds:
            raise ValueError(f"says nothing of its passage. Add one of {', '.join(KINDS)}.")
        return self


class SourceFields(Record):
    """The front matter of a source."""

    title: str = ""
    title_basis: str = ""
    date: OptionalDate = None
    date_type: Literal["issued", "delivered", "adopted", "effective", "published", ""] = ""
    date_basis: str = ""
    issuer: Ids = ()
    publisher: Ids = ()
    author: Ids = ()
    published_in: str = ""
    kind: str = ""
    theme: Ids = ()
    summary: str = ""
    language: str = ""
    translation: Translation | None = None
    rights: str = ""
    status: Literal["verified", "pending"] = "pending"
    aliases: Ids = ()
    url: Url = ""
    capture: Capture | None = None
    annotations: tuple[Annotation, ...] = ()


class Entry(Record):
    """What every entry of the vocabulary has. Written as `id: label`, or as `id:` with fields."""

    label: str
    aliases: Ids = ()
    """Ids that this entry had before."""


class Theme(Entry):
    """A concept of the tree of themes (SKOS)."""

    definition: str = ""
    not_: str = Field(default="", alias="not")
    broader: str = ""
    related: Annotated[dict[str, str], BeforeValidator(_reasons)] = {}
    exact_match: Url = ""


class Issuer(Entry):
    """A body that speaks or publishes."""

    short: str = ""
    original: str = ""
    kind: str = ""
    part_of: str = ""
    url: Url = ""


class DatedEntry(Entry):
    """An entry with a date."""

    date: OptionalDate = None
    date_basis: str = ""


class Event(DatedEntry):
    """Something that happened, told by passages."""

    place: str = ""
    theme: Ids = ()


class Document(DatedEntry):
    """A policy document that passages name."""

    original: str = ""
    issuer: Ids = ()
    source: str = ""


class Term(Entry):
    """An expression that a reader must have explained."""

    original: str = ""
    pinyin: str = ""
    definition: str = ""


class Pack(Entry):
    """A reading pack: texts for print and for a reading device, chosen by theme and period, by hand, or both."""

    intro: str = ""
    theme: Ids = ()
    from_: OptionalDate = Field(default=None, alias="from")
    """The start of the period in which the texts are dated."""
    to: OptionalDate = None
    """Its end."""
    sources: Ids = ()
    """Ids of texts, in the order in which they stand before the others."""

    @model_validator(mode="after")
    def _chooses(self) -> Pack:
        if not (self.theme or self.from_ or self.to or self.sources):
            raise ValueError("chooses no texts. Add one of theme, from, to, sources.")
        start = self.from_.earliest if self.from_ else None
        end = self.to.latest if self.to else None
        if start and end and start > end:
            raise ValueError("has a period that ends before it starts. Write the earlier date at 'from'.")
        return self
