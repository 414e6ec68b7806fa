"""A text: a source with its rendered body and its annotations anchored in it. Each depends on its own files alone."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from policy_digest.body import Body, count_words, render_body
from policy_digest.captures import Fidelity, check_capture
from policy_digest.dates import Date
from policy_digest.ledger import (
    FrozenText,
    Ledger,
    LedgerError,
    Release,
    hash_words,
    read_releases,
    read_words,
    version_of,
)
from policy_digest.model import Annotation, SourceFields
from policy_digest.numbering import Assignment, assign
from policy_digest.passages import PackedPassages, Passage, Said, anchor, pack, said_by, unpack
from policy_digest.problems import Problem, Severity
from policy_digest.sources import Source, read_source
from policy_digest.unseen import lost_addresses, unseen
from policy_digest.watch import note
from policy_digest.yaml_document import YamlDocument

DEEPEST = 100
"""Quotations or lists that one line may not open within one another: many readers of EPUB go no deeper than 256
elements, two for each list, and making HTML takes the square of the depth in time."""
TOO_DEEP = re.compile(
    rf"^(?!(?:[ \t]*-)+[ \t]*$|(?:[ \t]*\*)+[ \t]*$)(?:[ \t]*(?:>|(?:[-+*]|\d{{1,9}}[.)])(?=[ \t]))){{{DEEPEST}}}",
    re.MULTILINE,
)
"""What opens so many; not a rule across the page, of hyphens or asterisks alone."""


class Edition(NamedTuple):
    """What the ledger knows of a text."""

    version: str
    """Short hash of the text as it stands now."""
    first: str
    """The day of its first release, ISO 8601; empty where it was never released."""
    date: str
    """The day of its last release, ISO 8601; empty where it was never released."""
    last: str
    """The version of its last release; empty where it was never released."""
    releases: tuple[Release, ...]
    """The releases that changed the text, the latest first."""

    @property
    def released(self) -> bool:
        """Whether the text stands as it was last released."""
        return self.last == self.version


class Detail(NamedTuple):
    """What of a text only its own page and few others need."""

    front: YamlDocument
    """The front matter as YAML, for messages that name a line."""
    body: Body
    frozen: FrozenText | None
    """The last release."""
    assigned: Assignment | None
    """The ids of its paragraphs where the last release had others, or had them in another order."""

    @property
    def assignment(self) -> Assignment:
        """The ids of its paragraphs, and what the last release had besides."""
        return self.assigned or assign(None, self.body.units())


class Text:
    """One text, ready to be linked with the others.

    Of its attributes `source`, `said` and `passages` are its face, which lists and pages of evidence show; a page that
    looks at any other is out of date as soon as anything in the text has changed.
    """

    __slots__ = ("_counts", "_detail", "_edition", "_fidelity", "_load", "_passages", "face", "key", "said", "source")

    def __init__(
        self,
        source: Source,
        passages: tuple[Passage, ...] | PackedPassages,
        fidelity: Fidelity | None,
        edition: Edition | None,
        counts: tuple[int, int] | None,
        detail: Detail | Callable[[], Detail],
        key: bytes = b"",
        face: bytes = b"",
    ) -> None:
        """Put a text together; `detail` may be what loads it, `key` and `face` are hashes of all and of its face.

        `counts`, and `edition` of a text that was never released, are worked out from the detail when they are wanted.
        """
        self.source = source
        self._passages = passages
        self.said = passages.said if isinstance(passages, PackedPassages) else said_by(passages)
        self._fidelity = fidelity
        self._edition = edition
        self._counts = counts
        self._detail = detail
        self._load = _gone if isinstance(detail, Detail) else detail
        self.key = key
        self.face = face

    @property
    def id(self) -> str:
        """The id of the source."""
        return self.source.id

    @property
    def date(self) -> Date | None:
        """The date of the text, None where it is undated."""
        return self.source.fields.date

    @property
    def passages(self) -> tuple[Passage, ...]:
        """In the order of the text; an outer passage before those within it."""
        found = self._passages
        if isinstance(found, PackedPassages):
            found = self._passages = unpack(self.id, found.data)
        return found

    @property
    def annotations(self) -> Mapping[int, Annotation]:
        """What is said of its passages, by the place in the file; of a text just read also where one was not found."""
        given = self.source.fields.annotations
        return dict(enumerate(given)) if given else {one.index: one.annotation for one in self.passages}

    @property
    def detail(self) -> Detail:
        """All that is known of the text."""
        note("text", self.id)
        found = self._detail
        if not isinstance(found, Detail):
            found = self._detail = found()
            _loaded.append(self)
            if len(_loaded) > LOADED:
                old = _loaded.popleft()
                old._detail = old._load
        return found

    @property
    def body(self) -> Body:
        """The rendered text."""
        return self.detail.body

    @property
    def fidelity(self) -> Fidelity | None:
        """None where there is no capture to compare with."""
        note("text", self.id)
        return self._fidelity

    @property
    def edition(self) -> Edition:
        """Its version and releases."""
        note("text", self.id)
        if self._edition is None:
            hashes = (hash_words(words) for _, words in self.body.units())
            ids = dict.fromkeys(block.id for block in self.body.blocks)
            self._edition = Edition(version_of(zip(ids, hashes, strict=True)), "", "", "", ())
        return self._edition

    @property
    def words(self) -> int:
        """Number of words; in Chinese, of characters."""
        return self._counted()[0]

    @property
    def paragraphs(self) -> int:
        """Number of paragraphs, list items and table rows that have an id."""
        return self._counted()[1]

    def _counted(self) -> tuple[int, int]:
        note("text", self.id)
        if self._counts is None:
            ids = {block.id for block in self.body.blocks}
            self._counts = count_words(self.body.text), sum(one[0] == "p" for one in ids)
        return self._counts

    def settle(self) -> None:
        """Work out all that can be known without the detail later on."""
        self._edition, self._counts = self.edition, self._counted()

    def __reduce__(self) -> tuple[Callable[..., Text], tuple[object, ...]]:
        """Kept and sent without its detail, which few pages need, but with what loads it."""
        found = self._passages
        data = found.data if isinstance(found, PackedPassages) else pack(found)
        fields = self.source.fields.model_copy(update={"annotations": ()})  # the passages have them
        others = (self._fidelity, self._edition, self._counts, self._load, self.key, self.face)
        return _unpacked, (self.id, self.source.path, fields, tuple(self.said), data, *others)

    def with_detail(self, load: Callable[[], Detail]) -> Text:
        """The same text with what loads its detail."""
        self._detail = self._load = load
        return self

    def without_passages(self) -> Text:
        """The same text as if nothing were said of it."""
        return Text(self.source, (), self._fidelity, self._edition, self._counts, self._detail, self.key, self.face)


LOADED = 32
"""Texts that hold their detail at a time: a page looks at few, and all of them together would fill the memory."""
_loaded: deque[Text] = deque()


def _unpacked(
    one: str, path: str, fields: SourceFields, said: tuple[tuple[str, ...], ...], data: bytes, *others: Any
) -> Text:
    return Text(Source(one, fields, "", YamlDocument(path, None), 0), PackedPassages(Said(*said), data), *others)


def _gone() -> Detail:
    raise LookupError("nothing was said that would load the detail of the text")


def read_text_file(path: Path, folder: Path, root: Path, ledger: Ledger) -> tuple[Text | None, list[Problem]]:
    """Read, render, check and anchor one source of the corpus in `folder`; messages name paths relative to `root`.

    Its paragraphs have the ids that the ledger has minted for them.

    Returns the text without what is wrong, or None where its fields cannot be read, and all that is wrong with it.
    """
    source, problems = read_source(path, folder, root)
    if source is None:
        return None, problems
    if deep := TOO_DEEP.search(source.text):
        line = source.text_line + source.text.count("\n", 0, deep.start())
        message = f"has {DEEPEST} quotations or lists within one another. Put a \\ before the first sign of the line."
        return None, [*problems, Problem(source.path, line, message)]
    try:
        body, edition, frozen, assigned = _with_ids(source, ledger)
    except LedgerError as error:
        problems.append(error.problem)
        body, edition, frozen, assigned = render_body(source.text), None, None, None
    detail = Detail(source.front, body, frozen, assigned)
    if not body.text.strip():
        if source.text.strip():
            message = "has no text that a reader would see. Put the source's words below the front matter."
            problems.append(Problem(source.path, source.text_line, message))
            problems += _hidden(source, unseen(source.text))
        return Text(source, (), None, edition, None, detail), problems
    fidelity, faults = check_capture(source, body, folder / "captures", root)
    problems += _hidden(source, lost_addresses(source.text, body))
    if fidelity is None:
        problems += _hidden(source, unseen(source.text))
    passages, more = anchor(source, body)
    return Text(source, passages, fidelity, edition, None, detail), problems + faults + more


def _hidden(source: Source, found: Iterable[tuple[int, str]]) -> list[Problem]:
    """Warnings of what no reader sees, each found at an offset of the text."""
    hidden = list(found)
    ends = [end.start() for end in re.finditer("\n", source.text)] if hidden else []
    return [
        Problem(source.path, source.text_line + bisect_left(ends, at), what, Severity.WARNING) for at, what in hidden
    ]


def _with_ids(source: Source, ledger: Ledger) -> tuple[Body, Edition | None, FrozenText | None, Assignment | None]:
    """Render a source with the ids of its last release, under its present id or a former one."""
    body = render_body(source.text)
    frozen = ledger.last(source.id, source.fields.aliases)
    if frozen is None:
        return body, None, None, None
    units = body.units()
    hashes = [hash_words(words) for _, words in units]
    counted = list(dict.fromkeys(block.id for block in body.blocks))
    assigned = None
    if [(block.id, block.hash) for block in frozen.blocks] != list(zip(counted, hashes, strict=True)):
        assigned = assign(read_words(ledger, frozen), units)
        counted = [placed.id for placed in assigned.blocks]
        body = render_body(source.text, counted, [(at, block.id) for at, block in assigned.removed])
    version = version_of(zip(counted, hashes, strict=True))
    releases = read_releases(ledger, frozen)
    return body, Edition(version, frozen.first, frozen.date, frozen.version, releases), frozen, assigned
