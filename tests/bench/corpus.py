"""A corpus of any size that is always the same: `python -m tests.bench.corpus NUMBER FOLDER`.

The words are made up and mean nothing. What counts is their number, how often each recurs (Zipf's law), and that everything
that an editor can write occurs: annotations of every kind, dates of every shape, captures, former ids, Chinese.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from tests.bench.tongues import SEED, Drawn, Tongue, chinese, english, tongue, zipf

THEMES, ROOTS, ISSUERS, TERMS = 60, 8, 40, 100
ANNOTATIONS = 12
CHINESE_EVERY = 20
"""Every twentieth text is Chinese: 5 %."""
FIRST_YEAR, LAST_YEAR = 1980, 2026

KINDS = ("notice", "speech", "plan", "interview", "article", "communiqué", "commentary", "opinion")
BODIES = ("Ministry", "Office", "Commission", "Council", "Department", "Bureau", "Institute", "Committee")
PLACES = ("Beijing", "Nanjing", "Geneva", "Lisbon", "Nairobi", "Quito", "Oslo", "Hanoi")
DATE_TYPES = ("issued", "delivered", "adopted", "effective", "published")


def theme_ids() -> list[str]:
    return [f"{word}-{number}" for number, word in enumerate(english().items[300 : 300 + THEMES], 1)]


def issuer_ids() -> list[str]:
    return [f"{word}-{number}" for number, word in enumerate(english().items[400 : 400 + ISSUERS], 1)]


def term_ids() -> list[str]:
    return [f"{word}-{number}" for number, word in enumerate(english().items[500 : 500 + TERMS], 1)]


def event_ids(number: int) -> list[str]:
    return [f"event-{one}" for one in range(1, max(6, min(400, number // 50)) + 1)]


def document_ids(number: int) -> list[str]:
    return [f"document-{one}" for one in range(1, max(6, min(400, number // 50)) + 1)]


def is_chinese(number: int) -> bool:
    return number % CHINESE_EVERY == CHINESE_EVERY // 2


@cache
def text_id(number: int) -> str:
    """Every third stands in the folder of a year; every second Chinese one has a Chinese name."""
    rng = Random(f"{SEED}:id:{number}")
    folder = f"{rng.randint(FIRST_YEAR, LAST_YEAR)}/" if number % 3 == 0 else ""
    if is_chinese(number) and number % (2 * CHINESE_EVERY) < CHINESE_EVERY:
        return f"{folder}关于{chinese().one(rng)}{chinese().one(rng)}-{number}"
    return f"{folder}{'-'.join(rng.sample(english().items[120:2000], 3))}-{number}"


def label(rng: Random, least: int = 2, most: int = 4) -> str:
    return " ".join(rng.sample(english().items[100:3000], rng.randint(least, most))).capitalize()


def some_date(rng: Random) -> tuple[str, str]:
    """A date in EDTF, and what it rests on where no text would state it so."""
    year = LAST_YEAR - int((LAST_YEAR - FIRST_YEAR) * rng.random() ** 1.5)
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    whole, part = f"{year}-{month:02}-{day:02}", f"{year}-{month:02}"
    shapes = {
        whole: 62, part: 11, f"{year}": 5, f"{part}~": 3, f"{year}~": 2, f"{year}?": 1.5, f"{whole}?": 1, f"{year}%": 0.5,
        f"{whole}/{year + 1}-{month:02}-{day:02}": 1.5, f"{part}/{year + 1}-01": 1, f"{year}/..": 0.5, f"[{year},{year + 1}]": 1,
        f"[{whole}..]": 1.5, f"{part}-XX": 1.5, f"{year}-XX": 1, f"{year // 10}X": 0.5, f"{year}-{rng.randint(21, 24)}": 1, "": 4,
    }  # fmt: skip
    date = rng.choices(list(shapes), weights=list(shapes.values()))[0]
    return date, "" if date == whole else f"The text speaks of {whole} as recent and bears no date of its own."


@dataclass
class Written:
    """A text as it grows: its Markdown, and the words that its page and its capture have."""

    markdown: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    """Those of the plain blocks that are quoted from."""

    def add(self, markdown: str, plain: str, *, quotable: bool = False) -> None:
        self.markdown.append(markdown)
        self.plain.append(plain)
        if quotable:
            self.paragraphs.append(plain)


def write_body(rng: Random, language: Tongue, title: str) -> Written:
    """About 900 words: paragraphs, headings, lists, some tables, quotations, links."""
    text = Written()
    text.add(f"# {title}", title)
    left = max(150, min(4000, rng.lognormvariate(6.68, 0.5)))  # the mean is about 900
    blocks = 0
    while left > 0:
        blocks += 1
        fate = rng.random()
        if fate < 0.08 and blocks > 1:
            heading = language.short(rng, 2, 7)
            text.add(f"{rng.choice(['##', '##', '###'])} {heading}", heading)
            left -= 5
        elif fate < 0.13:
            items = [language.sentence(rng) for _ in range(rng.randint(2, 6))]
            sign = rng.choice(["-", "-", "1."])
            text.add("\n".join(f"{sign} {item}" for item, _ in items), "\n".join(plain for _, plain in items))
            text.paragraphs += [plain for _, plain in items]
            left -= 18 * len(items)
        elif fate < 0.15:
            markdown, plain = language.sentences(rng, 2)
            text.add(f"> {markdown}", plain)
            left -= 36
        elif fate < 0.16:
            rows = [[language.short(rng, 1, 3) for _ in range(3)] for _ in range(rng.randint(3, 7))]
            lines = [f"| {' | '.join(row)} |" for row in rows]
            text.add("\n".join([lines[0], "|---|---|---|", *lines[1:]]), "\n".join("\t".join(row) for row in rows))
            left -= 6 * len(rows)
        else:
            number = rng.randint(2, 6)
            markdown, plain = language.sentences(rng, number)
            text.add(markdown, plain, quotable=True)
            left -= 18 * number
    return text


class Quotes:
    """Passages of a text that stand in it once, no two of which overlap."""

    def __init__(self, rng: Random, language: Tongue, text: Written) -> None:
        self.rng, self.language = rng, language
        self.whole = "\n".join(text.plain)
        sentences = [one.strip() for block in text.paragraphs for one in block.split(language.stop) if one.strip()]
        rng.shuffle(sentences)
        self.sentences = sentences

    def _pieces(self, least: int) -> tuple[str, list[str]] | None:
        while self.sentences:
            sentence = self.sentences.pop()
            words = sentence.split(" ") if self.language.space else list(sentence)
            if len(words) >= least and self.whole.count(sentence) == 1:
                return sentence, words
        return None

    def passage(self) -> dict[str, str]:
        """A whole sentence, its start and end, or some words of it, with the words before where they recur."""
        found = self._pieces(8)
        if not found:
            return {}
        sentence, words = found
        space = self.language.space
        fate = self.rng.random()
        if fate < 0.3:
            return {"quote": sentence}
        head, tail = space.join(words[:4]), space.join(words[-4:])
        if fate < 0.5 and self.whole.count(head) == self.whole.count(tail) == 1:
            return {"quote": f"{head} … {tail}"}
        at = self.rng.randint(2, len(words) - 5)
        quote = space.join(words[at : at + self.rng.randint(3, 5)])
        if fate < 0.6 or self.whole.count(quote) > 1:
            return {"quote": quote, "prefix": space.join(words[:at])}
        return {"quote": quote}

    def recurring(self) -> str:
        """A word that stands two to five times, or nothing."""
        for word in self.language.words.some(self.rng, 60):
            if len(word) * (1 if self.language.space else 4) > 6 and 2 <= self.whole.count(word) <= 5:
                return word
        return ""


@dataclass(frozen=True)
class Vocabulary:
    """What annotations may name."""

    themes: Drawn
    issuers: Drawn
    events: Drawn
    documents: Drawn
    terms: Drawn


def vocabulary_of(number: int) -> Vocabulary:
    """Shifts such that the commonest theme has about a tenth of all."""
    return Vocabulary(
        zipf(theme_ids(), 2),
        zipf(issuer_ids(), 1),
        zipf(event_ids(number), 2),
        zipf(document_ids(number), 2),
        zipf(term_ids(), 2),
    )


def annotations(rng: Random, quotes: Quotes, known: Vocabulary, own: Sequence[str]) -> Iterator[dict[str, object]]:
    """Twelve: three themes, two events, documents and terms each, a target, a note, and one thing that is rarer."""
    said: list[dict[str, object]] = [{"theme": [rng.choice(own or known.themes.items)]} for _ in range(2)]
    said.append({"theme": known.themes.some(rng, 1)})
    said += [{"event": one} for one in known.events.some(rng, 2)]
    said += [{"document": one} for one in known.documents.some(rng, 2)]
    said.append({"term": known.terms.one(rng)})
    target = {"what": label(rng, 3, 6), "value": f"{rng.randint(2, 100)} per cent", "by": str(rng.randint(1985, 2035))}
    said.append({"target": target} | ({"theme": [known.themes.one(rng)]} if rng.random() < 0.2 else {}))
    said.append({"note": f"{label(rng, 6, 14)}."})
    rare: dict[str, object] = rng.choice([
        {"correction": label(rng, 2, 3)},
        {"noise": "advertisement inserted by the host page"},
        {"term": known.terms.one(rng), "note": f"{label(rng, 4, 9)}."},
        {"event": known.events.one(rng), "document": known.documents.one(rng), "defect": "mistranslation"},
    ])  # fmt: skip
    said.append(rare)
    word = quotes.recurring()
    if word:
        yield {"quote": word, "every": True, "term": known.terms.one(rng)}
    for one in said:
        passage = quotes.passage()
        if passage:
            yield passage | one


def yaml_value(value: object) -> str:
    """A value on one line. What JSON writes is YAML."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {yaml_value(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(yaml_value, value))}]"
    return json.dumps(value, ensure_ascii=False)


