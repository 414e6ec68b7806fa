"""What was read from the texts, kept between builds: the same file need not be read twice.

An entry stands under the hash of everything that it follows from, so it is never out of date, and two builds at once
can only write the same. The file holds nothing that cannot be made again: where it is damaged it is made anew.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

_SCHEMA = "CREATE TABLE IF NOT EXISTS texts (key BLOB PRIMARY KEY, face BLOB, detail BLOB)"
_PAGE = 16384
"""Bytes of a page of the file: a face lies on one, and reading faces passes by the details."""
_CHECK = 16
"""Bytes of the check sum before each value: SQLite itself would not notice a changed value."""
_WAIT = 60
"""Seconds to wait for another build that writes."""


class Packed(NamedTuple):
    """A text as it is kept."""

    key: bytes
    face: bytes
    detail: bytes | None
    """None where only the face is kept."""


class Store:
    """Two values for each text: its face, which every build loads, and its detail, which few pages need."""

    def __init__(self, path: Path | None) -> None:
        """Use the file `path`, made where it is missing; without one nothing is kept."""
        self._path = path
        self._open: tuple[int, sqlite3.Connection] | None = None

    def __reduce__(self) -> tuple[type[Store], tuple[Path | None]]:
        """Sent to others as the name of its file."""
        return Store, (self._path,)

    def __del__(self) -> None:
        """Close the file."""
        self._close()

    def faces(self, *, details: bool) -> dict[bytes, bytes]:
        """The faces that are there, by key; with `details` only those that are there with their detail."""
        rows = self._run("SELECT key, face FROM texts" + " WHERE detail IS NOT NULL" * details)
        return {key: face for key, value in rows if (face := _checked(value)) is not None}

    def detail(self, key: bytes) -> bytes | None:
        """The detail of a text, None where it is not there."""
        return next((_checked(value) for (value,) in self._run("SELECT detail FROM texts WHERE key = ?", (key,))), None)

    def put(self, entries: Iterable[Packed]) -> None:
        """Keep some texts."""
        rows = [(key, _signed(face), None if detail is None else _signed(detail)) for key, face, detail in entries]
        self._run("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", many=rows)

    def keep(self, keys: Iterable[bytes]) -> None:
        """Forget all but these."""
        wanted = set(keys)
        self._run(
            "DELETE FROM texts WHERE key = ?",
            many=[(key,) for (key,) in self._run("SELECT key FROM texts") if key not in wanted],
        )

    def _run(
        self, statement: str, values: tuple[bytes, ...] = (), *, many: Sequence[tuple[bytes | None, ...]] | None = None
    ) -> list[tuple[Any, ...]]:
        if self._path is None or (many is not None and not many):
            return []
        try:
            connection = self._connection(self._path)
            with connection:
                if many is not None:
                    connection.executemany(statement, many)
                    return []
                return connection.execute(statement, values).fetchall()
        except (sqlite3.Error, OSError):  # damaged, of another program, locked for very long, or no folder to be had
            self._forget(self._path)
            return []

    def _connection(self, path: Path) -> sqlite3.Connection:
        """The connection of this process: none may be taken along into a process that was forked."""
        if self._open is None or self._open[0] != os.getpid():
            self._close()
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=_WAIT, check_same_thread=False)
            self._open = os.getpid(), connection
            connection.execute(f"PRAGMA page_size = {_PAGE}")
            # Not WAL, whose index is mapped into memory: a damaged one ends the process.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(_SCHEMA)
        return self._open[1]

    def _close(self) -> None:
        if self._open:
            self._open[1].close()
            self._open = None

    def _forget(self, path: Path) -> None:
        self._close()
        self._path = None
        for name in (path, path.with_name(f"{path.name}-journal")):
            with suppress(OSError):
                name.unlink()


def _signed(value: bytes) -> bytes:
    return hashlib.sha256(value).digest()[:_CHECK] + value


def _checked(value: object) -> bytes | None:
    """The value without its check sum, None where the two do not agree."""
    if not isinstance(value, bytes):
        return None
    found = value[_CHECK:]
    return found if hashlib.sha256(found).digest()[:_CHECK] == value[:_CHECK] else None
