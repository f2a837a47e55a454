"""Holds an action's output to the `output_schema` of its config."""

import asyncio
from collections.abc import Mapping
from typing import Any, cast

from engine.actions.errors import ActionError
from schemas.clean_text import clean_line
from schemas.documents.refs import FileRef

MAX_QUOTE = 300


async def check_output(
    schema: FileRef | Mapping[str, Any] | None, value: Any, *, what: str, code: str = "invalid_output"
) -> None:
    """Raise `ActionError` if `value` does not match; `what` begins the message."""
    if schema is None or isinstance(schema, FileRef):
        return
    # jsonschema takes some 50 ms to import, and long to look through much data.
    problem = await asyncio.to_thread(_problem, schema, value)
    if problem:
        raise ActionError(
            code,
            f"{what} does not fit its schema: {problem}.",
            hint="Correct `output_schema`, or what makes the output." if code == "invalid_output" else "",
        )


def _problem(schema: Mapping[str, Any], value: Any) -> str:
    import jsonschema  # noqa: PLC0415 - see above
    import jsonschema.exceptions  # noqa: PLC0415

    validator: Any = jsonschema.Draft202012Validator(schema)
    error = cast("Any", jsonschema.exceptions.best_match(validator.iter_errors(value)))  # pyright: ignore[reportUnknownMemberType]
    if error is None:
        return ""
    place = clean_line(".".join(str(part) for part in error.absolute_path))
    said = clean_line(str(error.message))
    said = said if len(said) <= MAX_QUOTE else f"{said[: MAX_QUOTE - 1]}…"
    return f"{place}: {said}" if place else said
