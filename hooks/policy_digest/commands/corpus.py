"""What the commands share: where the texts are, and reading them with every problem told."""

from __future__ import annotations

from pathlib import Path

import click

from policy_digest.consistency import disagreements
from policy_digest.digest import Digest, read_digest
from policy_digest.pages import all_pages
from policy_digest.problems import Problem, Severity, errors, warnings
from policy_digest.redirects import check_addresses, redirects
from policy_digest.site import Site

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}

sources_option = click.option(
    "--sources",
    type=click.Path(path_type=Path),
    default="sources",
    envvar="DIGEST_SOURCES",
    show_default=True,
    help="The folder of the texts.",
)


def all_addresses(digest: Digest) -> list[str]:
    """Every address of the site as it would be built now."""
    urls = [page.url for page in all_pages(digest)]
    return [*urls, *(redirect.old for redirect in redirects(digest, urls))]


def read_and_tell(sources: Path) -> tuple[Digest, list[Problem], list[Problem]]:
    """The digest, its errors and its warnings, which are told."""
    digest, problems = read_digest(sources.resolve(), Path.cwd())
    if not errors(problems):
        problems += check_addresses(digest, all_addresses(digest))
        problems += disagreements(digest, Site())
    wrong, doubtful = errors(problems), warnings(problems)
    for problem in [*doubtful, *wrong]:
        tell(problem)
    return digest, wrong, doubtful


def tell(problem: Problem) -> None:
    """Print a problem, coloured by its severity on a terminal."""
    click.echo(f"{click.style(problem.severity, fg=COLOURS[problem.severity], bold=True)} {problem}")
