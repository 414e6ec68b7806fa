from __future__ import annotations

import calendar
import re
from math import isinf

import pytest
from edtf import parse_edtf
from hypothesis import example, given
from hypothesis import strategies as st

from policy_digest.dates import MONTHS, SEASONS, DateError, parse_date, years_in_words


@pytest.mark.parametrize(
    ("edtf", "words", "earliest", "latest", "iso"),
    [
        ("2023-09-10", "10 September 2023", "2023-09-10", "2023-09-10", "2023-09-10"),
        ("2023-09", "September 2023", "2023-09-01", "2023-09-30", "2023-09"),
        ("2023", "2023", "2023-01-01", "2023-12-31", "2023"),
        ("2024-02", "February 2024", "2024-02-01", "2024-02-29", "2024-02"),
        ("1900-02", "February 1900", "1900-02-01", "1900-02-28", "1900-02"),
        ("2018-21", "spring 2018", "2018-03-01", "2018-05-31", None),
        ("2018-22", "summer 2018", "2018-06-01", "2018-08-31", None),
        ("2018-23", "autumn 2018", "2018-09-01", "2018-11-30", None),
        ("2018-24", "winter 2018", "2018-12-01", "2018-12-31", None),
        ("2023-09-10T14:30:00", "10 September 2023, 14:30", "2023-09-10", "2023-09-10", "2023-09-10"),
        ("2023-09-10T14:30:00Z", "10 September 2023, 14:30 UTC", "2023-09-10", "2023-09-10", "2023-09-10"),
        ("2023-09-10T14:30:00+08:00", "10 September 2023, 14:30 UTC+08:00", "2023-09-10", "2023-09-10", "2023-09-10"),
        ("2023-09-10T22:59:59+08:00", "10 September 2023, 22:59 UTC+08:00", "2023-09-10", "2023-09-10", "2023-09-10"),
        ("2023-09-10T23:00:00-05", "10 September 2023, 23:00 UTC-05", "2023-09-10", "2023-09-10", "2023-09-10"),
        ("2023-09~", "about September 2023", "2023-09-01", "2023-09-30", None),
        ("2023?", "2023, uncertain", "2023-01-01", "2023-12-31", None),
        ("2023-09-10%", "about 10 September 2023, uncertain", "2023-09-10", "2023-09-10", None),
        ("2018-21~", "about spring 2018", "2018-03-01", "2018-05-31", None),
        ("201X~", "about a year in the 2010s", "2010-01-01", "2019-12-31", None),
        ("201X", "a year in the 2010s", "2010-01-01", "2019-12-31", None),
        ("20XX", "a year between 2000 and 2099", "2000-01-01", "2099-12-31", None),
        ("2021-XX", "2021, month unknown", "2021-01-01", "2021-12-31", None),
        ("2021-XX-XX", "2021, month and day unknown", "2021-01-01", "2021-12-31", None),
        ("2024-02-XX", "February 2024, day unknown", "2024-02-01", "2024-02-29", None),
        ("2018/2020", "between 2018 and 2020", "2018-01-01", "2020-12-31", None),
        ("2019-05/2019-06", "between May and June 2019", "2019-05-01", "2019-06-30", None),
        ("2022-12/2023-01", "between December 2022 and January 2023", "2022-12-01", "2023-01-31", None),
        ("2013-02-13/2013-02-14", "13 to 14 February 2013", "2013-02-13", "2013-02-14", None),
        ("2013-02-27/2013-03-02", "27 February to 2 March 2013", "2013-02-27", "2013-03-02", None),
        ("2013-02-13/2013-02-13", "13 February 2013", "2013-02-13", "2013-02-13", None),
        ("2013-02~/2013-02~", "about February 2013", "2013-02-01", "2013-02-28", None),
        ("[2013..2013]", "2013", "2013-01-01", "2013-12-31", None),
        ("2013-12-30/2014-01-02", "30 December 2013 to 2 January 2014", "2013-12-30", "2014-01-02", None),
        ("2013-02~/2014", "between about February 2013 and 2014", "2013-02-01", "2014-12-31", None),
        ("2018/..", "from 2018", "2018-01-01", None, None),
        ("2018/", "from 2018, end unknown", "2018-01-01", None, None),
        ("../2018", "until 2018", None, "2018-12-31", None),
        ("/2018", "until 2018, start unknown", None, "2018-12-31", None),
        ("[2017,2018]", "2017 or 2018", "2017-01-01", "2018-12-31", None),
        ("[2017, 2018-05, 2020]", "2017, May 2018 or 2020", "2017-01-01", "2020-12-31", None),
        ("[2020,2017]", "2020 or 2017", "2017-01-01", "2020-12-31", None),
        ("[2016..2018]", "some time between 2016 and 2018", "2016-01-01", "2018-12-31", None),
        ("[2023-05-01..2023-05-03]", "some time between 1 and 3 May 2023", "2023-05-01", "2023-05-03", None),
        ("[2023-05-29..]", "on or after 29 May 2023", "2023-05-29", None, None),
        ("[..1984]", "in or before 1984", None, "1984-12-31", None),
        ("[..1984,1990]", "in or before 1984 or 1990", None, "1990-12-31", None),
        ("-0100", "101 BC", "-0100-01-01", "-0100-12-31", None),
        ("-0100-05", "May 101 BC", "-0100-05-01", "-0100-05-31", None),
        ("-0100-05-03~", "about 3 May 101 BC", "-0100-05-03", "-0100-05-03", None),
        ("-0100-23", "autumn 101 BC", "-0100-09-01", "-0100-11-30", None),
        ("-0100%", "about 101 BC, uncertain", "-0100-01-01", "-0100-12-31", None),
        ("-0100-XX", "101 BC, month unknown", "-0100-01-01", "-0100-12-31", None),
        ("-0100/-0050", "between 101 BC and 51 BC", "-0100-01-01", "-0050-12-31", None),
        ("-0100-05/-0100-06", "between May and June 101 BC", "-0100-05-01", "-0100-06-30", None),
        ("-0100-05-03/-0100-05-08", "3 to 8 May 101 BC", "-0100-05-03", "-0100-05-08", None),
        ("-0001/0014", "between 2 BC and 14 AD", "-0001-01-01", "0014-12-31", None),
        ("[-0100,-0098]", "101 BC or 99 BC", "-0100-01-01", "-0098-12-31", None),
        ("[..-0100]", "in or before 101 BC", None, "-0100-12-31", None),
        ("Y-12000", "12001 BC", "-12000-01-01", "-12000-12-31", None),
        ("0000", "1 BC", "0000-01-01", "0000-12-31", None),
        ("0000-02-29", "29 February 1 BC", "0000-02-29", "0000-02-29", None),
        ("000X", "a year between 1 BC and 9 AD", "0000-01-01", "0009-12-31", None),
        ("0987-03", "March 987 AD", "0987-03-01", "0987-03-31", "0987-03"),
        ("0999", "999 AD", "0999-01-01", "0999-12-31", "0999"),
        ("1000", "1000", "1000-01-01", "1000-12-31", "1000"),
        ("Y12023", "12023", "+12023-01-01", "+12023-12-31", "12023"),
    ],
)
def test_a_date_says_in_words_and_bounds_what_its_notation_says(edtf, words, earliest, latest, iso):
    date = parse_date(edtf)
    bounds = tuple(day.iso() if day else None for day in (date.earliest, date.latest))
    assert (date.edtf, date.words, *bounds, date.iso) == (edtf, words, earliest, latest, iso)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (2023, 2023, "2023"),
        (-100, -100, "101 BC"),
        (1990, 1999, "1990s"),
        (1900, 1999, "1900–1999"),
        (-110, -101, "111–102 BC"),
        (0, 9, "1 BC–9 AD"),
        (50, 59, "50–59 AD"),
        (900, 1899, "900 AD–1899"),
    ],
)
def test_years_are_told_in_short(first, last, words):
    assert years_in_words(first, last) == words


