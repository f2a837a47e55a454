"""Holds the parameters of an action to the schema of its definition."""

import asyncio
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from engine.form.schema.check_limits import limited
from engine.form.schema.document import Document
from engine.form.validation import SchemaValidator
from schemas.clean_text import clean_line

SECONDS = 2.0
"""How long one check may take."""
MOST_TOLD = 3
"""Problems that are named; one more is only counted."""


async def problem_with(parameters: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """What is wrong with them, in half a sentence; empty if nothing is."""
    # In a thread: jsonschema takes some 50 ms to import, and a schema may ask for much.
    return await asyncio.to_thread(_problem, dict(parameters), json.dumps(schema, sort_keys=True))


def _problem(parameters: Mapping[str, Any], schema: str) -> str:
    with limited(SECONDS):
        problems = _validator(schema).problems(parameters)
    told = [f"{each.path}: {each.message}" if each.path else each.message for each in problems[:MOST_TOLD]]
    more = len(problems) - len(told)
    return clean_line("; ".join(told) + (f"; and {more} more" if more else ""))


@lru_cache(256)
def _validator(schema: str) -> SchemaValidator:
    return SchemaValidator(Document(json.loads(schema)))
