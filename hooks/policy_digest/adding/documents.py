"""Word files and PDFs as pieces."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from itertools import groupby, pairwise
from math import hypot
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from lxml import etree

from policy_digest.adding.chrome import is_page_number
from policy_digest.adding.extra import need
from policy_digest.adding.markup import html_pieces
from policy_digest.adding.pieces import AddError, Extract, Piece, Stated, shown, text_of
from policy_digest.adding.plain import PAGE_BREAK, clean, plain_pieces, unbroken
from policy_digest.wording import one_line, plural

if TYPE_CHECKING:
    import pypdf

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMMENTS = "word/comments.xml"
_TEXTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml", _COMMENTS)
_CHANGES = (f"{_W}ins", f"{_W}del", f"{_W}moveFrom")
_GONE = (f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice")
"""What was moved elsewhere, and what stands again in a form that older programs read."""
_FOR_LETTERS = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0xFB00, 0xFB07), *range(0x2F00, 0x2FD6))
} | str.maketrans(
    "⺠⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻮⻯⻰⻱⻲⼾",
    "民见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐齿竜龙龜亀⼾",  # the last stands for 户, 戶 or 戸, by the font
)
"""Letters for a PDF's signs of `ff`, `fi` and the like, and characters for the radicals that have their look.

Who searches for “office” or “民生” types no such sign. For the radicals named one by one, Unicode has no normal form.
"""
_TITLE_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => h2:fresh"
_MOST = 32_000_000
"""Bytes of XML that are read of a Word file. A thousand pages have fewer; a small file can unpack to gigabytes."""
_MOST_TIMES = 100
"""So many times a file may show each of its pages: one that shows the same again and again is damaged, or made so."""
_FIRST_PAGE, _HEAD, _TITLE_LINES = 60, 12, 5
"""Lines that tell how large the letters of a text are; those among which its title is; and of a title, at most."""
_LARGER = 1.15
"""So many times larger than those of the text are the letters of a title."""
_LONGEST_HEAD = 120
_GAP = 1.4
"""So many times further apart than usual are lines of two paragraphs."""
_NUMBER = re.compile(r"^\W*\d+\b|\b\d+(?:\s*(?:/|of|von|de)\s*\d+)?\W*$")
_PRINTED = re.compile(
    r"(?:https?|file):/\S+ \d+/\d+"
    r"|\d{1,4}([./-])\d{1,2}\1\d{1,4},? (?:上午|下午)?\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?(?: .*)?"
)
"""The address or the time and the title, as browsers print them at the edges of each page."""
_PARTS = re.compile(r"word/(header|footer)\d*\.xml")
_NAMES = {"title": "{http://purl.org/dc/elements/1.1/}title", "created": "{http://purl.org/dc/terms/}created"}


def read_word(path: Path) -> Extract:
    """Read a .docx with its notes, tables, and the heads and feet of its pages.

    Raises:
        AddError: it is no Word file, unpacks to too much, or has no text, or a library is missing.
    """
    mammoth = need("mammoth", "Word files")
    data = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist() if part.filename.endswith((".xml", ".rels")))
            if size > _MOST:
                raise AddError(
                    f"unpacks to {size // 1_000_000:,} MB of XML, and {_MOST // 1_000_000} MB are the most "
                    "that is read. Save it again, or in parts."
                )
            around = [
                (found[1], _xml_words(archive.read(name)))
                for name in sorted(archive.namelist())
                if (found := _PARTS.fullmatch(name))
            ]
            core = _core(archive)
            parts = {name: _tree(archive.read(name)) for name in _TEXTS if name in archive.namelist()}
        made = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_TITLE_STYLES, convert_image=mammoth.images.img_element(lambda _: {})
        )
    except AddError:
        raise
    except Exception as error:  # the libraries raise whatever a broken archive makes them stumble over
        raise AddError(
            "is not a Word file that can be read (.docx). Open it in a word processor and save it again."
        ) from error
    pieces = html_pieces(made.value, page=False)
    if not pieces:
        raise AddError("has no text that can be read.")
    heads, feet = (
        [Piece((words,), reason=f"running {name} of the pages") for kind, words in around if kind == part and words]
        for part, name in (("header", "head"), ("footer", "foot"))
    )
    checks = []
    if "<img" in made.value:
        checks.append("the file has images, which the draft leaves out")
    if uneven := made.value.count("<table") - sum(piece.kind == "table" for piece in pieces):
        checks.append(
            f"the cells of {plural(uneven, 'table')}, joined or with blocks in them, stand one below the other"
        )
    checks += left_out(parts, "".join(piece.text for piece in pieces))
    whole = [*dict.fromkeys(heads), *pieces, *dict.fromkeys(feet)]
    return Extract(
        pieces=tuple(whole),
        text=text_of(whole),
        by=f"mammoth {version('mammoth')}",
        title=core["title"],
        dates=_made_on(re.match(r"(\d{4})-(\d\d)-(\d\d)", core["created"])),
        checks=tuple(checks),
    )


def _made_on(found: re.Match[str] | None) -> tuple[Stated, ...]:
    """The day on which a file says that it was made: year, month and day, where they were found."""
    where = "the file’s properties (when it was made, perhaps as a copy)"
    return (Stated("-".join(found.groups()), where),) if found else ()


def left_out(parts: dict[str, etree._Element], extracted: str) -> Iterator[str]:
    """What of a Word file is not among the words that were extracted from it."""
    seen, place = _letters(re.sub(r"\[\d+\]", "", extracted)), 0  # less the marks of notes
    for name in _TEXTS[:3]:
        for paragraph in parts[name].iter(f"{_W}p") if name in parts else ():
            words = "".join(
                text.text or ""
                for text in paragraph.iter(f"{_W}t", f"{_M}t")
                if next(text.iterancestors(f"{_W}p")) is paragraph and next(text.iterancestors(*_GONE), None) is None
            )
            wanted = _letters(words)
            found = seen.find(wanted, place)  # mostly right behind the paragraph before
            if found < 0:
                found = seen.find(wanted)
            place = max(found, 0)
            if found < 0:
                yield f"not all words of {shown(words)} could be extracted: compare with the file"
    if _COMMENTS in parts and (comments := len(parts[_COMMENTS].findall(f"{_W}comment"))):
        yield f"the file has {plural(comments, 'comment')}, which the draft leaves out"
    if any(next(part.iter(*_CHANGES), None) is not None for part in parts.values()):
        yield "the file has tracked changes; the draft takes them as accepted: it has no word that they delete"


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _tree(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _xml_words(data: bytes) -> str:
    paragraphs = _tree(data).iter(f"{_W}p")
    return one_line(" ".join("".join(text.text or "" for text in paragraph.iter(f"{_W}t")) for paragraph in paragraphs))


def _core(archive: zipfile.ZipFile) -> dict[str, str]:
    if "docProps/core.xml" not in archive.namelist():
        return dict.fromkeys(_NAMES, "")
    tree = _tree(archive.read("docProps/core.xml"))
    return {name: one_line(tree.findtext(tag) or "") for name, tag in _NAMES.items()}


def read_pdf(path: Path) -> Extract:
    """Read the text of a PDF.

    Raises:
        AddError: it is broken or encrypted, it is a scan without text, or a library is missing.
    """
    pypdf = need("pypdf", "PDF files")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it stumbles over is told as our error
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise AddError("is encrypted. Save a copy without a password.")
        different = {str(page.indirect_reference or at) for at, page in enumerate(reader.pages)}
        if len(reader.pages) > _MOST_TIMES * len(different):
            raise AddError(f"has {len(reader.pages):,} pages, most of them the same. Save a copy with each page once.")
        pages = [_lines(page) for page in reader.pages]
        metadata = reader.metadata or {}
        title, made = one_line(str(metadata.get("/Title") or "")), str(metadata.get("/CreationDate") or "")
    except AddError:
        raise
    except pypdf.errors.DependencyError as error:
        raise AddError("is encrypted. Save a copy without a password.") from error
    except Exception as error:  # pypdf raises many kinds on a broken file
        raise AddError("is not a PDF that can be read; it may be damaged. Get it again, or save a copy.") from error
    if not any(pages):
        raise AddError("has no text: it is a scan. Run text recognition (OCR) on it, and add the result.")
    kept, apart = _without_edges(pages)
    largest, title_checks = _join_large(kept)
    pieces, checks = plain_pieces("\n".join("\n" * line.gap + line.words for line in kept))
    pieces = [
        Piece(piece.lines, "heading", 1)
        if piece.text == largest and (piece.kind != "heading" or piece.unsure)
        else piece
        for piece in pieces
    ]
    checks = [*title_checks, *checks]
    empty = [str(number) for number, page in enumerate(pages, 1) if not page]
    if empty:
        checks.append(f"no text on page {', '.join(empty[:20])}: an image, or empty")
    # What stood at the edges of pages is kept at the end of the captured text, so that no word is lost.
    whole = [*pieces, *apart]
    return Extract(
        pieces=tuple(whole),
        text=text_of(whole),
        by=f"pypdf {pypdf.__version__}",
        title=title,
        dates=_made_on(re.match(r"D:(\d{4})(\d\d)(\d\d)", made)),
        checks=tuple(checks),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page, and how high its smallest letters are."""

    words: str
    size: float = 0.0
    gap: bool = False
    """Whether it stands further below the line before than lines of a paragraph do."""


