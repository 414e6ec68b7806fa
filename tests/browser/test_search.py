"""Searching: the box in the header, the search page, its address, its files; in English and in Chinese."""

from __future__ import annotations

import csv
import io
import re
import shutil
import threading
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
import rispy
from playwright.sync_api import expect
from tests.browser.conftest import StaticHost, visitor
from tests.browser.pages import AT_ROOT, NARROW, UNDER_A_PATH, WIDE, resize, style, texts
from tests.browser.test_accessibility import LOOKS, violations
from tests.support import Site, build, read_corpus, source, vocabulary, write

from policy_digest.search.index import index_site

pytestmark = pytest.mark.browser

CORPUS = {
    "zh.md": source(
        "建设学习型社会，推进教育数字化。\n\n人工智能（AI）技术与 2025 年目标：“终身学习”。",
        title="关于学习型社会的决定", language="zh", date="2022-06", issuer="moe", theme="cities", kind="notice",
    ),
    "new.md": source("Schools learn.\n\nA school in every town.", title="New", language="en", date="2024-03-01", author=["Su Jiming", "Liu Lina"], issuer="moe", theme="learning", kind="speech"),
    "about.md": source("Schooling.", title="About", language="en", date="2023-09~", issuer=["moe", "state"], kind="plan"),
    "undated.md": source("A school without a date.", title="Undated", language="en"),
    **{f"many/{number}.md": source(f"Village {number}. " + "Words. " * 200, title=f"Village {number}", date="1990" if number else "0000", kind="plan") for number in range(25)},
    **vocabulary(
        themes={
            "learning": {"label": "Learning", "aliases": ["study", "old-study"]},
            "cities": {"label": "Learning cities", "broader": "learning"},
        },
        issuers={"moe": "Ministry of Education", "state": "State Council"},
    ),
}  # fmt: skip


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("search")
    done = build(write(folder / "sources", CORPUS), folder / "site")
    assert done.code == 0, done.messages
    return Site(done.path).path


@pytest.fixture(scope="session")
def sharded(built):
    """The same site with an index of many shards."""
    folder = built.with_name("sharded")
    shutil.copytree(built, folder)
    digest, _ = read_corpus(built.with_name("sources"))
    assert index_site(digest, folder, shards=16).shards > 8
    return folder


