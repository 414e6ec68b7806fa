"""Markdown parsers compared on a corpus: `PYTHONPATH=hooks python -m tests.bench.parsers FOLDER …`.

The others are no dependencies of the project: `pip install comrak cmarkgfm markdown-it-py mdit-py-plugins mistune`.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from policy_digest import body
from policy_digest.sources import find_sources, read_source

Render = Callable[[str], str]

RUNS = 5
PROBES = {
    "table": ("| a | b |\n|---|---|\n| c | d |", "<td>d</td>"),
    "footnote": ("a[^x]\n\n[^x]: b", "<sup"),
    "unused footnote": ("a\n\n[^x]: kept", "kept"),
    "definition": ("term\n:   one\n\n    two", r"<dd>\s*<p>one</p>\s*<p>two</p>"),
    "fence": ("```\na\n```", r"<pre>(<span></span>)?<code>a"),
    "list number": ("3. a", '<ol start="3">'),
    "raw HTML": ("<div>\n\n*a* <ruby>b</ruby>\n\n</div>", r"<div>\s*<p><em>a</em> <ruby>b</ruby></p>\s*</div>"),
    "words as they are": ('"a" -- b... (c)', r"(\"|&quot;)a(\"|&quot;) -- b\.\.\. \(c\)"),
}


def pyromark() -> Render:
    return body._MARKDOWN.html


def python_markdown() -> Render:
    import markdown  # noqa: PLC0415 - MkDocs brings it along

    extensions = ["tables", "footnotes", "def_list", "sane_lists", "pymdownx.betterem", "pymdownx.superfences"]
    parser = markdown.Markdown(extensions=extensions, output_format="html")
    return lambda text: parser.reset().convert(text)


def comrak() -> Render:
    import comrak as module  # noqa: PLC0415

    extensions, settings = module.ExtensionOptions(), module.RenderOptions()
    extensions.table = extensions.footnotes = extensions.description_lists = True
    settings.unsafe_ = True
    return lambda text: module.render_markdown(text, extension_options=extensions, render_options=settings)


def cmarkgfm() -> Render:
    import cmarkgfm as module  # noqa: PLC0415
    from cmarkgfm.cmark import Options  # noqa: PLC0415

    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    return lambda text: module.markdown_to_html_with_extensions(text, options=options, extensions=["table"])


def markdown_it_py() -> Render:
    from markdown_it import MarkdownIt  # noqa: PLC0415
    from mdit_py_plugins.deflist import deflist_plugin  # noqa: PLC0415
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415

    return MarkdownIt("commonmark").enable("table").use(footnote_plugin).use(deflist_plugin).render


def mistune() -> Render:
    import mistune as module  # noqa: PLC0415

    return module.create_markdown(escape=False, plugins=["table", "footnotes", "def_list"])


PARSERS = {
    "pyromark": pyromark,
    "comrak": comrak,
    "cmarkgfm": cmarkgfm,
    "markdown-it-py": markdown_it_py,
    "mistune": mistune,
    "Markdown": python_markdown,
}


def texts_of(folders: list[Path]) -> Iterator[str]:
    for folder in folders:
        for path in find_sources(folder):
            source, _ = read_source(path, folder, folder)
            if source:
                yield source.text


def cost(render: Render, texts: list[str]) -> float:
    """Milliseconds of CPU a text, the least of some runs."""
    found = []
    for _ in range(RUNS):
        start = time.process_time()
        for text in texts:
            render(text)
        found.append((time.process_time() - start) / len(texts) * 1000)
    return min(found)


def missing(render: Render) -> list[str]:
    return [name for name, (text, wanted) in PROBES.items() if not re.search(wanted, render(text))]


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("folders", nargs="+", type=Path)
    texts = list(texts_of(given.parse_args().folders))
    print(f"{len(texts)} texts, {sum(map(len, texts)) // len(texts)} characters each")  # noqa: T201
    for name, make in PARSERS.items():
        try:
            render = make()
        except ModuleNotFoundError:
            print(f"{name}: not installed")  # noqa: T201
            continue
        lacks = ", ".join(missing(render)) or "nothing"
        print(f"{name} {version(name)}: {cost(render, texts):.3f} ms a text; lacks {lacks}")  # noqa: T201


if __name__ == "__main__":
    main()
