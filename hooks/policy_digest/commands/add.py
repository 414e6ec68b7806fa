"""`digest add`: raw files as captures and drafts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policy_digest.commands.corpus import Named, folder_and_root, sources_option
from policy_digest.wording import plural, printable

if TYPE_CHECKING:
    from policy_digest.adding.one import Added, Known

Failed = tuple[Path, str]
Say = Callable[[str], None]
"""Says a line; on a terminal above the bar of progress."""

_COLUMNS = ("file", "draft", "date", "language", "words", "to check", "nearest")


@click.command()
@click.argument("files", nargs=-1, required=True, type=Named(), metavar="FILE…")
@sources_option
@click.option("--under", default="", help="Put the drafts into this folder below the texts.", metavar="FOLDER")
def add(files: tuple[Path, ...], sources: Path, under: str) -> None:
    """Keep raw files as captures, and draft a source from each.

    FILE… are files (.txt, .md, .html, .docx, .pdf) or folders of them. Nothing that exists is overwritten. One bad file
    never stops the rest. The exit code is 1 if a file could not be added.
    """
    from policy_digest.adding.one import add_file
    from policy_digest.adding.pieces import AddError
    from policy_digest.adding.shelf import read_shelf
    from policy_digest.ids import refuse_new, refuse_source
    from policy_digest.vocabulary import read_vocabulary

    folder, root = folder_and_root(sources)
    within = "/".join(Path(under).parts)  # `2019/` is `2019`, and so is `./2019`
    if within and (refuse_source(f"{within}/text") or refuse_new(within)):
        raise click.UsageError(f"'{under}' is not a folder for texts. Name one under {sources}/, such as 2019.")
    vocabulary, _ = read_vocabulary(folder, root)
    found, failed = _raw_files(files)
    own = [path for path in found if _is_own(path, folder)]
    found = [path for path in found if path not in own]
    for path in own:
        click.echo(printable(f"passed over {path}: it is a part of this digest already"))
    for path, why in failed:
        click.echo(_told_failed(path, why))
    shelf = read_shelf(folder)
    results: list[Added | Known] = []
    with _progress(found) as (paths, say):
        for path in paths:
            try:
                results.append(add_file(path, shelf, vocabulary, under=within))
            except AddError as error:
                why = str(error)
            except OSError:
                raise  # a full disk stops all
            except Exception as error:  # one bad file never stops the rest, whatever it meets with
                why = f"cannot be drafted ({type(error).__name__}: {error}). Nothing was written. Please report this."
            else:
                say(_told(results[-1]))
                continue
            failed.append((path, why))
            say(_told_failed(path, why))
    if len(found) > 1:
        _tell_table(
            [*map(_row, results), *((printable(path.name), f"error: {why}", *[""] * 5) for path, why in failed)]
        )
    _tell_end(results, failed)
    raise SystemExit(1 if failed else 0)


def _raw_files(files: Sequence[Path]) -> tuple[list[Path], list[Failed]]:
    """The files to add, those of a folder in order, and what cannot be added. Other kinds are passed over."""
    from policy_digest.adding.reading import KINDS

    found: list[Path] = []
    failed: list[Failed] = []
    for path in files:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and not _is_hidden(one.relative_to(path)))
            known = [one for one in inside if one.suffix.lower() in KINDS]
            found += known
            for one in inside:
                if one not in known:
                    click.echo(printable(f"passed over {one}: files of this kind cannot be added"))
            if not known:
                failed.append((path, f"has no file that can be added ({', '.join(KINDS)})."))
        elif path.exists():
            found.append(path)
        else:
            failed.append((path, "does not exist."))
    return list(dict.fromkeys(found)), failed


def _is_own(path: Path, folder: Path) -> bool:
    """Whether a file is a text of the corpus in `folder`, or of its ledger, and no raw file that was put there."""
    from policy_digest.ids import RESERVED
    from policy_digest.sources import front_matter

    whole = path.resolve()
    if not whole.is_relative_to(folder):
        return False
    top, *_ = whole.relative_to(folder).parts
    if top in RESERVED:
        return top != "captures"
    return path.suffix == ".md" and front_matter(path.read_text(errors="replace")) is not None


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


@contextmanager
def _progress(found: Sequence[Path]) -> Iterator[tuple[Iterable[Path], Say]]:
    """The files one after the other, with a bar of progress on a terminal, and what says a line above it."""
    if len(found) < 2 or not sys.stdout.isatty():  # noqa: PLR2004 - one needs no bar
        yield found, click.echo
        return
    from rich.progress import Progress
    from rich.text import Text

    with Progress() as progress:
        yield progress.track(found, description="Adding"), lambda line: progress.console.print(Text(line))


def _told(result: Added | Known) -> str:
    from policy_digest.adding.one import Known

    if isinstance(result, Known):
        return printable(f"known {result.path}: already captured as {result.capture}, the capture of {result.source}")
    near = f"; {result.near.percent} of its words are in {result.near.id}" if result.near else ""
    words, checks = plural(result.words, "word"), plural(result.checks, "thing")
    return printable(f"added {result.path}: {result.id}, {words}, {checks} to check{near}")


def _told_failed(path: Path, why: str) -> str:
    return printable(f"error {path}: {why}")


def _row(result: Added | Known) -> tuple[str, ...]:
    from policy_digest.adding.one import Known

    if isinstance(result, Known):
        return (printable(result.path.name), f"known: {result.source}", *[""] * 5)
    near = f"{result.near.id} {result.near.percent}" if result.near else ""
    date, words = result.date or "undated", f"{result.words:,}"
    return (printable(result.path.name), result.id, date, result.language, words, str(result.checks), near)


def _tell_table(rows: Sequence[tuple[str, ...]]) -> None:
    """A table on a terminal; elsewhere lines with tabs, which other programs can cut."""
    if not sys.stdout.isatty():
        for row in (_COLUMNS, *rows):
            click.echo("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*_COLUMNS)
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)


def _tell_end(results: Sequence[Added | Known], failed: Sequence[Failed]) -> None:
    from policy_digest.adding.one import Added

    added = [result for result in results if isinstance(result, Added)]
    counts = f"{len(added)} added, {len(results) - len(added)} known, {plural(len(failed), 'error')}"
    words, omitted = sum(one.words for one in added), sum(one.omitted for one in added)
    if not added:
        click.echo(f"{counts}.")
        return
    click.echo(f"{counts}: {plural(words, 'word')} in the drafts, {omitted:,} proposed as omitted, none lost.")
    one = added[0].id if len(added) == 1 else "ID"
    then = f"digest check {one}, digest suggest {one}, make serve"
    click.echo(f"Next: go through the lines “# check:” of each draft; then {then}.")
