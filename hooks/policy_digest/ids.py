"""What can be an id: it is a part of an address for ever, and of the path of a file of the site."""

from __future__ import annotations

import re

from policy_digest.addresses import YEARS
from policy_digest.files import UNFIT

RESERVED = ("captures", "permalinks", "vocabulary")
"""Folders of a corpus that hold no texts."""

_ENTRY = re.compile(r"\w[\w.-]*")
_BREAKS = re.compile("[\t\n\r\u2028\u2029\\\\]")
_KEPT = (".txt", ".jsonl", ".md")
"""Endings of texts and of the files of the ledger that have their names: a folder could stand in the place of one."""
_PAGE = "index.html"
"""The file of every page: a folder of that name would stand in its place."""
_LISTS = {"index", "readme", _PAGE}
_LONGEST = 255 - len(".jsonl")
"""Bytes of a name: a file system holds no longer one, and the ledger has files with the names of texts."""
_NOT_ON_WINDOWS = re.compile(r'(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|.*[<>:"|?*].*|.*[. ]', re.IGNORECASE)
"""Names that no file has there (Microsoft, “Naming Files, Paths, and Namespaces”)."""


def refuse_entry(one: str) -> str:
    """Why a text cannot be the id of an entry of the vocabulary; empty where it can."""
    if not _ENTRY.fullmatch(one):
        return "use letters, digits and hyphens."
    if reason := _refuse_length(one):
        return reason
    return "lists use its address. Choose another." if one in {YEARS, _PAGE} else ""


def refuse_new(one: str) -> str:
    """Why an id that can be should not become one: what has it already is left alone. Empty where it may."""
    unfit = any(map(_NOT_ON_WINDOWS.fullmatch, one.split("/")))
    return "Windows allows no file of that name. Choose another." if unfit else ""


def refuse_path(one: str) -> str:
    """Why a text cannot be the path of a page below the site or below a folder of it; empty where it can."""
    parts = one.split("/")
    if wrong := _BREAKS.search(one) or UNFIT.search(one):
        return f"leave out the character U+{ord(wrong[0]):04X}."
    if not all(parts):
        return "write names with a single / between them."
    if any(part.startswith(".") for part in parts):
        return "what begins with a dot holds no pages."
    return next(filter(None, map(_refuse_length, parts)), "")


def _refuse_length(name: str) -> str:
    if len(name.encode()) <= _LONGEST:
        return ""
    return f"a name is too long for a file. Write {_LONGEST} Latin letters or {_LONGEST // 3} Chinese ones at most."


def refuse_source(one: str) -> str:
    """Why a text cannot be the id of a source, its path below the folder of the sources; empty where it can."""
    parts = one.split("/")
    if reason := refuse_path(one):
        return reason
    if one.endswith(".md"):
        return "leave out .md."
    if parts[0] in RESERVED:
        return f"{', '.join(RESERVED)} hold no texts."
    if any(part.endswith(_KEPT) for part in parts[:-1]):
        return f"a folder that ends in {' or '.join(_KEPT)} holds no texts."
    if parts[0] == YEARS or _PAGE in parts or parts[-1].lower() in _LISTS:
        return "lists use its address. Choose another."
    return ""
