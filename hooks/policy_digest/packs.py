"""Reading packs: which texts each has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policy_digest.dates import Date, Day
from policy_digest.model import Pack, Theme
from policy_digest.texts import Text
from policy_digest.vocabulary import ancestors


def texts_of(pack: Pack, texts: Mapping[str, Text], themes: Mapping[str, Theme]) -> tuple[str, ...]:
    """The ids of a pack's texts: those named by hand in their order, then those chosen, in the order of `texts`.

    `texts` are all there are, by id, in order of date. An id that is none of them is passed over.
    """
    named = tuple(one for one in pack.sources if one in texts)
    return tuple(dict.fromkeys((*named, *_chosen(pack, texts, themes))))


def _chosen(pack: Pack, texts: Mapping[str, Text], themes: Mapping[str, Theme]) -> Iterator[str]:
    """The texts of the pack's themes and their sub-themes, within its period."""
    if not (pack.theme or pack.from_ or pack.to):
        return
    wanted = {one for one in themes if not {one, *ancestors(themes, one)}.isdisjoint(pack.theme)}
    for one, text in texts.items():
        if (not pack.theme or not wanted.isdisjoint(text.source.fields.theme)) and _within(pack, text.date):
            yield one


def _within(pack: Pack, date: Date | None) -> bool:
    """Whether a date can lie in the period. What is undated is in no period, and in a pack without one."""
    if not (pack.from_ or pack.to):
        return True
    if date is None:
        return False
    start = pack.from_.earliest if pack.from_ else None
    end = pack.to.latest if pack.to else None
    return _not_after(start, date.latest) and _not_after(date.earliest, end)


def _not_after(one: Day | None, other: Day | None) -> bool:
    return one is None or other is None or one <= other
