"""Validates a form's value by its JSON Schema, with messages in plain words at the fields they concern."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from engine.form.messages import short
from engine.form.problems import Chosen, Problem, problems_of
from engine.form.schema.check_limits import TooMuch, limited
from engine.form.schema.document import Document

BROKEN = "$schema"
"""The keyword of a problem that is the schema's own: nothing can be said about the value."""

SECONDS = 20.0
"""How long one validation may take."""

_MOST = 500


class SchemaValidator:
    """Validates values against one schema; may be used in any thread.

    References to other documents are never fetched. A schema that is itself broken gives one
    message for the whole form.
    """

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def _validator(self) -> Any:
        from engine.form.schema.dialect import validator_of  # noqa: PLC0415 - see its docstring

        return validator_of(self._document)

    def keywords(self) -> frozenset[str]:
        """Return the keywords that the schema's draft checks."""
        return frozenset(map(str, self._validator.VALIDATORS))

    def problems(
        self, value: Any, *, hidden: Iterable[str] = (), chosen: Chosen | None = None
    ) -> tuple[Problem, ...]:
        """Return what is wrong with `value`, the best message of each field first, 500 at most.

        Paths in `hidden` are not required. `chosen` tells of unions which branch is meant.
        """
        from jsonschema.exceptions import UnknownType, relevance  # noqa: PLC0415 - as above
        from referencing.exceptions import Unresolvable  # noqa: PLC0415

        try:
            with limited(SECONDS):
                found: list[Any] = sorted(self._validator.iter_errors(value), key=relevance, reverse=True)
        except Unresolvable as error:
            return (_whole("$ref", f"the form's schema refers to {error.ref}, which is not there"),)
        except UnknownType as error:
            return (_whole(BROKEN, f"the form's schema has an unknown type: {error.type}"),)
        except TooMuch as error:
            return (_whole(BROKEN, f"the form's schema {error}"),)
        except RecursionError:
            return (_whole(BROKEN, "the form's schema is broken: it leads back to itself without end"),)
        except (re.error, TypeError, AttributeError, ValueError, LookupError, ArithmeticError) as error:
            return (_whole(BROKEN, f"the form's schema is broken: {error}"),)
        skipped = frozenset(hidden)
        problems: dict[Problem, None] = {}
        for error in found[:_MOST]:
            for problem in problems_of(error, chosen or {}):
                if problem.keyword != "required" or problem.path not in skipped:
                    problems[problem] = None
        return tuple(problems)


def _whole(keyword: str, message: str) -> Problem:
    return Problem("", keyword, short(message))
