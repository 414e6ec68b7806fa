"""A release, edits of every sort, and the next site: each address of the release leads where it must."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rebuilding import release
from tests.support import (
    ROOT,
    Site,
    build,
    has_class,
    paragraph,
    parse,
    read_corpus,
    run_digest,
    source,
    tree,
    words,
    write,
)

from policy_digest.ledger import hash_words, read_ledger, read_releases, read_words

OLD, NEW = "sources/development-as-lifeline-of-education/", "sources/lifeline-of-education/"
REWORDED = ("accelerate the construction", "speed up the construction")
INSERTED = ("A first new paragraph of an editor.", "A second one, which nobody had before.")


def freeze(folder, date="2020-01-01"):
    code, told = run_digest("freeze", "--sources", str(folder), "--date", date)
    assert code == 0, told
    return told


def paragraphs(site, url):
    """The words of each block of a reading page by its id, with the class of its element."""
    article = site.article(url)
    found = {}
    for element in article.xpath(".//*[@id]"):
        one = element.get("id")
        if one[0] in "hp" and one[1:2].isdigit():
            hidden = ["pd-ours", "pd-tombstone"] if "pd-tombstone" not in element.get("class", "") else []
            found[one] = words(element, without=hidden)
    return found


def edit(folder):
    """Rename the text; delete its second paragraph, insert two, swap two, and reword one."""
    path = folder / "development-as-lifeline-of-education.md"
    head, text = path.read_text(encoding="utf-8").split("\n---\n", 1)
    blocks = text.strip().split("\n\n")
    blocks[1] = blocks[1].replace(*REWORDED)
    blocks[5], blocks[6] = blocks[6], blocks[5]
    blocks[2:4] = [*INSERTED, blocks[3]]
    fields, _, annotated = head.partition("\ncapture:\n")
    assert annotated, "the capture and the annotations stand last, and do not fit the edited text"
    path.with_name("lifeline-of-education.md").write_text(
        f"{fields}\naliases: [development-as-lifeline-of-education]\n---\n" + "\n\n".join(blocks) + "\n",
        encoding="utf-8",
    )
    path.unlink()
    packs = folder / "vocabulary" / "packs.yml"
    packs.write_text(packs.read_text(encoding="utf-8").replace(OLD.split("/")[1], NEW.split("/")[1]), encoding="utf-8")


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The project's site after a release, and after the edits that follow it."""
    home = tmp_path_factory.mktemp("release")
    folder = home / "sources"
    shutil.copytree(ROOT / "sources", folder)
    shutil.rmtree(folder / "permalinks", ignore_errors=True)
    freeze(folder)
    before = build(folder, home / "before")
    edit(folder)
    after = build(folder, home / "after")
    assert (before.code, after.code) == (0, 0), before.messages + after.messages
    return Site(before.path), Site(after.path)


def test_every_page_of_the_release_is_still_there(released):
    before, after = released
    assert {*before.urls} - {*after.urls} == set()


def test_the_old_address_leads_on_with_the_paragraph(released):
    _, after = released
    html = after.html(OLD)
    page = parse(html)
    assert 'location.replace("../lifeline-of-education/" + location.search + location.hash)' in html
    assert page.xpath("//link[@rel='canonical']/@href")[0].endswith(NEW)
    for one in paragraphs(after, NEW):
        assert page.xpath(f"//*[@id='{one}']//a/@href") == [f"../lifeline-of-education/#{one}"]
    assert OLD not in (after.path / "sitemap.xml").read_text(encoding="utf-8")


def test_the_files_beside_the_text_are_at_its_old_address_too(released):
    _, after = released
    here, there = ({path.name: path.read_bytes() for path in (after.path / url).iterdir()} for url in (NEW, OLD))
    assert here.keys() == there.keys() >= {"cite.bib", "text.txt", "annotations.jsonld", "linkset.json"}
    assert {name for name in here if here[name] != there[name]} == {"index.html"}


def test_every_paragraph_leads_to_the_same_words_or_says_what_became_of_it(released):
    before, after = released
    old, new = paragraphs(before, OLD), paragraphs(after, NEW)
    gone = {one for one, found in new.items() if "was removed" in found}
    changed = {one for one in old if one not in gone and old[one] != new[one]}
    assert {*old} <= {*new}
    assert gone == {"p2"}
    assert changed == {"p1"}
    assert new["p1"] == old["p1"].replace(*REWORDED)
    assert [new[one] for one in ("p1a", "p1b")] == list(INSERTED)


def test_the_page_lists_the_changes_word_by_word(released):
    _, after = released
    [section] = after.article(NEW).xpath(f".//section[{has_class('pd-changes')}]")
    assert "p1" in section.get("data-touched")
    assert words(section.find(".//del")) == "accelerate"
    assert "speed up" in [words(one) for one in section.xpath(".//ins")]


