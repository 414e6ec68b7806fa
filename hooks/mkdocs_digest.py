"""The events of MkDocs, answered by the library: the only file that knows the site generator.

The library makes finished pages; MkDocs and Material put their frame around each. The site is built aside and takes
the place of the published one in the last event, when it is whole.
"""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import escape
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from policy_digest.consistency import disagreements
from policy_digest.digest import Digest, read_digest
from policy_digest.feeds import feed_links
from policy_digest.outputs import output_files
from policy_digest.pages import all_pages
from policy_digest.pages.home import home
from policy_digest.pages.metadata import page_head, written_head
from policy_digest.pages.page import Page as DigestPage
from policy_digest.problems import errors, warnings
from policy_digest.publish import Staging, discard, replace, stage, write
from policy_digest.redirects import check_addresses, redirects
from policy_digest.search import index_site
from policy_digest.shards import SearchError
from policy_digest.site import Site

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

log = logging.getLogger("mkdocs.hooks.digest")  # below `mkdocs`, so that a strict build counts its warnings

SKIP_LINK = re.compile(r'(<div data-md-component="skip">).*?(</div>)', re.DOTALL)
HOME_MARKER = "<!-- digest: home -->"


@dataclass(slots=True)
class Run:
    """What the events of one build must know of each other. A preview builds many times with the same one."""

    serving: bool = False
    whole: bool = False
    """Whether everything was written, and no event failed since."""
    staging: Staging | None = None
    digest: Digest | None = None
    urls: tuple[str, ...] = ()


run = Run()


def root(config: MkDocsConfig) -> Path:
    """The project's folder."""
    return Path(config.config_file_path).resolve().parent


def sources_folder(config: MkDocsConfig) -> Path:
    """The folder of the corpus."""
    named: str = config.extra["digest"]["sources"]
    return (root(config) / named).resolve()


def site(config: MkDocsConfig) -> Site:
    """The site as the library must know it."""
    return Site(config.site_url or "", config.site_name, sources_folder(config) / "captures")


class GeneratedPage(Page):
    """A page whose inside the library has made: there is no Markdown for MkDocs to read."""

    def __init__(self, made: DigestPage, file: File, config: MkDocsConfig) -> None:
        """Wrap a page of the library. Material writes titles without escaping them, so they are escaped here."""
        super().__init__(escape(made.title), file, config)
        self.made = made

    def read_source(self, config: MkDocsConfig) -> None:
        """Give Material what it reads from front matter: a description, and no list of the section beside the text."""
        self.markdown = ""
        self.meta = {"description": escape(self.made.description), "hide": ["navigation"]}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Take the finished inside and its contents list."""
        content = self.made.render()
        self.content = content.html
        self.toc = get_toc(content.toc_tokens())
        self.head = content.head or page_head(self.made, site(config))
        for companion in content.companions:
            if files.get_file_from_path(f"{companion.path}/index.md"):
                raise PluginError(f"A page and a file want the address '{companion.path}'. Rename the page's source.")
            write(Path(config.site_dir) / companion.path, companion.content)


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember whether this is a live preview: that one needs no second folder, and follows edits to the library."""
    run.serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Send the build to a folder beside the published site, and watch everything that a page is made of."""
    run.whole = False
    if not config.site_url:
        raise PluginError("'site_url' is empty. A citation needs full addresses: write it in mkdocs.yml.")
    if run.serving:
        config.watch += [str(sources_folder(config)), str(root(config) / "hooks")]
    else:
        run.staging = stage(Path(config.site_dir))
        config.site_dir = str(run.staging.folder)
    return config


@event_priority(100)  # before other plugins look at the files, so that they see these pages too
def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Read the corpus and add its pages. All errors are told at once; warnings are left to a strict build."""
    run.digest, problems = read_digest(sources_folder(config), root(config))
    for problem in warnings(problems):
        log.warning("%s", problem)
    if wrong := errors(problems) or list(disagreements(run.digest, site(config))):
        raise PluginError("\n".join([f"{len(wrong)} to mend in the sources:", *map(str, wrong)]))
    pages = all_pages(run.digest, site(config))
    run.urls = tuple(made.url for made in pages)
    lost = check_addresses(run.digest, [*run.urls, *(redirect.old for redirect in redirects(run.digest, run.urls))])
    if lost:
        raise PluginError("\n".join(map(str, lost)))
    for made in pages:
        file = File.generated(config, f"{made.url}index.md", content="", inclusion=InclusionLevel.NOT_IN_NAV)
        if files.get_file_from_path(file.src_uri):
            raise PluginError(f"Two pages want the address '{made.url}'. Rename one of the two.")
        if made.edit:
            file.edit_uri = f"../{made.edit}"
        files.append(file)
        GeneratedPage(made, file, config)
    return files


def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
    """Give each page its neighbours and the page above it, for breadcrumbs, the footer and the active tab."""
    pages = {file.page.made.url: file.page for file in files if isinstance(file.page, GeneratedPage)}
    for page in pages.values():
        above = pages.get(page.made.parent)
        if page.parent is None and above is not None:
            # The list of a section stands for the section itself, as in Material's `navigation.indexes`.
            stands_for = isinstance(above.parent, Section) and above.parent.children[0] is above
            page.parent = above.parent if stands_for else above  # type: ignore[assignment]  # a page may stand above
        page.previous_page = pages.get(page.made.previous)
        page.next_page = pages.get(page.made.next)
    return nav


def on_page_context(context: Any, *, page: Page, config: MkDocsConfig, nav: Navigation) -> Any:
    """Give the template what the page says of itself to machines."""
    if isinstance(page, GeneratedPage):
        context["digest_head"] = page.head
    else:
        title, description = str(page.title), page.meta.get("description") or config.site_description or ""
        context["digest_head"] = written_head(title, description, page.url, site(config))
    assert run.digest is not None
    address = page.made.url if isinstance(page, GeneratedPage) else page.url
    context["digest_feeds"] = feed_links(run.digest, site(config), address)
    return context


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the generated part into the home page, where its author has left a marker."""
    return html.replace(HOME_MARKER, home(run.digest)) if run.digest and page.is_homepage else html


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
    """Write what is no page beside the pages, and last the index of the search. Without it nothing is published."""
    assert run.digest is not None
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    for address, content in output_files(run.digest, site(config), run.urls, config.site_description or "", epoch):
        write(Path(config.site_dir) / address, content)
    try:
        counts = index_site(run.digest, Path(config.site_dir))
    except SearchError as error:
        raise PluginError(str(error)) from error
    log.info("The search finds %d texts.", counts.texts)
    run.whole = True


def on_build_error(*, error: Exception) -> None:
    """Keep what was built from being published."""
    run.whole = False


def on_shutdown() -> None:
    """Put the new site in the place of the old one. A strict build that fails does so after the last other event."""
    if run.staging:
        replace(run.staging) if run.whole else discard(run.staging)  # a build that was broken off is not whole
        run.staging = None
