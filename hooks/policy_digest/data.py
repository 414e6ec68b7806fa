"""The data files: every table as CSV and as JSON, and the data package that describes them.

CSV is that of RFC 4180, in UTF-8 without a byte-order mark. Cells are what the sources say and are not altered, not
even where a spreadsheet could take one for a formula: the page on the data says how to open them.
The package follows https://datapackage.org/standard/data-package/ (version 2).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import orjson

from policy_digest import addresses
from policy_digest.digest import Digest
from policy_digest.rows import Cell, Row, columns
from policy_digest.schemas import PUBLISHED, schema_files
from policy_digest.site import Site
from policy_digest.tables import TABLES, Table

PACKAGE = "datapackage.json"
SEPARATOR = ";"
"""Stands between the items of a list in a cell of a CSV file. No id has it."""
_PROFILE = "https://datapackage.org/profiles/2.0/"


class Fact(NamedTuple):
    """What the package says of a file's content."""

    bytes: int
    """Its length."""
    sha256: str


def table_files(digest: Digest, site: Site, table: Table) -> Iterator[tuple[str, bytes]]:
    """A table in both forms."""
    rows = [*table.rows(digest, site)]
    yield addresses.data_file(f"{table.name}.csv"), as_csv(table.row, rows)
    yield addresses.data_file(f"{table.name}.json"), as_json(table.row, rows)


def theme_files(digest: Digest, site: Site) -> Iterator[tuple[str, bytes]]:
    """The tree of themes in SKOS, in both forms."""
    from policy_digest.skos import theme_nodes, themes_jsonld, themes_turtle  # noqa: PLC0415 - takes a while to load

    nodes = theme_nodes(digest, site)
    yield addresses.data_file("themes.ttl"), themes_turtle(nodes).encode()
    yield addresses.data_file("themes.jsonld"), themes_jsonld(nodes).encode()


def schemas(digest: Digest, site: Site) -> Iterator[tuple[str, bytes]]:
    """The schemas of what editors write."""
    folder = site.absolute(addresses.data_file(PUBLISHED))
    for name, schema in schema_files(digest.vocabulary, digest.texts, folder):
        yield addresses.data_file(f"{PUBLISHED}{name}"), schema.encode()


def package_file(site: Site, files: Mapping[str, Fact]) -> Iterator[tuple[str, bytes]]:
    """The package that describes the data files: those at some addresses, in that order."""
    tables = {f"{table.name}.{ending}": table for table in TABLES for ending in ("csv", "json")}
    resources = []
    for address, fact in files.items():
        name = address.removeprefix(addresses.DATA)
        if name in tables:
            resources.append(_table_resource(tables[name], name, fact))
        elif name.startswith(PUBLISHED):
            resources.append(_schema_resource(name, fact))
        else:
            resources.append(_resource(name, fact, "The tree of themes in SKOS."))
    package = json.dumps(_package(site, resources), ensure_ascii=False, indent=1) + "\n"
    yield addresses.data_file(PACKAGE), package.encode()


def as_csv(row: type[Row], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows as CSV with a line of names. A list is joined with `SEPARATOR`."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([column.name for column in columns(row)])
    if any(column.type == "list" for column in columns(row)):
        rows = ([SEPARATOR.join(cell) if isinstance(cell, tuple) else cell for cell in one] for one in rows)
    writer.writerows(rows)
    return file.getvalue().encode()


def as_json(row: type[Row], rows: Sequence[Row]) -> bytes:
    """Rows as a list of objects, one a line. What is empty is null; an empty list is a list."""
    names = [column.name for column in columns(row)]
    objects = (orjson.dumps([dict(zip(names, one, strict=True)) for one in some]) for some in _parts(rows))
    # Within a string a quotation mark has a backslash before it: what ends in one here stands between values.
    lines = [some[1:-1].replace(b'},{"', b'},\n{"').replace(b':""', b":null") for some in objects]
    return b"[\n" + b",\n".join(lines) + b"\n]\n" if lines else b"[]\n"


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Rows by the thousand: orjson takes longer for each alone, and all would fill the memory."""
    return (rows[at : at + 1000] for at in range(0, len(rows), 1000))


# The package


def _package(site: Site, resources: Sequence[object]) -> dict[str, object]:
    return {
        "$schema": f"{_PROFILE}datapackage.json",
        "name": "policy-digest",
        "title": f"{site.name}: data",
        "description": (
            f"The texts of {site.name}, what is said about their passages, and the vocabulary. "
            "Quotations are the words of the texts and belong to their issuers; everything else is ours. "
            "Each table comes as CSV and as JSON."
        ),
        "homepage": site.absolute(addresses.DATA),
        "resources": resources,
    }


_MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "schema.json": "application/schema+json",
}


def _resource(name: str, fact: Fact, description: str) -> dict[str, object]:
    """What the package says of any file. A name may have no dot beside the ending's."""
    stem, _, ending = name.partition(".")
    return {
        "name": stem if ending == "csv" else f"{stem}-{ending}",
        "path": name,
        "description": description,
        "format": ending,
        "mediatype": _MEDIA[ending],
        "encoding": "utf-8",
        "bytes": fact.bytes,
        "hash": f"sha256:{fact.sha256}",
    }


def _schema_resource(name: str, fact: Fact) -> dict[str, object]:
    stem = name.removeprefix(PUBLISHED).partition(".")[0]
    where = "the front matter of a text" if stem == "source" else f"{stem}.yml"
    resource = _resource(name, fact, f"What editors write in {where}, as a JSON Schema.")
    return {**resource, "name": f"schema-{stem}"}


def _table_resource(table: Table, name: str, fact: Fact) -> dict[str, object]:
    ending = name.partition(".")[2]
    resource = _resource(name, fact, f"{table.description} Sorted {table.order}.")
    # frictionless reads a table of JSON only with an extra of its own.
    kind = {"type": "table"} if ending == "csv" else {}
    return {**resource, **kind, "schema": _schema(table, ending)}


def _schema(table: Table, ending: str) -> dict[str, object]:
    """A Table Schema (https://datapackage.org/standard/table-schema/). A link stays among files of one format."""
    schema: dict[str, object] = {
        "$schema": f"{_PROFILE}tableschema.json",
        "fields": [
            {
                "name": column.name,
                "type": column.type,
                **({"delimiter": SEPARATOR} if column.type == "list" else {}),
                "description": column.description,
                **({"constraints": dict(column.constraints)} if column.constraints else {}),
            }
            for column in columns(table.row)
        ],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    links = [
        {
            "fields": [name],
            "reference": {
                "resource": "" if other == table.name else other if ending == "csv" else f"{other}-{ending}",
                "fields": ["id"],
            },
        }
        for name, other in table.links
    ]
    return {**schema, "foreignKeys": links} if links else schema
