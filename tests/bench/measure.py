"""What one command costs."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

SEARCH_PROGRAM = "pagefind"
"""The process that makes the index of the search; it is told apart from the build that starts it."""
_WAIT, _OFTEN, _SELDOM, _WEIGH = 0.005, 0.02, 0.1, 0.2
"""Seconds between two looks: whether a command has ended, what its processes took, which there are, what they hold."""
_SEARCH_STAGE = re.compile(r"Search: [\d.]+ s \(([\d.]+) s of CPU\)")
"""What a build with `--verbose` says of the part of indexing that it does itself: it counts as the search's."""


class CommandError(Exception):
    """A command that failed, with the end of what it said."""


@dataclass(frozen=True)
class Share:
    """What some of the processes of a command took."""

    cpu: float = 0.0
    """Seconds of all cores together."""
    wall: float = 0.0
    memory: int = 0
    """The largest sum of what they hold in memory at one time, in bytes."""


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    own: Share
    """Without the program of the search."""
    search: Share
    """The program of the search alone."""


@dataclass
class _Seen:
    """A process as it was seen last."""

    process: psutil.Process
    is_search: bool
    first: float
    last: float
    cpu: float = 0.0
    memory: int = 0
    """Now; nothing once it has ended."""
    weighed: float = 0.0


@dataclass
class _Watch:
    """The processes of a command: looked at often, since one that has ended tells nothing any more."""

    root: psutil.Process
    seen: dict[int, _Seen] = field(default_factory=dict)
    peaks: dict[bool, int] = field(default_factory=lambda: {False: 0, True: 0})
    looked: float = 0.0
    renewed: float = 0.0

    def look(self) -> None:
        now = time.perf_counter()
        if now - self.looked < _OFTEN:
            return
        self.looked = now
        if now - self.renewed > _SELDOM:
            self.renewed = now
            self._find(now)
        for one in self.seen.values():
            try:
                with one.process.oneshot():
                    times = one.process.cpu_times()
                    # A program takes the place of the one that started it, and of what that held.
                    became = not one.is_search and one.process.name().startswith(SEARCH_PROGRAM)
                    one.is_search = one.is_search or became
                    if became or now - one.weighed > _WEIGH:
                        one.weighed, one.memory = now, memory(one.process)
            except psutil.Error:
                one.memory = 0
                continue
            one.cpu, one.last = times.user + times.system, now
        for is_search in (False, True):
            held = sum(one.memory for one in self.seen.values() if one.is_search is is_search)
            self.peaks[is_search] = max(self.peaks[is_search], held)

    def _find(self, now: float) -> None:
        try:
            for process in [self.root, *self.root.children(recursive=True)]:
                if process.pid not in self.seen:
                    self.seen[process.pid] = _Seen(process, False, now, now)
        except psutil.Error:
            return


def memory(process: psutil.Process) -> int:
    """What a process holds, in bytes. Of memory that several processes share, each is given its part."""
    try:
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
    except (OSError, StopIteration):
        return int(process.memory_info().rss)


def run(command: Sequence[str], *, folder: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end, and tell what it took.

    The processor time of all processes together is exact, as the system counts it. What of it the search took, and the
    memory, are seen by looking fifty times a second.

    Raises:
        CommandError: the command failed.
    """
    with (folder / "output.txt").open("w+", encoding="utf-8") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **(environment or {})}, stdout=output, stderr=subprocess.STDOUT
        )
        watch = _Watch(psutil.Process(process.pid))
        while True:
            watch.look()
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            time.sleep(_WAIT)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            told = "\n".join(output.read().splitlines()[-20:])
            raise CommandError(f"{' '.join(command)} ended with {process.returncode}:\n{told}")
        output.seek(0)
        stage = _SEARCH_STAGE.search(output.read())
    searching = [one for one in watch.seen.values() if one.is_search]
    search_cpu = sum(one.cpu for one in searching) + (float(stage[1]) if stage else 0.0)
    search_wall = sum(one.last - one.first for one in searching)
    return Cost(
        Share(usage.ru_utime + usage.ru_stime - search_cpu, wall - search_wall, watch.peaks[False]),
        Share(search_cpu, search_wall, watch.peaks[True]),
    )
