"""One record of a text, and all that is made of it: references, and files for reference managers."""

from __future__ import annotations

import dataclasses
import json
import re

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from tests.support import ROOT, captured, read_corpus, source, vocabulary

from policy_digest import consistency
from policy_digest.citation import Issued, Record, csl_json, issued, record_of
from policy_digest.consistency import disagreements
from policy_digest.dates import MONTHS, parse_date
from policy_digest.exports import bibtex, csl_file, ris, text_twin
from policy_digest.references import PLACE, STYLES, _layouts, _parsed, _processor, _shape, references
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


@pytest.fixture
def record(corpus):
    """The record of a text from its fields."""

    def made(body="Words.", **fields):
        folder = corpus({"texts/a.md": source(body, **fields), **vocabulary(issuers=ISSUERS)})
        digest, problems = read_corpus(folder)
        assert not [problem for problem in problems if problem.startswith("error")]
        return record_of(digest, digest.texts["texts/a"], SITE)

    return made


@pytest.fixture
def forget():
    """Drops what references have been made of so far, and does so again after the test."""

    def dropped():
        for kept in (_layouts, _parsed, _processor):
            kept.cache_clear()

    yield dropped
    dropped()


def text_of(record: Record, style: str) -> str:
    return next(one.text for one in references(record) if one.style.key == style)


# The record


def test_an_issuer_is_one_literal_name(record):
    item = csl_json(record(issuer=["moe", "mof"], kind="notice"))
    assert item["author"] == [{"literal": MINISTRY}, {"literal": "Ministry of Finance"}]
    assert item["type"] == "report"
    assert item["genre"] == "Notice"


def test_people_are_the_authors_and_the_issuer_the_publisher(record):
    item = csl_json(record(issuer="moe", author=["Su Jiming", "王小明"]))
    assert item["author"] == [{"literal": "Su Jiming"}, {"literal": "王小明"}]
    assert item["publisher"] == MINISTRY


def test_the_issuer_of_people_stands_before_the_publisher(record):
    made = record(
        title="Plan", date="2018", issuer="mof", author="Li Hua", publisher="site", kind="plan", language="en"
    )
    url, both = made.url, "Ministry of Finance; Education and Training Encyclopedia"
    assert {one.style.key: one.text for one in references(made)} == {
        "apa": f"Li Hua. (2018). Plan [Plan]. {both}. Policy Digest. {url}",
        "chicago": f"Li Hua. 2018. Plan. Plan. {both}. Policy Digest. {url}.",
        "mla": f"Li Hua. Plan. Plan. {both}, 2018, Policy Digest, {url}.",
        "gbt": f"Li Hua. Plan[R/OL]. {both}, 2018. {url}.",
    }
    assert "institution = {Ministry of Finance}" in bibtex(made)


def test_a_site_that_is_named_anyway_is_no_publisher_besides(record):
    site = "Education and Training Encyclopedia"
    made = record(issuer="mof", author="Li Hua", publisher="site", published_in=site, kind="speech", language="en")
    assert f"In {site} [Speech]. Ministry of Finance. Policy Digest." in text_of(made, "apa")
    assert all(one.text.count(site) == 1 for one in references(made))


def test_without_issuer_there_is_no_author(record):
    item = csl_json(record(publisher="site", kind="article"))
    assert "author" not in item
    assert item["publisher"] == "Education and Training Encyclopedia"


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("speech", {"issuer": "moe"}, "speech"),
        ("Interview", {"issuer": "moe"}, "interview"),
        ("law", {"issuer": "moe"}, "legislation"),
        ("notice", {"issuer": "moe"}, "report"),
        ("plan", {}, "webpage"),
        ("article", {"issuer": "daily"}, "article-newspaper"),
        ("commentary", {"publisher": "daily"}, "article-newspaper"),
        ("article", {"issuer": "moe"}, "webpage"),
        ("", {}, "webpage"),
    ],
)
def test_the_type_follows_from_the_kind(record, kind, fields, expected):
    assert record(kind=kind, **fields).type == expected


