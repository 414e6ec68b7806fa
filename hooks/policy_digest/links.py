"""Where an id is named: the fields of sources, annotations and entries that hold ids, and of which file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policy_digest.model import Document, Entry, Event, Issuer, Pack, Term, Theme

SOURCES = "sources"
"""Stands for the texts, where others stand for a file of the vocabulary."""

KINDS: Mapping[str, str] = {
    "theme": "themes",
    "issuer": "issuers",
    "event": "events",
    "document": "documents",
    "term": "terms",
    "pack": "packs",
}
"""The file of each kind of entry."""

MODELS: Mapping[str, type[Entry]] = {
    "themes": Theme,
    "issuers": Issuer,
    "events": Event,
    "documents": Document,
    "terms": Term,
    "packs": Pack,
}
"""What the entries of each file are."""

SOURCE_FIELDS: Mapping[str, str] = {"issuer": "issuers", "publisher": "issuers", "theme": "themes"}
"""The fields of a source that hold ids, and of which file."""

ANNOTATION_FIELDS: Mapping[str, str] = {
    "theme": "themes",
    "event": "events",
    "document": "documents",
    "term": "terms",
}
"""The fields of an annotation that hold ids."""

ENTRY_FIELDS: Mapping[str, Mapping[str, str]] = {
    "themes": {"broader": "themes", "related": "themes"},
    "issuers": {"part_of": "issuers"},
    "events": {"theme": "themes"},
    "documents": {"issuer": "issuers", "source": SOURCES},
    "terms": {},
    "packs": {"theme": "themes", "sources": SOURCES},
}
"""The fields of the entries of each file that hold ids. `related` may be a mapping with the ids as its keys."""

ANY = "*"
"""In a place: each item of a list, each entry of a file."""

Place = tuple[str, ...]


def places_in_source(wanted: str) -> Iterator[Place]:
    """The places of a front matter that name ids of the file `wanted`."""
    yield from ((name,) for name, file in SOURCE_FIELDS.items() if file == wanted)
    yield from (("annotations", ANY, name) for name, file in ANNOTATION_FIELDS.items() if file == wanted)


def places_in_vocabulary(file: str, wanted: str) -> Iterator[Place]:
    """The places of a file of the vocabulary that name ids of the file `wanted`."""
    yield from ((ANY, name) for name, of in ENTRY_FIELDS[file].items() if of == wanted)
