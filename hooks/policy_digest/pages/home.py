"""The generated part of the home page: what there is, the latest texts, the top of the tree of themes."""

from __future__ import annotations

from markupsafe import Markup

from policy_digest import addresses
from policy_digest.chronology import chronology
from policy_digest.digest import Digest
from policy_digest.pages.page import fill
from policy_digest.pages.parts import Counted, Link, text_item, tree_order
from policy_digest.wording import plural

LATEST = 5
"""Texts that the home page names."""
MOST_THEMES = 60
"""Themes that it names: of a longer list the first that have anything, and a link to all."""


def home(digest: Digest) -> Markup:
    """The part of the home page that follows from the digest."""
    from policy_digest.pages.timeline import timeline  # noqa: PLC0415 - takes time to load; most edits leave this page

    dated = [text for text in digest.texts.values() if text.date]
    themes = digest.vocabulary.themes
    return fill(
        "home.html",
        addresses.HOME,
        counts=(
            Counted("text", addresses.SOURCES, len(digest.texts)),
            Counted("passage marked", addresses.THEMES, sum(len(text.passages) for text in digest.texts.values())),
            Counted("event", addresses.EVENTS, len(digest.vocabulary.events)),
            Counted("document", addresses.DOCUMENTS, len(digest.vocabulary.documents)),
            Counted("target", addresses.TARGETS, len(digest.commitments)),
            Counted("term", addresses.TERMS, len(digest.vocabulary.terms)),
        ),
        packs=bool(digest.vocabulary.packs),
        latest=tuple(text_item(digest, text) for text in reversed((dated or list(digest.texts.values()))[-LATEST:])),
        themes=tuple(
            (Link(themes[one].label, addresses.theme(one)), themes[one].definition, size)
            for one in digest.narrower.get("", ())
            if (size := _size(digest, one))
        )[:MOST_THEMES],
        themes_in_all=len(themes),
        line=timeline(chronology(digest)),
    )


def _size(digest: Digest, theme: str) -> str:
    """How much a theme has with those below it, as its own page counts it; empty where that is nothing."""
    if within := digest.texts_within(theme):
        return plural(len(within), "text")
    themes = (theme, *tree_order(digest.narrower, theme))
    marked = {text for one in themes for text in digest.texts_by_marked_theme.get(one, ())}
    return f"passages in {plural(len(marked), 'text')}" if marked else ""
