"""What the commands share: where the texts are, and reading them with every problem told.

A command imports the library when it runs: so `digest --help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from policy_digest.digest import Digest
    from policy_digest.problems import Problem

COLOURS = {"error": "red", "warning": "yellow"}

sources_option = click.option(
    "--sources",
    type=click.Path(path_type=Path),
    default="sources",
    envvar="DIGEST_SOURCES",
    show_default=True,
    help="The folder of the texts.",
)


def folder_and_root(sources: Path) -> tuple[Path, Path]:
    """The folder of the texts, and the one to which the paths of messages are relative.

    Raises:
        click.UsageError: the folder is not there.
    """
    folder = sources.resolve()
    if not folder.is_dir():
        raise click.UsageError(f"{sources} is not a folder. Name the folder that holds the sources.")
    return folder, Path.cwd() if folder.is_relative_to(Path.cwd()) else folder.parent


def all_addresses(digest: Digest) -> list[str]:
    """Every address of the site as it would be built now."""
    from policy_digest.pages import all_pages
    from policy_digest.redirects import redirects

    urls = [page.url for page in all_pages(digest)]
    return [*urls, *(redirect.old for redirect in redirects(digest, urls))]


def read_corpus(sources: Path) -> tuple[Digest, list[Problem]]:
    """The digest and every problem of the corpus. Addresses are looked at where nothing else is an error."""
    from policy_digest.digest import read_digest
    from policy_digest.problems import errors
    from policy_digest.redirects import check_addresses

    digest, problems = read_digest(sources.resolve(), Path.cwd())
    if not errors(problems):
        problems += check_addresses(digest, all_addresses(digest))
    return digest, problems


def read_and_tell(sources: Path) -> tuple[Digest, list[Problem], list[Problem]]:
    """The digest, its errors and its warnings, which are told; also what the outputs say otherwise than the sources."""
    from policy_digest.consistency import disagreements
    from policy_digest.problems import errors, warnings
    from policy_digest.site import Site

    digest, problems = read_corpus(sources)
    if not errors(problems):
        problems += disagreements(digest, Site())
    for problem in sorted(problems):
        tell(problem)
    return digest, errors(problems), warnings(problems)


def tell(problem: Problem) -> None:
    """Print a problem as compilers do, `file:line: error: what is wrong`, with colours on a terminal."""
    severity = click.style(problem.severity, fg=COLOURS[problem.severity], bold=True)
    click.echo(f"{click.style(problem.place, bold=True)}: {severity}: {problem.message}")
