"""A draft of a source: front matter that says what is not sure, and the body. Only this module knows its form."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import yaml

from policy_digest.adding.dating import Dating
from policy_digest.adding.defects import Proposal
from policy_digest.adding.people import Issuers
from policy_digest.adding.pieces import Piece
from policy_digest.adding.titles import Title
from policy_digest.schemas import schema_line
from policy_digest.wording import one_line

_EXPLAINED = (
    "Drafted by `digest add`. A line “check” says what is uncertain about the value below it: compare it with the",
    "capture, correct it, and take the line out.",
)


@dataclass(frozen=True, slots=True)
class CaptureFiles:
    """The files of a capture as the front matter names them."""

    file: str
    sha256: str
    text: str = ""
    """The file with the extracted words; empty where the file itself is plain text."""
    text_sha256: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a draft says."""

    id: str
    title: Title
    dating: Dating
    issuers: Issuers
    authors: tuple[str, ...]
    url: str
    language: str
    language_checks: tuple[str, ...]
    checks: tuple[str, ...]
    """Of the text as a whole."""
    capture: CaptureFiles
    omitted: tuple[Piece, ...]
    proposals: tuple[Proposal, ...]
    body: str


def write_draft(draft: Draft) -> str:
    """The source as a file."""
    return "\n".join(["---", *_front(draft), "---", "", draft.body])


def count_checks(text: str) -> int:
    """How many things a draft asks its editor to check."""
    return sum(line.lstrip().startswith("# check: ") for line in text.partition("\n---\n")[0].split("\n"))


def _front(draft: Draft) -> Iterator[str]:
    yield schema_line(draft.id)
    yield from (f"# {line}" for line in _EXPLAINED)
    yield from _checks(draft.checks)
    yield from _checks(draft.title.checks)
    yield f"title: {_scalar(draft.title.words)}"
    if draft.title.basis:
        yield f"title_basis: {_scalar(draft.title.basis)}"
    yield from _checks(draft.dating.checks)
    yield f'date: "{draft.dating.date}"'
    if draft.dating.type:
        yield f"date_type: {draft.dating.type}"
    if draft.dating.basis:
        yield f"date_basis: {_scalar(draft.dating.basis)}"
    yield from _checks(draft.issuers.checks)
    yield f"issuer: [{', '.join(map(_scalar, draft.issuers.issuer))}]"
    if draft.issuers.publisher:
        yield from _checks(draft.issuers.publisher_checks)
        yield f"publisher: [{', '.join(map(_scalar, draft.issuers.publisher))}]"
    if draft.authors:
        yield from _checks(["stated by metadata alone"])
        yield "author:"
        yield from (f"  - {_scalar(author)}" for author in draft.authors)
    yield from _checks(["none yet: choose from vocabulary/themes.yml"])
    yield "theme: []"
    yield from _checks(draft.language_checks)
    if draft.language:
        yield f"language: {_scalar(draft.language)}"
    yield "status: pending"
    if draft.url:
        yield from _checks(["stated by the page itself"])
        yield f"url: {_scalar(draft.url)}"
    yield from _capture(draft.capture, draft.omitted)
    if draft.proposals:
        yield "annotations:"
        for proposal in draft.proposals:
            yield from _annotation(proposal)


def _capture(capture: CaptureFiles, omitted: Sequence[Piece]) -> Iterator[str]:
    yield "capture:"
    yield f"  file: {_scalar(capture.file)}"
    yield f"  sha256: {capture.sha256}"
    if capture.text:
        yield "  text:"
        yield f"    file: {_scalar(capture.text)}"
        yield f"    sha256: {capture.text_sha256}"
        yield f"    by: {_scalar(capture.by)}"
    lines = [(line, piece.reason) for piece in omitted for line in piece.lines]
    if lines:
        yield from _checks(["is none of these lines part of the text?"], "  ")
        yield "  omitted:"
        for line, reason in lines:
            yield f"    - line: {_scalar(line)}"
            yield f"      reason: {_scalar(reason)}"


def _annotation(proposal: Proposal) -> Iterator[str]:
    yield from _checks([proposal.check], "  ")
    yield f"  - quote: {_scalar(proposal.quote)}"
    for name in ("noise", "correction", "note", "defect"):
        if value := getattr(proposal, name):
            yield f"    {name}: {_scalar(value)}"
    if proposal.every:
        yield "    every: true"


def _checks(checks: Iterable[str], indent: str = "") -> Iterator[str]:
    for check in checks:
        yield f"{indent}# check: {_printable(check)}"


def _printable(text: str) -> str:
    """A text that can stand in a comment: on one line, without what YAML forbids."""
    return one_line(
        "".join(
            char if char.isprintable() or char == " " else " " for char in text if unicodedata.category(char) != "Cf"
        )
    )


def _scalar(text: str) -> str:
    """A text as YAML on one line, quoted where it must be."""
    return yaml.safe_dump(text, allow_unicode=True, width=float("inf")).removesuffix("\n").removesuffix("\n...")
