"""The glossary: its order, and its pages for letters."""

from __future__ import annotations

import pytest
from tests.support import has_class, parse_fragment, read_corpus, vocabulary, words, write

from policy_digest.pages.listing import LONGEST
from policy_digest.pages.named import term_pages


@pytest.fixture
def glossary(tmp_path):
    """Gives the first page of a glossary of some labels, as a strict parser sees it."""

    def glossary(labels):
        digest, problems = read_corpus(
            write(tmp_path, vocabulary(terms={f"t{place}": label for place, label in enumerate(labels)}))
        )
        assert problems == []
        return parse_fragment(term_pages(digest)[0].render().html)

    return glossary


def test_letters_with_accents_stand_with_those_without(glossary):
    ordered = ["Adult", "Ægis", "Ähre", "Apple", "apple pie", "Eau", "École", "Edge", "été", "Lodz", "Łódź"]
    ordered += ["Lund", "Øresund", "Oslo", "Straße", "Street", "Zebra", "人才"]
    page = glossary(ordered[::-1])
    assert [words(link) for link in page.xpath("//dt/a")] == ordered


def test_the_letters_of_a_long_glossary_stand_in_the_order_of_the_alphabet(glossary):
    page = glossary(
        ["Zebra", "Élan", "Éa", "Eb", "3D", "Øre", "Oslo", *(f"Term {number}" for number in range(LONGEST))]
    )
    links = page.xpath(f"//ul[{has_class('pd-years')}]/li/a")
    assert [words(link) for link in links] == ["0-9", "E", "É", "O", "Ø", "T", "Z"]
