"""A text's Markdown as HTML whose every paragraph has an id, and as the words that a reader sees.

Markdown is CommonMark (https://spec.commonmark.org/0.31.2/) with tables, footnotes and definition lists. Rendering is
a pure function of it. Raw HTML in it is sanitised by nh3; images become links, since a page asks nothing of any other
host.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

import nh3
from pyromark import Markdown, Options

from policy_digest.files import fit
from policy_digest.xhtml import INLINE, VOID

BREAK = "\x1d"
"""Stands between two blocks in a body's words, so that no quotation runs from one into the next.

It is ASCII's separator of groups: words in ASCII stay so, and are found in half of the time.
"""

HAN = r"\u3400-\u9fff\uf900-\ufaff"
"""Chinese characters, within a class of a pattern: each is a word where words are counted, compared and told apart."""
_HAN = re.compile(f"[{HAN}]")

MARKDOWN = Markdown(options=Options.ENABLE_TABLES | Options.ENABLE_FOOTNOTES | Options.ENABLE_DEFINITION_LIST)
"""Without smart punctuation and heading attributes: the words of a source never change."""
_FOOTNOTE = re.compile(r'<div class="footnote-definition" id="[^"]*"><sup[^>]*>(\d+)</sup>(\n<p>)?')
"""A footnote's number, before the paragraph that it belongs into where there is one."""
_REFERENCE = re.compile(r'(<sup class="footnote-reference"><a href=")[^"]*(">(\d+)</a>)')
_NOTE = re.compile(r' id="([^"]*)"')
"""The name of a footnote, on the element around it: its number."""
_TO_NOTE = re.compile(r'<a href="#(note-\d+)">')

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset({*_HEADINGS, "p", "li", "tr", "dt", "dd", "pre", "div", "blockquote", "caption", "figcaption"})
"""Elements whose own words make a paragraph with an id."""
_CELLS = frozenset({"td", "th"})
_AROUND = "details dl figure hr ol summary table tbody tfoot thead ul"
_TAGS = {*_BLOCKS, *_CELLS, *INLINE, *_AROUND.split()}
_ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href"},
    "div": {"id"},  # that of a footnote, which leads to its paragraph
    "img": {"src", "alt"},
    "ol": {"start", "reversed", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_SAFE = nh3.Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None)
_TAG = re.compile(r'(<(/?[a-z][a-z0-9]*)[^>"]*(?:"[^"]*"[^>"]*)*>)')
"""A tag as nh3 writes it, and its name, `/` before it where it ends an element."""
TITLE_LINE = re.compile(r'\s*<h1 id="(?P<id>h\d+[a-z]*)">(?P<words>.*?)</h1>', re.DOTALL)
"""The title that a body begins with, as HTML."""
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_BETWEEN = re.compile(r"</(?:td|th|tr|li|dt|dd|caption)>|<(?:table|thead|tbody|tfoot|tr|ul|ol|dl)\b")
"""A tag after which white space stands between cells, rows or items, where no mark may be."""


def is_plain(words: str) -> bool:
    """Whether words are in ASCII with single spaces between them, and so need no closer look at their characters."""
    bare = words.replace(BREAK, "")
    return bare.isascii() and bare.isprintable() and "  " not in bare


def count_words(words: str) -> int:
    """Words between white space; of Chinese, every character."""
    if words.isascii() or not _HAN.search(words):
        return len(words.split())
    apart, characters = _HAN.subn(" ", words)
    return len(apart.split()) + characters


class Block(NamedTuple):
    """A paragraph, heading, list item or table row."""

    id: str
    """`p12` for a paragraph, list item or table row, `h3` for a heading."""
    tag: str
    start: int
    """Where its words start in the body's words."""
    end: int
    """Where they end."""


@dataclass(frozen=True, slots=True)
class Body:
    """A rendered text: markup and words in turn."""

    markup: tuple[str, ...]
    """The HTML before each run of words, and after the last: one more than `runs`."""
    runs: tuple[str, ...]
    """The words between the markup, as text (not as HTML)."""
    starts: tuple[int, ...]
    """Where each run starts in `text`."""
    linked: frozenset[int]
    """The runs that stand within a link of the source's own, where no other link may stand."""
    text: str
    """All words as the reader sees them, with `BREAK` between blocks."""
    blocks: tuple[Block, ...]
    """In the order of the text. A block whose words go on after an inner one stands again."""

    @property
    def html(self) -> str:
        """The whole as HTML, without marks."""
        return mark_runs(self, {}, {})

    @property
    def words(self) -> list[str]:
        """The words, cut at white space."""
        return self.text.split()  # BREAK is white space too

    def units(self) -> list[tuple[str, str]]:
        """The kind (`h` or `p`) and the words of each block, one for each id, in the order of the text."""
        words: dict[str, str] = {}
        for block in self.blocks:
            text = self.block_text(block)
            words[block.id] = f"{words[block.id]} {text}" if block.id in words else text
        return [(one[0], found) for one, found in words.items()]

    def block_text(self, block: Block) -> str:
        """The words of a block, with single spaces."""
        text = self.text[block.start : block.end]
        return text.strip(" ") if is_plain(text) else " ".join(text.split())


