"""The files of a text for other programs: BibTeX, RIS, CSL-JSON and the plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import accumulate

import orjson
import rispy
from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.middlewares.parsestack import default_unparse_stack
from bibtexparser.model import Entry, Field

from policy_digest.body import Block, Body
from policy_digest.citation import Issued, Record, csl_json
from policy_digest.texts import Text
from policy_digest.wording import one_line

BIBTEX_TYPES = {
    "article-newspaper": "article",
    "article-magazine": "article",
    "article-journal": "article",
    "report": "techreport",
}
RIS_TYPES = {
    "article-newspaper": "NEWS",
    "article-magazine": "MGZN",
    "article-journal": "JOUR",
    "legislation": "STAT",
    "report": "RPRT",
}
_BIBTEX = str.maketrans(
    {
        **{mark: f"\\{mark}" for mark in "&%$#_{}"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_BIBTEX_UNPAIRED = {**_BIBTEX, ord("{"): r"\textbraceleft{}", ord("}"): r"\textbraceright{}"}
_NO_KEY = re.compile(r"[^\w.:/+-]+")


def indented(value: object) -> str:
    """JSON as a file: indented by two, with characters as they are."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def csl_file(record: Record) -> str:
    """The record as a file of CSL-JSON: a list of one item."""
    return indented([csl_json(record)])


def bibtex(record: Record) -> str:
    """The record as BibTeX. A name in double braces is one name; a title in double braces keeps its capitals.

    biblatex takes an institution and a publisher for lists, and would part them at “and”.

    `year` is for BibTeX, which knows no more; `date` for biblatex.
    """
    kind = BIBTEX_TYPES.get(record.type, "misc")
    within = {"article": "journal", "techreport": "institution"}.get(kind, "howpublished")
    body = record.issuers if record.people else record.publishers or record.issuers
    host = _bibtex(record.container or record.archive)
    values = {
        "author": " and ".join(f"{{{_bibtex(name)}}}" for name in record.authors),
        "title": f"{{{_bibtex(record.title)}}}",
        within: f"{{{_bibtex('; '.join(body))}}}" if kind == "techreport" and body else host,
        "publisher": f"{{{_bibtex('; '.join(record.publishers))}}}" if record.publishers else "",
        "pages": record.page,
        "type": _bibtex(record.genre),
        "year": str(record.issued.parts[0]) if record.issued and record.issued.parts[0] > 0 else "",
        "date": _biblatex_date(record.edtf),
        "translator": f"{{{_bibtex(record.translator)}}}" if record.translator else "",
        "language": _bibtex(record.language),
        "version": _bibtex(record.version),
        "url": record.url,
        "urldate": record.accessed.firm if record.accessed else "",
        "note": _bibtex(record.note),
    }
    fields = [Field(name, value) for name, value in values.items() if value]
    library = Library([Entry(kind, _NO_KEY.sub("-", record.id), fields)])
    return write_string(library, unparse_stack=default_unparse_stack(allow_inplace_modification=True))


def _biblatex_date(edtf: str) -> str:
    """A date as biblatex reads it, which knows EDTF but for sets; empty for one that it would print as a range.

    It takes `201X` and `2021-XX` for ranges too, as if the text were a work of years: of the second the year is left.
    """
    known = edtf.replace("-XX", "")
    return "" if known.startswith("[") or "/" in known or "X" in known else known


def _bibtex(text: str) -> str:
    """Plain words for BibTeX, which counts braces even where they are escaped: they must pair."""
    words = one_line(text)
    return words.translate(_BIBTEX if _paired(words) else _BIBTEX_UNPAIRED)


def _paired(text: str) -> bool:
    if "{" not in text and "}" not in text:
        return True
    depths = list(accumulate({"{": 1, "}": -1}.get(mark, 0) for mark in text))
    return min(depths) >= 0 and depths[-1] == 0


def ris(record: Record) -> str:
    """The record as RIS. The format splits a name at a comma, so a name with one is whole only in the other files."""
    first, _, last = record.page.partition("-")
    values: Mapping[str, object] = {
        "type_of_reference": RIS_TYPES.get(record.type, "ELEC"),
        "id": record.id,
        "authors": [one_line(name) for name in record.authors],
        "title": one_line(record.title),
        "secondary_title": one_line(record.container),
        "publisher": one_line("; ".join(record.publishers)),
        "start_page": first,
        "end_page": last,
        "year": record.issued.iso[:4] if record.issued else "",
        "date": _ris_date(record.issued),
        "type_of_work": one_line(record.genre),
        "language": one_line(record.language),
        "name_of_database": one_line(record.archive),
        "subsidiary_authors": [one_line(record.translator)] if record.translator else [],
        "notes": [one_line(record.note)],
        "access_date": record.accessed.firm.replace("-", "/") if record.accessed else "",
        "urls": [record.url],
    }
    made: str = rispy.dumps([{name: value for name, value in values.items() if value}], implementation=_Ris)
    return made.lstrip()


class _Ris(rispy.RisWriter):  # type: ignore[misc]  # rispy has no types
    """A writer that does not number what stands alone in its file."""

    def set_header(self, count: int) -> str:  # noqa: ARG002 - the writer gives it
        return ""


def _ris_date(date: Issued | None) -> str:
    """`2023/09/10/`, `2023///circa`: what is not known stays empty, as the format asks."""
    if date is None or not date.iso:
        return ""
    year, month, day = (*date.iso.split("-"), "", "")[:3]
    return f"{year}/{month}/{day}/{'circa' if date.circa else ''}"


def text_twin(record: Record, text: Text, reference: str) -> str:
    """The text as plain text: what it is, then its blocks with their numbers, in the words of the source."""
    head = {
        "Title": record.title,
        "Issuer": "; ".join(record.issuers) or "unknown",
        "Author": "; ".join(record.authors) if record.people else "",
        "Date": f"{text.date.words} ({text.date.edtf})" if text.date else "undated",
        "Publisher": "; ".join(record.publishers),
        "Language": record.language,
        "Note": record.note,
        "Version": record.version,
        "Address": record.url,
        "Cite as": reference,
    }
    lines = [f"{name}: {one_line(value)}" for name, value in head.items() if value]
    seen: set[str] = set()
    blocks = []
    body = text.body
    for block in body.blocks:
        blocks.append(_numbered(block, body, again=block.id in seen))
        seen.add(block.id)
    return "\n".join(lines) + "\n\n" + "\n\n".join(blocks) + "\n"


def _numbered(block: Block, body: Body, *, again: bool) -> str:
    """A block with its number; a heading with the marks of its level; the cells of a row set apart."""
    found = body.text[block.start : block.end]
    words = " | ".join(one_line(cell) for cell in (found.split("\t") if block.tag == "tr" else (found,)))
    if block.id.startswith("h"):
        return f"{'#' * int(block.tag[1])} {words}"
    return words if again else f"[{block.id[1:]}] {words}"
