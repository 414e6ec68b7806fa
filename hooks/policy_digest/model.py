"""The fields that an editor writes, as typed and frozen records: docs/edit.md describes each.

A field that no record names is kept in `model_extra` and shown nowhere.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from policy_digest.values import (
    REST,
    Ids,
    Language,
    Names,
    OptionalDate,
    Sha256,
    Stated,
    Url,
    one_or_many,
    quotation,
    reasons,
)

KINDS = ("theme", "event", "document", "term", "target", "note", "correction", "noise")
"""What an annotation can say of its passage, in the order in which pages show it."""

_EXTRA = None
"""Stands for the unknown fields in the state of a record: no field has this name."""


class Record(BaseModel):
    """What all records have in common: they are frozen, and fields that they do not know are kept."""

    # What checks a record is made when the first of its kind is checked: no build needs that of every kind.
    model_config = ConfigDict(frozen=True, extra="allow", str_strip_whitespace=True, defer_build=True)

    one_of: ClassVar[tuple[str, ...]] = ()
    """Fields of which a record must have one: whether it has is seen before their values are looked at."""
    without: ClassVar[str] = ""
    """What is said of a record that has none of them."""

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: object) -> object:
        """An empty value says nothing, as if its line were not there."""
        if isinstance(value, dict) and None in value.values():
            return {key: item for key, item in value.items() if item is not None}
        return value

    def __getstate__(self) -> dict[Any, Any]:
        """What a pickle keeps: the values that are not the default, and unknown fields."""
        usual, values = _defaults(type(self)), self.__dict__
        state: dict[Any, Any] = {
            name: value
            for name in sorted(self.model_fields_set)
            if name in values and (value := values[name]) != usual[name]
        }
        if self.__pydantic_extra__:
            state[_EXTRA] = self.__pydantic_extra__
        return state

    def __setstate__(self, state: dict[Any, Any]) -> None:
        """A record from a pickle, which was checked before: it is not checked again."""
        put = object.__setattr__  # the record's own refuses
        put(self, "__pydantic_extra__", state.pop(_EXTRA, {}))
        put(self, "__pydantic_fields_set__", set(state))
        put(self, "__pydantic_private__", None)
        self.__dict__.update(_defaults(type(self)))
        self.__dict__.update(state)


@cache
def _defaults(model: type[Record]) -> dict[str, Any]:
    """The default of each field in their order, `...` for one that has none."""
    fields = model.model_fields.items()
    return {
        name: ... if field.is_required() else field.get_default(call_default_factory=True) for name, field in fields
    }


class Translation(Record):
    """Says that the text is a translation."""

    from_: Language = Field(default="", alias="from")
    """The language of the original, as a BCP 47 tag."""
    by: str = ""
    """`machine`, or who translated."""


class Omitted(Record):
    """A line of the capture that is not the text."""

    line: str
    """The line as the capture has it."""
    reason: Stated
    """Why it is not the text."""


class ExtractedText(Record):
    """The words of a capture that is not plain text itself."""

    file: str
    """A file in `captures/`, plain text in UTF-8."""
    sha256: Sha256 = ""
    """SHA-256 of the file. If it is wrong, the message shows the right one."""
    by: str = ""
    """What extracted it: the program and its version."""


class Capture(Record):
    """The text as it was captured, kept untouched."""

    file: str
    """A file in `captures/`."""
    date: OptionalDate = None
    """When it was captured, if that is known."""
    sha256: Sha256 = ""
    """SHA-256 of the file. If it is wrong, the message shows the right one."""
    text: ExtractedText | None = None
    """For a file that is not plain text (a web page, a PDF): a second file with the extracted words."""
    omitted: tuple[Omitted, ...] = ()
    """Lines of the capture that are not the text."""

    @property
    def plain(self) -> Capture | ExtractedText:
        """What holds the words as plain text, published as `capture.txt`: the file itself, or what was extracted."""
        return self.text or self


class Target(Record):
    """A commitment that a passage states."""

    what: Stated
    """What is to be reached, in our words."""
    value: str = ""
    """The figure or state, in the words of the passage."""
    by: OptionalDate = None
    """When it is due, in EDTF."""

    @property
    def label(self) -> str:
        """What it is called in a list: `Teachers in a village school: two`."""
        return f"{self.what}: {self.value}" if self.value else self.what


class Annotation(Record):
    """What an editor says about one passage. The passage is a W3C TextQuoteSelector: exact words and their context."""

    one_of = KINDS
    without = "says nothing about its passage"

    quote: Annotated[str, AfterValidator(quotation)]
    """The exact words of the text; ` … ` joins the start and the end of a long passage."""
    prefix: str = ""
    """The words just before it. Needed if the quotation occurs more than once."""
    suffix: str = ""
    """The words just after it."""
    every: bool = False
    """Annotates all places where the quotation occurs, instead of exactly one."""
    theme: Ids = ()
    """The passage is about these themes."""
    event: Ids = ()
    """The passage tells of these events."""
    document: Ids = ()
    """The passage names these policy documents."""
    term: Ids = ()
    """The passage uses these expressions."""
    target: Annotated[
        tuple[Target, ...], BeforeValidator(one_or_many, json_schema_input_type=Target | tuple[Target, ...])
    ] = ()
    """Commitments that the passage states."""
    note: str = ""
    """A note of ours, shown as ours."""
    correction: str = ""
    """The right words, where the capture has a slip."""
    noise: str = ""
    """Says what these words are. A host page put them into the text."""
    defect: str = ""
    """What sort of damage the correction, the noise or the note is about, in a word or two."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that the annotation uses, in the order of `KINDS`."""
        return tuple([kind for kind in KINDS if getattr(self, kind)])

    @property
    def flaw(self) -> str:
        """The kind of the flaw of the capture that it declares: `noise` or `correction` where it names none."""
        return self.defect or ("noise" if self.noise else "correction" if self.correction else "")


