"""Sources: a file with front matter and a text, read and checked by itself."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from frontmatter.default_handlers import YAMLHandler

from policy_digest.files import decode, read_bytes
from policy_digest.ids import RESERVED, refuse_source
from policy_digest.model import SourceFields
from policy_digest.problems import Problem, Severity, errors
from policy_digest.records import read_record, read_rest
from policy_digest.state import hash_content
from policy_digest.syntax import CONFLICT
from policy_digest.yaml_document import YamlDocument, load_yaml

_EXPECTED = {
    "title": "Write the text's own title, or one of yours with title_basis.",
    "date": 'Write it in EDTF, for example 2023-09-10, or "" for undated.',
    "issuer": "Write an id of vocabulary/issuers.yml, or [] for unknown.",
    "theme": "Write ids of vocabulary/themes.yml, or [] for none yet.",
}
_CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)
"""The first of the three marks; the others may be lines of Markdown."""
_ENDINGS = (".md", ".MD", ".Md", ".markdown")
"""With the first a file is a text; with the others it is told that it is none."""


@dataclass(frozen=True, slots=True)
class Source:
    """One text as its editor keeps it."""

    id: str
    """Its path under `sources/` without `.md`; a part of its address."""
    fields: SourceFields
    text: str
    """The body in Markdown: the source's own words."""
    front: YamlDocument
    """The front matter as YAML, for messages that name a line."""
    text_line: int
    """The line of the file on which the body starts."""
    content: bytes = b""
    """The hash of the file as it was read."""

    @property
    def path(self) -> str:
        """The file, for messages and for the link to its source."""
        return self.front.path

    @property
    def title(self) -> str:
        """The title, or where there is none the file's name."""
        return self.fields.title or self.id.rpartition("/")[2]


def find_sources(folder: Path) -> list[Path]:
    """Every Markdown file of a corpus, in the order of its ids; also those that are told to be none of its texts.

    Raises:
        OSError: a folder cannot be read, so that its texts would be missing.
    """
    found = []
    for above, folders, names in os.walk(folder, onerror=_fail):
        kept = RESERVED if above == str(folder) else ()
        folders[:] = [name for name in folders if not name.startswith(".") and name not in kept]
        inner = [Path(above, name) for name in folders]
        found += [path for path in inner if path.name.endswith(_ENDINGS) or path.is_symlink()]
        found += [Path(above, name) for name in names if name.endswith(_ENDINGS) and name[0] != "."]
    return sorted(found, key=lambda path: source_id(path, folder))


def _fail(error: OSError) -> None:
    raise error


def files_by_id(folder: Path) -> dict[str, Path]:
    """The same files by their ids, in that order."""
    return {source_id(path, folder): path for path in find_sources(folder)}


def source_id(path: Path, folder: Path) -> str:
    """The id of a file: its path without `.md`, in Unicode's composed form whatever the file system keeps."""
    within = str(path).removeprefix(f"{folder}{os.sep}").removesuffix(".md")
    return unicodedata.normalize("NFC", within.replace(os.sep, "/"))


def read_source(path: Path, folder: Path, root: Path) -> tuple[Source | None, list[Problem]]:
    """Read one file of the corpus in `folder`; paths in messages are relative to `root`.

    Returns the source without the values that are wrong, or None where its fields cannot be read; and all that is wrong
    with it.
    """
    name = path.relative_to(root).as_posix()
    one = source_id(path, folder)
    if reason := _passed_over(path):
        return None, [Problem(name, 0, f"is passed over: {reason}", Severity.WARNING)]
    if reason := refuse_source(one):
        return None, [Problem(name, 0, f"{one!r} cannot be an id: {reason}")]
    data, problems = read_bytes(path, root)
    if data is None:
        return None, problems
    raw, problems = decode(data, path, root)
    if problems:
        return None, problems
    bounds = front_matter(raw)
    if bounds is None:
        message = "has no front matter. Start the file with a line ---, the fields, and another line ---."
        if raw.startswith("---"):
            message = "has front matter that does not end. Put a line --- below the fields."
        return None, [Problem(name, 1, message)]
    start, end, behind = bounds
    text, text_line = raw[behind:], raw.count("\n", 0, behind) + 1
    document, problems = load_yaml(raw[start:end], name, first_line=raw.count("\n", 0, start) + 1)
    if document.value is None and not errors(problems):
        document = YamlDocument(name, {})
    if not isinstance(document.value, dict):
        if not errors(problems):
            problems.append(
                document.problem((), "has front matter that is not a list of fields. Write each as name: value.")
            )
        return None, problems
    for fieldname, remedy in _EXPECTED.items():
        value = document.value.get(fieldname)
        if value is None or (fieldname == "title" and isinstance(value, str) and not value.strip()):
            message = f"'{fieldname}' is missing. {remedy}"
            problems.append(document.problem((fieldname,), message, Severity.WARNING))
    fields, faults = read_record(SourceFields, document, ())
    problems += faults
    problems += _faults_of_text(name, text, text_line)
    # What is right is read all the same: ids and quotations that are wrong too are told in the same run.
    fields = fields or read_rest(SourceFields, document.value)
    return Source(one, fields, text, document, text_line, hash_content(data)), problems


def _faults_of_text(name: str, text: str, line: int) -> Iterator[Problem]:
    """What is wrong with a body, whatever its fields say; `line` is its first in the file."""
    if not text.strip():
        yield Problem(name, line, "has no text. Put the source's words below the front matter.")
    if begun := _CONFLICT.search(text):
        yield Problem(name, line + text.count("\n", 0, begun.start()), CONFLICT)


def _passed_over(path: Path) -> str:
    """Why a file is no text although it may look like one, and what to do; or nothing."""
    if path.is_symlink() and path.is_dir():
        return "it is a link to another folder, which is not followed. Put the folder itself here."
    if path.suffix != ".md":
        return "the name of a text ends in .md. Rename the file."
    if path.stem.lower() in {"index", "readme"}:
        return "its address would be that of a list. Give the file another name."
    return ""


def front_matter(raw: str) -> tuple[int, int, int] | None:
    """Where the YAML of a source starts and ends, and where its body starts; None without a line --- above or below."""
    opening = YAMLHandler.FM_BOUNDARY.match(raw)
    closing = opening and YAMLHandler.FM_BOUNDARY.search(raw, opening.end())
    return (opening.end(), closing.start(), closing.end()) if opening and closing else None
