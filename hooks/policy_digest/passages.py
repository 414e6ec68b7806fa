"""Passages: the places in a text of which its annotations say something."""

from __future__ import annotations

import pickle
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from policy_digest.body import HAN, Block, Body, count_words
from policy_digest.model import Annotation
from policy_digest.problems import Problem
from policy_digest.quotes import AmbiguousError, Normal, QuoteError, Span, find_quote
from policy_digest.sources import Source
from policy_digest.wording import cut, one_line

SHORT = 8
"""A quotation of at most so many words is shown on pages of evidence with words around it, or it would say nothing."""
_REACH, _REACH_OF_HAN = 120, 50
"""How many characters of these there are on either side where the sentence does not end before."""
_HAN = re.compile(f"[{HAN}]")
_SPACE = re.compile(r"\s")
_ENDS = re.compile(r"(?<!\b[A-Z])(?<!\b(?:Dr|Mr|Ms|No|St))[.!?][\"'”’)\]]*\s+|[。！？][”’」』）]*|\t")
"""The end of a sentence or of a cell of a table, with the space behind it."""


class Piece(NamedTuple):
    """A stretch of a quotation: the text's own words, or noise or a defect with what stands for it."""

    words: str
    kind: str = ""
    """Empty, `noise` or `correction`."""
    instead: str = ""
    """Ours: the reason of the noise, or the corrected words."""


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
    pieces: tuple[Piece, ...]
    """Its words as they stand, with the noise and the corrected defects within it set apart."""
    before: tuple[Piece, ...]
    """Of a short quotation, the words of its sentence in front of it, in the same way."""
    after: tuple[Piece, ...]
    """And those behind it."""


class Said(NamedTuple):
    """What the passages of a text say, in short: the ids that they name, each once, in the order of the text."""

    theme: tuple[str, ...]
    event: tuple[str, ...]
    document: tuple[str, ...]
    term: tuple[str, ...]
    flaws: tuple[str, ...]
    """The kind of each flaw of the capture that is declared."""


class PackedPassages(NamedTuple):
    """The passages of a text as they are kept: most of its face, and unpacked when they are wanted."""

    said: Said
    data: bytes


def said_by(passages: Iterable[Passage]) -> Said:
    """What passages say, in short."""
    found = [passage.annotation for passage in passages]
    theme, event, document, term = (
        tuple(dict.fromkeys([name for one in found for name in getattr(one, kind)])) for kind in Said._fields[:4]
    )
    return Said(theme, event, document, term, tuple([one.flaw for one in found if one.flaw]))


def anchor(source: Source, body: Body) -> tuple[tuple[Passage, ...], list[Problem]]:
    """Find the passage of each annotation in the body. Returns the passages in order, and quotations that fail."""
    places, problems = _places(source, body)
    starts = [block.start for block in body.blocks]
    annotations = source.fields.annotations
    damaged = [(span, index) for span, index in places if annotations[index].noise or annotations[index].correction]
    problems += _clashes(source, damaged)
    defects = [(span, annotations[index]) for span, index in damaged]
    passages = []
    for number, (span, index) in enumerate(places, 1):
        block = body.blocks[bisect_right(starts, span.start) - 1]
        quote = one_line(body.text[span.start : span.end])
        pieces = _pieces(body.text, span, defects)
        around = _around(body.text, block, span, defects) if count_words(quote) <= SHORT else ((), ())
        passages.append(Passage(source.id, number, block, span, quote, annotations[index], index, pieces, *around))
    return tuple(passages), problems


def _places(source: Source, body: Body) -> tuple[list[tuple[Span, int]], list[Problem]]:
    """Each place that is quoted with its annotation, in the order of the text, an outer one before those within it."""
    normal = Normal(body.text)
    places: list[tuple[Span, int]] = []
    problems: list[Problem] = []
    seen: dict[Span, int] = {}
    for index, annotation in enumerate(source.fields.annotations):
        if not annotation.quote:
            continue  # told with the fields
        where = ("annotations", index, "quote")
        prefix, suffix, every = annotation.prefix, annotation.suffix, annotation.every
        try:
            spans = find_quote(normal, annotation.quote, prefix=prefix, suffix=suffix, every=every)
        except QuoteError as error:
            if not (isinstance(error, AmbiguousError) and _is_open(source, index)):
                problems.append(source.front.problem(where, f"the quotation “{cut(annotation.quote, 60)}” {error}"))
            continue
        for span in spans:
            places.append((span, index))
            earlier = seen.setdefault(span, index)
            if earlier != index:
                line = source.front.line(("annotations", earlier, "quote"))
                message = f"quotes the same passage as line {line}. Put all that is said about it into one annotation."
                problems.append(source.front.problem(where, message))
    return sorted(places, key=lambda place: (place[0].start, -place[0].end, place[1])), problems


