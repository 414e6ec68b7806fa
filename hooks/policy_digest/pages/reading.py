"""The reading page of a text (DESIGN: the reading page)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from policy_digest import addresses
from policy_digest.captures import Fidelity
from policy_digest.citation import Record, record_of
from policy_digest.digest import Digest
from policy_digest.exports import bibtex, csl_file, ris, text_twin
from policy_digest.languages import language_name
from policy_digest.marks import mark_text
from policy_digest.model import Omitted, Target
from policy_digest.pages.changes import History, history
from policy_digest.pages.metadata import LINKSET, Work, linkset, text_head, work_of
from policy_digest.pages.page import Companion, Content, Heading, Page, chain, fill
from policy_digest.pages.parts import Link, TextItem, When, labels, paragraph_label, text_item, when
from policy_digest.references import Reference, references
from policy_digest.site import Site
from policy_digest.texts import Passage, Text

MOST_RELATED = 8
"""Related texts that a page names."""
DATE_TYPES = {
    "issued": "Issued",
    "delivered": "Delivered",
    "adopted": "Adopted",
    "effective": "In force",
    "published": "Published",
    "": "Date",
}
_TITLE = re.compile(r'<h1 id="(?P<id>h\d+[a-z]*)">(?P<words>.*?)</h1>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class TargetItem:
    """A commitment in a list."""

    what: str
    value: str
    by: When
    url: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A term with its gloss."""

    link: Link
    original: str
    pinyin: str
    definition: str


@dataclass(frozen=True, slots=True)
class Told:
    """An event or document that the text names: when it was, where the text tells it, who else does."""

    link: Link
    when: When
    passages: tuple[Link, ...]
    others: int
    """How many other texts tell it."""


@dataclass(frozen=True, slots=True)
class Card:
    """All that is said of one passage."""

    id: str
    number: int
    quote: str
    passage: Link
    themes: tuple[Link, ...]
    events: tuple[Told, ...]
    documents: tuple[Told, ...]
    terms: tuple[Explained, ...]
    targets: tuple[TargetItem, ...]
    note: str
    correction: str
    noise: str
    defect: str


@dataclass(frozen=True, slots=True)
class Switch:
    """A kind of mark that the reader can put out."""

    kind: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Related:
    """Another text, and what it shares with this one."""

    text: TextItem
    reasons: tuple[tuple[str, tuple[Link, ...]], ...]


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
    capture_file: str
    capture_sha256: str
    omitted: tuple[Omitted, ...]
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
    )


def _description(digest: Digest, text: Text) -> str:
    item = text_item(digest, text)
    issuers = ", ".join(link.label for link in item.issuers)
    return item.summary or ", ".join(part for part in (item.title, issuers, item.when.words) if part)


