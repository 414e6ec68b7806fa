"""All suggestions for a text: found, freed of what is annotated already, put together by passage, and anchored."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from policy_digest.model import Annotation, Target
from policy_digest.passages import Passage
from policy_digest.quotes import Span, normalise
from policy_digest.suggest.annotated import Annotated
from policy_digest.suggest.candidates import FIELDS, LEAST, Candidate
from policy_digest.suggest.events import Events
from policy_digest.suggest.manuscript import Manuscript
from policy_digest.suggest.mentions import mentions
from policy_digest.suggest.names import Match, Names, find_names, issuers_named
from policy_digest.suggest.quotation import everywhere, quotation
from policy_digest.suggest.repeats import find_repeats, known_noise
from policy_digest.suggest.targets import find_targets
from policy_digest.suggest.themes import Themes
from policy_digest.texts import Text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An annotation that an editor may take over as it stands."""

    fields: dict[str, Any]
    """What to write under `annotations`: plain values in the order in which they are written."""
    reasons: tuple[tuple[str, str], ...]
    """What is said, and why, for people."""
    spans: tuple[Span, ...]
    """Where it anchors in the text."""
    block: str
    """The id of the paragraph of its first passage."""

    @property
    def annotation(self) -> Annotation:
        """The suggestion as the model reads it."""
        return Annotation.model_validate(self.fields)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What suggestions rest on: the vocabulary, and what is annotated."""

    events: Events
    names: Names
    themes: Themes
    noise: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is suggested for one text."""

    annotations: tuple[Suggestion, ...]
    """In the order of the text."""
    issuers: dict[str, list[Match]]
    """Issuers that the text names, which no annotation can say, save those that its fields have."""
    manuscript: Manuscript


def learn_from(annotated: Annotated, without: str = "") -> Knowledge:
    """What a corpus teaches, leaving one of its texts out. Linear in the annotated passages."""
    passages = [passage for one, text in annotated.texts.items() if one != without for passage in text.passages]
    known = annotated.vocabulary
    return Knowledge(Events(known), Names(known, passages), Themes(known, passages), known_noise(passages))


def suggest(text: Text, knowledge: Knowledge, *, kinds: Collection[str] = FIELDS, least: float = LEAST) -> Suggestions:
    """The annotations that a text may want, in the order of the text. Each anchors, and says nothing that is said."""
    manuscript = Manuscript(text)
    matches = knowledge.names.matches(manuscript)
    taken = [(match.start, match.end) for match in matches if match.name.field == "document"]
    repeats = list(find_repeats(manuscript, knowledge.noise))
    found = [
        *knowledge.events.find(manuscript, mentions(manuscript), taken),
        *find_names(manuscript, matches),
        *knowledge.themes.find(manuscript),
        *find_targets(manuscript, [*taken, *_places(manuscript, repeats)]),
        *repeats,
    ]
    wanted = [one for one in found if one.field in kinds and one.certainty >= least]
    fresh = [one for candidate in wanted if (one := _unsaid(candidate, manuscript, text.passages))]
    spoken = {*text.source.fields.issuer, *text.source.fields.publisher}
    return Suggestions(
        tuple(_anchored(manuscript, fresh)),
        {one: places for one, places in issuers_named(matches).items() if one not in spoken},
        manuscript,
    )


def _places(manuscript: Manuscript, candidates: Iterable[Candidate]) -> Iterator[tuple[int, int]]:
    """All places at which the words of some candidates stand."""
    text = manuscript.normal.text
    for one in candidates:
        yield from (found.span() for found in re.finditer(re.escape(text[one.start : one.end]), text))


def _unsaid(candidate: Candidate, manuscript: Manuscript, passages: Sequence[Passage]) -> Candidate | None:
    """A candidate whose passage is not annotated so; one with `every`, of which some are, at the first that is not."""
    written = manuscript.normal.text[candidate.start : candidate.end]
    said = [passage for passage in passages if _says(passage, candidate)]
    if candidate.field in {"term", "document"} and any(written in normalise(passage.quote) for passage in said):
        return None
    places = list(_places(manuscript, [candidate])) if candidate.every else [(candidate.start, candidate.end)]
    free = [place for place in places if _is_free(manuscript.normal.span(*place), said, passages)]
    if not free:
        return None
    return candidate if len(free) == len(places) else replace(candidate, start=free[0][0], end=free[0][1], every=False)


def _is_free(span: Span, said: Iterable[Passage], passages: Iterable[Passage]) -> bool:
    """Whether no overlapping passage says it and none is the very same, for which there may be but one annotation."""
    overlapping = any(passage.span.start < span.end and span.start < passage.span.end for passage in said)
    return not (overlapping or any(passage.span == span for passage in passages))


def _says(passage: Passage, candidate: Candidate) -> bool:
    """Whether a passage says the same; for themes, targets and noise, whether it says anything of the kind."""
    said = getattr(passage.annotation, candidate.field)
    return bool(said) if candidate.field in {"theme", "target", "noise"} else candidate.value in said


def _anchored(manuscript: Manuscript, candidates: Sequence[Candidate]) -> list[Suggestion]:
    """One suggestion for each passage; no two have a passage in common, nor one with what is annotated."""
    groups: defaultdict[tuple[int, int, bool], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.start, candidate.end, candidate.every].append(candidate)
    used = {(passage.span.start, passage.span.end) for passage in manuscript.text.passages}
    found: list[Suggestion] = []
    for (start, end, every), group in sorted(groups.items(), key=lambda item: (not item[0][2], item[0])):
        fields: dict[str, Any]
        if every:
            fields = {"quote": manuscript.written(start, end), "every": True}
            spans = everywhere(manuscript, fields["quote"])
        else:
            fields = dict(quotation(manuscript, start, end) or {})
            spans = [manuscript.normal.span(start, end)] if fields else []
        places = {(span.start, span.end) for span in spans}
        if not spans or places & used:
            continue
        used |= places
        found.append(_suggestion(manuscript, fields, group, spans))
    return sorted(found, key=lambda one: (one.spans[0].start, -one.spans[0].end))


def _suggestion(
    manuscript: Manuscript, fields: dict[str, Any], group: Sequence[Candidate], spans: Sequence[Span]
) -> Suggestion:
    reasons: list[tuple[str, str]] = []
    for field in FIELDS:
        said = [candidate for candidate in group if candidate.field == field]
        values = list(
            dict.fromkeys(_plain(candidate.value) for candidate in said if not isinstance(candidate.value, Target))
        )
        if field == "target" and said:
            targets = [_target(candidate.value) for candidate in said]
            fields[field] = targets if len(targets) > 1 else targets[0]
        elif values:
            fields[field] = values if field == "theme" or len(values) > 1 else values[0]
        reasons += dict.fromkeys((_told(candidate), candidate.reason) for candidate in said)
    return Suggestion(fields, tuple(reasons), tuple(spans), manuscript.block_id(group[0].start))


def _plain(value: str | Target) -> str:
    return value if isinstance(value, str) else value.what


def _target(value: str | Target) -> dict[str, str]:
    assert isinstance(value, Target), "the field says so"
    fields = {"what": value.what, "value": value.value, "by": value.by.edtf if value.by else ""}
    return {name: said for name, said in fields.items() if said}


def _told(candidate: Candidate) -> str:
    """What a candidate says: `event politburo-study-2023-05`."""
    named = candidate.field in {"event", "document", "term", "theme"}
    return f"{candidate.field} {candidate.value}" if named else candidate.field