def _clashes(source: Source, damaged: Iterable[tuple[Span, int]]) -> Iterator[Problem]:
    """Noise and corrections that begin within another and end behind it, and corrections within a correction.

    What stands for them cannot be shown. They come in the order of the text, of those that start together the longer
    first.
    """
    annotations = source.fields.annotations
    around: list[tuple[Span, int]] = []
    told: set[tuple[int, int]] = set()
    for span, index in damaged:
        while around and around[-1][0].end <= span.start:
            around.pop()
        outer, other = around[-1] if around else (Span(0, 0), -1)
        crosses = span.start < outer.end < span.end
        nested = outer != span and span.end <= outer.end and all(annotations[one].correction for one in (other, index))
        if (crosses or nested) and (other, index) not in told:
            told.add((other, index))
            line = source.front.line(("annotations", other, "quote"))
            if other == index:
                message = (
                    "is found at places that overlap, which cannot be shown as noise or corrected. "
                    "Quote the longer passage that they make."
                )
            elif crosses:
                message = (
                    f"begins within the passage of line {line} and ends after it, and both are noise or corrected. "
                    "Let one end where the other begins, or make them one."
                )
            else:
                message = (
                    f"lies within the passage of line {line}, and both are corrected. "
                    "Put everything into the correction of the longer passage, or shorten it."
                )
            yield source.front.problem(("annotations", index, "quote"), message)
        if not crosses:
            around.append((span, index))


def _is_open(source: Source, index: int) -> bool:
    """Whether a wrong value leaves open which of several places an annotation means."""
    written: Any = source.front.value
    given, annotation = written["annotations"][index], source.fields.annotations[index]
    return any(
        given.get(name) is not None and name not in annotation.model_fields_set
        for name in ("prefix", "suffix", "every")
    )


def _pieces(text: str, span: Span, defects: Sequence[tuple[Span, Annotation]]) -> tuple[Piece, ...]:
    if not defects:
        return (Piece(text[span.start : span.end]),)
    found: list[Piece] = []
    at = span.start
    for defect, annotation in defects:
        if at <= defect.start and defect.end <= span.end:
            found.append(Piece(text[at : defect.start]))
            words = text[defect.start : defect.end]
            kind = "noise" if annotation.noise else "correction"
            found.append(Piece(words, kind, annotation.noise or annotation.correction))
            at = defect.end
    found.append(Piece(text[at : span.end]))
    return tuple(piece for piece in found if piece.words)


def _around(
    text: str, block: Block, span: Span, defects: Sequence[tuple[Span, Annotation]]
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The words before and behind a quotation, of its sentence and of no other paragraph."""
    damaged = [defect for defect, _ in defects]
    if any(one.start < edge < one.end for one in damaged for edge in span):
        return (), ()
    reach = _REACH_OF_HAN if _HAN.search(text, span.start, span.end) else _REACH
    low, high = max(block.start, span.start - reach), min(block.end, span.end + reach)
    stops = {block.start, block.end, *(found.end() for found in _ENDS.finditer(text, low, high))}
    first = max(one for one in stops if one <= span.start)
    last = min(one for one in stops if one >= span.end)
    if first < low:
        found = _SPACE.search(text, low, span.start)
        first = found.end() if found else low
    if last > high:
        last = max((found.start() for found in _SPACE.finditer(text, span.end, high)), default=high)
    for one in damaged:
        first = one.end if one.start < first < one.end else first
        last = one.start if one.start < last < one.end else last
    before = _pieces(text, Span(first, span.start), defects)
    after = _pieces(text, Span(span.end, last), defects)
    return (
        before if first in stops else (Piece("… "), *before),
        after if last in stops else (*after, Piece(" …")),
    )


def pack(passages: Iterable[Passage]) -> bytes:
    """Passages as bytes to be kept."""
    # As plain tuples, which take a third of the time of named ones, and the words of most once.
    annotations = {passage.index: passage.annotation.__getstate__() for passage in passages}
    packed = [
        (
            *(one.number, tuple(one.block), tuple(one.span), one.quote, one.index),
            () if one.pieces == ((one.quote, "", ""),) else tuple(map(tuple, one.pieces)),
            tuple(map(tuple, one.before)),
            tuple(map(tuple, one.after)),
        )
        for one in passages
    ]
    return pickle.dumps((annotations, packed), 5)


def unpack(source: str, packed: bytes) -> tuple[Passage, ...]:
    """The passages of the text with the id `source` that were kept as these bytes."""
    states, passages = pickle.loads(packed)
    annotations = {}
    for index, state in states.items():
        annotations[index] = annotation = Annotation.__new__(Annotation)
        annotation.__setstate__(state)
    new = tuple.__new__
    return tuple(
        [
            Passage(
                source,
                number,
                new(Block, block),
                new(Span, span),
                quote,
                annotations[index],
                index,
                tuple([new(Piece, piece) for piece in pieces]) if pieces else (new(Piece, (quote, "", "")),),
                tuple([new(Piece, piece) for piece in before]),
                tuple([new(Piece, piece) for piece in after]),
            )
            for number, block, span, quote, index, pieces, before, after in passages
        ]
    )
