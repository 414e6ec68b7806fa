"""What of a text's Markdown no reader would see, although it may be words of the source.

A comparison with a capture finds every word that is lost. Where there is none, a slip would go unseen: a sign of the
source that CommonMark takes for markup. Each is told as a warning with its line and the remedy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import nh3

from policy_digest.body import MARKDOWN

_KNOWN = nh3.ALLOWED_TAGS | {
    *("html", "head", "title", "meta", "link", "base", "body", "main", "section", "address", "hgroup", "menu"),
    *("script", "style", "template", "noscript", "iframe", "object", "embed", "param", "canvas", "svg", "math"),
    *("form", "fieldset", "legend", "label", "input", "button", "select", "option", "textarea", "progress", "meter"),
    *("audio", "video", "source", "track", "picture", "font", "big", "basefont", "dir", "frame", "frameset", "search"),
}
"""Names of elements of HTML, of today and before: whoever writes one means it."""
_FOREIGN = re.compile(r"(<(svg|math)\b[^<>]*>).*?</\2>", re.DOTALL | re.IGNORECASE)
"""A drawing or a formula, and its first tag. No page shows the elements within, nor their words."""
_NO_WORDS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*)?>")
_DEFINITION = re.compile(r"^ {0,3}(\[([^\]\[^][^\]\[]*)\]:)[ \t]*\S.*", re.MULTILINE)


def unseen(text: str) -> Iterator[tuple[int, str]]:
    """Where in a text's Markdown something is that is not shown, and what: index and message, in no order."""
    if "<" not in text and "]:" not in text:
        return
    html = MARKDOWN.html(text)
    for first in dict.fromkeys(found[1] for found in _FOREIGN.finditer(html) if _loses_words(found[0])):
        yield max(0, text.find(first)), f"'{first}' has words that are not shown. Write them as text."
    html = _FOREIGN.sub("", html)
    for found in {tag[0]: tag for tag in _TAG.finditer(html) if tag[1].lower() not in _KNOWN}.values():
        yield (
            max(0, text.find(found[0])),
            f"'{found[0]}' is taken for HTML and not shown. Write \\< where the source has that sign.",
        )
    at = html.rfind("<!--")
    if at >= 0 and "-->" not in html[at:]:
        yield (
            text.rfind("<!--"),
            "'<!--' opens a comment that does not end: what follows is not shown. End it with -->.",
        )
    for definition in _DEFINITION.finditer(text):
        label = definition[2].casefold()
        if definition[1] not in html and text.casefold().count(f"[{label}]") == 1:
            message = f"'{definition[1]}' is taken for the address of a link that is nowhere, and not shown."
            yield definition.start(), f"{message} Write \\[ where the source has that sign."


def _loses_words(html: str) -> bool:
    """Whether a page shows fewer words than there are in some HTML."""
    there, shown = (unescape(words).split() for words in (_NO_WORDS.sub("", html), nh3.clean(html, tags=set())))
    return len("".join(shown)) < len("".join(there))
