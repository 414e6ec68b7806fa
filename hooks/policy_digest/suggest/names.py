"""Documents, terms and issuers of the vocabulary that a text names: exactly, in another spelling, or nearly so."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz, process

from policy_digest.body import BREAK
from policy_digest.passages import Passage
from policy_digest.quotes import normalise
from policy_digest.suggest.candidates import Candidate
from policy_digest.suggest.manuscript import CJK, Manuscript, Word, words_of
from policy_digest.vocabulary import Vocabulary
from policy_digest.wording import one_line

_QUOTED = re.compile(rf'"([^"{BREAK}]{{2,200}})"|《([^》]{{2,100}})》|「([^」]{{2,100}})」')
_WITHIN = re.compile(r"\(([^()]*)\)|（([^（）]*)）")
_SHORT_FOR = re.compile(r'[(（][^()（）]{0,40}(?:referred to as|以下简称|下称)[^()（）"]{0,12}"([^"]{2,60})"\s*[)）]')
_NEARLY = 82
"""From this likeness (of 100) on, a quoted name is taken for one of the vocabulary."""
_NEARLY_LOOSE = 90
"""The same for words without quotation marks."""
_LEAST_LETTERS = 4
_LEAST_WORDS = 3
"""Words of a name for which a likeness says something."""
_SHORT_QUOTE = 6
"""Up to this many words an annotated passage is the name itself."""
_STEM = 5
_FEW = 3
"""A term that stands up to so many times is suggested for all its places, else for the first; a document for all."""
_LONGEST = 80
"""Characters of a name."""
_SKIPPED = ("of", "on", "for", "in", "to", "by", "with", "from")


@dataclass(frozen=True, slots=True)
class Name:
    """One way in which an entry of the vocabulary is named."""

    field: str
    """`document`, `term` or `issuer`."""
    id: str
    words: tuple[str, ...]
    """Folded, as `words_of` gives them."""
    shown: str
    why: str
    """Why it is a name of the entry, for people."""
    acronym: bool = False
    """Only as written: `CPC`, not `cpc`."""


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a text."""

    start: int
    end: int
    name: Name
    certainty: float
    reason: str
    exact: bool = False
    """The name itself, if in another spelling."""
    inflected: bool = False
    """Other forms of the words, which say little where the text has the name itself."""


