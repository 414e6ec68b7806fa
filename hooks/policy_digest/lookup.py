"""What the digest knows of an id: its fields, its passages with their addresses, and what names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from policy_digest import addresses
from policy_digest.dates import Date
from policy_digest.digest import Digest
from policy_digest.links import ENTRY_FIELDS, KINDS, SOURCES
from policy_digest.passages import Passage
from policy_digest.wording import cut, one_line

TEXT = "text"
ADDRESS = {TEXT: addresses.source, **addresses.ENTRY}
"""The address of each kind of thing that has an id."""


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that an id means."""

    kind: str
    """`text`, or one of `KINDS`."""
    id: str
    """Its present id."""
    former: bool
    """Whether it was found by a former id."""


@dataclass(frozen=True, slots=True)
class Known:
    """A part of what is known: a heading and its lines."""

    heading: str
    lines: tuple[str, ...]


def find(digest: Digest, one: str) -> list[Found]:
    """Everything that an id means, texts first; a thing that has the id now before one that had it."""
    found = []
    for kind in ADDRESS:
        things = _things(digest, kind)
        former = [other for other, aliases in things.items() if one in aliases and other != one]
        found += [Found(kind, one, former=False)] if one in things else [Found(kind, other, True) for other in former]
    return found


def known_ids(digest: Digest) -> set[str]:
    """All ids, to suggest the nearest."""
    return {one for kind in ADDRESS for one in _things(digest, kind)}


def _things(digest: Digest, kind: str) -> Mapping[str, tuple[str, ...]]:
    """The former ids of each thing of a kind, by its id."""
    if kind == TEXT:
        return {one: text.source.fields.aliases for one, text in digest.texts.items()}
    return {one: entry.aliases for one, entry in getattr(digest.vocabulary, KINDS[kind]).items()}


def describe(digest: Digest, found: Found, site_url: str) -> Iterator[Known]:
    """What is known of a thing, part by part; parts without a line are left out.

    Addresses start with `site_url`, which ends in `/`; where that is empty, at the home page of the site.
    """
    yield Known("", tuple(_head(digest, found, site_url)))
    texts = [f"{site_url}{addresses.source(text)}  {_title(digest, text)}" for text in _texts(digest, found)]
    passages = [
        f"{site_url}{addresses.paragraph(passage.source, passage.block.id)}  "
        f"{_said(passage, found)}“{cut(passage.quote, 80)}”"
        for passage in _passages(digest, found)
    ]
    namers = [
        f"{site_url}{ADDRESS[kind](other)}  {name} of the {kind} '{other}'"
        for kind, other, name in _namers(digest, SOURCES if found.kind == TEXT else KINDS[found.kind], found.id)
    ]
    parts = ("texts", texts), ("passages", passages), ("named by", namers)
    yield from (Known(heading, tuple(lines)) for heading, lines in parts if lines)


def _head(digest: Digest, found: Found, site_url: str) -> Iterator[str]:
    yield f"address: {site_url}{ADDRESS[found.kind](found.id)}"
    if found.kind == TEXT:
        text = digest.texts[found.id]
        yield f"file: {text.source.path}"
        yield f"paragraphs: {text.paragraphs}"
        yield f"last release: {text.edition.date or 'none yet'}"
        record: BaseModel = text.source.fields
    else:
        document = digest.vocabulary.files[KINDS[found.kind]]
        yield f"file: {document.path}:{document.line((found.id,))}"
        record = getattr(digest.vocabulary, KINDS[found.kind])[found.id]
    for name, info in type(record).model_fields.items():
        value = getattr(record, name)
        if value and name != "annotations":
            yield f"{info.alias or name}: {_written(value)}"


def _written(value: object) -> str:
    """A field's value on one line."""
    if isinstance(value, Date):
        return value.edtf
    if isinstance(value, tuple):
        return ", ".join(map(_written, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} ({reason})" if reason else key for key, reason in value.items())
    if isinstance(value, BaseModel):
        inner = ((info.alias or name, getattr(value, name)) for name, info in type(value).model_fields.items())
        return "; ".join(f"{name} {_written(item)}" for name, item in inner if item)
    return one_line(str(value))


def _texts(digest: Digest, found: Found) -> tuple[str, ...]:
    """The texts that carry a thing, in order of date."""
    if found.kind == TEXT:
        return ()
    indexes = [getattr(digest, f"texts_by_{found.kind}")]
    if found.kind == "issuer":
        indexes.append(digest.texts_by_publisher)
    return tuple(dict.fromkeys(text for index in indexes for text in index.get(found.id, ())))


def _title(digest: Digest, one: str) -> str:
    text = digest.texts[one]
    return f"{text.source.title} ({text.date.edtf if text.date else 'undated'})"


def _passages(digest: Digest, found: Found) -> tuple[Passage, ...]:
    if found.kind == TEXT:
        return digest.texts[found.id].passages
    if found.kind in {"issuer", "pack"}:
        return ()
    passages: tuple[Passage, ...] = getattr(digest, f"passages_by_{found.kind}").get(found.id, ())
    return passages


def _said(passage: Passage, found: Found) -> str:
    """What is said of a passage, for a text: its kinds with their ids."""
    if found.kind != TEXT:
        return ""
    annotation = passage.annotation
    kinds = [
        f"{kind} {', '.join(ids)}" if kind in KINDS and (ids := getattr(annotation, kind)) else kind
        for kind in annotation.kinds
    ]
    return f"{'; '.join(kinds)}  "


def _namers(digest: Digest, file: str, one: str) -> Iterator[tuple[str, str, str]]:
    """The entries of the vocabulary that name an id: kind, id and the field."""
    for kind, name in KINDS.items():
        for fieldname, of in ENTRY_FIELDS[name].items():
            if of == file:
                for other, entry in getattr(digest.vocabulary, name).items():
                    value = getattr(entry, fieldname)
                    if one == value or (not isinstance(value, str) and one in value):
                        yield kind, other, fieldname
