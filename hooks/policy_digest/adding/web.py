"""Saved web pages: trafilatura tells the text from its page, htmldate reads the page's metadata."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from policy_digest.adding.extra import need
from policy_digest.adding.found_dates import find_dates
from policy_digest.adding.markup import html_pieces
from policy_digest.adding.pieces import AddError, Extract, Piece, Stated, shown, text_of
from policy_digest.adding.plain import decode
from policy_digest.values import is_address
from policy_digest.wording import one_line, plural

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_READ_AS = {
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("utf-16", "utf-16-le", "utf-16-be"), "utf-8"),  # else the page would not have been understood
    **dict.fromkeys(("utf-7", "idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"), "utf-8"),
    "iso8859-9": "cp1254",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""What browsers read where a page names an encoding (by Python's name of it): mostly a fuller one."""
_FRAME = re.compile(r"<i?frame\b", re.IGNORECASE)
_LEFT_OUT = {"noscript": "noscript", "textarea": "textarea", "object": "object", "svg": "svg//text"}
"""Elements whose words some readers see, or all, and what of them has these."""
_LETTERED = re.compile(r"[aAiI];.*|.*(?:alpha|latin|roman|greek).*", re.DOTALL)
"""The kind of a list that has no numbers, and its style."""
_ENDS = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_OUTSIDE = "outside the main text of the page (as trafilatura finds it)"
_SHORT = 25


def read_web_page(path: Path) -> Extract:
    """Read a saved web page.

    Raises:
        AddError: it has no text, or a library is missing.
    """
    data = path.read_bytes()
    html, how = _decoded(data)
    html = _ENDS.sub("", html)  # browsers show what stands after them, lxml drops it
    trafilatura, htmldate = need("trafilatura", "web pages"), need("htmldate", "dates of web pages")
    pieces = html_pieces(html)
    frames = len(_FRAME.findall(html))
    if not pieces:
        where = " What it shows is in other files, in frames: add those." if frames else ""
        raise AddError(f"has no text that a reader would see.{where}")
    # Given as a tree: of a page on one line, both would take its head for a part of the doctype.
    root = lxml_html.document_fromstring(html.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    document = trafilatura.bare_extraction(
        deepcopy(root), favor_recall=True, include_comments=False, with_metadata=True
    )
    checks = []
    if document:
        pieces = _without_surroundings(pieces, document.text or "", str(root.findtext(".//title") or ""))
    else:
        checks.append("trafilatura found no main text in the page; all that is not plainly navigation is kept")
    if images := len(re.findall(r"<img\b", html, re.IGNORECASE)):
        checks.append(f"the page has {plural(images, 'image')}, which the draft leaves out")
    if frames:
        checks.append(f"the page shows {plural(frames, 'other file')} in frames, which the draft leaves out")
    checks += [
        f"the page has words in <{tag}>, which the draft leaves out: {shown(words)}"
        for tag, within in _LEFT_OUT.items()
        if (words := one_line(" ".join(str(word) for one in root.iterfind(f".//{within}") for word in one.itertext())))
    ]
    if any(_LETTERED.fullmatch(f"{one.get('type', '')};{one.get('style', '')}") for one in root.iter("ol")):
        checks.append("the page numbers a list with letters or Roman numerals, which the draft writes as numbers")
    date = _date(deepcopy(root), htmldate.find_date)
    return Extract(
        pieces=tuple(pieces),
        text=text_of(pieces),
        by=f"lxml {etree.__version__} (main text found by trafilatura {trafilatura.__version__})"
        + (f", after {how}" if how else ""),
        title=one_line(_metadata(document, "title") or root.findtext(".//title") or ""),
        dates=(Stated(date, "the page’s metadata"),) if date else (),
        authors=tuple(filter(None, map(one_line, _metadata(document, "author").split(";")))),
        site=one_line(_metadata(document, "sitename")),
        url=_url(root),
        language=str(root.get("lang") or ""),
        checks=tuple(checks),
    )


def _decoded(data: bytes) -> tuple[str, str]:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            name = codecs.lookup(declared[1].decode().lower().removeprefix("x-")).name
            name = _READ_AS.get(name, name)
            text = data.decode(name)
        except UnicodeDecodeError:
            return decode(data, name)
        except (UnicodeError, LookupError):
            return decode(data)
        if "\0" not in text:
            return text, ""
    return decode(data)


def _metadata(document: Any, name: str) -> str:
    return str(getattr(document, name, None) or "")


def _date(root: Any, find_date: Callable[..., str | None]) -> str:
    """The date in the metadata of a page, no more of it than they state. Its words are looked at elsewhere.

    Of a month, also one in the words, htmldate makes a day that nobody stated.
    """
    for element in root.iter("*"):
        if element.tag not in {"script", "time"}:
            element.text = None
        element.tail = None
    date = find_date(root, original_date=True, extensive_search=False) or ""
    metadata = etree.tostring(root, encoding="unicode")
    digits, written = re.sub(r"[-/.]", "", metadata), [found.edtf for found in find_dates(metadata)]
    forms = (date, date[:7]) if date else ()
    return next((one for one in forms if one.replace("-", "") in digits or any(one in edtf for edtf in written)), "")


def _without_surroundings(pieces: Sequence[Piece], main: str, title: str) -> list[Piece]:
    """The pieces; those before and after the main text have their reason.

    What lies within it stays, unless the page itself says what it is. The line of the page's title begins it, where
    trafilatura takes that for metadata alone.
    """
    main = main.replace("|", " ")  # how trafilatura parts the cells of a table
    lines = {one_line(line.lstrip("- ")) for line in main.split("\n")}
    whole = one_line(main)
    titles = [index for index, piece in enumerate(pieces) if piece.kind == "heading" and piece.level == 1]
    within = [
        index
        for index, piece in enumerate(pieces)
        if not piece.reason
        and (
            piece.text in lines
            or lines.issuperset(piece.lines)
            or (len(piece.text) > _SHORT and piece.text in whole)
            or titles == [index]
        )
    ]
    if not within:
        return list(pieces)
    named = [index for index, piece in enumerate(pieces) if not piece.reason and _names(piece, title)]
    if named and named[0] < within[0]:
        within.insert(0, max(index for index in named if index < within[0]))
    return [
        replace(piece, reason=_OUTSIDE)
        if not (piece.reason or piece.main or within[0] <= index <= within[-1])
        else piece
        for index, piece in enumerate(pieces)
    ]


def _names(piece: Piece, title: str) -> bool:
    """Whether a line is the better part of what a page gives as its title, before or behind the name of the site."""
    words, whole = ("".join(text.split()) for text in (piece.text, title))
    return len(words) * 2 >= len(whole) and words in whole


def _url(root: lxml_html.HtmlElement) -> str:
    found = root.xpath("string(//link[@rel='canonical']/@href)") or root.xpath(
        "string(//meta[@property='og:url']/@content)"
    )
    return str(found) if is_address(str(found)) else ""
