"""The tables of a benchmark, as Markdown."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from math import isnan
from typing import TYPE_CHECKING

import psutil
from tests.bench.builders import CASES, COLD, EDITED, FLOOR, HUGO, OURS, RELABELLED, UNCHANGED
from tests.bench.figures import Size, exponent, median

if TYPE_CHECKING:
    from tests.bench.bench import Measured

MIB = 2**20
NOTHING = "–"
SEARCH = "its index of the search"


def cpu(measured: Measured, builder: str, case: str) -> float:
    """The median processor time of a builder, without the index of the search; nan where it was not measured."""
    return middle(measured, builder, case, lambda cost: cost.own.cpu)


def middle(measured: Measured, builder: str, case: str, of: Callable[..., float]) -> float:
    costs = measured.costs.get((builder, case), [])
    return median(map(of, costs)) if costs else float("nan")


def peak(measured: Measured, *, search: bool) -> float:
    """The most memory of any build of ours, in MiB."""
    costs = [cost for (builder, _), found in measured.costs.items() if builder == OURS for cost in found]
    return max((cost.search if search else cost.own).memory for cost in costs) / MIB


TARGETS: Sequence[tuple[str, Mapping[int, float], Callable[[Measured], float], str]] = (
    ("cold / floor", {1000: 0.5, 10000: 0.5}, lambda one: cpu(one, OURS, COLD) / cpu(one, FLOOR, COLD), ".2f"),
    ("cold / Hugo", {1000: 2, 10000: 2}, lambda one: cpu(one, OURS, COLD) / cpu(one, HUGO, COLD), ".2f"),
    ("one text edited / floor cold", {1000: 0.10, 10000: 0.03}, lambda one: cpu(one, OURS, EDITED) / cpu(one, FLOOR, COLD), ".3f"),
    ("nothing changed / floor cold", {1000: 0.06, 10000: 0.02}, lambda one: cpu(one, OURS, UNCHANGED) / cpu(one, FLOOR, COLD), ".3f"),
    ("peak memory, MiB", {1000: 300, 10000: 1536}, lambda one: peak(one, search=False), ",.0f"),
    ("Pagefind after one text edited / of all", {1000: 0.2, 10000: 0.05}, lambda one: search_share(one, EDITED), ".2f"),
    ("peak memory of Pagefind, MiB", {1000: 400, 10000: 800}, lambda one: peak(one, search=True), ",.0f"),
)  # fmt: skip
GROWTH = 1.05
PAGE_KB, SEARCH_KB, FIRST_RESULT = 100, 250, 1.5


def search_share(measured: Measured, case: str) -> float:
    """The time of the search's index in a case against that of all texts."""
    whole = middle(measured, OURS, COLD, lambda cost: cost.search.cpu)
    return middle(measured, OURS, case, lambda cost: cost.search.cpu) / whole if whole else float("nan")


def report(measured: Mapping[int, Measured], options: str) -> str:
    """All tables."""
    if not measured:
        return "Nothing was measured.\n"
    parts = [
        machine(options, measured),
        table_of_targets(measured),
        *(table_of_size(number, one) for number, one in measured.items()),
        table_of_growth(measured),
        table_of_limits(measured),
        table_of_sent(measured),
    ]
    if any(one.seen for one in measured.values()):
        parts.append(table_of_reader(measured))
    return "\n\n".join(part for part in parts if part) + "\n"