def mark_runs(body: Body, marked: Mapping[int, str], behind: Mapping[int, str]) -> str:
    """The body as HTML, with `marked` in place of some runs, and what is `behind` others after the link around them.

    Both map the index of a run to HTML in which every element is closed; so the whole stays well-formed whatever
    overlaps.
    """
    parts: list[str] = []
    waiting = ""
    for index, run in enumerate((*body.runs, "")):
        markup = body.markup[index]
        if waiting and "</a>" in markup:  # never within a value, where nh3 writes `&lt;`
            markup, waiting = markup.replace("</a>", f"</a>{waiting}", 1), ""
        parts += (markup, marked[index] if index in marked else escape(run, quote=False))
        waiting += behind.get(index, "")
    return "".join(parts)


def render_body(text: str, ids: Sequence[str] = (), removed: Iterable[tuple[int, str]] = ()) -> Body:
    """Turn a source's Markdown into its body. Raises nothing: what is no Markdown is text.

    `ids` are those of the blocks in order; without them blocks are numbered as they come. `removed` are ids of blocks
    of an earlier release, each with the index of the block before which it stood: their place says so.
    """
    html = MARKDOWN.html(fit(text))
    if "[^" in text:
        html = _REFERENCE.sub(r"\1#note-\3\2", _FOOTNOTE.sub(_footnote, html))
    html = _SAFE.clean(html)
    if "<" in text:  # a button that is taken out may have held a paragraph within one, which HTML ends where it is read
        html = _SAFE.clean(html)
    if "&#" in text:  # a reference such as &#1; is a character now
        html = fit(html)
    return _Reader(ids, removed).read(html)


def _footnote(found: re.Match[str]) -> str:
    number = f"<sup>{found[1]}</sup>"
    return f'<div id="note-{found[1]}">' + (f"<p>{number} " if found[2] else number)


@dataclass(slots=True)
class _Open:
    """An element that is open, and the block that its words make."""

    tag: str
    at: int
    """The index of its tag among the parts of markup."""
    linked: bool
    """Whether it stands within a link, which can hold no other."""
    id: str = ""