def _render(digest: Digest, text: Text, site: Site) -> Content:
    record = record_of(digest, text, site)
    view = reading(digest, text, record)
    work = work_of(digest, text, record, _description(digest, text))
    headings = [
        Heading(block.id, text.body.block_text(block), 2 if block.tag in {"h1", "h2"} else 3)
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
    """The files beside the page."""
    record = work.record
    made = {
        "cite.bib": bibtex(record),
        "cite.ris": ris(record),
        "cite.csl.json": csl_file(record),
        "text.txt": text_twin(record, text, view.citing.references[0].text),
        LINKSET: linkset(work, site),
    }
    for name, content in made.items():
        yield Companion(addresses.companion(text.id, name), content)
    if view.capture_file:
        yield Companion(addresses.companion(text.id, "capture.txt"), site.captures / view.capture_file)


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
    html, title, title_id = _title_apart(text, mark_text(text, lambda passage, kind: _link_of(digest, passage, kind)))
    kinds = Counter(kind for passage in text.passages for kind in passage.annotation.kinds)
    capture = fields.capture
    return Reading(
        title=title,
        title_id=title_id,
        title_basis=fields.title_basis,
        item=text_item(digest, text),
        date_label=DATE_TYPES[fields.date_type],
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
        events=_told(digest, text, "event"),
        documents=_told(digest, text, "document"),
        terms=_explained(digest, [one for passage in text.passages for one in passage.annotation.term]),
        targets=tuple(item for passage in text.passages for item in _targets(passage)),
        cards=tuple(_card(digest, text, passage) for passage in text.passages),
        related=_related(digest, text),
        capture_file=capture.file if capture else "",
        capture_sha256=capture.sha256 if capture else "",
        omitted=capture.omitted if capture else (),
        fidelity=text.fidelity,
        history=history(text),
        citing=_citing(text, record),
        paragraphs=len({block.id for block in text.body.blocks if block.id.startswith("p")}),
    )


def _citing(text: Text, record: Record) -> Citing:
    files = tuple(
        (name, label) for name, label in DOWNLOADS.items() if name != "capture.txt" or text.source.fields.capture
    )
    version = f"?v={text.edition.version}" if text.edition.released else ""
    return Citing(references(record), record.url, record.url + version, text.id.rpartition("/")[2], files)


def _title_apart(text: Text, html: str) -> tuple[Markup, Markup, str]:
    """The body without its own title line, that line, and its id; else our title, and the body's headings lowered."""
    found = _TITLE.match(html.lstrip())
    if found:
        return Markup(html.lstrip()[found.end() :]), Markup(found["words"]), found["id"]  # noqa: S704 - sanitised
    if any(block.tag == "h1" for block in text.body.blocks):
        html = re.sub(r"(</?h)([1-5])\b", lambda tag: f"{tag[1]}{int(tag[2]) + 1}", html)
    return Markup(html), Markup(escape(text.source.title, quote=False)), ""  # noqa: S704 - sanitised, escaped


def _link_of(digest: Digest, passage: Passage, kind: str) -> tuple[str, str]:
    """Where a mark leads without a script: to the page of what it names, a note or target to the page's own list."""
    here = addresses.source(passage.source)
    card = addresses.relative(addresses.card(passage.source, passage.number), here)
    if kind == "note":
        return addresses.relative(
            addresses.card(passage.source, passage.number), here
        ), f"Note: {passage.annotation.note}"
    if kind == "target":
        told = "; ".join(_target_words(target) for target in passage.annotation.target)
        return card, f"Target: {told}"
    entries, address = {
        "theme": (digest.vocabulary.themes, addresses.theme),
        "event": (digest.vocabulary.events, addresses.event),
        "document": (digest.vocabulary.documents, addresses.document),
        "term": (digest.vocabulary.terms, addresses.term),
    }[kind]
    links = labels(getattr(passage.annotation, kind), entries, address)
    spoken = ", ".join(link.label for link in links)
    return addresses.relative(links[0].url, here), f"{kind.capitalize()}: {spoken}"


def _target_words(target: Target) -> str:
    parts = [target.what, target.value, f"by {target.by.words}" if target.by else ""]
    return ", ".join(part for part in parts if part)


def _targets(passage: Passage) -> tuple[TargetItem, ...]:
    url, paragraph = addresses.paragraph(passage.source, passage.block.id), paragraph_label(passage.block.id)
    return tuple(
        TargetItem(target.what, target.value, when(target.by), url, paragraph) for target in passage.annotation.target
    )


def _told(digest: Digest, text: Text, kind: str, only: tuple[str, ...] | None = None) -> tuple[Told, ...]:
    """The events or documents that a text names, in order of date."""
    entries = digest.vocabulary.events if kind == "event" else digest.vocabulary.documents
    texts_naming = digest.texts_by_event if kind == "event" else digest.texts_by_document
    address = addresses.event if kind == "event" else addresses.document
    named = (
        only
        if only is not None
        else tuple(dict.fromkeys(one for passage in text.passages for one in getattr(passage.annotation, kind)))
    )
    found = []
    for one in named:
        entry = entries[one]
        blocks = dict.fromkeys(
            passage.block.id for passage in text.passages if one in getattr(passage.annotation, kind)
        )
        places = tuple(Link(paragraph_label(block), addresses.paragraph(text.id, block)) for block in blocks)
        others = len(texts_naming[one]) - 1
        told = Told(Link(entry.label, address(one)), when(entry.date, entry.date_basis), places, others)
        found.append((entry.date, told))
    dated = sorted(((date, told) for date, told in found if date), key=lambda pair: pair[0].sort_key)
    return tuple(told for _, told in dated) + tuple(told for date, told in found if not date)


def _explained(digest: Digest, ids: list[str]) -> tuple[Explained, ...]:
    terms = digest.vocabulary.terms
    return tuple(
        Explained(
            Link(terms[one].label, addresses.term(one)), terms[one].original, terms[one].pinyin, terms[one].definition
        )
        for one in sorted(dict.fromkeys(ids), key=lambda one: terms[one].label.casefold())
    )


def _card(digest: Digest, text: Text, passage: Passage) -> Card:
    annotation = passage.annotation
    return Card(
        id=addresses.card_id(passage.number),
        number=passage.number,
        quote=passage.quote if len(passage.quote) <= 180 else f"{passage.quote[:110]} … {passage.quote[-60:]}",  # noqa: PLR2004
        passage=Link(paragraph_label(passage.block.id), f"{addresses.source(text.id)}#m{passage.number}"),
        themes=labels(annotation.theme, digest.vocabulary.themes, addresses.theme),
        events=_told(digest, text, "event", annotation.event),
        documents=_told(digest, text, "document", annotation.document),
        terms=_explained(digest, list(annotation.term)),
        targets=_targets(passage),
        note=annotation.note,
        correction=annotation.correction,
        noise=annotation.noise,
        defect=annotation.defect,
    )


def _related(digest: Digest, text: Text) -> tuple[Related, ...]:
    """Texts that share events, documents or themes: the rarer what they share, the nearer they are."""
    shared: dict[str, dict[str, list[Link]]] = {}
    score: dict[str, float] = {}

    def share(kind: str, link: Link, carriers: tuple[str, ...], weight: float) -> None:
        for other in digest.nearest_in_time(text.id, carriers, MOST_RELATED):
            if other != text.id:
                shared.setdefault(other, {}).setdefault(kind, []).append(link)
                score[other] = score.get(other, 0) + weight / len(carriers)

    vocabulary = digest.vocabulary
    for one in dict.fromkeys(one for passage in text.passages for one in passage.annotation.event):
        share("event", Link(vocabulary.events[one].label, addresses.event(one)), digest.texts_by_event[one], 4)
    for one in dict.fromkeys(one for passage in text.passages for one in passage.annotation.document):
        share(
            "document", Link(vocabulary.documents[one].label, addresses.document(one)), digest.texts_by_document[one], 3
        )
    for one in text.source.fields.theme:
        share("theme", Link(vocabulary.themes[one].label, addresses.theme(one)), digest.texts_by_theme[one], 1)
    ranked = sorted(shared, key=lambda other: (-score[other], digest.places[other]))[:MOST_RELATED]
    return tuple(
        Related(
            text_item(digest, digest.texts[other]),
            tuple((kind, tuple(links[:4])) for kind, links in shared[other].items()),
        )
        for other in ranked
    )
