"""Fidelity: the text as captured against the text as published.

What was captured, less the lines that the editor declares omitted, must be word for word what the page shows.
"""

from __future__ import annotations

import hashlib
import re
import stat
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any, NamedTuple
from unicodedata import normalize

from policy_digest.body import Body, count_words, render_body
from policy_digest.files import decode, fit, read_bytes
from policy_digest.model import Capture, ExtractedText
from policy_digest.problems import Problem, did_you_mean
from policy_digest.quotes import normalise
from policy_digest.sources import Source

_SHA256 = re.compile("[0-9a-f]{64}")
_AROUND = 6
"""Words shown before and after the place of a difference."""
_NEAR = 60
"""Characters of these at most, where a word is a whole Chinese paragraph."""


_NOT_UTF8 = "{}. A capture is never edited: put its words into a UTF-8 file beside it, and name that in capture.text."


class Fidelity(NamedTuple):
    """What the comparison counted: words, in Chinese characters."""

    captured: int
    """Words in the capture."""
    omitted: int
    """Words in the lines that are declared omitted."""
    published: int
    """Words on the page."""


def check_capture(source: Source, body: Body, folder: Path, root: Path) -> tuple[Fidelity | None, list[Problem]]:
    """Compare a source with its capture in `folder`.

    Returns the counts, or None where nothing can be compared, and every difference that is not declared: a capture that
    is gone or altered, an omitted line that the capture does not have, the first word that differs.
    """
    capture = source.fields.capture
    if capture is None:
        return None, []
    files: list[tuple[Capture | ExtractedText, tuple[str, ...]]] = [(capture, ("capture",))]
    if capture.text:
        files.append((capture.text, ("capture", "text")))
    problems: list[Problem] = []
    for file, where in files:
        data, faults = _read(source, file, where, folder, root)
        problems += [*faults, *_altered(source, file, where, data)]
    declared = _omitted_lines(source, capture)
    if data is None or declared is None:
        return None, problems
    text, faults = decode(data, folder / capture.plain.file, root)
    if faults:
        faults = [replace(one, message=_NOT_UTF8.format(one.message.partition(".")[0])) for one in faults]
        return None, problems + faults
    published = body.words
    kept, omitted, faults = _without_omitted(source, capture, declared, fit(text), published)
    problems += faults
    words = expected = count_words(body.text)
    if kept != published:
        expected = count_words(" ".join(kept))
        if not faults:
            problems.append(_difference(source, kept, published))
    return Fidelity(expected + omitted, omitted, words), problems


def _read(
    source: Source, file: Capture | ExtractedText, where: tuple[str, ...], folder: Path, root: Path
) -> tuple[bytes | None, list[Problem]]:
    """The bytes of a file of captures, or why there are none."""
    path = folder / file.file
    what = f"'{'.'.join(where)}.file' is '{file.file}', which"
    try:
        there = PurePath(file.file).name == file.file and stat.S_ISREG(path.lstat().st_mode)  # and no link to one
    except PermissionError as error:
        return None, [source.front.problem((*where, "file"), f"{what} cannot be read: {error.strerror}.")]
    except (OSError, ValueError):  # it is not there, or no file can have that name
        there = False
    if there:
        return read_bytes(path, root)
    known = [item.name for item in folder.glob("*") if item.is_file()]
    near = did_you_mean(file.file, known)
    return None, [source.front.problem((*where, "file"), f"{what} is not in {folder.name}/.{near}")]


def _altered(
    source: Source, file: Capture | ExtractedText, where: tuple[str, ...], data: bytes | None
) -> Iterator[Problem]:
    """That a file is not the one that was captured. Without the file, only whether its hash can be one is known."""
    actual = "that of the file" if data is None else hashlib.sha256(data).hexdigest()
    name = f"{'.'.join(where)}.sha256"
    if not file.sha256:
        yield source.front.problem(where, f"'{name}' is missing. Write {actual}.")
    elif not _SHA256.fullmatch(file.sha256):
        yield source.front.problem((*where, "sha256"), f"'{name}' is not a SHA-256. Write {actual}.")
    elif data is not None and file.sha256 != actual:
        message = f"'{name}' is not that of {file.file}, which has {actual}. A capture is never edited."
        if hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest() == file.sha256:
            message = (
                f"'{name}' is not that of {file.file}, whose line endings are now those of Windows. Restore the file."
            )
        yield source.front.problem((*where, "sha256"), message)