class _Reader:
    """Walks sanitised HTML once: gives each block with words its id, and keeps words and markup apart."""

    def __init__(self, ids: Sequence[str], removed: Iterable[tuple[int, str]]) -> None:
        self.ids = ids
        self.removed: dict[int, list[str]] = {}
        for at, one in removed:
            self.removed.setdefault(at, []).append(one)
        self.entered = 0
        self.depth = 0
        self.root_at = 0
        """The index of the empty part before the outermost element that is open."""
        self.parts: list[str] = [""]
        self.run_at: list[int] = []
        self.runs: list[str] = []
        self.starts: list[int] = []
        self.text: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.block: tuple[str, str, int] | None = None
        """The id and the tag of the present block, and where it starts; None before the first."""
        self.open: list[_Open] = []
        self.links = 0
        self.linked: set[int] = set()
        self.numbers = {"h": 0, "p": 0}
        self.note = ""
        """The footnote that begins with the next block."""
        self.notes: dict[str, str] = {}
        """The block with which each footnote begins."""
        self.references: list[tuple[int, str]] = []
        """The index of each link to a footnote among the parts of markup."""

    def read(self, html: str) -> Body:
        words, *tokens = _TAG.split(html)
        self._words(words)
        for token, tag, words in zip(tokens[::3], tokens[1::3], tokens[2::3], strict=True):
            self._tag(token, tag)
            self._words(words)
        self._leave()
        for at in sorted(self.removed):
            self.parts += map(_tombstone, self.removed[at])
        for at, note in self.references:
            if note in self.notes:
                self.parts[at] = f'<a href="#{self.notes[note]}">'
        markup, last = [], 0
        for at in self.run_at:
            markup.append("".join(self.parts[last:at]))
            last = at
        markup.append("".join(self.parts[last:]))
        return Body(
            tuple(markup),
            tuple(self.runs),
            tuple(self.starts),
            frozenset(self.linked),
            "".join(self.text),
            tuple(self.blocks),
        )

    def _tag(self, token: str, tag: str) -> None:
        if tag[0] == "/":
            self.depth -= 1
            self.parts.append(token)
            self.links -= tag == "/a"
            if self.open and self.open[-1].tag == tag[1:]:
                self.open.pop()
            return
        if self.depth == 0:
            self.root_at = len(self.parts)
            self.parts.append("")
        if tag not in VOID:
            self.depth += 1
        if tag == "img":
            self.parts.append(_image_as_link(token, linked=self.links > 0))
            return
        self.links += tag == "a"
        if found := _TO_NOTE.fullmatch(token):
            self.references.append((len(self.parts), found[1]))
        elif tag == "div" and (found := _NOTE.search(token)):
            self.note = found[1]
            token = token.replace(found[0], "")
        self.parts.append(_safe_link(token) if tag == "a" else token)
        if tag in _BLOCKS:
            self.open.append(_Open(tag, len(self.parts) - 1, self.links > 0))
        elif tag in _CELLS and self.open and self.open[-1].id:
            self._add("\t")
        elif tag == "br":
            self._add("\n")

    def _words(self, html: str) -> None:
        if not html:
            return
        words = unescape(html) if "&" in html else html
        if words.isspace():
            if self.block and self.open and self.open[-1].id and not _BETWEEN.match(self.parts[-1]):
                self._run(words)
            else:
                self.parts.append(words)
            return
        loose = not self.open
        if loose:
            self.open.append(_Open("span", len(self.parts), self.links > 0))
            self.parts.append("<span>")
        self._enter(self.open[-1])
        self._run(words)
        if loose:
            self.parts.append("</span>")
            self.open.pop()

    def _run(self, words: str) -> None:
        if self.links:
            self.linked.add(len(self.runs))
        self.run_at.append(len(self.parts))
        self.runs.append(words)
        self.starts.append(self.length)
        self._add(words)

    def _add(self, words: str) -> None:
        self.text.append(words)
        self.length += len(words)

    def _leave(self) -> None:
        """End the present block: all that followed its first words is its own."""
        if self.block:
            self.blocks.append(Block(*self.block, self.length))

    def _enter(self, element: _Open) -> None:
        """Start the block of an element with its first words, or go on with it after an inner one."""
        if self.block:
            if element.id and self.block[0] == element.id:
                return
            self._leave()
            self._add(BREAK)
        if not element.id:
            kind = "h" if element.tag in _HEADINGS else "p"
            self.numbers[kind] += 1
            element.id = self.ids[self.entered] if self.ids else f"{kind}{self.numbers[kind]}"
            opening = self.parts[element.at]
            self.parts[element.at] = f'{opening[:-1]} id="{element.id}">'
            self._bury(element)
            if self.note:
                self.notes.setdefault(self.note, element.id)
                self.note = ""
            self.entered += 1
            if element.tag not in _HEADINGS and not element.linked:
                self._number(element)
        self.block = element.id, element.tag, self.length

    def _bury(self, element: _Open) -> None:
        """Put what was removed before a block in front of the outermost element around it, but not before the title."""
        if not self.removed:
            return
        if element.tag == "h1" and not self.entered:
            self.removed.setdefault(1, [])[:0] = self.removed.pop(0, [])
        self.parts[self.root_at] += "".join(map(_tombstone, self.removed.pop(self.entered, [])))

    def _number(self, element: _Open) -> None:
        """The paragraph's number in the margin, a link to its own address: within a row, in its first cell."""
        at = element.at
        if element.tag == "tr":
            at = next((i for i in range(at, len(self.parts)) if re.match(r"<t[dh]\b", self.parts[i])), at)
        number = element.id[1:]
        link = f'<a class="pd-number" href="#{element.id}" aria-label="Paragraph {number}" data-number="{number}"></a>'
        self.parts[at] += link


def _tombstone(one: str) -> str:
    """What stands in the place of a block that was removed after a release."""
    what = "Heading" if one.startswith("h") else "Paragraph"
    return (
        f'<p class="pd-tombstone" id="{one}"><span class="pd-ours">{what} {one[1:]} of an earlier release was removed. '
        f'<a href="#pd-changes">What changed</a></span></p>'
    )


def _image_as_link(token: str, *, linked: bool) -> str:
    """An image as a link to it: nothing is asked of another host unless the reader asks."""
    attributes = dict(_ATTRIBUTE.findall(token))
    source = unescape(attributes.get("src", ""))
    label = attributes.get("alt") or escape(unquote(_path_of(source)).rpartition("/")[2])
    title = f' title="{attributes["title"]}"' if "title" in attributes else ""
    told = f'<span class="pd-image"{title}>Image: {label or "without description"}</span>'
    if linked or not leads_out(source):
        return told
    return f'<a href="{escape(page_address(source))}" rel="noopener">{told}</a>'


def _safe_link(token: str) -> str:
    """A link of the source that leads somewhere: one without a host would lead into this site by mistake."""
    attributes = dict(_ATTRIBUTE.findall(token))
    target = unescape(attributes.get("href", ""))
    title = f' title="{attributes["title"]}"' if "title" in attributes else ""
    if not leads_out(target):
        return f"<a{title}>"
    return f'<a href="{escape(page_address(target))}"{title} rel="noopener">'


_URL_SAFE = "%:/?#[]@!$&'()*+,;=-._~"


def leads_out(target: str) -> bool:
    """Whether an address is one that leads out of this site."""
    return target[:8].lower().startswith(("http://", "https://", "mailto:"))


def page_address(written: str) -> str:
    """An address of a source in the form in which a page has it."""
    return quote(written, safe=_URL_SAFE)


def _path_of(url: str) -> str:
    """The path of an address, or nothing where it is no address."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
