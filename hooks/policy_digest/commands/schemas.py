"""`digest schemas`: what editors need to complete ids and show errors as one types."""

from __future__ import annotations

from pathlib import Path

import click

from policy_digest.commands.corpus import folder_and_root, sources_option


@click.command()
@sources_option
def schemas(sources: Path) -> None:
    """Write JSON Schemas for editors to .schemas/ below the texts.

    Once they are there, check, new and rename keep them up to date.
    """
    from policy_digest.schemas import FOLDER, write_schemas
    from policy_digest.vocabulary import read_vocabulary

    folder, root = folder_and_root(sources)
    vocabulary, _ = read_vocabulary(folder, root)
    changed = write_schemas(folder, vocabulary)
    for path in changed:
        click.echo(f"wrote {path.relative_to(root).as_posix()}")
    if not changed:
        click.echo(f"{(folder / FOLDER).relative_to(root).as_posix()}/ is up to date.")
