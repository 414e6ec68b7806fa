"""Lines of a host page that stand around a text: proposed as omitted, with the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from policy_digest.adding.found_dates import find_dates
from policy_digest.adding.pieces import Piece

_I = re.IGNORECASE
_NAVIGATION = "navigation of the host page"
_SHARING = "sharing links of the host page"
_OF_BUTTONS = "links of the host page for sharing, printing and the size of letters"
_WHOLE = (
    (
        re.compile(
            r"(?:current location|current position|you are here|your location|location)(?:\s*[:：>]|\s+-\s).*", _I
        ),
        _NAVIGATION,
    ),
    (
        re.compile(r"(?:您?(?:的|现在的)?(?:当前|所在)?位置|您现在的位置|当前位置)(?:是)?\s*[:：].*"),
        _NAVIGATION,
    ),
    (
        re.compile(r"(?:sie sind hier|startseite|usted está aquí|está aquí|inicio)\s*[:>›»].*", _I),
        _NAVIGATION,
    ),
    (re.compile(r"(?:home|首页|主页)\s*(?:[>›»/|→-]\s*\S.*)|首页", _I), _NAVIGATION),
    (
        re.compile(
            r"(?:related (?:pages|articles|posts|links|news|content)|相关(?:链接|新闻|文章|阅读|文件)"
            r"|ähnliche (?:artikel|beiträge)|artículos relacionados)\s*[:：]?",
            _I,
        ),
        _NAVIGATION,
    ),
    (
        re.compile(r"(?:previous|next)(?: (?:article|post|page|one))?\s*[:：].*|[上下]一[篇页条]\s*[:：]?.*", _I),
        _NAVIGATION,
    ),
    (
        re.compile(
            r"(?:skip to (?:main )?content|back to (?:top|home)|(?:返回|回到)(?:顶部|首页)|nach oben"
            r"|zum inhalt springen|volver arriba|关闭窗口|【?关闭】?)",
            _I,
        ),
        _NAVIGATION,
    ),
    (
        re.compile(
            r"share (?:this|on|via|to)\b(?: \S+){0,3}|分享到?[:：].{0,60}|分享让更多人看到|.{0,6}扫一扫.{0,20}", _I
        ),
        _SHARING,
    ),
    (re.compile(r"(?:浏览|阅读|点击|访问)(?:次数|量|数)\s*[:：]?\s*\d*\s*次?"), "count of visits of the host page"),
    (
        re.compile(
            r"(?:©|\(c\)|copyright)\s*.{0,120}|版权所有.{0,80}|.{0,40}all rights reserved\.?|.{0,40}ICP备.{0,80}"
            r"|.{0,30}alle rechte vorbehalten\.?",
            _I,
        ),
        "copyright line of the host page",
    ),
    (
        re.compile(
            r"(?:accept (?:all )?cookies|cookie (?:settings|policy)|privacy policy|terms of (?:use|service)"
            r"|impressum|datenschutz|aviso legal)",
            _I,
        ),
        "footer of the host page",
    ),
    (
        re.compile(r"(?:advertisement|advertising|sponsored(?: content)?|anzeige|werbung|publicidad|广告)", _I),
        "advertisement of the host page",
    ),
    (
        re.compile(
            r"(?:log in|login|sign in|register|leave a (?:comment|reply)|post a comment|subscribe"
            r"|sign up(?: for .{0,40})?|subscribe to .{0,40})",
            _I,
        ),
        "form of the host page",
    ),
)
"""A line that is this as a whole."""
_BUTTON_WORDS = (
    "print drucken imprimir imprimer share teilen compartir comparte compartilhar partager tweet email e-mail"
    " 打印 打印本页 打印此页 分享 分享到 分享至 字号 字体 字体大小 关闭 关闭窗口 关闭本页 收藏 加入收藏 我要纠错"
)
_BUTTONS = frozenset(_BUTTON_WORDS.split())
"""Words of buttons for printing, sharing, keeping and for the size of letters, each of which tells the line."""
_CHOICE_WORDS = (
    "font size large medium small a+ a- facebook twitter linkedin whatsapp telegram reddit wechat weibo"
    " 大 中 小 大中小 微信 微信好友 朋友圈 微博 新浪微博 腾讯微博 qq qq好友 qq空间 复制链接"
)
_CHOICES = frozenset(_CHOICE_WORDS.split())
"""What such buttons offer: two of them tell the line."""
_LINKING_WORDS = "a text this esto page article seite on to via auf en sur"
_BETWEEN = frozenset(_LINKING_WORDS.split())
_APART = re.compile(r"[\s:：|/·、,，;；【】\[\]()（）]+")
_UPDATED = re.compile(r"(.{0,60}?)\b(?:last )?(?:updated|modified)(?: on| at)?\s*[:：]?\s*(.*)", _I)
_PAGE = re.compile(
    r"(?:page|seite|página)?\s*[-–—]?\s*(\d{1,4})\s*[-–—]?(?:\s*(?:/|of|von|de)\s*\d{1,4})?|第\s*\d+\s*页(?:\s*[共/].*)?",
    _I,
)
_HEAD, _FOOT = 14, 8
"""So many pieces from the start and the end are where a host page stands, without those that are told as such."""


def mark_chrome(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, those of the host page each with its reason; all of them as text where nothing else would be left."""
    marked: list[Piece] = []
    kept, behind = 0, sum(not piece.reason for piece in pieces)
    for piece in pieces:
        reason, foot = piece.reason, behind <= _FOOT
        above = marked[-1].reason if marked else ""
        behind -= not reason
        if not reason and (kept < _HEAD or foot):
            reasons = [reason_of(line) for line in piece.lines]
            reason = reasons[0] if all(reasons) else ""
        if not reason and above == _NAVIGATION and foot and piece.kind == "item":
            reason = above  # the links below `Related pages`
        if not reason and above in {_OF_BUTTONS, _SHARING} and _is_of_buttons(piece.text, least=1):
            reason = above  # what these buttons offer, each on a line of its own
        kept += not reason
        marked.append(replace(piece, reason=reason))
    return marked if any(not piece.reason for piece in marked) else list(pieces)


def reason_of(line: str) -> str:
    """Why a line, as a whole, is likely one of the host page; nothing where it is not."""
    for form, reason in _WHOLE:
        if form.fullmatch(line):
            return reason
    if _is_of_buttons(line):
        return _OF_BUTTONS
    updated = _UPDATED.fullmatch(line)
    if updated and find_dates(updated[2]) and len(line) <= 100:  # noqa: PLR2004 - a line, not a sentence
        return "name of the host page and date of its update" if updated[1].strip() else "date of the page’s update"
    return ""


def _is_of_buttons(line: str, least: int = 2) -> bool:
    """Whether a line has no other words than a button around a text has, or at least so many that buttons offer."""
    words = [word for word in _APART.split(line.lower().replace("分享到", " 分享到 ")) if word and word not in _BETWEEN]
    if not _BUTTONS.union(_CHOICES).issuperset(words):
        return False
    return not _BUTTONS.isdisjoint(words) or len(words) >= least


def is_page_number(line: str) -> bool:
    """Whether a line at the edge of a page is its number."""
    return bool(_PAGE.fullmatch(line))
