"""What a raw file shows is in its draft, or the draft says what is not; and long files take no more than their share of time."""

from __future__ import annotations

import signal

import pytest

from policy_digest.adding.dating import date_text
from policy_digest.adding.defects import proposals
from policy_digest.adding.pieces import Extract, Piece
from policy_digest.adding.titles import Title

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"


# A text on one line, as programs save it and as Chinese is written, has the length of a book.


def test_what_is_looked_at_beside_a_date_is_not_the_whole_line(monkeypatch):
    looked: list[int] = []
    monkeypatch.setattr("policy_digest.adding.dating.is_han", lambda words: looked.append(len(words)) or False)
    line = "Every village school has two teachers since May 5, 2020. " * 400
    date_text(Extract((Piece((line,)),), line), Title("Teachers"), "a.txt")
    assert sum(looked) < len(line)


@pytest.fixture
def soon():
    """Ends what would go on for half an hour, where it takes a fifth of a second."""

    def end(*_: object) -> None:
        pytest.fail("not done after 30 seconds")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("soon")
def test_a_lost_character_is_named_with_its_word_alone():
    line = "学" * 200_000 + " scho\ufffdls"
    kept, _ = proposals([Piece((line,))], line)
    assert [one.quote for one in kept] == ["scho\ufffdls"]
