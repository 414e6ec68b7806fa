"""What MkDocs loads first: it sees whether anything has changed, and only then loads the rest.

With nothing changed the site stands as it should, and a build is over before a library is loaded.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
import jinja2
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.utils import CountHandler, get_build_datetime

import policy_digest_mkdocs  # noqa: F401 - empty, and found beside this file only while MkDocs loads it
from policy_digest.job import Job
from policy_digest.memory import hold
from policy_digest.program import GENERATOR, LIBRARIES, versions
from policy_digest.publish import aside, look_at, overlap, wait_for_others
from policy_digest.share import Share, parse_share
from policy_digest.state import Hashes, hash_inputs, load_state, look_at_inputs, state_file

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_OPTIONS = ("sources", "cache", "shard")
"""What may stand below `extra.digest`."""


class Run:
    """What this file remembers between events."""

    command = "build"
    unchanged = False
    aside: Path | None = None
    """What takes the place of the site in a build of nothing."""
    warned = CountHandler(level=logging.WARNING)
    """Counts what a build warns of: the next one must say it again."""
    waiting: int | None = None
    """What keeps other builds of the same site waiting."""


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember what is to be done. `mkdocs serve --clean` is told as a build, but it serves all the same."""
    context = click.get_current_context(silent=True)
    Run.command = "serve" if context and context.info_name == "serve" else command


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Have nothing built where nothing has changed; else load the events that build the site."""
    hold()
    _check_address(config.site_url)
    epoch = _epoch()
    config_file = Path(config.config_file_path).resolve()
    root = config_file.parent
    options = _options(config)
    sources, cache, target = _folders(config, root, options)
    programs, content = _programs(config, root), [config_file, Path(config.docs_dir), sources]
    try:
        shard = parse_share(str(options.get("shard") or ""))
    except ValueError as error:
        raise PluginError(f"'extra.digest.shard' in mkdocs.yml: {error}") from error
    # What is deployed is the folder of the build itself, which must be whole; a shard is made once, to be merged. With
    # `--quiet` nobody counts the warnings that the next build must say again.
    counted = logging.getLogger("mkdocs").isEnabledFor(logging.WARNING)
    kept = bool(cache) and Run.command != "gh-deploy" and shard == Share() and counted
    state = state_file(cache, target) if cache and kept else None
    if Run.command != "serve":
        Run.waiting = wait_for_others(target)
    left = load_state(state, 1)  # when the wait is over
    settled = (settings(config), sys.version, *versions((*GENERATOR, *LIBRARIES)))
    look = partial(look_at_inputs, [*programs, *content], *settled, epoch)
    looked, tells = look()
    kept = kept and Run.command == "build" and left.inputs != b""
    Run.unchanged = kept and tells and left.looked == looked and left.look == look_at(target)
    if not Run.unchanged:
        hashes = Hashes(load_state(state, 2).seen)
        around = hash_inputs(programs, hashes, *settled)
        inputs = hash_inputs(content, hashes, around.hex(), epoch)
        Run.unchanged = kept and left.inputs == inputs and left.look == look_at(target)
    if Run.unchanged:
        Run.aside = aside(target)
        config.site_dir = str(Run.aside)  # other plugins write there all the same
        config.theme.static_templates.clear()
        config.theme.dirs.clear()  # the theme has fifteen thousand files that MkDocs would list
        config.nav = []
        logging.getLogger("mkdocs.hooks.digest").info("Nothing has changed: the site stays as it is.")
        return config
    theme_env = config.theme.get_env
    config.theme.get_env = lambda: with_short_lists(theme_env())  # type: ignore[method-assign]  # MkDocs asks no event
    Run.warned.counts.clear()
    logging.getLogger("mkdocs").addHandler(Run.warned)
    looks, edited = looked if tells else b"", lambda: look()[0] != looked
    job = Job(root, sources, cache, state, target, around, hashes, inputs, looks, edited, shard)
    from policy_digest_mkdocs.events import NAME, Events  # noqa: PLC0415 - half of the time of a small build

    config.plugins[NAME] = Events(job, Run.warned, serving=Run.command == "serve")
    return config


def _check_address(address: str | None) -> None:
    """See that the addresses of pages can begin with that of the site.

    Raises:
        PluginError: it is empty, or something stands behind the path.
    """
    if not address:
        raise PluginError("'site_url' is empty. A citation needs full addresses: write it in mkdocs.yml.")
    if found := set("?#").intersection(address):
        raise PluginError(
            f"'site_url' is '{address}', which has “{min(found)}”. Write it as the addresses of pages begin."
        )


def _epoch() -> str:
    """The seconds since 1970 of the one time that the site knows; empty where there is none.

    Raises:
        PluginError: MkDocs could not read them.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        get_build_datetime()
    except (ValueError, ArithmeticError, OSError) as error:  # no number, or one beyond the calendar
        raise PluginError(
            f"SOURCE_DATE_EPOCH is '{epoch}'. Write the seconds since 1970, for example 1700000000."
        ) from error
    return epoch


