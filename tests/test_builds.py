"""Whole builds from hostile, faulty and unusual corpora, and builds that do not come to their end."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import unicodedata

import pytest
from tests.support import (
    ROOT,
    Site,
    annotated,
    broken_links,
    build,
    captured,
    configured,
    source,
    tree,
    vocabulary,
    words,
    write,
)

FAULTY = {
    "captures/a.txt": "The words as they were captured.\n",
    "accents.md": source("One.\nCaf\xe9.").encode("latin-1"),
    "bare.md": "Only words.\n",
    "bom.md": b"\xef\xbb\xbf" + source().encode(),
    "broken.md": "---\ntitle: Decree: on water\n---\nWords.\n",
    "changed.md": captured("The words as they were captured.\n", "The words as they are captured."),
    "day.md": source(date="2023-02-30"),
    "edited.md": annotated("Every school has two teachers.", {"quote": "Every schools", "note": "n"}),
    "empty.md": source(""),
    "gone.md": captured("x", "x", name="b.txt"),
    "Same.md": source(),
    "same.md": source(),
    "theme.md": source(theme=["techers"]),
    "twice.md": "---\ntitle: a\ntitle: b\ndate: ''\nissuer: []\ntheme: []\n---\nWords.\n",
    "typo.md": source(sumary="x"),
    "vocabulary/themes.yml": "teachers: {label: T, broader: schools}\nschools: {label: S, broader: teachers}\n",
    "vocabulary/events.yml": "visit:\n  date: 2023\n",
}
ERRORS = [
    "sources/accents.md:8: is not UTF-8 but another encoding, such as Windows-1252 or GBK. Save the file as UTF-8.",
    "sources/bare.md:1: has no front matter. Start the file with a line ---, the fields, and another line ---.",
    "sources/broken.md:2: is not valid YAML: mapping values are not allowed in this context. A value that contains a colon and a space needs quotation marks, for example title: \"Decree: on water\".",
    "sources/changed.md:8: differs from its capture at word 5: captured “The words as they were captured.”, published “The words as they are captured.”. Restore the captured words; declare a change as an annotation.",
    "sources/day.md:3: 'date' is '2023-02-30', which names day 30 of February 2023, which has 28 days.",
    "sources/edited.md:6: the quotation “Every schools” is not found. The nearest passage is: “Every school”. Copy the exact words of the text.",
    "sources/gone.md:6: 'capture.file' is 'b.txt', which is not in captures/. Did you mean 'a.txt'?",
    "sources/same.md: has the id 'same', which is that of sources/Same.md apart from its capitals. Rename one of the two files.",
    "sources/theme.md:5: 'theme' is 'techers', which is not in vocabulary/themes.yml. Did you mean 'teachers'?",
    "sources/twice.md:3: 'title' occurs twice, first on line 2. Keep one of the two.",
    "sources/vocabulary/events.yml:1: 'label' is missing. Add it.",
    "sources/vocabulary/themes.yml:1: 'broader' goes round in a circle: teachers → schools → teachers. Take one of these out.",
]  # fmt: skip


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The site of one text without a fault."""
    folder = tmp_path_factory.mktemp("good")
    built = build(write(folder / "sources", {"a.md": source()}), folder / "site", strict=True)
    assert built.code == 0, built.messages
    return built.path


@pytest.fixture
def published(good, tmp_path):
    """Where `build_site` builds, this site stands already; gives its files."""
    return tree(shutil.copytree(good, tmp_path / "site"))


@pytest.mark.parametrize("strict", [False, True], ids=["plain", "strict"])
def test_a_faulty_corpus_tells_all_at_once_and_leaves_the_published_site_alone(corpus, build_site, published, strict):
    failed = build_site(corpus(FAULTY), strict=strict)
    assert failed.code == 1
    assert "Traceback" not in failed.messages
    assert [message for message in ERRORS if message not in failed.messages.splitlines()] == []
    assert re.search(r"sources/empty\.md:\d+: has no text\. Put the source's words below", failed.messages)
    assert "sources/typo.md:6: 'sumary' is not a field. Did you mean 'summary'?" in failed.messages
    assert f"{len(ERRORS) + 1} to correct in the sources:" in failed.messages
    assert tree(failed.path) == published
    assert [path.name for path in failed.path.parent.iterdir() if path.name.startswith(".")] == []


