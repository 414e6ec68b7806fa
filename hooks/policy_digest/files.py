"""Files read as text, or told why they cannot be; files packed, and replaced by whole ones."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Mapping
from pathlib import Path

from policy_digest.problems import Problem
from policy_digest.state import read_file

_PLANES = "".join(f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in range(0x10000, 0x110000, 0x10000))
UNFIT = re.compile(f"[^\t\n\r -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd{_PLANES}]")  # told by the others, as is fastest
"""Characters that a page cannot hold: what HTML calls control characters, surrogates and noncharacters (Preprocessing
the input stream, 13.2.3.5), and the form feed, which XML 1.0 has not (production 2)."""
_ASCII = {code: " " if chr(code).isspace() else None for code in range(128) if UNFIT.match(chr(code))}


def read_text(path: Path, root: Path) -> tuple[str, list[Problem]]:
    """The text of a UTF-8 file, without its byte-order mark and with a line feed for every line end.

    Returns an empty text and an error that names the line where the file is not UTF-8 or cannot be read.
    """
    data, problems = read_bytes(path, root)
    return decode(data, path, root) if data is not None else ("", problems)


def read_bytes(path: Path, root: Path) -> tuple[bytes | None, list[Problem]]:
    """The bytes of a file; None and an error where it cannot be read."""
    try:
        return read_file(path), []
    except OSError as error:
        return None, [Problem(path.relative_to(root).as_posix(), 0, f"cannot be read: {error.strerror}.")]


def decode(data: bytes, path: Path, root: Path) -> tuple[str, list[Problem]]:
    """The text of the bytes of a file, as `read_text` gives it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        guess = "UTF-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "another encoding, such as Windows-1252 or GBK"
        return "", [
            Problem(path.relative_to(root).as_posix(), line, f"is not UTF-8 but {guess}. Save the file as UTF-8.")
        ]
    return text.replace("\r\n", "\n").replace("\r", "\n"), []


def gzipped(content: bytes, level: int = 9) -> bytes:
    """Some bytes packed by gzip (RFC 1952) without a time.

    By zlib, since what Python's own `gzip` writes for the operating system depends on the version of Python.
    """
    return zlib.compress(content, level, wbits=zlib.MAX_WBITS | 16)


def write_whole(contents: Mapping[Path, bytes]) -> None:
    """Write files, all or none, each in one step: whoever reads one sees the old or the new, never a part.

    Raises:
        OSError: one cannot be written; the error names it, which the system's own does not where the disk is full.
    """
    aside: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in contents.items():
            target = Path(os.path.realpath(path))  # what a link leads to, and not the link
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = aside[target] = target.with_name(f".{os.getpid()}-{len(aside)}.new")
            fresh.write_bytes(content)
            if target.exists():
                with target.open("r+b"):  # what may not be written is not replaced either
                    fresh.chmod(target.stat().st_mode)
        for target, fresh in aside.items():
            fresh.replace(target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        for fresh in aside.values():
            fresh.unlink(missing_ok=True)


def fit(text: str) -> str:
    """A text without the characters of `UNFIT`; of these, white space is a space."""
    if text.isascii():  # a table is faster there, and slower elsewhere
        return text.translate(_ASCII)
    return UNFIT.sub(lambda found: " " if found[0].isspace() else "", text)