NO_DATE = (
    "is not a date in EDTF. Write one such as 2023, 2023-09, 2023-09-10, 2023-09~ (about), "
    '2023-XX (month unknown), 2023-05/2023-06, or "" for undated.'
)
NO_TIME = "has a time of day in an interval or a set. Write the days alone."
NO_INTERVAL = "is not an interval. Write a start and an end, for example 2023-05/2023-06 or 2023/.."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("last spring", NO_DATE),
        ("早年", NO_DATE),
        ("23", NO_DATE),
        ("2023-9-1", "is not a date in EDTF. Write 2023-09-01."),
        ("2023-9", "is not a date in EDTF. Write 2023-09."),
        ("2023年9月", "is not a date in EDTF. Write 2023-09."),
        ("2023年", "is not a date in EDTF. Write 2023."),
        ("20230910", "is not a date in EDTF. Write 2023-09-10."),
        ("about 2023", "is not a date in EDTF. Write 2023~."),
        ("c. 2023-09", "is not a date in EDTF. Write 2023-09~."),
        ("circa 2023年9月", "is not a date in EDTF. Write 2023-09~."),
        ("about 2023-13", "names month 13. Months run from 01 to 12, seasons from 21 (spring) to 24 (winter)."),
        ("about September 2023", "is not a date in EDTF. Write 2023-09~."),
        ("about 2023?", NO_DATE),
        ("about noon", NO_DATE),
        ("12/05/2019", "is not a date in EDTF. Write 2019-05-12 or 2019-12-05."),
        ("5.5.2019", "is not a date in EDTF. Write 2019-05-05."),
        ("31-05-2019", "is not a date in EDTF. Write 2019-05-31."),
        ("05/31/2019", "is not a date in EDTF. Write 2019-05-31."),
        ("31.02.2019", "names day 31 of February 2019, which has 28 days."),
        ("12 May 2019", "is not a date in EDTF. Write 2019-05-12."),
        ("1st of Sept. 2019", "is not a date in EDTF. Write 2019-09-01."),
        ("september 3rd, 2019", "is not a date in EDTF. Write 2019-09-03."),
        ("May 2019", "is not a date in EDTF. Write 2019-05."),
        ("Mayday 2019", NO_DATE),
        ("1X23", NO_DATE),
        ("2023-~09", NO_DATE),
        ("{2017,2018}", NO_DATE),
        ("2023-09-10T25:00:00", NO_DATE),
        ("2023-09-10T24:00:00", NO_DATE),
        ("..", NO_DATE),
        ("[2017,2018)", NO_DATE),
        ("(2017,2018]", NO_DATE),
        ("[]", NO_DATE),
        ("2023/9/10", "is not a date in EDTF. Write 2023-09-10."),
        ("2023.9.10", "is not a date in EDTF. Write 2023-09-10."),
        ("2023年9月10日", "is not a date in EDTF. Write 2023-09-10."),
        ("2023-02-29", "names day 29 of February 2023, which has 28 days."),
        ("1900-02-29", "names day 29 of February 1900, which has 28 days."),
        ("2023-04-31/2023-05", "names day 31 of April 2023, which has 30 days."),
        ("2024-13-01", "names month 13. Months run from 01 to 12, seasons from 21 (spring) to 24 (winter)."),
        ("31/31/2019", "names month 31. Months run from 01 to 12, seasons from 21 (spring) to 24 (winter)."),
        ("Y1234567890", "has a year of more than 9 digits. Write a nearer one."),
        ("Y-1234567890/2023", "has a year of more than 9 digits. Write a nearer one."),
        (f"Y{'9' * 5000}", "has a year of more than 9 digits. Write a nearer one."),
        ("2024-00", "has 00 for a month or day. Write XX for one that is unknown."),
        ("2024-05-00", "has 00 for a month or day. Write XX for one that is unknown."),
        ("2024-21-05", "names month 21. Months run from 01 to 12, seasons from 21 (spring) to 24 (winter)."),
        ("201X-05", "has a known month in an unknown year. Write 201X, or the year in full."),
        ("2023-XX-05", "has a known day in an unknown month. Write 2023-XX."),
        ("2023-09T12:00:00", "has a time without a day. Write the day too, or leave out the time."),
        ("2023-09-10T14:30:00/2023-09-10T16:00:00", NO_TIME),
        ("2023-09-10/2023-09-11T09:00:00Z", NO_TIME),
        ("[2023-09-10T14:30:00,2023-09-11]", NO_TIME),
        ("[2023-09-10..2023-09-11T09:00:00]", NO_TIME),
        ("/", NO_INTERVAL),
        ("../..", NO_INTERVAL),
        ("10/9/2023", "is not a date in EDTF. Write 2023-09-10 or 2023-10-09."),
        ("2020/2018", "ends before it starts. Write 2018/2020."),
        ("[..]", "is a set without a date. Write one such as [2017,2018] or [2023-05-29..]."),
        ("[2018..2016]", "ends before it starts. Write the earlier date first."),
        (
            "[..2018,2020..]",
            'is open on both sides and so says nothing. Leave one of the two open, or write "" for undated.',
        ),
        ("２０２３-09", "is not a date in EDTF. Write 2023-09."),
        ("[２０１７，2018]", "is not a date in EDTF. Write [2017,2018]."),
        ("2023～", "is not a date in EDTF. Write 2023~."),
        ("２０２３年９月１０日", "is not a date in EDTF. Write 2023-09-10."),
        ("２０２３-13", "names month 13. Months run from 01 to 12, seasons from 21 (spring) to 24 (winter)."),
        ("٢٠٢٣", NO_DATE),
        ("[2018..2016,2030]", "ends before it starts. Write the earlier date first."),
    ],
)
def test_what_is_no_date_is_refused_with_a_remedy(text, message):
    with pytest.raises(DateError) as error:
        parse_date(text)
    assert str(error.value) == message


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_is_known_by_its_name_and_by_three_letters_of_it(month):
    for name in (MONTHS[month], MONTHS[month][:3], f"{MONTHS[month][:3]}.".upper()):
        for text in (f"5 {name} 2019", f"{name} 5, 2019"):
            with pytest.raises(DateError, match=rf"Write 2019-{month:02}-05\.$"):
                parse_date(text)


