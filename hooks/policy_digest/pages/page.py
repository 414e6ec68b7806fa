"""What a page is before a site generator puts its frame around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jinja2
from markupsafe import Markup

from policy_digest import addresses
from policy_digest.pages.show import TEMPLATE_NAMES
from policy_digest.wording import plural

if TYPE_CHECKING:
    from policy_digest.pages.parts import Link

TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a page's contents list."""

    id: str
    title: str
    level: int
    """2 for a section, 3 for one within it."""
    language: str = ""
    """Of its title, where that is not ours."""


class Item(NamedTuple):
    """Something that a page lists, for the page's head."""

    type: str
    """A type of schema.org."""
    name: str
    url: str
    date: str = ""
    """As far as it is firm, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is about, in the words of schema.org, for the page's head."""

    type: str = "ItemList"
    """`ItemList` for a list, else what the one thing is that the page is about."""
    properties: Mapping[str, Any] = field(default_factory=dict)
    """Of that thing, beside its name and address. Those that are empty are left out."""
    items: tuple[Item, ...] = ()
    authors: Sequence[Link] = ()
    """The bodies whose document it is."""


@dataclass(frozen=True, slots=True)
class Companion:
    """A file beside a page, at an address of its own."""

    path: str
    content: str | Path
    """What it holds, or the file that it is a copy of."""

    @property
    def data(self) -> bytes:
        """Its bytes."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content.encode()


@dataclass(frozen=True, slots=True)
class Content:
    """The finished inside of a page."""

    html: str
    contents: tuple[Heading, ...] = ()
    head: str = ""
    """What stands in the page's head, where it follows from more than the page's subject."""
    companions: tuple[Companion, ...] = ()


@dataclass(slots=True)
class Page:
    """A page of the site. `previous` and `next` are set when its neighbours are known."""

    url: str
    """Relative to the site's root; see `addresses`."""
    title: str
    """Plain text, not HTML."""
    description: str
    """One sentence of plain text for the page's head."""
    parent: str
    """The address of the page above; that of a section's list for the pages right below it."""
    render: Callable[[], Content]
    """Makes the inside of the page; called once, when it is written."""
    edit: str = ""
    """The file that an editor would change, relative to the project."""
    subject: Callable[[], Subject] = Subject
    """Gives what the page is about, for its head."""
    language: str = ""
    """Of its title, where that is not ours."""
    previous: str = field(default="", init=False)
    next: str = field(default="", init=False)


@dataclass(frozen=True, slots=True)
class Later:
    """Stands for a function of a page that is found when it is called."""

    find: Callable[[], Callable[[], Any]]

    def __call__(self) -> Any:
        """What the function gives."""
        return self.find()()


def chain(pages: list[Page]) -> list[Page]:
    """Link neighbours: each page leads to the one before and after it."""
    for before, after in pairwise(pages):
        before.next, after.previous = after.url, before.url
    return pages


def chain_firsts(groups: Iterable[list[Page]]) -> list[Page]:
    """Pages, each with its further ones behind it and linked with its neighbours."""
    found = [*groups]
    chain([group[0] for group in found])
    return [page for group in found for page in group]


def keep_templates(folder: Path | None) -> None:
    """Keep the compiled templates in a folder from now on: compiling them takes as long as a small build."""
    _environment().bytecode_cache = bytecode_cache(folder)


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates, also of a folder whose name is not UTF-8."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """What stands for a template."""
        return super().get_cache_key(name, ascii(filename))


def bytecode_cache(folder: Path | None) -> jinja2.BytecodeCache | None:
    """Jinja's cache of compiled templates in a folder, which is made; none without one or where it cannot be made."""
    if folder:
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            return _Compiled(str(folder))
    return None


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Templates get objects and no mappings, so an attribute is one: to look for an item too takes thrice as long.
    environment.getattr = getattr  # type: ignore[assignment]
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    environment.filters["href"] = _href
    environment.filters["number"] = lambda count: f"{count:,}"
    environment.globals["addresses"] = addresses
    environment.globals["plural"] = plural
    environment.globals["show"] = TEMPLATE_NAMES
    return environment


@jinja2.pass_context
def _href(context: jinja2.runtime.Context, target: str) -> str:
    return addresses.relative(target, context["here"])


def fill(template: str, here: str, **values: Any) -> Markup:
    """The template as HTML for the page at the address `here`. A value that it does not get is an error."""
    return Markup(_environment().get_template(template).render(here=here, **values))  # noqa: S704 - autoescaped
