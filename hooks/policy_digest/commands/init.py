"""`digest init`: a new digest."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from policy_digest.commands.corpus import Named


@click.command()
@click.argument("folder", metavar="DIR", type=Named())
@click.option("--name", default="", help="What the digest is called. [default: the name of the folder]")
def init(folder: Path, name: str) -> None:
    """Make a new digest in DIR, with one worked example.

    DIR gets the program, its pages and its settings, and builds with `make site`. It must be empty or not exist yet.
    """
    from policy_digest.new_digest import NewDigestError, make_digest

    words = Path(os.path.realpath(folder)).name.replace("-", " ").replace("_", " ")
    called = name or words[:1].upper() + words[1:]
    try:
        make_digest(folder, called)
    except NewDigestError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"'{called}' is in {folder}. Next: cd {shlex.quote(str(folder))}, then make site.")