class Names:
    """Every name of the vocabulary, and those that annotated passages teach."""

    def __init__(self, vocabulary: Vocabulary, annotated: Iterable[Passage]) -> None:
        """Collect the names: labels and their parts, originals, short forms, quoted spellings, annotated ones."""
        entries: list[Name] = []
        for field, known in (
            ("document", vocabulary.documents),
            ("term", vocabulary.terms),
            ("issuer", vocabulary.issuers),
        ):
            for one, entry in known.items():
                for shown, why in _spellings(entry.label, getattr(entry, "short", ""), getattr(entry, "original", "")):
                    entries += _names(field, one, shown, why)
        owned = {name.words for name in entries}
        for one, term in vocabulary.terms.items():
            for quoted in _quoted(normalise(term.definition)):
                said = _names("term", one, quoted, "a spelling quoted in the definition")
                entries += [name for name in said if name.words not in owned]
        entries += _learned(annotated)
        self._by_first: defaultdict[str, list[Name]] = defaultdict(list)
        self._by_stems: dict[tuple[str, ...], Name] = {}
        self._alike: dict[str, Name] = {}
        seen: dict[tuple[str, tuple[str, ...]], Name] = {}
        for name in entries:
            if seen.setdefault((name.field, name.words), name) is not name:
                continue
            self._by_first[name.words[0]].append(name)
            if not re.search(CJK, name.shown):
                self._by_stems.setdefault(_stemmed(name.words), name)
                if len(_content(name.words)) >= _LEAST_WORDS:
                    self._alike.setdefault(_sorted(name.words), name)
        self._by_stems = {key: name for key, name in self._by_stems.items() if len(key) > 1}
        self._lengths = sorted({len(key) for key in self._by_stems})
        self._keys = list(self._alike)

    def matches(self, manuscript: Manuscript) -> list[Match]:
        """All names in a text, in order.

        Of those that overlap the longest stands, then the surest; but a term may stand within another's name.
        """
        found = [*self._exact(manuscript), *self._inflected(manuscript), *self._near(manuscript)]
        exact = {(match.name.field, match.name.id) for match in found if match.certainty >= _SURE}
        found = [match for match in found if not match.inflected or (match.name.field, match.name.id) not in exact]
        found += _short_forms(manuscript, found)
        found.sort(key=lambda one: (-(one.end - one.start) * (one.certainty >= _SURE), -one.certainty, one.start))
        kept: list[Match] = []
        taken: defaultdict[bool, set[int]] = defaultdict(set)
        for match in found:
            places, is_term = set(range(match.start, match.end)), match.name.field == "term"
            if taken[is_term].isdisjoint(places):
                taken[is_term] |= places
                kept.append(match)
        return sorted(kept, key=lambda match: match.start)

    def _exact(self, manuscript: Manuscript) -> Iterator[Match]:
        words, text = manuscript.words, manuscript.normal.text
        for at, word in enumerate(words):
            for name in self._by_first.get(word.text, ()):
                last = at + len(name.words)
                if tuple(one.text for one in words[at:last]) != name.words:
                    continue
                start, end = word.start, words[last - 1].end
                written = text[start:end]
                if _stops(text, words[at:last], name):
                    continue
                if name.acronym and written != name.shown:
                    continue
                yield Match(start, end, name, *_told(written, name), exact=True)

    def _inflected(self, manuscript: Manuscript) -> Iterator[Match]:
        """Names in other forms of their words; those of three words and more in another order too."""
        text = manuscript.normal.text
        for sentence in manuscript.sentences:
            words = [word for word in sentence.words if word.text not in _SKIPPED]
            for at, word in enumerate(words):
                for length in self._lengths:
                    window = words[at : at + length]
                    name = self._by_stems.get(_stemmed([one.text for one in window]))
                    if not name or len(window) < length or _stops(text, window, name, '"()'):
                        continue
                    written = text[word.start : window[-1].end]
                    reason = (
                        f"“{written}” has the words of “{name.shown}”, {name.why} of the {name.field} {name.id}: check"
                    )
                    yield Match(word.start, window[-1].end, name, 0.55, reason, inflected=True)

    def _near(self, manuscript: Manuscript) -> Iterator[Match]:
        text = manuscript.normal.text
        for found in _QUOTED.finditer(text):
            group = next(group for group in (1, 2, 3) if found[group])
            yield from self._like(text, found.start(group), found.end(group), _NEARLY)
        for sentence in manuscript.sentences:
            for words in _capitalised(text, sentence.words):
                yield from self._like(text, words[0].start, words[-1].end, _NEARLY_LOOSE)

    def _like(self, text: str, start: int, end: int, least: int) -> Iterator[Match]:
        words = tuple(word.text for word in words_of(text[start:end]))
        if len(_content(words)) < _LEAST_WORDS:
            return
        best = process.extractOne(_sorted(words), self._keys, scorer=fuzz.ratio, score_cutoff=least)
        if best:
            name = self._alike[best[0]]
            if _numbers(words) == _numbers(name.words) and words != name.words:
                reason = (
                    f"“{text[start:end]}” is close to “{name.shown}”, {name.why} of the {name.field} {name.id}: check"
                )
                yield Match(start, end, name, best[1] / 100 - 0.25, reason)


_SURE = 0.6
"""A match of this certainty is not given up for a shorter one."""


def find_names(manuscript: Manuscript, matches: Sequence[Match]) -> Iterator[Candidate]:
    """What to say of the documents and terms that a text names: each spelling once, at its first place."""
    seen: set[tuple[str, str, str]] = set()
    text = manuscript.normal.text
    written_at = Counter(text[match.start : match.end] for match in matches)
    for match in matches:
        name, written = match.name, text[match.start : match.end]
        if name.field == "issuer":
            if not (match.exact or match.inflected) and _as_long(written, name):
                note = f"Probably “{name.shown}” is meant."
                yield Candidate("note", note, match.start, match.end, match.reason, match.certainty)
            continue
        key = (name.field, name.id, written.casefold())
        if key in seen:
            continue
        seen.add(key)
        places = written_at[written]
        every = places > 1 and (places <= _FEW or name.field == "document") and _stands(text, written) == places
        more = f"; it occurs {places} times" if places > 1 else ""
        yield Candidate(name.field, name.id, match.start, match.end, match.reason + more, match.certainty, every)


def _as_long(written: str, name: Name) -> bool:
    """Whether a misspelt name has as many words; with fewer it may be a short form that is right."""
    return len(list(words_of(written))) == len(name.words)


def _stands(text: str, words: str) -> int:
    """How often a quotation would be found; it may be a part of other words."""
    return len(re.findall(f"(?={re.escape(words)})", text))


def issuers_named(matches: Sequence[Match]) -> dict[str, list[Match]]:
    """The places at which each issuer is named exactly, by its id."""
    found: defaultdict[str, list[Match]] = defaultdict(list)
    for match in matches:
        if match.name.field == "issuer" and match.exact:
            found[match.name.id].append(match)
    return dict(found)


def _spellings(label: str, short: str, original: str) -> Iterator[tuple[str, str]]:
    """The forms of a name that an entry gives, each with why."""
    label = normalise(label)
    yield label, "the label"
    bare = one_line(_WITHIN.sub(" ", label))
    if bare != label:
        yield bare, "the label without its brackets"
    for groups in _WITHIN.findall(label):
        if len(list(words_of("".join(groups)))) > 1 and not any(char.isdecimal() for char in "".join(groups)):
            yield "".join(groups), "the part of the label in brackets"
    for quoted in _quoted(label):
        yield quoted, "the quoted part of the label"
    if short:
        yield normalise(short), "the short form"
    if original:
        original = normalise(original)
        yield original, "the original name"
        for quoted in _quoted(original):
            yield quoted, "the quoted part of the original name"


