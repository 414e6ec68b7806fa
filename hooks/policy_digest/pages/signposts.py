"""The signposts of a page: typed links to what describes it, who wrote it and what it belongs to.

They are those of FAIR Signposting (https://signposting.org/FAIR/); the linkset is RFC 9264.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from policy_digest import addresses
from policy_digest.addresses import FILES, LINKSET
from policy_digest.exports import indented
from policy_digest.pages.work import Work
from policy_digest.site import Site


@dataclass(frozen=True, slots=True)
class TypedLink:
    """A link of a page's head."""

    rel: str
    target: str
    """An address within the site, or in full."""
    type: str = ""

    @property
    def absolute(self) -> bool:
        """Whether the target leads out of the site, or must be named in full."""
        return "://" in self.target


def type_link(kind: str) -> TypedLink:
    """What a page is, in a type of schema.org."""
    return TypedLink("type", f"https://schema.org/{kind}")


def text_links(work: Work) -> tuple[TypedLink, ...]:
    """The signposts of a text: what to cite, what describes it, who wrote it, what it belongs to."""

    def beside(name: str) -> str:
        return f"{work.address}{name}"

    links = [
        TypedLink("cite-as", work.record.url),
        *(TypedLink("describedby", beside(name), FILES[name]) for name in work.files if not name.endswith(".txt")),
        *(TypedLink("item", beside(name), FILES[name]) for name in work.files if name.endswith(".txt")),
        TypedLink("linkset", beside(LINKSET), "application/linkset+json"),
        type_link("AboutPage"),
        type_link(work.type),
        *(TypedLink("author", issuer.url, "text/html") for issuer in work.issuers if not work.record.people),
        TypedLink("license", work.licence),
        TypedLink("collection", addresses.SOURCES, "text/html"),
        TypedLink("up", addresses.SOURCES, "text/html"),
        TypedLink("related", work.original),
    ]
    return tuple(link for link in links if link.target)


def linkset(work: Work, site: Site) -> str:
    """The same signposts as a file (RFC 9264), with the way back from each of the text's files."""

    def target(link: TypedLink) -> dict[str, str]:
        href = link.target if link.absolute else site.absolute(link.target)
        return {"href": href, **({"type": link.type} if link.type else {})}

    here: dict[str, Any] = {"anchor": work.record.url}
    back: list[dict[str, Any]] = []
    page = {"href": work.record.url, "type": "text/html"}
    for link in text_links(work):
        if link.rel != "linkset":
            here.setdefault(link.rel, []).append(target(link))
        if link.rel in {"describedby", "item"}:
            way = {"describedby": "describes", "item": "collection"}[link.rel]
            back.append({"anchor": target(link)["href"], way: [page]})
    return indented({"linkset": [here, *back]})
