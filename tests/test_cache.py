"""A page is built again exactly when something that it shows has changed, and what is kept between builds never harms."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rebuilding import Corpus, Edited, rebuild, release, small_corpus
from tests.support import ROOT, build, source, tree, write

from policy_digest import corpus as texts_of_corpus
from policy_digest import pages as kinds_of_pages
from policy_digest import plan

# Edits. Each takes what it changes by a number, so that any number names something that is there.


def of(things, number):
    found = sorted(things)
    return found[number % len(found)]


def reword(corpus: Corpus, number: int) -> None:
    corpus.texts[of(corpus.texts, number)].paragraphs[-1] += f" Word {number}."


def insert(corpus: Corpus, number: int) -> None:
    paragraphs = corpus.texts[of(corpus.texts, number)].paragraphs
    paragraphs.insert(len(paragraphs) - 1, f"A paragraph between, the {number}th.")


def retitle(corpus: Corpus, number: int) -> None:
    corpus.texts[of(corpus.texts, number)].fields["title"] = f"Title {number} & co"


def redate(corpus: Corpus, number: int) -> None:
    corpus.texts[of(corpus.texts, number)].fields["date"] = ["", "1995", "1996-05-01", "199X", "2001~"][number % 5]


def retheme(corpus: Corpus, number: int) -> None:
    theme = [of(corpus.entries["themes"], number)] if number % 3 else []
    corpus.texts[of(corpus.texts, number // 2)].fields["theme"] = theme


def annotate(corpus: Corpus, number: int) -> None:
    text = corpus.texts[of(corpus.texts, number)]
    words = f"marked words {len(text.paragraphs)}-{number}"
    text.paragraphs.insert(1, f"These are {words}, and so on.")
    says = [{"theme": [of(corpus.entries["themes"], number)]}, {"note": f"Note {number}"}, {"term": ["trade"]},
            {"event": ["meeting"]}, {"document": ["law"]}, {"target": {"what": "More", "by": "2035"}}]  # fmt: skip
    text.fields.setdefault("annotations", []).append({"quote": words, **says[number % len(says)]})


def say_no_more(corpus: Corpus, number: int) -> None:
    text = corpus.texts[of(corpus.texts, number)]
    text.fields["annotations"] = text.fields.get("annotations", [])[1:]


def add(corpus: Corpus, number: int) -> None:
    fields = {
        "title": f"Text {number}",
        "date": f"{1990 + number % 9}",
        "theme": [of(corpus.entries["themes"], number)],
    }
    corpus.texts[f"new/text-{number}"] = Edited(["Some words.", "And more of them."], fields, captured=bool(number % 2))


def remove(corpus: Corpus, number: int) -> None:
    if others := {*corpus.texts} - {"law"}:  # a document of the vocabulary names it
        del corpus.texts[of(others, number)]


def rename(corpus: Corpus, number: int) -> None:
    if others := {*corpus.texts} - {"law"}:
        old = of(others, number)
        text = corpus.texts.pop(old)
        text.fields["aliases"] = [*text.fields.get("aliases", []), old]
        corpus.texts[f"moved/{old.rpartition('/')[2]}-{number}-{len(text.fields['aliases'])}"] = text


def relabel(corpus: Corpus, number: int) -> None:
    entries = corpus.entries[of(corpus.entries, number)]
    entries[of(entries, number // 7)]["label"] = f"Label <{number}>"


def reorder(corpus: Corpus, number: int) -> None:
    entries = corpus.entries["themes"]
    entries[f"theme-{number}"] = {"label": f"Theme {number}", "broader": ["", "schools", "health"][number % 3]}


def drop_theme(corpus: Corpus, _: int) -> None:
    corpus.entries["themes"].pop("unused", None)


def capture(corpus: Corpus, number: int) -> None:
    text = corpus.texts[of(corpus.texts, number)]
    text.captured = not text.captured


def publish_release(corpus: Corpus, number: int) -> None:
    release(corpus.save(), f"2024-01-{number % 28 + 1:02}")


EDITS = {edit.__name__: edit for edit in (
    reword, insert, retitle, redate, retheme, annotate, say_no_more, add, remove, rename, relabel, reorder, drop_theme,
    capture, publish_release,
)}  # fmt: skip


# Harm. What stands between two builds is touched by others, or by a fault of the machine.


def kept_files(cache: Path) -> list[Path]:
    return sorted(path for path in cache.rglob("*") if path.is_file())


def damage(path: Path, rng: random.Random) -> None:
    """Do to a file what a full disk or another program does."""
    data = path.read_bytes()
    at = rng.randrange(len(data) + 1)
    fault = rng.choice(["cut", "bytes", "random", "empty", "gone", "older"])
    if fault == "cut":
        path.write_bytes(data[:at])
    elif fault == "bytes":
        path.write_bytes(data[:at] + rng.randbytes(9) + data[at + 9 :])
    elif fault == "random":
        path.write_bytes(rng.randbytes(len(data)))
    elif fault == "empty":
        path.write_bytes(b"")
    elif fault == "older":
        path.write_bytes(data.replace(b"state 1", b"state 0").replace(b"CREATE TABLE texts", b"CREATE TABLE textz"))
    else:
        path.unlink()


def meddle(site: Path, rng: random.Random) -> None:
    """Change the published site by hand."""
    path = rng.choice(sorted(path for path in site.rglob("*") if path.is_file()))
    fault = rng.choice(["touched", "edited", "deleted", "added", "emptied folder"])
    if fault == "touched":
        os.utime(path, (1, 1))
    elif fault == "edited":
        path.write_bytes(path.read_bytes() + b"<!-- by hand -->")
    elif fault == "deleted":
        path.unlink()
    elif fault == "added":
        path.with_name("by-hand.txt").write_text("x")
    else:
        shutil.rmtree(path.parent if path.parent != site else site / "sources", ignore_errors=True)


def harm(folder: Path, number: int, what: str) -> None:
    rng = random.Random(number)
    if what == "cache":
        damage(rng.choice(kept_files(folder / "cache")), rng)
    elif what == "site":
        meddle(folder / "site", rng)
    else:
        shutil.rmtree(folder / what)


STEPS = st.lists(
    st.tuples(
        st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 999)), max_size=3),
        st.sampled_from(["", "", "", "cache", "site"]),
        st.integers(0, 9999),
        st.sampled_from(["", "", "", "another footer"]),
    ),
    min_size=2,
    max_size=6,
)


@given(steps=STEPS)
@settings(max_examples=max(settings().max_examples // 8, 1))
def test_a_cached_build_has_the_bytes_of_a_clean_one_after_any_edits_and_any_harm(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("cached")
    corpus = small_corpus(folder / "sources")
    rebuild(corpus.save(), folder / "site", folder / "cache")
    for edits, harmed, number, around in steps:
        for name, which in edits:
            EDITS[name](corpus, which)
        if harmed:
            harm(folder, number, harmed)
        rebuild(corpus.save(), folder / "site", folder / "cache", around)
        rebuild(corpus.folder, folder / "clean", None, around)
        assert tree(folder / "site") == tree(folder / "clean"), (edits, harmed, number)
        again = rebuild(corpus.folder, folder / "site", folder / "cache", around)
        assert (again.made, again.files) == ([], set())


# Exactly: what is made again, and nothing else.


def rebuild_kept(kept):
    """Build once more what is kept, without a look at what a build from nothing would make."""
    folder = kept.corpus.folder.parent
    return rebuild(kept.corpus.save(), folder / "site", folder / "cache")


@pytest.fixture
def kept(tmp_path):
    """A corpus that was built, and what builds it again."""

    class Kept:
        corpus = small_corpus(tmp_path / "sources")

        def rebuild(self, around=""):
            done = rebuild(self.corpus.save(), tmp_path / "site", tmp_path / "cache", around)
            rebuild(self.corpus.folder, tmp_path / "clean", None, around)
            assert tree(tmp_path / "site") == tree(tmp_path / "clean")
            return done

        def pages(self, done):
            return {path.removesuffix("index.html") for path in done.files if path.endswith("/index.html")}

    kept = Kept()
    assert "sources/law/" in kept.rebuild().made
    return kept


def test_with_nothing_changed_nothing_is_made_and_nothing_written(kept):
    done = kept.rebuild()
    assert (done.made, done.files) == ([], set())


def test_a_word_of_a_text_changes_its_own_page_and_files_alone(kept):
    kept.corpus.texts["speech"].paragraphs[-1] = "Nothing else was sayd."
    done = kept.rebuild()
    assert kept.pages(done) == {"sources/speech/", "packs/first/"}  # the pack holds the text
    assert "sources/speech/text.txt" in done.files
    assert [name for name in done.made if name.startswith("data/")] == ["data/sources"]  # it counts words
    assert not [path for path in done.files if path.startswith("sources/") and not path.startswith("sources/speech/")]
    assert not [name for name in done.made if name.startswith(("themes/", "issuers/", "events/", "documents/"))]


def test_a_word_of_a_text_has_no_pages_listed_anew(kept, monkeypatch):
    def fail(*_):
        raise AssertionError("the pages of themes were listed")

    monkeypatch.setattr(kinds_of_pages, "theme_pages", fail)
    kept.corpus.texts["note"].paragraphs.append("It names nobody still.")
    assert "sources/note/" in rebuild_kept(kept).made
    kept.corpus.texts["note"].fields["title"] = "A note on nobody"
    with pytest.raises(AssertionError, match="listed"):
        rebuild_kept(kept)


def test_a_page_made_from_a_kept_list_is_not_made_again_when_pages_are_listed(kept):
    kept.corpus.texts["note"].paragraphs.append("It names nobody still.")
    assert "sources/note/" in kept.rebuild().made
    kept.corpus.texts["speech"].fields["summary"] = "What the council said."
    made = kept.rebuild().made
    assert "sources/speech/" in made
    assert "sources/note/" not in made


def test_a_list_is_kept_for_what_it_was_made_from_though_a_file_changes_meanwhile(kept, monkeypatch):
    retired = kept.corpus.folder / "permalinks" / "retired.yml"
    write(kept.corpus.folder, {"permalinks/retired.yml": "themes/gone: One reason."})

    def read(digest, read_retired=plan.read_retired):
        found = read_retired(digest)
        retired.write_text("themes/gone: Another reason.")
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(plan, "read_retired", read)
        rebuild_kept(kept)
    retired.write_text("themes/gone: One reason.")
    kept.rebuild()


def test_what_a_preview_leaves_as_it_is_is_made_by_the_next_build(kept, tmp_path):
    site, cache = tmp_path / "site", tmp_path / "cache"
    before = tree(site)["data/sources.csv"]
    kept.corpus.texts["speech"].paragraphs.append("Words that no data file has yet.")
    preview = rebuild(kept.corpus.save(), site, cache, leaving=("data/sources",))
    assert "sources/speech/" in preview.made
    assert tree(site)["data/sources.csv"] == before
    assert {"data/sources", "data/package"} <= {*kept.rebuild().made}


def test_a_label_changes_what_shows_it_and_nothing_else(kept):
    shown = {path for path, data in tree(kept.corpus.folder.parent / "site").items() if b"Health" in data}
    kept.corpus.entries["themes"]["health"]["label"] = "Wellness"
    done = kept.rebuild()
    assert kept.pages(done) == {path.removesuffix("index.html") for path in shown if path.endswith("/index.html")}
    assert "sources/law/" not in done.made
    assert "chronology/1995/" not in done.made


@pytest.mark.parametrize("name", ["themes", "terms"])
def test_a_new_entry_can_be_chosen_by_editors(kept, name):
    kept.corpus.entries[name]["new"] = {"label": "A new entry"}
    assert {f"data/{name}", "data/schemas", "data/package"} <= {*kept.rebuild().made}


def test_a_new_text_changes_the_pages_that_list_it_and_its_neighbours(kept):
    kept.corpus.texts["new"] = Edited(
        ["Words."], {"title": "A new text", "date": "1999", "theme": ["health"], "issuer": []}
    )
    pages = kept.pages(kept.rebuild())
    assert {"sources/new/", "sources/", "themes/health/", "sources/reply/"} <= pages
    assert pages.isdisjoint({"sources/law/", "sources/speech/", "events/meeting/", "issuers/ministry/", "themes/pay/"})


def test_a_text_that_goes_takes_its_files_along(kept):
    del kept.corpus.texts["reply"]
    pages = kept.pages(kept.rebuild())
    assert not (kept.corpus.folder.parent / "site/sources/reply").exists()
    assert {"sources/", "issuers/council/"} <= pages
    assert pages.isdisjoint({"sources/law/", "sources/speech/", "events/meeting/", "themes/pay/"})


def test_a_renamed_text_leaves_a_redirect_and_changes_the_pages_that_lead_to_it(kept):
    text = kept.corpus.texts.pop("speech")
    kept.corpus.texts["talk"] = text
    text.fields["aliases"] = ["speech"]
    done = kept.rebuild()
    assert {"sources/talk/", "sources/speech/", "events/meeting/"} <= kept.pages(done)
    assert (kept.corpus.folder.parent / "site/sources/speech/index.html").read_text().count("talk") > 1


def test_a_capture_changes_the_page_of_its_text_alone(kept):
    kept.corpus.texts["reply"].captured = True
    done = kept.rebuild()
    assert kept.pages(done) <= {"sources/reply/", "quality/", "quality/captures/", "sources/"}
    assert {"sources/reply/", "sources/reply/capture.txt"} <= kept.pages(done) | done.files


def test_a_release_of_one_text_changes_its_page(kept):
    release(kept.corpus.folder, "2024-01-01")
    kept.rebuild()
    kept.corpus.texts["reply"].paragraphs[-1] = "All was well, it said. All was well."
    kept.corpus.texts["reply"].fields["annotations"] = []
    kept.rebuild()
    release(kept.corpus.folder, "2024-01-02")
    pages = kept.pages(kept.rebuild())
    assert "sources/reply/" in pages
    assert not [page for page in pages if page.startswith(("sources/law", "sources/speech", "sources/note", "themes/"))]


def test_another_frame_changes_every_page_and_no_text_is_read_again(kept, monkeypatch):
    def fail(*_):
        raise AssertionError("a text was read again")

    monkeypatch.setattr(texts_of_corpus, "read_text_file", fail)
    done = rebuild(
        kept.corpus.folder, kept.corpus.folder.parent / "site", kept.corpus.folder.parent / "cache", "a footer"
    )
    assert {"sources/law/", "themes/health/", "feeds", "data/themes"} <= {*done.made}


def test_another_program_reads_every_text_and_makes_everything_again(kept, monkeypatch):
    read = []
    monkeypatch.setattr(texts_of_corpus, "program", lambda: b"another")
    monkeypatch.setattr(
        texts_of_corpus,
        "read_text_file",
        lambda path, *others, old=texts_of_corpus.read_text_file: (read.append(path), old(path, *others))[1],
    )
    rebuild(kept.corpus.folder, kept.corpus.folder.parent / "site", kept.corpus.folder.parent / "cache")
    assert len(read) == len(kept.corpus.texts)


# What is kept may be harmed in every way.


@pytest.mark.parametrize("number", range(12))
def test_a_damaged_cache_is_harmless(kept, number):
    rng = random.Random(number)
    for path in kept_files(kept.corpus.folder.parent / "cache"):
        damage(path, rng)
    kept.rebuild()
    assert kept.rebuild().made == []


def test_a_folder_in_the_place_of_a_kept_file_is_harmless(kept):
    for path in kept_files(kept.corpus.folder.parent / "cache"):
        path.unlink()
        write(path, {"a": "x"})
    kept.rebuild()


def test_a_file_in_the_place_of_the_cache_is_harmless(kept):
    shutil.rmtree(kept.corpus.folder.parent / "cache")
    (kept.corpus.folder.parent / "cache").write_text("a file")
    kept.rebuild()


@pytest.mark.parametrize("number", range(12))
def test_a_published_site_that_was_meddled_with_is_mended(kept, number):
    rng = random.Random(number)
    for _ in range(3):
        meddle(kept.corpus.folder.parent / "site", rng)
    kept.rebuild()


@pytest.mark.parametrize("within", ["sources/law", "sources/new", "sources/law/index.html", "themes"])
@pytest.mark.parametrize("form", ["file", "folder", "link"])
def test_what_stands_where_a_file_or_a_folder_of_the_site_belongs_gives_way(kept, tmp_path, within, form):
    kept.corpus.texts["new"] = Edited(["Words."], {"title": "A new text", "theme": []})
    place = tmp_path / "site" / within
    shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    elsewhere = write(tmp_path / "elsewhere", {"index.html": "mine", "other.txt": "mine"})
    if form == "file":
        place.write_text("x")
    elif form == "link":
        place.symlink_to(elsewhere)
    else:
        write(place, {"below.txt": "x"})
    kept.rebuild()
    assert tree(elsewhere) == {"index.html": b"mine", "other.txt": b"mine"}


# Whole builds by the command, killed and at once.


def command(sources: Path, site: Path, cache: Path) -> subprocess.Popen[bytes]:
    """A build by the command line that is under way."""
    quiet = {"DISABLE_MKDOCS_2_WARNING": "true", "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    named = {"DIGEST_SOURCES": str(sources), "DIGEST_CACHE": str(cache), "SOURCE_DATE_EPOCH": "1700000000"}
    line = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "-q",
        "--config-file",
        str(ROOT / "mkdocs.yml"),
        "--site-dir",
        str(site),
    ]
    environment = {name: value for name, value in os.environ.items() if name != "DIGEST_SITE_URL"} | quiet | named
    return subprocess.Popen(
        line, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    _, told = process.communicate()
    return process.returncode, told


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a build and all its helpers at once, as a machine does that runs out of memory."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def test_builds_by_the_command_after_each_kind_of_edit_have_the_bytes_of_clean_ones(tmp_path):
    corpus, cache = small_corpus(tmp_path / "sources"), tmp_path / "cache"
    for edits in [
        (),
        (reword, capture, add),
        (retitle, redate, annotate),
        (remove, rename),
        (publish_release, insert, relabel),
    ]:
        for edit in edits:
            edit(corpus, 3)
        corpus.save()
        cached = build(corpus.folder, tmp_path / "site", cache=cache)
        clean = build(corpus.folder, tmp_path / "clean", cache=None)
        assert (cached.code, clean.code) == (0, 0), cached.messages + clean.messages
        assert tree(cached.path) == tree(clean.path), edits
    files = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = build(corpus.folder, tmp_path / "site", cache=cache)
    assert again.code == 0
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == {
        path: stamp for path, stamp in files.items() if path.is_file()
    }
    assert {*files} == {*tmp_path.rglob("*")}


def test_a_build_that_had_something_to_tell_tells_it_again(tmp_path):
    folder = write(tmp_path / "sources", {"a.md": source(sumary="x")})
    for _ in range(3):
        built = build(folder, tmp_path / "site", cache=tmp_path / "cache")
        assert (built.code, "'sumary' is not a field" in built.messages) == (0, True)
    assert build(folder, tmp_path / "site", cache=tmp_path / "cache", strict=True).code == 1


def test_an_edit_in_the_middle_of_a_build_can_be_undone(tmp_path):
    folder = write(tmp_path / "sources", {"a.md": source(), "vocabulary/themes.yml": "a: Before"})
    themes, edited = folder / "vocabulary" / "themes.yml", tmp_path / "edited.yml"
    edited.write_text("a: Meanwhile")
    edit = f"if os.path.exists({str(edited)!r}):\n        os.replace({str(edited)!r}, {str(themes)!r})"
    settings = {
        "INHERIT": str(ROOT / "mkdocs.yml"),
        "docs_dir": str(ROOT / "docs"),
        "theme": {"custom_dir": str(ROOT / "hooks/theme")},
        "hooks": [str(ROOT / "hooks/mkdocs_digest.py"), "edit.py"],
    }
    write(tmp_path / "config", {"edit.py": f"import os\n\n\ndef on_config(config):\n    {edit}\n"})
    write(tmp_path / "config", {"mkdocs.yml": json.dumps(settings)})
    for label in ("Meanwhile", "Before"):
        built = build(folder, tmp_path / "site", cache=tmp_path / "cache", config=tmp_path / "config" / "mkdocs.yml")
        assert built.code == 0, built.messages
        assert label in (tmp_path / "site/themes/a/index.html").read_text()
        themes.write_text("a: Before")


def test_a_build_that_is_killed_leaves_whole_files_and_the_next_is_right(tmp_path):
    corpus, cache, site = small_corpus(tmp_path / "sources"), tmp_path / "cache", tmp_path / "site"
    started = time.perf_counter()
    assert build(corpus.save(), site, cache=cache).code == 0
    took = time.perf_counter() - started
    old = tree(site)
    for number in range(6):
        reword(corpus, number)
        relabel(corpus, number)
        corpus.save()
        process = command(corpus.folder, site, cache)
        time.sleep(took * (number + 1) / 7)
        kill(process)
        left = tree(site)
        assert build(corpus.folder, tmp_path / "clean", cache=None).code == 0
        new = tree(tmp_path / "clean")
        assert {path for path, data in left.items() if data not in (old.get(path), new.get(path))} == set()
        assert {*old} & {*new} <= {*left}
        assert build(corpus.folder, site, cache=cache).code == 0
        assert tree(site) == new
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
        old = new


def test_two_builds_at_once_do_not_spoil_each_other(tmp_path):
    corpus, cache = small_corpus(tmp_path / "sources"), tmp_path / "cache"
    assert build(corpus.save(), tmp_path / "clean", cache=None).code == 0
    for _ in range(2):  # the first time from nothing, then from what is kept
        reword(corpus, 0)
        corpus.save()
        at_once = [command(corpus.folder, tmp_path / name, cache) for name in ("site", "site", "other")]
        assert [ended(process) for process in at_once] == [(0, b"")] * 3
        assert build(corpus.folder, tmp_path / "clean", cache=None).code == 0
        assert tree(tmp_path / "site") == tree(tmp_path / "other") == tree(tmp_path / "clean")
