"""The events of MkDocs, answered by the library. With `mkdocs_digest`, the only file that knows the site generator.

MkDocs builds the pages that people write, and the frame that Material puts around every page; the library makes all
others and fills the frame. The site is built aside and takes the place of the published one in the last event, when it
is whole.
"""

from __future__ import annotations

import gc
import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from mkdocs.commands.build import get_context
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from policy_digest.build import Build, publish
from policy_digest.digest import Digest, read_digest
from policy_digest.feeds import feed_links
from policy_digest.fingerprint import Versions, hash_of
from policy_digest.frame import Frame, Place, Places, slot, slot_url
from policy_digest.job import Job
from policy_digest.memory import leave
from policy_digest.outputs import outputs
from policy_digest.pages.metadata import written_head
from policy_digest.pages.page import bytecode_cache, keep_templates
from policy_digest.plan import Plan, plan_pages
from policy_digest.problems import errors, warnings
from policy_digest.program import program
from policy_digest.progress import timed
from policy_digest.publish import Staging, Stamp, discard, stage, stamps
from policy_digest.redirects import Redirect, check_addresses, read_retired, redirects
from policy_digest.search import FOLDER, index_site
from policy_digest.shards import SearchError
from policy_digest.site import Site
from policy_digest.state import State, WrittenPages, can_be_kept, load_state, save_state
from policy_digest.workers import WorkError

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig

log = logging.getLogger("mkdocs.hooks.digest")  # below `mkdocs`, so that a strict build counts its warnings

CODE = re.compile("(?<!</span>)<code>[^<]*</code>")
"""Code within a sentence; that of a block follows a `<span>`."""
OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")
"""An option of a command, behind each of whose hyphens a line would break."""
SKIP_LINK = re.compile(r'(<div data-md-component="skip">).*?(</div>)', re.DOTALL)
HOME_MARKER = "<!-- digest: home -->"
EVENTS = "digest events"
"""What these events are called among the plugins of MkDocs."""


@dataclass(slots=True)
class Run:
    """What the events of one build must know of each other."""

    job: Job
    serving: bool
    warnings: WarningCount
    staging: Staging
    state: State
    """What the published site was made from."""
    digest: Digest | None = None
    versions: Versions | None = None
    plan: Plan | None = None
    published: Mapping[str, Stamp] = field(default_factory=dict)
    """The files that are published now."""
    written: WrittenPages = field(default_factory=WrittenPages)
    stays: bool = False
    """Whether all that MkDocs makes stays as it is published."""
    told: int = 0
    """Of what the build warns, how much is not MkDocs's."""
    moved: list[Redirect] = field(default_factory=list)
    """The addresses of former ids."""
    fronts: dict[str, FramePage] = field(default_factory=dict)
    """The generated pages that the navigation names, by address; all others stand below one of them."""
    nav: Navigation | None = None
    files: Files | None = None
    env: jinja2.Environment | None = None
    build: Build | None = None
    """Set when everything was written; None again when an event failed since."""


class WarningCount(Protocol):
    """Counts what a build warns of."""

    count: int


run: Run
previewed = State()
"""What a live preview shows, which builds many times and whose folder is its own."""


