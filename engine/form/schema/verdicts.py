"""Whether a value fits a part of a schema, asked while the form is built: for `if` and for unions."""

from functools import cached_property
from typing import Any

from engine.form.schema.check_limits import limited
from engine.form.schema.document import Document

SECONDS = 1.0
"""How long one question may take: a person waits for the answer."""


class Verdicts:
    """Answers by the jsonschema library, which is loaded with the first question."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def fits(self, value: Any, schema: Any) -> bool:
        """Whether the value is valid by this part of the document; a broken part fits nothing."""
        if isinstance(schema, bool):
            return schema
        try:
            with limited(SECONDS):
                return bool(self._root.evolve(schema=schema).is_valid(value))
        except Exception:  # noqa: BLE001 - whatever a broken schema makes the library raise: validation tells it
            return False

    @cached_property
    def _root(self) -> Any:
        from engine.form.schema.dialect import validator_of  # noqa: PLC0415 - see its docstring

        return validator_of(self._document)
