"""What pages show a thousand times over, as HTML: links, dates, texts in lists, quotations, cards.

Templates call these as `show.links(…)`. They are written here since a template takes five times as long for them. All
that is not HTML yet is escaped, and the address of the page is always `here`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup, escape

from policy_digest.addresses import relative
from policy_digest.languages import language_attributes, original_attributes
from policy_digest.wording import plural

if TYPE_CHECKING:
    from policy_digest.pages.cards import Card, Explained, TargetItem, Told
    from policy_digest.pages.page import Heading
    from policy_digest.pages.parts import Evidence, Link, PassageItem, TextItem, When
    from policy_digest.pages.related import Related
    from policy_digest.passages import Piece

MOST_PLACES = 4
"""Places that each card of an event or a document names; the list below the text has them all."""


@lru_cache(maxsize=16384)  # labels, titles and dates stand on many pages
def _words(text: str) -> str:
    return str(escape(text))


def links(here: str, found: Iterable[Link]) -> str:
    """Links side by side."""
    return ", ".join([f'<a href="{relative(url, here)}">{_words(label)}</a>' for label, url in found])


def _date(when: When) -> str:
    words = _words(when.words)
    return f'<time datetime="{when.iso}">{words}</time>' if when.iso else words


def text_line(here: str, item: TextItem) -> str:
    """A text: its title, its date, its issuers, its kind."""
    by = f" · {links(here, item.issuers)}" if item.issuers else ""
    kind = f" · {_words(item.kind)}" if item.kind else ""
    lang = language_attributes(item.language)
    return (
        f'<a class="pd-title" href="{relative(item.url, here)}"{lang}>{_words(item.title)}</a>\n'
        f'<span class="pd-meta">{_date(item.when)}{by}{kind}</span>\n'
    )


def _piece(piece: Piece) -> str:
    if piece.kind == "noise":
        return f'<span class="pd-own" title="{escape(piece.instead)}">[…]</span>'
    words = escape(piece.words)
    return f'{words} <span class="pd-own">[{escape(piece.instead)}]</span>' if piece.kind == "correction" else words


def _pieces(pieces: Iterable[Piece]) -> str:
    return "".join([_piece(piece) for piece in pieces])


def _around(pieces: Iterable[Piece]) -> str:
    return f'<span class="pd-around">{_pieces(pieces)}</span>' if pieces else ""


def quote(here: str, passage: PassageItem) -> str:
    """A passage in the words of its text, with its place."""
    note = f' <span class="pd-own">Note: {escape(passage.note)}</span>' if passage.note else ""
    return (
        f'<blockquote class="pd-quote"{language_attributes(passage.language)}>\n'
        f"<p>{_around(passage.before)}{_pieces(passage.pieces)}{_around(passage.after)}</p>\n"
        f"</blockquote>\n"
        f'<p class="pd-quote-place"><a href="{relative(passage.url, here)}">{_words(passage.paragraph)}</a>{note}</p>\n'
    )


def date(when: When, basis: bool = False) -> Markup:
    """A date; with `basis`, why it is dated so."""
    why = ""
    if basis and when.basis:
        why = f' <details class="pd-basis"><summary>why</summary><p class="pd-own">{escape(when.basis)}</p></details>'
    return Markup(_date(when) + why)  # noqa: S704 - escaped


def original(name: str) -> Markup:
    """A name in its original language, if there is one, to stand after ours."""
    shown = f' <span class="pd-original"{original_attributes(name)}>{_words(name)}</span>' if name else ""
    return Markup(shown)  # noqa: S704 - escaped


def text_list(here: str, items: Iterable[TextItem]) -> str:
    """Texts one below the other."""
    lines = "".join([f"<li>{text_line(here, item)}</li>\n" for item in items])
    return f'<ul class="pd-list">\n{lines}</ul>\n'


def contents(headings: Iterable[Heading]) -> Markup:
    """A list of contents."""
    lines = [
        f'<li class="pd-level-{one.level}">'
        f'<a href="#{escape(one.id)}"{language_attributes(one.language)}>{escape(one.title)}</a></li>\n'
        for one in headings
    ]
    return Markup("".join(lines))  # noqa: S704 - escaped


def related(here: str, found: Iterable[Related]) -> str:
    """Other texts, each with what it shares."""
    lines = []
    for one in found:
        reasons = [
            f"same {kind if len(shared) == 1 else kind + 's'}: {links(here, shared)}" for kind, shared in one.reasons
        ]
        lines.append(f'<li>{text_line(here, one.text)} <span class="pd-meta">{"; ".join(reasons)}</span></li>\n')
    return "".join(lines)


def evidence(here: str, found: Evidence, level: int) -> str:
    """A text and its passages on something, below a heading of that level."""
    passages = "".join([f"{quote(here, passage)}\n" for passage in found.passages])
    line = text_line(here, found.text)
    heading = f'<h{level} class="pd-evidence-text">{line}</h{level}>'
    return f'<section class="pd-evidence">\n{heading}\n{passages}</section>\n'


def cards(here: str, found: Iterable[Card], language: str) -> str:
    """The cards of a text in that language."""
    return "".join([_card(here, card, language) for card in found])


def _card(here: str, card: Card, language: str) -> str:
    fields = (
        ("Theme", [links(here, card.themes)] if card.themes else []),
        ("Event", [_told(here, one, "told", "events") for one in card.events]),
        ("Document", [_told(here, one, "named", "documents") for one in card.documents]),
        ("Term", [_explained(here, term) for term in card.terms]),
        ("Target", [_target(target) for target in card.targets]),
    )
    listed = "".join([f"<dt>{name}</dt><dd>{'</dd><dd>'.join(values)}</dd>" for name, values in fields if values])
    said = ("Corrected", card.correction), ("Noise", card.noise), ("Defect", card.defect), ("Note", card.note)
    ours = "".join([f'<dt>{name}</dt><dd class="pd-own">{escape(words)}</dd>' for name, words in said if words])
    place = f'<a href="{relative(card.passage.url, here)}">{_words(card.passage.label)}</a>'
    return (
        f'<article class="pd-card" id="{card.id}" aria-label="Passage {card.number}">\n'
        f'<p class="pd-card-quote">{place} <q{language_attributes(language)}>{escape(card.quote)}</q></p>\n'
        f'<dl class="pd-fields">\n'
        f"{listed}{ours}</dl>\n"
        f"</article>\n"
    )


def _told(here: str, one: Told, how: str, section: str) -> str:
    found = len(one.passages)
    listed = f'<a href="#pd-{section}">{found:,} places</a>' if found > MOST_PLACES else links(here, one.passages)
    places = f"; here in {listed}" if found > 1 else ""
    others = f"; also {how} by {plural(one.others, 'other text')}" if one.others else ""
    return f"{links(here, (one.link,))}, {_date(one.when)}{places}{others}"


def _explained(here: str, term: Explained) -> str:
    definition = f': <span class="pd-own">{_words(term.definition)}</span>' if term.definition else ""
    return f"{links(here, (term.link,))}{original(term.original)}{definition}"


def _target(target: TargetItem) -> str:
    value = f": {escape(target.value)}" if target.value else ""
    by = f", due {_date(target.by)}" if target.by.edtf else ""
    return f"{escape(target.what)}{value}{by}"


def _on_page(make: Callable[..., str]) -> Callable[..., Markup]:
    """What gets `here` from the template that calls it, and gives HTML."""

    @jinja2.pass_context
    def call(context: jinja2.runtime.Context, *values: Any) -> Markup:
        return Markup(make(context["here"], *values))  # noqa: S704 - escaped

    return call


TEMPLATE_NAMES = SimpleNamespace(
    links=_on_page(links),
    date=date,
    lang=language_attributes,
    original=original,
    original_lang=original_attributes,
    text_line=_on_page(text_line),
    text_list=_on_page(text_list),
    contents=contents,
    related=_on_page(related),
    quote=_on_page(quote),
    evidence=_on_page(evidence),
    cards=_on_page(cards),
)
"""What templates call `show`."""