@pytest.mark.parametrize("about", ["about ", "around ", "circa ", "ca. ", "ca ", "c. ", "c.", "C. "])
def test_a_word_for_about_is_a_sign_of_the_notation(about):
    with pytest.raises(DateError, match=r"Write 2019-05~\.$"):
        parse_date(f"{about}May 2019")


@pytest.mark.parametrize(
    "text", ["2023/9/10", "2023.09.1", "2023年13月1日", "2023/2/30", "2020/2018", "2023-XX-05", "２０２３／２０２４"]
)
def test_a_date_that_a_message_tells_to_write_is_a_date(text):
    with pytest.raises(DateError) as error:
        parse_date(text)
    remedy = re.search(r"Write (\d\S*)\.$", str(error.value))
    assert remedy is None or parse_date(remedy[1])


MARKS = st.sampled_from(["", "", "?", "~", "%"])
YEARS = st.integers(1, 9999).map(lambda year: f"{year:04}")


@st.composite
def days(draw):
    year, month = draw(st.integers(1, 9999)), draw(st.integers(1, 12))
    return f"{year:04}-{month:02}-{draw(st.integers(1, calendar.monthrange(year, month)[1])):02}"


MONTHS_OF_YEARS = st.builds("{}-{:02}".format, YEARS, st.integers(1, 12))
LEVEL_0 = YEARS | MONTHS_OF_YEARS | days()
LEVEL_1 = st.one_of(
    st.builds("{}{}".format, LEVEL_0, MARKS),
    st.builds("{}-{}".format, YEARS, st.sampled_from(["21", "22", "23", "24", "XX", "XX-XX"])),
    st.builds("{}-XX".format, MONTHS_OF_YEARS),
    st.integers(100, 999).map(lambda decade: f"{decade:03}X"),
    st.integers(10, 99).map(lambda century: f"{century:02}XX"),
    st.integers(1, 9999).map(lambda year: f"-{year:04}"),
    st.builds("{}{}".format, st.sampled_from(["Y", "Y-"]), st.integers(10000, 999999)),
)


