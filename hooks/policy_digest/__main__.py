"""The command `digest`."""

from __future__ import annotations

import sys
from importlib import import_module
from io import TextIOWrapper

import click

COMMANDS = {
    "init": "Make a new digest in DIR, with one worked example.",
    "add": "Keep raw files as captures, and draft a source from each.",
    "suggest": "Suggest annotations for the text ID, each with its reason.",
    "build": "Build the site, unless nothing has changed.",
    "check": "Check all texts and the vocabulary, and build nothing.",
    "new": "Add an entry to the vocabulary.",
    "rename": "Give a text or an entry of the vocabulary another id.",
    "show": "Print what the digest knows about an id, with addresses.",
    "schemas": "Write JSON Schemas for editors to .schemas/ below the texts.",
    "freeze": "Write the addresses of a release to the ledger, and list what it adds.",
}
"""Each is the name of a module of `commands` and of the command in it, with the first line of its help."""


class Commands(click.Group):
    """Loads a command when it is wanted, so that none waits for what only another one needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - what click gives
        """The names of all commands, in the order in which the help lists them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of a name. Raises UsageError where there is none."""
        if cmd_name not in COMMANDS:
            from policy_digest.problems import did_you_mean  # noqa: PLC0415 - only here

            raise click.UsageError(f"there is no command '{cmd_name}'.{did_you_mean(cmd_name, COMMANDS)}", ctx)
        command = getattr(import_module(f"policy_digest.commands.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. What cannot be read, written or done is told in one line."""
        try:
            return super().invoke(ctx)
        except click.exceptions.Exit:  # a RuntimeError too, as of `--help`
            raise
        except (ValueError, RuntimeError) as error:
            from policy_digest.ledger import LedgerError  # noqa: PLC0415 - takes time to load
            from policy_digest.workers import WorkError  # noqa: PLC0415

            if isinstance(error, LedgerError | WorkError):
                raise click.ClickException(str(error)) from error
            raise
        except BrokenPipeError:  # the reader of what is told is gone, which click knows
            raise
        except OSError as error:
            named = error.filename2 or error.filename  # of a copy the new file; none where what is told has no place
            what = error.strerror or error  # a template that is not there is an OSError of Jinja's own
            raise click.ClickException(f"{named}: {what}." if named else f"{what}.") from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands)
def main() -> None:
    """Look after a digest of policy texts."""
    told = sys.stdout
    if isinstance(told, TextIOWrapper) and told.errors == "strict":
        # Of a name or a text, what the encoding of a terminal or a file lacks is told by its code.
        told.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
