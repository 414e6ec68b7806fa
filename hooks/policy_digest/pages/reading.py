"""The reading page of a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from policy_digest import addresses
from policy_digest.annotations import ANNOTATIONS, annotation_file
from policy_digest.body import TITLE_LINE
from policy_digest.captures import Fidelity
from policy_digest.citation import Record, record_of
from policy_digest.digest import Digest
from policy_digest.exports import bibtex, csl_file, ris, text_twin
from policy_digest.languages import language_name
from policy_digest.marks import as_read, mark_text
from policy_digest.model import Capture
from policy_digest.pages.cards import Card, Explained, TargetItem, Told, card, explained, link_of, targets, told
from policy_digest.pages.changes import History, history
from policy_digest.pages.metadata import text_head
from policy_digest.pages.page import Companion, Content, Heading, Page, chain, fill
from policy_digest.pages.parts import Link, TextItem, date_type, labels, text_item
from policy_digest.pages.related import Related, related
from policy_digest.pages.signposts import linkset
from policy_digest.pages.work import Work, work_of
from policy_digest.references import Reference, references
from policy_digest.site import Site
from policy_digest.texts import Text


@dataclass(frozen=True, slots=True)
class Switch:
    """A kind of mark that the reader can put out."""

    kind: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Citing:
    """How to cite a text."""

    references: tuple[Reference, ...]
    cited: str
    """The full address, as the references have it."""
    url: str
    """The same with the version, where that is released: the page then tells what changed since."""
    stem: str
    """What a downloaded file is called, without its ending."""
    files: tuple[tuple[str, str], ...]
    """What can be downloaded: the name of the file, and what it is."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything on a reading page."""

    title: Markup
    title_id: str
    title_basis: str
    item: TextItem
    date_label: str
    publishers: tuple[Link, ...]
    authors: tuple[str, ...]
    published_in: str
    themes: tuple[Link, ...]
    verified: bool
    language_name: str
    translation: str
    """`machine`, the translator's name, or nothing."""
    translated_from: str
    original_url: str
    rights: str
    html: Markup
    switches: tuple[Switch, ...]
    defects: bool
    """Whether the text as captured differs to the eye from the reading text."""
    events: tuple[Told, ...]
    documents: tuple[Told, ...]
    terms: tuple[Explained, ...]
    targets: tuple[TargetItem, ...]
    cards: tuple[Card, ...]
    related: tuple[Related, ...]
    capture: Capture | None
    fidelity: Fidelity | None
    history: History
    paragraphs: int
    citing: Citing


SWITCHES = {
    "theme": "Themes",
    "event": "Events",
    "document": "Documents",
    "term": "Terms",
    "target": "Targets",
    "note": "Notes",
}


DOWNLOADS = {
    "cite.bib": "BibTeX",
    "cite.ris": "RIS",
    "cite.csl.json": "CSL-JSON",
    "text.txt": "Plain text",
    "capture.txt": "Capture",
    "annotations.jsonld": "Annotations",
}
"""The files beside a text, by the name that a reader knows."""


def reading_pages(digest: Digest, site: Site) -> list[Page]:
    """The page of each text, in order of date."""
    return chain([_page(digest, text, site) for text in digest.texts.values()])


def _page(digest: Digest, text: Text, site: Site) -> Page:
    url = addresses.source(text.id)
    return Page(
        url=url,
        title=text.source.title,
        description=_description(digest, text),
        parent=addresses.SOURCES,
        render=lambda: _render(digest, text, site),
        edit=text.source.path,
        language=text.source.fields.language,
    )


def _description(digest: Digest, text: Text) -> str:
    fields = text.source.fields
    if fields.summary:
        return fields.summary
    item = text_item(digest, text)
    issuers = ", ".join(link.label for link in item.issuers)
    return ", ".join(part for part in (item.title, issuers, item.when.words) if part)


def _render(digest: Digest, text: Text, site: Site) -> Content:
    record = record_of(digest, text, site)
    view = reading(digest, text, record)
    work = work_of(digest, text, record, _description(digest, text))
    language = text.source.fields.language
    words_of = as_read(text)
    headings = [
        Heading(block.id, words_of(block), 2 if block.tag in {"h1", "h2"} else 3, language)
        for block in text.body.blocks
        if block.id.startswith("h") and block.id != view.title_id
    ]
    contents = (*headings, *_own_headings(view))
    return Content(
        fill("reading.html", work.address, view=view, contents=contents),
        contents,
        text_head(work, site),
        tuple(_companions(text, view, work, site)),
    )


