"""The tree of themes, and the evidence of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from policy_digest import addresses
from policy_digest.chronology import Entry
from policy_digest.digest import Digest
from policy_digest.pages.entries import Entries
from policy_digest.pages.evidence import MOST_NAMED, Mentions, evidence_pages, mentions
from policy_digest.pages.grid import Urls, grid
from policy_digest.pages.page import Content, Heading, Item, Page, Subject, chain_firsts, fill
from policy_digest.pages.parts import Counted, Link, TextItem, text_item, texts_listed, tree_order
from policy_digest.pages.schema_org import MOST_ITEMS
from policy_digest.pages.timeline import Timeline, has_timeline, timeline
from policy_digest.vocabulary import ancestors


@dataclass(frozen=True, slots=True)
class Node:
    """A theme in the tree."""

    id: str
    label: str
    url: str
    definition: str
    texts: int
    """Texts that carry it or a theme below it."""
    passages: int
    """Passages marked with it or a theme below it."""
    narrower: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Carriers:
    """The texts that carry a theme, the newest first: all of them, or the latest of very many."""

    theme: Link
    texts: tuple[TextItem, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ThemeView:
    """What a theme page says of the theme itself."""

    label: str
    definition: str
    excludes: str
    narrower: tuple[Counted, ...]
    """With the texts that carry it or a theme below it."""
    related: tuple[tuple[Link, str], ...]
    exact_match: str
    texts: int
    """Texts that carry it or a theme below it."""
    carriers: Carriers
    below: tuple[Carriers, ...]
    """The texts of the themes below it, theme by theme."""
    events: tuple[Link, ...]
    """By date: all of them, or the first of very many."""
    events_in_all: int
    packs: tuple[Link, ...]
    """The reading packs that choose by it."""
    line: Timeline | None


def theme_pages(digest: Digest, entries: Entries) -> list[Page]:
    """The tree, then every theme in the order of the tree."""
    evidence = {one: _mentions(digest, one) for one in tree_order(digest.narrower)}
    urls = {one: _urls_of_years(one, found) for one, found in evidence.items()}
    front = Page(
        url=addresses.THEMES,
        title="Themes",
        description="The tree of themes, with the texts and passages of each.",
        parent="",
        subject=lambda: Subject(
            items=tuple(Item("DefinedTerm", *_link(digest, one)) for one in tree_order(digest.narrower)),
        ),
        render=lambda: _front(digest, urls),
    )
    return [front, *chain_firsts(_pages(digest, one, found, entries) for one, found in evidence.items())]


def _front(digest: Digest, urls: Urls) -> Content:
    roots, years = _nodes(digest, ""), grid(digest, urls)
    headings = [Heading(f"t-{node.id}", node.label, 2) for node in roots if node.narrower]
    if 0 < len(headings) < len(roots):
        headings.append(Heading("without-sub-themes", "Themes without sub-themes", 2))
    if years:
        headings.append(Heading("by-year", "Themes by year", 2))
    return Content(fill("themes.html", addresses.THEMES, roots=roots, grid=years), tuple(headings))


def _nodes(digest: Digest, above: str) -> tuple[Node, ...]:
    themes = digest.vocabulary.themes
    return tuple(
        Node(
            one,
            themes[one].label,
            addresses.theme(one),
            themes[one].definition,
            len(digest.texts_within(one)),
            _passages_within(digest, one),
            _nodes(digest, one),
        )
        for one in digest.narrower.get(above, ())
    )


def _passages_within(digest: Digest, one: str) -> int:
    themes = (one, *tree_order(digest.narrower, one))
    return len(
        {(passage.source, passage.number) for other in themes for passage in digest.passages_by_theme.get(other, ())}
    )


def _mentions(digest: Digest, one: str) -> Mentions:
    carriers = digest.texts_by_theme.get(one, ())
    also = carriers if len(carriers) > MOST_NAMED else ()  # each of very many is on a page of its year
    return mentions(digest, digest.passages_by_theme.get(one, ()), addresses.theme(one), also)


def _urls_of_years(one: str, found: Mentions) -> dict[str, str]:
    """Where each year of a theme's passages stands."""
    return {year.key: year.url or f"{addresses.theme(one)}#y{year.key}" for year in found.listing.years}


def _pages(digest: Digest, one: str, found: Mentions, entries: Entries) -> list[Page]:
    theme = digest.vocabulary.themes[one]
    above = ancestors(digest.vocabulary.themes, one)
    below = tree_order(digest.narrower, one)
    timed = cache(lambda: entries.of_theme([one, *below]))  # who asks for addresses does without
    page = Page(
        url=addresses.theme(one),
        title=theme.label,
        description=theme.definition or f"Texts and passages on the theme {theme.label}.",
        parent=addresses.theme(above[0]) if above else addresses.THEMES,
        render=lambda: Content(""),
        subject=lambda: Subject(
            "DefinedTerm",
            {"termCode": one, "description": theme.definition, "sameAs": theme.exact_match},
            texts_listed(digest, telling),
        ),
        edit=digest.vocabulary.files["themes"].path,
    )
    telling = found.texts[:MOST_ITEMS]
    carried_below = any(other in digest.texts_by_theme for other in below)

    def headings() -> tuple[Heading, ...]:
        return (
            *([Heading("timeline", "Timeline", 2)] if has_timeline(timed()) else []),
            Heading("texts", "Texts", 2),
            *([Heading("below", "Texts of its sub-themes", 2)] if carried_below else []),
        )

    return evidence_pages(digest, page, found, "theme.html", headings, lambda: {"theme": _view(digest, one, timed())})


def _view(digest: Digest, one: str, timed: Sequence[Entry]) -> ThemeView:
    themes = digest.vocabulary.themes
    theme = themes[one]
    below = [_carriers(digest, other) for other in tree_order(digest.narrower, one)]
    events = digest.events_by_theme.get(one, ())
    return ThemeView(
        label=theme.label,
        definition=theme.definition,
        excludes=theme.not_,
        narrower=tuple(
            Counted(themes[other].label, addresses.theme(other), len(digest.texts_within(other)))
            for other in digest.narrower.get(one, ())
        ),
        related=tuple((_link(digest, other), reason) for other, reason in digest.related.get(one, {}).items()),
        exact_match=theme.exact_match,
        texts=len(digest.texts_within(one)),
        carriers=_carriers(digest, one),
        below=tuple(found for found in below if found.count),
        events=tuple(
            Link(digest.vocabulary.events[other].label, addresses.event(other)) for other in events[:MOST_NAMED]
        ),
        events_in_all=len(events),
        packs=tuple(
            Link(pack.label, addresses.pack(other))
            for other, pack in digest.vocabulary.packs.items()
            if one in pack.theme
        ),
        line=timeline(timed),
    )


def _link(digest: Digest, one: str) -> Link:
    return Link(digest.vocabulary.themes[one].label, addresses.theme(one))


def _carriers(digest: Digest, one: str) -> Carriers:
    ids = digest.texts_by_theme.get(one, ())
    latest = digest.newest_first(ids)[:MOST_NAMED]
    return Carriers(_link(digest, one), tuple(text_item(digest, digest.texts[text]) for text in latest), len(ids))
