"""What no builder can do without: read the sources, parse them once, write as many files and bytes as the site has.

`python -m tests.bench.limit SOURCES SITE FOLDER` writes the processor time of each step as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import yaml

from policy_digest.body import MARKDOWN


def main(sources: Path, site: Path, folder: Path) -> None:
    """Do each step and tell what it took."""
    wanted = [(os.path.relpath(one, site), one.stat().st_size) for one in sorted(site.rglob("*")) if one.is_file()]
    steps: dict[str, float] = {}
    start = time.process_time()

    def done(step: str) -> None:
        nonlocal start
        now = time.process_time()
        steps[step], start = now - start, now

    files = {path: path.read_bytes() for path in sorted(sources.rglob("*")) if path.is_file()}
    done("read every file of the sources")
    parts = [content.decode().split("---\n", 2) for path, content in files.items() if path.suffix == ".md"]
    for _, fields, _ in parts:
        yaml.compose(fields, Loader=yaml.CSafeLoader)
    done("parse the fields (libyaml)")
    parse_markdown([body for _, _, body in parts])
    done("parse the Markdown")
    buffer = b"x" * max(length for _, length in wanted)
    for path, length in wanted:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(memoryview(buffer)[:length])
    done("write as many files and bytes as the site has")
    sys.stdout.write(json.dumps(steps))


def parse_markdown(bodies: list[str]) -> None:
    """Turn texts into HTML with the parser that the site uses, and nothing more."""
    for body in bodies:
        MARKDOWN.html(body)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
