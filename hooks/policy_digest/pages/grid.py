"""The grid of themes by year: how much each theme has in each year, every number a link to it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from policy_digest import addresses
from policy_digest.dates import years_in_words
from policy_digest.digest import Digest
from policy_digest.pages.parts import tree_order

MOST_YEARS = 24
"""Years side by side before they are taken together as decades."""
MOST_ROWS = 80
"""Themes of which each has a row; with more, those below the second level count in the row above them."""
SHADES = 4
"""Steps of shading."""

Urls = Mapping[str, Mapping[str, str]]
"""By theme and year (or `undated`), the address of that year's part of the theme's page."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How much a theme has in a year, or nothing."""

    count: int
    url: str
    shade: int
    """0 for nothing, else 1 to `SHADES`."""


@dataclass(frozen=True, slots=True)
class Row:
    """A theme."""

    label: str
    url: str
    level: int
    """How deep in the tree, from 0."""
    unit: str
    """What is counted: `passage`, or `text` where no passage is marked with the theme."""
    total: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The table."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    folded: bool
    """Whether deeper themes count in the row above them."""
    empty: int
    """Themes that are left out since nothing has them yet."""
    texts: bool
    """Whether a row counts texts."""
    gaps: bool
    """Whether years or decades without anything are left out."""


def grid(digest: Digest, urls: Urls) -> Grid | None:
    """The grid of all themes in the order of the tree, or None where no text has a theme."""
    levels = dict(_levels(digest, "", 0))
    folded = len(levels) > MOST_ROWS and max(levels.values()) > 1
    groups = _folded(digest, levels) if folded else {one: [one] for one in levels}
    counts = {one: _counts(digest, group) for one, group in groups.items()}
    years = sorted({year for _, found in counts.values() for year in found if year is not None})
    if not any(found for _, found in counts.values()):
        return None
    size = 10 if len(years) > MOST_YEARS else 1
    units: list[int | None] = list(dict.fromkeys(year // size for year in years))
    if any(None in found for _, found in counts.values()):
        units.append(None)
    highest = max(
        sum(count for year, count in found.items() if _unit(year, size) == unit)
        for _, found in counts.values()
        for unit in units
    )
    kept = [one for one in groups if counts[one][1] or len(groups) <= MOST_ROWS]
    rows = tuple(
        Row(
            digest.vocabulary.themes[one].label,
            addresses.theme(one),
            levels[one],
            counts[one][0],
            sum(counts[one][1].values()),
            tuple(_cell(groups[one], counts[one][1], unit, size, urls, highest) for unit in units),
        )
        for one in kept
    )
    columns = tuple(
        addresses.UNDATED.capitalize() if unit is None else years_in_words(unit * size, (unit + 1) * size - 1)
        for unit in units
    )
    return Grid(
        columns,
        rows,
        folded,
        empty=len(groups) - len(kept),
        texts=any(row.unit == "text" and row.total for row in rows),
        gaps=_have_gaps([year // size for year in years]),
    )


def _levels(digest: Digest, above: str, level: int) -> Iterable[tuple[str, int]]:
    for one in digest.narrower.get(above, ()):
        yield one, level
        yield from _levels(digest, one, level + 1)


def _folded(digest: Digest, levels: Mapping[str, int]) -> dict[str, list[str]]:
    """The themes of the first two levels, each with those that count in its row."""
    return {
        one: [one, *(tree_order(digest.narrower, one) if level else ())] for one, level in levels.items() if level <= 1
    }


def _have_gaps(units: Sequence[int]) -> bool:
    """Whether between some years or decades, in order, others are left out."""
    return bool(units) and len(set(units)) <= units[-1] - units[0]


def _counts(digest: Digest, themes: Sequence[str]) -> tuple[str, Counter[int | None]]:
    """What is counted, and how much of it there is by year; a passage with several of the themes counts once."""
    passages = {(passage.source, passage.number) for one in themes for passage in digest.passages_by_theme.get(one, ())}
    texts = [text for text, _ in passages] or {text for one in themes for text in digest.texts_by_theme.get(one, ())}
    dates = [digest.texts[text].date for text in texts]
    return "passage" if passages else "text", Counter(date.year if date else None for date in dates)


def _unit(year: int | None, size: int) -> int | None:
    return None if year is None else year // size


def _cell(
    themes: Sequence[str], counts: Counter[int | None], unit: int | None, size: int, urls: Urls, highest: int
) -> Cell:
    years = sorted((year for year in counts if _unit(year, size) == unit), key=lambda year: year or 0)
    count = sum(counts[year] for year in years)
    if not count:
        return Cell(0, "", 0)
    keys = [addresses.UNDATED if year is None else str(year) for year in years]
    found = [urls[one][key] for one in themes for key in keys if key in urls.get(one, {})]
    url = found[0] if found else f"{addresses.theme(themes[0])}#texts"
    return Cell(count, url, math.ceil(SHADES * math.sqrt(count / highest)))
