"""A style at work: what is kept of one item is used for another exactly where the style asks both the same."""

from __future__ import annotations

import pytest

from policy_digest import processor
from policy_digest.processor import Processor
from policy_digest.stand_ins import TITLE, WHOLE_TITLE

PLAIN = {"id": "x", "type": "report", "title": WHOLE_TITLE, "language": "en"}
NAMED = {"author": [{"literal": "A Body"}]}


def on(*parts, circa=False):
    return {"issued": {"date-parts": [list(parts)], "circa": circa}}


@pytest.fixture
def style(tmp_path):
    """A processor of a style that writes what one macro makes, and another thereafter."""

    def made(asks, then='<text value="!"/>'):
        path = tmp_path / "style.csl"
        layout = '<layout delimiter="; "><text macro="asks"/><text macro="then"/></layout>'
        path.write_text(
            '<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info/>'
            f'<macro name="asks">{asks}</macro><macro name="then">{then}</macro>'
            f"<citation>{layout}</citation><bibliography>{layout}</bibliography></style>"
        )
        return Processor(str(path), "en-US")

    return made


YEAR = '<date variable="issued"><date-part name="year"/></date>'
FULL = f'{YEAR[:-7]}<date-part name="month"/><date-part name="day"/></date>'


@pytest.mark.parametrize(
    ("asks", "one", "other"),
    [
        ('<text variable="genre"/>', {}, {"genre": "Notice"}),
        ('<text variable="genre"/>', {"genre": "Notice"}, {"genre": "Report"}),
        ('<choose><if variable="genre"><text value="A"/></if></choose>', {"genre": "Notice"}, {}),
        ('<choose><if type="speech"><text value="A"/></if></choose>', {"type": "speech"}, {"type": "report"}),
        ('<names variable="author"/>', NAMED, {"author": [{"literal": "B"}, {"literal": "C"}]}),
        (YEAR, on(2018), on(2019)),
        (FULL, on(2018), on(2018, 3)),
        (FULL, on(2018, 3, 4), on(2018, 3, 5)),
        ('<choose><if is-uncertain-date="issued"><text value="A"/></if></choose>', on(2018), on(2018, circa=True)),
        ('<names variable="author"><substitute><text variable="title"/></substitute></names>', NAMED, {}),
    ],
)
def test_items_that_answer_otherwise_are_worked_out_anew(style, asks, one, other):
    for first, second in ((one, other), (other, one)):
        shared = style(asks)
        assert shared.enter(PLAIN | first) != shared.enter(PLAIN | second) == style(asks).enter(PLAIN | second)


@pytest.mark.parametrize("asks", ['<text variable="locator"/>', '<choose><if variable="locator">A</if></choose>'])
def test_a_citation_of_a_paragraph_is_none_of_the_whole(style, asks):
    asks = asks.replace(">A<", '><text value="A"/><')
    for first, second in (("", "7"), ("7", "")):
        shared = style(asks)
        assert shared.cite(PLAIN, first) != shared.cite(PLAIN, second) == style(asks).cite(PLAIN, second)


def test_what_stands_for_an_author_is_not_said_again_after_a_macro_that_was_kept(style):
    asks = '<names variable="author"><substitute><text variable="title"/></substitute></names>'
    then = '<group delimiter=" "><text variable="title"/><text variable="genre"/></group>'
    shared = style(asks, then)
    assert shared.enter(PLAIN | {"genre": "Notice"}).count(TITLE) == 1
    assert shared.enter(PLAIN | {"genre": "Report"}).count(TITLE) == 1
    assert shared.enter(PLAIN | NAMED | {"genre": "Report"}).count(TITLE) == 1


@pytest.mark.parametrize(("asks", "one", "other"), [
    ('<text variable="genre"/>', on(2018), on(2019)),
    (YEAR, on(2018, 3, circa=True), on(2018, 3, 4)),
])  # fmt: skip
def test_what_a_style_does_not_ask_for_makes_no_work(style, monkeypatch, asks, one, other):
    read = []
    whole = processor.CiteProcJSON
    monkeypatch.setattr(processor, "CiteProcJSON", lambda items: read.append(items) or whole(items))
    shared = style(asks)
    assert shared.enter(PLAIN | one) == shared.enter(PLAIN | other)
    assert len(read) == 1


def test_an_item_tells_nothing_that_nobody_would_know_of(style):
    with pytest.raises(AssertionError, match="asked for"):
        style('<text variable="note"/>').enter(PLAIN | {"note": "words"})
