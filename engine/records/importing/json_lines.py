"""JSON lines: one document on each line."""

import json
from collections.abc import Iterator
from typing import Any, TextIO

from engine.records.importing.draft import Draft, Refusal, RowRefused, document, read_object
from engine.records.importing.encoding import check_text


def json_lines(stream: TextIO, encoding: str, sections_key: str) -> Iterator[Draft | Refusal]:
    """Each document, or why it is none. Empty lines are no rows."""
    row = 0
    for line, text in enumerate(stream, 1):
        if not text.strip():
            continue
        row += 1
        try:
            check_text(text, encoding)
            yield document(_parsed(text), row, line, sections_key)
        except RowRefused as refused:
            yield Refusal(row, line, refused.message, refused.column)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=read_object)
    except json.JSONDecodeError as error:
        raise RowRefused(f"not valid JSON: column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise RowRefused("nested too deeply") from None
    except ValueError as error:
        raise RowRefused(f"not valid JSON: {error}") from None
