"""A page is built again exactly when something that it shows has changed, and what is kept between builds never harms."""

from __future__ import annotations

import random
import shutil

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.edits import (
    EDITS,
    damage,
    harm,
    kept_files,
    meddle,
)
from tests.rebuilding import Edited, rebuild, release, small_corpus
from tests.support import tree, write

from policy_digest import corpus as texts_of_corpus
from policy_digest import plan
from policy_digest.pages.page import bytecode_cache

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


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """Gives a corpus that was built, as it was the first time, and where it was: texts are kept for their folder."""
    folder = tmp_path_factory.mktemp("cached")
    home, first = folder / "home", folder / "first"
    assert "sources/law/" in rebuild(small_corpus(home / "sources").save(), home / "site", home / "cache").made
    home.rename(first)

    def start():
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(first, home)
        return small_corpus(home / "sources")

    return start


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """Gives what is built of a corpus from nothing, once for each state of its files."""
    built = {}

    def clean(sources, around=""):
        key = around, frozenset(tree(sources).items())
        if key not in built:
            rebuild(sources, folder := tmp_path_factory.mktemp("clean"), None, around)
            built[key] = tree(folder)
        return built[key]

    return clean


@pytest.mark.slow
@given(steps=STEPS)
@settings(max_examples=max(settings().max_examples // 8, 1))
def test_a_cached_build_has_the_bytes_of_a_clean_one_after_any_edits_and_any_harm(start, clean, steps):
    corpus = start()
    folder = corpus.folder.parent
    for edits, harmed, number, around in steps:
        for name, which in edits:
            EDITS[name](corpus, which)
        if harmed:
            harm(folder, number, harmed)
        rebuild(corpus.save(), folder / "site", folder / "cache", around)
        assert tree(folder / "site") == clean(corpus.folder, around), (edits, harmed, number)
        again = rebuild(corpus.folder, folder / "site", folder / "cache", around)
        assert (again.made, again.files) == ([], set())


# Exactly: what is made again, and nothing else.


def rebuild_kept(kept, around="", **options):
    """Build once more what is kept, without a look at what a build from nothing would make."""
    return rebuild(kept.corpus.save(), kept.folder / "site", kept.folder / "cache", around, **options)


@pytest.fixture
def kept(start, clean):
    """A corpus that was built, and what builds it again."""

    class Kept:
        corpus = start()
        folder = corpus.folder.parent

        def rebuild(self):
            done = rebuild_kept(self)
            assert tree(self.folder / "site") == clean(self.corpus.folder)
            return done

        def pages(self, done):
            return {path.removesuffix("index.html") for path in done.files if path.endswith("/index.html")}

    return Kept()


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

    monkeypatch.setattr("policy_digest.pages.themes.theme_pages", fail)
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


def test_what_a_preview_leaves_as_it_is_is_made_by_the_next_build(kept):
    before = tree(kept.folder / "site")["data/sources.csv"]
    kept.corpus.texts["speech"].paragraphs.append("Words that no data file has yet.")
    preview = rebuild_kept(kept, leaving=("data/sources",))
    assert "sources/speech/" in preview.made
    assert tree(kept.folder / "site")["data/sources.csv"] == before
    assert {"data/sources", "data/package"} <= {*kept.rebuild().made}


def test_a_label_changes_what_shows_it_and_nothing_else(kept):
    shown = {path for path, data in tree(kept.folder / "site").items() if b"Health" in data}
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
    assert not (kept.folder / "site/sources/reply").exists()
    assert {"sources/", "issuers/council/"} <= pages
    assert pages.isdisjoint({"sources/law/", "sources/speech/", "events/meeting/", "themes/pay/"})


def test_a_renamed_text_leaves_a_redirect_and_changes_the_pages_that_lead_to_it(kept):
    text = kept.corpus.texts.pop("speech")
    kept.corpus.texts["talk"] = text
    text.fields["aliases"] = ["speech"]
    done = kept.rebuild()
    assert {"sources/talk/", "sources/speech/", "events/meeting/"} <= kept.pages(done)
    assert (kept.folder / "site/sources/speech/index.html").read_text().count("talk") > 1


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
    done = rebuild_kept(kept, "a footer")
    assert {"sources/law/", "themes/health/", "feeds", "data/themes"} <= {*done.made}


def test_another_program_reads_every_text_and_makes_everything_again(kept, monkeypatch):
    read = []
    monkeypatch.setattr(texts_of_corpus, "program", lambda: b"another")
    monkeypatch.setattr(
        texts_of_corpus,
        "read_text_file",
        lambda path, *others, old=texts_of_corpus.read_text_file: (read.append(path), old(path, *others))[1],
    )
    rebuild_kept(kept)
    assert len(read) == len(kept.corpus.texts)


# What is kept may be harmed in every way.


@pytest.mark.parametrize("number", range(12))
def test_a_damaged_cache_is_harmless(kept, number):
    rng = random.Random(number)
    for path in kept_files(kept.folder / "cache"):
        damage(path, rng)
    kept.rebuild()
    assert kept.rebuild().made == []


def test_a_folder_in_the_place_of_a_kept_file_is_harmless(kept):
    for path in kept_files(kept.folder / "cache"):
        path.unlink()
        write(path, {"a": "x"})
    kept.rebuild()


def test_a_file_in_the_place_of_the_cache_is_harmless(kept):
    shutil.rmtree(kept.folder / "cache")
    (kept.folder / "cache").write_text("a file")
    kept.rebuild()


def test_templates_of_a_folder_whose_name_is_not_utf_8_are_kept_too(tmp_path):
    folder, kept = tmp_path / "caf\udce9", tmp_path / "kept"
    try:
        write(folder, {"a.html": "Words."})
    except OSError:
        pytest.skip("a system without such names")
    templates = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), bytecode_cache=bytecode_cache(kept))
    assert templates.get_template("a.html").render() == "Words."
    assert len(list(kept.iterdir())) == 1


@pytest.mark.parametrize("number", range(12))
def test_a_published_site_that_was_meddled_with_is_mended(kept, number):
    rng = random.Random(number)
    for _ in range(3):
        meddle(kept.folder / "site", rng)
    kept.rebuild()


@pytest.mark.parametrize("within", ["sources/law", "sources/new", "sources/law/index.html", "themes"])
@pytest.mark.parametrize("form", ["file", "folder", "link"])
def test_what_stands_where_a_file_or_a_folder_of_the_site_belongs_gives_way(kept, tmp_path, within, form):
    kept.corpus.texts["new"] = Edited(["Words."], {"title": "A new text", "theme": []})
    place = kept.folder / "site" / within
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
