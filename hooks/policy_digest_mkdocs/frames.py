"""The frames of the generated pages: MkDocs and Material render one for each place of the navigation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import get_context
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from policy_digest.fingerprint import hash_of
from policy_digest.frame import Frame, Place, slot, slot_url
from policy_digest.program import program

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig


class FramePage(Page):
    """A page in which slots stand for what the library fills in: MkDocs and Material render its frame alone."""

    def __init__(self, address: str, title: str, config: MkDocsConfig) -> None:
        """Put the page where `address` leads, without a place in the navigation."""
        file = File.generated(config, f"{address}index.md", content="", inclusion=InclusionLevel.NOT_IN_NAV)
        super().__init__(title, file, config)
        self.canonical_url = slot_url("canonical")

    def read_source(self, config: MkDocsConfig) -> None:
        """There is none."""
        self.markdown = ""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Put a slot in the place of the content; its heading keeps Material from adding one."""
        self.content = f"<h1>{slot('content')}</h1>"

    def stand_for(self, place: Place, config: MkDocsConfig) -> None:
        """Take the shape of the pages at a place."""
        self.title = slot("title")
        # Material takes a description from front matter, and leaves out the list of the section beside the text.
        self.meta = {"description": slot("description"), "hide": ["navigation"]}
        contents: Any = {"level": 2, "id": slot("contents"), "name": slot("contents"), "children": []}
        self.toc = get_toc([contents] if place.contents else [])
        # A page that the navigation names has the neighbours that it has there, where it is given no others.
        if place.previous:
            self.previous_page = self.beside("previous", config)
        if place.next:
            self.next_page = self.beside("next", config)
        self.file.edit_uri = f"../{slot('edit')}" if place.edit else None
        self._set_edit_url(config.repo_url, config.edit_uri, config.edit_uri_template)

    @staticmethod
    def beside(name: str, config: MkDocsConfig) -> FramePage:
        """A page that the frame leads to, as slots."""
        page = FramePage(f"{name}/", slot(f"{name}title"), config)
        page.file.url = slot_url(name)
        return page


@dataclass(frozen=True, slots=True)
class Frames:
    """What frames are rendered from."""

    fronts: Mapping[str, FramePage]
    """The generated pages that the navigation names, by address; all others stand below one of them."""
    nav: Navigation
    files: Files
    env: jinja2.Environment
    config: MkDocsConfig

    def at(self, place: Place) -> Frame:
        """The frame of all pages at a place: what Material renders for one of them."""
        front = self.fronts.get(place.front)
        if front and front.url == place.address:
            page, named = front, front.title
        else:
            page, named = FramePage(place.address, "", self.config), None
            if front:
                above = FramePage.beside("path", self.config)
                # A path names the section, which leads to the first page of it, and not that page too.
                stands_for = isinstance(front.parent, Section) and front.parent.children[0] is front
                above.parent = front.parent if stands_for else front  # type: ignore[assignment]  # a page may stand above
                page.parent = above  # type: ignore[assignment]
        page.render(self.config, self.files)
        page.stand_for(place, self.config)
        page.active = True
        try:
            context = get_context(self.nav, self.files, self.config, page)
            events = self.config.plugins
            context = events.on_page_context(context, page=page, config=self.config, nav=self.nav)
            output = self.env.get_template("main.html").render(context)
            return Frame(events.on_post_page(output, page=page, config=self.config))
        finally:
            page.active = False
            if named is not None:
                page.title, page.toc = named, get_toc([])

    def surroundings(self, around: bytes) -> bytes:
        """The hash of what stands around every page: program and navigation, and `around`: theme and settings."""
        items = [(str(item.title), getattr(item, "url", "")) for item in _items(self.nav.items)]
        return hash_of(program(), around, repr(items).encode())


def _items(items: list[StructureItem]) -> Iterator[StructureItem]:
    for item in items:
        yield item
        yield from _items(getattr(item, "children", None) or [])
