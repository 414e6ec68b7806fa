"""Dates of raw files: what is written, and which of them dates the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.raw import LONG, NOTICE, add

from policy_digest.adding.found_dates import find_dates
from policy_digest.dates import parse_date


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("on June 5, 2020, and", ["2020-06-05"]),
        ("Sevilla, a 5 de mayo del año 2003", ["2003-05-05"]),
        ("a los 5 días del mes de mayo de 2003", ["2003-05-05"]),
        ("二〇二一年三月二一日", ["2021-03-21"]),
        ("二〇二一年一〇月", ["2021-10"]),
        ("二〇二一年一二月间", []),
        ("二〇二一年三月十二一日", []),
        ("二〇二一年二〇月", []),
        ("April 1,2013", ["2013-04-01"]),
        ("this 5th day of June 2020", ["2020-06-05"]),
        ("Sept. 2, 2019", ["2019-09-02"]),
        ("in September 2018", ["2018-09"]),
        ("自2001年5月1日起施行", ["2001-05-01"]),
        ("二〇二三年十二月三十一日", ["2023-12-31"]),
        ("2017年12月", ["2017-12"]),
        ("vom 1. Juni 1993, am 27. März 1996", ["1993-06-01", "1996-03-27"]),
        ("am 31.12.2020", ["2020-12-31"]),
        ("del 28 de noviembre de 1961", ["1961-11-28"]),
        ("1º de enero de 1977", ["1977-01-01"]),
        ("25/12/2020", ["2020-12-25"]),
        ("04/05/2020", ["[2020-04-05,2020-05-04]"]),
        ("2024-01-31", ["2024-01-31"]),
        ("Paris, 5–7 May 2019", ["2019-05-05/2019-05-07"]),
        ("from 30 April to 2 May 2019", ["2019-04-30/2019-05-02"]),
        ("October 5-9, 2015, and April 30 – May 2, 2019", ["2015-10-05/2015-10-09", "2019-04-30/2019-05-02"]),
        ("vom 16./17. Mai 2019", ["2019-05-16/2019-05-17"]),
        ("June–November 2015", ["2015-06/2015-11"]),
        ("2019年5月16日至17日，2019年5月30日—6月2日", ["2019-05-16/2019-05-17", "2019-05-30/2019-06-02"]),
        ("page 7 – 15 May 2019", ["2019-05-15"]),
        ("9 – 5 May 2019", ["2019-05-05"]),
        ("１９９８年１２月２９日", ["1998-12-29"]),
        ("May 29 this year", []),
        ("30 February 2020", []),
        ("§ 24 of 1993, No. 12.5.1993.7", []),
        ("the year 2020", []),
    ],
)
def test_dates_in_running_text_are_read_as_far_as_they_are_written(text, found):
    assert [date.edtf for date in find_dates(text)] == found


@given(st.text("0123456789年月日./-–至 MayJuni enero de,to５", max_size=40))
def test_every_date_that_is_found_is_a_date_and_stands_in_the_text(text):
    for date in find_dates(text):
        parse_date(date.edtf)
        assert text[date.start : date.end] == date.words


def dating(folder, text, name="a.txt"):
    """What the draft says of the date: date, type, and every check before it."""
    _, draft = add(folder, name, text)
    date = re.search(r'^date: "(.*)"$', draft, re.MULTILINE)[1]
    kind = re.search(r"^date_type: (.*)$", draft, re.MULTILINE)
    start = draft.index("\ntitle:")
    return date, kind[1] if kind else "", draft[start : draft.index("\nissuer:")]


def test_a_text_adopted_on_days_from_one_to_another_is_not_dated_by_the_last(folder):
    note = "Adopted by the ministers at Paris, 5–7 May 2019.\n\n"
    text = "Declaration on schools\n\n" + note + "The ministers declare that every school has two teachers.\n\n" * 4
    date, kind, _ = dating(folder, text)
    assert (date, kind) == ("2019-05-05/2019-05-07", "adopted")


LAW = "浙江省港口管理条例\n\n第一条 为了加强港口管理，制定本条例。\n\n第二条 本条例适用于本省行政区域内港口的规划和建设。\n\n第三条 本条例自2007年10月1日起施行。\n"


def test_a_law_without_a_date_of_its_own_has_that_of_its_coming_into_force_and_says_so(folder):
    date, kind, told = dating(folder, LAW, "zh-2020-law.txt")
    assert (date, kind) == ("2007-10-01", "effective")
    assert "# check: when it was issued is not stated\n" in told
    assert "# check: the file’s name has 2020: another version, or another date?\n" in told
    assert "“第三条 本条例自2007年10月1日起施行”" in told


def test_the_date_of_another_law_that_ends_does_not_date_this_one(folder):
    text = LAW.replace("施行。", "施行。1988年4月29日省人民代表大会通过的《港口规定》同时废止。")
    assert dating(folder, text)[0] == "2007-10-01"


def test_the_foot_of_a_newspaper_article_dates_it_and_the_update_of_the_host_page_does_not(folder):
    text = (
        "A new chapter for schools\n\nMondo games Updated on 2024-01-31\n\n"
        + "\n\n".join(LONG[:9])
        + "\n\nSchool Daily, December 28, 2023, 7th edition\n"
    )
    date, kind, told = dating(folder, text)
    assert (date, kind) == ("2023-12-28", "published")
    assert "# check: the host page has 2024-01-31: “Mondo games Updated on 2024-01-31”\n" in told


def test_a_text_that_names_dates_but_none_of_its_own_stays_undated_and_names_them(folder):
    text = (
        "My Fellow Citizens:\n\nThis morning I sent a message to the Congress.\n\nI expect that June 30, 1956, will show a balanced budget.\n\n"
        + "\n\n".join(LONG[:5])
    )
    date, kind, told = dating(folder, text, "speech-1956.txt")
    assert (date, kind) == ("", "")
    assert "# check: nothing in the text dates it; add a date, or leave it undated\n" in told
    assert "# check: the text names 1956-06-30: “I expect that June 30, 1956, will show a balanced budget”\n" in told
    assert "# check: it says “This morning I sent a”\n" in told
    assert "# check: the file’s name has 1956\n" in told
    assert (
        "title: This morning I sent a message to the Congress\ntitle_basis: The text has no title line; these are its first words."
        in told
    )


def test_competing_dates_are_named(folder):
    text = NOTICE + "\nThis notice takes effect on 1 July 2020.\n"
    date, _, told = dating(folder, text)
    assert date == "2020-05-05"
    assert (
        "# check: or 2020-07-01? The text says from when it is in force: “This notice takes effect on 1 July 2020”.\n"
        in told
    )


def test_a_split_year_is_named_but_dates_nothing(folder):
    date, _, told = dating(
        folder, "The spirit of the conference\n\nThe meeting said that 202 1 is an important year.\n"
    )
    assert date == ""
    assert "# check: it has “202 1”: perhaps 2021\n" in told


WEB = "<html><head>{head}</head><body><h1>On teachers</h1><p>Since May 2019 every village school has two teachers.</p>{foot}</body></html>"


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("", ""),  # htmldate would make a day of the month in the text, and call it metadata
        ('<meta name="date" content="2020-05">', "2020-05"),
        ('<meta name="date" content="2020-05-12">', "2020-05-12"),
        ('<meta name="date" content="12 May 2020">', "2020-05-12"),
        ('<script type="application/ld+json">{"datePublished": "2020-05-12"}</script>', "2020-05-12"),
        ('<link rel="canonical" href="https://example.org/2020/05/12/teachers.html">', "2020-05-12"),
    ],
)
def test_of_a_web_page_a_date_says_no_more_than_its_metadata(folder, head, date):
    found, _, told = dating(folder, WEB.format(head=head, foot=""), "a.html")
    assert found == date
    assert ("The page’s metadata give it; no line of the text does." in told) == bool(date)


def test_a_date_below_the_body_that_signs_stands_on_a_line_of_its_own(folder):
    foot = "<p>Ministry of Schools<br>13 May 2020</p>"
    date, _, told = dating(folder, WEB.format(head="", foot=foot), "a.html")
    assert date == "2020-05-13"
    assert "On a line of its own at the end of the text: “13 May 2020”." in told


def test_the_release_time_of_a_page_is_when_it_was_published(folder):
    page = WEB.format(head="", foot="").replace(
        "</h1>", "</h1><p>Source: Schools Release time: 2020-05-16 Views: 3</p>"
    )
    assert dating(folder, page, "a.html")[:2] == ("2020-05-16", "published")


@pytest.mark.parametrize(
    ("line", "date", "kind"),
    [
        ("Ref: ED/7/11 Date: 3 March 2011 To: heads of schools", "2011-03-03", ""),
        ("时间：2019-05-12 来源：教育部门户网站", "2019-05-12", ""),
        ("发文机关：教育部 成文日期：2019年5月10日 文号：12", "2019-05-10", "issued"),
        ("开会时间：2019-05-12 地点：教育部会议室", "", ""),
    ],
)
def test_a_date_with_its_name_before_it_at_the_head_dates_the_text(folder, line, date, kind):
    text = f"{LAW.partition('第三条')[0]}第三条 本条例由省人民政府解释。\n".replace("\n\n", f"\n\n{line}\n\n", 1)
    assert dating(folder, text)[:2] == (date, kind)


def test_the_fields_at_the_head_of_a_markdown_file_date_it_where_no_line_does(folder):
    text = "---\ntitle: A speech\ndate: 2018-05-04\n---\n\nIt is good to be here, and to speak of schools.\n"
    date, kind, told = dating(folder, text, "a.md")
    assert (date, kind) == ("2018-05-04", "")
    assert "# check: stated by metadata alone\n" in told
