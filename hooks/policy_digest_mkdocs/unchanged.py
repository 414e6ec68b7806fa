"""A site is built only where it is not as it should be. That is told without MkDocs, which takes long to start.

It goes by how files look alone; where that does not tell all, MkDocs is asked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
import yaml_env_tag

from policy_digest.program import GENERATOR, LIBRARIES, versions
from policy_digest.publish import look_at, wait_for_others
from policy_digest.state import load_state, look_at_inputs, state_file

_PROGRAMS = Path(__file__).resolve().parents[1]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the fast one is not everywhere
    """Reads settings as MkDocs does, but for tags of Python, whose values are of no interest here."""


_Loader.add_constructor("!ENV", yaml_env_tag.construct_env_tag)
_Loader.add_multi_constructor("", lambda *_: None)


@dataclass(frozen=True, slots=True)
class Look:
    """A site that is to be built, and how everything looks that it follows from."""

    target: Path
    """The published site."""
    state: Path
    """Where it is kept what the site was made from."""
    inputs: bytes
    """The hash of how files and settings look."""

    @property
    def kept(self) -> Path:
        """Where the look is kept with which the site was last found or made right."""
        return self.state.with_suffix(".look")

    def is_published(self) -> bool:
        """Whether the site was made from what looks like this, and is as it was left. Waits for other builds."""
        waiting = wait_for_others(self.target)
        try:
            return self.kept.read_bytes() == self.inputs + look_at(self.target)
        except OSError:
            return False
        finally:
            os.close(waiting)

    def keep(self) -> None:
        """Remember that MkDocs has found or made the site right, unless the next build must say something again."""
        left = load_state(self.state, 1)
        with suppress(OSError):
            if left.inputs:
                self.kept.write_bytes(self.inputs + left.look)


def look(config: Path, site_dir: str | None) -> Look | None:
    """What is to be built by the settings in `config`, into `site_dir` or where they say.

    None where only MkDocs can tell: settings with a parent or a fault, a build of which nothing is kept, files that can
    change and look the same.
    """
    root = Path(os.path.realpath(config)).parent
    try:
        settings: Any = yaml.load(config.read_bytes(), _Loader)
        options = settings["extra"]["digest"]
        if "INHERIT" in settings or not options["cache"] or options.get("shard"):
            return None
        theme = settings["theme"]["custom_dir"]
        named = [config.name, *settings["hooks"], theme, settings["docs_dir"], options["sources"]]
        target = Path(os.path.realpath(root / (site_dir or settings.get("site_dir") or "site")))
        state = state_file(root / options["cache"], target)
        made_with = (repr(settings), sys.version, *versions((*GENERATOR, *LIBRARIES)))
        paths = [_PROGRAMS, *(root / one for one in named)]
        inputs, tells = look_at_inputs(paths, *made_with, os.environ.get("SOURCE_DATE_EPOCH", ""))
    except (OSError, LookupError, TypeError, AttributeError, ValueError, yaml.YAMLError):
        return None
    return Look(target, state, inputs) if tells else None


def build_unless_unchanged(config: Path, site_dir: str | None, flags: Sequence[str]) -> bool:
    """Have MkDocs build a site, as `look` is told of it. Returns whether that was needed.

    Raises:
        ClickException: as MkDocs does, where the build fails.
    """
    found = look(config, site_dir)
    if found and found.is_published():
        return False
    from mkdocs.__main__ import cli  # noqa: PLC0415 - only here

    into = ["--site-dir", site_dir] if site_dir else []
    cli.main(["build", "--config-file", str(config), *into, *flags], "mkdocs", standalone_mode=False)
    if found:
        found.keep()
    return True