@contextmanager
def served(folder):
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(StaticHost, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def host(built):
    with served(built) as origin:
        yield origin


@pytest.fixture
def search(browser, host):
    """Opens a page of the small corpus as a new visitor, by default the search page."""
    watches = []
    with visitor(browser, host, watches) as visit:

        def search(address="search/", **options):
            page = visit(address, **options)
            page.watch = watches[-1]
            return page

        yield search
    assert [wrong for watch in watches for wrong in watch.wrong] == []


def titles(page):
    return page.locator(".pd-hits .pd-title")


def status(page):
    return page.locator(".pd-search-status")


def counts(page, facet):
    """The values that a reader sees, with their counts."""
    shown = texts(page.locator(f"[data-facet={facet}] li:visible"))
    return {label.rpartition(" ")[0]: int(label.rpartition(" ")[2]) for label in shown}


def query(page):
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize("base", [AT_ROOT, UNDER_A_PATH], ids=["root", "path"])
def test_type_narrow_share_open_and_go_back(search, host, base):
    page = search(base=base)
    page.locator("#pd-q").fill("school")
    expect(status(page)).to_have_text("3 texts for “school”")
    assert sorted(texts(titles(page))) == ["About", "New", "Undated"]
    page.get_by_role("checkbox", name="Ministry of Education").check()
    expect(status(page)).to_have_text("2 texts for “school”")
    page.get_by_role("checkbox", name="Speech").check()
    expect(titles(page)).to_have_text(["New"])
    assert query(page) == {"q": ["school"], "issuer": ["moe"], "kind": ["speech"]}
    assert page.title().startswith("school - ")

    shared = search(page.url.removeprefix(f"{host}{base}"), base=base)
    expect(titles(shared)).to_have_text(["New"])
    expect(shared.locator("#pd-q")).to_have_value("school")
    assert texts(shared.locator(".pd-chosen button")) == ["Ministry of Education ×", "Speech ×"]

    page.get_by_role("link", name="¶ 2").click()
    expect(page).to_have_url(re.compile(rf"{re.escape(base)}sources/new/#p2$"))
    expect(page.locator("#p2")).to_be_in_viewport()
    page.go_back()
    expect(titles(page)).to_have_text(["New"])
    expect(page.get_by_role("checkbox", name="Speech")).to_be_checked()
    page.go_back()
    expect(titles(page)).to_have_count(2)
    page.go_forward()
    expect(titles(page)).to_have_text(["New"])
    assert [url for url in page.watch.asked if base not in url] == []


def test_a_shared_search_by_a_former_id_finds_the_same(search):
    page = search("search/?theme=old-study")
    expect(titles(page)).to_have_count(2)
    expect(status(page)).to_have_text("2 texts")
    expect(page.locator(".pd-chosen button")).to_have_text(["Learning ×"])


def test_several_values_of_a_facet_are_any_and_counts_say_what_a_click_finds(search):
    page = search("search/?q=school")
    expect(titles(page)).to_have_count(3)
    assert counts(page, "kind") == {"Plan": 1, "Speech": 1, "Not stated": 1}
    page.get_by_role("checkbox", name="Speech").check()
    expect(titles(page)).to_have_text(["New"])
    assert counts(page, "kind") == {"Plan": 1, "Speech": 1, "Not stated": 1}
    assert counts(page, "issuer") == {"Ministry of Education": 1}
    page.get_by_role("checkbox", name="Plan").check()
    expect(titles(page)).to_have_count(2)
    page.get_by_role("button", name="Remove Speech").click()
    expect(titles(page)).to_have_text(["About"])


def test_many_shards_are_searched_as_one(browser, host, sharded):
    asked = ["q=school", "q=school&sort=newest", "q=school&kind=speech&kind=plan", "q=型社", "sort=oldest&year=1990"]
    seen = {host: [], sharded: []}
    with served(sharded) as origin, visitor(browser, host, []) as one, visitor(browser, origin, []) as many:
        for page, at, found in ((one(), host, seen[host]), (many(), origin, seen[sharded])):
            for query in ("", *asked):
                page.goto(f"{at}{AT_ROOT}search/?{query}")
                expect(titles(page)).not_to_have_count(0)
                facets = [counts(page, facet) for facet in ("theme", "issuer", "year", "kind", "language")]
                found.append((query, status(page).inner_text(), texts(titles(page)), facets))
    assert seen[host] == seen[sharded]


def test_by_date_the_undated_stand_last_and_none_is_dropped(search):
    page = search("search/?q=school&sort=newest")
    expect(titles(page)).to_have_text(["New", "About", "Undated"])
    page.get_by_label("Order").select_option("oldest")
    expect(titles(page)).to_have_text(["About", "New", "Undated"])
    assert query(page)["sort"] == ["oldest"]
    page.get_by_role("checkbox", name="Undated").check()
    expect(titles(page)).to_have_text(["Undated"])


def test_without_words_all_texts_can_be_browsed_page_by_page(search):
    page = search()
    expect(status(page)).to_have_text(f"{len(CORPUS) - 2} texts")
    expect(titles(page)).to_have_count(10)
    assert texts(titles(page))[:3] == ["New", "About", "关于学习型社会的决定"]
    page.get_by_role("button", name="Show more").click()
    expect(titles(page)).to_have_count(20)
    last = page.get_by_role("link", name="Village 24")
    page.get_by_role("button", name="Show more").click()
    expect(titles(page)).to_have_count(29)
    assert texts(titles(page))[-1] == "Undated"
    last.scroll_into_view_if_needed()
    at = page.evaluate("scrollY")
    assert at > 0
    last.click()
    expect(page.locator("h1")).to_have_text("Village 24")
    page.go_back()
    expect(titles(page)).to_have_count(29)
    expect(last).to_be_in_viewport()
    assert abs(page.evaluate("scrollY") - at) < 200


def test_chinese_is_found_as_it_stands(search):
    page = search()
    passages = page.locator(".pd-passages q")
    for words, found in (
        ("学习型社会", ["学习型社会"]),
        ("型社", ["型社"]),
        ("学", ["学习", "学习"]),
        ("学习", ["学习", "学习"]),
        ("AI 目标", ["AI", "目标"]),
        ("“终身学习”", ["终身学习"]),
    ):
        page.locator("#pd-q").fill(words)
        expect(status(page)).to_have_text(f"1 text for “{words.strip('“”')}”")
        expect(titles(page)).to_have_text(["关于学习型社会的决定"])
        expect(page.locator(".pd-hits mark")).to_have_text(found)
        assert set(texts(passages)) <= {
            "建设学习型社会，推进教育数字化。",
            "人工智能（AI）技术与 2025 年目标：“终身学习”。",
        }
        assert passages.first.get_attribute("lang") == "zh"


def test_words_in_quotation_marks_are_shown_wherever_they_stand(search):
    page = search("search/?q=%22school%22&issuer=moe&kind=speech")
    expect(titles(page)).to_have_text(["New"])
    assert texts(page.locator(".pd-hits mark")) == ["Schools", "school"]


def test_an_acronym_is_not_the_beginning_of_a_word(search, visit):
    page = visit("search/?q=AI")  # texts of the site have aims
    expect(status(page)).to_contain_text("No text for “AI”.")
    page.locator("#pd-q").fill("ai")
    expect(status(page)).to_have_text(re.compile(r"^\d texts for “ai”$"))
    page = search("search/?q=AI")
    expect(titles(page)).to_have_text(["关于学习型社会的决定"])


def test_chinese_that_does_not_stand_so_is_not_found(search):
    page = search()
    page.locator("#pd-q").fill("社会教育")
    expect(status(page)).to_contain_text("No text for “社会教育”.")
    lists = [urlsplit(link.evaluate("link => link.href")).path for link in status(page).get_by_role("link").all()]
    assert lists == [f"{AT_ROOT}{one}/" for one in ("themes", "issuers", "documents", "events", "terms")]


def test_nothing_found_tells_what_to_do(search):
    page = search("search/?q=school&issuer=state&year=undated")
    expect(status(page)).to_contain_text("No text for “school” within your choice.")
    expect(status(page)).to_contain_text("Without the choice there are 3 texts.")
    expect(page.locator("[data-export]").first).to_be_hidden()
    page.get_by_role("button", name="Clear the choice").click()
    expect(titles(page)).to_have_count(3)
    expect(page.locator("#pd-q")).to_be_focused()


def test_the_hits_can_be_taken_away(search, built):
    page = search("search/?q=school&sort=newest")
    expect(titles(page)).to_have_count(3)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save all as CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert [row["title"] for row in rows] == ["New", "About", "Undated"]
    assert [row["date"] for row in rows] == ["2024-03-01", "2023-09~", ""]
    assert [row["author"] for row in rows] == ["Su Jiming; Liu Lina", "", ""]
    assert rows[1]["issuer"] == "Ministry of Education; State Council"
    assert re.fullmatch(r"https://.+/sources/new/", rows[0]["url"])
    assert rows[0]["paragraph"] == rows[0]["url"] + "#p1"
    assert rows[0]["passage"] == "Schools learn."
    with page.expect_download() as download:
        page.get_by_role("button", name="Save all as RIS").click()
    records = rispy.loads(download.value.path().read_text(encoding="utf-8"))
    assert [record["title"] for record in records] == ["New", "About", "Undated"]
    assert [record["urls"] for record in records] == [[row["url"]] for row in rows]
    assert records[0]["notes"].pop() == f"Schools learn. ({rows[0]['paragraph']})"
    [reference] = rispy.loads((built / "sources/new/cite.ris").read_text(encoding="utf-8"))
    assert records[0] == reference


def test_the_box_in_the_header_is_walked_by_keys(search):
    page = search("sources/")
    page.keyboard.press("/")
    box = page.locator(".pd-find input")
    expect(box).to_be_focused()
    page.keyboard.type("school")
    links = page.locator(".pd-find-results a")
    expect(links).not_to_have_count(0)
    expect(page.locator(".pd-find-status")).to_contain_text("3 texts")
    page.keyboard.press("ArrowDown")
    expect(links.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    passage = page.locator(":focus")
    assert re.search(r"/sources/\w+/#p\d+$", passage.get_attribute("href"))
    page.keyboard.press("Escape")
    expect(links).to_have_count(0)
    expect(box).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type("s")
    expect(links).not_to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    to = page.locator(":focus").get_attribute("href")
    page.keyboard.press("Enter")
    expect(page).to_have_url(to)


def test_the_box_leads_to_the_search_page(search):
    page = search("sources/new/", base=UNDER_A_PATH)
    page.locator(".pd-find input").fill("school")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"{UNDER_A_PATH}search/\?q=school$"))
    expect(titles(page)).to_have_count(3)


