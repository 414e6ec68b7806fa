"""What the tests share: corpora written by hand, sites built by the real commands, pages read by a strict parser."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

import html5lib
from click.testing import CliRunner
from lxml import etree

from policy_digest.__main__ import main
from policy_digest.body import render_body
from policy_digest.digest import Digest, read_digest
from policy_digest.problems import Problem
from policy_digest.texts import Text

ROOT = Path(__file__).resolve().parents[1]
BASE = "/digest/"
"""The path of `site_url` in mkdocs.yml, which only the page for lost addresses uses."""

WORDS = [
    *("education", "system", "teachers", "county", "centre", "learning", "quality", "reform", "science", "plan"),
    *("rural", "digital", "school", "建设", "学习"),
]


def paragraph(seed: int, length: int = 30) -> str:
    """A paragraph of `WORDS`, another for each number."""
    return " ".join(random.Random(seed).choices(WORDS, k=length)) + f" {seed}"


def source(body: str = "Words of the text.", **fields: Any) -> str:
    """A source as an editor writes it, with nothing missing."""
    given = {"title": "A title", "date": "", "issuer": [], "theme": [], **fields}
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in given.items()]
    return "\n".join(["---", *lines, "---", body, ""])


def vocabulary(**entries: Mapping[str, Any]) -> dict[str, str]:
    """Files of the vocabulary: `vocabulary(themes={"a": "Label"})`."""
    return {
        f"vocabulary/{name}.yml": json.dumps(values, ensure_ascii=False, indent=1) for name, values in entries.items()
    }


def captured(capture: str, body: str, *, omitted: Iterable[str] = (), name: str = "a.txt", **fields: Any) -> str:
    """A source that declares its capture."""
    lines = [{"line": line, "reason": "no part of the text"} for line in omitted]
    sha256 = hashlib.sha256(capture.encode()).hexdigest()
    return source(body, capture={"file": name, "sha256": sha256, "omitted": lines}, **fields)


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a tree; names have `/`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read_corpus(folder: Path) -> tuple[Digest, list[str]]:
    """The digest of a corpus and all that is wrong, as people see it."""
    digest, problems = read_digest(folder, folder.parent)
    return digest, told(problems)


def read_one(folder: Path, one: str = "a") -> tuple[Text, list[str]]:
    """One text of a corpus, and all that is wrong in the corpus."""
    digest, problems = read_corpus(folder)
    return digest.texts[one], problems


def told(problems: Iterable[Problem]) -> list[str]:
    return [f"{problem.severity}: {problem}" for problem in problems]


def annotated(body: str, *annotations: Mapping[str, Any]) -> str:
    return source(body, annotations=list(annotations))


def run_digest(*arguments: str, **options: Any) -> tuple[int, list[str]]:
    """Run the command `digest`: its exit code, and the lines that it tells. A crash is none of its answers."""
    result = CliRunner().invoke(main, arguments, catch_exceptions=False, **options)
    return result.exit_code, result.output.splitlines()


@dataclass(frozen=True)
class Built:
    """What a build left behind."""

    path: Path
    code: int
    messages: str


def build(
    folder: Path,
    site: Path,
    *,
    strict: bool = False,
    tool: str = "mkdocs",
    config: Path = ROOT / "mkdocs.yml",
    cache: Path | None = None,
    verbose: bool = False,
    quiet: bool = False,
    epoch: str = "1700000000",
) -> Built:
    """Build the project's site from a corpus by the command line, as `make site` does, but without a cache unless one is named."""
    command = [sys.executable, "-m", tool, "build", "--config-file", str(config), "--site-dir", str(site)]
    unasked = {"DISABLE_MKDOCS_2_WARNING": "true", "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    environment = os.environ | unasked | {"DIGEST_SOURCES": str(folder), "SOURCE_DATE_EPOCH": epoch}
    environment["DIGEST_CACHE"] = str(cache) if cache else ""
    environment.pop("DIGEST_SITE_URL", None)
    done = subprocess.run(
        [*command, *["--strict"] * strict, *["--verbose"] * verbose, *["--quiet"] * quiet],
        cwd=site.parent,
        env=environment,
        text=True,
        encoding="utf-8",
        capture_output=True,
        check=False,
    )
    return Built(site, done.returncode, done.stdout + done.stderr)


def configured(folder: Path, **settings: Any) -> Path:
    """The settings of the project in a folder, with others in the place of some. Returns their file."""
    own = {"docs_dir": str(ROOT / "docs"), "theme": {"custom_dir": str(ROOT / "hooks/theme")}}
    own |= {"INHERIT": str(ROOT / "mkdocs.yml"), "hooks": [str(ROOT / "hooks/mkdocs_digest.py")]}
    return write(folder, {"mkdocs.yml": json.dumps(own | settings)}) / "mkdocs.yml"


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def parse(html: str) -> etree._Element:
    """An HTML page as a tree. Raises where a validator would complain."""
    builder = html5lib.getTreeBuilder("lxml")
    return html5lib.HTMLParser(tree=builder, strict=True, namespaceHTMLElements=False).parse(html).getroot()


def parse_fragment(html: str) -> etree._Element:
    """A piece of a page as the tree of a page."""
    return parse(f"<!DOCTYPE html><html><head><title>t</title></head><body>{html}</body></html>")


class Site:
    """A built site, read page by page."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.page = cache(self._page)

    @property
    def urls(self) -> list[str]:
        """The address of each page, relative to the root, `/` at the end."""
        found = (path.parent.relative_to(self.path).as_posix() for path in self.path.rglob("index.html"))
        return sorted("" if path == "." else f"{path}/" for path in found)

    def html(self, url: str) -> str:
        return (self.path / url / "index.html").read_text(encoding="utf-8")

    def _page(self, url: str) -> etree._Element:
        return parse(self.html(url))

    def article(self, url: str) -> etree._Element:
        """What the library made of a page."""
        return self.page(url).find(".//article")

    def links(self, url: str, within: str = ".//article") -> list[str]:
        """The addresses within the site to which a part of a page links, percent-decoded, in order."""
        here = f"http://site/{url}"
        found = (urljoin(here, link) for part in self.page(url).iterfind(within) for link in part.xpath(".//a/@href"))
        return [unquote(link.removeprefix("http://site/")) for link in found if link.startswith("http://site/")]


def broken_links(site: Site) -> list[tuple[str, str]]:
    """Links within a site that lead to no page, or to no place on it: where they stand, and what they say."""
    ids = {url: {*site.page(url).xpath("//@id")} for url in site.urls}
    files = {path.relative_to(site.path).as_posix() for path in site.path.rglob("*") if path.is_file()}
    pages = {f"http://site{BASE}{quote(url)}": site.page(url) for url in site.urls}
    pages[f"http://site{BASE}404.html"] = parse((site.path / "404.html").read_text(encoding="utf-8"))
    broken = set()
    for here, page in pages.items():
        for link in page.xpath("//@href | //@src"):
            target = urlsplit(urljoin(here, link))
            path, place = unquote(target.path).removeprefix(BASE), unquote(target.fragment)
            found = path in files or (path in ids and (not place or place in ids[path]))
            if target.netloc == "site" and not (found and target.path.startswith(BASE)):
                broken.add((unquote(here), link))
    return sorted(broken)


BLOCKS = frozenset(
    ["p", "li", "tr", "td", "th", "div", "dt", "dd", "h1", "h2", "h3", "h4", "br", "blockquote", "section", "article"]
)


def words(element: etree._Element, *, without: Iterable[str] = ()) -> str:
    """The words of an element with single spaces, less those of elements of the classes `without`."""
    return " ".join(_text(element, frozenset(without)).split())


def _text(element: etree._Element, without: frozenset[str]) -> str:
    if not isinstance(element.tag, str) or not without.isdisjoint(element.get("class", "").split()):
        return ""
    text = (element.text or "") + "".join(_text(child, without) + (child.tail or "") for child in element)
    return f" {text} " if element.tag in BLOCKS else text


def has_class(name: str) -> str:
    """An XPath condition."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def body_words(body: str) -> str:
    """The words of a body, as a page shows them."""
    return " ".join(render_body(body).words)
