"""What of a text's Markdown no reader would see, although it may be words of the source, or where a link of it leads.

A comparison with a capture finds every word that is lost. Where there is none, a slip would go unseen: a sign of the
source that CommonMark takes for markup. An address of a link is no word, and no comparison finds that it is lost.
Each is told as a warning with its line and the remedy.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import Any

import nh3

from policy_digest.body import MARKDOWN, Body, leads_out, page_address
from policy_digest.wording import cut, one_line

_KNOWN = nh3.ALLOWED_TAGS | {
    *("html", "head", "title", "meta", "link", "base", "body", "main", "section", "address", "hgroup", "menu"),
    *("script", "style", "template", "noscript", "iframe", "object", "embed", "param", "canvas", "svg", "math"),
    *("form", "fieldset", "legend", "label", "input", "button", "select", "option", "textarea", "progress", "meter"),
    *("audio", "video", "source", "track", "picture", "font", "big", "basefont", "dir", "frame", "frameset", "search"),
}
"""Names of elements of HTML, of today and before: whoever writes one means it."""
_FOREIGN = re.compile(r"<(svg|math)\b[^<>]*>", re.IGNORECASE)
"""The first tag of a drawing or a formula. No page shows the elements within, nor their words."""
_NO_WORDS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_HIDDEN = {"script", "style", "template"}
_RAW = _HIDDEN | {"iframe", "noembed", "noframes", "noscript", "plaintext", "textarea", "title", "xmp"}
"""Elements in which a tag is no tag: one that does not end takes in all that follows (HTML, "Parsing": raw text)."""
_MARKUP = re.compile(
    r"""<(?: !--(?: -?> | .*?(?: --!?> | (?P<endless>\Z) ) )
    | (?P<declaration>(?:[!?]|/(?![a-z>]))[^>]*)(?:>|\Z)
    | /?(?P<name>[a-z][^\s/>]*)(?P<fields>(?: = \s* (?: "[^"]*(?:"|\Z) | '[^']*(?:'|\Z) ) | [^>] )*+)(?:>|(?P<open>\Z))
    )""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
"""A comment, a declaration or a tag, as a browser reads them."""
_MEANT = re.compile(r"!doctype\b|\?xml\b", re.IGNORECASE)
_FIELD = re.compile(r"""[^\s=/"']+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""")
_BARE = re.compile(
    "allowfullscreen|async|autofocus|autoplay|border|checked|compact|controls|default|defer|disabled|download|hidden|inert|"
    "ismap|itemscope|loop|multiple|muted|nohref|noresize|noshade|novalidate|nowrap|open|playsinline|readonly|required|"
    "reversed|selected"
)
"""Attributes of HTML that stand without a value."""
_DEFINITION = re.compile(r"\[([^\]\[^][^\]\[]*)\]:")
_RULE = re.compile(r"^[ >]*[-:| \t]*-[-:| \t]*$", re.MULTILINE)
"""The line below the first of a table."""
_LEADS = re.compile(r"\]\([ \n]*<?(?!https?://|mailto:)")
"""A link that may lead into this site."""
_ADDRESS = re.compile(r"""[\s"'](?:href|src|data)\s*=\s*(?:(["'])(.*?)\1|([^\s"'>]+))""", re.DOTALL | re.IGNORECASE)
_HAS = re.compile(r"""(?: href="|>Image: )([^"<#][^"<]*)""")
"""An address that a page has: a link's, or an image's, whose file is named where it has no description."""
_NOWHERE = re.compile(r"\s*$|\s*(?:java|vb)script:", re.IGNORECASE)
"""No address, or a script in the place of one: it is taken out like any other."""
_LEADING = {"a", "area", "audio", "embed", "iframe", "img", "object", "source", "track", "video"}
"""Elements whose address leads a reader somewhere."""
_HOLDING = re.compile(
    "<(?:table|[uod]l|div|section|article|aside|main|header|footer|nav|figure|blockquote|details|center|form|fieldset)\\b",
    re.IGNORECASE,
)
"""The first tag of a table, a list or another block that is commonly written with its end."""
_BLOCK = "Start", "HtmlBlock"
_INDENTED = "Start", {"CodeBlock": "Indented"}
_WORDS_WITHIN = "has words that are not shown. Write them as text."
_NAMED = 3
"""Of several addresses, those that a message names."""
_SHOWN = 60
"""Characters of markup that a message shows."""


def unseen(text: str) -> Iterator[tuple[int, str]]:
    """Where in a text's Markdown something is that is not shown, and what: index and message, in no order."""
    if "|" in text and _RULE.search(text):
        yield from _cells_too_many(text)
    if "```" in text or "~~~" in text:
        yield from _languages(text)
    if "<" not in text and "]:" not in text:
        return
    if _HOLDING.search(text):
        yield from _cut(text)
    html = MARKDOWN.html(text)
    html, foreign = _foreign_apart(html)
    for first in dict.fromkeys(first for first, whole in foreign if _loses_words(whole)):
        yield max(0, text.find(first)), f"'{first}' {_WORDS_WITHIN}"
    told = set()
    before = place = 0
    for at, found, what in _taken_for_html(html):
        if found not in told:
            told.add(found)
            first = found.partition("\n")[0]
            place = _place(
                text, first, place, sum(html.count(one, before, at) for one in {first, escape(first, quote=False)})
            )
            before = at
            yield place, f"'{_short(found)}' {what}"
    if "]:" in text:
        yield from _idle_definitions(text)


def lost_addresses(text: str, body: Body) -> Iterator[tuple[int, str]]:
    """Where in a text's Markdown an address is that its page does not have, and what is wrong: index and message."""
    if not ("![" in text or "]:" in text or ("<" in text and "=" in text) or _LEADS.search(text)):
        return
    shown = {page_address(unescape(found)) for markup in body.markup for found in _HAS.findall(markup)}
    characters = _characters(text)
    lost: dict[str, tuple[int, str]] = {}
    for at, element, written in _addresses(text):
        if page_address(written) not in shown and not _NOWHERE.match(written):
            lost.setdefault(written, (characters(at), element))
    within = [written for written, (_, element) in lost.items() if written.startswith("#") and not element]
    if len(within) > 1:  # the contents list of a page that was captured: one slip, with the same remedy for all
        named = ", ".join(f"'{_short(written)}'" for written in within[:_NAMED])
        more = f" and {len(within) - _NAMED} more" if len(within) > _NAMED else ""
        remedy = "Write each in full, beginning with http:// or https://, or the words alone."
        yield lost[within[0]][0], f"{named}{more} are addresses of links within the page, and not shown. {remedy}"
        lost = {written: found for written, found in lost.items() if written not in within}
    for written, (at, element) in lost.items():
        remedy = "Make it a link of its own."
        if not (element or leads_out(written)):
            remedy = "Write it in full, beginning with http://, https:// or mailto:, or the words alone."
        what = f"that <{element}> has" if element else "of a link or an image"
        yield at, f"'{_short(written)}' is the address {what}, and not shown. {remedy}"


def _events(text: str) -> Iterator[tuple[str, Any, int, int]]:
    """What CommonMark reads in a text: the kind of each event, what it is of, and where in bytes that stands."""
    for event, place in MARKDOWN.events_with_range(text):
        kind, value = next(iter(event.items())) if isinstance(event, dict) else ("", event)
        yield kind, value, place["start"], place["end"]


def _link(kind: str, value: Any) -> dict[str, str] | None:
    """The link or the image that an event begins, if it does."""
    return (value.get("Link") or value.get("Image")) if kind == "Start" and isinstance(value, dict) else None


def _addresses(text: str) -> Iterator[tuple[int, str, str]]:
    """The addresses in a text's Markdown that are no words, each after where in bytes the markup begins that has it.

    Between the two stands the element of HTML, unless it is a link or an image.
    """
    raw = text.encode()
    for kind, value, start, end in _events(text):
        if link := _link(kind, value):
            if link["link_type"] not in {"Autolink", "Email"}:
                yield start, "", link["dest_url"]
        elif kind == "InlineHtml" or (kind, value) == _BLOCK:
            html, at, last = raw[start:end].decode(), start, 0
            for tag in _MARKUP.finditer(html):
                at += len(html[last : tag.start()].encode())
                last = tag.start()
                name = (tag["name"] or "").lower()
                if name in _LEADING:
                    for found in _ADDRESS.finditer(tag["fields"]):
                        yield at, "" if name in {"a", "area", "img"} else name, unescape(found[2] or found[3] or "")


def _languages(text: str) -> Iterator[tuple[int, str]]:
    """Words behind the signs that begin code."""
    characters = _characters(text)
    for kind, value, start, _ in _events(text):
        code = value.get("CodeBlock") if kind == "Start" and isinstance(value, dict) else None
        if isinstance(code, dict) and (words := code["Fenced"].strip()):
            message = f"'{_short(words)}' after ``` is taken for the language of code, and not shown."
            yield characters(start), f"{message} Put it on a line of its own if it is the source's."


def _cut(text: str) -> Iterator[tuple[int, str]]:
    """Blocks in HTML that a blank line cuts, where markup behind it is indented by four and so is code."""
    written, characters = text.encode(), _characters(text)
    around: list[str] = []
    told = False
    for kind, value, start, end in _events(text):
        indented = (kind, value) == _INDENTED
        if not (kind == "InlineHtml" or (kind, value) == _BLOCK or (around and indented)):
            continue
        html = written[start:end].decode()
        tags = [(tag["name"].lower(), tag[0][1] == "/") for tag in _MARKUP.finditer(html) if tag["name"]]
        if indented and tags and not told:
            told = True
            message = (
                "is shown as code, since a blank line above it ends the HTML of {0}. Take out the blank lines in {0}."
            )
            yield characters(start), f"'{_short(html)}' {message.format(f'<{around[-1]}>')}"
        for name, ends in tags:
            if _HOLDING.match(f"<{name}"):
                around = around[:-1] if ends else [*around, name]
        told = told and bool(around)


def _foreign_apart(html: str) -> tuple[str, list[tuple[str, str]]]:
    """Some HTML without the drawings and formulas that end, and these, each with its first tag before it."""
    kept: list[str] = []
    apart: list[tuple[str, str]] = []
    at = 0
    endless: set[str] = set()
    for first in _FOREIGN.finditer(html):
        name = first[1].lower()
        if first.start() < at or name in endless:
            continue
        end = re.compile(f"</{name}>", re.IGNORECASE).search(html, first.end())
        if end is None:
            endless.add(name)  # and so is every later one: to look for its end would take as long each time
            continue
        kept.append(html[at : first.start()])
        apart.append((first[0], html[first.start() : end.end()]))
        at = end.end()
    return "".join([*kept, html[at:]]), apart


def _place(text: str, wanted: str, start: int, before: int) -> int:
    """Where markup stands in a text from `start` on that has the same `before` times before, as near as can be told."""
    at = text.find(wanted, start)
    while before and (following := text.find(wanted, at + 1)) >= 0:
        at, before = following, before - 1
    return at if at >= 0 else start


def _characters(text: str) -> Callable[[int], int]:
    """What tells how many characters of a text stand before a byte of it, asked in the order of the text."""
    raw = text.encode()
    last = count = 0

    def before(byte: int) -> int:
        nonlocal last, count
        count += len(raw[last:byte].decode())
        last = max(last, byte)
        return count

    return before


def _taken_for_html(html: str) -> Iterator[tuple[int, str, str]]:
    """Markup in some HTML that nobody may have meant, or that hides what follows: where, which, and what is told."""
    sign = "Write \\< where the source has that sign."
    at = 0
    foreign: set[str] = set()
    while found := _MARKUP.search(html, at):
        at = found.end()
        name = (found["name"] or "").lower()
        if found["endless"] is not None:
            yield (
                found.start(),
                "<!--",
                "opens a comment that does not end: what follows is not shown. End it with -->.",
            )
        elif found["open"] is not None:
            yield found.start(), found[0], f"is a tag that does not end: what follows is not shown. {sign}"
        elif found["declaration"]:
            if not _MEANT.match(found["declaration"]):
                yield found.start(), found[0], f"is taken for HTML and not shown. {sign}"
        elif name in _RAW and found[0][1] != "/":
            end = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(html, at)
            if not end:
                shown = "not shown" if name in _HIDDEN else "shown with its markup"
                yield found.start(), found[0], f"does not end: what follows is {shown}. End it with </{name}>. {sign}"
                return
            if name != "template":
                at = end.start()
            elif _loses_words(html[at : end.start()].join(("<template>", "</template>"))):
                yield found.start(), found[0], _WORDS_WITHIN
        elif name in {"svg", "math"} and name not in foreign:
            foreign.add(name)  # what is behind a later one is behind the first
            if _loses_words(html[found.start() :]):
                yield found.start(), found[0], f"does not end: what follows is not shown. End it with </{name}>. {sign}"
                return
        elif name and ((name not in _KNOWN and ":" not in name) or _has_words(found["fields"])):
            yield found.start(), found[0], f"is taken for HTML and not shown. {sign}"


def _idle_definitions(text: str) -> Iterator[tuple[int, str]]:
    """Addresses of links that are nowhere, or that have another address."""
    used: set[str] = set()
    shown = [-1]
    """Where in bytes the words start that are shown, and each time where they end."""
    for kind, value, start, end in _events(text):
        link = _link(kind, value)
        if link:
            used.add(_label(link["id"]))
        if (link or kind not in {"Start", "End"}) and start >= shown[-1]:
            shown += start, end
    seen: set[str] = set()
    last = byte = 0
    for found in _DEFINITION.finditer(text):
        byte += len(text[last : found.start()].encode())
        last = found.start()
        if bisect_right(shown, byte) % 2 == 0:
            continue
        label = _label(found[1])
        if label not in used or label in seen:
            what = "has one already" if label in used else "is nowhere"
            message = f"'{found[0]}' is taken for the address of a link that {what}, and not shown."
            yield found.start(), f"{message} Write \\[ where the source has that sign."
        seen.add(label)


def _label(written: str) -> str:
    """The name of a link's address, as CommonMark compares it."""
    return one_line(written).casefold()


def _has_words(fields: str) -> bool:
    """Whether what stands in a tag behind its name is more than attributes."""
    left = _FIELD.sub(" ", fields).replace("/", " ").split()
    return any(not _BARE.fullmatch(word.lower()) for word in left)


def _short(markup: str) -> str:
    return cut(one_line(markup), _SHOWN)


def _cells_too_many(text: str) -> Iterator[tuple[int, str]]:
    """Words behind the last cell that a row of a table may have."""
    written, characters = text.encode(), _characters(text)
    last = 0
    for kind, value, _, end in _events(text):
        if (kind, value) == ("Start", "TableCell"):
            last = end
        elif (kind, value) == ("End", "TableRow") and (rest := written[last:end].decode().strip("| \t\n>")):
            message = f"'{_short(rest)}' is in a cell beyond those of the first row of the table, and not shown."
            yield characters(last), f"{message} Add a cell to the first row, or write \\| for the sign."


def _loses_words(html: str) -> bool:
    """Whether a page shows fewer words than there are in some HTML."""
    there, shown = (unescape(words).split() for words in (_NO_WORDS.sub("", html), nh3.clean(html, tags=set())))
    return len("".join(shown)) < len("".join(there))
