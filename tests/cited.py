"""What the tests of citations share: issuers, titles that are hard to cite, and records."""

from __future__ import annotations

from policy_digest.citation import Record
from policy_digest.references import references
from policy_digest.site import Site

SITE = Site("https://example.org/digest/", "Policy Digest")
MINISTRY = "Ministry of Education of the People’s Republic of China"
UNESCO = "United Nations Educational, Scientific and Cultural Organization"
ISSUERS = {
    "moe": {"label": MINISTRY},
    "mof": {"label": "Ministry of Finance"},
    "unesco": {"label": UNESCO},
    "daily": {"label": "China Education Daily", "kind": "newspaper"},
    "site": {"label": "Education and Training Encyclopedia", "kind": "website"},
}


HOSTILE = (
    "<script>alert(1)</script>",
    'A "quoted" <b>title</b> & more</title>',
    "Braces { and } and \\backslash, 100% of $5 #1_a ~ ^",
    "Unbalanced {{{",
    "and {and} and",
    "TY  - JOUR ER  - ",
    '<span class="nocase">x</span>',
    "x⟦n⟧ 7777 888 [1]",
    "标题：“关于教师”的通知",
    "\U000f0000\U000f1000 private use",
    "Ends with a stop.",
    "Data Retrieved https://x.y/z and more",
    "On “reform”, and after",
    "Waits...",
    "Asks?",
    "a" * 400,
)


PLAIN = Record(
    id="a", type="report", title="A title", authors=(), people=False, issuers=(), publishers=(), container="", page="",
    issued=None, edtf="", genre="", language="zh", medium="", translator="", note="", url="https://example.org/a/",
    archive="Policy Digest", accessed=None, version="0",
)  # fmt: skip


def text_of(record: Record, style: str) -> str:
    return next(one.text for one in references(record) if one.style.key == style)
