"""How a page tells in which language something is."""

from __future__ import annotations

import pytest

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