def _companions(text: Text, view: Reading, work: Work, site: Site) -> Iterator[Companion]:
    """The files beside the page. A program follows no page that leads on, so they stay beside former ids too."""
    record = work.record
    made = {
        "cite.bib": bibtex(record),
        "cite.ris": ris(record),
        "cite.csl.json": csl_file(record),
        "text.txt": text_twin(record, text, view.citing.references[0].text),
        addresses.LINKSET: linkset(work, site),
        ANNOTATIONS: annotation_file(text, site),
    }
    for one in dict.fromkeys((text.id, *text.source.fields.aliases)):
        for name, content in made.items():
            yield Companion(addresses.companion(one, name), content)
        if view.capture:
            yield Companion(addresses.companion(one, "capture.txt"), site.captures / view.capture.plain.file)


def _own_headings(view: Reading) -> list[Heading]:
    """The sections below the text that the page has, for its contents list."""
    sections = (
        ("events", "Events", view.events),
        ("documents", "Documents", view.documents),
        ("terms", "Terms", view.terms),
        ("targets", "Targets", view.targets),
        ("related", "Related texts", view.related),
    )
    return [
        *(Heading(f"pd-{name}", title, 2) for name, title, found in sections if found),
        Heading("pd-cite", "How to cite", 2),
        Heading("pd-fidelity", "Fidelity", 2),
        Heading("pd-changes", "Versions", 2),
        *([Heading("pd-passages", "Marked passages", 2)] if view.cards else []),
    ]


def reading(digest: Digest, text: Text, record: Record) -> Reading:
    """The view of a text's page."""
    fields = text.source.fields
    html, title, title_id = _title_apart(text, mark_text(text, lambda passage, kind: link_of(digest, passage, kind)))
    kinds = Counter(kind for passage in text.passages for kind in passage.annotation.kinds)
    return Reading(
        title=title,
        title_id=title_id,
        title_basis=fields.title_basis,
        item=text_item(digest, text),
        date_label=date_type(fields.date_type, "date").capitalize(),
        publishers=labels(fields.publisher, digest.vocabulary.issuers, addresses.issuer),
        authors=fields.author,
        published_in=fields.published_in,
        themes=labels(fields.theme, digest.vocabulary.themes, addresses.theme),
        verified=fields.status == "verified",
        language_name=language_name(fields.language),
        translation=fields.translation.by if fields.translation else "",
        translated_from=language_name(fields.translation.from_) if fields.translation else "",
        original_url=fields.url,
        rights=fields.rights,
        html=html,
        switches=tuple(Switch(kind, label, kinds[kind]) for kind, label in SWITCHES.items() if kinds[kind]),
        defects=bool(kinds["noise"] or kinds["correction"]),
        events=told(digest, text, "event"),
        documents=told(digest, text, "document"),
        terms=explained(digest, text.said.term),
        targets=tuple(item for passage in text.passages for item in targets(passage)),
        cards=tuple(card(digest, text, passage) for passage in text.passages),
        related=related(digest, text),
        capture=fields.capture,
        fidelity=text.fidelity,
        history=history(text),
        citing=_citing(text, record),
        paragraphs=text.paragraphs,
    )


def _citing(text: Text, record: Record) -> Citing:
    files = tuple(
        (name, label) for name, label in DOWNLOADS.items() if name != "capture.txt" or text.source.fields.capture
    )
    version = f"?v={text.edition.version}" if text.edition.released else ""
    return Citing(references(record), record.url, record.url + version, text.id.rpartition("/")[2], files)


def _title_apart(text: Text, html: str) -> tuple[Markup, Markup, str]:
    """The body without its own title line, that line, and its id; else our title, and the body's headings lowered."""
    found = TITLE_LINE.match(html)
    if found:
        return Markup(html[found.end() :]), Markup(found["words"]), found["id"]  # noqa: S704 - sanitised
    if any(block.tag == "h1" for block in text.body.blocks):
        html = re.sub(r"(</?h)([1-5])\b", lambda tag: f"{tag[1]}{int(tag[2]) + 1}", html)
    return Markup(html), Markup(escape(text.source.title, quote=False)), ""  # noqa: S704 - sanitised, escaped
