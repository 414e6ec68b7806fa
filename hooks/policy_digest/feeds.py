"""Feeds: new and changed texts, what releases changed, and the texts of each theme and issuer.

An entry is dated by the release that published it here; the date of the policy is in its title, summary and category.
A text that was never released is in no feed: its address and its numbers may still change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import islice
from urllib.parse import quote

from markupsafe import Markup

from policy_digest import addresses
from policy_digest.digest import Digest
from policy_digest.feed_formats import ATOM, JSON, Entry, Feed, Label, atom, json_feed
from policy_digest.languages import language_attributes
from policy_digest.ledger import Change, Release
from policy_digest.model import Issuer, Theme
from policy_digest.pages.changes import difference
from policy_digest.pages.parts import NO_DATE, paragraph_label
from policy_digest.site import Site
from policy_digest.texts import Text
from policy_digest.wording import plural

MOST = 50
"""Entries of a feed: the newest."""
MOST_CHANGES = 20
"""Changed paragraphs that an entry shows; the text's page shows all."""
UNKNOWN = "Issuer unknown"
"""Who wrote an entry of which nobody is named: one without an author would have that of the feed, which we are."""

_NAMES = addresses.FEED, addresses.JSON_FEED
_DATED = "Dated by the day on which a text was published or changed here."
_WAITING = "A text that awaits its first release is not listed yet."
_TAGS = {"deleted": Markup("<del>{}</del>"), "inserted": Markup("<ins>{}</ins>"), "same": Markup("{}")}


def feed_links(digest: Digest, site: Site, page: str) -> Markup:
    """For the head of the page at the address `page`, its feeds as HTML: its own first, then those of the site."""
    section, _, rest = page.partition("/")
    entries = {"themes": digest.vocabulary.themes, "issuers": digest.vocabulary.issuers}.get(section, {})
    one = rest.partition("/")[0]
    up = "../" * page.count("/")
    found = _links_of_site(site.name, up)
    if one not in entries:
        return found
    title, folder = _title(site.name, entries[one].label), f"{up}{section}/{quote(one)}/"
    return _link(folder + addresses.FEED, title, ATOM) + _link(folder + addresses.JSON_FEED, title, JSON) + found


@cache
def _links_of_site(name: str, up: str) -> Markup:
    new, corrections = _title(name, "new and changed texts"), _title(name, "corrections")
    return Markup("").join(
        [
            _link(up + addresses.FEED, new, ATOM),
            _link(up + addresses.JSON_FEED, new, JSON),
            _link(up + addresses.CORRECTIONS, corrections, ATOM),
            _link(up + addresses.JSON_CORRECTIONS, corrections, JSON),
        ]
    )


def _link(address: str, title: str, media: str) -> Markup:
    # Material asks for a site map beside every link whose `rel` is just "alternate".
    return Markup('\n  <link rel="alternate feed" type="{}" title="{}" href="{}">').format(media, title, address)


def feed_files(digest: Digest, site: Site) -> Iterator[tuple[str, str]]:
    """Every feed of a digest: its address and its content, to be written as UTF-8."""
    released = sorted((text for text in digest.texts.values() if text.edition.first), key=lambda text: text.id)
    released.sort(key=lambda text: text.edition.date, reverse=True)
    entry_of = cache(partial(_text_entry, digest, site))

    def newest(texts: Iterable[Text]) -> tuple[Entry, ...]:
        return tuple(map(entry_of, islice(texts, MOST)))

    def feed(
        folders: Sequence[str], label: str, subtitle: str, found: tuple[Entry, ...], names: tuple[str, str] = _NAMES
    ) -> Iterator[tuple[str, str]]:
        # A program that follows a feed reads no page that leads on: it gets the feed in the folders of former ids too.
        home = folders[0]
        own, own_json = (site.absolute(home + name) for name in names)
        lasting = site.absolute([*folders, home][1] + names[0])  # a later alias is written behind the first
        made = Feed(
            lasting, own, site.absolute(home), _title(site.name, label), f"{subtitle} {_WAITING}", site.name, found
        )
        contents = atom(made), json_feed(made, own_json)
        for folder in folders:
            yield from ((folder + name, content) for name, content in zip(names, contents, strict=True))

    def feed_of(
        entry: Theme | Issuer, folders: Sequence[str], within: Collection[str], what: str
    ) -> Iterator[tuple[str, str]]:
        return feed(folders, entry.label, f"{what} {_DATED}", newest(text for text in released if text.id in within))

    yield from feed([addresses.HOME], "new and changed texts", _DATED, newest(released))
    changed = "What each release changed in texts published earlier."
    fixed = tuple(_corrections(digest, site, released))
    yield from feed(
        [addresses.HOME], "corrections", changed, fixed, (addresses.CORRECTIONS, addresses.JSON_CORRECTIONS)
    )
    for one, theme in digest.vocabulary.themes.items():
        within = digest.texts_within(one).union(digest.texts_by_marked_theme.get(one, ()))
        what = "Texts that have the theme or one below it, or a passage marked with it."
        folders = [*map(addresses.theme, (one, *theme.aliases))]
        yield from feed_of(theme, folders, within, what)
    for one, issuer in digest.vocabulary.issuers.items():
        within = {*digest.texts_by_issuer.get(one, ()), *digest.texts_by_publisher.get(one, ())}
        folders = [*map(addresses.issuer, (one, *issuer.aliases))]
        yield from feed_of(issuer, folders, within, "Texts that it issued or published.")


