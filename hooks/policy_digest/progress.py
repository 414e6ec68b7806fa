"""What a long build is at: a bar on a terminal, and the time of each stage for those who ask."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

log = logging.getLogger("mkdocs.hooks.digest")

MANY = 200
"""Items from which on a bar is shown."""


def counted(what: str, items: Iterable[T], total: int) -> Iterator[T]:
    """The items, with a bar that says what is done, how many of how many, and how long it will take.

    There is no bar where nobody looks: without a terminal, or where `CI` is set.
    """
    if total < MANY or not sys.stderr.isatty() or os.environ.get("CI"):
        yield from items
        return
    from rich.console import Console  # noqa: PLC0415 - takes time to load, and few builds are long
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield from bar.track(items, total=total, description=what)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Tell the time that a stage took, with `--verbose`."""
    started, busy = time.perf_counter(), time.process_time()
    yield
    log.debug("%s: %.2f s (%.2f s of CPU)", what, time.perf_counter() - started, time.process_time() - busy)
