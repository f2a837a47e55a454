"""Checks every `output_schema` in an action's config."""

from typing import Any

from engine.documents.check_schema import check_schema
from engine.documents.findings import Findings
from engine.documents.place import Place
from schemas.json_value import is_object


def check_output_schemas(config: Any, place: Place, findings: Findings) -> None:
    """Report what keeps an `output_schema`, the config's own or a tuning's, from being a JSON Schema."""
    if not is_object(config):
        return
    schema = config.get("output_schema")
    if is_object(schema):
        check_schema(schema, place.at("output_schema"), findings)
    tunings = config.get("tuned_for")
    if is_object(tunings):
        for name, tuning in tunings.items():
            check_output_schemas(tuning, place.at("tuned_for", name), findings)
