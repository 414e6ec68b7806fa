"""How a page tells in which language something is."""

from __future__ import annotations

import pytest
from tests.support import Site, build, source, words, write

from policy_digest.languages import language_attributes, original_attributes


@pytest.mark.parametrize(
    ("tag", "shown"),
    [("en", ""), ("", ""), ("zh", ' lang="zh"'), ("en-GB", ' lang="en-GB"'), ("ar", ' lang="ar" dir="rtl"'),
     ("he-IL", ' lang="he-IL" dir="rtl"'), ("x-own", ' lang="x-own"')],
)  # fmt: skip
def test_words_in_another_language_say_so(tag, shown):
    assert language_attributes(tag) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [("教育部", "zh"), ("Ministère de l'Éducation", ""), ("وزارة التعليم", ""), ("文部科学省のお知らせ", "")],
)
def test_a_name_is_taken_for_chinese_only_where_its_characters_are(name, shown):
    assert original_attributes(name) == f' lang="{shown}"'


def test_a_title_says_its_language_in_the_frame_of_its_page_and_of_those_beside_it(tmp_path):
    texts = {"a.md": source("Words.", title="Plain", date="2001", language="en")}
    for language in ("zh", "ja"):
        texts["b.md"] = source("## 前言\n\n教育。", title="教育", date="2002", language=language)
        built = build(write(tmp_path / "sources", texts), tmp_path / "site", cache=tmp_path / "cache")
        assert built.code == 0, built.messages
        site = Site(built.path)
        for url, seen in (("sources/b/", {"教育", "前言"}), ("sources/a/", {"教育"})):
            told = [(words(one), one.get("lang")) for one in site.page(url).xpath("//*[@class='md-ellipsis']")]
            assert {title for title, lang in told if lang == language} == seen
            assert ("Plain", None) in told
        assert site.page("sources/b/").xpath("//*[@class='pd-contents']//a[@lang]/text()") == ["前言"]
