"""From pages to files: what has changed is made, everything else stays as it was published.

A page is out of date when what it is made from has changed: what its function has captured (`fingerprint`), what it
read of the digest (`watch`), its neighbours, or the frame around it. What that was is kept with each site (`state`). A
page is also made anew where a published file of it is not as it was left.
"""

from __future__ import annotations

import dataclasses
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from policy_digest.data import Fact
from policy_digest.digest import Digest
from policy_digest.fingerprint import Versions, fingerprint, hash_of
from policy_digest.frame import Frame, Place, Places, filled
from policy_digest.pages import all_pages
from policy_digest.pages.metadata import page_head
from policy_digest.pages.page import Content, Page
from policy_digest.plan import Plan
from policy_digest.progress import counted
from policy_digest.publish import Staging, Stamp, merge, replace, stamps, write
from policy_digest.share import Share
from policy_digest.site import Site
from policy_digest.state import Made, State, hash_content
from policy_digest.watch import Read, watching
from policy_digest.workers import FEW, work

Files = Sequence[tuple[str, bytes]]
"""The addresses of files, with the hash of each."""


class Output(NamedTuple):
    """Files of the site that are no page, made together."""

    name: str
    """Outputs that have what stands before a `/` in common fall to the same shard."""
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
    plan: Plan
    surroundings: bytes
    """The hash of what stands around every page, and of the program."""
    shard: Share = field(default_factory=Share)
    """The share of pages and outputs that is made."""
    made: dict[str, Made] = field(default_factory=dict)
    written: dict[str, bytes] = field(default_factory=dict)
    """The hash of each file that was written."""
    kept: set[str] = field(default_factory=set)
    """The published files that stay."""
    rebuilt: list[str] = field(default_factory=list)
    """The names of what was made, in order."""
    reads: dict[Read, bytes] = field(default_factory=dict)
    """The hash of everything that some page has read, as it is now."""
    _numbers: dict[Read, int] = field(default_factory=dict)
    _changed: set[int] = field(default_factory=set)
    """The numbers of what was read and is no longer the same."""
    _touched: set[str] = field(default_factory=set)
    """The published files that are not as the last build left them."""

    def __post_init__(self) -> None:
        """Look for what has changed of all that was read and published before."""
        if self.published != self.state.stamps:
            self._touched = {path for path, stamp in self.state.stamps.items() if self.published.get(path) != stamp}
        for number, (read, before) in enumerate(self.state.reads.items()):
            now = before if self.plan.kept and read[0] != "text" else self.versions.of(read)
            self._numbers[read], self.reads[read] = number, now
            if now != before:
                self._changed.add(number)

    def pages(self, places: Places, frame_at: Callable[[Place], Frame]) -> None:
        """Make the pages that are out of date. `frame_at` gives the frame of a place."""
        pages = self.plan.pages
        keys = {page.url: self._key(page, places) for page in pages if self.shard.has(page.url)}
        stale = [page for page in pages if page.url in keys and not self._keep(page.url, keys[page.url])]
        # What pages work out together, such as frames and the layouts of references, the first of them hand on to the
        # processes that are started for the others.
        step = -(-len(stale) // FEW) or 1
        first = stale[::step]
        others = [page for at, page in enumerate(stale) if at % step]
        making = Making(self.digest, self.site, places, self.folder)
        results = (result for part in (first, others) for result in work(render, making, [page.url for page in part]))
        made = zip([*first, *others], counted("Pages", results, len(stale)), strict=True)
        for page, (content, reads, written) in made:
            if content:
                place = places.of(page, content)
                if place not in making.frames:
                    making.frames[place] = frame_at(place)
            files = making.write(page, content, making.frames[place]) if content else written
            self._made(page.url, keys[page.url], reads, files)

    def outputs(self, outputs: Iterable[Output]) -> None:
        """Make the outputs that are out of date."""
        for output in outputs:
            if not self.shard.has(output.name.partition("/")[0]):
                continue
            key = hash_of(self.surroundings, fingerprint(output.make, self.versions.known))
            if not self._keep(output.name, key):
                with watching() as reads:
                    files = [(path, add_file(self.folder, path, data)) for path, data in output.make()]
                self._made(output.name, key, tuple(reads), files)

    def below(self, name: str, make: Callable[[], Iterable[str]]) -> None:
        """Make the files below the folder `name` of the site, where they are out of date.

        `make` writes them itself, and gives those that stay as they are published.
        """
        key = hash_of(self.surroundings, name.encode())
        if not self._keep(name, key):
            with watching() as reads:
                stays = tuple(make())
            self.kept.update(stays)
            self.rebuilt.append(name)
            numbers = array("I", [self._number(read) for read in reads]).tobytes()
            files = (*(f"{name}/{path}" for path in stamps(self.folder / name)), *stays)
            self.made[name] = Made(key, numbers, files)

    def facts(self, names: Iterable[str]) -> dict[str, Fact]:
        """What is known of the files of some outputs, by path, in the order of the names."""
        found: dict[str, Fact] = {}
        for path in (path for name in names if name in self.made for path in self.made[name].files):
            if path in self.written:
                found[path] = Fact((self.folder / path).stat().st_size, self.written[path].hex())
            else:
                found[path] = Fact(self.state.stamps[path][0], self.state.contents[path].hex())
        return found

    def leave(self, name: str) -> bool:
        """Leave what was made under a name as it is, out of date or not. Returns whether there is such a thing."""
        made = self.state.made.get(name)
        if made:
            self.made[name] = made._replace(key=b"")  # and so out of date for the next build
            self.kept.update(path for path in made.files if path in self.state.stamps)
        return made is not None

    def _key(self, page: Page, places: Places) -> bytes:
        made = self.state.made.get(page.url)
        if made and self.plan.kept and self.surroundings == self.state.surroundings:
            return made.key
        beside = [(one.url, one.title) if one else None for one in places.beside(page)]
        above = [(one.url, one.title) for one in places.above(page)]
        own = (page.url, page.title, page.description, page.parent, page.edit, page.subject, page.render)
        return hash_of(self.surroundings, fingerprint((own, beside, above), self.versions.known))

    def _keep(self, name: str, key: bytes) -> bool:
        """Keep what was made from the same, if all its files are there as they were left."""
        made = self.state.made.get(name)
        if made is None or made.key != key or not self._changed.isdisjoint(array("I", made.reads)):
            return False
        if not self._touched.isdisjoint(made.files):
            return False
        self.made[name] = made
        self.kept.update(made.files)
        return True

    def intact(self, path: str) -> bool:
        """Whether a file is published as the last build left it."""
        return path in self.state.stamps and path not in self._touched

    def _made(self, name: str, key: bytes, reads: tuple[Read, ...], files: Files) -> None:
        """Remember what was made, and from what."""
        self.rebuilt.append(name)
        self.written.update(files)
        numbers = array("I", [self._number(read) for read in reads]).tobytes()
        self.made[name] = Made(key, numbers, tuple([path for path, _ in files]))

    def _number(self, read: Read) -> int:
        """The place of a read in the list of all."""
        number = self._numbers.get(read)
        if number is None:
            number = self._numbers[read] = len(self.reads)
            self.reads[read] = self.versions.of(read)
        return number


class Rendered(NamedTuple):
    """What became of a page."""

    content: Content | None
    """The inside of the page, where it is still to be written."""
    reads: tuple[Read, ...]
    """What it has read of the digest."""
    files: Files = ()


class Making:
    """What pages are made from. Sent to others as the digest, from which they have the same pages.

    A process on this machine has the frames that were known when it was started, and writes the pages itself: sending
    a gigabyte from process to process takes as long as making it.
    """

    def __init__(self, digest: Digest, site: Site, places: Places | None = None, folder: Path | None = None) -> None:
        """Take all pages; without them they are those of the digest. Without a folder no page is written."""
        self._digest = digest
        self._site = site
        self._places = places or Places(all_pages(digest, site), ())
        self._folder = folder
        self.frames: dict[Place, Frame] = {}

    def __reduce__(self) -> tuple[type[Making], tuple[Digest, Site]]:
        """The functions of pages cannot be sent, and who gets this may be on another machine."""
        return Making, (self._digest, self._site)

    def make(self, url: str) -> Rendered:
        """The inside and the head of a page, or the page itself."""
        page = self._places.pages[url]
        with watching() as reads:
            content = page.render()
            if not content.head:
                content = dataclasses.replace(content, head=page_head(page, self._site))
        frame = self.frames.get(self._places.of(page, content)) if self._folder else None
        if frame is None:
            return Rendered(content, tuple(reads))
        return Rendered(None, tuple(reads), self.write(page, content, frame))

    def write(self, page: Page, content: Content, frame: Frame) -> Files:
        """Write a page and the files beside it."""
        assert self._folder, "who has no folder leaves the writing to others"
        html = filled(frame, page, content, self._places, self._digest, self._site)
        files = [(f"{page.url}index.html", html.encode()), *((one.path, one.data) for one in content.companions)]
        return [(path, add_file(self._folder, path, data)) for path, data in files]


def render(making: Making, urls: Sequence[str]) -> list[Rendered]:
    """Make some pages."""
    return [making.make(url) for url in urls]


def add_file(folder: Path, path: str, data: bytes) -> bytes:
    """Write a file of the site that is built in `folder`. Returns the hash of what it holds."""
    write(folder, path, data)
    return hash_content(data)


def publish(build: Build, staging: Staging, inputs: bytes) -> State:
    """Put what was built in the place of what is published. Returns the new state."""
    left: dict[str, Stamp] = {}
    contents: dict[str, bytes] = {}
    for path, stamp in stamps(staging.folder).items():
        content = build.written.get(path) or hash_content((staging.folder / path).read_bytes())
        if build.intact(path) and build.state.contents[path] == content:
            build.kept.add(path)  # the site generator writes its own files anew each time
            (staging.folder / path).unlink()
        else:
            left[path], contents[path] = stamp, content
    if build.kept:
        merge(staging, build.published, build.kept)
    else:
        replace(staging)
    for path in build.kept:
        left[path], contents[path] = build.state.stamps[path], build.state.contents[path]
    return State(
        inputs,
        stamps=left,
        made=build.made,
        contents=contents,
        reads=build.reads,
        plan=build.plan.planned,
        surroundings=build.surroundings,
    )