def test_a_newspaper_and_its_page_are_read_from_where_a_text_was_published(record):
    item = csl_json(
        record(kind="article", publisher="daily", published_in="China Education Daily, 28 December, page 7")
    )
    assert (item["container-title"], item["page"]) == ("China Education Daily", "7")


def test_a_range_of_pages_is_written_as_the_styles_do(record):
    made = record(kind="article", publisher="daily", published_in="China Education Daily, pages 7–8", date="2023")
    assert made.page == "7-8"
    assert "pp. 7–8" in text_of(made, "mla")
    assert "(7-8)" in text_of(made, "gbt")


def test_an_unknown_host_is_named_as_it_is_written(record):
    assert record(published_in="A site, in a section").container == "A site, in a section"


def test_a_machine_translation_says_so_with_its_language(record):
    item = csl_json(record(language="en", translation={"from": "zh", "by": "machine"}))
    assert item["medium"] == "Machine translation from Chinese"
    assert "not checked against the original" in item["note"]


def test_a_verified_translation_is_not_called_unchecked(record):
    assert "not checked" not in record(translation={"from": "zh", "by": "machine"}, status="verified").note


def test_a_translator_is_named(record):
    item = csl_json(record(translation={"from": "zh", "by": "Ann Lee"}))
    assert item["translator"] == [{"literal": "Ann Lee"}]
    assert "medium" not in item


def test_the_day_of_the_capture_is_the_day_of_access(corpus):
    folder = corpus({"a.md": captured("Words.", "Words."), "captures/a.txt": "Words."})
    text = (folder / "a.md").read_text().replace('"file": "a.txt"', '"file": "a.txt", "date": "2024-05-06"')
    (folder / "a.md").write_text(text)
    digest, _ = read_corpus(folder)
    item = csl_json(record_of(digest, digest.texts["a"], SITE))
    assert item["accessed"] == {"date-parts": [[2024, 5, 6]]}


# Dates


@pytest.mark.parametrize(
    ("edtf", "parts", "circa"),
    [
        ("2023", (2023,), False),
        ("2023-09", (2023, 9), False),
        ("2023-09-10", (2023, 9, 10), False),
        ("2023-09-10T10:30:00Z", (2023, 9, 10), False),
        ("2023-09~", (2023, 9), True),
        ("2023?", (2023,), True),
        ("2023-09-10%", (2023, 9, 10), True),
        ("2021-XX", (2021,), False),
        ("2021-09-XX", (2021, 9), False),
        ("2021-XX-XX", (2021,), False),
        ("2023-24", (2023,), False),
        ("2023-05/2023-06", (2023,), False),
        ("2023-02-13/2023-02-14", (2023,), False),
        ("2023-05~/2023-06", (2023,), True),
        ("[2023-05-01,2023-06-01]", (2023,), False),
        ("-0044-03", (-44, 3), False),
    ],
)
def test_a_date_has_the_parts_that_are_known(edtf, parts, circa):
    assert issued(parse_date(edtf)) == Issued(parts, circa)


@pytest.mark.parametrize(
    ("edtf", "apa", "gbt", "csl"),
    [
        ("0000", "1 B.C.E.", "1 BC", -1),
        ("-0100", "101 B.C.E.", "101 BC", -101),
        ("-0100~", "ca. 101 B.C.E.", "[101 BC]", -101),
        ("0801", "801 C.E.", "801 AD", 801),
        ("0801~", "ca. 801 C.E.", "[801 AD]", 801),
        ("Y12023", "12023", "12023", 12023),
    ],
)
def test_a_year_of_another_era_is_that_of_its_name_and_stands_in_no_file_that_has_none(record, edtf, apa, gbt, csl):
    made = record(date=edtf, issuer="moe", kind="notice")
    assert f"({apa})" in text_of(made, "apa")
    assert re.search(rf"[. (]{re.escape(gbt)}[.)]", text_of(made, "gbt"))
    assert csl_json(made)["issued"]["date-parts"] == [[csl]]
    [item] = rispy.loads(ris(made))
    assert item.get("year") == ("0801" if csl == 801 else None)
    [entry] = bibtexparser.parse_string(bibtex(made)).entries
    assert (entry["date"], "year" in entry.fields_dict) == (edtf, csl > 0)