class SourceFields(Record):
    """The front matter of a source."""

    title: str = ""
    """The title of the text, in its own words."""
    title_basis: str = ""
    """Why the title is ours, or what we completed in it."""
    date: OptionalDate = None
    """The date in EDTF, as far as it is known; `""` says undated."""
    date_type: Literal["issued", "delivered", "adopted", "effective", "published", ""] = ""
    """What the date is the date of."""
    date_basis: str = ""
    """What the date rests on, if the text does not state it."""
    issuer: Ids = ()
    """Whose text it is; `[]` says unknown."""
    publisher: Ids = ()
    """Who published the text, if that was not the issuer."""
    author: Names = ()
    """The people whom the text names as its authors."""
    published_in: str = ""
    """The periodical or site, with issue and page where they are known."""
    kind: str = ""
    """What sort of text it is, in a word: speech, notice, plan."""
    theme: Ids = ()
    """The themes of the text as a whole, the narrowest that fit; `[]` says none yet."""
    summary: str = ""
    """One or two sentences of ours, shown as ours."""
    language: Language = ""
    """The language of the text here, as a BCP 47 tag."""
    translation: Translation | None = None
    """Says that the text is a translation."""
    rights: str = ""
    """Who holds the rights, and under what terms the text is shown."""
    status: Literal["verified", "pending"] = "pending"
    """Whether someone has compared these fields with the original."""
    aliases: Ids = ()
    """The ids that the text had before. Never take one out."""
    url: Url = ""
    """Where the original is."""
    capture: Capture | None = None
    """The text as it was captured."""
    annotations: tuple[Annotation, ...] = ()
    """What is said about single passages."""


class Entry(Record):
    """What every entry of the vocabulary has. Written as `id: label`, or as `id:` with fields."""

    label: Stated
    """The name that readers see."""
    aliases: Ids = ()
    """Ids that this entry had before."""


class Theme(Entry):
    """A concept of the tree of themes (SKOS)."""

    definition: str = ""
    """What belongs here."""
    not_: str = Field(default="", alias="not")
    """What does not belong here, and where it goes."""
    broader: str = ""
    """The theme above this one."""
    related: Annotated[
        dict[str, str],
        BeforeValidator(reasons, json_schema_input_type=str | tuple[str, ...] | dict[str, str | None]),
    ] = {}
    """Related themes, neither above nor below this one in the tree, with or without the reason for each."""
    exact_match: Url = ""
    """The same concept in another vocabulary. Give it only if you are certain."""


class Issuer(Entry):
    """A body that speaks or publishes."""

    short: str = ""
    """A short name for lists."""
    original: str = ""
    """The name in the original language."""
    kind: str = ""
    """What sort of body it is."""
    part_of: str = ""
    """The body that this one belongs to."""
    url: Url = ""
    """The body's own site."""


class DatedEntry(Entry):
    """An entry with a date."""

    date: OptionalDate = None
    """The date in EDTF, as far as it is known."""
    date_basis: str = ""
    """What the date rests on, if no text states it."""


class Event(DatedEntry):
    """Something that happened, and that passages tell of."""

    place: str = ""
    """Where it happened."""
    theme: Ids = ()
    """What it was about."""


class Document(DatedEntry):
    """A policy document that passages name."""

    original: str = ""
    """The title in the original language."""
    issuer: Ids = ()
    """Who issued it."""
    source: str = ""
    """The text of this digest that is the document."""


class Term(Entry):
    """An expression that needs explaining."""

    original: str = ""
    """The expression in the original language."""
    pinyin: str = ""
    """Its reading, for Chinese."""
    definition: str = ""
    """What it means, in our words."""


class Pack(Entry):
    """A reading pack: texts for print and for a reading device, chosen by theme and period, by hand, or both."""

    one_of = ("theme", "from", "to", "sources")
    without = "chooses no texts"

    intro: str = ""
    """An introduction of ours, shown as ours."""
    theme: Ids = ()
    """Chooses the texts that have one of these themes or one below."""
    from_: OptionalDate = Field(default=None, alias="from")
    """The start of the period in which the texts are dated."""
    to: OptionalDate = None
    """The end of the period."""
    sources: Ids = ()
    """Ids of texts. They come first in the pack, in this order."""

    @model_validator(mode="after")
    def _ends_after_its_start(self, info: ValidationInfo) -> Pack:
        if info.context == REST:
            return self
        start = self.from_.earliest if self.from_ else None
        end = self.to.latest if self.to else None
        if start and end and start > end:
            raise ValueError("has a period that ends before it starts. Write the earlier date in 'from'.")
        return self
