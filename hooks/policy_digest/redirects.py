"""Addresses that are kept: former ids lead on to the present ones, and no released address is lost unsaid."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from policy_digest import addresses
from policy_digest.digest import Digest
from policy_digest.files import read_text
from policy_digest.ids import refuse_path
from policy_digest.ledger import FOLDER
from policy_digest.links import KINDS
from policy_digest.problems import Problem, Severity, did_you_mean, nearest
from policy_digest.texts import Text
from policy_digest.yaml_document import load_yaml


@dataclass(frozen=True, slots=True)
class Redirect:
    """A former address that leads on to the present one."""

    old: str
    new: str
    title: str
    """Of the page that it leads to."""
    fragments: Callable[[], tuple[str, ...]]
    """Gives the ids within that page, each of which an old address may name."""
    merged: bool = False
    """Whether the old page had paragraphs of its own, so that their ids mean others here."""


@dataclass(frozen=True, slots=True)
class Retired:
    """An address that was given up on purpose."""

    url: str
    reason: str
    line: int
    """Of `retired.yml`."""


def redirects(digest: Digest, urls: Iterable[str]) -> list[Redirect]:
    """A redirect for every former id and for each released page below one; `urls` are all addresses of today."""
    present = set(urls)
    texts = {addresses.source(one) for one in digest.ledger.texts}
    found: dict[str, Redirect] = {}
    for one in _renamed(digest):
        found[one.old] = one
        for below in sorted(url for url in digest.ledger.pages if url.startswith(one.old) and url != one.old):
            if below in texts:
                continue
            moved = one.new + below.removeprefix(one.old)
            found[below] = Redirect(below, moved if moved in present else one.new, one.title, tuple)
    return [redirect for old, redirect in sorted(found.items()) if old not in present]


def _renamed(digest: Digest) -> Iterator[Redirect]:
    for one, text in digest.texts.items():
        merged = _merged(digest, text)
        for alias in text.source.fields.aliases:
            fragments = tuple if alias in merged else partial(_blocks, digest, one)
            yield Redirect(
                addresses.source(alias), addresses.source(one), text.source.title, fragments, alias in merged
            )
    for kind, address in addresses.ENTRY.items():
        for one, entry in getattr(digest.vocabulary, KINDS[kind]).items():
            for alias in entry.aliases:
                yield Redirect(address(alias), address(one), entry.label, tuple)


def _merged(digest: Digest, text: Text) -> set[str]:
    """The aliases at which another text stood, or may have stood, in a release.

    The ledger has a line for each text under its last id. Where one that is not this text's is among the aliases, one
    without a line may be a former id of either.
    """
    released = {alias for alias in text.source.fields.aliases if alias in digest.ledger.texts}
    others = {alias for alias in released if text.detail.frozen and text.detail.frozen.id != alias}
    return others and others | ({*text.source.fields.aliases} - released)


def _blocks(digest: Digest, one: str) -> tuple[str, ...]:
    """The ids of a text's blocks, also of those that were removed since an earlier release."""
    text = digest.texts[one]
    removed = [block.id for _, block in text.detail.assignment.removed]
    return tuple(dict.fromkeys([*(block.id for block in text.body.blocks), *removed]))


def read_retired(digest: Digest) -> tuple[list[Retired], list[Problem]]:
    """The addresses that the editors have given up, and what is wrong with their list."""
    path = digest.ledger.folder / "retired.yml"
    if not os.path.lexists(path):
        return [], []
    text, problems = read_text(path, digest.root)
    document, faults = load_yaml(text, path.relative_to(digest.root).as_posix())
    problems += faults
    if document.value is not None and not isinstance(document.value, dict):
        problems.append(document.problem((), "is not a list of addresses. Write each as address: reason."))
    retired: dict[str, Retired] = {}
    for url, reason in document.value.items() if isinstance(document.value, dict) else ():
        if why := refuse_path(url.strip("/")):
            problems.append(document.problem((url,), f"'{url}' cannot be an address: {why}"))
        elif isinstance(reason, str) and reason:
            given_up = Retired(url.strip("/") + "/", reason, document.line((url,)))
            if (first := retired.setdefault(given_up.url, given_up)) is not given_up:
                message = f"'{url}' occurs twice, first on line {first.line}. Keep one of the two."
                problems.append(document.problem((url,), message))
        else:
            message = f"'{url}' is retired without a reason. Write one after the colon."
            problems.append(document.problem((url,), message))
    return [*retired.values()], problems


