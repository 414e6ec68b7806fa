"""A text's annotations as a W3C AnnotationPage (https://www.w3.org/TR/annotation-model/).

A TextQuoteSelector quotes the words of the text in order, from its first heading to its last paragraph, without
paragraph numbers and without anything of ours. Every run of white space, also that between paragraphs, is one space.
Prefix and suffix are as long as it takes to be found once in those words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson

from policy_digest import addresses
from policy_digest.links import ANNOTATION_FIELDS
from policy_digest.model import Target
from policy_digest.passages import Passage
from policy_digest.site import Site
from policy_digest.texts import Text

ANNOTATIONS = "annotations.jsonld"
"""The file beside a text's page."""
MOTIVATIONS = {
    "theme": "classifying",
    "event": "identifying",
    "document": "identifying",
    "term": "identifying",
    "target": "describing",
    "note": "commenting",
    "correction": "editing",
    "noise": "assessing",
    "defect": "tagging",
}
"""The motivation of the model for each kind of annotation (https://www.w3.org/TR/annotation-vocab/#named-individuals)."""
CONTEXT = 32
"""Characters of prefix and suffix, where they are enough."""

_GAP = re.compile(r"\s{2,}")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text with single spaces, and the way to them from the body's own offsets."""

    text: str
    froms: Sequence[int]
    """Where each stretch whose words are one space apart starts in the body's words."""
    starts: Sequence[int]
    """Where it starts here."""

    def place(self, at: int) -> int:
        """The place of an offset of the body's words at which there is no space."""
        stretch = bisect_right(self.froms, at) - 1
        return self.starts[stretch] + at - self.froms[stretch]


def words_of(text: str) -> Words:
    """The words of a body (`Body.text`) as a TextQuoteSelector quotes them."""
    words = " ".join(text.split())
    if len(words) == len(text):  # every space is one already
        return Words(words, (0,), (0,))
    froms, starts = [len(text) - len(text.lstrip())], [0]
    for gap in _GAP.finditer(text, froms[0]):
        starts.append(starts[-1] + gap.start() - froms[-1] + 1)
        froms.append(gap.end())
    return Words(words, froms, starts)


def annotation_file(text: Text, site: Site) -> str:
    """All annotations of a text, in the order of the text, as JSON-LD."""
    url = site.absolute(addresses.companion(text.id, ANNOTATIONS))
    words = words_of(text.body.text if text.passages else "")
    head = {"@context": "http://www.w3.org/ns/anno.jsonld", "id": url, "type": "AnnotationPage"}
    items = [_annotation(passage, words, url, site) for passage in text.passages]
    lines = b",\n".join(map(orjson.dumps, items)).decode()
    return f'{orjson.dumps(head).decode()[:-1]},"items":[\n{lines}\n]}}\n'


def _annotation(passage: Passage, words: Words, url: str, site: Site) -> dict[str, object]:
    bodies = list(_bodies(passage, site))
    motivations = list(dict.fromkeys(body["purpose"] for body in bodies))
    return {
        "id": f"{url}#{addresses.card_id(passage.number)}",
        "type": "Annotation",
        "motivation": motivations[0] if len(motivations) == 1 else motivations,
        "body": bodies,
        "target": {
            "type": "SpecificResource",
            "source": site.absolute(addresses.source(passage.source)),
            "selector": [
                {
                    "type": "FragmentSelector",
                    "value": passage.block.id,
                    "conformsTo": "http://tools.ietf.org/rfc/rfc3236",
                },
                quote_selector(passage, words),
            ],
        },
    }


def quote_selector(passage: Passage, words: Words) -> dict[str, str]:
    """The TextQuoteSelector of a passage among the words of its text."""
    start = words.place(passage.span.start)
    end = start + len(passage.quote)
    around = CONTEXT
    while True:
        first = max(0, start - around)
        whole = words.text[first : end + around]
        if words.text.find(whole) == first and words.text.find(whole, first + 1) < 0:
            break
        around *= 2
    selector = {
        "exact": words.text[start:end],
        "prefix": words.text[first:start],
        "suffix": words.text[end : end + around],
    }
    return {"type": "TextQuoteSelector", **{name: value for name, value in selector.items() if value}}


def _bodies(passage: Passage, site: Site) -> Iterator[dict[str, str]]:
    """What is said of a passage: the pages of the things that it names, and words of ours."""
    annotation = passage.annotation
    for kind in ANNOTATION_FIELDS:
        for one in getattr(annotation, kind):
            page = site.absolute(addresses.ENTRY[kind](one))
            yield {"type": "SpecificResource", "source": page, "purpose": MOTIVATIONS[kind]}
    for target in annotation.target:
        yield _textual("target", target_words(target))
    for kind in ("note", "correction", "noise", "defect"):
        if value := getattr(annotation, kind):
            yield _textual(kind, value)


def _textual(kind: str, value: str) -> dict[str, str]:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": MOTIVATIONS[kind]}


def target_words(target: Target) -> str:
    """A target in one line: `Teachers in a village school: two, by 2020`."""
    told = ", ".join(part for part in (target.value, f"by {target.by.words}" if target.by else "") if part)
    return f"{target.what}: {told}" if told else target.what