@given(st.integers(-99999, 99999), st.integers(0, 12), st.booleans())
def test_what_formats_hold_of_a_date_is_a_date_of_four_digits_or_nothing(year, month, circa):
    date = Issued((year, month) if month else (year,), circa)
    assert re.fullmatch(r"(\d{4}(-\d\d)?)?", date.firm)
    assert date.of_era[0] != 0
    if date.firm:
        assert int(date.firm[:4]) == year


@pytest.mark.parametrize("edtf", ["2018/2020", "201X", "20XX", "2018/..", "../2018", "/2018", "[2017,2018]"])
def test_without_a_certain_year_there_is_no_date(edtf):
    assert issued(parse_date(edtf)) is None


def test_no_text_no_date():
    assert issued(None) is None


@pytest.mark.parametrize(
    ("edtf", "firm"),
    [("2023-09-10", "2023-09-10"), ("2023-09", "2023-09"), ("2023-09~", "2023"), ("2023-01~", ""), ("2023~", "")],
)
def test_what_is_about_is_firm_only_in_its_year(edtf, firm):
    assert issued(parse_date(edtf)).firm == firm


# References


def test_a_reference_in_each_style(record):
    made = record(
        title="Plan to support teachers", date="2018-03-20", issuer=["moe", "mof"], kind="plan", language="en"
    )
    url = "https://example.org/digest/sources/texts/a/"
    assert {one.style.key: one.text for one in references(made)} == {
        "apa": f"{MINISTRY}, & Ministry of Finance. (2018). Plan to support teachers [Plan]. Policy Digest. {url}",
        "chicago": f"{MINISTRY}, and Ministry of Finance. 2018. Plan to Support Teachers. Plan. Policy Digest. {url}.",
        "mla": f"{MINISTRY}, and Ministry of Finance. Plan to Support Teachers. Plan. 20 Mar. 2018, Policy Digest, {url}.",
        "gbt": f"{MINISTRY}, Ministry of Finance. Plan to support teachers[R/OL]. (2018-03-20). {url}.",
    }


def test_a_newspaper_article_in_each_style(record):
    made = record(
        title="A new chapter",
        date="2023-12-28",
        publisher="daily",
        author=["Su Jiming", "Liu Lina"],
        kind="article",
        published_in="China Education Daily, 28 December 2023, page 7",
        language="en",
        translation={"from": "zh", "by": "machine"},
    )
    url = "https://example.org/digest/sources/texts/a/"
    assert {one.style.key: one.text for one in references(made)} == {
        "apa": "Su Jiming, & Liu Lina. (2023, December 28). A new chapter [Machine translation from Chinese]. "
        f"China Education Daily, 7. Policy Digest. {url}",
        "chicago": "Su Jiming, and Liu Lina. 2023. “A New Chapter.” China Education Daily, December 28. "
        f"Machine translation from Chinese. Policy Digest. {url}.",
        "mla": "Su Jiming, and Liu Lina. “A New Chapter.” China Education Daily, 28 Dec. 2023, Policy Digest, p. 7, "
        f"{url}. Machine translation from Chinese.",
        "gbt": "Su Jiming, Liu Lina. A new chapter: machine translation from Chinese[N/OL]. "
        f"China Education Daily, 2023-12-28(7). {url}.",
    }


def test_an_undated_text_has_no_date_in_any_style(record):
    made = record(title="Notice on school meals", issuer="moe", kind="notice")
    texts = {one.style.key: one.text for one in references(made)}
    assert "(n.d.)" in texts["apa"]
    assert " n.d. " in texts["chicago"]
    assert not [text for text in texts.values() if any(mark.isdigit() for mark in text)]


def test_a_year_gains_no_month(record):
    for one in references(record(title="Notice", date="2018", issuer="moe", kind="speech")):
        assert re.findall(r"\d+", one.text) == ["2018"]
        assert not any(month in one.text for month in MONTHS if month)


@pytest.mark.parametrize(
    ("style", "shown"),
    [("apa", "(ca. 2023, September)"), ("chicago", "[2023?]"), ("mla", "Sept. 2023"), ("gbt", "[2023-09]")],
)
def test_an_approximate_date_is_shown_as_one(record, style, shown):
    assert shown in text_of(record(date="2023-09~", issuer="moe", kind="interview"), style)


