"""The command `digest`."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = ("init", "add", "suggest", "check", "new", "rename", "show", "schemas", "freeze")
"""Each is the name of a module of `commands` and of the command in it."""


class Commands(click.Group):
    """Loads a command when it is wanted, so that none waits for what only another one needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - what click gives
        """The names of all commands, in the order in which the help lists them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a name, None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"policy_digest.commands.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Commands)
def main() -> None:
    """Look after a digest of policy texts."""


if __name__ == "__main__":
    main()
