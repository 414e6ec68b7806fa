"""`digest build`: the site, by MkDocs where anything has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from policy_digest.commands.corpus import Named

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option(
    "-f",
    "--config-file",
    type=Named(),
    default="mkdocs.yml",
    show_default=True,
    help="The settings.",
)
@click.option("-d", "--site-dir", metavar="FOLDER", help="Where the site goes. [default: where the settings say]")
@click.option("-s", "--strict", is_flag=True, help="Let a warning fail the build.")
@click.option("-v", "--verbose", is_flag=True, help="Show the time of each stage.")
def build(config_file: Path, site_dir: str | None, *, strict: bool, verbose: bool) -> None:
    """Build the site, unless nothing has changed.

    If texts, settings and site look as the last build left them, it ends at once. Otherwise it runs `mkdocs build`,
    which makes the same site.
    """
    from policy_digest_mkdocs.unchanged import build_unless_unchanged

    flags = ["--strict"] * strict + ["--verbose"] * verbose
    if not build_unless_unchanged(config_file, site_dir, flags):
        click.echo("Nothing has changed: the site stays as it is.")
