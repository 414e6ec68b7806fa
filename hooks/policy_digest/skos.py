"""The tree of themes in SKOS (https://www.w3.org/TR/skos-reference/), as JSON-LD and as Turtle.

Both are made from the same nodes, and the JSON-LD has its context in itself. A theme's page is the address of its
concept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias
from urllib.parse import quote

from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef

from policy_digest import addresses
from policy_digest.digest import Digest
from policy_digest.model import Theme
from policy_digest.site import Site

Node: TypeAlias = dict[str, Any]
"""A node of JSON-LD, in the names of the context."""

_TEXTS = ("prefLabel", "definition", "scopeNote", "title")
_LINKS = ("broader", "narrower", "related", "exactMatch", "inScheme", "topConceptOf", "hasTopConcept")
_CONTEXT = {
    "skos": str(SKOS),
    "dcterms": str(DCTERMS),
    "id": "@id",
    "type": "@type",
    "notation": "skos:notation",
    **{name: {"@id": f"skos:{name}"} for name in _TEXTS if name != "title"},
    "title": {"@id": "dcterms:title"},
    **{name: {"@id": f"skos:{name}", "@type": "@id"} for name in _LINKS},
    "Concept": "skos:Concept",
    "ConceptScheme": "skos:ConceptScheme",
}
_LATIN = re.compile(r"[A-Za-z]")
_NO_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
"""What no IRI can hold; another sign percent-encoded would make it the name of another concept (RFC 3987)."""


def theme_nodes(digest: Digest, site: Site) -> list[Node]:
    """The scheme, then each concept in order of its id."""
    scheme = site.absolute(addresses.THEMES)
    top = [site.absolute(addresses.theme(one)) for one in sorted(digest.narrower.get("", ()))]
    nodes: list[Node] = [
        {
            "id": scheme,
            "type": "ConceptScheme",
            "title": {"@value": f"{site.name}: themes", "@language": "en"},
            "hasTopConcept": top,
        },
        *(_concept(digest, site, one, theme) for one, theme in sorted(digest.vocabulary.themes.items())),
    ]
    return [{name: value for name, value in node.items() if value} for node in nodes]


def themes_jsonld(nodes: Sequence[Node]) -> str:
    """The nodes as JSON-LD 1.1."""
    return json.dumps({"@context": _CONTEXT, "@graph": nodes}, ensure_ascii=False, indent=1) + "\n"


def themes_turtle(nodes: Iterable[Node]) -> str:
    """The nodes as Turtle, which rdflib sorts."""
    graph = Graph(bind_namespaces="none")
    graph.bind("skos", SKOS)
    graph.bind("dcterms", DCTERMS)
    for node in nodes:
        for name, value in node.items():
            for one in value if isinstance(value, list) else [value]:
                if name != "id":
                    graph.add((URIRef(node["id"]), *_statement(name, one)))
    return graph.serialize(format="turtle")


def _statement(name: str, value: Any) -> tuple[URIRef, URIRef | Literal]:
    """A property of a node and its value, as the context reads them."""
    if name == "type":
        return RDF.type, SKOS[value]
    if name in _LINKS:
        return SKOS[name], URIRef(value)
    words = Literal(value["@value"], lang=value.get("@language")) if isinstance(value, dict) else Literal(value)
    return DCTERMS.title if name == "title" else SKOS[name], words


def _concept(digest: Digest, site: Site, one: str, theme: Theme) -> Node:
    def addresses_of(ids: Iterable[str]) -> list[str]:
        return [site.absolute(addresses.theme(other)) for other in sorted(ids)]

    scheme = site.absolute(addresses.THEMES)
    return {
        "id": site.absolute(addresses.theme(one)),
        "type": "Concept",
        "inScheme": scheme,
        "topConceptOf": "" if theme.broader else scheme,
        "notation": one,
        "prefLabel": _text(theme.label),
        "definition": _text(theme.definition),
        "scopeNote": _text(f"Not: {theme.not_}" if theme.not_ else ""),
        "broader": addresses_of([theme.broader] if theme.broader else []),
        "narrower": addresses_of(digest.narrower.get(one, ())),
        "related": addresses_of(digest.related.get(one, ())),
        "exactMatch": _NO_IRI.sub(lambda sign: quote(sign[0]), theme.exact_match),
    }


def _text(words: str) -> dict[str, str] | None:
    """Words of ours. The vocabulary names no language: it is English wherever it has a Latin letter."""
    if not words:
        return None
    return {"@value": words, "@language": "en"} if _LATIN.search(words) else {"@value": words}
