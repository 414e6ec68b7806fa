from __future__ import annotations

from tests.support import parse_fragment, read_corpus, source, vocabulary

from policy_digest.pages.home import MOST_THEMES, home


def test_the_home_page_names_the_first_themes_and_leads_to_all(corpus):
    themes = {f"t{number}": f"Theme {number}" for number in range(MOST_THEMES + 5)}
    digest, problems = read_corpus(corpus({"a.md": source(theme=["t0"]), **vocabulary(themes=themes)}))
    assert problems == []
    links = [(link.get("href"), link.text) for link in parse_fragment(home(digest)).iterfind(".//a")]
    named = [href for href, _ in links if href.startswith("themes/t")]
    assert named == [f"themes/t{number}/" for number in range(MOST_THEMES)]
    assert ("themes/", "All themes") in links