def _owner(digest: Digest, url: str) -> str:
    """The file, and in the vocabulary the line, of what has an address."""
    for one, text in digest.texts.items():
        if url == addresses.source(one):
            return text.source.path
    for kind, address in addresses.ENTRY.items():
        file = digest.vocabulary.files[KINDS[kind]]
        for one in getattr(digest.vocabulary, KINDS[kind]):
            if url == address(one):
                return file.problem((one,), "").place
    return "a list of today"


def check_addresses(digest: Digest, urls: Iterable[str]) -> list[Problem]:
    """Every released address must be one of `urls`, and none of these retired and in use or of a text not known.

    `urls` are the pages of today, with those at retired addresses, and the redirects.
    """
    wanted = Counter(urls)
    present = set(wanted)
    retired, problems = read_retired(digest)
    given_up = {one.url for one in retired}
    lost = digest.ledger.pages - present - given_up
    name = digest.ledger.folder.relative_to(digest.root).as_posix()
    problems += _retired_wrongly(digest, retired, wanted, lost, f"{name}/retired.yml")
    for one, text in digest.texts.items():
        known = any(other in digest.ledger.texts for other in (one, *text.source.fields.aliases))
        if not known and addresses.source(one) in digest.ledger.pages:
            message = (
                f"has no line for '{one}', which was a text of a release: its paragraphs would be renumbered. "
                "Restore the file as it was committed, or give the text an id that no release had."
            )
            problems.append(Problem(f"{name}/ledger.txt", 0, message))
    cut = next((one for one in digest.ledger.texts if addresses.source(one) not in digest.ledger.pages), "")
    if cut:  # no error: a release that was killed leaves it so, and the next one mends it
        message = (
            f"does not have the address of '{cut}', a text of a release: others may be lost with it. "
            "Restore the file as it was committed; after a release that broke off, run digest freeze again."
        )
        problems.append(Problem(f"{name}/pages.txt", 0, message, Severity.WARNING))
    unreleased = present - digest.ledger.pages - given_up  # what was renamed is at an address that no release had
    problems += _lost(lost, unreleased, given_up - digest.ledger.pages, f"{name}/pages.txt")
    return problems


def _lost(lost: Iterable[str], unreleased: Iterable[str], slips: Collection[str], file: str) -> Iterator[Problem]:
    """What to do about the addresses of `file` that are lost.

    `unreleased` are those of today that no release had, and `slips` those that are given up and no release had.
    """
    for url in sorted(lost):
        kind, _, one = url.partition("/")
        near = nearest(url, [other for other in unreleased if other.split("/")[0] == kind])
        like = f" (perhaps {near})" if near else ""
        renamed = f"Add its id to the aliases of what it is called now{like}, restore what was there, or"
        of_years = kind + "/" == addresses.CHRONOLOGY or one.startswith(f"{addresses.YEARS}/")
        remedy = "Restore what was there, or" if of_years else renamed
        slip = nearest(url, slips)
        there = f" (it has '{slip}', which no release had)" if slip else ""
        message = (
            f"the address '{url}' of an earlier release would be lost. {remedy} retire it in {FOLDER}/retired.yml "
            f"with a reason{there}."
        )
        yield Problem(file, 0, message)


def _retired_wrongly(
    digest: Digest, retired: Iterable[Retired], wanted: Counter[str], lost: Collection[str], file: str
) -> Iterator[Problem]:
    """What is wrong with addresses that `file` gives up: it may be in use, or none of a release.

    `wanted` are the addresses of today, `lost` those that nothing has any more.
    """
    released = digest.ledger.pages
    former = {one.old: one.new for one in _renamed(digest)} if retired else {}
    for gone in retired:
        severity = Severity.ERROR
        if "." in gone.url and gone.url not in released:  # its page would stand in the place of a file
            message = f"'{gone.url.rstrip('/')}' is not a page of a release. Only pages are retired. Take it out."
        elif wanted[gone.url] > 1:
            message = f"'{gone.url}' is retired, and the address of {_owner(digest, gone.url)}. Keep one of the two."
        elif gone.url in former:
            owner = _owner(digest, former[gone.url])
            message = f"'{gone.url}' is retired, but leads on by an alias of {owner}. Keep one of the two."
        elif gone.url not in released:
            remedy = did_you_mean(gone.url, lost) or " Take it out."
            message, severity = f"'{gone.url}' is retired, and no release had it.{remedy}", Severity.WARNING
        else:
            continue
        yield Problem(file, gone.line, message, severity)
