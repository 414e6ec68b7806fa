"""One record of a text, from which its references, its files for reference managers and its metadata are made.

The names are those of CSL-JSON (https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables).
Names are literal: neither a body nor a person is ever split into parts that nobody stated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policy_digest import addresses
from policy_digest.dates import Date
from policy_digest.digest import Digest
from policy_digest.languages import language_name
from policy_digest.model import SourceFields
from policy_digest.site import Site
from policy_digest.texts import Text

NORMATIVE = frozenset({"act", "constitution", "decree", "law", "ordinance", "regulation", "regulations", "statute"})
"""Kinds that are acts of law. Styles cite these by title, without the body that passed them."""
PERIODICALS = {"newspaper": "article-newspaper", "magazine": "article-magazine", "journal": "article-journal"}
"""What an article is by the `kind` of the issuer or publisher in which it stands."""
ARTICLES = frozenset({"article", "commentary", "editorial", "essay", "news", "opinion piece", "review"})
SPOKEN = frozenset({"interview", "speech"})
PLAIN = frozenset({"", "article", "news", "page", "webpage"})
"""Kinds that a reference need not name."""

_FIRM = re.compile(r"(?P<year>-?\d{4}|Y-?\d{5,})(?:-(?P<month>0\d|1[0-2])(?:-(?P<day>\d\d))?)?(?![\dX])")
_PAGE = re.compile(r"(?:\b(?:pages? |pp?\. ?)|第)(?P<page>\d+(?:[-–]\d+)?)[版页頁]?$")
_COMMA = re.compile("[,，]")


@dataclass(frozen=True, slots=True)
class Issued:
    """A date as references can hold it: no part that is not known."""

    parts: tuple[int, ...]
    """Year; year and month; or year, month and day."""
    circa: bool
    """Approximate or uncertain."""
    doubted: bool = False
    """Uncertain: even the year may be wrong."""

    @property
    def firm(self) -> str:
        """`2023`, `2023-09` or `2023-09-10` for formats that cannot say “about”: nothing that would be a claim.

        Of “about September 2023” the year is firm; of “about January 2023”, “about 2023” and “September 2023,
        uncertain” nothing is.
        """
        if not self.circa:
            return self.iso
        inner = not self.doubted and len(self.parts) > 1 and self.parts[1] not in {1, 12}
        return Issued(self.parts[:1], circa=False).iso if inner else ""

    @property
    def iso(self) -> str:
        """The parts as ISO 8601 writes them; nothing before year 1 or after 9999, for which few formats have a form."""
        if not 1 <= self.parts[0] <= 9999:  # noqa: PLR2004 - ISO's four digits
            return ""
        year, *rest = self.parts
        return "-".join([f"{year:04}", *(f"{number:02}" for number in rest)])

    @property
    def of_era(self) -> tuple[int, ...]:
        """The parts with the year as CSL counts it, without a year 0: -101 is 101 BC, which EDTF calls -0100."""
        year, *rest = self.parts
        return (year if year > 0 else year - 1, *rest)


@dataclass(frozen=True, slots=True)
class Record:
    """What is cited."""

    id: str
    type: str
    """A type of CSL."""
    title: str
    authors: tuple[str, ...]
    """The people named; where there are none, the issuers."""
    people: bool
    """Whether the authors are people."""
    issuers: tuple[str, ...]
    publishers: tuple[str, ...]
    """Where people are named, the issuers first."""
    container: str
    """The periodical or site in which the text stood."""
    page: str
    issued: Issued | None
    edtf: str
    genre: str
    language: str
    medium: str
    """`Machine translation from Chinese`; empty for an original, and where no more is known than the translator."""
    translator: str
    note: str
    url: str
    archive: str
    """This site: the copy cited is its."""
    accessed: Issued | None
    """The day of the capture."""
    version: str
    """Of the text on this site: the day of its last release, and a short hash of its words."""

    @property
    def further_publishers(self) -> tuple[str, ...]:
        """The publishers who are not named already, as author or as the periodical or site."""
        return tuple([name for name in self.publishers if name not in {self.container, *self.authors}])


def record_of(digest: Digest, text: Text, site: Site) -> Record:
    """The record of a text."""
    fields = text.source.fields
    entries = digest.vocabulary.issuers
    issuers = digest.vocabulary.issuer_labels(fields.issuer)
    publishers = digest.vocabulary.issuer_labels(fields.publisher)
    bodies = [entries[one] for one in (*fields.publisher, *fields.issuer) if one in entries]
    periodicals = ((body.label, type_) for body in bodies if (type_ := PERIODICALS.get(body.kind.casefold())))
    host, periodical = next(periodicals, ("", ""))
    kind = _type(fields.kind.casefold(), periodical, issued_by_body=bool(issuers))
    names = {
        name: body.label for form in ("original", "short", "label") for body in bodies if (name := getattr(body, form))
    }
    container, page = _container(fields.published_in, names)
    if not container and kind in PERIODICALS.values():
        container = host  # an article of a periodical stands in it even where nothing more is said
    translation = fields.translation
    human = bool(translation and translation.by and translation.by != "machine")
    return Record(
        id=text.id,
        type=kind,
        title=text.source.title,
        authors=fields.author or issuers,
        people=bool(fields.author),
        issuers=issuers,
        publishers=tuple(dict.fromkeys((*issuers, *publishers))) if fields.author else publishers,
        container=container,
        page=page,
        issued=issued(fields.date),
        edtf=fields.date.edtf if fields.date else "",
        genre="" if fields.kind.casefold() in PLAIN | NORMATIVE else fields.kind[:1].upper() + fields.kind[1:],
        language=fields.language,
        medium=_medium(fields) if translation and (translation.from_ or not human) else "",
        translator=translation.by if translation and human else "",
        note=_note(text),
        url=site.absolute(addresses.source(text.id)),
        archive=site.name,
        accessed=issued(fields.capture.date) if fields.capture else None,
        version=_version(text),
    )


def issued(date: Date | None) -> Issued | None:
    """The known parts of a date: of an interval or a set the year, and only where all of it lies in one.

    A season or a decade is no part that CSL's `date-parts` has, so it leaves the year or nothing.
    """
    if date is None or date.earliest is None or date.latest is None or date.earliest.year != date.latest.year:
        return None
    circa, doubted = (any(mark in date.edtf for mark in marks) for marks in ("?~%", "?%"))
    parts: tuple[int, ...] = (date.earliest.year,)
    found = None if date.edtf.startswith("[") or "/" in date.edtf else _FIRM.match(date.edtf)
    if found and found["month"]:
        parts += (int(found["month"]),)
        parts += (int(found["day"]),) if found["day"] else ()
    return Issued(parts, circa, doubted)


def _type(kind: str, periodical: str, *, issued_by_body: bool) -> str:
    """A type of CSL. What a body issues (a notice, a plan, a white paper) is a report."""
    if kind in NORMATIVE:
        return "legislation"
    if kind in SPOKEN:
        return kind
    if kind in ARTICLES | PLAIN or not issued_by_body:
        return periodical or "webpage"
    return "report"


def _container(published_in: str, names: Mapping[str, str]) -> tuple[str, str]:
    """Where the text stood, and on which page.

    `China Education Daily, 28 December 2023, page 7` is the newspaper alone where an issuer or publisher is called so,
    and so is `中国教育报，2023年12月28日，第7版`. `names` gives the name in references for each of theirs.
    """
    head = _COMMA.split(published_in)[0].strip()
    page = _PAGE.search(published_in)
    if head in names:
        return names[head], page["page"].replace("–", "-") if page else ""
    return published_in, ""


def _medium(fields: SourceFields) -> str:
    assert fields.translation is not None
    by = "Machine translation" if fields.translation.by == "machine" else "Translation"
    original = language_name(fields.translation.from_)
    return f"{by} from {original}" if original else by


def _note(text: Text) -> str:
    """What a reference must say and no variable of CSL holds."""
    fields = text.source.fields
    said = []
    if fields.translation:
        checked = "" if fields.status == "verified" else ", not checked against the original"
        said.append(f"{_medium(fields)}{checked}.")
    if fields.date:
        words = f"{fields.date_type} {fields.date.words}".lstrip()
        said.append(f"Date as known: {words} (EDTF {fields.date.edtf}).")
    else:
        said.append("Undated.")
    if fields.title_basis:
        said.append("The title is the editors’, or completed by them.")
    said.append(f"Version {_version(text)} of this site.")
    return " ".join(said)


def _version(text: Text) -> str:
    """The day of the last release and a short hash; the hash alone where the text is not released as it stands."""
    edition = text.edition
    return f"{edition.date}, {edition.version}" if edition.released else edition.version


def csl_json(record: Record) -> Mapping[str, Any]:
    """The record as an item of CSL-JSON. Variables that would be empty are left out.

    So is the version, which the note names: styles would print “Versions 2024-05-06, 3f2a91c0”, as if of a program. And
    a publisher who is named already: they would print it again.
    """
    names = {
        "author": record.authors,
        "translator": (record.translator,) if record.translator else (),
    }
    item: dict[str, Any] = {
        "id": record.id,
        "type": record.type,
        "title": record.title,
        **{role: [{"literal": name} for name in found] for role, found in names.items() if found},
        "container-title": record.container,
        "publisher": "; ".join(record.further_publishers),
        "authority": "; ".join(record.issuers) if record.type == "legislation" else "",
        "page": record.page,
        "genre": record.genre,
        "medium": record.medium,
        "issued": _csl_date(record.issued),
        "language": record.language,
        "URL": record.url,
        "accessed": _csl_date(record.accessed),
        "archive": record.archive,
        "note": record.note,
    }
    return {name: value for name, value in item.items() if value}


def _csl_date(date: Issued | None) -> dict[str, Any]:
    if date is None:
        return {}
    return {"date-parts": [list(date.of_era)], **({"circa": True} if date.circa else {})}
