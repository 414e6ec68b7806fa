"""Likely noise and damage in a text, proposed as annotations for an editor to confirm."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from policy_digest.adding.pieces import Piece
from policy_digest.adding.titles import is_spaced
from policy_digest.body import BREAK
from policy_digest.quotes import Normal, QuoteError, find_quote
from policy_digest.wording import one_line

MOST = 12
"""Proposals of one kind in a draft; the editor is told how many more there are."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An annotation that a draft proposes."""

    quote: str
    check: str
    noise: str = ""
    correction: str = ""
    note: str = ""
    defect: str = ""
    every: bool = False


_ADVERT_WORDS = (
    "app mobile android ios apk online sports? betting bets? casinos? review slots? games? bonus poker download login "
    "free link live odds vip"
)
_ADVERT = re.compile(
    rf"(?<![\w.@/-])(?:\d{{2,4}}bet\d*|bet\d{{2,4}}|w88|m88|fun88|dafabet|1xbet|(?:online )?(?:casino|poker"
    rf"|sportsbook|viagra|cialis)(?= (?:{'|'.join(_ADVERT_WORDS.split())})))"
    rf"(?: (?:{'|'.join(_ADVERT_WORDS.split())})(?!\w))*",
    re.IGNORECASE,
)
SPLIT_YEAR = re.compile(r"(?<![\d.,/-])(?:(?:19|20)\d \d|(?:19|20) \d\d|[12] [09]\d\d)(?![\d.,]\d|\d|%)")
_SPLIT_ORDINAL = re.compile(r"(?<![\d.,])\d{1,3} (?:st|nd|rd|th)\b(?=[ -])")
_HYPHENATED = re.compile(r"(?<![\w-])([^\W\d_]{2,})- ([a-zäöüßáéíóúñ]{2,})(?![\w-])")
_WORDS_BEHIND_DASH = "and or und oder y to bis sowie the a an of in for as it is no not but after"
_BEHIND_DASH = frozenset(_WORDS_BEHIND_DASH.split())
"""What begins no rest of a word: before it, a hyphen with a space is a dash, or stands for the rest of a word."""
_MISREAD = re.compile(
    r"(?<!\w)(?:[A-Za-z]{2,}[01][A-Za-z]{1,}|(?P<name>[A-Z][a-z]{1,2}[A-Z][a-z]{3,})|[A-Z]{2,}[a-z][0-9][A-Z]+)(?!\w)"
)
_OF_PARTS = re.compile(r"Mc|[A-Z][a-z]?[aeiouy]|[AEIOU]")
"""How a name put together begins: its first part is a word or a particle (`WeChat`, `McDonald`) and can be spoken."""
_GLUED = re.compile(r"(?<!\w)[a-z]{2,}(?:[A-Z][a-z]{3,})(?!\w)")
_DOUBLED = re.compile(r"(?<![\w'’-])([^\W\d_]{2,}) \1(?![\w'’-])")
_REALLY_DOUBLE = frozenset(
    {
        *("that", "had", "is", "was", "die", "der", "das", "sie", "que", "nos", "se", "no", "very", "bora"),
        *("many", "long", "far", "so"),
    }
)
_APART = re.compile(f"[\t{BREAK}]")
"""Between cells and blocks: what stands on either side is read apart, such as `yes` twice in a row of a table."""
_TEMPLATE = re.compile(r"\{\{[<%].*?[>%]\}\}|\[(?:caption|gallery|embed)\b[^\]]*\]")
_LOST = re.compile(r"\ufffd|Ã[\x80-\xbf¤¶¼Ÿ©±³]|â€[™œ\x9d“”˜]")


def proposals(pieces: Sequence[Piece], text: str) -> tuple[list[Proposal], list[str]]:
    """What is likely noise or damage in a body whose words are `text`, and what more there is of each kind.

    Each proposal is anchored: its quotation stands in the text once, or is meant wherever it stands.
    """
    kinds = (
        ("advertisements", _adverts),
        ("code of the host page", _templates),
        ("letters set apart", lambda _: _spaced(pieces)),
        ("split numbers", _numbers),
        ("hyphens of line ends", _hyphens),
        ("lost characters", _lost),
        ("misread letters", _misread),
        ("words run together", _glued),
        ("doubled words", _doubled),
        ("left-over marks", _stars),
    )
    words = "\n".join(map(one_line, _APART.split(text)))
    normal = Normal(text)
    kept: list[Proposal] = []
    checks: list[str] = []
    for name, find in kinds:
        found = [made for one in _once(find(words)) if (made := _anchored(one, normal, kept))]
        kept += found[:MOST]
        if len(found) > MOST:
            checks.append(f"{name}: {len(found) - MOST} more in the text")
    return kept, checks


