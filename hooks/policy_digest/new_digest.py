"""A new digest: this program with its pages and settings, one worked example, and nothing of this corpus."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import yaml

from policy_digest.publish import write

ROOT = Path(__file__).resolve().parents[2]
"""The project that the library belongs to. It is installed from there, not into a folder of its own."""
SKELETON = Path(__file__).parent / "skeleton"
"""What a new digest has of its own."""
NAME = "{{ name }}"
"""Stands for the name of the digest in the files of `SKELETON`."""

COPIED = (
    ".ci",
    ".editorconfig",
    ".gitattributes",
    ".github",
    ".gitignore",
    ".vscode",
    "LICENSE",
    "Makefile",
    "docs",
    "hooks",
    "mkdocs.yml",
    "pyproject.toml",
    "requirements-test.lock",
    "requirements.lock",
)
"""What holds for any corpus."""
_MADE = shutil.ignore_patterns("__pycache__", "*.egg-info", ".DS_Store", "*~", "*.swp")


class NewDigestError(ValueError):
    """A folder that cannot become a digest; the message says why."""


def make_digest(folder: Path, name: str) -> None:
    """Make a new digest called `name` in a folder that is empty or not there.

    Raises:
        NewDigestError: something is in the folder, it is no folder, the program was installed without its project, or
            that has no place for the name.
        OSError: a file cannot be written. The folder is left empty.
    """
    missing = [one for one in COPIED if not (ROOT / one).exists()]
    if missing:
        raise NewDigestError(
            f"the program was installed without {missing[0]}. Run digest init from a copy of the whole project."
        )
    if folder.exists() and not folder.is_dir():
        raise NewDigestError(f"{folder} is a file. Name a new folder.")
    if folder.exists() and any(folder.iterdir()):
        raise NewDigestError(f"{folder} is not empty. Name a new folder.")
    if not name.strip() or not name.isprintable():
        raise NewDigestError("the name is not one line of text. Give another with --name.")
    site_name = yaml.safe_dump({"site_name": name}, allow_unicode=True, width=10**9).strip()
    named = {
        "mkdocs.yml": _with_line("mkdocs.yml", r"site_name: .*", site_name),
        "docs/index.md": _with_line("docs/index.md", r"# .*", f"# {name}"),
    }
    # What is copied is listed first: the new folder may lie within the project.
    copied = [(path, folder / path.relative_to(ROOT)) for one in COPIED for path in _files(ROOT / one)]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for source, target in copied:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
        for path in _files(SKELETON):
            content = path.read_bytes().replace(NAME.encode(), name.encode())
            write(folder, path.relative_to(SKELETON).as_posix(), content)
        for file, text in named.items():
            write(folder, file, text.encode())
    except (OSError, KeyboardInterrupt):  # half a digest looks like one
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _files(path: Path) -> list[Path]:
    """The files at or below a path, without those that programs make."""
    if path.is_file():
        return [path]
    names = [child.name for child in path.iterdir()]
    ignored = _MADE(str(path), names)
    return [file for name in sorted(set(names) - ignored) for file in _files(path / name)]


def _with_line(file: str, pattern: str, line: str) -> str:
    """A file of the project with a line in the place of the first that has a pattern.

    Raises:
        NewDigestError: no line has it.
    """
    new, count = re.subn(
        rf"^{pattern}$", lambda _: line, (ROOT / file).read_text(encoding="utf-8"), count=1, flags=re.MULTILINE
    )
    if not count:
        raise NewDigestError(f"{ROOT / file} has no line for the name, such as “{line}”. Add one.")
    return new
