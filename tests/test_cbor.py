"""The files of an index: what is written is read, and what is damaged is told."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_digest.search.cbor import pack, unpack

VALUES = st.recursive(
    st.integers(0, 2**64 - 1) | st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.lists, max_leaves=20
)


@given(VALUES)
def test_a_value_is_read_as_it_was_written(value):
    assert unpack(pack(value)) == value


def test_lengths_and_numbers_of_every_size():
    value = ["theme", [["学习", [0, 23, 24, 255, 256, 65535, 65536, 2**32]], ["x" * 300, [[]] * 70000]]]
    assert unpack(pack(value)) == value


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (gzip.compress(b"else", mtime=0), "no signature"),
        (gzip.compress(b"pagefind_dcd\x41a", mtime=0), "type 2"),
        (gzip.compress(b"pagefind_dcd\x9f\xff", mtime=0), "unknown length"),
        (gzip.compress(b"pagefind_dcd\x01\x01", mtime=0), "goes on"),
        (pack(["a"])[:-9], "damaged"),
        (b"", "no signature"),
    ],
)
def test_what_is_no_file_of_an_index_is_told(data, message):
    with pytest.raises(ValueError, match=message):
        unpack(data)
