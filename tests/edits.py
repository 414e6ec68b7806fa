"""Edits as editors make them, and harm that is done to what is kept."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

from tests.rebuilding import Corpus, Edited, release

# Edits. Each takes what it changes by a number, so that any number names something that is there.


def of(things, number):
    found = sorted(things)
    return found[number % len(found)]


def reword(corpus: Corpus, number: int) -> None:
    corpus.texts[of(corpus.texts, number)].paragraphs[-1] += f" Word {number}."


def insert(corpus: Corpus, number: int) -> None:
    paragraphs = corpus.texts[of(corpus.texts, number)].paragraphs
    paragraphs.insert(len(paragraphs) - 1, f"A paragraph between, the {number}th.")


def retitle(corpus: Corpus, number: int) -> None:
    corpus.texts[of(corpus.texts, number)].fields["title"] = f"Title {number} & co"


def redate(corpus: Corpus, number: int) -> None:
    corpus.texts[of(corpus.texts, number)].fields["date"] = ["", "1995", "1996-05-01", "199X", "2001~"][number % 5]


def retheme(corpus: Corpus, number: int) -> None:
    theme = [of(corpus.entries["themes"], number)] if number % 3 else []
    corpus.texts[of(corpus.texts, number // 2)].fields["theme"] = theme


def annotate(corpus: Corpus, number: int) -> None:
    text = corpus.texts[of(corpus.texts, number)]
    words = f"marked words {len(text.paragraphs)}-{number}"
    text.paragraphs.insert(1, f"These are {words}, and so on.")
    says = [{"theme": [of(corpus.entries["themes"], number)]}, {"note": f"Note {number}"}, {"term": ["trade"]},
            {"event": ["meeting"]}, {"document": ["law"]}, {"target": {"what": "More", "by": "2035"}}]  # fmt: skip
    text.fields.setdefault("annotations", []).append({"quote": words, **says[number % len(says)]})


def say_no_more(corpus: Corpus, number: int) -> None:
    text = corpus.texts[of(corpus.texts, number)]
    text.fields["annotations"] = text.fields.get("annotations", [])[1:]


def add(corpus: Corpus, number: int) -> None:
    fields = {
        "title": f"Text {number}",
        "date": f"{1990 + number % 9}",
        "theme": [of(corpus.entries["themes"], number)],
    }
    corpus.texts[f"new/text-{number}"] = Edited(["Some words.", "And more of them."], fields, captured=bool(number % 2))


def remove(corpus: Corpus, number: int) -> None:
    if others := {*corpus.texts} - {"law"}:  # a document of the vocabulary names it
        del corpus.texts[of(others, number)]


def rename(corpus: Corpus, number: int) -> None:
    if others := {*corpus.texts} - {"law"}:
        old = of(others, number)
        text = corpus.texts.pop(old)
        text.fields["aliases"] = [*text.fields.get("aliases", []), old]
        corpus.texts[f"moved/{old.rpartition('/')[2]}-{number}-{len(text.fields['aliases'])}"] = text


def relabel(corpus: Corpus, number: int) -> None:
    entries = corpus.entries[of(corpus.entries, number)]
    entries[of(entries, number // 7)]["label"] = f"Label <{number}>"


def reorder(corpus: Corpus, number: int) -> None:
    entries = corpus.entries["themes"]
    entries[f"theme-{number}"] = {"label": f"Theme {number}", "broader": ["", "schools", "health"][number % 3]}


def drop_theme(corpus: Corpus, _: int) -> None:
    corpus.entries["themes"].pop("unused", None)


def capture(corpus: Corpus, number: int) -> None:
    text = corpus.texts[of(corpus.texts, number)]
    text.captured = not text.captured


def publish_release(corpus: Corpus, number: int) -> None:
    release(corpus.save(), f"2024-01-{number % 28 + 1:02}")


EDITS = {edit.__name__: edit for edit in (
    reword, insert, retitle, redate, retheme, annotate, say_no_more, add, remove, rename, relabel, reorder, drop_theme,
    capture, publish_release,
)}  # fmt: skip


# Harm. What stands between two builds is touched by others, or by a fault of the machine.


def kept_files(cache: Path) -> list[Path]:
    return sorted(path for path in cache.rglob("*") if path.is_file())


def damage(path: Path, rng: random.Random) -> None:
    """Do to a file what a full disk or another program does."""
    data = path.read_bytes()
    at = rng.randrange(len(data) + 1)
    fault = rng.choice(["cut", "bytes", "random", "empty", "gone", "older"])
    if fault == "cut":
        path.write_bytes(data[:at])
    elif fault == "bytes":
        path.write_bytes(data[:at] + rng.randbytes(9) + data[at + 9 :])
    elif fault == "random":
        path.write_bytes(rng.randbytes(len(data)))
    elif fault == "empty":
        path.write_bytes(b"")
    elif fault == "older":
        path.write_bytes(
            data.replace(b"digest state", b"digest stale").replace(b"CREATE TABLE texts", b"CREATE TABLE textz")
        )
    else:
        path.unlink()


def meddle(site: Path, rng: random.Random) -> None:
    """Change the published site by hand."""
    path = rng.choice(sorted(path for path in site.rglob("*") if path.is_file()))
    fault = rng.choice(["touched", "edited", "deleted", "added", "emptied folder"])
    if fault == "touched":
        os.utime(path, (1, 1))
    elif fault == "edited":
        path.write_bytes(path.read_bytes() + b"<!-- by hand -->")
    elif fault == "deleted":
        path.unlink()
    elif fault == "added":
        path.with_name("by-hand.txt").write_text("x")
    else:
        shutil.rmtree(path.parent if path.parent != site else site / "sources", ignore_errors=True)


def harm(folder: Path, number: int, what: str) -> None:
    """Damage a file of the `cache`, or meddle with the `site`."""
    rng = random.Random(number)
    if what == "cache":
        damage(rng.choice(kept_files(folder / "cache")), rng)
    else:
        meddle(folder / "site", rng)
