"""Reading packs: several texts in full on one page, for print, and what an EPUB of them shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from policy_digest import addresses
from policy_digest.citation import record_of
from policy_digest.digest import Digest
from policy_digest.languages import language_name
from policy_digest.pages.page import Content, Heading, Item, Page, Subject, chain, fill
from policy_digest.pages.parts import (
    Link,
    TextItem,
    alphabetical,
    date_type,
    labels,
    paragraph_label,
    text_item,
    texts_listed,
)
from policy_digest.plain import Frame, Plain, plain_text
from policy_digest.references import bibliography_entry
from policy_digest.site import Site
from policy_digest.texts import Text


@dataclass(frozen=True, slots=True)
class Medium:
    """Where things of a pack stand: on one page, or in the files of an EPUB. Addresses are finished links."""

    text: Callable[[int, str], str]
    """The start of a text, by its number in the pack and its id."""
    block: Callable[[int, str, str], str]
    """A paragraph within the pack."""
    term: Callable[[str], str]
    """A term of the glossary."""
    source: Callable[[str], str]
    """An address of the site."""
    frame: Callable[[str], Frame]
    """The frame of a text, by its id."""


@dataclass(frozen=True, slots=True)
class PackText:
    """A text of a pack."""

    number: int
    id: str
    """The id of its section."""
    href: str
    """Within the pack."""
    item: TextItem
    line: tuple[str, ...]
    """What it is, by whom, of when, and where it stood."""
    bases: tuple[str, ...]
    """Why it is dated and titled so."""
    translation: str
    """What must be said of it as a translation."""
    url: str
    """Its page, in full."""
    source: str
    """The link to its page."""
    plain: Plain
    reference: Markup


@dataclass(frozen=True, slots=True)
class PackTerm:
    """A term that texts of the pack use."""

    id: str
    label: str
    original: str
    pinyin: str
    definition: str
    places: tuple[Link, ...]
    """The first passage with it in each text, as `text 2, ¶ 4`. The links are finished."""


@dataclass(frozen=True, slots=True)
class PackView:
    """Everything of a pack."""

    label: str
    intro: str
    choice: str
    """How the texts were chosen."""
    texts: tuple[PackText, ...]
    terms: tuple[PackTerm, ...]
    url: str
    """Its page, in full."""


@dataclass(frozen=True, slots=True)
class PackItem:
    """A pack in the list."""

    label: str
    intro: str
    url: str
    file: str
    texts: int
    words: int


def pack_pages(digest: Digest, site: Site) -> list[Page]:
    """The list of packs, and each of them on one page."""
    packs = digest.vocabulary.packs
    front = Page(
        url=addresses.PACKS,
        title="Reading packs",
        description="Texts of this digest put together for reading on paper or on a reading device.",
        parent="",
        subject=lambda: Subject(
            items=tuple(Item("CollectionPage", pack.label, addresses.pack(one)) for one, pack in packs.items())
        ),
        render=lambda: Content(fill("packs.html", addresses.PACKS, items=[_item(digest, one) for one in packs])),
    )
    return [front, *chain([_page(digest, one, site) for one in packs])]


def _item(digest: Digest, one: str) -> PackItem:
    pack, texts = digest.vocabulary.packs[one], digest.texts_by_pack[one]
    words = sum(digest.texts[text].words for text in texts)
    return PackItem(pack.label, pack.intro, addresses.pack(one), addresses.pack_file(one), len(texts), words)


def _page(digest: Digest, one: str, site: Site) -> Page:
    pack = digest.vocabulary.packs[one]
    return Page(
        url=addresses.pack(one),
        title=pack.label,
        description=pack.intro or f"Reading pack: {pack.label}.",
        parent=addresses.PACKS,
        subject=lambda: Subject(items=texts_listed(digest, digest.texts_by_pack[one])),
        render=lambda: _render(digest, one, site),
        edit=digest.vocabulary.files["packs"].path,
    )


def _render(digest: Digest, one: str, site: Site) -> Content:
    here = addresses.pack(one)
    view = pack_view(digest, one, site, page_medium(here))
    contents = [Heading(text.id, f"{text.number}. {text.item.title}", 2, text.item.language) for text in view.texts]
    contents += [Heading("pd-pack-terms", "Terms", 2)] if view.terms else []
    contents += [Heading("pd-pack-references", "References", 2)] if view.texts else []
    return Content(fill("pack.html", here, pack=view, file=addresses.pack_file(one)), tuple(contents))


def page_medium(here: str) -> Medium:
    """All of a pack on the page at the address `here`."""

    def name(text: str) -> Callable[[str], str]:
        prefix = re.sub(r"\s", "_", text)
        return lambda within: f"{prefix}-{within}"

    def source(address: str) -> str:
        return addresses.relative(address, here)

    def term(one: str) -> str:
        return f"#{quote(f'pd-pack-term-{one}')}"

    def frame(text: str) -> Frame:
        return Frame(
            name=name(text),
            paragraph=lambda block: source(addresses.paragraph(text, block)),
            changes=source(addresses.changes(text)),
            term=term,
            heading=2,
        )

    return Medium(
        text=lambda _, text: f"#{quote(name(text)('text'))}",
        block=lambda _, text, block: f"#{quote(name(text)(block))}",
        term=term,
        source=source,
        frame=frame,
    )


def pack_view(digest: Digest, one: str, site: Site, medium: Medium) -> PackView:
    """The view of a pack for a medium."""
    pack = digest.vocabulary.packs[one]
    texts = [digest.texts[text] for text in digest.texts_by_pack[one]]
    return PackView(
        label=pack.label,
        intro=pack.intro,
        choice=_choice(digest, one),
        texts=tuple(_text(digest, text, number, site, medium) for number, text in enumerate(texts, 1)),
        terms=_terms(digest, texts, medium),
        url=site.absolute(addresses.pack(one)),
    )


def _choice(digest: Digest, one: str) -> str:
    """In words, how the texts of a pack were chosen."""
    pack = digest.vocabulary.packs[one]
    themes = " or ".join(f"“{link.label}”" for link in labels(pack.theme, digest.vocabulary.themes, addresses.theme))
    parts = [f"on {themes}" if themes else ""]
    if pack.from_ and pack.to and pack.from_ != pack.to:
        parts.append(f"dated {pack.from_.words} to {pack.to.words}")
    elif pack.from_ or pack.to:
        known = pack.from_ or pack.to
        assert known is not None
        when = "" if pack.from_ and pack.to else "from " if pack.from_ else "until "
        parts.append(f"dated {when}{known.words}")
    chosen = " ".join(["all texts", *filter(None, parts)]) if any(parts) else ""
    return " and ".join(part for part in ("texts chosen by hand" if pack.sources else "", chosen) if part)


def _text(digest: Digest, text: Text, number: int, site: Site, medium: Medium) -> PackText:
    fields, item, frame = text.source.fields, text_item(digest, text), medium.frame(text.id)
    address = addresses.source(text.id)
    return PackText(
        number=number,
        id=frame.name("text"),
        href=medium.text(number, text.id),
        item=item,
        line=tuple(part for part in _line(digest, text, item) if part),
        bases=tuple(basis for basis in (fields.title_basis, fields.date_basis) if basis),
        translation=_translation(text),
        url=site.absolute(address),
        source=medium.source(address),
        plain=plain_text(text, frame),
        reference=bibliography_entry(record_of(digest, text, site)),
    )


def _line(digest: Digest, text: Text, item: TextItem) -> tuple[str, ...]:
    fields = text.source.fields
    publishers = labels(fields.publisher, digest.vocabulary.issuers, addresses.issuer)
    dated = f"{date_type(fields.date_type, 'dated')} {item.when.words}" if fields.date else item.when.words
    return (
        item.kind[:1].upper() + item.kind[1:],
        ", ".join(link.label for link in item.issuers) or "issuer unknown",
        f"by {', '.join(fields.author)}" if fields.author else "",
        dated,
        fields.published_in or ", ".join(link.label for link in publishers),
    )


def _translation(text: Text) -> str:
    fields = text.source.fields
    if not fields.translation:
        return ""
    from_ = language_name(fields.translation.from_)
    original = f" from {from_}" if from_ else ""
    if fields.translation.by != "machine":
        by = f" by {fields.translation.by}" if fields.translation.by else ""
        return f"Translation{original}{by}."
    checked = "" if fields.status == "verified" else "; not checked against the original"
    return f"Machine translation{original}{checked}. Its errors are kept as captured; corrections in brackets are ours."


def _terms(digest: Digest, texts: list[Text], medium: Medium) -> tuple[PackTerm, ...]:
    """The terms that texts use, by label, each with its first place in every text."""
    places: dict[str, dict[int, Link]] = {}
    for number, text in enumerate(texts, 1):
        for passage in text.passages:
            for one in passage.annotation.term:
                block = passage.block.id
                link = Link(f"text {number}, {paragraph_label(block)}", medium.block(number, text.id, block))
                places.setdefault(one, {}).setdefault(number, link)
    terms = digest.vocabulary.terms
    return tuple(
        PackTerm(
            medium.term(one).rpartition("#")[2],
            terms[one].label,
            terms[one].original,
            terms[one].pinyin,
            terms[one].definition,
            tuple(places[one].values()),
        )
        for one in sorted(places, key=lambda one: (alphabetical(terms[one].label), one))
    )
