"""Ids of paragraphs hold for ever: which block has which."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import WORDS, paragraph

from policy_digest.ledger import (
    FrozenBlock,
    FrozenText,
    LedgerError,
    Lines,
    format_text,
    hash_words,
    version_of,
)
from policy_digest.numbering import ALIKE, assign
from policy_digest.pages.changes import difference


def frozen(blocks, before=None):
    """A release of blocks, which are kinds and words."""
    assignment = assign(before, blocks)
    graves = [(at, FrozenBlock(one.id, one.hash, removed=True)) for at, one in assignment.removed]
    made = []
    for at, (placed, (_, words)) in enumerate(zip(assignment.blocks, blocks, strict=True)):
        made += [grave for place, grave in graves if place == at]
        made.append(FrozenBlock(placed.id, hash_words(words), words=words))
    made += [grave for place, grave in graves if place >= len(blocks)]
    return FrozenText("a", version_of((one.id, one.hash) for one in made), "2026-01-01", "2026-01-01", tuple(made))


def ids(assignment):
    return [placed.id for placed in assignment.blocks]


TEXT = [("h", "A heading of the text"), *(("p", paragraph(seed)) for seed in range(6))]


def test_numbers_the_blocks_of_a_text_that_was_never_released_as_they_come():
    assert ids(assign(None, TEXT)) == ["h1", "p1", "p2", "p3", "p4", "p5", "p6"]


def test_names_an_inserted_paragraph_after_the_one_before_it():
    edited = [*TEXT[:3], ("p", "One new."), ("p", "Another new."), *TEXT[3:]]
    assert ids(assign(frozen(TEXT), edited)) == ["h1", "p1", "p2", "p2a", "p2b", "p3", "p4", "p5", "p6"]


def test_counts_on_behind_the_last_paragraph():
    assert ids(assign(frozen(TEXT), [*TEXT, ("p", "One more.")]))[-1] == "p7"


def test_counts_on_where_only_headings_follow():
    annex = ("h", "The annex")
    assert ids(assign(frozen([*TEXT, annex]), [*TEXT, ("p", "One more."), annex]))[-2:] == ["p7", "h2"]


def test_names_a_paragraph_before_the_first_one_after_none():
    assert ids(assign(frozen(TEXT), [TEXT[0], ("p", "Before all."), *TEXT[1:]]))[:3] == ["h1", "p0a", "p1"]


def test_never_gives_the_id_of_a_removed_paragraph_to_another():
    without = frozen(TEXT[:-1], frozen(TEXT))
    assert ids(assign(without, [*TEXT[:-1], ("p", "New at the end.")]))[-1] == "p7"


def test_keeps_the_place_of_a_removed_paragraph():
    assignment = assign(frozen(TEXT), [*TEXT[:3], *TEXT[4:]])
    assert [(at, block.id) for at, block in assignment.removed] == [(3, "p3")]


def test_gives_a_restored_paragraph_its_old_id():
    without = frozen([*TEXT[:3], *TEXT[4:]], frozen(TEXT))
    assert ids(assign(without, TEXT)) == ids(assign(None, TEXT))


def test_of_the_same_words_those_that_are_there_come_before_those_that_were_removed():
    first, *rest = TEXT[1:4]
    without = frozen([*rest, first], frozen([first, *rest, first]))
    assert ids(assign(without, [first, *rest])) == ["p4", "p2", "p3"]


def test_names_paragraphs_beyond_the_letter_z_with_a_further_letter():
    many = [("p", f"New {number}.") for number in range(54)]
    found = ids(assign(frozen(TEXT), [*TEXT[:3], *many, *TEXT[3:]]))[3:57]
    assert (found[0], found[25:28], found[51:]) == ("p2a", ["p2z", "p2za", "p2zb"], ["p2zz", "p2zza", "p2zzb"])


def test_the_first_paragraph_of_a_text_of_headings_is_the_first():
    assert ids(assign(frozen(TEXT[:1]), TEXT[:2])) == ["h1", "p1"]


def test_of_a_paragraph_that_is_doubled_the_one_in_its_old_place_keeps_the_id():
    assert ids(assign(frozen(TEXT), [TEXT[3], *TEXT])) == ["p0a", *ids(assign(None, TEXT))]


def test_swapped_paragraphs_take_their_ids_along():
    edited = [TEXT[0], TEXT[2], TEXT[1], *TEXT[3:]]
    assert ids(assign(frozen(TEXT), edited)) == ["h1", "p2", "p1", "p3", "p4", "p5", "p6"]


SPEECH = [("p", words) for words in ("We begin.", "(Applause.)", "We go on.", "(Applause.)", "We end.")]


@pytest.mark.parametrize(
    ("edited", "expected"),
    [
        (SPEECH[:1] + SPEECH[2:], ["p1", "p3", "p4", "p5"]),
        ([("p", "Before all."), SPEECH[1], *SPEECH], ["p0a", "p0b", "p1", "p2", "p3", "p4", "p5"]),
        (SPEECH[2:] + SPEECH[:2], ["p3", "p4", "p5", "p1", "p2"]),
        ([*SPEECH[:4], SPEECH[1], SPEECH[4]], ["p1", "p2", "p3", "p4", "p4a", "p5"]),
    ],
    ids=["removed", "inserted", "moved", "doubled"],
)
def test_paragraphs_with_the_same_words_are_told_by_what_stands_around_them(edited, expected):
    assert ids(assign(frozen(SPEECH), edited)) == expected


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=12), st.lists(st.integers(0, 12), max_size=6))
def test_whatever_new_is_inserted_no_id_moves(words, places):
    old = [("p", one) for one in words]
    edited = [(block, f"p{number}") for number, block in enumerate(old, 1)]
    for number, place in enumerate(places):
        edited.insert(min(place, len(edited)), (("p", f"new {number}"), None))
    found = ids(assign(frozen(old), [block for block, _ in edited]))
    assert [one for one, (_, kept) in zip(found, edited, strict=True) if kept] == [kept for _, kept in edited if kept]


def test_a_reworded_paragraph_keeps_its_id_and_its_former_words():
    words = TEXT[2][1].replace(TEXT[2][1].split()[3], "changed", 1)
    placed = assign(frozen(TEXT), [*TEXT[:2], ("p", words), *TEXT[3:]]).blocks[2]
    assert placed == ("p2", TEXT[2][1])


def test_a_heading_that_becomes_a_paragraph_is_a_new_one():
    assert ids(assign(frozen(TEXT), [("p", "A heading of the text."), *TEXT[1:]]))[0] == "p0a"


def test_a_paragraph_with_other_words_is_a_new_one():
    assignment = assign(frozen(TEXT), [*TEXT[:2], ("p", "Something else entirely stands here now."), *TEXT[3:]])
    assert ids(assignment)[2] == "p1a"
    assert [block.id for _, block in assignment.removed] == ["p2"]


LOOK_ALIKES = [
    ("p", "The county builds ten centres for learning in the year 2023 with money of its own."),
    ("p", "The county builds ten centres for learning in the year 2024 with money of its own."),
]


@pytest.mark.parametrize("kept", [0, 1])
def test_of_two_look_alikes_the_one_that_stays_keeps_its_own_id(kept):
    assignment = assign(frozen(LOOK_ALIKES), [LOOK_ALIKES[kept]])
    assert ids(assignment) == [f"p{kept + 1}"]
    assert [block.id for _, block in assignment.removed] == [f"p{2 - kept}"]


@pytest.mark.parametrize("year", ["2025", "2023 alone"])
def test_a_rewording_that_is_like_two_paragraphs_has_the_id_of_neither(year):
    assignment = assign(frozen(LOOK_ALIKES), [("p", LOOK_ALIKES[0][1].replace("2023", year))])
    assert ids(assignment) == ["p3"]
    assert [block.id for _, block in assignment.removed] == ["p1", "p2"]


@pytest.mark.parametrize(
    ("before", "after", "alike"),
    [
        ("we do as we say in Beijing tomorrow", "we do as we say in Shanghai yesterday", True),
        ("we do as we say in Beijing tomorrow", "we do as we say in Shanghai since yesterday", False),
        ("we do as we say", "We do as WE SAY", True),
        ("全面建设学习社会", "全面建设学习强国", True),
        ("全面建设学习社会", "全面建设教育强国", False),
        ("到2025年全面建设学习社会", "到2025年全面建设学习强国", True),
        ("以AI全面建设学习社会", "以AI全面建设教育强国", False),
        ("すべての学校でこの計画を進める", "すべての学校でその計画を進める", True),
        ("ทุกโรงเรียนมีครูสองคน", "ทุกโรงเรียนมีครูสามคน", True),
        ("Yes. Yes. No. No.", "Yes! Yes! No! No!", False),
    ],
)
def test_likeness_is_three_quarters_of_the_words_or_unspaced_characters_and_signs(before, after, alike):
    assert ids(assign(frozen([("p", before)]), [("p", after)])) == ["p1" if alike else "p2"]


def test_of_two_rewordings_of_one_paragraph_neither_has_its_id():
    words = LOOK_ALIKES[0][1]
    assignment = assign(frozen([("p", words)]), [("p", words.replace("2023", year)) for year in ("2025", "2026")])
    assert ids(assignment) == ["p2", "p3"]
    assert [block.id for _, block in assignment.removed] == ["p1"]


@pytest.mark.parametrize(("other", "one"), [("q r s d e f g h i j", "p1"), ("k l c d e f g h i j", "p3")])
def test_a_rewording_is_clear_where_it_exceeds_the_likeness_to_any_other_by_a_margin(other, one):
    before = [("p", "a b c d e f g h i j"), ("p", other)]
    assert ids(assign(frozen(before), [("p", "a x c d e f g h i j")])) == [one]


@st.composite
def edits(draw):
    """A text and the same after random edits."""
    blocks = [
        ("p", paragraph(draw(st.integers(0, 8)), draw(st.integers(1, 12)))) for _ in range(draw(st.integers(1, 9)))
    ]
    edited = list(blocks)
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(edited)))
        step = draw(st.sampled_from(["insert", "delete", "swap", "reword"]))
        if step == "insert":
            edited.insert(at, ("p", paragraph(draw(st.integers(0, 20)), draw(st.integers(1, 12)))))
        elif edited and step == "delete":
            edited.pop(at % len(edited))
        elif edited and step == "swap":
            other = draw(st.integers(0, len(edited) - 1))
            edited[at % len(edited)], edited[other] = edited[other], edited[at % len(edited)]
        elif edited:
            words = edited[at % len(edited)][1].split()
            words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(WORDS))
            edited[at % len(edited)] = ("p", " ".join(words))
    return blocks, edited


@given(edits())
def test_no_released_id_ever_points_at_other_words(pair):
    before, after = pair
    released = frozen(before)
    assignment = assign(released, after)
    there = dict(zip(ids(assignment), [words for _, words in after], strict=True))
    buried = {block.id for _, block in assignment.removed}
    reworded = {placed.id: placed.before for placed in assignment.blocks if placed.before is not None}
    assert len(there) == len(after), "an id stands twice"
    for block in released.blocks:
        if block.id in buried:
            assert block.id not in there
        elif block.id in reworded:
            assert reworded[block.id] == block.words != there[block.id]
        else:
            assert there[block.id] == block.words


@given(edits())
def test_a_paragraph_whose_words_are_still_there_is_never_removed(pair):
    before, after = pair
    assignment = assign(frozen(before), after)
    for _, block in assignment.removed:
        assert [words for _, words in after].count(block.words) < [words for _, words in before].count(block.words)


@given(edits(), edits())
def test_a_release_of_an_unchanged_text_changes_nothing(first, second):
    one = frozen(first[1], frozen(first[0]))
    two = frozen(first[1], one)
    assert format_text(two) == format_text(one)
    three = frozen(second[1], two)
    assert {block.id for block in one.blocks} <= {block.id for block in three.blocks}


@given(st.lists(st.sampled_from(WORDS), max_size=30), st.lists(st.sampled_from(WORDS), min_size=1, max_size=30))
def test_a_difference_holds_all_words_that_were_deleted_and_inserted(old, new):
    pieces = list(difference(" ".join(old), " ".join(new)))
    deleted = "".join(piece.words for piece in pieces if piece.kind == "deleted").split()
    inserted = "".join(piece.words for piece in pieces if piece.kind == "inserted").split()
    assert len(old) - len(deleted) == len(new) - len(inserted)


@pytest.mark.parametrize(("before", "after"), [("这项计划", "那项计划"), ("この計画", "その計画")])
def test_a_difference_of_words_without_spaces_is_that_of_their_characters(before, after):
    shown = [(piece.kind, piece.words) for piece in difference(before, after)]
    assert sorted(shown) == [("deleted", before[0]), ("inserted", after[0]), ("same", after[1:])]


def test_hashes_and_versions_are_those_of_all_releases_so_far():
    assert (hash_words("Words of the text."), version_of([("h1", "0123abcd"), ("p12a", "89abcdef")])) == (
        "318c7fe0",
        "8f61e0ec",
    )


HASHES = st.from_regex("[0-9a-f]{8}", fullmatch=True)
FROZEN = st.builds(
    FrozenBlock, st.from_regex("[hp][0-9]{1,3}[a-z]{0,3}", fullmatch=True), HASHES, st.booleans(), st.just("")
)


@given(st.lists(FROZEN, unique_by=lambda block: block.id), st.data())
def test_a_line_of_the_ledger_is_read_as_it_was_written_and_never_without_a_paragraph(blocks, data):
    there = [block for block in blocks if not block.removed]
    version = version_of((block.id, block.hash) for block in there)
    text = FrozenText("a", version, "2026-01-01", "2026-02-02", tuple(blocks))
    assert Lines([format_text(text)], Path("permalinks/ledger.txt"))["a"] == text
    if there:
        lost = data.draw(st.sampled_from(there))
        cut = format_text(replace(text, blocks=tuple(block for block in blocks if block != lost)))
        message = "ledger.txt:1: has other paragraphs than the version that it names: some are lost or altered."
        with pytest.raises(LedgerError, match=message):
            Lines([cut], Path("permalinks/ledger.txt"))["a"]


def test_the_threshold_is_what_the_rule_says():
    assert 0.5 < ALIKE < 1
