"""HTML as pieces: every word that a reader would see, each block once, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape as escape_html

from lxml import etree
from lxml import html as lxml_html

from policy_digest.adding.pieces import AddError, Kind, Piece
from policy_digest.adding.plain import clean
from policy_digest.wording import one_line

_UNSEEN = frozenset(
    {
        *("script", "style", "template", "noscript", "head", "title", "meta", "link", "svg", "canvas"),
        *("annotation", "annotation-xml", "noframes"),
        *("iframe", "object", "embed", "audio", "video", "img", "input", "select", "textarea", "option", "datalist"),
    }
)
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog"),
        *("dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p"),
        *("pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "button"),
    }
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ELEMENTS = {
    "nav": "navigation of the host page",
    "footer": "footer of the host page",
    "aside": "what stands beside the text on the host page",
    "form": "form of the host page",
    "button": "form of the host page",
    "dialog": "form of the host page",
}
_ROLES = {"navigation": "nav", "contentinfo": "footer", "complementary": "aside", "search": "form", "dialog": "dialog"}
_NAMES = (
    (
        re.compile(
            r"breadcrumb|crumbs?$|navbar|(?:^|[-_ ])nav(?:igation)?(?:$|[-_ ])|(?:^|[-_ ])menu(?:$|[-_ ])"
            r"|pagination|skip-?link"
        ),
        "navigation of the host page",
    ),
    (re.compile(r"(?:^|[-_ ])(?:share|sharing|social)(?:$|[-_ ])"), "sharing links of the host page"),
    (
        re.compile(r"(?:^|[-_ ])(?:ads?|advert(?:isement)?|sponsor(?:ed)?|banner-ad)(?:$|[-_ ])"),
        "advertisement of the host page",
    ),
    (re.compile(r"(?:^|[-_ ])(?:related|recommended)(?:$|[-_ ])"), "navigation of the host page"),
    (re.compile(r"cookie|newsletter"), "form of the host page"),
    (re.compile(r"(?:^|[-_ ])footer(?:$|[-_ ])"), "footer of the host page"),
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_INLINE = re.compile(r"([\\`*_{}\[\]<>&])")


@dataclass(slots=True)
class _Line:
    """A run of inline content: its words, and the same as Markdown."""

    words: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)


def html_pieces(html: str, *, page: bool = True) -> list[Piece]:
    """The pieces of an HTML document, or of a fragment; with `page`, those of a host page have their reason.

    What no reader sees is left out: scripts, styles, hidden elements, images.

    Raises:
        AddError: it is more than lxml reads, which would leave out the rest.
    """
    if not html.strip():
        return []
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(html.encode(), parser=parser)
    except etree.ParserError:  # nothing but comments
        return []
    if any(told.type_name == "ERR_RESOURCE_LIMIT" for told in parser.error_log):
        raise AddError("cannot be read as a whole: its elements are nested too deep, or one is too large.")
    return list(_Walk(page=page, most=len(_seen(root)) // 2).of(root))


@dataclass(slots=True)
class _Walk:
    page: bool
    most: int
    """Half of the characters of the page: what has more is the page itself."""
    line: _Line = field(default_factory=_Line)
    found: list[Piece] = field(default_factory=list)
    kind: Kind = "paragraph"
    level: int = 0
    number: int | None = None
    reason: str = ""
    main: bool = False
    depth: int = -1
    begun: list[bool] = field(default_factory=list)
    """Of each list item around, whether it has a paragraph."""

    def of(self, root: lxml_html.HtmlElement) -> Iterator[Piece]:
        self._element(root)
        self._end()
        yield from self.found

    def _element(self, element: lxml_html.HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _UNSEEN or _is_hidden(element):
            return
        if tag == "br":
            self._add("\n", "<br>\n")
            return
        if tag == "table" and (rows := _data_rows(element)):
            self._end()
            self._table(rows)
            return
        if tag not in _BLOCKS:
            self._inline(element)
            return
        self._end()
        before = self.kind, self.level, self.number, self.reason, self.main, self.depth
        if self.page and not self.reason:
            self.reason = _reason(element, self.most)
        self.main = self.main or tag in {"main", "article"}
        if tag in _HEADINGS:
            self.kind, self.level = "heading", _HEADINGS[tag]
        elif tag in {"ul", "ol", "menu", "dir"}:
            self.depth += 1
            if tag == "ol":
                _number(element)
        elif tag == "li" and self.depth >= 0:
            self.kind, self.level = "item", self.depth
            self.number = int(element.get("value", "0")) if element.getparent().tag == "ol" else None
            self.begun.append(False)
        self._inside(element)
        self._end()
        if tag == "li" and self.depth >= 0:
            self.begun.pop()
        self.kind, self.level, self.number, self.reason, self.main, self.depth = before

    def _inside(self, element: lxml_html.HtmlElement) -> None:
        self._words(element.text)
        for child in element:
            self._element(child)
            self._words(child.tail)

    def _inline(self, element: lxml_html.HtmlElement) -> None:
        tag, target = element.tag, element.get("href") or ""
        if any(isinstance(inner.tag, str) and inner.tag in _BLOCKS for inner in element.iterdescendants()):
            self._inside(element)
            return
        if tag == "a" and target.startswith(("#footnote-ref", "#endnote-ref")):
            return
        outer, self.line = self.line, _Line()
        self._inside(element)
        inner, self.line = self.line, outer
        words, marked = "".join(inner.words), "".join(inner.marked)
        lead, core, trail = re.fullmatch(r"(\s*)(.*?)(\s*)", marked, re.DOTALL).groups()  # type: ignore[union-attr]
        if core and tag == "a" and re.match(r"https?://[^\s<>]+$", target):
            address = target.replace("(", "%28").replace(")", "%29")
            marked = f"{lead}[{core}]({address}){trail}"
        elif core and tag in _MARKS and "*" not in core:
            marked = f"{lead}{_MARKS[tag]}{core}{_MARKS[tag]}{trail}"
        elif core and tag in {"sup", "sub"}:
            marked = f"{lead}<{tag}>{core}</{tag}>{trail}"
        self._add(words, marked)

    def _words(self, text: str | None) -> None:
        if text:
            text = re.sub(r"\s+", " ", _shown(text))
            self._add(text, _plain(text))

    def _add(self, words: str, marked: str) -> None:
        self.line.words.append(words)
        self.line.marked.append(marked)

    def _end(self) -> None:
        """Close the block: one piece, or several where line breaks stand for paragraphs."""
        words, marked = "".join(self.line.words), "".join(self.line.marked)
        self.line = _Line()
        lines = tuple(filled for line in words.split("\n") if (filled := one_line(line)))
        if not lines:
            return
        if re.search(r"\n\s*\n", words) and self.kind == "paragraph":
            self.found += [Piece((line,), reason=self.reason, main=self.main) for line in lines]
            return
        parts = [filled for line in marked.split("<br>\n") if (filled := one_line(line))]
        if len(parts) == 1 and parts[0] == _plain(lines[0]):
            parts = []  # nothing of the file's own markup
        marked = "<br>\n".join(parts)
        goes_on = self.kind == "item" and self.begun[-1]
        self.found.append(
            Piece(lines, self.kind, self.level, self.number, goes_on, marked, self.reason, main=self.main)
        )
        if self.kind == "item":
            self.begun[-1] = True

    def _table(self, rows: list[list[lxml_html.HtmlElement]]) -> None:
        lines = tuple(filled for row in rows if (filled := one_line(" ".join(map(_seen, row)))))
        if lines:
            markdown = _table_markdown([[self._cell(cell) for cell in row] for row in rows])
            self.found.append(Piece(lines, "table", markdown=markdown, reason=self.reason, main=self.main))

    def _cell(self, cell: lxml_html.HtmlElement) -> str:
        """A cell of a table as Markdown, which holds the markup of its words on one line."""
        kind, self.kind = self.kind, "paragraph"  # and no part of a list item around the table
        before = len(self.found)
        self._inside(cell)
        self._end()
        found = self.found[before:]
        del self.found[before:]
        self.kind = kind
        words = one_line(_seen(cell))
        if " ".join(piece.text for piece in found) != words:
            return _plain(words)
        return one_line(" ".join(piece.markdown or _plain(piece.text) for piece in found))


def _plain(words: str) -> str:
    return _INLINE.sub(lambda sign: _escaped(sign[0]), words)


def _escaped(sign: str) -> str:
    return escape_html(sign) if sign in "<>&" else f"\\{sign}"


def _is_hidden(element: lxml_html.HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def _reason(element: lxml_html.HtmlElement, most: int) -> str:
    tag = _ROLES.get(element.get("role") or "", str(element.tag))
    if tag == "header" and element.getparent() is not None and element.getparent().tag == "body":
        return "" if element.find(".//h1") is not None else "header of the host page"
    if tag == "form" and len(_seen(element)) > most:  # as ASP.NET makes pages
        return ""
    if tag in _ELEMENTS:
        return _ELEMENTS[tag]
    if element.tag in {"body", "html", "main", "article"}:
        return ""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return next((reason for form, reason in _NAMES if form.search(names)), "")


def _number(numbered: lxml_html.HtmlElement) -> None:
    """Give each item of a numbered list the number that a browser shows (HTML, 4.4.8 “The li element”)."""
    items = numbered.findall("li")
    back = numbered.get("reversed") is not None
    number = _whole(numbered.get("start"), len(items) if back else 1)
    for item in items:
        number = _whole(item.get("value"), number)
        item.set("value", str(number))
        number += -1 if back else 1


def _whole(written: str | None, otherwise: int) -> int:
    """A number of at most nine digits, as Markdown can have it."""
    found = re.match(r"\s*(\d{1,9})(?!\d)", written or "")
    return int(found[1]) if found else otherwise


def _data_rows(table: lxml_html.HtmlElement) -> list[list[lxml_html.HtmlElement]]:
    """The cells of a table of data; nothing for one that only lays out the page."""
    if any(
        isinstance(inner.tag, str) and inner.tag in {"table", "ul", "ol", "div", "section", "form", *_HEADINGS}
        for inner in table.iterdescendants()
    ):
        return []
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    caption = table.find("caption")
    if caption is not None or len(rows) < 2 or len({len(row) for row in rows}) != 1 or len(rows[0]) < 2:  # noqa: PLR2004 - a frame of the layout
        return []
    return rows


def _seen(element: lxml_html.HtmlElement) -> str:
    """The words of an element, those of its blocks apart."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _UNSEEN and not _is_hidden(child):
            space = " " if child.tag in _BLOCKS or child.tag == "br" else ""
            parts += [space, _seen(child), space]
        parts.append(child.tail or "")
    return _shown("".join(parts))


def _shown(text: str) -> str:
    """A text as a page shows it: without the byte-order marks of the files that it was put together from."""
    return clean(text).replace("\ufeff", "")


def _table_markdown(rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])
