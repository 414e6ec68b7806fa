"""The texts of a corpus: each read anew, or taken from the cache where nothing that it follows from has changed."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from policy_digest.ledger import Ledger
from policy_digest.problems import Problem, errors
from policy_digest.program import program
from policy_digest.progress import counted, timed
from policy_digest.sources import find_sources
from policy_digest.state import Hashes
from policy_digest.store import Packed, Store
from policy_digest.texts import Detail, Text, read_text_file
from policy_digest.workers import work


class Kept(NamedTuple):
    """What the cache holds of a text, with what else than its file it follows from."""

    text: Text
    """Its captures have the hashes that it declares: what differs is an error, and no text with one is kept."""
    released: bytes
    """The hash of what the ledger has on it."""
    problems: tuple[Problem, ...]


class Corpus(NamedTuple):
    """What reading any text needs."""

    folder: Path
    root: Path
    ledger: Ledger
    hashes: Hashes
    details: bool
    """Whether the details of texts are kept."""


def read_texts(
    folder: Path, root: Path, ledger: Ledger, cache: Path | None, hashes: Hashes, *, details: bool = True
) -> tuple[list[Text], list[Problem]]:
    """Every text of the corpus in `folder` that can be read, and what is wrong with them, in the order of their ids.

    Without `details` those are not kept, but read from the text's file where one is asked for.

    Raises:
        WorkError: the processes that read texts broke off.
    """
    corpus = Corpus(folder, root, ledger, hashes, details)
    store = Store(cache / f"texts-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}.sqlite" if cache else None)
    paths = find_sources(folder)
    with timed("Look for changed texts"):
        faces = store.faces(details=details)
        keys = {path: _key(path, hashes[str(path)], corpus) for path in paths} if faces else {}
    with timed("Load unchanged texts"):
        found = {path: kept for path, key in keys.items() if key in faces and (kept := _load(faces[key], corpus))}
    del faces
    stale = [path for path in paths if path not in found]
    problems: list[Problem] = []
    texts: dict[Path, Text] = {}
    with timed(f"Read {len(stale)} of {len(paths)} texts"):
        new: list[Packed] = []
        for path, packed in zip(stale, counted("Texts", work(_read, corpus, stale), len(stale)), strict=True):
            if packed is None:  # told in full, and never kept
                text, told = read_text_file(path, folder, root, ledger)
                if text:
                    texts[path] = text
                problems += told
                continue
            found[path], keys[path] = pickle.loads(packed.face), packed.key
            new.append(packed)
            if len(new) == _AT_ONCE:
                store.put(new)
                new.clear()
        store.put(new)
        store.keep(keys.values())
    for path, kept in found.items():
        texts[path] = kept.text.with_detail(Loader(store, keys[path], path, corpus))
        problems += kept.problems
    return [texts[path] for path in paths if path in texts], problems


_AT_ONCE = 500
"""Texts that are written to the cache in one step."""


@dataclass(frozen=True, slots=True)
class Loader:
    """Loads the detail of a text, and reads the text again where the cache has lost it. It can be sent to others."""

    store: Store
    key: bytes
    path: Path
    corpus: Corpus

    def __call__(self) -> Detail:
        """The detail."""
        packed = self.store.detail(self.key)
        if packed is not None:
            detail: Detail = pickle.loads(packed)
            return detail
        text, _ = read_text_file(self.path, self.corpus.folder, self.corpus.root, self.corpus.ledger)
        assert text is not None, "a text that could be read can be read again"
        return text.detail


def _key(path: Path, content: bytes, corpus: Corpus) -> bytes:
    """The hash of the content of a text's file, its name and the program."""
    hashed = hashlib.blake2b(program(), digest_size=16)
    name, folder = str(path), str(corpus.folder)
    hashed.update(os.fsencode(f"{name.removeprefix(folder)}\0{folder.removeprefix(str(corpus.root))}\0"))
    hashed.update(content)
    return hashed.digest()


def _released(text: Text, corpus: Corpus) -> bytes:
    """The hash of what the ledger has on a text."""
    return corpus.ledger.hash_of(text.id, text.source.fields.aliases)


def _captured(text: Text, corpus: Corpus) -> bool:
    """Whether the captures of a text are as it declares them."""
    capture = text.source.fields.capture
    return all(
        corpus.hashes[f"{corpus.folder}{os.sep}captures{os.sep}{one.file}"].hex() == one.sha256
        for one in ([capture, capture.text] if capture else [])
        if one
    )


def _load(face: bytes, corpus: Corpus) -> Kept | None:
    """A text from the cache, None where its capture or the ledger has changed."""
    try:
        kept: Kept = pickle.loads(face)
    except Exception:
        return None
    return kept if kept.released == _released(kept.text, corpus) and _captured(kept.text, corpus) else None


def _read(corpus: Corpus, paths: Sequence[Path]) -> list[Packed | None]:
    """Read some texts; None for one with an error, which is to be told."""
    found: list[Packed | None] = []
    for path in paths:
        text, problems = read_text_file(path, corpus.folder, corpus.root, corpus.ledger)
        if text is None or errors(problems):
            found.append(None)
            continue
        key = _key(path, text.source.content, corpus)
        released = _released(text, corpus)
        if corpus.details:  # for who makes pages
            text.key = hashlib.blake2b(key + released, digest_size=16).digest()
            text.face = _face(text)
            text.settle()
        face = pickle.dumps(Kept(text, released, tuple(problems)), 5)
        found.append(Packed(key, face, pickle.dumps(text.detail, 5) if corpus.details else None))
    return found


def _face(text: Text) -> bytes:
    """The hash of what others show of a text: its fields, and the words and places of its passages."""
    hashed = hashlib.blake2b(text.source.front.text.encode(), digest_size=16)
    hashed.update(
        repr(
            (text.source.path, [(one.number, one.block.id, one.quote, one.index, one.pieces) for one in text.passages])
        ).encode()
    )
    return hashed.digest()