RETIRED = {"permalinks/retired.yml": "themes/x/: It was a mistake.\n"}
NOT_RELEASED = "'themes/x/' is retired, and no release had it."


def test_a_warning_fails_a_strict_build_alone_and_leaves_the_published_site_alone(corpus, build_site, published):
    folder = corpus({"a.md": source(sumary="x"), "b.md": source()})
    failed = build_site(folder, strict=True)
    told = "'sumary' is not a field" in failed.messages
    assert (failed.code, told, "Traceback" in failed.messages) == (1, True, False)
    assert tree(failed.path) == published
    assert sorted(path.name for path in failed.path.parent.iterdir()) == ["site", "sources"]
    corpus(RETIRED)
    built = build_site(folder)
    assert (built.code, "'sumary' is not a field" in built.messages, NOT_RELEASED in built.messages) == (0, True, True)
    assert (built.path / "sources/b/index.html").exists()


def test_a_warning_of_an_address_fails_a_strict_build(corpus, build_site):
    failed = build_site(corpus({"a.md": source(), **RETIRED}), strict=True)
    assert (failed.code, NOT_RELEASED in failed.messages) == (1, True)


@pytest.mark.parametrize("fault", ["RuntimeError('out of order')", "KeyboardInterrupt", "SystemExit(3)"])
def test_a_build_that_breaks_off_leaves_the_published_site_alone(corpus, build_site, published, tmp_path, fault):
    breaking = tmp_path / "config" / "breaking.py"
    breaking.parent.mkdir()
    breaking.write_text(
        f"def on_post_page(output, page, config):\n    if page.url == 'sources/':\n        raise {fault}\n"
    )
    config = configured(breaking.parent, hooks=[str(ROOT / "hooks/mkdocs_digest.py"), str(breaking)])
    failed = build_site(corpus({"a.md": source(), "b.md": source()}), config=config)
    assert failed.code != 0
    assert tree(failed.path) == published
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".site")]


def test_a_page_at_the_address_of_one_that_is_made_is_an_error(corpus, build_site, tmp_path):
    shutil.copytree(ROOT / "docs", tmp_path / "config" / "docs")
    (tmp_path / "config" / "docs" / "themes").mkdir()
    (tmp_path / "config" / "docs" / "themes" / "index.md").write_text("# Ours\n")
    config = configured(tmp_path / "config", docs_dir="docs")
    failed = build_site(corpus({"a.md": source()}), config=config)
    message = "docs/themes/index.md has the address of a page that the digest makes. Give the file another name."
    assert (failed.code, message in failed.messages) == (1, True), failed.messages


