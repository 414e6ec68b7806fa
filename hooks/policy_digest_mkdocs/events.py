"""The events of MkDocs, answered by the library.

MkDocs builds the pages that people write, and the frame that Material puts around every page; the library makes all
others and fills the frame. The site is built aside and takes the place of the published one in the last event, when it
is whole.
"""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Container, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from policy_digest.body import page_address
from policy_digest.books import Books
from policy_digest.build import Build
from policy_digest.digest import Digest, read_digest
from policy_digest.feeds import feed_links
from policy_digest.fingerprint import Versions, hash_of
from policy_digest.frame import Places, slot
from policy_digest.job import Job
from policy_digest.memory import leave
from policy_digest.outputs import REDIRECTS, outputs
from policy_digest.pages.metadata import written_head
from policy_digest.pages.page import bytecode_cache, keep_templates
from policy_digest.plan import Plan, plan_pages
from policy_digest.problems import Problem, errors, warnings
from policy_digest.progress import timed
from policy_digest.publish import discard, stage, stamps
from policy_digest.redirects import Redirect, check_addresses, read_retired, redirects
from policy_digest.search.index import FOLDER, index_site
from policy_digest.search.shards import SearchError
from policy_digest.site import Site
from policy_digest.state import State, WrittenPages, can_be_kept, load_state, save_state
from policy_digest.workers import WorkError
from policy_digest_mkdocs.frames import FramePage, Frames
from policy_digest_mkdocs.mends import with_quiet_permalinks, with_valid_frame, with_whole_options

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer

log = logging.getLogger("mkdocs.hooks.digest")  # below `mkdocs`, so that a strict build counts its warnings

HOME_MARKER = "<!-- digest: home -->"
NAME = "digest events"
"""What these events are called among the plugins of MkDocs."""


