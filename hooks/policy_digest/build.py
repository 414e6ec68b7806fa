"""From pages to files: what has changed is made, everything else stays as it was published.

A page is out of date when what it is made from has changed: what its function has captured (`fingerprint`), what it
read of the digest (`watch`), its neighbours, or the frame around it. What that was is remembered in a state file for
each site. The state holds nothing that cannot be made again: where it is missing or damaged, or a published file is not
as it was left, the page is made anew.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from policy_digest.digest import Digest
from policy_digest.fingerprint import Versions, fingerprint, hash_of
from policy_digest.frame import Frame, Place, Places, filled
from policy_digest.pages.page import Content, Page
from policy_digest.progress import counted
from policy_digest.publish import Staging, Stamp, merge, replace, stamps, write
from policy_digest.site import Site
from policy_digest.watch import Read, watching
from policy_digest.workers import work

_FORMAT = b"policy-digest state 1\n"


class File(NamedTuple):
    """A published file."""

    stamp: Stamp
    content: bytes
    """The hash of what it holds."""


class Made(NamedTuple):
    """What a page or another output was made from, and the files that came of it."""

    key: bytes
    reads: tuple[Read, ...]
    read: bytes
    """The hash of all that was read."""
    files: tuple[str, ...]


@dataclass(slots=True)
class State:
    """What a published site was made from."""

    inputs: bytes = b""
    """The hash of every file that the site follows from."""
    made: dict[str, Made] = field(default_factory=dict)
    """By the address of the page, or the name of the output."""
    files: dict[str, File] = field(default_factory=dict)
    """By the path within the site."""


def load_state(path: Path | None) -> State:
    """The state that was saved; an empty one where it is missing, damaged or of another version."""
    try:
        raw = path.read_bytes() if path else b""
        checked, packed = raw.removeprefix(_FORMAT)[:32], raw.removeprefix(_FORMAT)[32:]
        if not raw.startswith(_FORMAT) or hashlib.sha256(packed).digest() != checked:
            return State()
        inputs, made, files = pickle.loads(packed)
    except (OSError, pickle.UnpicklingError, ValueError, EOFError, AttributeError, ImportError):
        return State()
    return State(inputs, made, files)


def save_state(state: State, path: Path | None) -> None:
    """Keep a state for the next build, in one step."""
    if path is None:
        return
    packed = pickle.dumps((state.inputs, state.made, state.files), pickle.HIGHEST_PROTOCOL)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_bytes(_FORMAT + hashlib.sha256(packed).digest() + packed)
    part.replace(path)


class Output(NamedTuple):
    """Files of the site that are no page, made together."""

    name: str
    make: Callable[[], Iterable[tuple[str, bytes]]]
    """Gives the address and the bytes of each."""


@dataclass(slots=True)
class Build:
    """A build on its way: what is made, and what stays."""

    digest: Digest
    site: Site
    state: State
    published: Mapping[str, Stamp]
    """The files that are published now."""
    folder: Path
    """Where new files are written."""
    versions: Versions
    surroundings: bytes
    """The hash of what stands around every page, and of the program."""
    made: dict[str, Made] = field(default_factory=dict)
    written: dict[str, bytes] = field(default_factory=dict)
    """The hash of each file that was written."""
    kept: set[str] = field(default_factory=set)
    """The published files that stay."""
    rebuilt: list[str] = field(default_factory=list)
    """The names of what was made, in order."""

    def pages(self, places: Places, pages: Sequence[Page], frame_at: Callable[[Place], Frame]) -> None:
        """Make the pages that are out of date. `frame_at` gives the frame of a place."""
        keys = {page.url: self._key(page, places) for page in pages}
        stale = [page for page in pages if not self._keep(page.url, keys[page.url])]
        frames: dict[Place, Frame] = {}
        results = work(render, (self.digest, {page.url: page for page in pages}), [page.url for page in stale])
        for page, (content, reads) in zip(stale, counted("Pages", results, len(stale)), strict=True):
            place = places.of(page, content)
            if place not in frames:
                frames[place] = frame_at(place)
            html = filled(frames[place], page, content, places, self.digest, self.site)
            files = [(f"{page.url}index.html", html.encode())]
            files += [(one.path, one.data) for one in content.companions]
            self._write(page.url, keys[page.url], reads, files)

    def outputs(self, outputs: Iterable[Output]) -> None:
        """Make the outputs that are out of date."""
        for output in outputs:
            key = hash_of(self.surroundings, fingerprint(output.make, self.versions.faces))
            if not self._keep(output.name, key):
                with watching() as reads:
                    files = list(output.make())
                self._write(output.name, key, tuple(reads), files)

    def _key(self, page: Page, places: Places) -> bytes:
        beside = [(one.url, one.title) if one else None for one in places.beside(page)]
        above = [(one.url, one.title) for one in places.above(page)]
        own = (page.url, page.title, page.description, page.parent, page.edit, page.subject, page.render)
        return hash_of(self.surroundings, fingerprint((own, beside, above), self.versions.faces))

    def _keep(self, name: str, key: bytes) -> bool:
        """Keep what was made from the same, if all its files are there as they were left."""
        made = self.state.made.get(name)
        if made is None or made.key != key or self.versions.of(made.reads) != made.read:
            return False
        if not all(self._intact(path) for path in made.files):
            return False
        self.made[name] = made
        self.kept.update(made.files)
        return True

    def _intact(self, path: str) -> bool:
        known = self.state.files.get(path)
        return known is not None and self.published.get(path) == known.stamp

    def _write(self, name: str, key: bytes, reads: tuple[Read, ...], files: Iterable[tuple[str, bytes]]) -> None:
        self.rebuilt.append(name)
        paths = []
        for path, data in files:
            paths.append(path)
            self.add(path, data)
        self.made[name] = Made(key, reads, self.versions.of(reads), tuple(paths))

    def add(self, path: str, data: bytes) -> None:
        """Put a file into the site, unless it is published with the same bytes."""
        content = hash_of(data)
        if self._intact(path) and self.state.files[path].content == content:
            self.kept.add(path)
        else:
            write(self.folder / path, data)
            self.written[path] = content


def render(shared: tuple[Digest, Mapping[str, Page]], urls: Sequence[str]) -> list[tuple[Content, tuple[Read, ...]]]:
    """The inside of some pages, with what each has read of the digest."""
    _, pages = shared
    found = []
    for url in urls:
        with watching() as reads:
            content = pages[url].render()
        found.append((content, tuple(reads)))
    return found


def publish(build: Build, staging: Staging, inputs: bytes) -> State:
    """Put what was built in the place of what is published. Returns the new state."""
    files: dict[str, File] = {}
    for path, stamp in stamps(staging.folder).items():
        content = build.written.get(path) or hash_of((staging.folder / path).read_bytes())
        known = build.state.files.get(path)
        if known and build.published.get(path) == known.stamp and known.content == content:
            build.kept.add(path)  # a generator writes its own files anew each time
            (staging.folder / path).unlink()
        else:
            files[path] = File(stamp, content)
    if build.kept:
        merge(staging, build.published, build.kept)
    else:
        replace(staging)
    files.update((path, build.state.files[path]) for path in build.kept)
    return State(inputs, build.made, files)
