"""`digest new`: an entry more in the vocabulary."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from policy_digest.commands.corpus import folder_and_root, sources_option

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = ("theme", "event", "document", "term", "issuer")


class Kinds(click.Group):
    """A command for each kind of entry. Its options are the fields of the model, which is loaded when one is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - what click gives
        """The kinds."""
        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command for a kind, None where there is no such kind."""
        return _command(cmd_name) if cmd_name in KINDS else None


@click.group(cls=Kinds)
def new() -> None:
    """Add an entry to the vocabulary.

    It goes to the end of its file; nothing else in the file changes.
    """


def _command(kind: str) -> click.Command:
    from policy_digest.links import KINDS as FILES
    from policy_digest.links import MODELS

    def add(one: str, sources: Path, **given: Any) -> None:
        _add(kind, one, sources, given)

    command: Any = sources_option(add)
    for name, info in reversed(MODELS[FILES[kind]].model_fields.items()):
        written = info.alias or name
        if written != "aliases":  # what is new has no former ids
            several = "tuple" in str(info.annotation) or written == "related"
            told = f"The field '{written}'." + " May be given several times." * several
            command = click.option(f"--{written.replace('_', '-')}", name, multiple=several, help=told)(command)
    article = "an" if kind[0] in "aei" else "a"
    about = "Without --label, a terminal asks for each field; Enter leaves it out."
    named = click.argument("one", metavar="ID")(command)
    return click.command(kind, help=f"Add {article} {kind} to {FILES[kind]}.yml.\n\n{about}")(named)


def _add(kind: str, one: str, sources: Path, given: Mapping[str, Any]) -> None:
    from policy_digest.edits import EditError
    from policy_digest.entries import EntryError, check_new_id, new_entry
    from policy_digest.files import write_whole
    from policy_digest.links import KINDS as FILES
    from policy_digest.links import MODELS
    from policy_digest.schemas import renew_schemas
    from policy_digest.vocabulary import read_vocabulary

    folder, root = folder_and_root(sources)
    try:
        vocabulary, problems = read_vocabulary(folder, root)
        check_new_id(vocabulary, kind, one)
        ask = given["label"] is None and sys.stdin.isatty()
        fields: dict[str, str | list[str]] = {}
        for name, info in MODELS[FILES[kind]].model_fields.items():
            value = given.get(name)
            if ask and name in given and not value:
                value = _ask(info.alias or name, required=name == "label", several=isinstance(value, tuple))
            if value is not None and value != ():
                fields[info.alias or name] = list(value) if isinstance(value, tuple) else value
        path, content = new_entry(folder, root, kind, one, fields, problems)
    except (EntryError, EditError) as error:
        raise click.UsageError(f"{error} Nothing was written.") from error
    write_whole({path: content.encode()})
    click.echo(f"{path.relative_to(root).as_posix()}: '{one}' was added.")
    renew_schemas(folder)


def _ask(name: str, *, required: bool, several: bool) -> str | tuple[str, ...] | None:
    """What somebody at a terminal wants a field to be; None to leave it out."""
    told = f"{name} (ids with spaces between)" if several else name
    answer: str = click.prompt(told, default=None if required else "", show_default=False).strip()
    if several:
        return tuple(answer.replace(",", " ").split()) or None
    return answer or None
