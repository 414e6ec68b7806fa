from __future__ import annotations

from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_digest import addresses
from policy_digest.addresses import relative


@pytest.mark.parametrize(
    ("target", "here", "link"),
    [
        ("", "", "./"),
        ("", "themes/", "../"),
        ("", "sources/2019/plan/", "../../../"),
        ("themes/", "", "themes/"),
        ("themes/", "themes/", "./"),
        ("themes/a/", "themes/b/", "../a/"),
        ("themes/a/", "themes/", "a/"),
        ("themes/", "themes/a/2023/", "../../"),
        ("sources/a/#p1", "sources/a/", "#p1"),
        ("sources/a/#p1", "events/e/", "../../sources/a/#p1"),
        ("sources/a/", "sources/a/", "./"),
        ("assets/x.css", "about/", "../assets/x.css"),
        ("sources/教育/", "", "sources/%E6%95%99%E8%82%B2/"),
        ("sources/a b/100% & so?/", "", "sources/a%20b/100%25%20%26%20so%3F/"),
        ("sources/a/", "sources/教育/通知/", "../../a/"),
        ("10:30/", "", "10%3A30/"),
    ],
)
def test_a_link_is_relative_and_percent_encoded(target, here, link):
    assert relative(target, here) == link


@pytest.mark.parametrize(
    ("made", "address"),
    [
        (addresses.source("2019/plan"), "sources/2019/plan/"),
        (addresses.paragraph("plan", "p12"), "sources/plan/#p12"),
        (addresses.card("plan", 3), "sources/plan/#a3"),
        (addresses.mark("plan", 3), "sources/plan/#m3"),
        (addresses.changes("plan"), "sources/plan/#pd-changes"),
        (addresses.theme("a"), "themes/a/"),
        (addresses.issuer("a"), "issuers/a/"),
        (addresses.event("a"), "events/a/"),
        (addresses.document("a"), "documents/a/"),
        (addresses.term("a"), "terms/a/"),
        (addresses.year("2023"), "chronology/2023/"),
        (addresses.year(addresses.UNDATED), "chronology/undated/"),
        (addresses.part_of_list(addresses.CHRONOLOGY, "2023", 2), "chronology/2023/2/"),
        (addresses.part_of_list("themes/a/", "2023"), "themes/a/2023/"),
        (addresses.part_of_list(addresses.SOURCES, "2023"), "sources/years/2023/"),
        (addresses.part_of_list(addresses.EVENTS, "undated", 2), "events/years/undated/2/"),
        (addresses.part_of_list(addresses.DOCUMENTS, "2023"), "documents/years/2023/"),
    ],
)
def test_each_kind_of_page_has_its_address(made, address):
    assert made == address


# A part of an id: the name of a file may have nearly any character.
NAMES = st.text(st.sampled_from("ab.~ -_%?&=+:;@'\"<>[]()#中é\\"), min_size=1, max_size=8).filter(
    lambda name: name.strip(". ")
)
IDS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
PAGES = st.just("") | st.sampled_from(["themes/", "about/", "chronology/2023/"]) | IDS.map(addresses.source)


@given(PAGES, PAGES)
def test_a_link_leads_from_its_page_to_its_target(target, here):
    root = "http://host/sub/"
    base = urljoin(root, relative(here, ""))
    assert urljoin(base, relative(target, here)) == urljoin(root, relative(target, ""))
    assert unquote(urlsplit(urljoin(base, relative(target, here))).path) == f"/sub/{target}"


@given(IDS, PAGES)
def test_a_link_to_a_paragraph_leads_to_its_text_and_keeps_the_fragment(one, here):
    found = urlsplit(
        urljoin(urljoin("http://host/", relative(here, "")), relative(addresses.paragraph(one, "p1"), here))
    )
    assert (unquote(found.path), found.fragment) == (f"/{addresses.source(one)}", "p1")


@given(PAGES, PAGES)
def test_a_link_stays_within_the_site(target, here):
    link = urlsplit(relative(target, here))
    assert (link.scheme, link.netloc, link.query) == ("", "", "")
    assert not link.path.startswith("/")
