"""Where the site stands, for all that must name an address in full."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Site:
    """The published site."""

    url: str = "https://example.org/"
    """Of the home page, with `/` at its end."""
    name: str = "Policy Digest"
    captures: Path = Path("sources/captures")
    """The folder of the captured files."""

    def absolute(self, address: str) -> str:
        """The full address of a page or paragraph, percent-encoded."""
        return self.url + _quoted(address)


@lru_cache(maxsize=65536)  # an address stands in many places of a page and of others
def _quoted(address: str) -> str:
    page, slash, last = address.rpartition("/")
    if last.startswith("#"):  # an id may hold the sign too
        return f"{quote(page)}/#{quote(last[1:])}"
    return quote(page + slash + last)
