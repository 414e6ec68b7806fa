"""From pages to files: what is out of date is made, everything else stays as it was published."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from policy_digest.books import Books
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
from policy_digest.state import State, hash_content
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


@dataclass(frozen=True, slots=True)
class Build:
    """A build on its way."""

    digest: Digest
    site: Site
    staging: Staging
    """Where new files are written, and what site they are for."""
    versions: Versions
    plan: Plan
    books: Books
    surroundings: bytes
    """The hash of what stands around every page, and of the program."""
    shard: Share = Share()  # noqa: RUF009 - frozen
    """The share of pages and outputs that is made."""

    def pages(self, places: Places, frame_at: Callable[[Place], Frame]) -> None:
        """Make the pages that are out of date. `frame_at` gives the frame of a place."""
        pages, books = self.plan.pages, self.books
        keys = {page.url: self._key(page, places) for page in pages if self.shard.has(page.url)}
        stale = [page for page in pages if page.url in keys and not books.keep(page.url, keys[page.url])]
        # What pages work out together, such as frames and the layouts of references, the first of them hand on to the
        # processes that are started for the others.
        step = -(-len(stale) // FEW) or 1
        first = stale[::step]
        others = [page for at, page in enumerate(stale) if at % step]
        making = Making(self.digest, self.site, places, self.staging.folder)
        results = (result for part in (first, others) for result in work(render, making, [page.url for page in part]))
        made = zip([*first, *others], counted("Pages", results, len(stale)), strict=True)
        for page, (content, reads, written) in made:
            if content:
                place = places.of(page, content)
                if place not in making.frames:
                    making.frames[place] = frame_at(place)
            files = making.write(page, content, making.frames[place]) if content else written
            self._enter(page.url, keys[page.url], reads, files)

    def outputs(self, outputs: Iterable[Output]) -> None:
        """Make the outputs that are out of date."""
        for output in outputs:
            if not self.shard.has(output.name.partition("/")[0]):
                continue
            key = hash_of(self.surroundings, fingerprint(output.make, self.versions.known))
            if not self.books.keep(output.name, key):
                with watching() as reads:
                    files = [(path, add_file(self.staging.folder, path, data)) for path, data in output.make()]
                self._enter(output.name, key, reads, files)

    def below(self, name: str, make: Callable[[], Iterable[str]]) -> None:
        """Make the files below the folder `name` of the site, where they are out of date.

        `make` writes them itself, and gives those that stay as they are published.
        """
        key = hash_of(self.surroundings, name.encode())
        if not self.books.keep(name, key):
            with watching() as reads:
                stays = tuple(make())
            self.books.kept.update(stays)
            made = (f"{name}/{path}" for path in stamps(self.staging.folder / name))
            self.books.enter(name, key, reads, (*made, *stays))

    def facts(self, names: Iterable[str]) -> dict[str, Fact]:
        """What is known of the files of some outputs, by path, in the order of the names."""
        books, found = self.books, dict[str, Fact]()
        for path in (path for name in names if name in books.made for path in books.made[name].files):
            if path in books.written:
                found[path] = Fact((self.staging.folder / path).stat().st_size, books.written[path].hex())
            else:
                found[path] = Fact(books.state.stamps[path][0], books.state.contents[path].hex())
        return found

    def publish(self, inputs: bytes) -> State:
        """Put what was built in the place of what is published. Returns the new state; `inputs` is a hash for it."""
        books, before = self.books, self.books.state
        left: dict[str, Stamp] = {}
        contents: dict[str, bytes] = {}
        for path, stamp in stamps(self.staging.folder).items():
            content = books.written.get(path) or hash_content((self.staging.folder / path).read_bytes())
            if books.intact(path) and before.contents[path] == content:
                books.kept.add(path)  # the site generator writes its own files anew each time
                (self.staging.folder / path).unlink()
            else:
                left[path], contents[path] = stamp, content
        if books.kept:
            merge(self.staging, books.published, books.kept)
        else:
            replace(self.staging)
        for path in books.kept:
            left[path], contents[path] = before.stamps[path], before.contents[path]
        return State(
            inputs,
            stamps=left,
            made=books.made,
            contents=contents,
            reads=books.reads,
            plan=self.plan.planned,
            surroundings=self.surroundings,
        )

    def _key(self, page: Page, places: Places) -> bytes:
        """The hash of what a page is made from, beside what it reads."""
        state = self.books.state
        made = state.made.get(page.url)
        if made and self.plan.kept and self.surroundings == state.surroundings:
            return made.key
        beside = [(one.url, one.title, one.language) if one else None for one in places.beside(page)]
        above = [(one.url, one.title) for one in places.above(page)]
        own = (page.url, page.title, page.description, page.parent, page.edit, page.language, page.subject, page.render)
        return hash_of(self.surroundings, fingerprint((own, beside, above), self.versions.known))

    def _enter(self, name: str, key: bytes, reads: Iterable[Read], files: Files) -> None:
        self.books.written.update(files)
        self.books.enter(name, key, reads, [path for path, _ in files])


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
