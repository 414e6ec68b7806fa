"""`digest show`: what the digest knows of an id."""

from __future__ import annotations

from pathlib import Path

import click

from policy_digest.commands.corpus import folder_and_root, sources_option


@click.command()
@click.argument("one", metavar="ID")
@sources_option
@click.option(
    "--site-url", envvar="DIGEST_SITE_URL", default="", help="The address of the site, to print addresses in full."
)
def show(one: str, sources: Path, site_url: str) -> None:
    """Print what the digest knows about an id, with addresses.

    The id may be that of a text, theme, issuer, event, document, term or reading pack, or a former one. If several
    have it, all are shown.
    """
    from policy_digest.digest import read_digest
    from policy_digest.lookup import describe, find, known_ids
    from policy_digest.problems import did_you_mean

    folder, root = folder_and_root(sources)
    digest, _ = read_digest(folder, root)
    found = find(digest, one)
    if not found:
        raise click.UsageError(f"nothing here has the id '{one}'.{did_you_mean(one, known_ids(digest))}")
    base = f"{site_url.rstrip('/')}/" if site_url else ""
    for thing in found:
        former = f" (formerly {one})" if thing.former else ""
        click.echo(click.style(f"{thing.kind} {thing.id}{former}", bold=True))
        for part in describe(digest, thing, base):
            if part.heading:
                click.echo(click.style(f"  {part.heading}: {len(part.lines)}", bold=True))
            for line in part.lines:
                click.echo(f"    {line}" if part.heading else f"  {line}")
