from __future__ import annotations

from tests.support import captured, parse_fragment, read_corpus, source, vocabulary, words

from policy_digest.pages.entries import entries_of
from policy_digest.pages.home import MOST_THEMES, home
from policy_digest.pages.issuers import issuer_pages
from policy_digest.pages.quality import quality_pages
from policy_digest.pages.themes import theme_pages


def test_the_home_page_names_the_first_themes_and_leads_to_all_with_their_number(corpus):
    themes = {f"t{number}": f"Theme {number}" for number in range(MOST_THEMES + 5)}
    digest, problems = read_corpus(corpus({"a.md": source(theme=[*themes]), **vocabulary(themes=themes)}))
    assert problems == []
    page = parse_fragment(home(digest))
    named = [link.get("href") for link in page.iterfind(".//a") if link.get("href").startswith("themes/t")]
    assert named == [f"themes/t{number}/" for number in range(MOST_THEMES)]
    [to_all] = page.xpath(".//p[a/@href = 'themes/']")
    assert words(to_all) == f"All themes {MOST_THEMES + 5}"


def test_a_theme_of_the_home_page_counts_those_below_it_as_its_own_page_does_and_is_left_out_where_it_has_nothing(
    corpus,
):
    themes = {
        "schools": "Schools",
        "teachers": {"label": "Teachers", "broader": "schools"},
        "pay": {"label": "Pay", "broader": "teachers"},
        "rivers": "Rivers",
        "health": "Health",
        "clinics": {"label": "Clinics", "broader": "health"},
    }
    clinics = [{"quote": "Schools open.", "theme": "clinics"}]
    files = {
        "a.md": source("Schools open.", theme=["teachers"], annotations=clinics),
        "b.md": source(theme=["teachers", "pay"]),
        **vocabulary(themes=themes),
    }
    digest, problems = read_corpus(corpus(files))
    assert problems == []

    def listed(page: str) -> dict[str, str]:
        links = parse_fragment(page).xpath(".//li[span[@class='pd-count']]/a")
        return {" ".join(link.text.split()): link.getnext().text for link in links}

    pages = {page.url: page.render().html for page in theme_pages(digest, entries_of(digest))}
    assert listed(home(digest)) == {"Schools": "2 texts", "Health": "passages in 1 text"}
    assert listed(pages["themes/schools/"]) == {"Teachers": "2 texts"}
    assert "2 texts, including those of its sub-themes." in pages["themes/schools/"]
    assert listed(pages["themes/"])["Teachers"] == "2 texts"
    assert listed(pages["themes/"])["Clinics"] == "0 texts, 1 passage"
    assert "No text has this theme yet." in pages["themes/rivers/"]


def test_the_list_of_themes_speaks_of_themes_and_sub_themes_only_where_there_are_any(corpus):
    def told(**themes: object) -> tuple[bool, bool]:
        digest, _ = read_corpus(corpus({"a.md": source(), **vocabulary(themes=themes)}))
        (front, *_) = theme_pages(digest, entries_of(digest))
        shown = front.render().html
        return "Each theme leads" in shown, "its sub-themes too" in shown

    assert told() == (False, False)
    assert told(schools="Schools") == (True, False)
    assert told(schools="Schools", pay={"label": "Pay", "broader": "schools"}) == (True, True)


def test_a_body_has_the_same_number_of_texts_in_the_list_of_issuers_and_on_the_page_of_the_one_above_it(corpus):
    issuers = {"state": "State", "bureau": {"label": "Bureau", "part_of": "state"}}
    files = {"a.md": source(issuer="bureau"), "b.md": source(publisher="bureau"), **vocabulary(issuers=issuers)}
    digest, problems = read_corpus(corpus(files))
    assert problems == []
    pages = {page.url: page.render().html for page in issuer_pages(digest, entries_of(digest))}
    assert "Bureau 2 texts" in words(parse_fragment(pages["issuers/"]))
    assert "Bureau 2 texts" in words(parse_fragment(pages["issuers/state/"]))


def test_one_defect_is_told_as_one(corpus):
    flaw = {"quote": "Wrods", "correction": "Words"}
    digest, _ = read_corpus(corpus({"a.md": source("Wrods of the text.", annotations=[flaw])}))
    assert "<summary>1 defect with its place</summary>" in quality_pages(digest)[0].render().html


def test_the_figures_of_a_comparison_lead_to_the_lines_that_a_text_omits(corpus):
    files = {"a.md": captured("Related\nWords.", "Words.", omitted=["Related"]), "captures/a.txt": "Related\nWords."}
    digest, problems = read_corpus(corpus(files))
    assert problems == []
    link = parse_fragment(quality_pages(digest)[0].render().html).find(".//a[@href='../sources/a/#pd-fidelity']")
    assert link.text == "1 of 2 captured words on the page"


def test_the_texts_of_a_theme_stand_the_newest_first_and_of_very_many_it_says_how_many_it_leaves_out(corpus):
    dates = {"old": "2001", "new": "2020-05", "undated": "", "middle": "2010"}
    texts = {f"{one}.md": source(title=one, date=date, theme="few") for one, date in dates.items()}
    texts |= {
        f"m{number}.md": source(title=f"m{number}", date=str(1900 + number), theme="many") for number in range(70)
    }
    texts["n.md"] = source(title="n", theme="many")
    themes = {"up": "Up", "few": {"label": "Few", "broader": "up"}, "many": {"label": "Many", "broader": "up"}}
    digest, problems = read_corpus(corpus(texts | vocabulary(themes=themes)))
    assert problems == []

    def shown(theme):
        pages = theme_pages(digest, entries_of(digest))
        page = parse_fragment(next(page for page in pages if page.url == f"themes/{theme}/").render().html)
        return words(page), [words(link) for link in page.xpath("//ul[@class='pd-list']//a[@class='pd-title']")]

    newest = [f"m{number}" for number in range(69, 9, -1)]
    assert shown("few")[1] == ["new", "middle", "old", "undated"]
    said, listed = shown("many")
    assert "The latest 60 of 71 texts; all are listed by year below." in said
    assert listed == newest
    said, listed = shown("up")
    assert "Many 71 texts The latest 60 of them." in said
    assert listed == ["new", "middle", "old", "undated", *newest]


def test_of_very_many_events_a_theme_says_how_many_it_leaves_out(corpus):
    events = {
        f"e{number}": {"label": f"Event {number}", "date": str(1900 + number), "theme": "th"} for number in range(70)
    }
    digest, problems = read_corpus(corpus({"a.md": source()} | vocabulary(themes={"th": "Theme"}, events=events)))
    assert problems == []
    page = next(page for page in theme_pages(digest, entries_of(digest)) if page.url == "themes/th/")
    shown = parse_fragment(page.render().html).xpath("//dt[.='Events']/following-sibling::dd[1]//li")
    assert [words(one) for one in shown[-2:]] == ["Event 59", "the first 60 of 70, by date"]
