"""`digest rename`: another id for a text or an entry, everywhere."""

from __future__ import annotations

from pathlib import Path

import click

from policy_digest.commands.corpus import folder_and_root, sources_option, tell

KINDS = ("text", "theme", "issuer", "event", "document", "term", "pack")


@click.command()
@click.argument("old")
@click.argument("new")
@sources_option
@click.option("--kind", type=click.Choice(KINDS), help="Which one is meant, if several have the id.")
def rename(old: str, new: str, sources: Path, kind: str | None) -> None:
    """Give a text or an entry of the vocabulary another id.

    The id is changed wherever it is named. The old one stays as an alias, so that old addresses lead on. All files are
    written, or none.
    """
    from policy_digest.edits import EditError
    from policy_digest.rename import RenameError, plan, write
    from policy_digest.schemas import renew_schemas
    from policy_digest.wording import plural

    folder, root = folder_and_root(sources)
    try:
        renaming, problems = plan(folder, root, old, new, kind or "")
    except (RenameError, EditError) as error:
        raise click.UsageError(f"{error} Nothing was written.") from error
    if renaming is None:
        for problem in problems:
            tell(problem)
        click.echo(f"Nothing was written: correct {plural(len(problems), 'error')} first.")
        raise SystemExit(1)
    try:
        write(renaming)
    except OSError as error:
        place = Path(error.filename).relative_to(root).as_posix() if error.filename else "the corpus"
        click.echo(f"Nothing was written: {place}: {error.strerror}.")
        raise SystemExit(1) from error
    for path in renaming.contents:
        if not (renaming.moved and path == renaming.moved[0]):
            click.echo(f"changed {path.relative_to(root).as_posix()}")
    if renaming.moved:
        before, after = (path.relative_to(root).as_posix() for path in renaming.moved)
        click.echo(f"moved {before} to {after}")
    click.echo(f"'{old}' is now '{new}'; the old id is among its aliases.")
    renew_schemas(folder)
