"""Related texts: which they are, and in what order."""

from __future__ import annotations

from tests.support import read_corpus, source

from policy_digest.pages.related import related


def test_of_texts_that_are_as_near_the_newest_stands_first_and_the_undated_last(corpus):
    dates = {"old": "2001", "undated": "", "new": "2010-05", "one": "2005"}
    texts = {f"{one}.md": source(date=date, theme="schools") for one, date in dates.items()}
    digest, problems = read_corpus(corpus(texts | {"vocabulary/themes.yml": "schools: Schools\n"}))
    assert problems == []
    assert [one.text.url for one in related(digest, digest.texts["one"])] == [
        "sources/new/",
        "sources/old/",
        "sources/undated/",
    ]
