"""Words put as people read them."""

from __future__ import annotations

from policy_digest.wording import cut, one_line, plural


def test_a_count_agrees_with_its_noun():
    assert [plural(count, "text") for count in (0, 1, 1200)] == ["0 texts", "1 text", "1,200 texts"]
    assert plural(2, "new page address", "new page addresses") == "2 new page addresses"


def test_a_text_on_one_line_has_single_spaces():
    assert one_line(" one\n\ttwo　three ") == "one two three"


def test_a_text_is_cut_only_where_it_is_longer():
    assert [cut("abcd", most) for most in (3, 4)] == ["ab…", "abcd"]
