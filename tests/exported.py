"""The data files of a digest, as a build makes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from policy_digest.data import Fact
from policy_digest.digest import Digest
from policy_digest.outputs import outputs
from policy_digest.site import Site


def data_files(digest: Digest, site: Site) -> dict[str, str]:
    """The content of every data file by its address."""
    made: dict[str, bytes] = {}

    def facts(_: Iterable[str]) -> dict[str, Fact]:
        return {name: Fact(len(data), hashlib.sha256(data).hexdigest()) for name, data in made.items()}

    for output in outputs(digest, site, [], [], "", 0, facts):
        if output.name.startswith("data/"):
            made.update(output.make())
    return {name: data.decode() for name, data in made.items()}
