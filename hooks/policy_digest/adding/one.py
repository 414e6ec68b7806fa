"""One raw file added to a corpus: read, drafted, proved, and only then put in its place."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from policy_digest.adding.dating import date_text
from policy_digest.adding.defects import proposals
from policy_digest.adding.draft import CaptureFiles, Draft, count_checks, write_draft
from policy_digest.adding.escaping import body_of
from policy_digest.adding.naming import capture_name, new_id
from policy_digest.adding.people import find_issuers, find_language
from policy_digest.adding.pieces import AddError, Extract, Piece, listed, shown
from policy_digest.adding.reading import read_raw
from policy_digest.adding.shelf import Near, Shelf
from policy_digest.adding.titles import Title, find_title
from policy_digest.body import count_words, render_body
from policy_digest.ledger import Ledger
from policy_digest.problems import errors
from policy_digest.publish import write
from policy_digest.syntax import CONFLICT
from policy_digest.texts import read_text_file
from policy_digest.vocabulary import Vocabulary
from policy_digest.wording import one_line


@dataclass(frozen=True, slots=True)
class Added:
    """A file that has become a draft."""

    path: Path
    id: str
    date: str
    language: str
    words: int
    omitted: int
    checks: int
    near: Near | None


@dataclass(frozen=True, slots=True)
class Known:
    """A file whose bytes the corpus holds already; nothing is written."""

    path: Path
    capture: str
    source: str
    """The id of its source."""


def add_file(path: Path, shelf: Shelf, vocabulary: Vocabulary, *, under: str = "") -> Added | Known:
    """Add a raw file to the corpus of `shelf`: its capture untouched, and a draft. Nothing that exists is written over.

    Raises:
        AddError: the file cannot be added; the corpus is as it was.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AddError(f"cannot be read: {error.strerror}.") from error
    sha256 = hashlib.sha256(data).hexdigest()
    held = shelf.captures.get(sha256, "")
    if held in shelf.source_of:
        return Known(path, held, shelf.source_of[held])
    extract = read_raw(path)
    title = find_title(extract)
    language, language_checks = find_language(extract)
    one = new_id(title.words if not title.basis else "", title.words, path.name, language, shelf.ids, under)
    mark = "\ufeff" * extract.text.startswith("\ufeff")  # who reads the file takes its first for a byte-order mark
    captured = data if not extract.by else f"{mark}{extract.text}".encode()
    beside = ".txt" if extract.by else ""
    name = held or capture_name(path.name, shelf.names, beside=beside)
    capture = CaptureFiles(name, sha256)
    if beside:
        capture = replace(capture, text=name + beside, text_sha256=hashlib.sha256(captured).hexdigest(), by=extract.by)
    pieces = _without_ambiguity(extract.pieces)
    body = _titled_markdown(extract, title) if extract.body else body_of(_titled(pieces, title))
    rendered = render_body(body)
    offered, more = proposals(pieces, rendered.text)
    near = shelf.nearest(" ".join(rendered.words), but={name, capture.text})
    checks = [*extract.checks, *more, *_headings_to_check(pieces, title)]
    if near:
        checks.insert(
            0,
            f"{near.percent} of its words ({near.words:,} of {near.of:,}) also stand in {near.id}: another version?",
        )
    draft = Draft(
        id=one,
        title=title,
        dating=date_text(replace(extract, pieces=tuple(pieces)), title, path.name),
        issuers=find_issuers(extract, title, vocabulary.issuers),
        authors=extract.authors,
        url=extract.url,
        language=language,
        language_checks=language_checks,
        checks=tuple(checks),
        capture=capture,
        omitted=tuple(piece for piece in pieces if piece.reason),
        proposals=tuple(offered),
        body=body,
    )
    text = write_draft(draft)
    files = {f"{one}.md": text.encode(), f"captures/{name}": data}
    if beside:
        files[f"captures/{capture.text}"] = captured
    _prove(files, one)
    _put(shelf.folder, files)
    shelf.put(one, sha256, [name, *([capture.text] if beside else [])], body)
    words = count_words(rendered.text)
    omitted = sum(count_words(piece.text) for piece in draft.omitted)
    return Added(path, one, draft.dating.date, language, words, omitted, count_checks(text), near)


def _without_ambiguity(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, less the proposals to omit a line that was kept before.

    Of two such lines an editor could not see which one is declared.
    """
    seen: set[str] = set()
    clear = []
    for piece in pieces:
        if piece.reason and any(line in seen for line in piece.lines):
            piece = replace(piece, reason="")  # noqa: PLW2901 - the piece as it goes on
        if not piece.reason:
            seen.update(piece.lines)
        clear.append(piece)
    return clear


def _titled(pieces: Sequence[Piece], title: Title) -> list[Piece]:
    """The pieces of the text: its title as the one heading of the first level, the others below it without a gap."""
    kept = [(place, piece) for place, piece in enumerate(pieces) if not piece.reason]
    others = {piece.level for place, piece in kept if piece.kind == "heading" and place not in title.places}
    levels = {level: min(place, 6) for place, level in enumerate(sorted(others), 2)}
    titled: list[Piece] = []
    for place, piece in kept:
        if place in title.places:
            if place == title.places[0]:
                lines = tuple(line for one in title.places for line in pieces[one].lines)
                titled.append(Piece(lines, "heading", 1, markdown=piece.markdown if len(title.places) == 1 else ""))
        else:
            titled.append(replace(piece, level=levels[piece.level]) if piece.kind == "heading" else piece)
    return titled


def _titled_markdown(extract: Extract, title: Title) -> str:
    """A Markdown body with its title line as heading, where that is the first line and no heading yet."""
    first, _, rest = extract.body.lstrip("\n").partition("\n")
    plain = one_line(first)
    if title.places and plain == title.words and extract.pieces[title.places[0]].kind == "paragraph":
        made = f"# {plain}\n\n{rest.lstrip()}"
        if render_body(made).words == render_body(extract.body).words:
            return made
    return extract.body.strip("\n") + "\n"


def _headings_to_check(pieces: Sequence[Piece], title: Title) -> list[str]:
    unsure = [
        piece.text
        for place, piece in enumerate(pieces)
        if piece.unsure and not piece.reason and place not in title.places
    ]
    return [f"taken for headings by their look: {listed([shown(words, 40) for words in unsure])}"] if unsure else []


def _prove(files: dict[str, bytes], one: str) -> None:
    """Read the draft as a build would, aside. Raises AddError where anything is wrong with it."""
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside).resolve() / "sources"
        for name, content in files.items():
            write(folder, name, content)
        _, problems = read_text_file(folder / f"{one}.md", folder, folder.parent, Ledger(folder))
    if wrong := errors(problems):
        if wrong[0].message == CONFLICT:  # as of a body that shows such a mark: no fault of this program
            raise AddError(CONFLICT)
        raise AddError(f"cannot be drafted without loss: {wrong[0].message} Nothing was written. Please report this.")


def _put(folder: Path, files: dict[str, bytes]) -> None:
    """Write new files, all or none. Raises AddError where one exists with other content, or cannot be written."""
    written: list[Path] = []
    try:
        for name, content in reversed(files.items()):  # the draft last: a source without its capture is an error
            path = folder / name
            if path.is_file() and path.read_bytes() == content:  # a capture that had no source
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                written.append(path)
                file.write(content)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise AddError(f"cannot be written to {folder.name}/: {error.strerror}.") from error