def test_nothing_is_loaded_before_the_first_search_and_little_for_it(search):
    page = search("sources/")
    assert [url for url in page.watch.asked if "/pagefind/" in url] == []
    sizes = []
    page.on("response", lambda response: "/pagefind/" in response.url and sizes.append(len(response.body())))
    page.locator(".pd-find input").fill("school")
    expect(page.locator(".pd-find-results a")).not_to_have_count(0)
    assert 0 < sum(sizes) < 250_000


def test_a_slash_is_a_slash_where_one_types(search):
    page = search()
    expect(page.locator("#pd-q")).to_be_focused()  # the form is shown, and takes keys, when the search is loaded
    page.locator("#pd-q").press("/")
    expect(page.locator("#pd-q")).to_have_value("/")


def test_a_missing_index_says_so(browser, host):
    with visitor(browser, host, []) as visit:
        page = visit("sources/")
        page.route("**/pagefind/**", lambda route: route.abort())
        page.goto(f"{host}/search/")
        expect(status(page)).to_have_text(re.compile(r"^The search could not be loaded\."))


def test_on_a_phone_the_header_leads_to_the_page_and_its_facets_are_folded(search):
    page = search("sources/", width=NARROW)
    expect(page.locator(".pd-find input")).to_be_hidden()
    page.locator(".pd-find button").click()
    expect(titles(page)).to_have_count(10)
    expect(page.get_by_role("checkbox", name="Speech")).to_be_hidden()
    assert style(page.locator(".pd-facets summary"), "display", "::after") == "block", "the arrow is shown"
    page.get_by_text("Narrow the search").click()
    page.get_by_role("checkbox", name="Speech").check()
    expect(titles(page)).to_have_text(["New"])
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    resize(page, WIDE)
    expect(page.get_by_role("checkbox", name="Speech")).to_be_visible()


