"""Measure this project beside plain MkDocs and Hugo: `make bench`.

Each round of each size builds with every builder in turn: cold, with nothing changed, with one text edited, with one theme's
label changed. The tables go to the terminal and, with `--write`, into a page of the documentation.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.builders import CASES, COLD, EDITED, OURS, RELABELLED, ROOT, Builder, builders
from tests.bench.corpus import CHINESE_EVERY, text_id, theme_ids
from tests.bench.figures import Size, changed, fingerprints, size
from tests.bench.measure import CommandError, Cost, run
from tests.bench.reader import Seen, read_sites
from tests.bench.report import report

FOLDER = ROOT / ".cache" / "bench"
LARGE = 5000
"""From this number of texts on, a builder that keeps nothing between builds is built cold only."""
RESERVE = 240
"""Seconds kept for what comes after the rounds: the reader's side and the limit."""
START, END = "<!-- bench: start -->", "<!-- bench: end -->"


@dataclass
class Measured:
    """What was measured of corpora of one size."""

    rounds: int = 0
    costs: dict[tuple[str, str], list[Cost]] = field(default_factory=dict)
    """By builder and case."""
    sizes: dict[str, Size] = field(default_factory=dict)
    """Of the cold site, by builder."""
    index: Size = field(default_factory=Size)
    """Of the index of the search."""
    sources: Size = field(default_factory=Size)
    sent: dict[str, Size] = field(default_factory=dict)
    """Files that a host must be sent, by case."""
    limit: dict[str, float] = field(default_factory=dict)
    seen: Seen | None = None


def main() -> None:
    """Run it all from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--sizes", default="100,1000,10000", help="numbers of texts, with commas (default: %(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each size, at most (default: %(default)s)")
    parser.add_argument(
        "--minutes", type=float, default=40, help="no round starts that would end after (default: %(default)s)"
    )
    parser.add_argument("--no-reader", action="store_true", help="leave the browser out")
    parser.add_argument("--write", type=Path, help="a page of the documentation whose tables to write anew")
    given = parser.parse_args()
    until = time.monotonic() + 60 * given.minutes - RESERVE
    shutil.rmtree(FOLDER, ignore_errors=True)
    measured: dict[int, Measured] = {}
    failed = ""
    for number in sorted(map(int, given.sizes.split(","))):
        try:
            measured[number] = measure_size(number, FOLDER / str(number), given.rounds, until)
        except CommandError as error:
            failed = f"{number:,} texts: {error}\n"
            break
    keep(measured)
    if not given.no_reader:
        tell("the reader's side")
        sites = {number: FOLDER / str(number) / "ours" / "site" for number in measured}
        for number, seen in read_sites(sites).items():
            measured[number].seen = seen
    text = keep(measured)
    sys.stdout.write(text)
    if failed:
        parser.exit(1, failed)
    if given.write:
        write_between(given.write, text)
    for number in measured:
        shutil.rmtree(FOLDER / str(number))


def keep(measured: Mapping[int, Measured]) -> str:
    """Write the tables of what is measured so far, so that a fault does not cost them; return them."""
    text = report(measured, " ".join(sys.argv[1:]))
    FOLDER.joinpath("table.md").write_text(text, encoding="utf-8")
    return text


def measure_size(number: int, folder: Path, rounds: int, until: float) -> Measured:
    """Measure corpora of so many texts, for so many rounds or as long as there is time, but once at least."""
    tell(f"{number:,} texts: writing them for each builder")
    everyone = builders(number, folder)
    ours = next(one for one in everyone if one.name == OURS)
    found = Measured(sources=size(ours.sources))
    longest = 0.0
    while found.rounds < rounds and (not found.rounds or time.monotonic() + longest < until):
        start = time.monotonic()
        turn = found.rounds % len(everyone)  # each goes first in one of the rounds
        measure_round(number, [*everyone[turn:], *everyone[:turn]], found)
        found.rounds += 1
        longest = max(longest, time.monotonic() - start)
    tell(f"{number:,} texts: the limit")
    target = folder / "limit"
    run(
        [sys.executable, "-m", "tests.bench.limit", str(ours.sources), str(ours.site), str(target)],
        folder=folder,
        environment={"PYTHONPATH": str(ROOT)},
    )
    found.limit = json.loads((folder / "output.txt").read_text(encoding="utf-8"))
    for done in (target, *(one.folder for one in everyone if one is not ours)):
        shutil.rmtree(done)
    return found


def measure_round(number: int, everyone: list[Builder], found: Measured) -> None:
    """Build every case with every builder in turn. Each round edits another text; none is Chinese or has a capture."""
    edited, words = text_id(2 + CHINESE_EVERY * found.rounds), f"Edited in round {found.rounds + 1}."
    label = f"Label of round {found.rounds + 1}"
    first = found.rounds == 0
    for case in CASES:
        for one in everyone:
            if case != COLD and one.keeps_nothing and number >= LARGE:
                continue
            if case == EDITED:
                one.edit(edited, words)
            if case == RELABELLED:
                if not one.label_path():
                    continue
                one.relabel(label)
            before = fingerprints(one.site) if first and one.name == OURS and case != COLD else {}
            cost = one.build(cold=case == COLD)
            found.costs.setdefault((one.name, case), []).append(cost)
            tell(
                f"{number:,} texts, round {found.rounds + 1}: {one.name}, {case}: {cost.own.cpu:.1f} + {cost.search.cpu:.1f} s"
            )
            if case == EDITED and not one.shows(f"sources/{edited}", words):
                raise CommandError(f"The site of {one.name} does not show the edit.")
            if case == RELABELLED and not one.shows(f"themes/{theme_ids()[0]}", label):
                raise CommandError(f"The site of {one.name} does not show the label.")
            if case == COLD:
                found.sizes[one.name] = size(one.site)
            if one.name == OURS and case == COLD:
                found.index = size(one.site / "pagefind")
            if before:
                found.sent[case] = changed(before, fingerprints(one.site))


def write_between(path: Path, text: str) -> None:
    """Put the tables in the place of those that a page has between its two marks."""
    page = path.read_text(encoding="utf-8")
    before, found, rest = page.partition(START)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise SystemExit(f"{path} has no two marks {START} and {END}.")
    path.write_text(f"{before}{START}\n\n{text}\n{END}{after}", encoding="utf-8")


def tell(what: str) -> None:
    """One line of progress."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
