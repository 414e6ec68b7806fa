"""The command `digest`."""

from __future__ import annotations

import click

from policy_digest.commands.check import check
from policy_digest.commands.freeze import freeze
from policy_digest.commands.suggest import suggest


@click.group()
def main() -> None:
    """Look after a digest of policy texts."""


for command in (check, freeze, suggest):
    main.add_command(command)

if __name__ == "__main__":
    main()
