"""The annotated texts of a corpus, and the one that wants suggestions; the others are not rendered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from policy_digest.ledger import read_ledger
from policy_digest.problems import Problem, errors
from policy_digest.sources import files_by_id
from policy_digest.state import read_file
from policy_digest.texts import Text, read_text_file
from policy_digest.vocabulary import Vocabulary, read_vocabulary


@dataclass(frozen=True, slots=True)
class Annotated:
    """What suggestions are learned from."""

    vocabulary: Vocabulary
    texts: dict[str, Text]
    """Every text with annotations, and the one that was asked for, by id."""
    paths: dict[str, Path]
    """The file of each text."""


def read_annotated(folder: Path, root: Path, wanted: str = "") -> tuple[Annotated, list[Problem]]:
    """Read what suggestions need of the corpus in `folder`; paths in messages are relative to `root`.

    Returns it, and every error of the vocabulary and of the text `wanted`. Other texts that have errors teach nothing:
    `digest check` tells of them.
    """
    vocabulary, problems = read_vocabulary(folder, root)
    problems = errors(problems)
    ledger = read_ledger(folder)
    paths = files_by_id(folder)
    texts: dict[str, Text] = {}
    for one, path in paths.items():
        if one != wanted and not _may_be_annotated(path):
            continue
        text, faults = read_text_file(path, folder, root, ledger)
        if one == wanted:
            problems += errors(faults)
        if text and (one == wanted or (text.passages and not errors(faults))):
            texts[one] = text
    return Annotated(vocabulary, texts, paths), problems


def _may_be_annotated(path: Path) -> bool:
    """Whether it is worth while to parse and render a file: most of a large corpus may have no annotation."""
    try:
        return b"annotations" in read_file(path)
    except OSError:
        return False