def _lines(page: pypdf.PageObject) -> list[_Line]:
    """The lines of a page that have words."""
    parts: list[list[tuple[str, float, float]]] = [[]]

    def take(text: str, matrix: list[float], text_matrix: list[float], _: object, size: float) -> None:
        height = round(abs(size) * hypot(*text_matrix[2:4]) * hypot(*matrix[2:4]), 1)
        place = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
        first, *others = clean(text.translate(_FOR_LETTERS)).split("\n")
        parts[-1].append((first, height, place))
        parts.extend([(other, height, place)] for other in others)

    page.extract_text(visitor_text=take)
    lines: list[tuple[str, float, float]] = []
    for line in parts:
        if filled := [part for part in line if part[0].strip()]:
            words = one_line("".join(text for text, *_ in line))
            lines.append((words, min(size for _, size, _ in filled), filled[0][2]))
    gaps = [above[2] - below[2] for above, below in pairwise(lines)]
    usual = median(map(abs, gaps)) if gaps else 0.0
    far = [False, *(gap > usual * _GAP for gap in gaps)]
    return [_Line(words, size, gap) for (words, size, _), gap in zip(lines, far, strict=False)]


def _join_large(lines: list[_Line]) -> tuple[str, list[str]]:
    """Make one line of those at the head in the same large letters, as of a title; gives the largest, and checks."""
    letters: Counter[float] = Counter()
    for line in lines[:_FIRST_PAGE]:
        letters[line.size] += len(line.words)
    least = max(letters, key=lambda size: letters[size], default=0.0) * _LARGER
    head: list[_Line] = []
    largest = _Line("")
    checks = []
    for size, group in groupby(lines[:_HEAD], key=lambda line: line.size):
        same = list(group)
        if size < least or len(same) > _TITLE_LINES:
            head += same
            continue
        joined = _Line(" ".join(unbroken([line.words for line in same])), size)
        head += _Line(""), joined, _Line("")
        largest = max(largest, joined, key=lambda line: line.size)
        if len(same) > 1:
            checks.append(f"{len(same)} lines in the same large letters are joined: {shown(joined.words)}")
    lines[:_HEAD] = head
    return largest.words, checks


