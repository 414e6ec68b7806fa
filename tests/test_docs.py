"""The documentation says what the program does: every field, every date form, every command."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from policy_digest import model
from policy_digest.__main__ import main
from policy_digest.dates import parse_date
from policy_digest.sources import read_source

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
LIBRARY = ROOT / "hooks" / "policy_digest"

RECORDS = (
    "SourceFields",
    "Annotation",
    "Target",
    "Capture",
    "ExtractedText",
    "Omitted",
    "Translation",
    "Theme",
    "Issuer",
    "Event",
    "Document",
    "Term",
    "Pack",
)
VOCABULARY = {
    "Theme": "Themes",
    "Issuer": "Issuers",
    "Event": "Events",
    "Document": "Documents",
    "Term": "Terms",
    "Pack": "Reading packs",
}


def read(*path: str) -> str:
    return ROOT.joinpath(*path).read_text(encoding="utf-8")


def fields_of(record: str) -> list[str]:
    """The names that an editor writes."""
    return [info.alias or name for name, info in getattr(model, record).model_fields.items()]


def section(text: str, heading: str) -> str:
    """A section of a page, from its heading to the next of the same or a higher level."""
    found = re.search(rf"^(#+) {re.escape(heading)}\b.*$", text, re.MULTILINE)
    assert found, f"no heading '{heading}'"
    level = len(found[1])
    following = re.compile(rf"^#{{1,{level}}} ", re.MULTILINE).search(text, found.end())
    return text[found.start() : following.start() if following else len(text)]


def definitions(text: str) -> list[str]:
    """The terms of the definition lists of a page."""
    return re.findall(r"^`([^`\n]+)`\n:   ", text, re.MULTILINE)


def make_targets() -> list[str]:
    found = re.search(r"^\.PHONY: (.*)$", read("Makefile"), re.MULTILINE)
    assert found
    return found[1].split()


def date_rows() -> list[tuple[str, str, str]]:
    return re.findall(r"^\| `([^`]+)` \| (.+?) \| ([+-]?\d+-\d\d-\d\d) \|$", read("docs", "dates.md"), re.MULTILINE)


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_is_documented(record):
    text = read("docs", "edit.md")
    missing = [name for name in fields_of(record) if f"`{name}`" not in text]
    assert not missing, f"docs/edit.md does not name these fields of {record}: {missing}"


@pytest.mark.parametrize("record", VOCABULARY)
def test_each_vocabulary_file_has_exactly_its_fields(record):
    assert sorted(definitions(section(read("docs", "edit.md"), VOCABULARY[record]))) == sorted(fields_of(record))


def test_the_fields_of_a_source_are_those_of_the_model_in_their_order():
    assert definitions(section(read("docs", "edit.md"), "Fields of a source")) == fields_of("SourceFields")


def test_the_keys_of_an_annotation_are_those_of_the_model_in_their_order():
    assert definitions(section(read("docs", "edit.md"), "Annotations")) == fields_of("Annotation")


@pytest.mark.parametrize(("edtf", "words", "sorts_at"), date_rows())
def test_dates_are_shown_and_sorted_as_documented(edtf, words, sorts_at):
    date = parse_date(edtf)
    assert date.words == words
    assert date.sort_key[0].iso() == sorts_at


def test_many_date_forms_are_documented():
    assert len(date_rows()) > 20


@pytest.mark.parametrize("page", ["edit.md", "own.md"])
def test_the_example_of_a_source_is_read_without_a_word(page, tmp_path):
    example = re.search(r"^```markdown\n(.*?)^```$", read("docs", page), re.MULTILINE | re.DOTALL)
    assert example
    path = tmp_path / "example.md"
    path.write_text(example[1], encoding="utf-8")
    source, problems = read_source(path, tmp_path, tmp_path)
    assert problems == []
    assert source
    assert source.fields.date


def test_every_page_has_a_description_of_its_own():
    pages = [path for path in DOCS.glob("*.md") if path.name != "index.md"]  # the home page has that of the site
    found = [re.match(r"---\ndescription: (.+)\n---\n", path.read_text(encoding="utf-8")) for path in pages]
    assert len({one[1] for one in found if one}) == len(pages)


@pytest.mark.parametrize("target", make_targets())
def test_every_make_target_is_documented(target):
    texts = [read("README.md"), *(path.read_text(encoding="utf-8") for path in sorted(DOCS.glob("*.md")))]
    assert any(f"`make {target}`" in text or f"\nmake {target} " in text for text in texts)


def test_every_documented_make_target_exists():
    texts = [read("README.md"), read("CONTRIBUTING.md")]
    texts += [path.read_text(encoding="utf-8") for path in sorted(DOCS.glob("*.md"))]
    named = {name for text in texts for name in re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)}
    assert named <= set(make_targets())


def test_readme_shows_both_commands():
    assert re.search(r"^make site\b", read("README.md"), re.MULTILINE)
    assert re.search(r"^make test\b", read("README.md"), re.MULTILINE)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "RIGHTS.md", "CHANGELOG.md"])
def test_links_between_files_lead_somewhere(page):
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", read(page))
    assert [target for target in targets if not (ROOT / target).exists()] == []


@pytest.mark.parametrize(
    "module",
    sorted(
        path.relative_to(LIBRARY).with_suffix("").as_posix()
        for pattern in ("[a-z]*.py", "search/[a-z]*.py")
        for path in LIBRARY.glob(pattern)
    ),
)
def test_every_module_is_in_the_table_of_modules(module):
    assert f"| `{module}` |" in read("docs", "develop.md")


def test_settings_from_the_environment_are_read_by_the_site():
    files = ["Makefile", ".github/workflows/pages.yml", *(f"docs/{path.name}" for path in DOCS.glob("*.md"))]
    named = {name for file in files for name in re.findall(r"\bDIGEST_[A-Z_]+\b", read(file))}
    known = read("mkdocs.yml") + read("hooks/policy_digest/workers.py")
    assert {name for name in named if name not in known} == set()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_locks_pin_exactly_and_hold_no_address_or_path(lock):
    for line in read(lock).splitlines():
        assert re.fullmatch(r"#.*|-r requirements\.lock|[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line), line
        assert "http" not in line
        assert not re.match(r"policy[-_]digest\b", line)


def test_the_test_lock_adds_to_the_run_lock():
    run, test = (
        {line.partition("==")[0].lower() for line in read(lock).splitlines() if "==" in line}
        for lock in ("requirements.lock", "requirements-test.lock")
    )
    assert run
    assert test
    assert not run & test


def test_the_lowest_python_is_the_same_everywhere():
    found = re.search(r'requires-python = ">=([\d.]+)"', read("pyproject.toml"))
    assert found
    assert f"OLDEST := {found[1]}\n" in read("Makefile")
    assert f"Python {found[1]}" in read("README.md")


def test_only_captures_are_exempt_from_line_ends():
    assert "sources/captures/** -text" in read(".gitattributes").splitlines()


def test_every_option_of_every_command_is_documented():
    def named(command, told):
        for option in command.params:
            if isinstance(option, click.Option):
                yield from ((told, name) for name in option.opts if name.startswith("--"))
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                yield from named(command.get_command(context, name), told or name)

    page = read("docs", "commands.md")
    shared = page[: page.index("\n## ")]
    missing = [
        (command, option)
        for command, option in named(main, "")
        if f"`{option}" not in section(page, f"digest {command}") + shared
    ]
    assert missing == []
