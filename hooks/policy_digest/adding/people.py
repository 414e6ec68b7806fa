"""Who speaks in a text, and in which language: matched with the vocabulary and told by py3langid, or left open."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from policy_digest.adding.extra import need
from policy_digest.adding.found_dates import find_dates
from policy_digest.adding.pieces import AddError, Extract, Piece, shown
from policy_digest.adding.plain import NAMES, is_han
from policy_digest.adding.titles import Title
from policy_digest.model import Issuer
from policy_digest.wording import one_line
from policy_digest.xhtml import language_tag

_HEAD, _FOOT = 8, 5
_OPENING = 3
_SENTENCE = 400
_SHORT = {"latin": 25, "han": 60}
_FEW = 200
_CANTONESE = re.compile("[嘅咗哋喺冇唔啲嚟]")
"""Without these a text is no written Cantonese, for which py3langid takes any in traditional characters."""
_SCRIPTS = (("ja", r"[\u3040-\u30ff]"), ("ko", r"[\uac00-\ud7af]"), ("zh", r"[\u3400-\u9fff]"))


@dataclass(frozen=True, slots=True)
class Issuers:
    """What a draft says of who speaks and who publishes."""

    issuer: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    publisher_checks: tuple[str, ...] = ()


def find_issuers(extract: Extract, title: Title, known: Mapping[str, Issuer]) -> Issuers:
    """The issuers of the vocabulary that the head or the foot of a text names on a line of its own.

    What a sentence names, or no entry of the vocabulary matches, is told to be checked.
    """
    kept = [piece for piece in extract.pieces if not piece.reason]
    edges = [*kept[:_HEAD], *kept[max(_HEAD, len(kept) - _FOOT) :]]
    opening = [*kept[:_OPENING], *kept[max(_OPENING, len(kept) - 1) :]]
    running = [piece.text for piece in extract.pieces if piece.reason.startswith("running")]
    lines = [piece.text for piece in edges if _is_short(piece)] + running
    sentences = [piece.text for piece in opening if not _is_short(piece)]
    named = {one: line for line in lines for one in _named(line, known)}
    mentioned: dict[str, str] = {}
    for line in sentences:
        for one in _named(line[:_SENTENCE], known):
            if one not in named:
                mentioned.setdefault(one, line[:_SENTENCE])
    around = [piece.text for piece in extract.pieces if piece.reason and piece.text not in running] + [extract.site]
    hosts = {one: line for line in around for one in _named(line, known)}
    checks = [f"named at {shown(line)}; is it the issuer, or only named?" for line in dict.fromkeys(named.values())]
    for one, line in mentioned.items():
        checks.append(f"the text mentions {known[one].label} ({one}): {shown(_near(line, known[one]))}")
    if not named:
        if unknown := list(_unknown(kept, title)):
            told = ", ".join(map(shown, unknown))
            checks.append(f"the text names {told}; if that is the issuer, add it to vocabulary/issuers.yml")
        checks = checks or ["nothing at the head or the foot of the text names an issuer"]
    checks += [f"authors? {shown(piece.text)}" for piece in kept[:_HEAD] if _is_byline(piece.text)]
    publisher_checks = tuple(f"the host page names it: {shown(line)}" for line in dict.fromkeys(hosts.values()))
    if extract.site and not hosts:
        checks.append(f"the page’s site is {shown(extract.site)}; add it as publisher")
    return Issuers(tuple(named), tuple(hosts), tuple(checks), publisher_checks)


def _is_short(piece: Piece) -> bool:
    words = piece.text
    if is_han(words):
        return len(words) <= _SHORT["han"] and not re.search(r"[。：:]", words)
    return len(words.split()) <= _SHORT["latin"] and not re.search(r"[.。;:：]$", words)


def _named(line: str, known: Mapping[str, Issuer]) -> list[str]:
    """The issuers that a line names; where one name lies within another, the longer."""
    found: list[tuple[int, int, str]] = []
    for one, issuer in known.items():
        for name in _names(issuer):
            place = _find(line, name)
            if place:
                found.append((place[0], place[1], one))
    longest = [
        (start, one)
        for start, end, one in found
        if not any(other[0] <= start and end <= other[1] and other[1] - other[0] > end - start for other in found)
    ]
    return list(dict.fromkeys(one for _, one in sorted(longest)))


def _is_byline(words: str) -> bool:
    """Whether a line names people: `By Su Jiming`, `Su Jiming, Liu Lina`."""
    if re.match(r"作者[:：]", words):
        return len(words) <= _SHORT["han"]
    names = re.sub(r"^(?:[Bb]y|[Vv]on|[Pp]or) ", "", words)
    several = names.split(",")
    listed = names != words or len(several) > 1
    return listed and bool(NAMES.fullmatch(names)) and all(len(one.split()) > 1 for one in several)


def _names(issuer: Issuer) -> list[str]:
    """Its names, the Chinese one also without the country, as signatures have it."""
    names = (issuer.label, issuer.short, issuer.original, issuer.original.removeprefix("中华人民共和国"))
    return [name for name in dict.fromkeys(names) if name]


def _find(line: str, name: str) -> tuple[int, int] | None:
    flags = re.IGNORECASE if " " in name else 0
    pattern = r"\s+".join(map(re.escape, name.replace("’", "'").split()))
    found = re.search(pattern if is_han(name) else rf"(?<!\w){pattern}(?!\w)", line.replace("’", "'"), flags)
    return found.span() if found else None


def _near(line: str, issuer: Issuer) -> str:
    """The words of a line around a name."""
    for name in _names(issuer):
        if place := _find(line, name):
            before, after = line[: place[0]][-25:], line[place[1] :][:25]
            if place[0] > 25 and not is_han(before):  # noqa: PLR2004 - cut within a word
                before = before.partition(" ")[2]
            if len(line) > place[1] + 25 and not is_han(after):
                after = after.rpartition(" ")[0]
            return before + line[place[0] : place[1]] + after
    return line


def _unknown(kept: Sequence[Piece], title: Title) -> Iterator[str]:
    """Lines that look like a letterhead or a signature."""
    first = title.places[0] if title.places else 0
    for piece in kept[: min(first, 6)]:
        if piece.text.isupper() and len(piece.text) > 8 and not re.search(r"\d", piece.text):  # noqa: PLR2004 - more than an abbreviation
            yield piece.text
    last = [
        piece.text
        for piece in kept[-4:]
        if piece.kind == "paragraph" and _is_short(piece) and len(piece.lines) == 1 and not find_dates(piece.text)
    ]
    last = [line for line in last if re.search(r"[^\W_]{3}", line) and re.fullmatch(r".{1,79}[^.。!?]", line)]
    if last and len(kept) > 4:  # noqa: PLR2004 - else the last lines are the first ones too
        yield " ".join(last)


def find_language(extract: Extract) -> tuple[str, tuple[str, ...]]:
    """The language of a text as a tag, and what is to be checked of it.

    Where py3langid is not installed, only a script that tells the language does.
    """
    text = one_line(" ".join(piece.text for piece in extract.pieces if not piece.reason))[:20000]
    stated = language_tag(extract.language)
    declared = stated.partition("-")[0].lower()
    letters = sum(char.isalpha() for char in text)
    try:
        language = str(need("py3langid", "languages").classify(text)[0])
    except AddError:
        language = next((tag for tag, script in _SCRIPTS if len(re.findall(script, text)) > letters / 4), "")
    except OSError as error:  # it unpacks what it knows aside, and names no file
        raise OSError(error.errno, error.strerror, tempfile.gettempdir()) from error
    if language == "yue" and not _CANTONESE.search(text):
        language = "zh"
    checks = []
    if not language:
        return stated, ("not recognised: install the extra `add` for that, or write it",)
    if letters < _FEW:
        checks.append("recognised from few words")
    if declared and declared != language:
        checks.append(f"the file itself says {extract.language}")
    return (stated if declared == language else language), tuple(checks)