SCRIPT = "<script>alert(1)</script> \"q\" 'q' & &amp; </title><img src=x onerror=alert(1)>: {{ 7 * 7 }} {% raw %}"
LONG = ("Title: of “400” characters & \"quotes\", 'more' <b>, {braces} # " * 7)[:400]
MARKED = [
    {"quote": "Two", "theme": "th", "note": SCRIPT},
    {"quote": "three", "event": "ev", "target": {"what": SCRIPT, "value": SCRIPT, "by": "2025"}},
    {"quote": "four", "document": "do", "term": "te"},
    {"quote": "five", "noise": SCRIPT},
    {"quote": "six", "correction": SCRIPT, "defect": SCRIPT},
]
HOSTILE = {
    "a.md": source(
        f"One {SCRIPT}\n\nTwo three four five six.",
        title=SCRIPT,
        title_basis=SCRIPT,
        summary=SCRIPT,
        kind=SCRIPT,
        language="zh-Hans",
        rights=SCRIPT,
        author=[SCRIPT],
        published_in=SCRIPT,
        date="2023",
        date_basis=SCRIPT,
        issuer="is",
        publisher="is",
        theme="th",
        translation={"from": "en", "by": SCRIPT},
        url="https://example.org/?a=\"'><script>alert(1)</script>",
        annotations=MARKED,
    ),
    "long.md": source(title=LONG, theme="th", issuer="is"),
    **vocabulary(
        themes={"th": {"label": SCRIPT, "definition": SCRIPT, "not": SCRIPT}, "ot": {"label": SCRIPT, "related": {"th": SCRIPT}}},
        issuers={"is": {"label": SCRIPT, "short": SCRIPT, "original": SCRIPT, "kind": SCRIPT}},
        events={"ev": {"label": SCRIPT, "place": SCRIPT, "date": "2023", "date_basis": SCRIPT, "theme": "th"}},
        documents={"do": {"label": SCRIPT, "original": SCRIPT, "issuer": "is", "source": "a"}},
        terms={"te": {"label": SCRIPT, "original": SCRIPT, "pinyin": SCRIPT, "definition": SCRIPT}},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    built = build(write(folder / "sources", HOSTILE), folder / "site", strict=True)
    assert built.code == 0, built.messages
    return Site(built.path)


def test_hostile_values_are_shown_as_they_are_and_never_run(hostile):
    for url in hostile.urls:
        page = hostile.page(url)
        scripts = [script for script in page.iter("script") if "alert" in (script.text or "")]
        assert [script.text for script in scripts if script.get("type") != "application/ld+json"] == []
        assert all(json.loads(script.text) for script in scripts)
        assert page.xpath("//@*[starts-with(name(), 'on')] | //img[@src='x']") == []
    for url in ("sources/a/", "themes/th/", "issuers/is/", "events/ev/", "documents/do/", "terms/te/"):
        page = hostile.page(url)
        assert words(page.find(".//title")) == f"{' '.join(SCRIPT.split())} - Policy Digest", url
        assert words(hostile.article(url).find(".//h1")) == " ".join(SCRIPT.split()), url
        assert page.xpath("string(//meta[@name='description']/@content)") != "", url
    assert broken_links(hostile) == []


def test_hostile_values_stand_in_the_search_index_as_text(hostile):
    packed = sorted((hostile.path / "pagefind" / "fragment").rglob("*.pf_fragment"))
    indexed = [json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd")) for path in packed]
    found = next(one for one in indexed if one["url"] == "/sources/a/")
    assert found["meta"]["title"] == " ".join(SCRIPT.split())
    assert found["meta"]["kind"] == " ".join(SCRIPT.split())
    assert " ".join(SCRIPT.split()) in found["content"]


def test_a_title_of_400_characters_with_every_sign_is_shown_whole(hostile):
    assert len(LONG) == 400
    shown = " ".join(LONG.split())
    page = hostile.page("sources/long/")
    assert words(hostile.article("sources/long/").find(".//h1")) == shown
    assert words(page.find(".//title")) == f"{shown} - Policy Digest"
    assert shown in [words(link) for link in hostile.article("sources/").iter("a")]


NAMES = ["教育/关于 学习型 社会", "a&b's (1)", "100%", "what?", "c#", "x;y=z+w", "10:30", "~tilde", "deep/er/and/deeper", unicodedata.normalize("NFD", "été")]  # fmt: skip


def test_files_of_any_name_and_depth_have_pages_to_which_links_lead(corpus, build_site):
    files = {f"{name}.md": source(theme="主题", date="2023") for name in NAMES}
    built = build_site(corpus(files | vocabulary(themes={"主题": "主题 & Theme"})), strict=True)
    assert built.code == 0, built.messages
    site = Site(built.path)
    expected = sorted(f"sources/{unicodedata.normalize('NFC', name)}/" for name in NAMES)
    assert [url for url in site.urls if url.startswith("sources/") and url != "sources/"] == expected
    for lists in ("sources/", "themes/主题/", "chronology/2023/"):
        assert {*expected} <= {*site.links(lists)}, lists
    assert broken_links(site) == []


def test_a_corpus_without_anything_builds(corpus, build_site):
    built = build_site(corpus({}), strict=True)
    assert built.code == 0, built.messages
    site = Site(built.path)
    for name in ("event", "document", "target", "term", "theme", "issuer", "pack"):
        assert words(site.article(f"{name}s/")).endswith(f"There are no {name}s yet."), name
    assert "There are no texts yet." in words(site.article("sources/"))


def test_a_folder_that_is_not_there_fails_with_a_message(build_site, tmp_path):
    failed = build_site(tmp_path / "nowhere")
    assert (failed.code, "Traceback" in failed.messages) == (1, False)
    assert "nowhere: is not a folder. Name the folder that holds the sources." in failed.messages
