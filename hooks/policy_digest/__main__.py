"""The command `digest`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from policy_digest.consistency import disagreements
from policy_digest.digest import Digest, read_digest
from policy_digest.pages import all_pages
from policy_digest.pages.page import plural
from policy_digest.problems import Problem, Severity, errors, warnings
from policy_digest.redirects import check_addresses, redirects
from policy_digest.release import freeze as write_release
from policy_digest.site import Site

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


@click.group()
def main() -> None:
    """Look after a digest of policy texts."""


sources_option = click.option(
    "--sources",
    type=click.Path(path_type=Path),
    default="sources",
    envvar="DIGEST_SOURCES",
    show_default=True,
    help="The folder of the texts.",
)


@main.command()
@sources_option
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
def check(sources: Path, strict: bool) -> None:
    """Check all texts and the vocabulary, and build nothing.

    Every problem is told in one run. The exit code is 1 where there is an error, with --strict also a warning.
    """
    digest, wrong, doubtful = _read(sources)
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


@main.command()
@sources_option
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    default=lambda: datetime.now(UTC).strftime("%Y-%m-%d"),
    show_default="today",
    help="The day of the release.",
)
def freeze(sources: Path, date: datetime) -> None:
    """Write the addresses of a release to the ledger, and tell what it adds.

    From then on a build keeps every page and paragraph at its address. Commit what this writes.
    """
    digest, wrong, _ = _read(sources)
    if wrong:
        click.echo(f"Nothing was written: mend {plural(len(wrong), 'error')} first.")
        raise SystemExit(1)
    frozen = write_release(digest, _addresses(digest), date.strftime("%Y-%m-%d"))
    click.echo(
        f"{plural(len(frozen.pages), 'new page address', 'new page addresses')}, "
        f"{plural(frozen.paragraphs, 'new paragraph id')}, {plural(len(frozen.texts), 'new text')}, "
        f"{plural(len(frozen.changed), 'changed text')}."
    )
    for url in frozen.pages:
        click.echo(f"  + {url}")
    for one, release in frozen.changed:
        click.echo(f"  {one}: version {release.previous} → {release.version}")
        for change in release.changes:
            what = "added" if not change.before else "removed" if not change.after else "reworded"
            click.echo(f"    {change.id} {what}")


def _addresses(digest: Digest) -> list[str]:
    """Every address of the site as it would be built now."""
    urls = [page.url for page in all_pages(digest)]
    return [*urls, *(redirect.old for redirect in redirects(digest, urls))]


def _read(sources: Path) -> tuple[Digest, list[Problem], list[Problem]]:
    """The digest, its errors and its warnings, which are told."""
    digest, problems = read_digest(sources.resolve(), Path.cwd())
    if not errors(problems):
        problems += check_addresses(digest, _addresses(digest))
        problems += disagreements(digest, Site())
    wrong, doubtful = errors(problems), warnings(problems)
    for problem in [*doubtful, *wrong]:
        _tell(problem)
    return digest, wrong, doubtful


def _tell(problem: Problem) -> None:
    click.echo(f"{click.style(problem.severity, fg=COLOURS[problem.severity], bold=True)} {problem}")


if __name__ == "__main__":
    main()