def begin(job: Job, *, serving: bool, warnings: WarningCount) -> None:
    """Begin a build in a folder beside the published site."""
    global run  # noqa: PLW0603 - MkDocs calls functions of this module, which must know of each other
    state = previewed if serving else load_state(job.state)
    run = Run(job, serving, warnings, stage(job.target), state)
    keep_templates(job.cache / "templates" if job.cache else None)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Send the build to that folder, and in a live preview watch everything that a page is made of."""
    config.site_dir = str(run.staging.folder)
    if run.serving:
        gc.collect()  # what the preview before this one has left
        config.watch += [str(run.job.sources), str(run.job.root / "hooks")]
    return config


def site(config: MkDocsConfig) -> Site:
    """The site as the library must know it."""
    return Site(config.site_url or "", config.site_name, run.job.sources / "captures")


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
        self.previous_page = self.beside("previous", config) if place.previous else None
        self.next_page = self.beside("next", config) if place.next else None
        self.file.edit_uri = f"../{slot('edit')}" if place.edit else None
        self._set_edit_url(config.repo_url, config.edit_uri, config.edit_uri_template)

    @staticmethod
    def beside(name: str, config: MkDocsConfig) -> FramePage:
        """A page that the frame leads to, as slots."""
        page = FramePage(f"{name}/", slot(f"{name}title"), config)
        page.file.url = slot_url(name)
        return page


def frame_at(place: Place, config: MkDocsConfig) -> Frame:
    """The frame of all pages at a place: what Material renders for one of them."""
    assert run.env
    assert run.nav
    assert run.files is not None
    front = run.fronts.get(place.front)
    if front and front.url == place.address:
        page, named = front, front.title
    else:
        page, named = FramePage(place.address, "", config), None
        if front:
            above = FramePage.beside("path", config)
            # A path names the section, which leads to the first page of it, and not that page too.
            stands_for = isinstance(front.parent, Section) and front.parent.children[0] is front
            above.parent = front.parent if stands_for else front  # type: ignore[assignment]  # a page may stand above
            page.parent = above  # type: ignore[assignment]
    page.render(config, run.files)
    page.stand_for(place, config)
    page.active = True
    try:
        context = get_context(run.nav, run.files, config, page)
        context = config.plugins.on_page_context(context, page=page, config=config, nav=run.nav)
        output = run.env.get_template("main.html").render(context)
        return Frame(config.plugins.on_post_page(output, page=page, config=config))
    finally:
        page.active = False
        if named is not None:
            page.title, page.toc = named, get_toc([])


@event_priority(100)  # before other plugins look at the files, so that they see these pages too
def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Read the corpus. All errors are told at once; warnings are left to a strict build.

    MkDocs gets those pages that the navigation names; a page that people write may link to them.
    """
    try:
        run.digest, problems = read_digest(run.job.sources, run.job.root, run.job.cache, run.job.hashes)
    except WorkError as error:
        raise PluginError(str(error)) from error
    for problem in warnings(problems):
        log.warning("%s", problem)
    if wrong := errors(problems):
        wrong += read_retired(run.digest)[1]
        raise PluginError("\n".join([f"{len(wrong)} to mend in the sources:", *map(str, wrong)]))
    run.versions = Versions(run.digest)
    run.plan = plan_pages(run.digest, site(config), run.versions, run.job.around, run.state)
    urls = [page.url for page in run.plan.pages]
    run.moved = redirects(run.digest, urls)
    if lost := check_addresses(run.digest, [*urls, *(redirect.old for redirect in run.moved)]):
        raise PluginError("\n".join(map(str, lost)))
    written = {file.src_uri for file in files.documentation_pages()}
    if clash := next((name for url in urls if (name := f"{url}index.md") in written), None):
        raise PluginError(f"docs/{clash} has the address of a page that is made. Give the file another name.")
    named = set(_names(config.nav))
    run.fronts = {
        page.url: FramePage(page.url, page.title, config) for page in run.plan.pages if f"{page.url}index.md" in named
    }
    run.published = stamps(run.job.target) if run.state.made else {}
    theirs = (part for file in files for part in (file.src_uri.encode(), run.job.hashes[str(file.abs_src_path)]))
    run.written = WrittenPages(hash_of(run.job.around, run.plan.planned.key, *theirs))
    run.stays = _stays(run.state, run.written.key, config)
    run.told = run.warnings.count
    config.theme.static_templates.discard("sitemap.xml")  # the library makes it; earlier it would be a file to copy
    if run.stays:
        run.written = run.state.written
        config.theme.static_templates.clear()
        files = Files([file for file in files if file.is_documentation_page()])
    for front in run.fronts.values():
        files.append(front.file)
    return files


def _stays(state: State, key: bytes, config: MkDocsConfig) -> bool:
    """Whether MkDocs would make what is published.

    What is put into the pages that people write follows from the plan. Other plugins and hooks must see them.
    """
    assert run.plan
    alone = len(config.hooks) == 1 and set(config.plugins) == {*config.hooks, EVENTS}
    same = run.plan.kept and state.written.key == key
    return alone and same and all(run.published.get(path) == state.stamps[path] for path in state.written.files)


def _written_pages(key: bytes) -> WrittenPages:
    """What MkDocs has made, to be kept if it had nothing to tell of it."""
    assert run.files is not None
    pages = [(file.src_uri, page) for file in run.files.documentation_pages() if (page := file.page)]
    found = tuple((source, page.url, str(page.title), dict(page.meta)) for source, page in pages)
    fit = run.warnings.count == run.told and can_be_kept(found)
    return WrittenPages(key if fit else b"", tuple(stamps(run.staging.folder)), found)


def _names(nav: Any) -> list[str]:
    """The files that the navigation names."""
    if isinstance(nav, str):
        return [nav]
    parts = nav.values() if isinstance(nav, dict) else nav or ()
    return [name for part in parts for name in _names(part)]


def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
    """Keep the navigation for the frames. It names pages that stay as they are with what they are known by."""
    run.nav = nav
    if run.stays:
        for source, _, title, meta in run.written.pages:
            file = files.src_uris[source]
            assert file.page
            file.page.title, file.page.meta = title, meta
            files.remove(file)
    return nav


