"""The example in Python on the page of the data: it runs, and counts rightly."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from html import unescape

import pytest
from tests.exported import data_files
from tests.support import ROOT, read_corpus, source, vocabulary, write

from policy_digest.pages.data import data_page
from policy_digest.site import Site

SITE = Site("https://example.org/digest/", "Policy Digest")
DATES = ("", "-0100-05-01", "Y12023", "[..1984]", "2018/..", "201X")
"""Of which a year is not the first four characters."""
UNUSUAL = {
    **{
        f"{number}.md": source("Old.", date=date, annotations=[{"quote": "Old", "theme": "a"}])
        for number, date in enumerate(DATES)
    },
    **vocabulary(themes={"a": "A"}),
}


@pytest.mark.parametrize("unusual", [False, True])
def test_the_example_on_the_page_runs_and_counts_rightly(corpus, tmp_path, unusual):
    digest, _ = read_corpus(corpus(UNUSUAL) if unusual else ROOT / "sources")
    files = data_files(digest, SITE)
    found = re.search(r'<code class="language-python">(.*?)</code>', data_page(digest).render().html, re.DOTALL)
    write(tmp_path / "data", {name.removeprefix("data/"): content for name, content in files.items()})
    done = subprocess.run(
        [sys.executable, "-c", unescape(found[1])],
        cwd=tmp_path / "data", text=True, encoding="utf-8", capture_output=True, check=True,
        env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    counts = Counter()
    for theme, passages in digest.passages_by_theme.items():
        for passage in passages:
            date = digest.texts[passage.source].date
            day = date and (date.earliest or date.latest)
            counts[digest.vocabulary.themes[theme].label, day.iso()[:-6] if day else "undated"] += 1
    assert done.stdout.splitlines() == [
        f"{label}\t{year}\t{number}" for (label, year), number in sorted(counts.items())
    ]
    if unusual:
        years = {year for _, year in counts}
        assert years == {"undated", "-0100", "+12023", "1984", "2018", "2010"}
