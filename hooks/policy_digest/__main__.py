"""The command `digest`."""

from __future__ import annotations

import click

from policy_digest.commands.add import add
from policy_digest.commands.check import check
from policy_digest.commands.freeze import freeze


@click.group()
def main() -> None:
    """Look after a digest of policy texts."""


for command in (add, check, freeze):
    main.add_command(command)

if __name__ == "__main__":
    main()