def theirs(text):
    """The bounds that the package `edtf` gives; None for an open one."""
    date = parse_edtf(text)
    found = (date.lower_strict(), date.upper_strict())
    return tuple(None if isinstance(day, float) and isinf(day) else tuple(day[:3]) for day in found)


@st.composite
def intervals(draw):
    start, end = (draw(st.builds("{}{}".format, LEVEL_0, MARKS)) for _ in range(2))
    return f"{start}/{end}" if theirs(start)[0] <= theirs(end)[1] else f"{end}/{start}"


# Not compared: an end that is unknown (`2018/`), for which `edtf` makes up ten years and we say nothing.
SETS = st.lists(LEVEL_0, min_size=2, max_size=4).map(lambda members: f"[{','.join(members)}]")
OPEN = st.builds(str.format, st.sampled_from(["{}/..", "../{}", "[..{}]", "[{}..]"]), LEVEL_0)
DATES = st.one_of(LEVEL_1, intervals(), SETS, OPEN)


@given(DATES)
@example("2023/2023-05")  # sides that overlap
@example("2018-12/2018")
@example("2023-05-31/2023-05")
def test_bounds_are_those_of_another_reader(text):
    date = parse_date(text)
    assert (date.earliest, date.latest) == theirs(text)


@pytest.mark.parametrize("text", ["2018/", "/2018"])
def test_an_unknown_end_has_no_bound_where_another_reader_makes_one_up(text):
    date = parse_date(text)
    assert None in (date.earliest, date.latest)
    assert None not in theirs(text)