def _omitted_lines(source: Source, capture: Capture) -> list[str] | None:
    """The lines that are declared omitted, or None where a wrong value leaves unknown what is to be compared.

    They are those that the editor wrote: of the fields, wrong ones are left out, and a line may only lack its reason.
    """
    written: Any = source.front.value
    declared = written["capture"]
    lines: list[Any] = [item.get("line") if isinstance(item, dict) else None for item in declared.get("omitted") or ()]
    known = all(isinstance(line, str) for line in lines) and (capture.text or declared.get("text") is None)
    return lines if known else None


def _without_omitted(
    source: Source, capture: Capture, omitted: Sequence[str], text: str, published: list[str]
) -> tuple[list[str], int, list[Problem]]:
    """The words of the capture that are to be published, how many are omitted, and omitted lines it does not have."""
    if not omitted:
        return text.split(), 0, []
    words_of = [line.split() for line in text.split("\n")]
    lines = [" ".join(words) for words in words_of]
    problems: list[Problem] = []
    wanted: Counter[str] = Counter()
    for index, declared in enumerate(omitted):
        line = " ".join(declared.split())
        wanted[line] += 1
        if lines.count(line) < wanted[line]:
            message = f"'omitted' has a line that is not in {capture.plain.file}.{did_you_mean(line, set(lines))}"
            problems.append(source.front.problem(("capture", "omitted", index, "line"), message))
    kept, omitted_words = _kept(words_of, wanted, ())
    if kept != published:
        kept_so, _ = _kept(words_of, wanted, published)
        kept = published if kept_so == published else kept
    return kept, omitted_words, problems


def _kept(lines: Sequence[list[str]], wanted: Counter[str], published: Sequence[str]) -> tuple[list[str], int]:
    """The words of lines less those `wanted` out, and how many these have.

    Of a line that stands more often than it is wanted out, the first go, but none that the published words go on with.
    """
    kept: list[str] = []
    omitted = 0
    out, ahead = wanted.copy(), Counter(map(" ".join, lines))
    for words in lines:
        line = " ".join(words)
        stays = ahead[line] > out[line] and published[len(kept) : len(kept) + len(words)] == words
        ahead[line] -= 1
        if out[line] and not stays:
            out[line] -= 1
            omitted += count_words(line)
        else:
            kept += words
    return kept, omitted


def _difference(source: Source, captured: list[str], published: list[str]) -> Problem:
    """The first place at which the words part."""
    at = _parting(captured, published)
    one, other = "".join(captured[at : at + 1]), "".join(published[at : at + 1])
    same = _parting(one, other)
    message = (
        f"differs from its capture at word {at + 1}: captured “{_excerpt(captured, at, same)}”, "
        f"published “{_excerpt(published, at, same)}”.{_look_alike(one, other, same)} "
        "Restore the captured words; declare a change as an annotation."
    )
    return Problem(source.path, _line_of_word(source, at), message)


def _look_alike(one: str, other: str, at: int) -> str:
    """Where nobody can see how two words differ, which characters do: the accents of a PDF, a space of no width."""
    if normalize("NFKC", normalise(one)) != normalize("NFKC", normalise(other)):
        return ""
    codes = [f"U+{ord(word[at]):04X}" if at < len(word) else "no further letter" for word in (one, other)]
    return f" They look alike: the capture has {codes[0]} there, the text {codes[1]}."


def _parting(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items, or characters, the two begin with that are the same."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (mine, theirs) in enumerate(pairs) if mine != theirs), min(len(one), len(other)))


def _excerpt(words: list[str], at: int, same: int) -> str:
    """The words around the character `same` of the word `at`."""
    first = max(0, at - _AROUND)
    shown = " ".join(words[first : at + _AROUND])
    place = len(" ".join([*words[first:at], ""])) + same
    start, end = max(0, place - _NEAR), place + _NEAR
    before = "…" if start else "… " if first else ""
    after = "…" if end < len(shown) else " …" if at + _AROUND < len(words) else ""
    return before + shown[start:end] + after


def _line_of_word(source: Source, at: int) -> int:
    """The line of the file on which a word of the body stands: the first with which the body has as many words."""
    lines = source.text.rstrip().split("\n")
    found = bisect_right(range(len(lines)), at, key=lambda last: len(render_body("\n".join(lines[: last + 1])).words))
    return source.text_line + min(found, len(lines) - 1)
