"""Which records are meant: a text they hold, an expression over their fields."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from engine.records.errors import unknown_fields
from engine.records.record import Record
from engine.session.errors import SessionError
from engine.templates.sandbox import MissingName, compile_expression, keys_used, names_used
from schemas.json_value import is_list, is_object

_OF_RECORDS = frozenset({"id", "place", "parent_id", "fields"})
_OF_JINJA = frozenset({"range", "dict", "cycler", "joiner", "namespace"})


class Choice:
    """Says of records whether `search` is in one of their values and `where` is true of them.

    An expression sees the fields by name, all of them as `fields`, and `id`, `place` and
    `parent_id`. Raises `SessionError` (bad_request) for one that cannot be compiled.
    """

    def __init__(self, search: str, where: str) -> None:
        self._search = search.casefold()
        self._where = where
        self._evaluate: Callable[[Mapping[str, Any]], Any] | None = None
        if where.strip():
            try:
                self._evaluate = compile_expression(where)
            except ValueError as error:
                raise SessionError("bad_request", f"The condition cannot be read: {error}.") from None

    @property
    def is_all(self) -> bool:
        return not self._search and self._evaluate is None

    def check_names(self, collection: str, known: Collection[str]) -> None:
        """unprocessable, naming the nearest, for names that no record of the collection has."""
        if self._evaluate is None:
            return
        template = f"{{{{ {self._where} }}}}"
        used = names_used(template) - _OF_RECORDS - _OF_JINJA
        used |= keys_used(template, "fields") or set() if "fields" not in known else set()
        missing = sorted(used.difference(known))
        if missing:
            raise unknown_fields(collection, missing, list(known))

    def among(self, records: Sequence[Record]) -> list[int]:
        """The ids of the records that are meant."""
        return [each.id for each in records if self._means(each)]

    def _means(self, record: Record) -> bool:
        if self._search and not any(self._search in text.casefold() for text in _texts(record.fields)):
            return False
        if self._evaluate is None:
            return True
        seen = {
            "id": record.id,
            "place": record.place,
            "parent_id": record.parent_id,
            "fields": record.fields,
            **record.fields,
        }
        try:
            return bool(self._evaluate(seen))
        except (MissingName, ValueError, ArithmeticError, LookupError, TypeError, RecursionError) as error:
            message = f"The condition cannot be evaluated for record {record.id}: {error}."
            raise SessionError("bad_request", message) from None


def _texts(value: Any) -> Iterator[str]:
    if is_object(value):
        for item in value.values():
            yield from _texts(item)
    elif is_list(value):
        for item in value:
            yield from _texts(item)
    elif value is not None:
        yield value if isinstance(value, str) else str(value).lower()
