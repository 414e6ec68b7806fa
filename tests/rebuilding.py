"""The library's own build without MkDocs, as often as a law needs it, and a corpus that is edited as editors do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support import source, vocabulary, write

from policy_digest.books import Books
from policy_digest.build import Build
from policy_digest.digest import read_digest
from policy_digest.fingerprint import Versions
from policy_digest.frame import Frame, Place, Places, slot, slot_url
from policy_digest.outputs import outputs
from policy_digest.pages import all_pages
from policy_digest.plan import plan_pages
from policy_digest.problems import errors
from policy_digest.program import program
from policy_digest.publish import Stamp, stage, stamps
from policy_digest.redirects import redirects
from policy_digest.release import Frozen, freeze
from policy_digest.site import Site
from policy_digest.state import Hashes, load_state, save_state

FRAME = (
    f"<title>{slot('title')}</title>{slot('head')}{slot_url('canonical')}{slot('description')}{slot('path')}{slot('contents')}"
    f"{slot_url('previous')}{slot('previoustitle')}{slot_url('next')}{slot('nexttitle')}{slot('edit')}<main>{slot('content')}</main>"
)
"""Every slot once."""
FRONTS = {"sources/", "themes/", "chronology/", "events/", "documents/", "terms/", "issuers/", "targets/"}


@dataclass(frozen=True)
class Rebuilt:
    """A build that is done."""

    made: list[str]
    """The pages and outputs that were made, the others being as they were."""
    files: set[str]
    """The files that were written."""


def rebuild(
    sources: Path,
    target: Path,
    cache: Path | None = None,
    around: str = "",
    *,
    leaving: tuple[str, ...] = (),
    meanwhile: Callable[[], object] = lambda: None,
) -> Rebuilt:
    """Build the pages and outputs of a corpus as the hook does, in a frame that has only slots and `around`.

    Outputs named in `leaving` stay as they are, as in a live preview. `meanwhile` is called each time that the first page of a place was made.
    """
    hashes = Hashes()
    digest, problems = read_digest(sources, sources.parent, cache, hashes)
    assert not errors(problems), errors(problems)
    site = Site("https://example.org/", f"A digest{around}", sources / "captures")
    state_file = cache / f"{target.name}.state" if cache else None
    state, versions = load_state(state_file), Versions(digest)
    plan = plan_pages(digest, site, versions, program() + around.encode(), state)
    urls = [page.url for page in plan.pages]
    moved = redirects(digest, urls)
    staging = stage(target)
    published = stamps(target) if state.made else {}
    books = Books(state, published, versions, plan.kept)
    build = Build(digest, site, staging, versions, plan, books, around.encode())

    def frame_at(place: Place) -> Frame:
        meanwhile()
        return Frame(f"<!-- {around} {place} -->{FRAME}")

    build.pages(Places(plan.pages, FRONTS), frame_at)
    others = outputs(digest, site, urls, moved, "About", 0, build.facts)
    build.outputs(one for one in others if not (one.name in leaving and books.leave(one.name)))
    before = stamps(target)
    save_state(build.publish(b"inputs"), state_file)
    made = [name for name, made in books.made.items() if made.key and made is not state.made.get(name)]
    return Rebuilt(made, _changed(before, stamps(target)))


def _changed(before: dict[str, Stamp], after: dict[str, Stamp]) -> set[str]:
    return {path for path, stamp in after.items() if before.get(path) != stamp}


def release(sources: Path, date: str) -> Frozen:
    """Release a corpus as `digest freeze` does."""
    digest, _ = read_digest(sources, sources.parent)
    return freeze(digest, [page.url for page in all_pages(digest)], date)


@dataclass
class Edited:
    """A text as its editor sees it."""

    paragraphs: list[str]
    fields: dict[str, Any] = field(default_factory=dict)
    captured: bool = False
    """Whether it is compared with a capture."""


@dataclass
class Corpus:
    """A corpus that edits change, and `save` writes."""

    folder: Path
    texts: dict[str, Edited]
    entries: dict[str, dict[str, dict[str, Any]]]

    def save(self) -> Path:
        """Write what differs and take away what is gone; the ledger stays."""
        files: dict[str, str] = dict(vocabulary(**self.entries))
        for one, text in self.texts.items():
            body = "\n\n".join(text.paragraphs)
            fields = dict(text.fields)
            if text.captured:
                capture = f"Printed from a page\n\n{body.removeprefix('# ')}\n"
                name = f"{one.replace('/', '-')}.txt"
                files[f"captures/{name}"] = capture
                sha256 = hashlib.sha256(capture.encode()).hexdigest()
                omitted = [{"line": "Printed from a page", "reason": "the page around it"}]
                fields["capture"] = {"file": name, "sha256": sha256, "omitted": omitted}
            files[f"{one}.md"] = source(body, **fields)
        for path in [path for path in self.folder.rglob("*") if path.is_file()]:
            name = path.relative_to(self.folder).as_posix()
            if name not in files and not name.startswith("permalinks/"):
                path.unlink()
        return write(self.folder, files)


def small_corpus(folder: Path) -> Corpus:
    """Of everything that an editor can write, a little."""
    texts = {
        "law": Edited(
            ["# The law on schools", "Every school has two teachers.", "By 2030 every child learns a trade.", "It is so decided."],
            {
                "title": "The law on schools", "date": "1995-03-18", "date_type": "adopted", "issuer": ["council"],
                "theme": ["schools"], "kind": "law", "summary": "What schools must have.", "language": "en",
                "annotations": [
                    {"quote": "Every school has two teachers", "theme": ["teachers"], "note": "Never before."},
                    {"quote": "every child learns a trade", "target": {"what": "A trade for all", "value": "every child", "by": "2030"}},
                    {"quote": "a trade", "term": ["trade"]},
                ],
            },
            captured=True,
        ),
        "speech": Edited(
            ["The council met in Lisbon.", "It spoke of teh law on schools.", "Read more Print", "Nothing else was said."],
            {
                "title": "A speech", "date": "1996", "issuer": ["ministry"], "publisher": ["council"], "theme": ["teachers"],
                "annotations": [
                    {"quote": "The council met", "event": ["meeting"]},
                    {"quote": "law on schools", "document": ["law"]},
                    {"quote": "teh", "correction": "the"},
                    {"quote": "Read more Print", "noise": "links of the page"},
                ],
            },
        ),
        "plans/pay": Edited(
            ["Teachers are paid by the month.", "Schools are open to all."],
            {
                "title": "A plan", "date": "1996-05", "issuer": ["ministry"], "theme": ["schools", "pay"], "aliases": ["plan"],
                "annotations": [{"quote": "paid by the month", "theme": ["pay"]}, {"quote": "Schools are open to all", "theme": ["schools"]}],
            },
            captured=True,
        ),
        "note": Edited(["A note of no date.", "It names nobody."], {"title": "A note", "theme": []}),
        "reply": Edited(
            ["The council met again.", "All was well."],
            {"title": "A reply", "date": "1997-01-02", "issuer": ["council"], "theme": ["health"], "annotations": [{"quote": "All was well", "note": "It was not."}]},
        ),
    }  # fmt: skip
    entries = {
        "themes": {
            "schools": {"label": "Schools", "definition": "Where one learns."},
            "teachers": {"label": "Teachers", "broader": "schools", "related": {"health": "Who is ill cannot teach."}},
            "pay": {"label": "Pay", "broader": "teachers"},
            "health": {"label": "Health"},
            "unused": {"label": "Never used"},
        },
        "issuers": {"council": {"label": "The council"}, "ministry": {"label": "The ministry", "part_of": "council"}},
        "events": {"meeting": {"label": "The meeting in Lisbon", "date": "1996-01", "place": "Lisbon"}},
        "documents": {"law": {"label": "Law on schools", "date": "1995", "source": "law", "issuer": ["council"]}},
        "terms": {"trade": {"label": "Trade", "definition": "A craft."}},
        "packs": {"first": {"label": "To begin with", "theme": ["schools"], "intro": "Read these."}},
    }
    return Corpus(folder, texts, entries)
