"""The texts are read and shown by one process, by several, or by those of a Dask scheduler: the bytes are the same."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from distributed import Client
from tests.rebuilding import rebuild, small_corpus
from tests.support import ROOT, build, run_digest, source, tree, write

from policy_digest import workers
from policy_digest.workers import CHUNK, FEW, WorkError, work

MANY = 2 * CHUNK + 20
"""Texts for several chunks."""


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """More texts than one process is given at a time."""
    folder = tmp_path_factory.mktemp("many") / "sources"
    small_corpus(folder).save()
    note = [{"quote": "Words", "note": "Said."}]
    return write(
        folder,
        {
            f"text-{number}.md": source(f"Words of text {number}.", date=f"{1900 + number % 99}", annotations=note if number % 9 else [])
            for number in range(MANY)
        },
    )  # fmt: skip


@pytest.fixture(scope="module")
def expected(many, tmp_path_factory):
    """The site as one process makes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(workers.PROCESSES, "1")
        rebuild(many, folder := tmp_path_factory.mktemp("one") / "site")
    return tree(folder)


@pytest.fixture
def start_dask(tmp_path, monkeypatch):
    """Starts a scheduler and workers of one thread, each a process of its own; they are ended with the test."""
    told = tmp_path / "scheduler.json"
    processes = []

    def start(name, hooks, *options):
        paths = os.pathsep.join([str(hooks), str(ROOT)])
        environment = os.environ | {"PYTHONPATH": paths, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "20s"}
        at = ["--host", "127.0.0.1", "--no-dashboard"]
        command = [sys.executable, "-m", f"distributed.cli.{name}", "--scheduler-file", str(told), *at, *options]
        processes.append(subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.DEVNULL))

    def start_all(count, hooks=ROOT / "hooks"):
        start("dask_scheduler", hooks, "--port", "0")
        wait_until(lambda: told.is_file() and told.read_text())
        for _ in range(count):
            start("dask_worker", hooks, "--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path))
        address = json.loads(told.read_text())["address"]
        monkeypatch.setenv(workers.SCHEDULER, address)
        wait_until(lambda: count_workers(address) == count)
        return address, processes[1:]

    yield start_all
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture
def dask(start_dask):
    return start_dask(2)


def count_workers(address):
    with Client(address, timeout="30s") as client:
        return len(client.scheduler_info()["workers"])


def wait_until(is_so):
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def squares(shared, items):
    return [(shared, item * item) for item in items]


def die(_, items):
    os.kill(os.getpid(), 9)


def process_of(_, items):
    return [os.getpid() for _ in items]


def test_processes_end_with_a_build_that_is_killed():
    """Else they would hold what the next build waits for, for ever."""
    script = f"""
import time
from policy_digest.workers import work
def same(_, items):
    return items
results = work(same, None, range({FEW + 1}))
print(next(results), flush=True)
time.sleep(60)
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "hooks"), workers.PROCESSES: "2"}
    with subprocess.Popen(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, start_new_session=True
    ) as build:
        assert build.stdout.readline() == b"0\n"
        build.kill()
        try:
            assert build.communicate(timeout=20) == (b"", None)  # at its end when the last process is gone
        except subprocess.TimeoutExpired:
            os.killpg(build.pid, signal.SIGKILL)
            raise


@pytest.mark.parametrize("processes", ["1", "2"])
def test_results_come_in_the_order_of_the_items(monkeypatch, processes):
    monkeypatch.setenv(workers.PROCESSES, processes)
    items = range(FEW + CHUNK // 2)
    assert list(work(squares, "shared", items)) == [("shared", item * item) for item in items]
    assert list(work(squares, "shared", ())) == []


def test_few_items_need_no_second_process(monkeypatch):
    monkeypatch.setenv(workers.PROCESSES, "2")
    assert {*work(process_of, None, range(FEW))} == {os.getpid()}
    assert os.getpid() not in {*work(process_of, None, range(FEW + 1))}


def test_a_process_that_dies_is_told_of(monkeypatch):
    monkeypatch.setenv(workers.PROCESSES, "2")
    with pytest.raises(WorkError, match=r"ended from outside\. Build again\."):
        list(work(die, None, range(FEW + 1)))


def test_two_processes_make_the_same_bytes(many, expected, tmp_path, monkeypatch):
    monkeypatch.setenv(workers.PROCESSES, "2")
    monkeypatch.setattr(workers, "FEW", CHUNK)
    for cache in (None, tmp_path / "cache", tmp_path / "cache"):
        rebuild(many, tmp_path / "site", cache)
        assert tree(tmp_path / "site") == expected


@pytest.mark.parametrize("kept", [False, True], ids=["nothing kept", "kept"])
def test_two_workers_of_a_scheduler_make_the_same_bytes_and_so_does_one_that_is_left(
    many, expected, dask, tmp_path, kept
):
    address, processes = dask
    killed = []

    def kill_one():
        if not killed:
            processes[0].kill()
            killed.append(processes[0].wait())

    rebuild(many, tmp_path / "site", tmp_path / "cache" if kept else None, meanwhile=kill_one)
    assert tree(tmp_path / "site") == expected
    assert len(killed) == 1
    wait_until(lambda: count_workers(address) == 1)


def test_results_of_a_worker_that_was_killed_are_made_again(dask):
    _, processes = dask
    results = work(squares, "shared", range(10 * CHUNK))
    found = [next(results)]
    processes[1].kill()
    found += results
    assert found == [("shared", item * item) for item in range(10 * CHUNK)]


def test_a_whole_site_is_built_by_a_scheduler(corpus, dask, tmp_path, monkeypatch):
    folder = corpus({f"text-{number}.md": source() for number in range(CHUNK + 1)})  # something for each worker
    built = build(folder, tmp_path / "site")
    assert built.code == 0, built.messages
    monkeypatch.delenv(workers.SCHEDULER)
    assert tree(build(folder, tmp_path / "other").path) == tree(built.path)


def fail(_, items):
    raise OSError("no room is left")


def test_a_fault_of_the_machine_is_told_of():
    with pytest.raises(WorkError, match=r"broke off: no room is left\. Build again\."):
        list(work(fail, None, range(1)))


@pytest.mark.parametrize("processes", ["two", "0", "-1", "1.5"])
def test_what_is_no_number_of_processes_is_told_of(monkeypatch, processes):
    monkeypatch.setenv(workers.PROCESSES, processes)
    message = rf"DIGEST_PROCESSES is '{processes}'\. Write how many processes should work, for example 2\."
    with pytest.raises(WorkError, match=message):
        list(work(squares, None, range(1)))


@pytest.mark.parametrize("address", ["nonsense", "tcp://", "http://10.0.0.1:8786"])
def test_what_is_no_address_of_a_scheduler_is_told_of(monkeypatch, address):
    monkeypatch.setenv(workers.SCHEDULER, address)
    message = rf"DIGEST_SCHEDULER is '{address}', which is not an address\. Write one such as tcp://10\.0\.0\.1:8786\."
    with pytest.raises(WorkError, match=message):
        list(work(squares, None, range(1)))


@pytest.mark.parametrize("command", [("check",), ("show", "a")])
def test_a_command_whose_work_cannot_be_done_fails_with_one_line(monkeypatch, corpus, command):
    monkeypatch.setenv(workers.PROCESSES, "two")
    told = ["Error: DIGEST_PROCESSES is 'two'. Write how many processes should work, for example 2."]
    assert run_digest(*command, "--sources", str(corpus({"a.md": source()}))) == (1, told)


def test_a_scheduler_that_does_not_answer_is_told_of(monkeypatch):
    monkeypatch.setenv(workers.SCHEDULER, "tcp://127.0.0.1:9")
    monkeypatch.setattr(workers, "ANSWER", 1)
    with pytest.raises(WorkError, match=r"broke off: .*127\.0\.0\.1:9.* Build again\."):
        list(work(squares, None, range(1)))


def test_a_scheduler_without_workers_is_told_of(start_dask, monkeypatch):
    address, _ = start_dask(0)
    monkeypatch.setattr(workers, "ANSWER", 1)
    with pytest.raises(
        WorkError, match=rf"{address} has no worker after 1 seconds\. Start one: dask worker {address}\."
    ):
        list(work(squares, None, range(1)))


def test_a_worker_with_another_version_of_the_program_is_told_of(start_dask, tmp_path):
    other = tmp_path / "hooks"
    shutil.copytree(ROOT / "hooks" / "policy_digest", other / "policy_digest")
    with (other / "policy_digest" / "texts.py").open("a") as file:
        file.write("# another version\n")
    start_dask(1, other)
    with pytest.raises(
        WorkError, match=r"The worker tcp://127\.0\.0\.1:\d+ does not have this version of the program\."
    ):
        list(work(squares, None, range(1)))
