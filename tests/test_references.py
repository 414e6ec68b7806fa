"""References in every style say what the record says, and no more."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cited import HOSTILE, MINISTRY, PLAIN, UNESCO, text_of

from policy_digest import references as module
from policy_digest.citation import Issued, Record, issued
from policy_digest.dates import MONTHS, parse_date
from policy_digest.references import PLACE, STYLES, references


@pytest.fixture
def forget():
    """Drops what references have been made of so far, and does so again after the test."""

    def dropped():
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()

    yield dropped
    dropped()


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


def test_a_translation_of_whatever_kind_is_named_as_one_in_each_style(record):
    made = record(
        title="On schools", issuer="moe", kind="law", translation={"from": "zh", "by": "machine"}, date="2018"
    )
    assert text_of(made, "apa").startswith("On Schools [Machine translation from Chinese] (2018). ")
    assert text_of(made, "chicago").startswith("On Schools [Machine translation from Chinese] (2018). ")
    journal = dataclasses.replace(made, type="article-journal")
    assert "On schools: machine translation from Chinese[J/OL]" in text_of(journal, "gbt")
    types = ("report", "speech", "interview", "article-newspaper", "article-magazine", "legislation", "webpage")
    for kind in (*types, "article-journal"):
        for reference in references(dataclasses.replace(made, type=kind)):
            assert reference.text.lower().count("machine translation from chinese") == 1, (kind, reference.text)


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("apa", "On schools (Ann Lee, Trans.) ["),
        ("chicago", ". Translated by Ann Lee. "),
        ("mla", ". Translated by Ann Lee, "),
        ("gbt", "[R/OL]. Ann Lee, trans. ("),
    ],
)
def test_a_translator_is_named_as_each_style_does(record, style, shown):
    translated = {"from": "zh", "by": "Ann Lee"}
    made = record(title="On schools", issuer="moe", kind="plan", language="en", translation=translated, date="2018")
    assert shown in text_of(made, style)


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


@pytest.mark.parametrize(
    ("edtf", "english", "chinese"),
    [
        ("-0100-05-03", "3 May 101 BC", "公元前101年5月3日"),
        ("-0100-05~", "[May 101 BC]", "[公元前101年5月]"),
        ("0050-05-03", "3 May 50 AD", "公元50年5月3日"),
        ("0801?", "[801 AD]", "[公元801年]"),
        ("1001-05-03", "1001-05-03", "1001-05-03"),
    ],
)
def test_the_chinese_standard_has_a_date_in_numbers_or_in_words_not_in_both(record, edtf, english, chinese):
    for language, shown in (("en", english), ("zh", chinese)):
        made = text_of(record(date=edtf, kind="edict", issuer="moe", language=language, title="Edict"), "gbt")
        wanted = shown if shown.startswith("[") else f"({shown})"
        assert made == f"{MINISTRY}. Edict[R/OL]. {wanted}. https://example.org/digest/sources/texts/a/."


@pytest.mark.parametrize(("edtf", "year"), [("-0005-02-06", "6"), ("-0054", "55"), ("-0777", "778")])
def test_a_year_before_our_era_is_not_taken_for_another_number(record, edtf, year):
    made = record(date=edtf, publisher="daily", kind="article", published_in="China Education Daily, 2020, page 7")
    for one in references(dataclasses.replace(made, accessed=Issued((2024, 3, 15), circa=False))):
        assert re.search(rf"\b{year} B\.?C", one.text), one.text


def test_the_chinese_standard_puts_an_estimated_year_in_brackets_once(record):
    made = record(date="2023-09~", kind="notice", issuer="moe", publisher="site")
    assert text_of(made, "gbt").endswith(
        "Education and Training Encyclopedia, [2023]. https://example.org/digest/sources/texts/a/."
    )


@pytest.mark.parametrize("captured", ["2024-03-05", "2024"])
def test_the_day_of_a_capture_dates_no_text(record, captured):
    made = dataclasses.replace(
        record(kind="notice", issuer="moe", publisher="site"), accessed=issued(parse_date(captured))
    )
    assert f". Education and Training Encyclopedia[{captured}]. https" in text_of(made, "gbt")


def test_the_chinese_standard_gives_the_day_of_a_web_page_and_not_its_site(record):
    fields = {"title": "On schools", "publisher": "site", "kind": "article", "date": "2023-01-02", "language": "en"}
    made = record(**fields, published_in="Education and Training Encyclopedia, section “Knowledge”")
    end = "https://example.org/digest/sources/texts/a/."
    assert text_of(made, "gbt") == f"On schools[EB/OL]. (2023-01-02). {end}"


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
        ("人人学习。", "chicago", "“人人学习。” "),
        ("为什么？", "chicago", "“为什么？” "),
        ("加油！", "apa", "加油！ (n.d.)"),
    ],
)
def test_punctuation_meets_once(record, title, style, shown):
    if style == "apa":
        assert shown in text_of(record(title=title, language="en", kind="notice"), style)
    else:
        assert shown in text_of(record(title=title, language="en", kind="article", published_in="A site"), style)


@pytest.mark.parametrize("kind", ["notice", "article"])
@pytest.mark.parametrize("title", ["All levels.", "All “levels.”", "All levels?", "All “levels”.", "人人学习。"])
def test_no_citation_has_a_full_stop_before_a_comma(record, kind, title):
    for one in references(record(title=title, language="en", kind=kind)):
        assert not re.search(r"[.。][’”]*,", one.citation.replace("n.d.,", "") + one.at.replace("n.d.,", "")), one


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


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("a “plan” of high-quality education", "A ‘Plan’ of High-Quality Education"),
        ("state-of-the-art (new) schools", "State-of-the-Art (New) Schools"),
        ("what the schools of iPad users are for", "What the Schools of iPad Users Are For"),
        ("the pupils’ two-year plan for the ILO’s", "The Pupils’ Two-Year Plan for the ILO’s"),
    ],
)
def test_an_english_title_has_the_capitals_of_its_style(record, title, shown):
    made = record(title=title, language="en", issuer="moe", kind="article", published_in="A site")
    assert f"“{shown}.”" in text_of(made, "mla")
    assert title in text_of(made, "gbt")


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
    names = ((), ("A Body", "B, Body"))
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
