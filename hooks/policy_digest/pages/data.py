"""The page on the data files: what to download, and what each column means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from policy_digest import addresses
from policy_digest.digest import Digest
from policy_digest.links import MODELS
from policy_digest.pages.page import Content, Heading, Item, Page, Subject, fill
from policy_digest.pages.parts import Link
from policy_digest.rows import Column, columns
from policy_digest.schemas import PUBLISHED, schema_name
from policy_digest.tables import TABLES, Table

DESCRIPTION = "The digest as data files, with the meaning of each column."
OTHERS = ("datapackage.json", "themes.ttl", "themes.jsonld")
"""The data files that are no tables."""
PYTHON = """\
import csv
from collections import Counter


def read(name):
    with open(name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


day = {text["id"]: text["date_earliest"] or text["date_latest"] for text in read("sources.csv")}
year = {one: when[:-6] or "undated" for one, when in day.items()}  # without month and day; -0100 is 101 BC
label = {theme["id"]: theme["label"] for theme in read("themes.csv")}
counts = Counter(
    (label[passage["value"]], year[passage["source"]])
    for passage in read("passages.csv")
    if passage["motivation"] == "theme"
)
for (theme, when), number in sorted(counts.items()):
    print(theme, when, number, sep="\\t")
"""
"""The example: how many passages each theme has in each year. It reads files that stand beside it."""

_CODE = re.compile(r"`([^`]+)`")
_NAMES = {"string": "text", "integer": "number", "list": "list"}


@dataclass(frozen=True, slots=True)
class ColumnItem:
    """A column in the dictionary."""

    name: str
    type: str
    description: Markup
    values: tuple[str, ...]
    """All values that it can have, where they are few."""
    refers: str
    """The table of whose rows it holds an id."""


@dataclass(frozen=True, slots=True)
class TableItem:
    """A table and its files."""

    id: str
    """Of its section."""
    name: str
    description: str
    order: str
    rows: int
    files: tuple[Link, ...]
    columns: tuple[ColumnItem, ...]


def data_page(digest: Digest) -> Page:
    """The page on the data files."""
    headings = (
        Heading("tables", "Tables", 2),
        *(Heading(_section(table), table.name, 3) for table in TABLES),
        Heading("other", "Other files", 2),
        Heading("python", "In Python", 2),
        Heading("spreadsheet", "In a spreadsheet", 2),
    )

    def render() -> Content:
        files = tuple(Link(name, addresses.data_file(name)) for name in OTHERS)
        feeds = tuple(
            Link(name, name)
            for name in (addresses.FEED, addresses.JSON_FEED, addresses.CORRECTIONS, addresses.JSON_CORRECTIONS)
        )
        schemas = tuple(
            Link(name, addresses.data_file(f"{PUBLISHED}{name}")) for name in map(schema_name, ("source", *MODELS))
        )
        tables = tuple(_table(digest, table) for table in TABLES)
        return Content(
            fill(
                "data.html",
                addresses.DATA,
                tables=tables,
                files=files,
                schemas=schemas,
                feeds=feeds,
                python=PYTHON,
            ),
            headings,
        )

    return Page(
        url=addresses.DATA,
        title="Data",
        description=DESCRIPTION,
        parent="about/",
        render=render,
        subject=lambda: Subject("Dataset", {"description": DESCRIPTION}, _downloads()),
    )


def _downloads() -> tuple[Item, ...]:
    """The data files, for the page's head."""
    tables = (f"{table.name}.{ending}" for table in TABLES for ending in ("csv", "json"))
    return tuple(Item("DataDownload", name, addresses.data_file(name)) for name in (*OTHERS, *tables))


def _section(table: Table) -> str:
    return f"t-{table.name}"


def _table(digest: Digest, table: Table) -> TableItem:
    links = dict(table.links)
    return TableItem(
        id=_section(table),
        name=table.name,
        description=table.description,
        order=table.order,
        rows=table.count(digest),
        files=tuple(Link(form, addresses.data_file(f"{table.name}.{form.lower()}")) for form in ("CSV", "JSON")),
        columns=tuple(_column(column, links.get(column.name, "")) for column in columns(table.row)),
    )


def _column(column: Column, other: str) -> ColumnItem:
    values = column.constraints.get("enum", ())
    assert isinstance(values, list | tuple)
    return ColumnItem(
        column.name,
        _NAMES[column.type],
        _with_code(column.description),
        tuple(map(str, values)),
        other,
    )


def _with_code(words: str) -> Markup:
    """Words with what stands in backquotes as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(words))))  # noqa: S704 - escaped
