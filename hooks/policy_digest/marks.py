"""Annotated passages shown in the text: marks that may overlap, and never change a word of the source.

What is ours and stands within the text (the corrected word) is in an element of the class `pd-ours`; without those
the words of the page are the words of the body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape, unescape
from itertools import pairwise
from operator import itemgetter
from types import MappingProxyType
from unicodedata import east_asian_width

from policy_digest.body import Block, Body, mark_runs
from policy_digest.passages import Passage
from policy_digest.texts import Text

INLINE = ("term", "document", "event")
"""Kinds whose words are a link themselves, the first of them where a passage has several."""
SIGNED = ("note", "target", "theme")
"""Kinds whose passages are whole sentences: a sign at their end is the link."""

FITS = 48
"""How many letters wide a correction may be to stand above the captured words, where only Chromium breaks a line."""

LinkOf = Callable[[Passage, str], tuple[str, str]]
"""Gives the link and the spoken label of one kind of a passage."""


@dataclass(frozen=True, slots=True)
class _Marks:
    """What all segments of a text ask for, worked out once for each passage."""

    body: Body
    kinds: Mapping[int, tuple[str, ...]]
    """By the number of the passage."""
    link_of: LinkOf
    links: dict[tuple[int, str], tuple[str, str]] = field(default_factory=dict)
    led: set[int] = field(default_factory=set)
    """The passages that are a link themselves: the keyboard stops there once, and what they name needs no sign."""
    boxed: set[int] = field(default_factory=set)
    """The passages of noise that have their box: one opens all stretches."""
    behind: dict[int, str] = field(default_factory=dict)
    """By the run: signs and boxes of passages that end within a link of the source's own. They stand behind that."""

    def link(self, passage: Passage, kind: str) -> tuple[str, str]:
        """The link and the spoken label as HTML."""
        key = passage.number, kind
        if key not in self.links:
            href, label = self.link_of(passage, kind)
            self.links[key] = escape(href), escape(label)
        return self.links[key]


def mark_text(text: Text, link_of: LinkOf) -> str:
    """The body of a text as HTML with its passages marked."""
    marks = _Marks(text.body, {passage.number: passage.annotation.kinds for passage in text.passages}, link_of)
    return mark_segments(text, partial(_segment, marks), marks.behind)


def mark_segments(
    text: Text, segment: Callable[[int, int, int, list[Passage]], str], behind: Mapping[int, str] = MappingProxyType({})
) -> str:
    """The body of a text as HTML, in which `segment` makes each stretch of a run that has its own passages.

    It is given the run, where the stretch starts and ends, and the passages that apply, the outer before the inner.
    What it puts `behind` a run stands behind the link around that.
    """
    body, marked = text.body, {}
    for run, covering in _covered_runs(body, text.passages):
        start = body.starts[run]
        marked[run] = "".join(
            [
                segment(run, begin, end, [one for one in covering if one.span.start <= begin and end <= one.span.end])
                for begin, end in _stretches(start, start + len(body.runs[run]), covering)
            ]
        )
    return mark_runs(body, marked, behind)


def _covered_runs(body: Body, passages: Sequence[Passage]) -> Iterator[tuple[int, list[Passage]]]:
    """Each run that a passage touches, with those passages, the outer before the inner."""
    following = 0
    active: list[Passage] = []
    for run, (start, words) in enumerate(zip(body.starts, body.runs, strict=True)):
        end = start + len(words)
        while following < len(passages) and passages[following].span.start < end:
            active.append(passages[following])
            following += 1
        active = [passage for passage in active if passage.span.end > start]
        if active:
            yield run, active


def _stretches(start: int, end: int, covering: Sequence[Passage]) -> Iterable[tuple[int, int]]:
    """The stretches of a run within which the same passages apply."""
    cuts = {at for passage in covering for at in passage.span if start < at < end}
    return pairwise(sorted({start, end, *cuts}))


