"""The values of fields: how each is read from what an editor writes, and how a JSON Schema tells it.

A reader takes a value as YAML has it. Raises ValueError with what is wrong, as the end of a sentence about the field.
"""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, ValidationInfo
from pydantic_core import PydanticKnownError

from policy_digest.dates import Date, DateError, parse_date
from policy_digest.xhtml import LANGUAGE, language_tag

REST = "rest"
"""The context in which what is right of a record is read (`records.read_rest`): it may say too little."""

_ADDRESS = re.compile(r"https?://[^\s\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]+", re.IGNORECASE)
"""Without white space, and without what is not seen and comes along when an address is copied."""
_HOST = re.compile(r"[^.<>\"\\^`{|}%,][^<>\"\\^`{|}%,]*")
"""The name of a computer in any script, or its number."""


def _date(value: object) -> Date | None:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        meant = f"[{','.join(value)}]"
        if "," in meant or ".." in meant:  # one of several dates, which YAML takes for a list
            parse_date(meant)
            raise DateError(f'is not a date. Write "{meant}", in quotation marks.')
    if isinstance(value, dict):
        raise PydanticKnownError("string_type")
    if not isinstance(value, str):
        raise DateError('is not a date. Write one such as 2023-09-10, or "" for undated.')
    return parse_date(value) if value else None


def one_or_many(value: object) -> object:
    """A list, also of one that is written without its brackets."""
    return [value] if isinstance(value, str | dict) else value


def _ids(value: object) -> object:
    """One id or a list of them, each once."""
    found = one_or_many(value)
    if isinstance(found, list) and all(isinstance(one, str) for one in found):
        return list(dict.fromkeys(found))
    return found


def _named(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names as they are, without those that are empty: `author: ""` names nobody."""
    return tuple([name for name in names if name])


def reasons(value: object) -> object:
    """Related themes: a list of ids, or a mapping of ids to the reason."""
    value = one_or_many(value) if isinstance(value, str) else value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return dict.fromkeys(value, "")
    if isinstance(value, dict):
        return {key: reason or "" for key, reason in value.items()}
    return value


def _told(pattern: str) -> Any:
    """Text of that form, or none, as a JSON Schema tells it."""
    return Annotated[str, Field(pattern=f"^({pattern})?$")]


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _url(value: object) -> object:
    if isinstance(value, str) and value and not is_address(value):
        meant = [value.replace(" ", "%20"), *([f"https://{value}"] if "." in value else [])]
        near = next(filter(is_address, meant), "https://example.org/")
        raise ValueError(f"is not a web address. Write it in full, for example {near}")
    return value


def is_address(text: str) -> bool:
    """Whether a text is a whole address of the web, which leads to a host."""
    try:
        parts = urlsplit(text)
        host = parts.hostname if parts.port != 0 else None  # asked for the port, it says where that is no number
    except ValueError:
        return False
    return bool(host and _HOST.fullmatch(host) and _ADDRESS.fullmatch(text))


def _language(value: object) -> object:
    if isinstance(value, str) and (tag := language_tag(value)) != value:
        raise ValueError(f"is not a language tag (BCP 47). Write {tag or 'one such as en, zh or zh-Hans'}.")
    return value


def quotation(value: str, info: ValidationInfo) -> str:
    """The words of a passage, which must be some."""
    if not value and info.context != REST:
        raise ValueError("is not a quotation. Copy the exact words of the passage.")
    return value


def stated(value: str, info: ValidationInfo) -> str:
    """Words that a record cannot do without."""
    if not value and info.context != REST:
        raise ValueError("says nothing. Write it.")
    return value


_WRITTEN_DATE = r"^([0-9XYTZ:+.,/~?%\[\]{} -]*[0-9][0-9XYTZ:+.,/~?%\[\]{} -]*)?$"
"""What every date of the notation looks like; whether it is one only `parse_date` can say."""

OptionalDate = Annotated[
    Date | None, PlainValidator(_date, json_schema_input_type=Annotated[str, Field(pattern=_WRITTEN_DATE)])
]
Stated = Annotated[str, AfterValidator(stated)]
Ids = Annotated[tuple[str, ...], BeforeValidator(_ids, json_schema_input_type=str | tuple[str, ...])]
Names = Annotated[Ids, AfterValidator(_named)]
Url = Annotated[str, BeforeValidator(_url, json_schema_input_type=_told(r"[Hh][Tt][Tt][Pp][Ss]?://\S+"))]
Sha256 = Annotated[str, BeforeValidator(_lower, json_schema_input_type=_told("[0-9A-Fa-f]{64}"))]
"""Whether it is that of the file, or one at all, only the comparison with the file tells, with the right one."""
Language = Annotated[str, BeforeValidator(_language, json_schema_input_type=_told(LANGUAGE))]
