"""What the settings and the environment say of a build: what cannot be is told in a line, before anything is built."""

from __future__ import annotations

import pytest
from tests.support import build, captured, configured, source, tree, write

NO_ADDRESS = "'site_url' is empty. A citation needs full addresses: write it in mkdocs.yml."
NO_SOURCES = "'extra.digest.sources' in mkdocs.yml is missing. Name the folder that holds the sources."
NO_NAME = "which no folder can be called: embedded null byte."
MISSPELT = "'extra.digest.shrad' in mkdocs.yml is not a setting of a digest. Did you mean 'shard'?"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"site_url": ""}, NO_ADDRESS),
        ({"site_url": None}, NO_ADDRESS),
        ({"site_url": "https://example.org/?a=b"}, "which has “?”. Write it as the addresses of pages begin."),
        ({"site_url": "https://example.org/#top"}, "which has “#”. Write it as the addresses of pages begin."),
        ({"extra": {"digest": None}}, NO_SOURCES),
        ({"extra": {"digest": {"sources": ""}}}, NO_SOURCES),
        ({"extra": {"digest": {"sources": "a\0b"}}}, NO_NAME),
        ({"extra": {"digest": {"cache": "a\0b"}}}, NO_NAME),
        ({"extra": {"digest": {"shrad": "1/2"}}}, MISSPELT),
    ],
)
def test_a_setting_that_is_missing_or_cannot_be_is_an_error(corpus, build_site, tmp_path, setting, message):
    failed = build_site(corpus({"a.md": source()}), config=configured(tmp_path / "config", **setting))
    assert (failed.code, message in failed.messages, "Traceback" in failed.messages) == (1, True, False)


@pytest.mark.parametrize("epoch", ["yesterday", "1.5", "", "9" * 30, "9" * 13])
def test_a_time_that_is_none_is_told_by_its_variable(corpus, build_site, epoch):
    failed = build_site(corpus({"a.md": source()}), epoch=epoch)
    told = f"SOURCE_DATE_EPOCH is '{epoch}'. Write the seconds since 1970, for example 1700000000."
    assert (failed.code, told in failed.messages, "Traceback" in failed.messages) == (1, True, False)


def test_the_address_of_a_site_may_be_of_any_script(corpus, build_site, tmp_path):
    config = configured(tmp_path / "config", site_url="https://example.org/政策 a")
    done = build_site(corpus({"a.md": source()}), config=config)
    assert done.code == 0, done.messages
    address = "https://example.org/%E6%94%BF%E7%AD%96%20a/sources/a/"
    for name in ("sitemap.xml", "sources/a/index.html", "sources/a/cite.ris", "data/sources.csv"):
        found = (done.path / name).read_text("utf-8")
        assert (address in found, "org/政策" in found) == (True, False), name


@pytest.mark.parametrize("place", ["sources", "sources/captures", "."])
def test_a_site_never_takes_the_place_of_the_texts(corpus, tmp_path, place):
    folder = corpus({"captures/a.txt": "Words.", "a.md": captured("Words.", "Words.")})
    before = tree(folder)
    failed = build(folder, (tmp_path / place).resolve())
    assert (failed.code, tree(folder)) == (1, before)
    assert f"would take the place of {folder} or of a part of it. Name another folder." in failed.messages


@pytest.mark.parametrize("variable", ["site_dir", "extra.digest.cache", "extra.digest.sources"])
def test_a_link_that_leads_round_to_itself_is_told_without_a_traceback(corpus, tmp_path, variable):
    loop = tmp_path / "loop"
    loop.symlink_to("loop")
    folder, cache, site = corpus({"a.md": source()}), tmp_path / "cache", tmp_path / "site"
    match variable:
        case "site_dir":
            site = loop
        case "extra.digest.cache":
            cache = loop
        case "extra.digest.sources":
            folder = loop
    failed = build(folder, site, cache=cache)
    told = f"'{variable}' is {loop}, a link that leads round to itself. Name a folder."
    assert (failed.code, told in failed.messages, "Traceback" in failed.messages) == (1, True, False), failed.messages


@pytest.mark.parametrize(
    "place", ["docs", "docs/assets", "theme", "sources", "sources/captures", "site", "site/about", "."]
)
def test_what_is_kept_never_stands_among_what_a_site_is_made_from_nor_in_the_site(corpus, tmp_path, place):
    (tmp_path / "theme").mkdir()
    config = configured(tmp_path, docs_dir="docs", theme={"custom_dir": "theme"})
    folder = corpus({"captures/a.txt": "Words.", "a.md": captured("Words.", "Words.")})
    write(tmp_path, {"docs/assets/a.css": "", "docs/index.md": "# Home", "site/about/index.html": "About"})
    before, cache = tree(tmp_path), tmp_path / place
    failed = build(folder, tmp_path / "site", config=config, cache=cache.resolve())
    assert (failed.code, tree(tmp_path)) == (1, before)
    assert (
        f"'extra.digest.cache' is {cache.resolve()}, so that what is kept would take the place of " in failed.messages
    )


@pytest.mark.parametrize("place", ["theme", "config"])
def test_a_site_never_takes_the_place_of_a_theme_or_of_the_settings(corpus, tmp_path, place):
    (tmp_path / "theme").mkdir()
    config = configured(tmp_path / "config", theme={"custom_dir": str(tmp_path / "theme")})
    before = tree(tmp_path)
    failed = build(corpus({}), tmp_path / place, config=config)
    assert (failed.code, tree(tmp_path)) == (1, before)
    assert f"'site_dir' is {tmp_path / place}, so that the site would take the place of " in failed.messages


def test_a_site_never_takes_the_place_of_a_file(corpus, tmp_path):
    (tmp_path / "notes.txt").write_text("Mine.")
    failed = build(corpus({"a.md": source()}), tmp_path / "notes.txt")
    assert (failed.code, (tmp_path / "notes.txt").read_text()) == (1, "Mine.")
    assert f"'site_dir' is {tmp_path / 'notes.txt'}, which is a file. Name a folder." in failed.messages


def test_a_build_with_nothing_to_do_leaves_nothing_that_other_plugins_write(corpus, build_site, tmp_path):
    folder, config = corpus({"a.md": source()}), configured(tmp_path / "config", plugins=["search"])
    build_site(folder, config=config, cache=tmp_path / "cache")
    again = build_site(folder, config=config, cache=tmp_path / "cache")
    assert "Nothing has changed" in again.messages
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "config", "site", "sources"]
