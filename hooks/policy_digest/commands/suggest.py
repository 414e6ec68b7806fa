"""`digest suggest`: candidate annotations for a text, to paste or to accept one by one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policy_digest.commands.corpus import folder_and_root, sources_option, tell
from policy_digest.suggest.candidates import FIELDS, LEAST

if TYPE_CHECKING:
    from policy_digest.suggest.suggestions import Suggestion, Suggestions
    from policy_digest.texts import Text

_AROUND = 120
"""Characters of the text that are shown before and after a passage."""


@click.command()
@click.argument("id", required=False)
@sources_option
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(FIELDS),
    multiple=True,
    help="Suggest only this kind. May be given several times.",
)
@click.option(
    "--least",
    type=click.FloatRange(0, 1),
    default=LEAST,
    show_default=True,
    help="Suggest only what is at least this certain.",
)
@click.option(
    "--write", "writing", is_flag=True, help="Ask about each suggestion, and put the accepted ones into the file."
)
@click.option("--yes", is_flag=True, help="With --write: accept all without asking.")
@click.option("--measure", "measuring", is_flag=True, help="Show how good the suggestions are. Takes no ID.")
def suggest(
    id: str | None,  # noqa: A002 - what the help calls it
    sources: Path,
    kinds: Sequence[str],
    least: float,
    *,
    writing: bool,
    yes: bool,
    measuring: bool,
) -> None:
    """Suggest annotations for the text ID, each with its reason.

    They are printed as YAML to paste below `annotations:`. With --write, those that you accept are put into the file
    instead.
    """
    from policy_digest.problems import did_you_mean
    from policy_digest.suggest.annotated import read_annotated
    from policy_digest.suggest.measure import measure, table
    from policy_digest.suggest.suggestions import learn_from
    from policy_digest.suggest.suggestions import suggest as suggest_for

    if bool(id) == measuring:
        raise click.UsageError("Name the ID of a text, or use --measure.")
    if yes and not writing:
        raise click.UsageError("--yes says what --write need not ask. Use both.")
    if math.isnan(least):  # it is within any range
        raise click.UsageError("--least is a number from 0 to 1, for example 0.5.")
    folder, root = folder_and_root(sources)
    annotated, problems = read_annotated(folder, root, id or "")
    if id and id not in annotated.paths:
        raise click.UsageError(f"there is no text '{id}'.{did_you_mean(id, annotated.paths)}")
    for problem in problems:
        tell(problem)
    if problems:
        raise SystemExit(1)
    if measuring:
        click.echo(table(measure(annotated, least)), nl=False)
        return
    assert id, "else the usage is told"
    text = annotated.texts[id]
    found = suggest_for(text, learn_from(annotated), kinds=kinds or FIELDS, least=least)
    if writing:
        accepted = found.annotations if yes else _asked(text, found.annotations)
        _write(annotated.paths[text.id], root, text, accepted)
    else:
        _print(text, found)


def _print(text: Text, found: Suggestions) -> None:
    from policy_digest.suggest.paste import commented, issuer_line
    from policy_digest.wording import plural

    paste = " Paste what is right below annotations:" if found.annotations else ""
    click.echo(f"# {plural(len(found.annotations), 'suggestion')} for {text.id}.{paste}")
    for one in found.annotations:
        click.echo("\n" + commented(one), nl=False)
    for issuer, places_named in found.issuers.items():
        click.echo(f"# {issuer_line(issuer, places_named, found.manuscript.block_id(places_named[0].start))}")


def _asked(text: Text, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Those that the editor accepts. Ctrl-C and the end of the input accept nothing."""
    from policy_digest.suggest.paste import item, reasons

    accepted: list[Suggestion] = []
    for number, one in enumerate(suggestions, 1):
        click.echo(f"\n{number} of {len(suggestions)}")
        click.echo(_in_context(text, one))
        for line in reasons(one):
            click.echo(click.style(line, dim=True))
        click.echo(item(one.fields), nl=False)
        answer = click.prompt(
            "Accept? y(es), n(o), a(ll from here), q(uit)", type=click.Choice(["y", "n", "a", "q"]), show_choices=False
        )
        if answer == "a":
            return [*accepted, *suggestions[number - 1 :]]
        if answer == "q":
            break
        if answer == "y":
            accepted.append(one)
    return accepted


def _in_context(text: Text, suggestion: Suggestion) -> str:
    """The first passage of a suggestion between the words around it, lit up on a terminal."""
    from policy_digest.body import BREAK

    words, span = text.body.text, suggestion.spans[0]
    before = words[max(0, span.start - _AROUND) : span.start].rpartition(BREAK)[2]
    after = words[span.end : span.end + _AROUND].partition(BREAK)[0]
    return f"{before}{click.style(words[span.start : span.end], reverse=True)}{after}"


def _write(path: Path, root: Path, text: Text, accepted: Sequence[Suggestion]) -> None:
    from policy_digest.edits import EditError, open_file
    from policy_digest.files import write_whole
    from policy_digest.suggest.insert import insert, places
    from policy_digest.wording import plural

    if accepted:
        file, problems = open_file(path, root)
        try:
            if file is None:
                raise EditError("\n".join(map(str, problems)))
            write_whole({path: insert(file, places(text, accepted)).encode()})
        except EditError as error:
            raise click.ClickException(f"{error} Nothing was written.") from error
    click.echo(f"{plural(len(accepted), 'annotation')} written to {text.source.path}.")
