"""All that is made of a text agrees with its source, or the disagreement is told."""

from __future__ import annotations

import dataclasses

import pytest
from tests.cited import HOSTILE, ISSUERS, SITE
from tests.support import ROOT, read_corpus, source, vocabulary

from policy_digest import consistency
from policy_digest.citation import Issued, record_of
from policy_digest.consistency import disagreements


@pytest.mark.parametrize("people", [{}, {"author": "Li Hua"}, {"author": ["Li Hua", "X"], "publisher": "daily"}])
def test_all_outputs_of_all_texts_agree_with_the_sources(corpus, people):
    files = {
        f"t{number}.md": source(
            title=title, date=date, issuer=["unesco", "mof"][: number % 3], kind=kind, language="en", **people
        )
        for number, (title, date, kind) in enumerate(
            (title, date, kind)
            for title in (*HOSTILE, "Plain")
            for date, kind in (
                ("2018-03-20", "notice"),
                ("2023-09~", "speech"),
                ("2018/2020", "law"),
                ("", "article"),
                ("Y12023", "notice"),
                ("-0100", "article"),
                ("0000", "law"),
                ("-0100-03-05", "speech"),
                ("2021-XX-XX", "notice"),
            )
        )
    }
    digest, problems = read_corpus(corpus({**files, **vocabulary(issuers=ISSUERS)}))
    assert not [problem for problem in problems if problem.startswith("error")]
    assert [str(problem) for problem in disagreements(digest, SITE)] == []


def test_a_body_whose_name_ends_in_quotation_marks_is_found_in_its_references(corpus):
    named = vocabulary(issuers={"school": {"label": "Department “Schools”"}})
    digest, _ = read_corpus(corpus({"a.md": source(title="A title", issuer="school", kind="notice"), **named}))
    assert [str(problem) for problem in disagreements(digest, SITE)] == []


@pytest.mark.parametrize("space", ["  ", "\u3000", "\u00a0", "\n", "\t"])
def test_a_body_is_found_whatever_space_its_name_has(corpus, space):
    names = vocabulary(issuers={"office": {"label": f"国务院{space}办公厅"}})
    files = {f"{kind}.md": source(title=f"A{space}title", issuer="office", kind=kind) for kind in ("notice", "law")}
    digest, _ = read_corpus(corpus({**files, "p.md": source(author="Li Hua", issuer="office", kind="plan"), **names}))
    assert [str(problem) for problem in disagreements(digest, SITE)] == []


def test_a_letter_with_a_capital_of_another_is_found_in_its_references(corpus):
    files = {"a.md": source(title="The baths of ılıca", issuer="moe", kind="article", language="en")}
    digest, _ = read_corpus(corpus({**files, **vocabulary(issuers=ISSUERS)}))
    assert [str(problem) for problem in disagreements(digest, SITE)] == []


@pytest.mark.parametrize("parts", [(-101,), (99,), (1202,), (100,)])
def test_another_year_of_another_era_is_a_disagreement(corpus, monkeypatch, parts):
    digest, _ = read_corpus(corpus({"a.md": source(title="A title", date="-0100", kind="notice")}))
    wrong = dataclasses.replace(record_of(digest, digest.texts["a"], SITE), issued=Issued(parts, circa=False))
    monkeypatch.setattr("policy_digest.consistency.record_of", lambda *_: wrong)
    assert any("cite.csl.json gives the date" in str(problem) for problem in disagreements(digest, SITE))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "Another title", "gives the title"),
        ("url", "https://example.org/other/", "gives the address"),
        ("authors", ("Ministry", "of Education"), "leaves out an issuer"),
        ("issued", Issued((2018, 3, 1), circa=False), "more than is known"),
        ("issued", None, "cite.ris leaves out the date, which is known"),
        ("edtf", "2018-04", "cite.bib gives the date 2018-04."),
    ],
)
def test_a_disagreement_is_told(corpus, monkeypatch, field, value, message):
    files = {
        "a.md": source(title="A title", date="2018-03", issuer="moe", kind="notice"),
        **vocabulary(issuers=ISSUERS),
    }
    digest, _ = read_corpus(corpus(files))
    wrong = dataclasses.replace(record_of(digest, digest.texts["a"], SITE), **{field: value})
    monkeypatch.setattr("policy_digest.consistency.record_of", lambda *_: wrong)
    assert any(message in str(problem) for problem in disagreements(digest, SITE))


@pytest.mark.parametrize(
    ("files", "message"),
    [("table_files", "data/sources.csv gives the title"), ("feed_files", "feed.xml gives the title and date")],
)
def test_data_and_feeds_that_disagree_are_told(monkeypatch, files, message):
    def other(content):
        said, told = (title.encode(), b"Another title") if isinstance(content, bytes) else (title, "Another title")
        return content.replace(said, told)

    digest, _ = read_corpus(ROOT / "sources")
    title = digest.texts["learning-society-key-tasks-answers"].source.title
    made = getattr(consistency, files)
    wrong = lambda *given: ((name, other(content)) for name, content in made(*given))  # noqa: E731
    monkeypatch.setattr(consistency, files, wrong)
    assert any(message in str(problem) for problem in disagreements(digest, SITE))