def _without_edges(pages: list[list[_Line]]) -> tuple[list[_Line], list[Piece]]:
    """The lines of all pages without the numbers and running heads at their edges, and these with their reason."""
    edges = Counter(one for page in pages for one in {_unnumbered(line.words) for line in (*page[:2], *page[-2:])})
    running = {one for one, times in edges.items() if times >= 3 and times * 2 >= len(pages)}  # noqa: PLR2004 - two alike may be chance
    kept: list[_Line] = []
    apart: list[Piece] = []
    for page in pages:
        for index, line in enumerate(page):
            edge = index < 2 or index >= len(page) - 2  # noqa: PLR2004 - a head of one or two lines
            if edge and len(line.words) <= _LONGEST_HEAD and _unnumbered(line.words) in running:
                apart.append(Piece((line.words,), reason="running head or foot of the pages"))
            elif edge and _PRINTED.fullmatch(line.words):
                apart.append(Piece((line.words,), reason="line that the browser printed on each page"))
            elif index in {0, len(page) - 1} and is_page_number(line.words) and len(pages) > 1:
                apart.append(Piece((line.words,), reason="number of a page"))
            else:
                kept.append(line)
        if kept and kept[-1].words != PAGE_BREAK:
            kept.append(_Line(PAGE_BREAK))
    return kept, apart


def _unnumbered(line: str) -> str:
    """A running head or foot with words, without the number of its page at its start or end."""
    return _NUMBER.sub("", line) if re.search(r"[^\W\d_]{3}", line) else line