def test_paragraphs_of_other_texts_are_untouched(released):
    before, after = released
    url = "sources/new-chapter-strong-education-country/"
    assert paragraphs(before, url) == paragraphs(after, url)


def test_a_release_prints_what_it_adds(tmp_path):
    shutil.copytree(ROOT / "sources", tmp_path / "sources")
    shutil.rmtree(tmp_path / "sources" / "permalinks", ignore_errors=True)
    told = freeze(tmp_path / "sources")
    assert "5 new texts" in told[0]
    assert f"  + {OLD}" in told
    assert "0 new page addresses, 0 new paragraph ids, 0 new texts, 0 changed texts." in freeze(tmp_path / "sources")[0]


def test_a_release_prints_what_was_moved(tmp_path):
    folder = write(tmp_path, {"a.md": source("One word.\n\nTwo more words.")})
    freeze(folder)
    write(folder, {"a.md": source("Two more words.\n\nOne word.")})
    told = freeze(folder, "2020-01-02")
    assert told[1].startswith("  a: version ")
    assert told[2:] == ["    p2 moved"]


@pytest.mark.parametrize(
    ("date", "message"),
    [
        ("2019-06-01", "2019-06-01 is before the last release, of 2020-01-01. Name that day or a later one."),
        ("2020-13-01", "'2020-13-01' is not a day of the calendar. Write one such as 2026-11-21."),
    ],
)
def test_a_day_that_cannot_be_that_of_the_release_is_refused(tmp_path, date, message):
    folder = write(tmp_path, {"a.md": source("One word.")})
    freeze(folder)
    ledger = (folder / "permalinks" / "ledger.txt").read_text()
    write(folder, {"a.md": source("Another word.")})
    code, told = run_digest("freeze", "--sources", str(folder), "--date", date)
    assert (code, message in told[-1]) == (2, True)
    assert (folder / "permalinks" / "ledger.txt").read_text() == ledger


def test_a_day_that_is_still_to_come_is_refused_but_for_that_of_the_last_release(tmp_path):
    folder = write(tmp_path, {"a.md": source("One word.")})
    command = ("freeze", "--sources", str(folder), "--date", "2962-01-01")
    days = [datetime.now(UTC)]
    code, told = run_digest(*command)
    days.append(datetime.now(UTC))
    message = "Error: 2962-01-01 is after today, {:%Y-%m-%d}. No release could be made before that day."
    assert (code, told[-1] in map(message.format, days)) == (2, True)
    assert not (folder / "permalinks").exists()
    release(folder, "2962-01-01")
    write(folder, {"a.md": source("Another word.")})
    assert run_digest(*command)[0] == 0


def test_a_day_of_a_year_with_zeros_before_it_is_written_whole(tmp_path):
    folder = write(tmp_path, {"a.md": source("One word.")})
    freeze(folder, "0019-11-21")
    assert (folder / "permalinks" / "ledger.txt").read_text().split("\t")[2] == "0019-11-21"
    assert run_digest("check", "--sources", str(folder))[0] == 0


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_text("sources/\n")])
def test_a_list_of_addresses_that_has_lost_a_text_is_told_and_the_next_release_mends_it(corpus, harm):
    folder = corpus({"a.md": source("One word.")})
    release(folder, "2020-01-01")
    pages = folder / "permalinks" / "pages.txt"
    before = pages.read_bytes()
    harm(pages)
    message = (
        "sources/permalinks/pages.txt: warning: does not have the address of 'a', a text of a release: others may be lost with it. "
        "Restore the file as it was committed; after a release that broke off, run digest freeze again."
    )
    code, told = run_digest("check", "--strict", "--sources", str(folder))
    assert (code, told[0]) == (1, message)
    freeze(folder, "2020-01-02")
    assert pages.read_bytes() == before
    assert run_digest("check", "--strict", "--sources", str(folder))[0] == 0


def edited(folder):
    """A released corpus: texts reworded, with a paragraph moved, renamed, renamed and reworded; and a new one."""
    bodies = {one: "\n\n".join(paragraph(seed) for seed in range(at, at + 4)) for at, one in enumerate("abcd")}
    write(folder, {f"{one}.md": source(body) for one, body in bodies.items()})
    release(folder, "2020-01-01")
    bodies = {one: f"Altered {body}" for one, body in bodies.items()}
    write(folder, {f"{one}.md": source(body) for one, body in bodies.items()})
    release(folder, "2020-02-02")
    (folder / "c.md").unlink()
    (folder / "d.md").unlink()
    files = {
        "a.md": source(f"More {bodies['a']}"),
        "b.md": source("\n\n".join(reversed(bodies["b"].split("\n\n")))),
        "new/c.md": source(bodies["c"], aliases=["c"]),
        "new/d.md": source(f"More {bodies['d']}", aliases=["d"]),
        "e.md": source("Some words."),
    }
    return write(folder, files)


