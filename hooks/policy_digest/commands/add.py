"""`digest add`: raw files as captures and drafts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from policy_digest.adding.extra import has
from policy_digest.adding.one import Added, Known, add_file
from policy_digest.adding.pieces import AddError
from policy_digest.adding.reading import KINDS
from policy_digest.adding.shelf import Shelf, read_shelf
from policy_digest.commands.corpus import sources_option
from policy_digest.pages.page import plural
from policy_digest.vocabulary import Vocabulary, read_vocabulary

Failed = tuple[Path, str]


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@sources_option
@click.option("--under", default="", help="A folder under the sources for the drafts.", metavar="FOLDER")
def add(files: tuple[Path, ...], sources: Path, under: str) -> None:
    """Keep raw files as captures, and draft a source from each.

    FILE… are files (.txt, .md, .html, .docx, .pdf) or folders of them. Nothing that exists is written over. One bad
    file never stops the rest; the exit code is 1 where there was one.
    """
    folder = sources.resolve()
    if not folder.is_dir():
        raise click.ClickException(f"There is no folder '{sources}'. Name the folder of the texts with --sources.")
    if (
        Path(under).is_absolute()
        or ".." in Path(under).parts
        or (under and Path(under).parts[0] in {"captures", "permalinks", "vocabulary"})
    ):
        raise click.ClickException(f"'{under}' is no folder for texts. Name one under {sources}/.")
    vocabulary, _ = read_vocabulary(folder / "vocabulary", folder.parent)
    found, failed = _raw_files(files)
    results = _add_all(found, read_shelf(folder), vocabulary, under, failed)
    if len(found) + len(failed) > 1:
        _tell_table(results, failed)
    _tell_end(results, failed)
    raise SystemExit(1 if failed else 0)


def _raw_files(files: Sequence[Path]) -> tuple[list[Path], list[Failed]]:
    """The files to add, those of a folder in order; and what is none. Files of other kinds in a folder are told."""
    found: list[Path] = []
    failed: list[Failed] = []
    for path in files:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and not _is_hidden(one.relative_to(path)))
            found += [one for one in inside if one.suffix.lower() in KINDS]
            for one in inside:
                if one.suffix.lower() not in KINDS:
                    _say(f"passed over {one}: no kind of file that can be added")
            if not inside:
                failed.append((path, "has no files."))
        elif path.exists():
            found.append(path)
        else:
            failed.append((path, "is not there."))
    for path, why in failed:
        _tell_failed(path, why)
    return list(dict.fromkeys(found)), failed


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _add_all(
    found: Sequence[Path], shelf: Shelf, vocabulary: Vocabulary, under: str, failed: list[Failed]
) -> list[Added | Known]:
    results: list[Added | Known] = []
    for path in _with_progress(found):
        try:
            result = add_file(path, shelf, vocabulary, under=under)
        except AddError as error:
            failed.append((path, str(error)))
            _tell_failed(path, str(error))
            continue
        results.append(result)
        _say(_told(result))
    return results


def _told(result: Added | Known) -> str:
    if isinstance(result, Known):
        where = f", the capture of {result.source}" if result.source else ", which no source has yet"
        return f"known {result.path}: already captured as {result.capture}{where}"
    near = f"; {result.near.percent} of its words are in {result.near.id}" if result.near else ""
    return f"added {result.path}: {result.id}, {plural(result.words, 'word')}, {plural(result.checks, 'thing')} to check{near}"


def _tell_failed(path: Path, why: str) -> None:
    _say(f"{click.style('error', fg='red', bold=True)} {path}: {why}", error=True)


_console: list[Callable[[str], None]] = []
"""How a line is said while a bar of progress stands on the terminal."""


def _say(line: str, *, error: bool = False) -> None:
    if _console:
        _console[-1](line)
    else:
        click.echo(line, err=error)


def _with_progress(found: Sequence[Path]) -> Iterator[Path]:
    """The files, with a bar of progress on a terminal."""
    if len(found) < 2 or not sys.stdout.isatty() or not has("rich"):  # noqa: PLR2004 - one needs no bar
        yield from found
        return
    from rich.progress import Progress  # noqa: PLC0415 - an optional library

    with Progress() as progress:
        _console.append(lambda line: progress.console.print(line, markup=False, highlight=False))
        try:
            task = progress.add_task("Adding", total=len(found))
            for path in found:
                progress.update(task, description=path.name[:30])
                yield path
                progress.advance(task)
        finally:
            _console.pop()


_COLUMNS = ("file", "draft", "date", "language", "words", "to check", "nearest")


def _row(result: Added | Known) -> tuple[str, ...]:
    if isinstance(result, Known):
        return (result.path.name, f"known: {result.source or result.capture}", "", "", "", "", "")
    near = f"{result.near.id} {result.near.percent}" if result.near else ""
    return (
        result.path.name,
        result.id,
        result.date or "undated",
        result.language,
        f"{result.words:,}",
        str(result.checks),
        near,
    )


def _tell_table(results: Sequence[Added | Known], failed: Sequence[Failed]) -> None:
    rows = [*map(_row, results), *((path.name, f"error: {why}", "", "", "", "", "") for path, why in failed)]
    if sys.stdout.isatty() and has("rich"):
        from rich.console import Console  # noqa: PLC0415 - an optional library
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        table = Table(*_COLUMNS)
        for row in rows:
            table.add_row(*map(Text, row))
        Console().print(table)
        return
    click.echo("\t".join(_COLUMNS))
    for row in rows:
        click.echo("\t".join(row))


def _tell_end(results: Sequence[Added | Known], failed: Sequence[Failed]) -> None:
    added = [result for result in results if isinstance(result, Added)]
    known = len(results) - len(added)
    click.echo(
        f"{len(added)} added, {known} known, {plural(len(failed), 'error')}: "
        f"{plural(sum(one.words for one in added), 'word')} in the drafts, "
        f"{sum(one.omitted for one in added):,} proposed as omitted, none lost."
    )
    if added:
        one = added[0].id if len(added) == 1 else "ID"
        click.echo(
            f"Next: look through the lines “# check:” of the draft; then digest check {one}, digest suggest {one}, make serve."
        )