def _options(config: MkDocsConfig) -> dict[str, Any]:
    """The settings of the digest.

    Raises:
        PluginError: they do not name the sources, or there is no such setting.
    """
    options = config.extra.get("digest")
    if isinstance(options, dict):
        for name in options:
            if name not in _OPTIONS:
                from policy_digest.problems import did_you_mean  # noqa: PLC0415 - takes time to load

                hint = did_you_mean(str(name), _OPTIONS)
                raise PluginError(f"'extra.digest.{name}' in mkdocs.yml is not a setting of a digest.{hint}")
        if options.get("sources"):
            return options
    raise PluginError("'extra.digest.sources' in mkdocs.yml is missing. Name the folder that holds the sources.")


def _folders(config: MkDocsConfig, root: Path, options: dict[str, Any]) -> tuple[Path, Path | None, Path]:
    """The folders of the texts, of what is kept, which may be nowhere, and of the site.

    Raises:
        PluginError: one of them cannot be, or what a build writes would delete or become what the site is made from.
    """
    sources = _folder("extra.digest.sources", root / str(options["sources"]))
    cache = _folder("extra.digest.cache", root / str(options["cache"])) if options.get("cache") else None
    target = _folder("site_dir", Path(config.site_dir))
    if target.is_file():
        raise PluginError(f"'site_dir' is {target}, which is a file. Name a folder.")
    needed = [*_programs(config, root), Path(config.config_file_path), Path(config.docs_dir), sources]
    needed = [Path(os.path.realpath(one)) for one in needed]
    for setting, folder, what, others in (
        ("site_dir", target, "the site", needed),
        ("extra.digest.cache", cache, "what is kept", [*needed, target]),
    ):
        if folder and (one := overlap(folder, others)):
            message = f"'{setting}' is {folder}, so that {what} would take the place of {one} or of a part of it."
            raise PluginError(f"{message} Name another folder.")
    return sources, cache, target


def _folder(setting: str, named: Path) -> Path:
    """The folder that a setting names, without links.

    Raises:
        PluginError: no folder can have that name, or it is a link that leads round to itself.
    """
    try:
        found = Path(os.path.realpath(named))  # `resolve` raises at links that go round, until Python 3.13
    except ValueError as error:
        raise PluginError(f"'{setting}' is {str(named)!r}, which no folder can be called: {error}.") from error
    if found.is_symlink():
        raise PluginError(f"'{setting}' is {named}, a link that leads round to itself. Name a folder.")
    return found


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Leave nothing to build where nothing has changed."""
    return Files([]) if Run.unchanged else files


@event_priority(-100)  # when the site is published
def on_shutdown() -> None:
    """Let others build."""
    logging.getLogger("mkdocs").removeHandler(Run.warned)
    Run.unchanged = False
    if Run.aside:
        shutil.rmtree(Run.aside, ignore_errors=True)
        Run.aside = None
    if Run.waiting is not None:
        os.close(Run.waiting)
        Run.waiting = None


class ShownTemplates(jinja2.FileSystemLoader):
    """The templates of a theme, of which those in hidden folders are not listed: Material has 15,000 icons there.

    MkDocs lists all to find what it must copy, and then passes over what is hidden.
    """

    def list_templates(self) -> list[str]:
        """The names of the others."""
        found: set[str] = set()
        for folder in self.searchpath:
            for above, folders, names in os.walk(folder):
                folders[:] = [name for name in folders if not name.startswith(".")]
                within = above[len(folder) + 1 :].replace(os.sep, "/")
                found.update(f"{within}/{name}" if within else name for name in names)
        return sorted(found)


def with_short_lists(env: jinja2.Environment) -> jinja2.Environment:
    """The templates of a theme, listed in less time."""
    assert isinstance(env.loader, jinja2.FileSystemLoader)
    env.loader = ShownTemplates(env.loader.searchpath)
    return env


def settings(config: MkDocsConfig) -> str:
    """All settings as they are in force, but for what makes no other page: how a build is called."""

    def plain(value: Any) -> object:
        if hasattr(value, "items"):
            return dict(value.items())
        return [type(value).__name__, dict(value.config)] if hasattr(value, "config") else type(value).__name__

    called = {"config_file_path", "site_dir", "strict"}
    return json.dumps({name: value for name, value in config.items() if name not in called}, default=plain)


def _programs(config: MkDocsConfig, root: Path) -> list[Path]:
    """The folders and files of programs and templates."""
    hooks = [root / name for name in config.hooks]
    return [Path(__file__).parent, *hooks, *(Path(one).resolve() for one in (config.theme.custom_dir,) if one)]
