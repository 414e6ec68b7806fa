"""`digest check`: every problem of the corpus in one run."""

from __future__ import annotations

from pathlib import Path

import click

from policy_digest.commands.corpus import read_and_tell, sources_option
from policy_digest.pages.page import plural


@click.command()
@sources_option
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
def check(sources: Path, strict: bool) -> None:
    """Check all texts and the vocabulary, and build nothing.

    Every problem is told in one run. The exit code is 1 where there is an error, with --strict also a warning.
    """
    digest, wrong, doubtful = read_and_tell(sources)
    texts = digest.texts.values()
    proved = [text.fidelity for text in texts if text.fidelity]
    click.echo(f"{plural(len(wrong), 'error')}, {plural(len(doubtful), 'warning')} in {plural(len(texts), 'text')}.")
    if not wrong:
        words = sum(fidelity.published for fidelity in proved)
        omitted = sum(fidelity.omitted for fidelity in proved)
        marked = sum(len(text.passages) for text in texts)
        click.echo(
            f"{plural(len(proved), 'text')} compared with a capture: {plural(words, 'word')} on the pages, "
            f"{omitted:,} declared omitted, none lost. {plural(marked, 'passage')} marked."
        )
    raise SystemExit(1 if wrong or (strict and doubtful) else 0)