def yaml_fields(fields: Mapping[str, object], indent: str = "") -> Iterator[str]:
    """One line for each field, and a block for each list of mappings."""
    for name, value in fields.items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield f"{indent}{name}:"
            for item in value:
                lines = list(yaml_fields(item, f"{indent}    "))
                yield f"{indent}  - {lines[0].lstrip()}"
                yield from lines[1:]
        elif isinstance(value, Mapping) and any(isinstance(one, list) for one in value.values()):
            yield f"{indent}{name}:"
            yield from yaml_fields(value, f"{indent}  ")
        else:
            yield f"{indent}{name}: {yaml_value(value)}"


def write_text(number: int, known: Vocabulary, folder: Path) -> None:
    """One text, and for every second one its capture."""
    rng = Random(f"{SEED}:text:{number}")
    language = tongue(is_han=is_chinese(number))
    title = language.short(rng, 4, 12)
    text = write_body(rng, language, title)
    date, basis = some_date(rng)
    themes = known.themes.different(rng, rng.choice([1, 1, 2, 2, 3, 4])) if number % 50 else []
    fields: dict[str, object] = {"title": title, "date": date}
    if rng.random() < 0.7:
        fields["date_type"] = rng.choice(DATE_TYPES)
    if basis:
        fields["date_basis"] = basis
    issuers = known.issuers.different(rng, 2 if rng.random() < 0.1 else 1) if number % 40 else []
    fields["issuer"] = issuers
    if len(issuers) == 1 and rng.random() < 0.2:
        fields["author"] = [label(rng, 2, 2).title()]
    elif rng.random() < 0.3:
        fields["publisher"] = known.issuers.one(rng)
    fields |= {"kind": KINDS[int(len(KINDS) * rng.random() ** 2)], "theme": themes}
    if rng.random() < 0.8:
        fields["summary"] = f"{label(rng, 10, 25)}."
    fields["language"] = "zh-Hans" if is_chinese(number) else "en"
    if not is_chinese(number) and rng.random() < 0.3:
        fields["translation"] = {"from": "zh", "by": "machine"}
    fields["status"] = "verified" if rng.random() < 0.4 else "pending"
    if rng.random() < 0.03:
        fields["aliases"] = [f"former/{number}"]
    if rng.random() < 0.6:
        fields["url"] = f"https://example.org/texts/{number}.html"
    if number % 2:
        fields["capture"] = write_capture(rng, number, text, folder)
    quotes = Quotes(rng, language, text)
    fields["annotations"] = list(annotations(rng, quotes, known, themes))[:ANNOTATIONS]
    path = folder / f"{text_id(number)}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("\n".join(["---", *yaml_fields(fields), "---", "", "\n\n".join(text.markdown), ""]).encode())


