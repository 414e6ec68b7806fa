"""`digest freeze`: write the addresses of a release to the ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from policy_digest.commands.corpus import all_addresses, read_corpus, sources_option, tell


class _Day(click.DateTime):
    """A day as text, told in words where it is none."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"'{value}' is not a day of the calendar. Write one such as 2026-11-21.", param, ctx)


@click.command()
@sources_option
@click.option(
    "--date",
    type=_Day(),
    default=lambda: datetime.now(UTC).strftime("%Y-%m-%d"),
    show_default="today",
    help="The day of the release.",
)
def freeze(sources: Path, date: datetime) -> None:
    """Write the addresses of a release to the ledger, and list what it adds.

    From then on a build keeps every page and paragraph at its address. Commit what this writes.
    """
    from policy_digest.problems import errors
    from policy_digest.release import freeze as write_release
    from policy_digest.wording import plural

    digest, problems = read_corpus(sources, outputs=True)
    for problem in sorted(problems):
        tell(problem)
    if wrong := errors(problems):
        click.echo(f"Nothing was written: correct {plural(len(wrong), 'error')} first.")
        raise SystemExit(1)
    day = date.date().isoformat()  # `strftime` writes no zeros before an early year
    last = max((text.date for text in digest.ledger.texts.values()), default="")
    if day < last:
        raise click.UsageError(f"{day} is before the last release, of {last}. Name that day or a later one.")
    now = datetime.now(UTC)
    # Where the command runs it may be tomorrow, up to 14 hours ahead. A ledger with a wrong day can go on from there.
    if day > max(last, (now + timedelta(hours=14)).strftime("%Y-%m-%d")):
        raise click.UsageError(f"{day} is after today, {now:%Y-%m-%d}. No release could be made before that day.")
    frozen = write_release(digest, all_addresses(digest), day)
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
            click.echo(f"    {change.id} {change.what}")
