"""What the commands share: where the texts are, and reading them with every problem told.

A command imports the library when it runs: so `digest --help` answers at once.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from policy_digest.digest import Digest
    from policy_digest.problems import Problem

COLOURS = {"error": "red", "warning": "yellow"}


class Named(click.Path):
    """A path. An empty one, as of a variable that is not set, is refused: Python takes it for the folder one is in."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path that is named."""
        if not value:
            self.fail("'' is not a path. Name a file or a folder.", param, ctx)
        return super().convert(value, param, ctx)


sources_option = click.option(
    "--sources",
    type=Named(),
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
    folder = Path(os.path.realpath(sources))  # `resolve` raises at links that go round, until Python 3.13
    if not folder.is_dir():
        raise click.UsageError(f"{sources} is not a folder. Name the folder that holds the sources.")
    return folder, Path.cwd() if folder.is_relative_to(Path.cwd()) else folder.parent


def all_addresses(digest: Digest) -> list[str]:
    """Every address of the site as it would be built now."""
    from policy_digest.pages import all_pages
    from policy_digest.redirects import redirects

    urls = [page.url for page in all_pages(digest)]
    return [*urls, *(redirect.old for redirect in redirects(digest, urls))]


def cache_folder() -> Path | None:
    """Where what was read is kept between runs, as the site's build keeps it; None where nothing is to be kept."""
    named = os.environ.get("DIGEST_CACHE", ".cache/digest")
    return Path(os.path.realpath(named)) if named else None


def read_corpus(sources: Path, *, outputs: bool = False) -> tuple[Digest, list[Problem]]:
    """The digest and every problem of the corpus.

    Addresses that are lost or wanted twice are looked for where nothing else is an error, and with `outputs` also what
    pages and files say otherwise than the sources.

    Raises:
        click.UsageError: the folder is not there.
    """
    from policy_digest.digest import read_digest
    from policy_digest.memory import hold, leave
    from policy_digest.problems import errors
    from policy_digest.redirects import check_addresses, read_retired
    from policy_digest.site import Site

    folder, _ = folder_and_root(sources)
    hold()
    digest, problems = read_digest(folder, Path.cwd(), cache_folder(), details=outputs)
    problems += read_retired(digest)[1] if errors(problems) else check_addresses(digest, all_addresses(digest))
    if outputs and not errors(problems):
        # It reads what it proves with libraries that take time to load.
        from policy_digest.consistency import disagreements

        problems += disagreements(digest, Site())
    leave(digest)
    return digest, problems


def tell(problem: Problem) -> None:
    """Print a problem as compilers do, `file:line: error: what is wrong`, with colours on a terminal."""
    severity = click.style(problem.severity, fg=COLOURS[problem.severity], bold=True)
    click.echo(f"{click.style(problem.place, bold=True)}: {severity}: {problem.message}")
