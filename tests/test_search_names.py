"""What the search finds pages of the vocabulary by: their names, in both languages, and the dates that tell them apart."""

from __future__ import annotations

import json

from tests.support import read_corpus, vocabulary

from policy_digest.search.index import FOLDER
from policy_digest.search.names import NAMES_FILE, names_file


def test_names_lead_to_the_pages_of_all_that_has_a_name(corpus):
    folder = corpus(
        vocabulary(
            themes={"learning": "Learning"},
            issuers={"moe": {"label": "Ministry", "short": "MoE", "original": "教育部"}},
            events={"fair": {"label": "Fair", "date": "2023-05"}},
            documents={"plan": {"label": "Plan", "original": "План", "date": "2021~"}},
            terms={"双减": {"label": "double reduction", "original": "双减", "pinyin": "shuāng jiǎn"}},
            packs={"first": {"label": "First reading", "theme": "learning"}},
        )
    )
    digest, problems = read_corpus(folder)
    assert problems == []
    assert json.loads(names_file(digest.vocabulary)) == {
        "theme": [["themes/learning/", "Learning", "", "", "", ""]],
        "issuer": [["issuers/moe/", "Ministry", "教育部", "zh", "MoE", ""]],
        "event": [["events/fair/", "Fair", "", "", "", "May 2023"]],
        "document": [["documents/plan/", "Plan", "План", "", "", "about 2021"]],
        "term": [["terms/双减/", "double reduction", "双减", "zh", "shuāng jiǎn shuāngjiǎn", ""]],
        "pack": [["packs/first/", "First reading", "", "", "", ""]],
    }


def test_every_address_of_a_name_is_a_page(site):
    pages = json.loads((site.path / FOLDER / NAMES_FILE).read_text(encoding="utf-8"))
    found = [page[0] for kind in pages.values() for page in kind]
    assert len(found) > 100
    assert [one for one in found if not (site.path / one / "index.html").is_file()] == []
