"""Ids of paragraphs and addresses of pages hold for ever: a release after a release."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.support import has_class, paragraph, parse_fragment, source, vocabulary, words, write
from tests.support import read_corpus as read

from policy_digest.ledger import read_ledger
from policy_digest.pages import all_pages
from policy_digest.pages.changes import history
from policy_digest.pages.moved import redirect_page
from policy_digest.redirects import check_addresses, redirects
from policy_digest.release import freeze
from policy_digest.site import Site

BODY = "\n\n".join(paragraph(seed) for seed in range(4))
THEMES = {"old-theme": {"label": "A theme"}}
CHANGED = (
    '{{"date": "2026-01-01", "version": "1", "previous": "0", '
    '"changes": [{{"id": "p1", "before": "was", "after": "is"}}]}}\n'
)
"""A release that changed a text, in the braces of a format."""


def release(folder, date="2026-01-01"):
    digest, problems = read(folder)
    assert problems == []
    urls = [page.url for page in all_pages(digest)]
    return freeze(digest, [*urls, *(one.old for one in redirects(digest, urls))], date)


def lost(folder):
    digest, problems = read(folder)
    assert problems == []
    urls = [page.url for page in all_pages(digest)]
    return [str(one) for one in check_addresses(digest, [*urls, *(one.old for one in redirects(digest, urls))])]


def released(corpus):
    folder = corpus({"a.md": source(BODY, theme=["old-theme"]), **vocabulary(themes=THEMES)})
    release(folder)
    return folder


def test_a_second_release_of_the_same_corpus_adds_nothing(corpus):
    folder = released(corpus)
    before = {path: path.read_bytes() for path in folder.rglob("permalinks/**/*") if path.is_file()}
    again = release(folder, "2026-02-02")
    assert (again.pages, again.texts, again.changed, again.paragraphs) == ((), (), (), 0)
    assert {path: path.read_bytes() for path in folder.rglob("permalinks/**/*") if path.is_file()} == before


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_text("")])
def test_a_ledger_that_has_lost_a_text_of_a_release_is_told(corpus, harm):
    folder = released(corpus)
    harm(folder / "permalinks" / "ledger.txt")
    message = (
        "has no line for 'a', which was a text of a release: its paragraphs would be renumbered. "
        "Restore the file as it was committed, or give the text an id that no release had."
    )
    assert lost(folder) == [f"sources/permalinks/ledger.txt: {message}"]


def test_a_lost_page_is_an_error_that_says_what_to_do(corpus):
    folder = released(corpus)
    (folder / "a.md").rename(folder / "b.md")
    [message] = lost(folder)
    assert "'sources/a/' of an earlier release would be lost" in message
    assert all(remedy in message for remedy in ("aliases", "sources/b/", "restore", "retired.yml"))


def test_a_lost_page_is_looked_for_among_those_that_no_release_had(corpus):
    folder = corpus({"notice-2.md": source(BODY), "notice-3.md": source(BODY)})
    release(folder)
    (folder / "notice-2.md").unlink()
    [message] = lost(folder)
    assert "what it is called now, restore" in message
    write(folder, {"a-notice.md": source(BODY)})
    [message] = lost(folder)
    assert "what it is called now (perhaps sources/a-notice/), restore" in message


def test_a_retired_address_with_a_slip_is_told_and_taken_for_no_new_name(corpus):
    folder = released(corpus)
    (folder / "a.md").unlink()
    write(folder, {"permalinks/retired.yml": "sources/aa/: It was withdrawn.\n"})
    warning, message = [message for message in lost(folder) if "'sources/a/'" in message]
    told = "'sources/aa/' is retired, and no release had it. Did you mean 'sources/a/'?"
    assert warning == f"sources/permalinks/retired.yml:1: {told}"
    assert "what it is called now, restore" in message
    assert "retire it in permalinks/retired.yml with a reason (it has 'sources/aa/', which no release had)." in message


def test_a_lost_year_is_no_matter_of_aliases(corpus):
    folder = corpus({"a.md": source(BODY, date="2019")})
    release(folder)
    write(folder, {"a.md": source(BODY, date="2018")})
    [message] = lost(folder)
    assert message.endswith(
        "'chronology/2019/' of an earlier release would be lost. Restore what was there, or retire it in "
        "permalinks/retired.yml with a reason."
    )


def test_an_alias_keeps_the_address_and_the_paragraphs_of_a_renamed_text(corpus):
    folder = released(corpus)
    (folder / "a.md").unlink()
    write(folder, {"b.md": source(f"New first paragraph.\n\n{BODY}", theme=["old-theme"], aliases=["a"])})
    assert lost(folder) == []
    digest, _ = read(folder)
    [redirect] = redirects(digest, [page.url for page in all_pages(digest)])
    assert (redirect.old, redirect.new) == ("sources/a/", "sources/b/")
    assert redirect.fragments() == ("p0a", "p1", "p2", "p3", "p4")
    release(folder, "2026-02-02")
    assert set(read_ledger(folder).texts) == {"b"}
    assert lost(folder) == []
    digest, _ = read(folder)
    [later] = redirects(digest, [page.url for page in all_pages(digest)])
    assert (later.fragments(), later.merged) == (redirect.fragments(), False)


def test_the_address_of_a_merged_text_leads_to_the_other_and_to_no_paragraph_of_it(corpus):
    folder = corpus({"a.md": source(BODY), "b.md": source("Other words.")})
    release(folder)
    (folder / "b.md").unlink()
    write(folder, {"a.md": source(BODY, aliases=["b"])})
    assert lost(folder) == []
    digest, _ = read(folder)
    for _ in range(2):  # before and after the next release
        [redirect] = redirects(digest, [page.url for page in all_pages(digest)])
        assert (redirect.new, redirect.merged, redirect.fragments()) == ("sources/a/", True, ())
        release(folder, "2026-02-02")
        digest, _ = read(folder)
    page = redirect_page(redirect, Site())
    assert "other numbers" in page
    assert "location.hash" not in page


def test_a_former_id_of_a_merged_text_leads_to_no_paragraph_of_the_other(corpus):
    folder = corpus({"a.md": source(BODY), "b0.md": source("Other words.")})
    release(folder)
    (folder / "b0.md").unlink()
    write(folder, {"b.md": source("Other words.", aliases=["b0"])})
    release(folder, "2026-02-02")
    (folder / "b.md").unlink()
    write(folder, {"a.md": source(BODY, aliases=["b", "b0"])})
    digest, _ = read(folder)
    found = redirects(digest, [page.url for page in all_pages(digest)])
    assert [(one.old, one.merged) for one in found] == [("sources/b/", True), ("sources/b0/", True)]


def test_a_text_below_a_renamed_one_is_lost_where_it_is_removed(corpus):
    folder = corpus({"plan.md": source(BODY), "plan/annex.md": source("The annex.")})
    release(folder)
    (folder / "plan.md").rename(folder / "strategy.md")
    write(folder, {"strategy.md": source(BODY, aliases=["plan"])})
    assert lost(folder) == []
    (folder / "plan/annex.md").unlink()
    [message] = lost(folder)
    assert "'sources/plan/annex/' of an earlier release would be lost" in message


def test_an_alias_keeps_the_address_of_a_renamed_theme(corpus):
    folder = released(corpus)
    renamed = vocabulary(themes={"new-theme": {"label": "A theme", "aliases": ["old-theme"]}})
    write(folder, {"a.md": source(BODY, theme=["new-theme"]), **renamed})
    assert lost(folder) == []


def test_a_page_below_a_renamed_theme_leads_to_the_theme_where_there_is_none_now(corpus):
    folder = released(corpus)
    with (folder / "permalinks" / "pages.txt").open("a") as file:
        file.write("themes/old-theme/2018/\n")
    renamed = vocabulary(themes={"new-theme": {"label": "A theme", "aliases": ["old-theme"]}})
    write(folder, {"a.md": source(BODY, theme=["new-theme"]), **renamed})
    digest, _ = read(folder)
    moved = redirects(digest, [page.url for page in all_pages(digest)])
    assert [(one.old, one.new, one.title, one.fragments()) for one in moved] == [
        (old, "themes/new-theme/", "A theme", ()) for old in ("themes/old-theme/", "themes/old-theme/2018/")
    ]


@pytest.mark.parametrize(
    ("file", "damage", "line", "what"),
    [
        ("ledger.txt", "<<<<<<< HEAD\n{}=======\n{}>>>>>>> other\n", 1, "has the mark of a conflict between two versions."),
        ("ledger.txt", "{}{}", 2, "has a second line for 'a'."),
        ("ledger.txt", "{}a line\n", 2, "is not a line of the ledger."),
        ("ledger.txt", "{}\xff\n", 2, "is not UTF-8."),
        ("ledger.txt", "a\t0\tsoon\t2024-01-01\tp1:00000000\n", 1, "is not a line of the ledger."),
        ("ledger.txt", "a\t0\t2024-01-01\t2024-01-01\t:00000000\n", 1, "is not a line of the ledger."),
        ("ledger.txt", "b\t0\t2024-01-01\t2024-01-01\t\na\t0\t2024-01-01\t2024-01-01\tp:00000000\n", 2, "is not a line of the ledger."),
        ("ledger.txt", "a\t0\t2024-01-01\t2024-01-01\tp\u0661:00000000\n", 1, "is not a line of the ledger."),
        ("ledger.txt", 'a\t0\t2024-01-01\t2024-01-01\tp1"><script>:00000000\n', 1, "is not a line of the ledger."),
        ("ledger.txt", "a\t0\t2024-01-01\t2024-01-01\tp1:00000000 p1:11111111\n", 1, "has the id of a paragraph twice."),
        ("pages.txt", "{}>>>>>>> other\n", None, "has the mark of a conflict between two versions."),
        ("words/a.txt", "a line\n{}", 1, "is not a line of the ledger."),
        ("changes/a.jsonl", "{{}}\n{}", 1, "is not a line of the ledger."),
        ("changes/a.jsonl", "[" * 100_000 + "\n", 1, "is not a line of the ledger."),
        ("changes/a.jsonl", CHANGED.replace('"2026', '"soon'), 1, "is not a line of the ledger."),
        ("changes/a.jsonl", CHANGED.replace('"p1"', "5"), 1, "is not a line of the ledger."),
        ("changes/a.jsonl", CHANGED.replace('"was"', "null"), 1, "is not a line of the ledger."),
        ("changes/a.jsonl", CHANGED.replace('"was"', r'"\ud800"'), 1, "is not a line of the ledger."),
        ("changes/a.jsonl", CHANGED.replace('"was"', r'"\u0001"'), 1, "is not a line of the ledger."),
    ],
)  # fmt: skip
def test_a_damaged_ledger_is_told_with_its_line(corpus, file, damage, line, what):
    folder = released(corpus)
    write(folder, {"a.md": source(f"{BODY}\n\nOne more.", theme=["old-theme"])})
    path = folder / "permalinks" / file
    path.parent.mkdir(exist_ok=True)
    own = path.read_text(encoding="utf-8") if path.is_file() else ""
    path.write_bytes(damage.format(own, own).encode("latin-1" if "\xff" in damage else "utf-8"))
    line = line or own.count("\n") + 1
    message = f"{what} Restore the file as it was committed, and run digest freeze again."
    assert read(folder)[1] == [f"error: sources/permalinks/{file}:{line}: {message}"]


@pytest.mark.parametrize("kept", [True, False], ids=["some", "none"])
def test_lost_words_are_told_before_a_reworded_paragraph_loses_its_id(corpus, kept):
    folder = released(corpus)
    path = folder / "permalinks" / "words" / "a.txt"
    first, lost = path.read_text(encoding="utf-8").splitlines(keepends=True)[:2]
    path.write_text(first, encoding="utf-8") if kept else path.unlink()
    assert read(folder)[1] == []
    write(folder, {"a.md": source(f"{BODY}\n\nOne more.", theme=["old-theme"])})
    one = (lost if kept else first).partition("\t")[0]
    what = f"does not have the words of '{one}', which a release has."
    message = f"{what} Restore the folder permalinks as it was committed, and run digest freeze again."
    assert read(folder)[1] == [f"error: sources/permalinks/words/a.txt: {message}"]


def test_a_last_line_without_its_end_is_a_line(corpus):
    folder = released(corpus)
    before = read_ledger(folder)
    for name in ("ledger.txt", "pages.txt"):
        path = folder / "permalinks" / name
        path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    after = read_ledger(folder)
    assert (dict(after.texts), after.pages) == (dict(before.texts), before.pages)


@pytest.mark.parametrize("file", ["words/a.txt", "changes/a.jsonl"])
def test_a_text_is_another_where_what_the_ledger_has_beside_its_line_is_another(corpus, file):
    folder = released(corpus)
    before = read_ledger(folder).hash_of("a", ())
    write(folder, {f"permalinks/{file}": "p1\tOther words.\n"})
    assert read_ledger(folder).hash_of("a", ()) != before


@pytest.mark.parametrize("file", ["ledger.txt", "pages.txt", "words/a.txt", "changes/a.jsonl"])
@pytest.mark.parametrize(
    ("stand", "why"),
    [
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.symlink_to("nowhere"), "No such file or directory"),
        (lambda path: path.symlink_to(path.name), "Too many levels of symbolic links"),
    ],
)
def test_a_file_of_the_ledger_that_cannot_be_read_is_not_taken_for_missing(corpus, file, stand, why):
    folder = released(corpus)
    write(folder, {"a.md": source(f"{BODY}\n\nOne more.", theme=["old-theme"]), f"permalinks/{file}": ""})
    (folder / "permalinks" / file).unlink()
    stand(folder / "permalinks" / file)
    message = f"cannot be read: {why}. Restore the file as it was committed, and run digest freeze again."
    assert read(folder)[1] == [f"error: sources/permalinks/{file}: {message}"]


def test_what_stands_in_place_of_the_folder_of_the_ledger_is_told(corpus):
    message = "is not a folder. Restore the file as it was committed, and run digest freeze again."
    assert read(corpus({"permalinks": ""}))[1] == [f"error: sources/permalinks: {message}"]


def test_an_address_can_be_retired_with_a_reason_only(corpus):
    folder = released(corpus)
    write(folder, {"a.md": source(BODY), **vocabulary(themes={"other": "Other"})})
    write(folder, {"permalinks/retired.yml": "themes/old-theme/: It was a mistake.\n"})
    assert lost(folder) == []
    assert "themes/old-theme/" in [page.url for page in all_pages(read(folder)[0])]
    for nothing in ("", "''", "[It was a mistake.]"):
        write(folder, {"permalinks/retired.yml": f"themes/old-theme/: {nothing}\n"})
        assert any("without a reason" in message for message in lost(folder))
    write(folder, {"permalinks/retired.yml": "themes/old-theme/: It was: a mistake.\n"})
    assert any("retired.yml:1: " in message for message in lost(folder)), "what is no YAML is told"
    write(folder, {"permalinks/retired.yml": "../evil/: x\n"})
    assert any("'../evil/' cannot be an address: what begins with a dot" in message for message in lost(folder))
    write(folder, {"permalinks/retired.yml": "- themes/old-theme/\n"})
    assert any("is not a list of addresses. Write each as address: reason." in message for message in lost(folder))
    (folder / "permalinks/retired.yml").unlink()
    (folder / "permalinks/retired.yml").mkdir()
    assert "sources/permalinks/retired.yml: cannot be read: Is a directory." in lost(folder)


def test_an_address_that_is_retired_and_in_use_names_both_places(corpus):
    folder = released(corpus)
    write(folder, {"permalinks/retired.yml": "sources/a/: x\nthemes/old-theme: x\nthemes/: x\n"})
    told = "sources/permalinks/retired.yml:{}: '{}' is retired, and the address of {}. Keep one of the two."
    assert lost(folder) == [
        told.format(1, "sources/a/", "sources/a.md"),
        told.format(2, "themes/old-theme/", "sources/vocabulary/themes.yml:2"),
        told.format(3, "themes/", "a list of today"),
    ]


def test_an_address_that_is_retired_and_leads_on_names_both_places(corpus):
    folder = released(corpus)
    (folder / "a.md").rename(folder / "b.md")
    renamed = vocabulary(themes={"other": "Other", "theme": {"label": "A theme", "aliases": ["old-theme"]}})
    write(folder, {"b.md": source(BODY, theme=["theme"], aliases=["a"]), **renamed})
    write(folder, {"permalinks/retired.yml": "sources/a/: x\nthemes/old-theme/: x\n"})
    told = "sources/permalinks/retired.yml:{}: '{}' is retired, but leads on by an alias of {}. Keep one of the two."
    assert lost(folder) == [
        told.format(1, "sources/a/", "sources/b.md"),
        told.format(2, "themes/old-theme/", "sources/vocabulary/themes.yml:3"),
    ]


@pytest.mark.parametrize("url", ["sources/a/text.txt", "feed.xml", "index.html", "themes/x/feed.xml"])
def test_the_address_of_a_file_is_not_retired(corpus, url):
    folder = released(corpus)
    write(folder, {"permalinks/retired.yml": f"{url}: It was a mistake.\n"})
    message = f"'{url}' is not a page of a release. Only pages are retired. Take it out."
    assert lost(folder) == [f"sources/permalinks/retired.yml:1: {message}"]


def test_the_address_of_a_text_whose_id_has_a_full_stop_is_retired(corpus):
    folder = corpus({"v1.2.md": source(BODY)})
    release(folder)
    (folder / "v1.2.md").unlink()
    write(folder, {"permalinks/retired.yml": "sources/v1.2/: It was a mistake.\n"})
    assert not [message for message in lost(folder) if "v1.2" in message]


def test_an_address_that_is_retired_twice_is_an_error(corpus):
    folder = released(corpus)
    write(folder, {"permalinks/retired.yml": "themes/x/: x\n\nthemes/x: y\n"})
    message = "'themes/x' occurs twice, first on line 1. Keep one of the two."
    assert lost(folder)[0] == f"sources/permalinks/retired.yml:3: {message}"


def test_a_retired_address_that_no_release_had_is_a_warning(corpus):
    folder = released(corpus)
    write(folder, {"permalinks/retired.yml": "themes/old-theme/deep/: x\n"})
    [problem] = check_addresses(read(folder)[0], ["themes/old-theme/deep/", *read_ledger(folder).pages])
    message = "'themes/old-theme/deep/' is retired, and no release had it. Take it out."
    assert (str(problem), problem.severity) == (f"sources/permalinks/retired.yml:1: {message}", "warning")


def test_what_a_release_changed_is_kept_word_by_word(corpus):
    folder = released(corpus)
    reworded = BODY.replace(BODY.split()[2], "altered", 1)
    write(folder, {"a.md": source(reworded, theme=["old-theme"])})
    text = read(folder)[0].texts["a"]
    assert history(text).releases[0].version == "", "it awaits a release"
    first = text.edition.last
    release(folder, "2026-02-02")
    told = history(read(folder)[0].texts["a"])
    assert told.released.iso == "2026-02-02"
    assert [one.when.iso for one in told.releases] == ["2026-02-02"]
    [change] = told.releases[0].changes
    assert (change.link.label, change.what) == ("¶\N{NO-BREAK SPACE}1", "reworded")
    assert [piece.words.strip() for piece in change.pieces if piece.kind == "inserted"] == ["altered"]
    assert told.touched == ((first, ("p1",)),)


def test_a_release_that_moved_paragraphs_alone_is_told(corpus):
    folder = released(corpus)
    first, *rest = BODY.split("\n\n")
    write(folder, {"a.md": source("\n\n".join([*rest, first]), theme=["old-theme"])})
    release(folder, "2026-02-02")
    [page] = [page for page in all_pages(read(folder)[0]) if page.url == "sources/a/"]
    [told] = parse_fragment(page.render().html).xpath(f"//section[{has_class('pd-release')}]//li")
    assert words(told) == "¶ 1 moved"
    assert history(read(folder)[0].texts["a"]).touched[0][1] == (), "what was cited has the same words"


def test_a_moved_paragraph_is_told_beside_a_reworded_one(corpus):
    folder = released(corpus)
    first, second, *rest = BODY.split("\n\n")
    write(folder, {"a.md": source("\n\n".join([f"{second} Or not.", *rest, first]), theme=["old-theme"])})
    release(folder, "2026-02-02")
    [told] = history(read(folder)[0].texts["a"]).releases
    assert {change.link.label[2:]: change.what for change in told.changes} == {"2": "reworded", "1": "moved"}


def test_a_release_of_before_moves_were_named_says_that_some_were(corpus):
    folder = released(corpus)
    first, *rest = BODY.split("\n\n")
    write(folder, {"a.md": source("\n\n".join([*rest, first]), theme=["old-theme"])})
    release(folder, "2026-02-02")
    path = folder / "permalinks" / "changes" / "a.jsonl"
    path.write_text(re.sub(r'"changes": \[.*\]', '"changes": []', path.read_text("utf-8")), "utf-8")
    [page] = [page for page in all_pages(read(folder)[0]) if page.url == "sources/a/"]
    [told] = parse_fragment(page.render().html).xpath(f"//section[{has_class('pd-release')}]//li")
    assert words(told) == "Paragraphs moved; no word has changed."
