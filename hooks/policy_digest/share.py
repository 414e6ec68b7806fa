"""One site made by several processes that know nothing of each other: each makes its share, and the folders are merged.

Every process reads the whole corpus, since any page may show any text. What costs time, the making of pages, is shared.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

_FORM = re.compile(r"([1-9][0-9]*)/([1-9][0-9]*)")


class Share(NamedTuple):
    """A share of a site."""

    number: int = 1
    """From 1."""
    of: int = 1
    """How many there are."""

    def has(self, name: str) -> bool:
        """Whether it makes the page or output of a name: each is made by exactly one share."""
        digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
        return int.from_bytes(digest) % self.of == self.number - 1


def parse_share(text: str) -> Share:
    """The share `2/4`; an empty text is the whole site.

    Raises:
        ValueError: it is no such text; the message says how to write it.
    """
    found = _FORM.fullmatch(text)
    if found and int(found[1]) <= int(found[2]):
        return Share(int(found[1]), int(found[2]))
    if text:
        raise ValueError(f"'{text}' names no shard. Write its number and how many there are, for example 2/4.")
    return Share()
