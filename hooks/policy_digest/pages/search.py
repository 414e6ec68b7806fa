"""The search page: the facets with all their values. Its script finds and shows the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from policy_digest import addresses
from policy_digest.digest import Digest
from policy_digest.languages import language_name
from policy_digest.model import Issuer, Theme
from policy_digest.pages.listing import label_of_year
from policy_digest.pages.page import Content, Page, fill
from policy_digest.search.index import NONE, count_facets

SHOWN = 8
"""Values of a facet that are shown at first."""
NOTHING = {"theme": "No theme yet", "issuer": "Unknown", "kind": "Not stated", "language": "Not stated"}


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet."""

    key: str
    label: str
    count: int
    former: tuple[str, ...]
    """Its former ids, which addresses that were shared may name."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A property by which texts are chosen."""

    name: str
    label: str
    values: tuple[Value, ...]


def search_page(digest: Digest) -> Page:
    """The search page."""
    return Page(
        url=addresses.SEARCH,
        title="Search",
        description="Search all texts of the digest by words, theme, issuer, year, kind and language.",
        parent="",
        render=lambda: Content(
            fill("search.html", addresses.SEARCH, facets=facets(digest), count=len(digest.texts), shown=SHOWN)
        ),
    )


def facets(digest: Digest) -> tuple[Facet, ...]:
    """The facets that tell texts apart: years the newest first, all others the most frequent first."""
    vocabulary = digest.vocabulary
    label_of: Mapping[str, Callable[[str], str]] = {
        "theme": lambda key: vocabulary.themes[key].label,
        "issuer": lambda key: vocabulary.issuers[key].label,
        "year": label_of_year,
        "kind": lambda kind: kind[:1].upper() + kind[1:],
        "language": language_name,
    }
    entries: Mapping[str, Mapping[str, Theme | Issuer]] = {"theme": vocabulary.themes, "issuer": vocabulary.issuers}
    found = []
    for name, counts in count_facets(digest).items():
        named = entries.get(name, {})
        values = [
            Value(
                key,
                NOTHING[name] if key == NONE else label_of[name](key),
                count,
                named[key].aliases if key in named else (),
            )
            for key, count in counts.items()
        ]
        values.sort(key=_newest_first if name == "year" else _most_first)
        if len(values) > 1 or name == "year":
            found.append(Facet(name, name.capitalize(), tuple(values)))
    return tuple(found)


def _newest_first(value: Value) -> tuple[bool, int]:
    return (True, 0) if value.key == addresses.UNDATED else (False, -int(value.key))


def _most_first(value: Value) -> tuple[bool, int, str]:
    return (value.key == NONE, -value.count, value.label.casefold())