def test_without_a_script_the_page_leads_to_the_lists(search):
    page = search("sources/new/", script=False)
    page.locator(".pd-find input").fill("school")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=school$"))
    expect(page.get_by_text("The search needs JavaScript")).to_be_visible()
    expect(page.locator(".pd-search")).to_be_hidden()
    page.get_by_role("link", name="All 29 texts, by date").click()
    expect(page.locator("h1")).to_have_text("Sources")


def test_opened_from_a_folder_the_page_leads_to_the_lists(built, browser):
    page = browser.new_page()
    page.goto((built / "search/index.html").as_uri())
    expect(page.get_by_text("The search needs JavaScript")).to_be_visible()
    expect(page.locator(".pd-search")).to_be_hidden()
    page.close()


def test_the_search_breaks_no_rule_of_accessibility(search):
    page = search("search/?q=school&kind=speech&kind=plan")
    expect(titles(page)).to_have_count(2)
    assert violations(page, LOOKS[:2]) == []
    page = search("targets/")  # has no link of which the box could leave a small part
    page.locator(".pd-find input").fill("school")
    expect(page.locator(".pd-find-results a")).not_to_have_count(0)
    assert violations(page, [(WIDE, "light"), (WIDE, "dark")]) == []


def test_marks_can_be_seen(search):
    page = search("search/?q=school")
    assert style(page.locator(".pd-hits mark").first, "backgroundColor") != "rgba(0, 0, 0, 0)"
