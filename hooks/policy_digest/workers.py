"""Work on many texts, shared among processes: those of this machine, or those of a Dask scheduler.

Every way is an executor of `concurrent.futures`; this is the only file that knows there are several.
"""

from __future__ import annotations

import gc
import os
import pickle
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from policy_digest.program import program

if TYPE_CHECKING:
    from distributed import Client

SharedT = TypeVar("SharedT")
ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

SCHEDULER = "DIGEST_SCHEDULER"
"""Names the address of a Dask scheduler, such as `tcp://10.0.0.1:8786`."""
PROCESSES = "DIGEST_PROCESSES"
"""Names the number of processes on this machine; all of its cores where it is not set."""
ANSWER = 30
"""Seconds to wait for the scheduler to answer."""
FEW = 200
"""Items that are not worth a second process: starting it takes longer."""
CHUNK = 40
"""Items that a process is given at a time."""

_GARBAGE = 20_000
"""New objects after which a process looks for what can go: seldom, since that takes time."""

_inherited: Any = None
"""What all tasks of a pool on this machine share; a forked process has it without a copy."""


class WorkError(RuntimeError):
    """The work could not be done; the message says why and what to do."""


def work(
    task: Callable[[SharedT, Sequence[ItemT]], list[ResultT]], shared: SharedT, items: Sequence[ItemT]
) -> Iterator[ResultT]:
    """The result for each item, in order.

    `task` is a function of a module; it gets what all share and some of the items, and gives as many results.

    Raises:
        WorkError: a process died, the scheduler does not answer, or a variable that says who works has a slip.
    """
    chunks = [items[at : at + CHUNK] for at in range(0, len(items), CHUNK)]
    try:
        with _executor(shared, len(items)) as (executor, sent):
            futures = [(chunk, executor.submit(_call, task, sent, chunk)) for chunk in chunks]
            futures.reverse()
            while futures:  # results are dropped as they are taken
                chunk, future = futures.pop()
                try:
                    results = future.result()
                except (ValueError, AttributeError):
                    # Dask's executor takes for a fault what a worker gave and then ended: `_cascade_future` unpacks it.
                    results = executor.submit(_call, task, sent, chunk).result()
                yield from results
    except OSError as error:
        raise WorkError(f"The work on the texts broke off: {error}. Build again.") from error
    except BrokenExecutor as error:
        raise WorkError("A process that worked on the texts was ended from outside. Build again.") from error


def _call(
    task: Callable[[SharedT, Sequence[ItemT]], list[ResultT]], sent: bytes | None, items: Sequence[ItemT]
) -> list[ResultT]:
    return task(_inherited if sent is None else _received(sent), items)


_received = lru_cache(maxsize=2)(pickle.loads)


def _inherit(shared: Any) -> None:
    global _inherited  # noqa: PLW0603 - this is what a process of its own is for
    _inherited = shared


def _begin(shared: Any) -> None:
    """Begin a process: what it inherits is never looked through for what can go, what it makes is."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(_GARBAGE)
    threading.Thread(target=_end_with_build, daemon=True).start()
    _inherit(shared)


def _end_with_build() -> None:
    """End this process when the build does, in whatever way: it has the lock that keeps other builds waiting."""
    from multiprocessing import parent_process  # noqa: PLC0415 - loaded already, by who began this process

    if build := parent_process():
        build.join()
        os._exit(1)


@contextmanager
def _executor(shared: Any, count: int) -> Iterator[tuple[Executor, Any]]:
    """An executor, and what tasks get in place of what they share."""
    processes = _count_processes()
    if address := os.environ.get(SCHEDULER):
        try:
            from distributed import Client, KilledWorker  # noqa: PLC0415 - an extra that few need
            from distributed.comm import get_address_host_port  # noqa: PLC0415
        except ImportError as error:
            raise WorkError(f"{SCHEDULER} is set, but Dask is not installed: pip install '.[dask]'.") from error
        try:  # before there is a client, which does not always end where it could not begin
            get_address_host_port(address)
        except ValueError as error:
            raise WorkError(
                f"{SCHEDULER} is '{address}', which is not an address. Write one such as tcp://10.0.0.1:8786."
            ) from error
        try:
            with Client(address, timeout=ANSWER) as client, client.get_executor() as executor:
                _compare_workers(client, address)
                yield executor, client.submit(bytes, pickle.dumps(shared))  # one task: workers take it from each other
        except (KilledWorker, CancelledError) as error:
            raise WorkError(f"The workers of {address} ended while they worked on the texts. Build again.") from error
    elif count <= FEW or processes == 1:
        _inherit(shared)
        with ThreadPoolExecutor(1) as executor:
            yield executor, None
        _inherit(None)
    else:
        import multiprocessing  # noqa: PLC0415 - takes time to load, and most builds have little to do
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

        fork = "fork" in multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("fork" if fork else "spawn")
        with ProcessPoolExecutor(processes, context, _begin, (shared,)) as executor:
            yield executor, None


def _count_processes() -> int:
    """How many processes shall work on this machine. Raises WorkError where the variable names no number."""
    named = os.environ.get(PROCESSES) or str(os.cpu_count() or 1)
    if not re.fullmatch("[1-9][0-9]*", named):
        raise WorkError(f"{PROCESSES} is '{named}'. Write how many processes should work, for example 2.")
    return int(named)


def _compare_workers(client: Client, address: str) -> None:
    """See that a scheduler has workers, and that theirs is this program: else the bytes would not be the same.

    Raises:
        WorkError: it has none, or one has another program.
    """
    try:
        client.wait_for_workers(1, ANSWER)
    except TimeoutError as error:
        raise WorkError(f"{address} has no worker after {ANSWER} seconds. Start one: dask worker {address}.") from error
    for worker, found in client.run(program, on_error="return").items():
        if found != program():
            raise WorkError(
                f"The worker {worker} does not have this version of the program. Give it this one, and start it again."
            )
