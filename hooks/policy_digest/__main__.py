"""The command `digest`."""

from __future__ import annotations

from pathlib import Path

import click

from policy_digest.digest import read_digest
from policy_digest.pages.page import plural
from policy_digest.problems import Problem, Severity, errors, warnings

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


@click.group()
def main() -> None:
    """Look after a digest of policy texts."""


@main.command()
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    default="sources",
    envvar="DIGEST_SOURCES",
    show_default=True,
    help="The folder of the texts.",
)
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
def check(sources: Path, strict: bool) -> None:
    """Check all texts and the vocabulary, and build nothing.

    Every problem is told in one run. The exit code is 1 where there is an error, with --strict also a warning.
    """
    digest, problems = read_digest(sources.resolve(), Path.cwd())
    wrong, doubtful = errors(problems), warnings(problems)
    for problem in [*doubtful, *wrong]:
        _tell(problem)
    texts = digest.texts.values()
    proved = [text.fidelity for text in texts if text.fidelity]
    click.echo(f"{plural(len(wrong), 'error')}, {plural(len(doubtful), 'warning')} in {plural(len(texts), 'text')}.")
    if not wrong:
        words = sum(fidelity.published for fidelity in proved)
        omitted = sum(fidelity.omitted for fidelity in proved)
        marked = sum(len(text.passages) for text in texts)
        click.echo(
            f"{plural(len(proved), 'text')} compared with a capture: {plural(words, 'word')} on the pages, "
            f"{omitted:,} declared omitted, none lost. {plural(marked, 'passage')} marked."
        )
    raise SystemExit(1 if wrong or (strict and doubtful) else 0)


def _tell(problem: Problem) -> None:
    click.echo(f"{click.style(problem.severity, fg=COLOURS[problem.severity], bold=True)} {problem}")


if __name__ == "__main__":
    main()
