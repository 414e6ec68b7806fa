"""`digest check`: every problem of the corpus in one run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policy_digest.commands.corpus import read_corpus, sources_option, tell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policy_digest.digest import Digest


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@sources_option
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option(
    "--outputs", is_flag=True, help="Also prove that pages, references, feeds and data agree with the sources."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
def check(ids: tuple[str, ...], sources: Path, strict: bool, outputs: bool, as_json: bool) -> None:
    """Check all texts and the vocabulary, and build nothing.

    With an ID, only the problems of that text are shown. You may also give the path of a file of the corpus.

    Each problem is shown with its file and line. The exit code is 1 if there is an error, or a warning with --strict;
    0 if there is none; and 2 if the command was called wrongly.
    """
    from policy_digest.problems import errors, json_report, warnings
    from policy_digest.schemas import renew_schemas
    from policy_digest.wording import plural

    digest, problems = read_corpus(sources, outputs=outputs)
    renew_schemas(sources.resolve(), digest.vocabulary)
    # Of a text that cannot be read only its errors are known; no other file that has errors ends so.
    unread = {problem.path for problem in errors(problems) if problem.path.endswith(".md")}
    looked_at = plural(len(unread | {text.source.path for text in digest.texts.values()}), "text")
    if ids:
        wanted = set(_files(ids, sources.resolve()))
        looked_at = plural(len(wanted), "file")
        problems = [problem for problem in problems if digest.root / problem.path in wanted]
    wrong, doubtful = errors(problems), warnings(problems)
    if as_json:
        click.echo(json_report(problems))
    else:
        for problem in sorted(problems):
            tell(problem)
        click.echo(f"{plural(len(wrong), 'error')}, {plural(len(doubtful), 'warning')} in {looked_at}.")
        if not (wrong or ids):
            _sum_up(digest)
    raise SystemExit(1 if wrong or (strict and doubtful) else 0)


def _files(ids: Iterable[str], folder: Path) -> Iterable[Path]:
    """The file of each text or of each path that is named."""
    from policy_digest.problems import did_you_mean
    from policy_digest.sources import files_by_id

    texts = files_by_id(folder)
    for one in ids:
        path = texts.get(one, Path(os.path.realpath(one)))
        if one not in texts and not (path.is_file() and path.is_relative_to(folder)):
            raise click.UsageError(f"there is no text '{one}'.{did_you_mean(one, texts)}")
        yield path


def _sum_up(digest: Digest) -> None:
    """Tell what was proved of a corpus in which nothing is wrong."""
    from policy_digest.wording import plural

    proved = [text.fidelity for text in digest.texts.values() if text.fidelity]
    words = sum(fidelity.published for fidelity in proved)
    omitted = sum(fidelity.omitted for fidelity in proved)
    marked = sum(len(text.passages) for text in digest.texts.values())
    told = (
        f"{plural(len(proved), 'text')} compared with a capture: {plural(words, 'word')} on the pages, "
        f"{omitted:,} declared omitted, none lost."
    )
    click.echo(f"{told if proved else 'No text has a capture.'} {plural(marked, 'passage')} marked.")