def test_the_title_leads_where_no_one_is_named(record):
    made = record(title="On school meals", kind="notice", language="en")
    assert (
        text_of(made, "apa")
        == "On school meals. (n.d.). [Notice]. Policy Digest. https://example.org/digest/sources/texts/a/"
    )
    assert text_of(made, "mla").startswith("On School Meals. ")
    for one in references(made):
        assert one.text.casefold().count("on school meals") == 1


@pytest.mark.parametrize("style", [style.key for style in STYLES])
def test_a_body_with_a_comma_is_whole_and_keeps_its_capitals(record, style):
    assert UNESCO in text_of(record(issuer="unesco", kind="notice"), style)


@pytest.mark.parametrize(
    ("title", "style", "shown"),
    [
        ("Answers on the “Key Tasks”", "chicago", "“Answers on the ‘Key Tasks.’” "),
        ("What now?", "chicago", "“What Now?” "),
        ("All levels.", "apa", "All levels. (n.d.)"),
        ("All levels.", "mla", "“All Levels.” "),
        ("All levels.", "gbt", "All levels.[EB/OL]"),
    ],
)
def test_punctuation_meets_once(record, title, style, shown):
    if style == "apa":
        assert shown in text_of(record(title=title, language="en", kind="notice"), style)
    else:
        assert shown in text_of(record(title=title, language="en", kind="article", published_in="A site"), style)


@pytest.mark.parametrize("kind", ["notice", "article"])
@pytest.mark.parametrize("title", ["All levels.", "All “levels.”", "All levels?", "All “levels”."])
def test_no_citation_has_a_full_stop_before_a_comma(record, kind, title):
    for one in references(record(title=title, language="en", kind=kind)):
        assert not re.search(r"\.[’”]*,", one.citation.replace("n.d.,", "") + one.at.replace("n.d.,", "")), one


def test_a_citation_by_title_has_the_full_stop_of_the_title_no_more(record):
    made = record(title="Plan at all levels.", language="en", kind="notice")
    assert references(made)[0].at == f"(Plan at All Levels, n.d., para. {PLACE})"


@given(st.text("ab“”‘’.,?! ").map("x{}x".format) | st.sampled_from(["“a”, Retrieved https://x.y/z"]))
def test_a_title_keeps_its_own_marks(title):
    made = dataclasses.replace(PLAIN, title=title)
    within = title.translate({ord("“"): "‘", ord("”"): "’"})
    for one in references(made):
        shown = [one.text, *([one.citation, one.at, one.at_many] if one.citation else [])]
        assert all(title in text or within in text for text in shown), shown


def test_a_title_in_another_language_keeps_its_capitals(record):
    assert "le plan pour l’école" in text_of(record(title="le plan pour l’école", language="fr", issuer="moe"), "mla")


def test_a_chinese_text_has_chinese_terms_in_the_chinese_standard(record):
    made = record(title="通知", language="zh", issuer="moe", author=["甲", "乙", "丙", "丁"])
    assert text_of(made, "gbt").startswith("甲, 乙, 丙, 等. 通知[EB/OL]")


@pytest.mark.parametrize("kind", ["notice", "speech", "article"])
def test_what_is_kept_of_a_shape_gives_the_same_as_making_each_reference_anew(record, monkeypatch, forget, kind):
    made = record(issuer=["moe", "daily"], kind=kind, language="en", published_in="China Education Daily, page 5")
    dates = [Issued(parts, circa) for circa in (False, True) for parts in [(2018,), (801,), (7777, 9, 28)]]
    dates += [Issued((2018, month), circa=False) for month in (1, 2, 5, 9, 12)]
    dates += [Issued((1999, month, day), circa=False) for month in (2, 8, 9) for day in (2, 9, 28)]
    records = [dataclasses.replace(made, issued=date) for date in dates]
    records += [
        dataclasses.replace(made, issued=date, accessed=access) for date, access in zip(dates, dates[::-1], strict=True)
    ]
    kept = [references(one) for one in records]
    monkeypatch.setattr("policy_digest.stand_ins.date", getattr)
    monkeypatch.setattr("policy_digest.stand_ins.numbers", lambda *_, **__: {"55": lambda _: "5"})
    forget()
    for made_so, one in zip(kept, records, strict=True):
        assert [two.text for two in made_so] == [two.text for two in references(one)], (one.issued, one.accessed)