def write_capture(rng: Random, number: int, text: Written, folder: Path) -> dict[str, object]:
    """The words of the text between those of a host page."""
    around = [f"Home | {label(rng)} | Contact {number}", f"Related pages {number}"]
    content = "\n".join([around[0], *text.plain, around[1], ""]).encode()
    name = f"{number:05}.txt"
    (folder / "captures" / name).write_bytes(content)
    omitted = [{"line": line, "reason": "navigation of the host page"} for line in around]
    captured = f"2024-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return {"file": name, "sha256": hashlib.sha256(content).hexdigest(), "date": captured, "omitted": omitted}


def vocabulary_files(number: int) -> Iterator[tuple[str, str]]:
    """The five files. The first entry of `themes` is the commonest theme."""
    rng = Random(f"{SEED}:vocabulary")
    themes, issuers = theme_ids(), issuer_ids()
    roots = themes[-ROOTS:]

    def theme(rank: int) -> dict[str, object]:
        fields: dict[str, object] = {"label": label(rng), "definition": f"{label(rng, 8, 20)}."}
        if rank < THEMES - ROOTS:
            fields["broader"] = themes[rank % 20] if rank >= 20 else roots[rank % ROOTS]
        else:
            fields["related"] = [one for one in roots[rank % ROOTS :][:2] if one != themes[rank]]
        return fields

    def issuer(rank: int) -> dict[str, object]:
        fields: dict[str, object] = {"label": f"{rng.choice(BODIES)} of {label(rng).lower()}", "kind": "ministry"}
        return fields | ({"part_of": issuers[rank % 10]} if rank >= 20 else {"url": f"https://example.org/{rank}/"})

    def dated(fields: dict[str, object]) -> dict[str, object]:
        date, basis = some_date(rng)
        return fields | {"date": date} | ({"date_basis": basis} if basis else {})

    drawn = vocabulary_of(number)
    yield "themes", entries((one, theme(rank)) for rank, one in enumerate(themes))
    yield "issuers", entries((one, issuer(rank)) for rank, one in enumerate(issuers))
    yield (
        "events",
        entries(
            (one, dated({"label": label(rng), "place": rng.choice(PLACES), "theme": [drawn.themes.one(rng)]}))
            for one in event_ids(number)
        ),
    )
    held = {one: text_id(at) for at, one in enumerate(document_ids(number), 1) if at % 3 == 0 and at <= number}
    yield "documents", entries(
        (one, dated({"label": label(rng, 3, 7), "issuer": [drawn.issuers.one(rng)]}) | ({"source": held[one]} if one in held else {}))
        for one in document_ids(number)
    )  # fmt: skip
    yield "terms", entries(
        (one, {"label": label(rng).lower(), "original": "".join(chinese().some(rng, 2)), "definition": f"{label(rng, 8, 16)}."})
        for one in term_ids()
    )  # fmt: skip


def entries(pairs: Iterable[tuple[str, Mapping[str, object]]]) -> str:
    return "".join(f"{one}:\n" + "".join(f"{line}\n" for line in yaml_fields(fields, "  ")) for one, fields in pairs)


def write_corpus(number: int, folder: Path) -> None:
    """Write a corpus of so many texts into a folder, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("captures", "vocabulary"):
        (folder / name).mkdir(parents=True)
    for name, content in vocabulary_files(number):
        (folder / "vocabulary" / f"{name}.yml").write_bytes(content.encode())
    known = vocabulary_of(number)
    for one in range(1, number + 1):
        write_text(one, known, folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("number", type=int, help="how many texts")
    parser.add_argument("folder", type=Path, help="the folder of sources; what is in it is removed")
    given = parser.parse_args()
    start = time.perf_counter()
    write_corpus(given.number, given.folder)
    parser.exit(message=f"{given.number:,} texts in {given.folder}, {time.perf_counter() - start:.1f} s\n")


if __name__ == "__main__":
    main()