MEMBERS = LEVEL_1 | st.builds(str.format, st.sampled_from(["..{}", "{}.."]), LEVEL_0)


@given(st.lists(MEMBERS, min_size=1, max_size=3).map(lambda members: f"[{','.join(members)}]"))
def test_a_set_is_bounded_on_one_side_or_refused(text):
    open_at_both = re.search(r"(?<![\dXT?~%])\.\.", text) and re.search(r"\.\.[,\]]", text)
    if open_at_both:
        with pytest.raises(DateError, match="is open on both sides"):
            parse_date(text)
    else:
        date = parse_date(text)
        assert date.sort_key[0] in {date.earliest, date.latest}


@given(DATES, DATES)
def test_of_two_dates_one_comes_first_by_its_earliest_day(one, other):
    first, second = sorted([parse_date(one), parse_date(other)], key=lambda date: date.sort_key)
    assert (first.earliest or first.latest) <= (second.earliest or second.latest)
    assert (first.sort_key == second.sort_key) == (one == other)


@given(days())
def test_of_dates_that_start_together_the_vaguer_comes_first(day):
    year = day[:4]
    notations = [f"{year}-01-01", f"{year}-01", year, f"{year}/..", f"{year}/9999"]
    ordered = sorted(map(parse_date, notations), key=lambda date: date.sort_key)
    assert [date.edtf for date in ordered if date.edtf != f"{year}/9999"] == notations[3::-1]


@given(DATES)
def test_words_never_tell_a_day_or_month_that_the_notation_does_not(text):
    words = re.sub(r"\d+ (?:AD|BC)", "", parse_date(text).words)
    told_days = {int(number) for number in re.findall(r"(?<![\d:-])\d{1,2}(?![\d:])", words)}
    assert told_days <= {int(number) for number in re.findall(r"\d-\d\d-(\d\d)", text)}
    told_months = {number for number, name in [*enumerate(MONTHS), *SEASONS.items()] if name and name in words}
    assert told_months <= {int(number) for number in re.findall(r"\d-(\d\d)(?!\d)", text)}


@given(DATES)
def test_the_year_of_the_chronology_is_one_that_the_date_can_mean(text):
    date = parse_date(text)
    assert date.earliest is None or date.earliest.year <= date.year
    assert date.latest is None or date.year <= date.latest.year


@given(DATES)
def test_only_a_plain_date_is_given_to_html_and_in_a_form_that_it_takes(text):
    iso = parse_date(text).iso
    if iso is None:
        assert re.search(r"[?~%X/\[]|-2[1-4]$|^Y?-", text)
    else:
        assert re.fullmatch(r"\d{4,}(-\d\d(-\d\d)?)?", iso)


@pytest.mark.parametrize(
    ("text", "month"),
    [("2023-09-10", 9), ("2023-09~", 9), ("2023-09-XX", 9), ("2023-09-01/2023-09-05", 9), ("2023-24", 12)]
    + [(text, None) for text in ("2023", "2023-23", "2023-XX", "2023-09/2023-10", "2022-09/2023-09", "2023-09/..")],
)
def test_a_month_is_told_only_where_all_of_the_date_lies_in_it(text, month):
    assert parse_date(text).month == month