def test_what_is_kept_for_what_a_style_asked_of_one_record_holds_for_another(record, forget):
    made = record(issuer=["moe", "daily"], kind="notice", language="en", published_in="China Education Daily, page 5")
    types = ("report", "speech", "article-newspaper", "legislation", "webpage")
    names = ((), ("A Body",), ("A Body", "B, Body"))
    records = [
        dataclasses.replace(made, type=kind, authors=authors, container=container, genre=genre, translator=translator,
                            issued=date, accessed=accessed)
        for kind in types for authors in names for container in ("", "A Paper") for genre in ("", "Notice")
        for translator in ("", "C. Person") for accessed in (None, Issued((2020, 3, 14), circa=False))
        for date in (None, Issued((2018,), circa=False), Issued((2018, 3), circa=True))
    ]  # fmt: skip
    kept = [references(one) for one in records]
    for index in range(0, len(records), 17):
        forget()
        assert references(records[index]) == kept[index]


def test_the_references_of_two_records_of_a_shape_differ_in_their_values_alone():
    names = ("title", "authors", "publishers", "container", "genre", "medium", "translator", "url")
    one, two = (
        dataclasses.replace(
            PLAIN,
            issued=Issued((2018, 3, 4), circa=False),
            **{
                name: (f"<{name}> {mark}",) if name in {"authors", "publishers"} else f"{name} & {mark}"
                for name in names
            },
        )
        for mark in ("one", "Another. And")
    )
    assert _shape(one) == _shape(two)
    for here, there in zip(references(one), references(two), strict=True):
        for kept in ("html", "citation", "at", "at_many"):
            assert getattr(here, kept).replace(" one", " Another. And") == getattr(there, kept)


def test_the_citation_of_a_paragraph(record):
    made = record(date="2018", issuer="mof", kind="notice")
    apa, chicago, mla, gbt = references(made)
    assert apa.citation == "(Ministry of Finance, 2018)"
    assert apa.at == f"(Ministry of Finance, 2018, para. {PLACE})"
    assert apa.at_many == f"(Ministry of Finance, 2018, paras. {PLACE})"
    assert chicago.at == f"(Ministry of Finance 2018, para. {PLACE})"
    assert mla.at == f"(Ministry of Finance, par. {PLACE})"
    assert (gbt.citation, gbt.at) == ("", f"(para. {PLACE})")


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_words(record, title):
    for one in references(dataclasses.replace(record(issuer="moe", kind="notice", language="zh"), title=title)):
        tags = str(one.html).replace("<i>", "").replace("</i>", "").split("<")
        assert len(tags) == 1, one.html
        shown = title.replace("“", "‘").replace("”", "’") if "‘" in one.text else title
        assert shown.rstrip(".") in one.text


@given(title=st.text(min_size=1).filter(str.strip), other=st.text(min_size=1).filter(str.strip))
def test_any_title_and_any_name_go_through_whole(title, other):
    made = Record(
        id="a", type="report", title=title, authors=(other,), people=False, issuers=(other,), publishers=(other, "x"),
        container=other, page="", issued=Issued((2018,), circa=False), edtf="2018", genre=other, language=other,
        medium=other, translator=other, note=other, url="https://example.org/a/", archive=other, accessed=None,
        version=other,
    )  # fmt: skip
    for one in references(made):
        assert "<" not in str(one.html).replace("<i>", "").replace("</i>", "")
        assert other.rstrip(".?!").strip() in one.text


# Files


