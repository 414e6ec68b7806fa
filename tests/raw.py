"""Raw files in every kind, made small by hand."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import docx
import pypdf

from policy_digest.adding.one import Added, add_file
from policy_digest.adding.shelf import read_shelf
from policy_digest.vocabulary import read_vocabulary

NOTICE = (
    "NOTICE ON RURAL TEACHERS\n\nMay 5, 2020\n\nEvery village school has two teachers. They live near the school.\n"
)
LONG = [
    f"Sentence number {number} tells of village school {number * 7} and of what its teachers did."
    for number in range(60)
]
PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>Teachers in villages | Ministry of Schools</title>
<meta property="article:published_time" content="2019-05-12T08:00:00Z">
<link rel="canonical" href="https://example.org/teachers"><script>var unseen = "never shown"</script></head><body>
<header><a href="/">Ministry of Schools</a></header><nav><ul><li><a href="/">Home</a></li><li>News</li></ul></nav>
<div class="breadcrumb">Home &gt; News &gt; Teachers in villages</div>
<main><h1>Teachers in villages</h1><p>Published: 12 May 2019</p>
<p>By 2020, every village school has <strong>two teachers</strong> who live near the school and are paid as those in
towns are. See <a href="https://example.org/plan">the plan</a> and <a href="/news">the news</a>.</p><h3>Reports</h3>
<p>Counties report each year to the ministry what they have done &amp; what is &lt;b&gt; not done.</p>
<ul><li>One house for each teacher in the village where the school is.</li><li>A bus twice a day to the town.</li></ul>
<ol><li>first of all</li></ol><table><tr><th>Year</th><th>Houses</th></tr><tr><td>2019</td><td>1|20</td></tr></table>
<p hidden>not for readers</p><div class="share">Share on Facebook</div></main>
<aside>Other news of the day</aside><footer>© 2019 Ministry of Schools</footer></body></html>"""
PAGE_SEEN = """Ministry of Schools Home News Home > News > Teachers in villages Teachers in villages Published: 12 May 2019
By 2020, every village school has two teachers who live near the school and are paid as those in towns are. See the plan
and the news. Reports Counties report each year to the ministry what they have done & what is <b> not done.
One house for each teacher in the village where the school is. A bus twice a day to the town. first of all
Year Houses 2019 1|20 Share on Facebook Other news of the day © 2019 Ministry of Schools"""

DECREE = (
    (
        "Official Journal of Schools",
        "DECREE ON RURAL TEACHERS",
        "3 March 2018",
        "Every village school shall have two teachers who live near the school, and the edu-",
        "cation office of the county shall pay them as those in towns are paid, and shall",
        "1",
    ),
    (
        "Official Journal of Schools",
        "report each year what it has done for their housing and for the way to the school.",
        "Counties that cannot pay ask the province, which decides within a month of the",
        "request and tells the ministry.",
        "2",
    ),
    ("Official Journal of Schools", "This decree takes effect on 1 April 2018.", "3"),
)


def pdf(pages: Iterable[Sequence[str]]) -> bytes:
    """A PDF that shows these lines; a page without any stands for a scan."""
    pages = list(pages)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{4 + 2 * at} 0 R' for at in range(len(pages)))}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, lines in enumerate(pages):
        shown = " ".join(f"({line}) Tj T*" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 50 780 Td {shown} ET"
        fonts = "/Resources << /Font << /F1 3 0 R >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R {fonts} >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(made)}\n"
    )
    return made + end.encode() + b"%%EOF\n"


def large(line: str) -> str:
    """A line of `pdf` in larger letters than the others."""
    return f") Tj /F1 18 Tf ({line}) Tj /F1 11 Tf ("


def locked_pdf() -> bytes:
    """A PDF that opens with a password alone."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(DECREE)))
    writer.encrypt("secret", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def word() -> bytes:
    """A Word file with a title, a heading, emphasis, lists, a table, and a running head."""
    document = docx.Document()
    document.add_heading("Plan for rural teachers", 0)
    document.add_paragraph("12 May 2019")
    document.add_heading("Housing", 1)
    paragraph = document.add_paragraph("Every village has ")
    paragraph.add_run("one house").bold = True
    paragraph.add_run(" for each teacher; see * and [x](y).")
    document.add_paragraph("a bus twice a day", style="List Bullet")
    document.add_paragraph("a doctor once a week", style="List Bullet")
    table = document.add_table(2, 2)
    for row, words in zip(table.rows, (("Year", "Houses"), ("2019", "1|2")), strict=True):
        for cell, word_of_cell in zip(row.cells, words, strict=True):
            cell.text = word_of_cell
    document.add_paragraph("The end of the plan.")
    document.sections[0].header.paragraphs[0].text = "Ministry of Schools"
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def add(folder: Path, name: str, content: str | bytes, *, under: str = "") -> tuple[Added, str]:
    """Add one raw file to the corpus in `folder`; gives what was added, and the draft."""
    raw = folder.parent / "raw"
    raw.mkdir(exist_ok=True)
    folder.mkdir(exist_ok=True)
    (raw / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    vocabulary, _ = read_vocabulary(folder, folder.parent)
    added = add_file(raw / name, read_shelf(folder), vocabulary, under=under)
    assert isinstance(added, Added)
    return added, (folder / f"{added.id}.md").read_text(encoding="utf-8")


def body(draft: str) -> str:
    """The body of a draft."""
    return draft.partition("\n---\n")[2].strip()