class Events(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # it has no settings
    """The events of one build, in their order; what each finds out stands here for those after it."""

    previewed: ClassVar[State] = State()
    """What a live preview shows, which builds many times and whose folder is its own."""

    # From `on_files` on
    site: Site
    digest: Digest
    versions: Versions
    plan: Plan
    moved: list[Redirect]
    """The addresses of former ids."""
    fronts: dict[str, FramePage]
    """The generated pages that the navigation names, by address."""
    books: Books
    written: WrittenPages
    stays: bool
    """Whether all that MkDocs makes stays as it is published."""
    told: int
    """Of what the build warns, how much is not MkDocs's."""
    # From `on_nav` and `on_env` on
    nav: Navigation
    frames: Frames

    def __init__(self, job: Job, warned: CountHandler, *, serving: bool) -> None:
        """Begin a build in a folder beside the published site. `warned` counts what it warns of."""
        self.job = job
        self.warned = warned
        self.serving = serving
        self.state = self.previewed if serving else load_state(job.state)
        self.staging = stage(job.target)
        self.build: Build | None = None
        """Set when everything was written that is to be published; None again when an event failed since."""
        keep_templates(job.kept("templates"))

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Send the build to that folder, percent-encode the site's address, and watch all sources in a live preview."""
        config.site_dir = str(self.staging.folder)
        config.site_url = page_address(config.site_url or "")
        if self.serving:
            gc.collect()  # what the preview before this one has left
            config.watch += [str(self.job.sources), str(self.job.root / "hooks")]
        return config

    @event_priority(100)  # before other plugins look at the files, so that they see these pages too
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read the corpus. All errors are told at once; warnings are left to a strict build.

        MkDocs gets those pages that the navigation names; a page that people write may link to them.
        """
        job = self.job
        self.digest = self._read()
        self.site = Site(config.site_url or "", config.site_name, job.sources / "captures")
        self.versions = Versions(self.digest)
        self.plan = plan_pages(self.digest, self.site, self.versions, job.around, self.state)
        urls = [page.url for page in self.plan.pages]
        self.moved = redirects(self.digest, urls)
        self._check_addresses(urls, {file.src_uri for file in files.documentation_pages()})
        named = set(_names(config.nav))
        self.fronts = {
            page.url: FramePage(page.url, page.title, config)
            for page in self.plan.pages
            if f"{page.url}index.md" in named
        }
        published = stamps(job.target) if self.state.made else {}
        self.books = Books(self.state, published, self.versions, self.plan.kept)
        theirs = (part for file in files for part in (file.src_uri.encode(), job.hashes[str(file.abs_src_path)]))
        key = hash_of(job.around, self.plan.planned.key, *theirs)
        self.stays = self._stays(key, config)
        self.written = self.state.written if self.stays else WrittenPages(key)
        self.told = self._warnings()
        config.theme.static_templates.discard("sitemap.xml")  # the library makes it; earlier it would be a file to copy
        if self.stays:
            self.books.kept.update(self.written.files)
            config.theme.static_templates.clear()
            files = Files([file for file in files if file.is_documentation_page()])
        for front in self.fronts.values():
            files.append(front.file)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation for the frames. It names pages that stay as they are with what they are known by."""
        self.nav = nav
        if self.stays:
            for source, _, title, meta in self.written.pages:
                file = files.src_uris[source]
                assert file.page
                file.page.title, file.page.meta = title, meta
                files.remove(file)
        return nav

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Take the generated pages from MkDocs: they are written when all frames are known."""
        self.frames = Frames(self.fronts, self.nav, files, env, config)
        env.bytecode_cache = bytecode_cache(self.job.kept("templates"))
        for front in self.fronts.values():
            files.remove(front.file)
        return env

    def on_page_context(self, context: Any, *, page: Page, config: MkDocsConfig, nav: Navigation) -> Any:
        """Give the template what the page says of itself to machines."""
        if isinstance(page, FramePage):
            context["digest_head"] = slot("head")
            return context
        title, description = str(page.title), page.meta.get("description") or config.site_description or ""
        head = written_head(title, description, page.url, self.site)
        context["digest_head"] = head + feed_links(self.digest, self.site, page.url)
        return context

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Put the generated part into the home page, where its author has left a marker; mend what people write."""
        html = with_quiet_permalinks(with_whole_options(html))
        return html.replace(HOME_MARKER, self.plan.planned.home) if page.is_homepage else html

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Mend the frame of a page."""
        return with_valid_frame(output)

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Mend the frame of the page for addresses that are not there."""
        return with_valid_frame(output) if template_name.endswith(".html") else output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Make what is out of date: pages, then what is no page, and last the index of the search."""
        places, shard = Places(self.plan.pages, self.fronts), self.job.shard
        around = self.frames.surroundings(self.job.around)
        if not self.stays:
            self.written = self._written_pages()
        urls = [*(url for _, url, _, _ in self.written.pages), *(page.url for page in self.plan.pages)]
        build = Build(self.digest, self.site, self.staging, self.versions, self.plan, self.books, around, shard)
        # A preview's data files, feeds and search are those of its start, so that an edit is seen at once. Its pages
        # are not, nor are those that lead on.
        epoch = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
        try:
            with timed("Pages"):
                build.pages(places, self.frames.at)
            with timed("Data and feeds"):
                others = outputs(
                    self.digest, self.site, urls, self.moved, config.site_description or "", epoch, build.facts
                )
                build.outputs(
                    one for one in others if not (self.serving and one.name != REDIRECTS and self.books.leave(one.name))
                )
            if shard.has(FOLDER):
                with timed("Search"):
                    if not (self.serving and self.books.leave(FOLDER)):
                        build.below(FOLDER, self._index_search)
        except (SearchError, WorkError) as error:
            raise PluginError(str(error)) from error
        if self.serving:
            self._publish(build)
            del self.digest, self.versions, self.plan, self.books  # MkDocs keeps the events of the first preview
        else:  # it may still fail, if it is strict
            self.build = build

    @event_priority(-100)  # from here on MkDocs refuses what other plugins know as its own function
    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Have a preview stay as it was while an edit cannot be built: MkDocs would answer no browser meanwhile."""
        build = server.builder

        def build_or_stay() -> None:
            try:
                build()
            except MkDocsException as error:  # told by MkDocs, or in its message
                log.error("%s The preview stays as it was.", error.message)

        server.builder = build_or_stay
        return server

    def on_build_error(self, *, error: Exception) -> None:
        """Keep what was built from being published."""
        self.build = None

    def on_shutdown(self) -> None:
        """Put the new site in the place of the old. A strict build that fails does so after the last other event."""
        try:
            if self.build:
                self._publish(self.build)
        finally:
            discard(self.staging)
        leave(self)

    def _read(self) -> Digest:
        """The corpus, with all that is doubtful told. Raises PluginError with all errors where there are any."""
        job = self.job
        try:
            digest, problems = read_digest(job.sources, job.root, job.cache, job.hashes)
        except WorkError as error:
            raise PluginError(str(error)) from error
        if wrong := _warn(problems):
            wrong += read_retired(digest)[1]
            raise PluginError("\n".join([f"{len(wrong)} to correct in the sources:", *map(str, wrong)]))
        return digest

    def _check_addresses(self, urls: Sequence[str], written: Container[str]) -> None:
        """See that no released address is lost, and that none of `urls` is that of a page that people have `written`.

        Raises:
            PluginError: one is.
        """
        if lost := _warn(check_addresses(self.digest, [*urls, *(redirect.old for redirect in self.moved)])):
            raise PluginError("\n".join(map(str, lost)))
        if clash := next((name for url in urls if (name := f"{url}index.md") in written), None):
            raise PluginError(
                f"docs/{clash} has the address of a page that the digest makes. Give the file another name."
            )

    def _stays(self, key: bytes, config: MkDocsConfig) -> bool:
        """Whether MkDocs would make what is published.

        What is put into the pages that people write follows from the plan. Other plugins and hooks must see them.
        """
        alone = len(config.hooks) == 1 and set(config.plugins) == {*config.hooks, NAME}
        before = self.state.written
        same = self.plan.kept and before.key == key
        return alone and same and all(map(self.books.intact, before.files))

    def _written_pages(self) -> WrittenPages:
        """What MkDocs has made, to be kept if it had nothing to tell of it."""
        pages = [(file.src_uri, page) for file in self.frames.files.documentation_pages() if (page := file.page)]
        found = tuple((source, page.url, str(page.title), dict(page.meta)) for source, page in pages)
        fit = self._warnings() == self.told and can_be_kept(found)
        return WrittenPages(self.written.key if fit else b"", tuple(stamps(self.staging.folder)), found)

    def _index_search(self) -> tuple[str, ...]:
        """Make the index of the search. Returns the files of it that stay as they are published."""
        counts = index_site(self.digest, self.staging.folder, self.job.kept("search"), published=self.books.intact)
        log.info("Texts in the search: %d. Shards rebuilt: %d of %d.", counts.texts, counts.made, counts.shards)
        return counts.stays

    def _publish(self, build: Build) -> None:
        with timed("Publish"):
            # What was edited meanwhile can be undone before the next build, which is to look at what is read all the
            # same.
            edited = self.job.edited()
            state = build.publish(b"" if self._warnings() or edited else self.job.inputs)
        state.written = WrittenPages() if edited or not self.written.key else self.written
        if self.serving:
            Events.previewed = state
        else:
            state.looked, state.seen = self.job.looked, self.job.hashes.seen
            save_state(state, self.job.state)

    def _warnings(self) -> int:
        return sum(self.warned.counts.values())


def _warn(problems: Sequence[Problem]) -> list[Problem]:
    """Tell the warnings. Returns the errors."""
    for problem in warnings(problems):
        log.warning("%s", problem)
    return errors(problems)


def _names(nav: Any) -> list[str]:
    """The files that the navigation names."""
    if isinstance(nav, str):
        return [nav]
    parts = nav.values() if isinstance(nav, dict) else nav or ()
    return [name for part in parts for name in _names(part)]
