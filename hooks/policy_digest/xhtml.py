"""HTML as well-formed XHTML that a validator accepts, whatever a source's raw HTML was.

The result is read alike by a parser of HTML and one of XML, so that pages and EPUBs share it. What stands where the
content models of HTML (https://html.spec.whatwg.org/multipage/dom.html#content-models) do not allow it keeps its
words and becomes a plain element. EPUB content is XHTML: https://www.w3.org/TR/epub-33/#sec-xhtml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from html.parser import HTMLParser

Attributes = dict[str, str]
Change = Callable[[str, Attributes], Attributes]
"""Gives an element, by its name and attributes, the attributes that it is to have."""

VOID = frozenset({"br", "hr", "img"})
_ROWS = frozenset({"thead", "tbody", "tfoot"})
_LISTS = frozenset({"ul", "ol"})
_INLINE_NAMES = (
    "a abbr b bdi bdo br cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u "
    "var img"
)
INLINE = frozenset(_INLINE_NAMES.split())
_HOLD_INLINE = INLINE | {"h1", "h2", "h3", "h4", "h5", "h6", "p", "pre"}
"""Elements that hold words and inline elements only."""
_PARENTS: Mapping[str, frozenset[str]] = {
    "li": _LISTS,
    "dt": frozenset({"dl"}),
    "dd": frozenset({"dl"}),
    "tr": _ROWS | {"table"},
    "td": frozenset({"tr"}),
    "th": frozenset({"tr"}),
    "caption": frozenset({"table"}),
    "thead": frozenset({"table"}),
    "tbody": frozenset({"table"}),
    "tfoot": frozenset({"table"}),
    "figcaption": frozenset({"figure"}),
    "rt": frozenset({"ruby"}),
    "rp": frozenset({"ruby"}),
}
"""Where alone an element may stand."""
_ONLY: Mapping[str, str] = {"ul": "li", "ol": "li", "dl": "dd"}
"""What every child of a list becomes that is none of its own."""
_OPENED = {"details": "div", "summary": "p"}
"""What folds on a screen stands open: a page of paper has nothing to click."""

_NUMBER = re.compile(r"-?\d{1,9}")
LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*|[IXix](-[A-Za-z0-9]{1,8})+"
"""The form of a language tag (BCP 47): a code and what follows it, or a tag of private use (`x-`) or of old (`i-`).

No language has a longer first part, but names of languages do.
"""
_LANGUAGE = re.compile(LANGUAGE)
_VALUES: Mapping[str, re.Pattern[str]] = {
    "start": _NUMBER,
    "colspan": re.compile(r"[1-9]\d{0,2}"),
    "rowspan": re.compile(r"[1-9]\d{0,3}"),
    "scope": re.compile("row|col|rowgroup|colgroup"),
    "dir": re.compile("ltr|rtl|auto"),
    "type": re.compile("[1aAiI]"),
    "lang": _LANGUAGE,
    "datetime": re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?"),
}
"""What the value of an attribute must be; another is left out."""


def language_tag(text: str) -> str:
    """The language tag (BCP 47) that a text is, or is but for a slip: `zh-CN` for `zh_CN`. Nothing where it is none."""
    tag = text.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""


def to_xhtml(html: str, change: Change = lambda _, attributes: attributes) -> str:
    """Sanitised HTML, in which every element is closed, as XHTML; `change` gives elements their attributes."""
    writer = _Writer(change)
    writer.feed(html)
    writer.close()
    return "".join(writer.parts)


class _Writer(HTMLParser):
    """Writes each element as it comes, under a name that may stand there."""

    def __init__(self, change: Change) -> None:
        super().__init__(convert_charrefs=True)
        self.change = change
        self.parts: list[str] = []
        self.open: list[str] = []
        """The names under which the elements around were written."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = self._name(tag)
        if tag in VOID and name not in VOID:
            return  # it has no words, and may not stand here
        if name == "dd" and self.parts[-1] == "<dl>":
            self.parts.append("<dt></dt>")
        given = {key: value or "" for key, value in attrs}
        attributes = self.change(name, given if name == tag else _common(given))
        written = "".join(f' {key}="{escape(value)}"' for key, value in _valid(attributes).items())
        self.parts.append(f"<{name}{written}/>" if tag in VOID else f"<{name}{written}>")
        if tag not in VOID:
            self.open.append(name)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.open:
            self.parts.append(f"</{self.open.pop()}>")

    def handle_data(self, data: str) -> None:
        words = escape(data, quote=False)
        child = _ONLY.get(self._parent)
        self.parts.append(f"<{child}>{words}</{child}>" if child and data.strip() else words)

    @property
    def _parent(self) -> str:
        return self.open[-1] if self.open else "div"

    def _name(self, tag: str) -> str:
        parent, name = self._parent, _OPENED.get(tag, tag)
        if name in _PARENTS and parent not in _PARENTS[name]:
            name = "div"
        if parent in _ONLY and parent not in _PARENTS.get(name, ()):
            name = _ONLY[parent]
        if parent in _HOLD_INLINE and name not in INLINE:
            name = "br" if name == "hr" else "span"
        return "span" if name == "a" and "a" in self.open else name


def _common(attributes: Attributes) -> Attributes:
    """What an element keeps under another name."""
    return {key: value for key, value in attributes.items() if key in {"id", "class", "lang", "dir", "title"}}


def _valid(attributes: Attributes) -> Attributes:
    """Attributes whose values are valid, as XML has them."""
    kept = {key: value for key, value in attributes.items() if key not in _VALUES or _VALUES[key].fullmatch(value)}
    if "reversed" in kept:
        kept["reversed"] = "reversed"
    return kept
