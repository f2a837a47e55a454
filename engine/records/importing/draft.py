"""A record as a file has it, checked; or why a row of a file is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.records.field_values import MAX_FIELDS, check_name, stored
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object, kind_of

MAX_ID = 2**53 - 1
"""The largest id that every reader of JSON keeps exact."""


class RowRefused(Exception):
    """A row cannot be a record. `column` is where, or empty."""

    def __init__(self, message: str, column: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.column = column


class FileRefused(Exception):
    """A file cannot be imported at all."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@frozen
class Refusal:
    """A row that is not imported. Rows and lines count from 1; `line` is 0 where there are none."""

    row: int
    line: int
    message: str
    column: str = ""


@dataclass(slots=True)
class Draft:
    """A record to be. `given_id` is as the file has it; `texts` are the fields as JSON.

    `group` makes documents of one file the same: the first says what it is, the others only add
    sections. `of` makes it a section of the document with that `given_id` in the same file.
    """

    row: int
    line: int
    given_id: Any
    fields: dict[str, Any]
    texts: dict[str, str]
    sections: list["Draft"] = field(default_factory=list["Draft"])
    group: str | None = None
    of: Any = None

    @property
    def size(self) -> int:
        """About how many characters it is."""
        return sum(map(len, self.texts.values())) + sum(each.size for each in self.sections) + 100

    @property
    def count(self) -> int:
        """How many records it is."""
        return 1 + len(self.sections)

    def record_id(self) -> int | None:
        """The id it asks for, or None; `RowRefused` if there can be no such id."""
        if self.given_id is None or self.given_id == "":
            return None
        value = self.given_id
        if (
            isinstance(value, str)
            and value.isascii()
            and value.isdecimal()
            and len(value) <= len(str(MAX_ID))
        ):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_ID:
            message = "not a whole number from 1 to 2^53 - 1; new ids can be given instead"
            raise RowRefused(message, "id")
        return value


def draft(values: Mapping[str, Any], row: int, line: int, given_id: Any = None) -> Draft:
    """A record of these fields; `RowRefused` for one that cannot be."""
    if len(values) > MAX_FIELDS:
        raise RowRefused(f"{len(values)} fields, more than {MAX_FIELDS}")
    made = Draft(row, line, given_id, {}, {})
    for name, value in values.items():
        try:
            check_name(name)
            made.fields[name], made.texts[name] = stored(value)
        except (ValueError, RecursionError) as error:
            raise RowRefused(str(error), name[:100]) from None
    return made


def document(value: Any, row: int, line: int, sections_key: str) -> Draft:
    """A document with its sections from a JSON object; `RowRefused`."""
    if not is_object(value):
        raise RowRefused(f"a document is an object, not {kind_of(value)}")
    _refuse_repeated(value)
    fields = {key: item for key, item in value.items() if key not in ("id", sections_key, "_versions")}
    made = draft(fields, row, line, value.get("id"))
    sections: Any = value.get(sections_key)
    if sections is None:
        return made
    if not is_list(sections):
        raise RowRefused(f"sections are a list, not {kind_of(sections)}", sections_key)
    for number, section in enumerate(sections, 1):
        try:
            made.sections.append(_section(section, row, line))
        except RowRefused as refused:
            raise RowRefused(f"section {number}: {refused.message}", refused.column) from None
    return made


def _section(value: Any, row: int, line: int) -> Draft:
    if not is_object(value):
        raise RowRefused(f"a section is an object, not {kind_of(value)}")
    _refuse_repeated(value)
    fields = {key: item for key, item in value.items() if key not in ("id", "_versions")}
    return draft(fields, row, line, value.get("id"))


class Repeated(dict[str, Any]):
    """A JSON object that had a key twice."""

    twice: str = ""


def read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """For `json`: an object that knows whether a key was there twice."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeated = Repeated(found)
    keys = [key for key, _ in pairs]
    repeated.twice = next(key for key in keys if keys.count(key) > 1)
    return repeated


def _refuse_repeated(value: Any) -> None:
    waiting: list[Any] = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Repeated):
            raise RowRefused("the same key twice", each.twice[:100])
        waiting += each.values() if is_object(each) else each if is_list(each) else ()