def _title(name: str, label: str) -> str:
    return f"{name}: {label}"


# Entries


def _lasting(text: Text) -> str:
    """The id under which a text first stood here: a renamed text stays the entry that readers have seen.

    That is its first alias, where it has any: a later one is written behind it.
    """
    return next(iter(text.source.fields.aliases), text.id)


def _text_entry(digest: Digest, site: Site, text: Text) -> Entry:
    fields, edition = text.source.fields, text.edition
    words = fields.date.words if fields.date else NO_DATE
    last = edition.releases[0] if edition.releases else None
    what = f"Changed here on {last.date}: {_counted(last)}." if last else f"Published here on {edition.first}."
    return Entry(
        id=site.absolute(addresses.source(_lasting(text))),
        url=site.absolute(addresses.source(text.id)),
        title=f"{text.source.title} ({words})",
        published=edition.first,
        updated=edition.date,
        authors=_authors(digest, text),
        language=fields.language,
        labels=_labels(digest, site, text),
        summary=" ".join(part for part in (_told(digest, text, words), fields.summary, what) if part),
        html="",
        rights=fields.rights,
        date=fields.date.edtf if fields.date else "",
    )


def _told(digest: Digest, text: Text, words: str) -> str:
    """What the text is: `Interview, Ministry of Education, about September 2023.`."""
    fields = text.source.fields
    told = ", ".join([*filter(None, [fields.kind]), *_bodies(digest, text), words])
    return f"{told[:1].upper()}{told[1:]}."


def _bodies(digest: Digest, text: Text) -> tuple[str, ...]:
    return digest.vocabulary.issuer_labels(text.source.fields.issuer)


def _authors(digest: Digest, text: Text) -> tuple[str, ...]:
    return text.source.fields.author or _bodies(digest, text) or (UNKNOWN,)


def _labels(digest: Digest, site: Site, text: Text) -> tuple[Label, ...]:
    fields, themes = text.source.fields, digest.vocabulary.themes
    found = [Label(one, themes[one].label, site.absolute(addresses.THEMES)) for one in fields.theme if one in themes]
    if fields.date:
        found.append(Label(fields.date.edtf, fields.date.words, site.absolute(addresses.CHRONOLOGY)))
    return tuple(found)


def _corrections(digest: Digest, site: Site, texts: Iterable[Text]) -> list[Entry]:
    """An entry for each release that changed a text, the newest first."""
    found = [
        (release.date, text.id, len(text.edition.releases) - index, text, release)
        for text in texts
        for index, release in enumerate(text.edition.releases)
    ]
    found.sort(key=lambda one: (one[1], -one[2]))
    found.sort(key=lambda one: one[0], reverse=True)
    return [_correction(digest, site, text, release, number) for _, _, number, text, release in found[:MOST]]


def _correction(digest: Digest, site: Site, text: Text, release: Release, number: int) -> Entry:
    """The `number`th release that changed a text, counted from its first."""
    fields = text.source.fields
    words = fields.date.words if fields.date else NO_DATE
    counted = _counted(release)
    return Entry(
        id=f"{site.absolute(addresses.source(_lasting(text)))}#release-{number}",
        url=site.absolute(addresses.changes(text.id)),
        title=f"{text.source.title} ({words}): {counted}",
        published=release.date,
        updated=release.date,
        authors=_authors(digest, text),
        language=fields.language,
        labels=_labels(digest, site, text),
        summary=f"Changed here on {release.date}: {counted}. Version {release.version} in place of {release.previous}.",
        html=_changes_html(site, text, release.changes),
        rights=fields.rights,
        date=fields.date.edtf if fields.date else "",
    )


def _counted(release: Release) -> str:
    """`2 paragraphs reworded, 1 paragraph added`. A release from before moves were named may have no change."""
    counts = Counter(change.what for change in release.changes)
    kinds = ("reworded", "added", "removed", "moved")
    told = [f"{plural(counts[what], 'paragraph')} {what}" for what in kinds if counts[what]]
    return ", ".join(told) or "paragraphs moved"


def _changes_html(site: Site, text: Text, changes: Sequence[Change]) -> str:
    spoken = language_attributes(text.source.fields.language)
    words = Markup("<span{}>{{}}</span>").format(spoken) if spoken else Markup("{}")
    items = [
        Markup('<li><a href="{}">{}</a> {}{}{}</li>').format(
            site.absolute(addresses.paragraph(text.id, change.id)),
            paragraph_label(change.id),
            change.what,
            ": " if change.what != "moved" else "",
            words.format(
                Markup("").join(
                    _TAGS[piece.kind].format(piece.words) for piece in difference(change.before, change.after)
                )
            ),
        )
        for change in changes[:MOST_CHANGES]
    ]
    more = len(changes) - MOST_CHANGES
    rest = Markup("<p>And {} more.</p>").format(plural(more, "paragraph")) if more > 0 else Markup("")
    return str(Markup("<ul>{}</ul>").format(Markup("").join(items)) + rest) if items else ""
