"""The published site is replaced only by a whole one: a build goes to a folder beside it, which takes its place."""

from __future__ import annotations

import errno
import hashlib
import marshal
import os
import re
import shutil
import sys
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

if sys.platform != "win32":
    import fcntl


@dataclass(frozen=True, slots=True)
class Staging:
    """A build on its way."""

    folder: Path
    """Where the new site is written: on the same file system as the published one, so that it can be renamed."""
    target: Path
    """The published site."""

    @property
    def previous(self) -> Path:
        """Where the published site stands for the moment between two renames."""
        return self.folder.with_name(f"{self.folder.name}-previous")


def wait_for_others(target: Path) -> int:
    """Wait until no other build of the site at `target` is at work. Others wait until the result is closed.

    It is a descriptor of the folder in which the site stands; the system lets go of it when a process ends in whatever
    way. On Windows nobody waits.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        return os.open(os.devnull, os.O_RDONLY)
    folder = os.open(target.parent, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    return folder


def overlap(folder: Path, others: Iterable[Path]) -> Path | None:
    """The first of some other places that is within a folder, or the folder within it; None where none is."""
    return next((one for one in others if folder.is_relative_to(one) or one.is_relative_to(folder)), None)


def aside(target: Path) -> Path:
    """The folder beside the site at `target` for what this process makes, which a later one clears if need be."""
    return target.with_name(f".{target.name}-{os.getpid()}")


def stage(target: Path) -> Staging:
    """Make a new folder for a build that is to be published at `target`, and clear up after builds that were killed."""
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    left_over = re.compile(rf"\.{re.escape(target.name)}-(\d+)(-previous)?")
    for path in sorted(target.parent.iterdir()):
        found = left_over.fullmatch(path.name)
        if found and not _is_running(int(found[1])):
            if found[2] and not target.exists():
                path.rename(target)
            else:
                shutil.rmtree(path)
    staging = Staging(aside(target), target)
    shutil.rmtree(staging.folder, ignore_errors=True)
    staging.folder.mkdir()
    return staging


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


Stamp = tuple[int, int]
"""By what a file is known to be as it was left: its size, and when it was changed, in nanoseconds since 1970."""


def stamps(folder: Path) -> dict[str, Stamp]:
    """Every file below a folder, by its path within; none where the folder is not there."""
    return {path: (status.st_size, status.st_mtime_ns) for path, status in walk(folder)}


def look(files: Mapping[str, Stamp]) -> bytes:
    """The hash of some files by their paths and stamps."""
    folders: defaultdict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for path, (size, changed) in files.items():
        name = path[path.rfind("/") + 1 :]
        folders[path[: len(path) - len(name)]].append((name, size, changed))
    return _look((within, folders[within]) for within in sorted(folders, key=lambda one: one.replace("/", "\0")))


def look_at(folder: Path) -> bytes:
    """The `look` of all files below a folder, without a list of them."""
    return _look(
        (within, [(name, status.st_size, status.st_mtime_ns) for name, status in files])
        for within, files in folders_of(folder)
    )


def _look(folders: Iterable[tuple[str, list[tuple[str, int, int]]]]) -> bytes:
    hashed = hashlib.blake2b(digest_size=16)
    for within, files in folders:
        if files:
            hashed.update(as_bytes((within, sorted(files))))
    return hashed.digest()


def as_bytes(value: Any) -> bytes:
    """Plain values as bytes, in less time than `repr`: the same for equal values, which later versions are not."""
    return marshal.dumps(value, 2)


def walk(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Every file below a folder, as its path within and what the system says of it."""
    for within, files in folders_of(folder):
        for name, status in files:
            yield within + name, status


def folders_of(folder: Path) -> Iterator[tuple[str, list[tuple[str, os.stat_result]]]]:
    """A folder and those below, each as its path within, empty or with a `/` behind it, and the files that are in it.

    A folder comes before those below it, and these in the order of their names.
    """
    below = [""]
    while below:
        within = below.pop()
        try:
            # Files of an open folder need not be looked up by their whole path; not every system can do that.
            opened = os.open(f"{folder}{os.sep}{within}", os.O_RDONLY) if _BY_NUMBER else None
        except (FileNotFoundError, NotADirectoryError):
            continue
        files, folders = [], []
        try:
            with os.scandir(f"{folder}{os.sep}{within}" if opened is None else opened) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.name)
                    else:
                        files.append((entry.name, entry.stat(follow_symlinks=False)))
        except (FileNotFoundError, NotADirectoryError):
            continue
        finally:
            if opened is not None:
                os.close(opened)
        below += [f"{within}{name}/" for name in sorted(folders, reverse=True)]
        yield within, files


_BY_NUMBER = os.scandir in os.supports_fd


def merge(staging: Staging, published: Iterable[str], kept: Container[str]) -> None:
    """Put the files of a build among the published ones, each in one step, and take away those that are not `kept`.

    Raises:
        PermissionError: a folder of the site may not be changed. Nothing is, then.
    """
    staged = stamps(staging.folder)
    gone = [path for path in published if path not in kept and path not in staged]
    for folder in {(staging.target / path).parent for path in (*staged, *gone)}:
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    folders = {str(above) for path in staged for above in PurePosixPath(path).parents}
    for path in gone:
        if path in folders:  # somebody put it there: a link would lead out of the site
            (staging.target / path).unlink()
    for path in staged:
        target = staging.target / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        os.replace(staging.folder / path, target)  # noqa: PTH105 - as fast as it can be, so that a reader sees one site
    for path in gone:
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            (staging.target / path).unlink()
            for above in (staging.target / path).parents:
                if above == staging.target or any(above.iterdir()):
                    break
                above.rmdir()
    shutil.rmtree(staging.folder)


def replace(staging: Staging) -> None:
    """Put a finished build in the place of the published site, which comes back if that cannot be."""
    if staging.target.exists():
        staging.target.rename(staging.previous)
    try:
        staging.folder.rename(staging.target)
    except OSError:
        if staging.previous.exists():
            staging.previous.rename(staging.target)
        raise
    shutil.rmtree(staging.previous, ignore_errors=True)


def write(folder: Path, path: str, content: bytes) -> None:
    """Write a file below a folder, and the folders above it that are not there yet.

    Raises:
        OSError: it cannot be written; the error names the file.
    """
    name = f"{folder}{os.sep}{path}"  # not as a path, which takes longer to put together than the file to write
    try:
        file = open(name, "wb")  # noqa: PTH123, SIM115 - closed below
    except FileNotFoundError:
        os.makedirs(name.rpartition("/")[0], exist_ok=True)  # noqa: PTH103
        file = open(name, "wb")  # noqa: PTH123, SIM115
    try:
        with file:
            file.write(content)
    except OSError as error:  # of a full disk, it names no file
        raise OSError(error.errno, error.strerror, name) from error


def discard(staging: Staging) -> None:
    """Drop a build that failed."""
    shutil.rmtree(staging.folder, ignore_errors=True)
