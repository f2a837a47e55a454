"""Checks a `result_display_schema` (row B7)."""

from typing import Any

from engine.documents.findings import Findings, shown
from engine.documents.place import Place
from engine.documents.pydantic_problems import check
from engine.templates.target_path import parse
from schemas.documents.result_display import ResultDisplay
from schemas.json_value import is_object


def check_results(schema: Any, place: Place, findings: Findings) -> dict[str, Any] | None:
    """Report what is wrong; returns the schema with its labels cleaned, or None."""
    if not is_object(schema):
        return None
    display = check(ResultDisplay, schema, place, findings)
    if not isinstance(display, ResultDisplay):
        return None
    try:
        parse(display.ux.source)
    except ValueError as error:
        found = shown(display.ux.source)
        findings.problem(place.at("_ux", "source"), f"the path cannot be read: {error}", found=found)
    return display.model_dump(by_alias=True, exclude_unset=True)