def on_env(env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
    """Take the generated pages from MkDocs: they are written when all frames are known."""
    run.env, run.files = env, files
    env.bytecode_cache = bytecode_cache(run.job.cache / "templates" if run.job.cache else None)
    for front in run.fronts.values():
        files.remove(front.file)
    return env


def on_page_context(context: Any, *, page: Page, config: MkDocsConfig, nav: Navigation) -> Any:
    """Give the template what the page says of itself to machines."""
    if isinstance(page, FramePage):
        context["digest_head"] = slot("head")
        return context
    assert run.digest is not None
    title, description = str(page.title), page.meta.get("description") or config.site_description or ""
    head = written_head(title, description, page.url, site(config))
    context["digest_head"] = head + feed_links(run.digest, site(config), page.url)
    return context


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the generated part into the home page, where its author has left a marker; keep options in one piece."""
    html = CODE.sub(lambda code: OPTION.sub(r'<span class="pd-option">\g<0></span>', code[0]), html)
    return html.replace(HOME_MARKER, run.plan.planned.home) if run.plan and page.is_homepage else html


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """Mend the frame of a page."""
    return with_valid_frame(output)


def on_post_template(output: str, *, template_name: str, config: MkDocsConfig) -> str:
    """Mend the frame of the page for addresses that are not there."""
    return with_valid_frame(output) if template_name.endswith(".html") else output


def with_valid_frame(output: str) -> str:
    """Mend what of Material's frame is no valid HTML, and the link that skips the header.

    Not valid are an empty `tabindex`, `autocomplete` on a box to check, and a label of a box that is not there.
    """
    output = SKIP_LINK.sub(r'\1<a href="#pd-content" class="md-skip">Skip to content</a>\2', output, count=1)
    output = output.replace(' tabindex=""', "").replace('" autocomplete="off">', '">')
    return output if 'id="__toc"' in output else output.replace(' for="__toc"', "")


def on_post_build(*, config: MkDocsConfig) -> None:
    """Make what is out of date: pages, then what is no page, and last the index of the search."""
    assert run.digest is not None
    assert run.versions is not None
    assert run.plan is not None
    places, made_for = Places(run.plan.pages, run.fronts), site(config)
    if not run.stays:
        run.written = _written_pages(run.written.key)
    urls = [*(url for _, url, _, _ in run.written.pages), *(page.url for page in run.plan.pages)]
    shard, folder, around = run.job.shard, run.staging.folder, surroundings(config)
    build = Build(run.digest, made_for, run.state, run.published, folder, run.versions, run.plan, around, shard)
    if run.stays:
        build.kept.update(run.written.files)
    # A preview's data files, feeds and search are those of its start, so that an edit is seen at once.
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    try:
        with timed("Pages"):
            build.pages(places, lambda place: frame_at(place, config))
        with timed("Data and feeds"):
            others = outputs(run.digest, made_for, urls, run.moved, config.site_description or "", epoch, build.facts)
            build.outputs(one for one in others if not (run.serving and build.leave(one.name)))
        if shard.has(FOLDER):
            kept = run.job.cache / "search" if run.job.cache else None
            with timed("Search"):
                if not (run.serving and build.leave(FOLDER)):
                    build.below(FOLDER, lambda: index_search(build, kept))
    except (SearchError, WorkError) as error:
        raise PluginError(str(error)) from error
    run.build = build
    if run.serving:  # a build for publishing may still fail, if it is strict
        _publish(build)


def index_search(build: Build, cache: Path | None) -> Sequence[str]:
    """Make the index of the search. Returns the files of it that stay as they are published."""
    counts = index_site(build.digest, run.staging.folder, cache, published=build.intact)
    log.info("The search finds %d texts. Of its %d shards %d are new.", counts.texts, counts.shards, counts.made)
    return counts.stays


def _publish(build: Build) -> None:
    global previewed  # noqa: PLW0603 - see there
    with timed("Publish"):
        # What was edited meanwhile can be undone before the next build, which is to look at what is read all the same.
        edited = run.job.edited()
        state = publish(build, run.staging, b"" if run.warnings.count or edited else run.job.inputs)
    state.written = WrittenPages() if edited or not run.written.key else run.written
    if run.serving:
        previewed = state
    else:
        state.looked, state.seen = run.job.looked, run.job.hashes.seen
        save_state(state, run.job.state)


def surroundings(config: MkDocsConfig) -> bytes:
    """The hash of what stands around every page: the program, the settings, the navigation, the theme."""
    assert run.nav
    items = [(str(item.title), getattr(item, "url", "")) for item in _items(run.nav.items)]
    return hash_of(program(), run.job.around, repr(items).encode())


def _items(items: list[StructureItem]) -> Iterator[StructureItem]:
    for item in items:
        yield item
        yield from _items(getattr(item, "children", None) or [])


def on_build_error(*, error: Exception) -> None:
    """Keep what was built from being published."""
    run.build = None


def on_shutdown() -> None:
    """Put the new site in the place of the old one. A strict build that fails does so after the last other event."""
    if run.build and not run.serving:
        _publish(run.build)
    discard(run.staging)
    run.build = None
    leave(run)
