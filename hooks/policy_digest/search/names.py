"""What the pages of the vocabulary are called: the search finds a theme or a document by its name, beside the texts."""

from __future__ import annotations

import json

from policy_digest import addresses
from policy_digest.languages import original_language
from policy_digest.links import KINDS
from policy_digest.model import DatedEntry, Entry
from policy_digest.vocabulary import Vocabulary

NAMES_FILE = "names.json"
"""What `search.js` finds these pages by."""


def names_file(vocabulary: Vocabulary) -> str:
    """The pages of each kind for a browser, in the order of the vocabulary.

    Each is its address, its name, its name in the original language and what that language is, the other words by which
    it is found, and its date in words, which tells it from others of its name.
    """
    table = {
        kind: [[addresses.ENTRY[kind](one), *_names(entry)] for one, entry in getattr(vocabulary, file).items()]
        for kind, file in KINDS.items()
    }
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"))


def _names(entry: Entry) -> list[str]:
    original, pinyin = getattr(entry, "original", ""), getattr(entry, "pinyin", "")
    others = [getattr(entry, "short", ""), pinyin]
    if " " in pinyin:
        others.append(pinyin.replace(" ", ""))  # as many type it
    date = entry.date.words if isinstance(entry, DatedEntry) and entry.date else ""
    return [entry.label, original, original_language(original), " ".join(filter(None, others)), date]