def _quoted(text: str) -> list[str]:
    return ["".join(groups) for groups in _QUOTED.findall(text)]


def _names(field: str, one: str, shown: str, why: str) -> list[Name]:
    words = tuple(word.text for word in words_of(shown))
    letters = "".join(words)
    cjk = bool(re.search(CJK, shown))
    acronym = shown.isupper() and shown.isalpha() and not cjk
    if not words or (
        len(letters) < _LEAST_LETTERS and not (cjk and len(words) > 1) and not acronym and "%" not in words
    ):
        return []
    return [Name(field, one, words, shown.strip(), why, acronym)]


def _learned(annotated: Iterable[Passage]) -> list[Name]:
    """Short passages that are annotated with one document or term: spellings that the vocabulary need not have."""
    found: list[Name] = []
    for passage in annotated:
        said = passage.annotation
        if not (said.document or said.term) or len(passage.quote) > _LONGEST:
            continue
        for field, ids in (("document", said.document), ("term", said.term)):
            quote = normalise(passage.quote).strip("\" '")
            if len(ids) == 1 and len(list(words_of(quote))) <= _SHORT_QUOTE:
                why = f"a spelling (annotated in {passage.source}, {passage.block.id})"
                # One word may be a document's short name, which means nothing in another text.
                found += [name for name in _names(field, ids[0], quote, why) if field == "term" or len(name.words) > 1]
    return found


def _told(written: str, name: Name) -> tuple[float, str]:
    """How sure an exact match is, and why it is one."""
    of = f"{name.why} of the {name.field} {name.id}"
    reason = (
        f"“{written}” is {of}" if written == name.shown else f"“{written}” is another spelling of “{name.shown}”, {of}"
    )
    return (0.7 if len(name.words) == 1 else 0.9), reason


def _stops(text: str, words: Sequence[Word], name: Name, more: str = "") -> bool:
    """Whether a sentence or a clause ends between the words that make a name."""
    marks = f"{BREAK};:!?。{more}" if "." in name.shown else f"{BREAK}.;:!?。{more}"
    return any(mark in text[one.end : other.start] for one, other in pairwise(words) for mark in marks)


def _content(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in _SKIPPED]


def _stemmed(words: Iterable[str]) -> tuple[str, ...]:
    """The first letters of the words of a name; of three and more in the order of the alphabet."""
    found = [word[:_STEM] for word in _content(words)]
    return tuple(sorted(found) if len(found) >= _LEAST_WORDS else found)


def _sorted(words: Iterable[str]) -> str:
    return " ".join(sorted(_content(words)))


def _numbers(words: Iterable[str]) -> set[str]:
    return {word for word in words if word.isdecimal()}


def _capitalised(text: str, words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Runs of words with a capital, joined by small ones: what English writes for names."""
    run: list[Word] = []
    for word in words:
        capital = text[word.start].isupper() or text[word.start].isdecimal()
        broken = run and re.search(r"[.,;:\"()]", text[run[-1].end : word.start])
        if run and (broken or not (capital or word.text in _SKIPPED)):
            yield from _full(text, run)
            run = []
        if capital or run:
            run.append(word)
    yield from _full(text, run)


def _full(text: str, run: list[Word]) -> Iterator[Sequence[Word]]:
    """A run, and what `and` joins in it, where these are long enough for a name."""
    joints = [at for at, (one, other) in enumerate(pairwise(run), 1) if "and" in text[one.end : other.start].split()]
    parts = [run[start:end] for start, end in pairwise([0, *joints, len(run)])] if joints else []
    for words in [run, *parts]:
        while words and words[-1].text in _SKIPPED:
            words.pop()
        if len(words) >= _LEAST_WORDS:
            yield words


def _short_forms(manuscript: Manuscript, found: Sequence[Match]) -> list[Match]:
    """Short names that the text itself gives to a document: (hereinafter referred to as "Task")."""
    text, more = manuscript.normal.text, []
    documents = [match for match in found if match.name.field == "document"]
    given: dict[str, Match] = {}
    for said in _SHORT_FOR.finditer(text):
        block = manuscript.block(said.start())
        before = [one for one in documents if one.end <= said.start() and manuscript.block(one.start) == block]
        if before:
            given[said[1]] = max(before, key=lambda one: one.end)
    for short, match in given.items():
        for place in re.finditer(re.escape(f'"{short}"'), text):
            reason = f"“{short}” is what the text itself calls “{match.name.shown}”"
            more.append(Match(place.start(), place.end(), match.name, 0.85, reason))
    return more