def _segment(marks: _Marks, run: int, start: int, end: int, covering: Sequence[Passage]) -> str:
    body = marks.body
    words = escape(body.text[start:end], quote=False)
    if not covering:
        return words
    inner = covering[::-1]
    kinds = {kind for passage in covering for kind in marks.kinds[passage.number]}
    anchors = "".join([f'<span id="m{passage.number}"></span>' for passage in covering if passage.span.start == start])
    linked = run in body.linked
    noise = next((passage for passage in covering if passage.annotation.noise), None)
    shown = _noise(marks, noise, words, linked=linked) if noise else _correction(words, covering, start)
    classes = "".join([f" pd-m-{kind}" for kind in sorted(kinds)])
    link = None
    if not linked and not noise and not words.isspace():  # nobody sees a link that is a space
        link = next(((one, kind) for one in inner for kind in INLINE if kind in marks.kinds[one.number]), None)
    if link:
        passage, kind = link
        cards = " ".join([str(one.number) for one in [passage, *(one for one in inner if one is not passage)]])
        href, _ = marks.link(passage, kind)
        again = ' tabindex="-1"' if passage.number in marks.led else ""
        marks.led.add(passage.number)
        marked = f'<a class="pd-m{classes}" href="{href}" data-card="{cards}"{again}>{shown}</a>'
    else:
        cards = " ".join([str(one.number) for one in inner])
        marked = f'<span class="pd-m{classes}" data-card="{cards}">{shown}</span>'
    signs = "".join([_sign(marks, one) for one in inner if one.span.end == end])
    if linked:
        box = _box(marks, noise) if noise and noise.span.end == end and noise.number not in marks.boxed else ""
        marks.behind[run] = marks.behind.get(run, "") + box + signs
        signs = ""
    return anchors + marked + signs


def _noise(marks: _Marks, noise: Passage, words: str, *, linked: bool) -> str:
    """Words that are folded: in the box that opens them, or alone where their box is elsewhere, as within a link."""
    if linked or noise.number in marks.boxed:
        return f'<span class="pd-noise-words pd-noise-more">{words}</span>'
    return _box(marks, noise, f'<span class="pd-noise-words">{words}</span>')


def _box(marks: _Marks, noise: Passage, words: str = "") -> str:
    marks.boxed.add(noise.number)
    return (
        f'<label class="pd-noise"><input type="checkbox" aria-label="Show noise: {escape(noise.quote)}">'
        f'<span class="pd-noise-sign"></span>{words}</label>'
    )


def _correction(words: str, covering: Sequence[Passage], start: int) -> str:
    """A correction above or before the captured words; words without one as they are."""
    fix = next((passage for passage in reversed(covering) if passage.annotation.correction), None)
    if not fix:
        return words
    if fix.span.start != start:  # a correction that another passage cuts: its word stands above the first stretch
        return f'<span class="pd-captured">{words}</span>'
    ours = escape(fix.annotation.correction)
    if max(_width(fix.annotation.correction), _width(unescape(words))) <= FITS:
        return f'<ruby class="pd-fix"><span class="pd-ours">{ours}</span><rt class="pd-captured">{words}</rt></ruby>'
    return f'<span class="pd-fix"><span class="pd-ours">{ours} </span><span class="pd-captured">{words}</span></span>'


def _width(words: str) -> int:
    """How wide words are: a Chinese character takes the room of two letters."""
    return sum(2 if east_asian_width(letter) in "FW" else 1 for letter in words)


def _sign(marks: _Marks, passage: Passage) -> str:
    """The signs at the end of a passage: one for what is no link itself, one for each thing it names.

    Where its words are a link to the first of these, that needs no sign.
    """
    kinds = marks.kinds[passage.number]
    named = [kind for kind in INLINE if kind in kinds]
    signed = [kind for kind in SIGNED if kind in kinds and (not named or kind == "note")][:1]
    return "".join([_one_sign(marks, passage, kind) for kind in [*named[passage.number in marks.led :], *signed]])


def _one_sign(marks: _Marks, passage: Passage, kind: str) -> str:
    href, label = marks.link(passage, kind)
    return f'<a class="pd-sign pd-sign-{kind}" href="{href}" aria-label="{label}" data-card="{passage.number}"></a>'


def as_read(text: Text) -> Callable[[Block], str]:
    """The words of a block as a reader finds them: a correction in brackets behind the captured words, noise as […]."""
    return partial(_as_read, text, [one for one in text.passages if one.annotation.noise or one.annotation.correction])


def _as_read(text: Text, changed: Sequence[Passage], block: Block) -> str:
    changes: list[tuple[int, int, str]] = []
    for passage in changed:
        span, annotation = passage.span, passage.annotation
        if block.start <= span.start and span.end <= block.end:
            if annotation.noise:
                changes.append((span.start, span.end, "[…]"))
            else:
                changes.append((span.end, span.end, f" [{annotation.correction}]"))
    if not changes:
        return text.body.block_text(block)
    parts, at = [], block.start
    for start, end, words in sorted(changes, key=itemgetter(0)):  # of those that start together the outer is first
        if start >= at:
            parts += [text.body.text[at:start], words]
            at = end
    return " ".join("".join([*parts, text.body.text[at : block.end]]).split())
