"""A text: a source with its rendered body and its annotations anchored in it. Each depends on its own files alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from policy_digest.body import Block, Body, render_body
from policy_digest.captures import Fidelity, check_capture
from policy_digest.dates import Date
from policy_digest.ledger import (
    Assignment,
    FrozenText,
    Ledger,
    Release,
    assign,
    hash_words,
    read_releases,
    read_words,
    version_of,
)
from policy_digest.model import Annotation
from policy_digest.problems import Problem
from policy_digest.quotes import Normal, QuoteError, Span, find_quote
from policy_digest.sources import Source, read_source


class Passage(NamedTuple):
    """A place in a text of which an annotation says something."""

    source: str
    """The id of the text."""
    number: int
    """From 1, in the order of the text; part of the address of its card."""
    block: Block
    """The paragraph in which it stands."""
    span: Span
    quote: str
    """The words as they stand in the text, with single spaces."""
    annotation: Annotation
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody wants of a passage
    """Which of the source's annotations it is, from 0, in the order of the file."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What the ledger knows of a text, and what of the text is not released yet."""

    version: str
    """Short hash of the text as it stands now."""
    first: str
    """The day of its first release, ISO 8601; empty where it was never released."""
    date: str
    """The day of its last release, ISO 8601; empty where it was never released."""
    frozen: FrozenText | None
    """The last release."""
    assignment: Assignment
    releases: tuple[Release, ...]
    """The releases that changed the text, the latest first."""

    @property
    def released(self) -> bool:
        """Whether the text stands as it was last released."""
        return self.frozen is not None and self.frozen.version == self.version


@dataclass(frozen=True, slots=True)
class Text:
    """One text, ready to be linked with the others."""

    source: Source
    body: Body
    passages: tuple[Passage, ...]
    """In the order of the text; an outer passage before those within it."""
    fidelity: Fidelity | None
    """None where there is no capture to compare with."""
    edition: Edition

    @property
    def id(self) -> str:
        """The id of the source."""
        return self.source.id

    @property
    def date(self) -> Date | None:
        """The date of the text, None where it is undated."""
        return self.source.fields.date


def read_text_file(path: Path, folder: Path, root: Path, ledger: Ledger) -> tuple[Text | None, list[Problem]]:
    """Read, render, check and anchor one source of the corpus in `folder`; messages name paths relative to `root`.

    Its paragraphs have the ids that the ledger has minted for them.

    Returns the text, or None where the source cannot be used, and all that is wrong with it.
    """
    source, problems = read_source(path, folder, root)
    if source is None:
        return None, problems
    body, edition = _with_ids(source, ledger)
    fidelity, faults = check_capture(source, body, folder / "captures", root)
    passages, more = anchor(source, body)
    return Text(source, body, passages, fidelity, edition), problems + faults + more


def _with_ids(source: Source, ledger: Ledger) -> tuple[Body, Edition]:
    """Render a source with the ids of its last release, under its present id or a former one."""
    body = render_body(source.text)
    units = body.units()
    hashes = [hash_words(words) for _, words in units]
    frozen = next((ledger.texts[one] for one in (source.id, *source.fields.aliases) if one in ledger.texts), None)
    counted = list(dict.fromkeys(block.id for block in body.blocks))
    if frozen and [(block.id, block.hash) for block in frozen.blocks] != list(zip(counted, hashes, strict=True)):
        assignment = assign(read_words(ledger, frozen), units)
        ids = [placed.id for placed in assignment.blocks]
        body = render_body(source.text, ids, [(at, block.id) for at, block in assignment.removed])
    else:
        assignment = assign(None, units)
    version = version_of((placed.id, digest) for placed, digest in zip(assignment.blocks, hashes, strict=True))
    releases = read_releases(ledger, frozen.id) if frozen else ()
    return body, Edition(
        version, frozen.first if frozen else "", frozen.date if frozen else "", frozen, assignment, releases
    )


def anchor(source: Source, body: Body) -> tuple[tuple[Passage, ...], list[Problem]]:
    """Find the passage of each annotation in the body. Returns the passages in order, and quotations that fail."""
    normal = Normal(body.text)
    places: list[tuple[Span, int]] = []
    problems: list[Problem] = []
    seen: dict[tuple[int, int], int] = {}
    for index, annotation in enumerate(source.fields.annotations):
        where = ("annotations", index, "quote")
        try:
            spans = find_quote(
                normal,
                annotation.quote,
                prefix=annotation.prefix,
                suffix=annotation.suffix,
                every=annotation.every,
            )
        except QuoteError as error:
            shown = annotation.quote if len(annotation.quote) <= 60 else annotation.quote[:59] + "…"  # noqa: PLR2004
            problems.append(source.front.problem(where, f"the quotation “{shown}” {error}"))
            continue
        places += [(span, index) for span in spans]
        for span in spans:
            earlier = seen.setdefault((span.start, span.end), index)
            if earlier != index:
                line = source.front.line(("annotations", earlier, "quote"))
                message = f"quotes the same passage as line {line}. Put all that is said of it into one annotation."
                problems.append(source.front.problem(where, message))
    places.sort(key=lambda place: (place[0].start, -place[0].end, place[1]))
    starts = [block.start for block in body.blocks]
    return tuple(
        Passage(
            source.id,
            number,
            body.blocks[bisect_right(starts, span.start) - 1],
            span,
            " ".join(body.text[span.start : span.end].split()),
            source.fields.annotations[index],
            index,
        )
        for number, (span, index) in enumerate(places, 1)
    ), problems


def in_order_of_date(texts: list[Text]) -> Iterator[Text]:
    """Texts by date, the undated last; of one date by id."""
    dated = [text for text in texts if text.date]
    yield from sorted(dated, key=lambda text: (text.date.sort_key if text.date else (), text.id))
    yield from sorted((text for text in texts if not text.date), key=lambda text: text.id)