@pytest.mark.parametrize("title", HOSTILE)
def test_the_files_give_back_title_issuers_date_and_address(record, title):
    made = dataclasses.replace(record(date="2018-03-20", issuer=["unesco", "mof"], kind="notice"), title=title)

    [entry] = bibtexparser.parse_string(bibtex(made), append_middleware=[LatexDecodingMiddleware()]).entries
    assert entry["title"].replace("ˆ", "^") == (
        " ".join(title.split()) if title != "Unbalanced {{{" else "Unbalanced "
    )  # it knows less
    [entry] = bibtexparser.parse_string(bibtex(made)).entries
    assert entry["author"] == f"{{{UNESCO}}} and {{Ministry of Finance}}"
    assert (entry["year"], entry["date"], entry["url"]) == ("2018", "2018-03-20", made.url)

    [item] = rispy.loads(ris(made))
    assert item["title"] == " ".join(title.split())
    assert item["authors"] == [UNESCO, "Ministry of Finance"]
    assert (item["year"], item["date"], item["urls"]) == ("2018", "2018/03/20/", [made.url])

    [csl] = json.loads(csl_file(made))
    assert csl["title"] == title
    assert csl["author"] == [{"literal": UNESCO}, {"literal": "Ministry of Finance"}]
    assert (csl["issued"], csl["URL"]) == ({"date-parts": [[2018, 3, 20]]}, made.url)


@pytest.mark.parametrize(
    "field",
    ["title", "container", "genre", "language", "translator", "note", "archive", "publishers", "authors"],
)
def test_no_field_begins_a_second_record_of_ris(field):
    hostile = "x\nER  - \nTY  - JOUR\nTI  - y"
    value = (hostile,) if field in {"publishers", "authors"} else hostile
    [item] = rispy.loads(ris(dataclasses.replace(PLAIN, **{field: value})))
    assert item["urls"] == [PLAIN.url]


def test_another_processor_reads_the_record(record):
    """The file as any CSL processor takes it, in a style that is not ours."""
    made = record(title="Plan to support teachers", date="2018-03", issuer="unesco", kind="plan")
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(json.loads(csl_file(made))), formatter.plain)
    bibliography.register(Citation([CitationItem("texts/a")]))
    text = str(bibliography.bibliography()[0])
    for part in (UNESCO, "2018", "Plan to support teachers", made.url):
        assert part in text


@pytest.mark.parametrize(
    ("edtf", "year", "date"),
    [("2023", "2023", "2023///"), ("2023-09~", "2023", "2023/09//circa"), ("2018/2020", None, None), ("", None, None)],
)
def test_files_claim_no_more_of_a_date_than_is_known(record, edtf, year, date):
    made = record(date=edtf, issuer="moe")
    [item] = rispy.loads(ris(made))
    assert (item.get("year"), item.get("date")) == (year, date)
    [entry] = bibtexparser.parse_string(bibtex(made)).entries
    assert {name: entry[name] for name in ("year", "date") if name in entry.fields_dict} == {
        **({"year": year} if year else {}),
        **({"date": edtf} if edtf else {}),
    }


@pytest.mark.parametrize("one", ["a, b", "中文/通知", "a b{c}", 'a"b', "a%b"])
def test_a_bibtex_key_holds_no_mark_of_the_format(record, one):
    [entry] = bibtexparser.parse_string(bibtex(dataclasses.replace(record(), id=one))).entries
    assert not set(entry.key) & set(' ,{}"%#\\')


def test_the_plain_text_numbers_its_paragraphs(corpus):
    body = "# Title\n\nOne\ntwo.\n\n## Part\n\n- item\n\n| a | b |\n|---|---|\n| c | d |"
    digest, _ = read_corpus(corpus({"a.md": source(body, date="2023-09~", title="Title")}))
    text = digest.texts["a"]
    twin = text_twin(record_of(digest, text, SITE), text, "A reference.")
    head, _, words = twin.partition("\n\n")
    assert "Title: Title\nIssuer: unknown\nDate: about September 2023 (2023-09~)" in head
    assert "Cite as: A reference." in head
    assert words == "# Title\n\n[1] One two.\n\n## Part\n\n[2] item\n\n[3] a | b\n\n[4] c | d\n"


# Agreement


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
            )
        )
    }
    digest, problems = read_corpus(corpus({**files, **vocabulary(issuers=ISSUERS)}))
    assert not [problem for problem in problems if problem.startswith("error")]
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
    [("data_files", "data/sources.csv gives the title"), ("feed_files", "feed.xml gives the title and date")],
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
