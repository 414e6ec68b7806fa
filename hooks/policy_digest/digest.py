"""The digest: all texts and the vocabulary, linked. Only this step sees the whole corpus."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from policy_digest.addresses import text_above
from policy_digest.corpus import read_texts
from policy_digest.dates import in_order
from policy_digest.ids import refuse_source
from policy_digest.ledger import Ledger, LedgerError, read_ledger
from policy_digest.links import ANNOTATION_FIELDS, MODELS, SOURCE_FIELDS
from policy_digest.model import Annotation, DatedEntry, Entry, SourceFields, Target
from policy_digest.packs import texts_of
from policy_digest.passages import Passage
from policy_digest.problems import Problem, did_you_mean, errors
from policy_digest.sources import source_id
from policy_digest.state import Hashes
from policy_digest.texts import Text
from policy_digest.vocabulary import Vocabulary, nearest_entry, read_vocabulary
from policy_digest.watch import Watched, watched

T = TypeVar("T")
DatedT = TypeVar("DatedT", bound=DatedEntry)

Index = Mapping[str, tuple[str, ...]]
"""Ids of texts by the id of something, in order of date."""
PassageIndex = Mapping[str, tuple[Passage, ...]]
"""Passages by the id of what they speak of, by date of their texts and then in the order of the text."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """A target that a passage states."""

    id: str
    """`<source>:<number of the passage>`, with `.2`, `.3` for further targets of the same passage."""
    target: Target
    passage: Passage


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything that the pages show, cross-referenced."""

    root: Path
    """The folder to which the paths of messages are relative."""
    ledger: Ledger
    texts: Mapping[str, Text]
    """By id, in order of date, the undated last."""
    places: Mapping[str, int]
    """The place of each text in that order, from 0."""
    years: Mapping[str, int | None]
    """The year under which each text stands; None where it is undated."""
    vocabulary: Vocabulary
    texts_by_theme: Index
    """The texts that carry a theme themselves, not those of its sub-themes."""
    texts_by_marked_theme: Index
    """The texts of which a passage is marked with a theme."""
    texts_by_issuer: Index
    texts_by_publisher: Index
    texts_by_event: Index
    texts_by_document: Index
    texts_by_term: Index
    texts_by_pack: Index
    """In the order of the pack."""
    passages_by_theme: PassageIndex
    passages_by_event: PassageIndex
    passages_by_document: PassageIndex
    passages_by_term: PassageIndex
    commitments_by_source: Mapping[str, tuple[Commitment, ...]]
    events_by_theme: Mapping[str, tuple[str, ...]]
    """By date."""
    documents_by_issuer: Mapping[str, tuple[str, ...]]
    """By date."""
    narrower: Mapping[str, tuple[str, ...]]
    """The themes directly below a theme; those without a broader one stand under the empty id."""
    related: Mapping[str, Mapping[str, str]]
    """Related themes with the reason, in both directions."""
    parts: Mapping[str, tuple[str, ...]]
    """The issuers directly below an issuer; those that are part of none stand under the empty id."""

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        """All of them, by date of their texts and then in the order of the text."""
        return tuple(one for found in self.commitments_by_source.values() for one in found)

    def texts_within(self, theme: str) -> set[str]:
        """The texts that carry a theme or one below it."""
        below = [text for other in self.narrower.get(theme, ()) for text in self.texts_within(other)]
        return {*self.texts_by_theme.get(theme, ()), *below}

    def nearest_in_time(self, one: str, others: Sequence[str], most: int) -> tuple[str, ...]:
        """Of texts in order of date, those that stand next to a text in that order."""
        at = bisect_left(others, self.places[one], key=self.places.__getitem__)
        return tuple(others[max(0, at - most) : at + most + 1])

    def newest_first(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Texts in order of date the other way round, the undated last all the same."""
        dated = bisect_left(texts, True, key=lambda one: self.years[one] is None)
        return (*reversed(texts[:dated]), *texts[dated:])


def read_digest(
    folder: Path, root: Path, cache: Path | None = None, hashes: Hashes | None = None, *, details: bool = True
) -> tuple[Digest, list[Problem]]:
    """Read the corpus in `folder` and link it; messages name paths relative to `root`, or to what holds the folder.

    What was read before and has not changed is taken from the folder `cache`; `hashes` are those of files, where they
    are known already. Without `details` the digest is ready sooner, for who asks only few texts for theirs.

    Returns the digest of all that could be read, and all that is wrong. It is fit to be shown only where nothing of
    that is an error.

    Raises:
        WorkError: the processes that read texts broke off.
    """
    if not folder.is_dir():
        return link([], Vocabulary(), Ledger(folder), root), [
            Problem(str(folder), 0, "is not a folder. Name the folder that holds the sources.")
        ]
    if not folder.is_relative_to(root):
        root = folder.parent
    vocabulary, problems = read_vocabulary(folder, root)
    try:
        ledger = read_ledger(folder)
    except LedgerError as error:
        ledger = Ledger(folder)
        problems.append(error.problem)
    texts, faults = read_texts(folder, root, ledger, cache, Hashes() if hashes is None else hashes, details=details)
    problems += faults
    digest = link(texts, vocabulary, ledger, root)
    unread = {source_id(root / problem.path, folder) for problem in errors(faults)}
    unknown = bool(problems) or _names_unknown_ids(digest)
    return digest, problems + check_links(texts, digest, unread, unknown=unknown)


def check_links(texts: Iterable[Text], digest: Digest, unread: Collection[str], *, unknown: bool) -> list[Problem]:
    """Every id that a source or a document names must exist, and no two of `texts` may want one address.

    `unread` are ids of further texts, which could not be read; `unknown` is whether there may be an id that does not
    exist.
    """
    vocabulary = digest.vocabulary
    problems: list[Problem] = []
    owners: dict[str, Text] = {}
    folded: dict[str, Text] = {}
    for text in texts:
        source = text.source
        other = folded.setdefault(source.id.casefold(), text)
        if other is not text:
            whose = (
                f"{other.source.path} apart from its capitals" if other.source.id != source.id else other.source.path
            )
            message = f"has the id '{source.id}', which is that of {whose}. Rename one of the two files."
            problems.append(Problem(source.path, 0, message))
        owners[source.id] = text
        if not unknown:
            continue
        problems += _unknown_ids(text, SOURCE_FIELDS, source.fields, (), vocabulary)
        for index, annotation in text.annotations.items():
            where = ("annotations", index)
            problems += _unknown_ids(text, ANNOTATION_FIELDS, annotation, where, vocabulary)
    ids = set(owners)
    for text in list(owners.values()):
        for alias in text.source.fields.aliases:
            if reason := refuse_source(alias):
                message = f"'aliases' has '{alias}', which cannot have been an id: {reason}"
                problems.append(_problem_with(text, ("aliases",), alias, message))
            owners.setdefault(alias, text)
            other = folded.setdefault(alias.casefold(), text)
            if other is not text:
                whose = f"{other.source.path} has too"
                if alias not in {other.id, *other.source.fields.aliases}:
                    whose += ", apart from its capitals"
                message = f"'aliases' has '{alias}', which {whose}. Take it out of one of the two."
                problems.append(_problem_with(text, ("aliases",), alias, message))
    for one, text in owners.items():
        if above := text_above(one, owners):
            message = f"wants the address of a file beside '{above}'. Rename this text."
            problem = Problem(text.source.path, 0, message)
            if one != text.id:
                message = f"'aliases' has '{one}', which is the address of a file beside '{above}'. Take it out."
                problem = _problem_with(text, ("aliases",), one, message)
            problems.append(problem)
    return problems + _unknown_texts(ids.union(unread), {*owners, *unread}, vocabulary)


def _problem_with(text: Text, where: tuple[str | int, ...], one: str, message: str) -> Problem:
    """A problem with an id that stands in the field at `where`."""
    front = text.detail.front
    return front.problem(front.place(where, one), message)


def _unknown_texts(ids: Collection[str], known: Collection[str], vocabulary: Vocabulary) -> list[Problem]:
    """The texts that the vocabulary names must exist: those of packs by present `ids`, others also by former ones."""
    problems: list[Problem] = []
    for one, document in vocabulary.documents.items():
        if document.source and document.source not in known:
            message = f"'source' of '{one}' is '{document.source}', which is not a text of this digest."
            near = did_you_mean(document.source, known)
            problems.append(vocabulary.files["documents"].problem((one, "source"), message + near))
    for one, pack in vocabulary.packs.items():
        for chosen in pack.sources:
            if chosen not in ids:
                near = did_you_mean(chosen, ids)
                message = f"'sources' of '{one}' has '{chosen}', which is not a text of this digest.{near}"
                file = vocabulary.files["packs"]
                problems.append(file.problem(file.place((one, "sources"), chosen), message))
    return problems


def _names_unknown_ids(digest: Digest) -> bool:
    """Whether any text names an id that is not in the vocabulary.

    Where every quotation was found, what the passages name is all that is named.
    """
    named = {
        "issuers": {*digest.texts_by_issuer, *digest.texts_by_publisher},
        "themes": {*digest.texts_by_theme, *digest.texts_by_marked_theme},
        "events": {*digest.texts_by_event},
        "documents": {*digest.texts_by_document},
        "terms": {*digest.texts_by_term},
    }
    return any(digest.vocabulary.unknown(name, one) for name, ids in named.items() for one in ids)


def _unknown_ids(
    text: Text,
    fields: Mapping[str, str],
    record: SourceFields | Annotation,
    where: tuple[str | int, ...],
    vocabulary: Vocabulary,
) -> Iterator[Problem]:
    for fieldname, file in fields.items():
        ids: tuple[str, ...] = getattr(record, fieldname)
        for one in ids:
            if vocabulary.unknown(file, one):
                known: Mapping[str, Entry] = getattr(vocabulary, file)
                message = f"'{fieldname}' is '{one}', which is not in vocabulary/{file}.yml."
                yield _problem_with(text, (*where, fieldname), one, message + nearest_entry(one, known))


def link(texts: list[Text], vocabulary: Vocabulary, ledger: Ledger, root: Path) -> Digest:
    """Cross-reference texts and vocabulary. Ids that do not exist are passed over: `check_links` names them."""
    ordered = {text.id: text for text in sorted(texts, key=lambda text: (in_order(text.date), text.id))}
    fields = {one: text.source.fields for one, text in ordered.items()}
    found: dict[str, Mapping[str, Any]] = {
        "texts": ordered,
        "places": {one: place for place, one in enumerate(ordered)},
        "years": {one: text.date.year if text.date else None for one, text in ordered.items()},
        "texts_by_theme": _index((theme, one) for one, own in fields.items() for theme in own.theme),
        "texts_by_marked_theme": _index((theme, one) for one, text in ordered.items() for theme in text.said.theme),
        "texts_by_issuer": _index((issuer, one) for one, own in fields.items() for issuer in own.issuer),
        "texts_by_publisher": _index((publisher, one) for one, own in fields.items() for publisher in own.publisher),
        "texts_by_event": _index((event, one) for one, text in ordered.items() for event in text.said.event),
        "texts_by_document": _index((name, one) for one, text in ordered.items() for name in text.said.document),
        "texts_by_term": _index((term, one) for one, text in ordered.items() for term in text.said.term),
        "texts_by_pack": {one: texts_of(pack, ordered, vocabulary.themes) for one, pack in vocabulary.packs.items()},
        "events_by_theme": _index((theme, one) for one, event in by_date(vocabulary.events) for theme in event.theme),
        "documents_by_issuer": _index(
            (issuer, one) for one, document in by_date(vocabulary.documents) for issuer in document.issuer
        ),
        "narrower": _index((theme.broader, one) for one, theme in vocabulary.themes.items()),
        "related": _both_ways({one: theme.related for one, theme in vocabulary.themes.items()}),
        "parts": _index((issuer.part_of, one) for one, issuer in vocabulary.issuers.items()),
    }

    @cache
    def passages() -> dict[str, Mapping[str, Any]]:
        return _passages(ordered.values())

    def later(name: str) -> Watched[Any]:
        return Watched(name, lambda: passages()[name])

    return Digest(
        root=root,
        ledger=ledger,
        vocabulary=replace(vocabulary, **{name: watched(name, getattr(vocabulary, name)) for name in MODELS}),
        **{name: watched(name, mapping) for name, mapping in found.items()},
        passages_by_theme=later("passages_by_theme"),
        passages_by_event=later("passages_by_event"),
        passages_by_document=later("passages_by_document"),
        passages_by_term=later("passages_by_term"),
        commitments_by_source=later("commitments_by_source"),
    )


def by_date(entries: Mapping[str, DatedT]) -> list[tuple[str, DatedT]]:
    """Entries by date and id, the undated last."""
    return sorted(entries.items(), key=lambda item: (in_order(item[1].date), item[0]))


def _index(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


def _passages(texts: Iterable[Text]) -> dict[str, Mapping[str, Any]]:
    """The passages by what they speak of, for each kind of thing; and what they commit to, by text.

    Most builds after an edit do without: the passages of all texts are most of what is kept of them.
    """
    passages = [passage for text in texts for passage in text.passages]
    found: dict[str, Mapping[str, Any]] = {
        f"passages_by_{kind}": _index(
            (one, passage) for passage in passages for one in getattr(passage.annotation, kind)
        )
        for kind in ANNOTATION_FIELDS
    }
    stated = (one for passage in passages if passage.annotation.target for one in _commitments(passage))
    return {**found, "commitments_by_source": _index((one.passage.source, one) for one in stated)}


def _both_ways(related: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for one, others in related.items():
        for other, reason in others.items():
            found[one][other] = reason or found[one].get(other, "")
            found[other].setdefault(one, reason)
    return dict(found)


def _commitments(passage: Passage) -> Iterator[Commitment]:
    for index, target in enumerate(passage.annotation.target, 1):
        more = f".{index}" if index > 1 else ""
        yield Commitment(f"{passage.source}:{passage.number}{more}", target, passage)
