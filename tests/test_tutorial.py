"""The tutorial, followed to the letter in an empty folder: every command, file, edit and answer on the page."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.support import ROOT, Site, words

PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
SITE_URL = "https://example.org/digest/"
BLOCK = re.compile(r"^```(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEAD = re.compile(r'(console|text|diff)(?: title="([^"]+)")?')

PYTHON = """#!/bin/sh
# Makes a .venv whose programs are those of the tests, with the library of the folder that it stands in.
if [ "$1 $2" != "-m venv" ]; then exec {python} "$@"; fi
mkdir -p "$3/bin"
for name in mkdocs policy_digest; do
	printf '#!/bin/sh\\nPYTHONPATH=%s exec %s -m %s "$@"\\n' "$PWD/hooks" {python} "$name" > "$3/bin/$name"
done
mv "$3/bin/policy_digest" "$3/bin/digest"
printf '#!/bin/sh\\n[ "$1" = install ]\\n' > "$3/bin/pip"
ln -s {python} "$3/bin/python"
chmod +x "$3"/bin/*
"""
DIGEST = """#!/bin/sh
PYTHONPATH={hooks} exec {python} -m policy_digest "$@"
"""


@dataclass
class Reader:
    """Somebody who follows a page: in which folder they are and where they look for programs."""

    start: Path
    folder: Path = field(init=False)
    path: str = field(init=False)

    def __post_init__(self):
        """Nothing is installed: the programs that the page asks for are those of the tests."""
        self.folder = self.start / "empty"
        programs = self.start / "bin"
        for folder in (self.folder, programs):
            folder.mkdir()
        names = {"python": shlex.quote(sys.executable), "hooks": shlex.quote(str(ROOT / "hooks"))}
        for name, content in {"python3": PYTHON, "digest": DIGEST}.items():
            (programs / name).write_text(content.format(**names), encoding="utf-8")
            (programs / name).chmod(0o755)
        self.path = f"{programs}:{os.environ['PATH']}"

    def follow(self, page):
        """Does what each block says, in order. What holds no instruction on this page fails."""
        for head, content in BLOCK.findall(page):
            found = HEAD.fullmatch(head)
            assert found, f"no test knows what to do with ```{head}"
            kind, title = found.groups()
            if kind == "console":
                self.type(content)
            elif kind == "diff":
                self.edit(self.folder / title, content)
            elif title.startswith(SITE_URL):
                self.look(title.removeprefix(SITE_URL), content)
            else:
                (self.folder / title).write_text(content, encoding="utf-8")

    def type(self, content):
        """Commands, each with the answer to it. `…` is what may differ: within a line, or any lines."""
        before, *parts = re.split(r"^\$ ", content, flags=re.MULTILINE)
        assert before == ""
        for part in parts:
            command, _, answer = part.partition("\n")
            code, told = self.run(command)
            assert re.fullmatch(pattern(answer), told), f"$ {command}\n{told}"
            assert bool(code) == (": error: " in answer), f"$ {command}\nends with the exit code {code}"

    def run(self, command):
        """The exit code and all that a command prints; where it leads and what it exports holds on."""
        after = self.start / "after"
        script = f'{command}\ncode=$?; printf "%s\\n" "$PWD" "$PATH" > {shlex.quote(str(after))}; exit $code'
        clean = {"HOME": str(self.start), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "PATH": self.path}
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=clean,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        folder, self.path = after.read_text(encoding="utf-8").splitlines()
        self.folder = Path(folder)
        return done.returncode, done.stdout

    def edit(self, path, content):
        """Takes out the lines with `-` and writes those with `+`; they and those around them stand there once."""
        lines = content.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        text = path.read_text(encoding="utf-8")
        found = [at.start() for at in re.finditer(rf"^(?={re.escape(before)})", text, re.MULTILINE)]
        assert len(found) == 1, f"{path.name} does not have these lines once:\n{before}"
        path.write_text(text[: found[0]] + after + text[found[0] + len(before) :], encoding="utf-8")

    def look(self, address, content):
        """The words at an address of the site."""
        page, _, one = address.partition("#")
        [element] = Site(self.folder / "site").article(page).xpath(f".//*[@id='{one}']")
        assert words(element) == " ".join(content.split())


def pattern(answer):
    """What an answer on the page stands for."""
    lines = answer.splitlines(keepends=True)
    return "".join(r"(?:.*\n)*" if line == "…\n" else re.escape(line).replace("…", ".*") for line in lines)


@pytest.mark.slow
def test_the_tutorial_holds_to_the_letter(tmp_path):
    reader = Reader(tmp_path)
    reader.follow(PAGE)
    assert (reader.folder / "sources/permalinks/ledger.txt").is_file()


def test_the_tutorial_takes_every_step_that_it_is_there_for():
    commands = re.findall(r"^\$ (.+)$", PAGE, re.MULTILINE)
    steps = ["digest init", "make site", "digest add", "digest check", "digest new", "digest suggest", "digest freeze"]
    first = [next(at for at, command in enumerate(commands) if command.startswith(step)) for step in steps]
    assert first == sorted(first)


@pytest.mark.parametrize(
    "page",
    [
        "```console\n$ echo one\ntwo\n```\n",
        "```console\n$ echo one\n```\n",
        "```console\n$ true\none\n```\n",
        "```console\n$ false\n```\n",
        "```console\n$ echo a: error: b\na: error: b\n```\n",
        "```console\n$ printf 'one\\ntwo\\n'\n… \ntwo\n```\n",
        '```text title="a.txt"\none\n```\n```diff title="a.txt"\n-two\n+one\n```\n',
        '```text title="a.txt"\none\none\n```\n```diff title="a.txt"\n-one\n+two\n```\n',
        "```yaml\na: b\n```\n",
    ],
)
def test_a_page_that_the_programs_contradict_fails(page, tmp_path):
    with pytest.raises(AssertionError):
        Reader(tmp_path).follow(page)


def test_what_may_differ_is_let_pass_and_a_folder_is_kept(tmp_path):
    page = (
        "```console\n$ mkdir a\n$ cd a\n$ printf 'one\\ntwo 2\\nthree\\n'\n…\ntwo …\nthree\n$ basename $PWD\na\n```\n"
    )
    Reader(tmp_path).follow(page)
