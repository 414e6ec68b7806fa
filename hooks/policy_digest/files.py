"""Files read as text, or told why they cannot be."""

from __future__ import annotations

from pathlib import Path

from policy_digest.problems import Problem


def read_text(path: Path, root: Path) -> tuple[str, list[Problem]]:
    """The text of a UTF-8 file, without its byte-order mark and with a line feed for every line end.

    Returns an empty text and an error that names the line where the file is not UTF-8 or cannot be read.
    """
    name = path.relative_to(root).as_posix()
    try:
        data = path.read_bytes()
    except OSError as error:
        return "", [Problem(name, 0, f"cannot be read: {error.strerror}.")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        guess = "UTF-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "another encoding, such as Windows-1252 or GBK"
        return "", [Problem(name, line, f"is not UTF-8 but {guess}. Save the file as UTF-8.")]
    return text.replace("\r\n", "\n").replace("\r", "\n"), []