def _once(found: Iterator[Proposal]) -> list[Proposal]:
    return list({one.quote: one for one in found}.values())


def _anchored(one: Proposal, normal: Normal, kept: Sequence[Proposal]) -> Proposal | None:
    """The proposal with `every` where its quotation stands several times; None where it cannot stand or overlaps.

    A word said three times over has two places of “ha ha”, which cannot both be corrected.
    """
    if any(one.quote == other.quote for other in kept):
        return None
    try:
        places = find_quote(normal, one.quote, every=True)
    except QuoteError:
        return None
    if any(place.end > following.start for place, following in pairwise(places)):
        return None
    return replace(one, every=len(places) > 1)


def _adverts(words: str) -> Iterator[Proposal]:
    for found in _ADVERT.finditer(words):
        yield Proposal(
            found[0],
            "an advertisement within the text?",
            noise="advertisement inserted by the host page",
            defect="advertisement",
        )


def _templates(words: str) -> Iterator[Proposal]:
    for found in _TEMPLATE.finditer(words):
        yield Proposal(found[0], "code that no reader was meant to see?", noise="code of the host page’s program")


def _spaced(pieces: Sequence[Piece]) -> Iterator[Proposal]:
    for piece in pieces:
        if not piece.reason and is_spaced(piece.text):
            yield Proposal(
                piece.text,
                "letters set apart: what are the words?",
                note="The letters of this line are set apart in the capture.",
                defect="spaced letters",
            )


def _numbers(words: str) -> Iterator[Proposal]:
    for form in (SPLIT_YEAR, _SPLIT_ORDINAL):
        for found in form.finditer(words):
            yield Proposal(
                found[0], "a number split by a space?", correction=found[0].replace(" ", ""), defect="split number"
            )


def _hyphens(words: str) -> Iterator[Proposal]:
    written = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", _HYPHENATED.sub(" ", words).lower()))
    for found in _HYPHENATED.finditer(words):
        first, rest = found.groups()
        if rest in _BEHIND_DASH:
            continue
        joined, compound = f"{first}{rest}", f"{first}-{rest}"
        own = compound.lower() in written or (rest in written and len(rest) > 3)  # noqa: PLR2004 - `tion` is no word
        yield Proposal(
            found[0],
            "a word split at the end of a line, or a hyphen of its own?",
            correction=compound if own and joined.lower() not in written else joined,
            defect="split word",
        )


def _lost(words: str) -> Iterator[Proposal]:
    for word in filter(_LOST.search, words.split()):
        yield Proposal(
            word,
            "characters were lost; compare with the original",
            note="Characters of this word were lost in the capture.",
            defect="lost characters",
        )


def _misread(words: str) -> Iterator[Proposal]:
    times = Counter(re.findall(r"[^\W\d_]+", words))
    for found in _MISREAD.finditer(words):
        if not found["name"] or not _OF_PARTS.match(found[0]) or times[found[0].capitalize()] > times[found[0]]:
            yield Proposal(
                found[0],
                "letters misread? Write the right word as correction",
                note="This word may have been misread when the original was scanned.",
                defect="misread letters",
            )


def _glued(words: str) -> Iterator[Proposal]:
    for found in _GLUED.finditer(words):
        yield Proposal(
            found[0],
            "two words run together?",
            note="Two words may have run together here.",
            defect="words run together",
        )


def _doubled(words: str) -> Iterator[Proposal]:
    for found in _DOUBLED.finditer(words):
        if found[1].lower() not in _REALLY_DOUBLE:
            yield Proposal(found[0], "a word doubled by mistake?", correction=found[1], defect="doubled words")


def _stars(words: str) -> Iterator[Proposal]:
    if "**" in words:
        yield Proposal(
            "**",
            "asterisks where a name was taken out, or left over from another form of the text?",
            note="Two asterisks stand in the capture; what they stood for is not known.",
            defect="left-over marks",
        )