@settings(max_examples=40)
@given(st.lists(st.lists(st.integers(0, 9), unique=True, min_size=1, max_size=5), min_size=2, max_size=4))
def test_each_release_tells_what_leads_from_the_last_to_it_and_forgets_no_id(tmp_path_factory, texts):
    folder = write(tmp_path_factory.mktemp("releases"), {"b.md": source("Words that stay.")})
    known, before, last = {}, {}, None
    for day, seeds in enumerate(texts, 1):
        write(folder, {"a.md": source("\n\n".join(map(paragraph, seeds)))})
        told = release(folder, f"2020-01-0{day}")
        ledger = read_ledger(folder)
        text = read_words(ledger, ledger.texts["a"])
        after = {block.id: block.words for block in text.blocks if not block.removed}
        assert list(after.values()) == list(map(paragraph, seeds)), "the words of today, in their order"
        written = (folder / "permalinks/words/a.txt").read_text(encoding="utf-8")
        assert written == "".join(f"{one}\t{words}\n" for one, words in after.items())
        held = {block.id: (block.hash, block.removed) for block in text.blocks}
        assert held == {one: (hash_words(words), one not in after) for one, words in {**known, **after}.items()}
        assert told.paragraphs == len(after.keys() - known.keys()) + (not last)
        assert told.texts == (() if last else ("a", "b"))
        releases = read_releases(ledger, text)
        assert told.changed == ((("a", releases[0]),) if last and text != last else ())
        changes = {change.id: change for change in releases[0].changes} if told.changed else {}
        if last:
            unchanged = {one: words for one, words in before.items() if one not in changes}
            assert [*unchanged.items()] == [(one, words) for one, words in after.items() if one not in changes]
            assert all(
                (before.get(one, ""), after.get(one, "")) == (it.before, it.after) for one, it in changes.items()
            )
        known, before, last = {**known, **after}, after, text


def test_a_removed_paragraph_keeps_its_place_in_the_ledger(tmp_path):
    folder = tmp_path / "sources"
    for day, seeds in enumerate([(0, 1, 2), (0, 2), (0, 3, 2)], 1):
        write(folder, {"a.md": source("\n\n".join(map(paragraph, seeds)))})
        release(folder, f"2020-01-0{day}")
    told = [(block.id, block.removed) for block in read_ledger(folder).texts["a"].blocks]
    assert told == [("p1", False), ("p2", True), ("p1a", False), ("p3", False)]


def test_a_release_that_cannot_be_written_changes_nothing(tmp_path, room):
    folder = edited(tmp_path / "sources")
    before = tree(folder)
    with room(900):
        code, [told] = run_digest("freeze", "--sources", str(folder), "--date", "2020-03-03")
    assert (code, told.endswith("permalinks/.new/changes/a.jsonl: File too large.")) == (1, True)
    assert tree(folder) == before


def broken_off(folder, steps, monkeypatch):
    """Whether a release breaks off after some files have taken their places or have gone."""
    left = iter(range(steps))

    def counted(step):
        def run(path, *arguments, **options):
            if next(left, None) is None:
                raise KeyboardInterrupt
            return step(path, *arguments, **options)

        return run

    with monkeypatch.context() as meanwhile:
        for name in ("replace", "unlink"):
            meanwhile.setattr(Path, name, counted(getattr(Path, name)))
        try:
            release(folder, "2020-03-03")
        except KeyboardInterrupt:
            return True
    return False


def test_a_release_that_breaks_off_is_told_or_made_right_by_the_next(tmp_path, monkeypatch):
    folder = edited(tmp_path / "sources")
    whole = shutil.copytree(folder, tmp_path / "whole")
    release(whole, "2020-03-03")
    message = "is of a release that ledger.txt does not have. Restore the folder permalinks as it was committed"
    told = []
    for steps in count():
        broken = shutil.copytree(folder, tmp_path / str(steps))
        if not broken_off(broken, steps, monkeypatch):
            break
        problems = read_corpus(broken)[1]
        told.append(any(message in problem for problem in problems))
        if not told[-1]:
            assert problems == []
            write(broken, {"permalinks/.new/words/left.txt": "p1\tBy a kill."})
            release(broken, "2020-03-03")
            assert tree(broken) == tree(whole)
    assert told == [False, *[True] * 9, *[False] * 5], "from the first file of `changes` to the line of `ledger.txt`"