def machine(options: str, measured: Mapping[int, Measured]) -> str:
    """The command, the machine, the programs."""
    packages = ["mkdocs", "mkdocs-material", "hugo", "pagefind"]
    programs = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in packages)]
    command = f'make bench BENCH="{options}"' if options else "make bench"
    rounds = ", ".join(f"{one.rounds} with {number:,} texts" for number, one in measured.items())
    return (
        f"`{command}` on {psutil.cpu_count()} cores ({platform.machine()}) with {psutil.virtual_memory().total / 2**30:.0f} GiB of memory. "
        f"{', '.join(programs)}. Rounds: {rounds}."
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> str:
    """A Markdown table below a heading; all columns but the first are numbers."""
    lines = [f"| {' | '.join(row)} |" for row in [head, *rows]]
    rule = "|---" + "|--:" * (len(head) - 1) + "|"
    return "\n".join([f"### {title}", "", lines[0], rule, *lines[1:]])


def shown(value: float, form: str) -> str:
    """A number, or a dash where it was not measured."""
    return NOTHING if isnan(value) else format(value, form)


def met(value: float, most: float) -> str:
    """Whether a value is within its bound."""
    return NOTHING if isnan(value) else "met" if value <= most else "**missed**"


def table_of_targets(measured: Mapping[int, Measured]) -> str:
    """What is wanted beside what was measured, by processor time."""
    numbers = [number for number in measured if any(number in bounds for _, bounds, _, _ in TARGETS)]
    if not numbers:
        return ""
    rows = []
    for name, bounds, of, form in TARGETS:
        row = [name]
        for number in numbers:
            value = of(measured[number])
            row += [f"≤ {bounds[number]:,g}", shown(value, form), met(value, bounds[number])]
        rows.append(row)
    grown = growth(measured, 1000, 10000)
    if grown:
        rows.append(
            ["growth of processor time, exponent"]
            + [NOTHING] * 3 * (len(numbers) - 1)
            + [f"≤ {GROWTH}", f"{grown:.2f}", met(grown, GROWTH)]
        )
    head = ["processor time", *(text for number in numbers for text in (f"{number:,}: target", "measured", ""))]
    return table(head, rows, "Targets")


def table_of_size(number: int, measured: Measured) -> str:
    """Every builder and case, for one size."""
    rows = []
    floor, hugo = cpu(measured, FLOOR, COLD), cpu(measured, HUGO, COLD)
    for case in CASES:
        for builder in (FLOOR, HUGO, OURS):
            costs = measured.costs.get((builder, case))
            if not costs:
                continue
            made = measured.sizes[builder]
            index = measured.index if builder == OURS else Size()
            written = [f"{(made.bytes - index.bytes) / 1e6:.1f}", f"{made.files - index.files:,}"]
            rows.append(
                [
                    f"{builder}, {case}",
                    *_row(costs, floor, hugo, search=False),
                    *(written if case == COLD else [NOTHING] * 2),
                ]
            )
            if any(cost.search.cpu for cost in costs):
                indexed = [f"{index.bytes / 1e6:.1f}", f"{index.files:,}"]
                rows.append(
                    [
                        f"{SEARCH}, {case}",
                        *_row(costs, floor, hugo, search=True),
                        *(indexed if case == COLD else [NOTHING] * 2),
                    ]
                )
    head = ["", "CPU s", "wall s", "peak MiB", "CPU / floor cold", "CPU / Hugo cold", "MB out", "files"]
    return table(head, rows, f"{number:,} texts ({measured.sources.bytes / 1e6:.1f} MB of sources)")


def _row(costs: Sequence, floor: float, hugo: float, *, search: bool) -> Iterator[str]:
    shares = [cost.search if search else cost.own for cost in costs]
    time = median(share.cpu for share in shares)
    yield f"{time:.2f}"
    yield f"{median(share.wall for share in shares):.2f}"
    yield f"{max(share.memory for share in shares) / MIB:,.0f}"
    yield f"{time / floor:.3f}"
    yield f"{time / hugo:.2f}"


def growth(
    measured: Mapping[int, Measured], small: int, large: int, builder: str = OURS, case: str = COLD
) -> float | None:
    """The exponent with which processor time grows between two sizes, or None where one was not measured."""
    if small not in measured or large not in measured:
        return None
    before, after = (cpu(measured[number], builder, case) for number in (small, large))
    return exponent((small, before), (large, after)) if before > 0 and after > 0 else None


def table_of_growth(measured: Mapping[int, Measured]) -> str:
    """The exponents between each size and the next."""
    steps = list(zip(measured, list(measured)[1:], strict=False))
    rows = []
    for builder in (FLOOR, HUGO, OURS):
        for case in CASES:
            found = [growth(measured, *step, builder, case) for step in steps]
            if any(found):
                rows.append([f"{builder}, {case}", *(NOTHING if one is None else f"{one:.2f}" for one in found)])
    head = ["exponent of processor time", *(f"{small:,} to {large:,}" for small, large in steps)]
    return table(head, rows, "Growth") if steps else ""


def table_of_limits(measured: Mapping[int, Measured]) -> str:
    """What no builder can do without, and how far from it a cold build is."""
    steps = next(iter(measured.values())).limit
    rows = [[f"{step}, CPU s", *(f"{one.limit[step]:.2f}" for one in measured.values())] for step in steps]
    wholes = [sum(one.limit.values()) for one in measured.values()]
    rows.append(["together, CPU s", *(f"{whole:.2f}" for whole in wholes)])
    times = [cpu(one, OURS, COLD) for one in measured.values()]
    rows.append(["a cold build, CPU s", *(f"{time:.2f}" for time in times)])
    rows.append(["distance", *(f"× {time / whole:.1f}" for time, whole in zip(times, wholes, strict=True))])
    return table(["", *(f"{number:,}" for number in measured)], rows, "Physical limit")


def table_of_sent(measured: Mapping[int, Measured]) -> str:
    """How many files a host must be sent."""
    rows = [
        [case, *(f"{one.sent[case].files:,} files, {one.sent[case].bytes / 1e6:.2f} MB" for one in measured.values())]
        for case in (UNCHANGED, EDITED, RELABELLED)
    ]
    return table(["", *(f"{number:,}" for number in measured)], rows, "Files that differ from those before")


def table_of_reader(measured: Mapping[int, Measured]) -> str:
    """The reader's side, with its bounds."""
    seen = {number: one.seen for number, one in measured.items() if one.seen}
    rows = [
        [f"a page cold, KB (≤ {PAGE_KB})", *(f"{one.page_bytes / 1000:.0f} in {one.page_requests} requests, {met(one.page_bytes, 1000 * PAGE_KB)}" for one in seen.values())],
        [f"first search, KB (≤ {SEARCH_KB})", *(f"{one.search_bytes / 1000:.0f} in {one.search_requests} requests, {met(one.search_bytes, 1000 * SEARCH_KB)}" for one in seen.values())],
        [f"time to first result, s (≤ {FIRST_RESULT})", *(f"{one.first_result:.2f}, slowest {one.slowest_result:.2f}, {met(one.slowest_result, FIRST_RESULT)}" for one in seen.values())],
        ["largest contentful paint, s", *(f"{one.largest_paint:.2f}" for one in seen.values())],
    ]  # fmt: skip
    return table(["headless Chromium, gzip", *(f"{number:,}" for number in seen)], rows, "Reader")
