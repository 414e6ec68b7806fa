"""What a page is before a site generator puts its frame around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from policy_digest import addresses

TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a page's contents list."""

    id: str
    title: str
    level: int
    """2 for a section, 3 for one within it."""


@dataclass(frozen=True, slots=True)
class Content:
    """The finished inside of a page."""

    html: str
    contents: tuple[Heading, ...] = ()

    def toc_tokens(self) -> list[Any]:
        """The contents list as Python-Markdown's `toc` extension gives it: nested, with names as HTML."""
        tokens: list[Any] = []
        for heading in self.contents:
            siblings = tokens[-1]["children"] if heading.level > 2 and tokens else tokens  # noqa: PLR2004 - h2
            siblings.append(
                {"level": heading.level, "id": heading.id, "name": str(escape(heading.title)), "children": []}
            )
        return tokens


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
    searchable: bool = False
    """Whether the search finds it: lists only repeat what the texts say."""
    previous: str = field(default="", init=False)
    next: str = field(default="", init=False)


def chain(pages: list[Page]) -> list[Page]:
    """Link neighbours: each page leads to the one before and after it."""
    for before, after in pairwise(pages):
        before.next, after.previous = after.url, before.url
    return pages


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["href"] = _href
    environment.filters["number"] = lambda count: f"{count:,}"
    environment.globals["addresses"] = addresses
    environment.globals["plural"] = plural
    return environment


@jinja2.pass_context
def _href(context: jinja2.runtime.Context, target: str) -> str:
    return addresses.relative(target, context["here"])


def plural(count: int, one: str, many: str = "") -> str:
    """`1 text`, `1,200 texts`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def fill(template: str, here: str, **values: Any) -> Markup:
    """The template as HTML for the page at the address `here`. A value that it does not get is an error."""
    return Markup(_environment().get_template(template).render(here=here, **values))  # noqa: S704 - autoescaped
