"""The hints of a form, and whether they fit what the schema says."""

from pathlib import Path
from typing import Any

import pytest

from engine.documents.check_form import check_form
from engine.documents.findings import Findings
from engine.documents.place import Origins, Place
from engine.form.model import FormModel


def found(**properties: Any) -> Findings:
    findings = Findings()
    check_form({"type": "object", "properties": properties}, Place(Origins(Path("form.json"))), findings)
    return findings


TEXT = {"type": "string"}
FITTING: list[tuple[str, dict[str, Any], str]] = [
    *(
        (each, TEXT, each)
        for each in ("text", "textarea", "secret", "date", "time", "datetime", "color", "file")
    ),
    ("text", {"type": "string", "format": "date"}, "text"),
    ("slider", {"type": "integer", "minimum": 1, "maximum": 5}, "slider"),
    ("number", {"type": "integer", "minimum": 1, "maximum": 5}, "integer"),
    ("number", {"type": "number"}, "number"),
    ("checkbox", {"type": "boolean"}, "checkbox"),
    ("radio", {"enum": ["a", "b"]}, "radio"),
    ("select", {"enum": [1, 2]}, "select"),
    ("multiselect", {"type": "array", "items": {"enum": ["a", "b"]}}, "multiselect"),
    ("date", {"anyOf": [{"type": "string"}, {"type": "null"}]}, "date"),
    *(("json", schema, "json") for schema in (TEXT, {"type": "object"}, {"type": "array"}, {})),
]
MISFIT: list[tuple[str, dict[str, Any], str]] = [
    ("slider", {"type": "integer", "minimum": 1}, "integer"),
    ("date", {"type": "integer"}, "integer"),
    ("checkbox", TEXT, "text"),
    ("radio", TEXT, "text"),
    ("multiselect", {"type": "array", "items": TEXT}, "list"),
    ("text", {"enum": ["a", "b"]}, "select"),
    ("textarea", {"type": "object", "properties": {"a": TEXT}}, "object"),
]


@pytest.mark.parametrize(("asked", "schema", "kind"), FITTING)
def test_a_control_that_fits_is_taken(asked: str, schema: dict[str, Any], kind: str) -> None:
    schema = {**schema, "_ux": {"input_type": asked}}

    findings = found(a=schema)

    assert findings.problems == findings.warnings == ()
    assert FormModel({"type": "object", "properties": {"a": schema}}).field("a").kind == kind


@pytest.mark.parametrize(("asked", "schema", "kind"), MISFIT)
def test_a_control_that_does_not_fit_is_reported(asked: str, schema: dict[str, Any], kind: str) -> None:
    schema = {**schema, "_ux": {"input_type": asked}}

    findings = found(a=schema)

    assert findings.problems == ()
    (warning,) = findings.warnings
    assert warning.pointer == "/properties/a/_ux/input_type"
    assert asked in warning.found
    assert '"json"' in warning.expected
    assert FormModel({"type": "object", "properties": {"a": schema}}).field("a").kind == kind


def test_an_object_inside_has_a_grid_of_its_own() -> None:
    inner = {"a": {**TEXT, "_ux": {"grid_column": 3}}}
    hints = {"layout": "grid", "grid_columns": 2, "width": "half"}

    findings = found(inside={"type": "object", "_ux": hints, "properties": inner})

    (problem,) = findings.problems
    assert problem.pointer == "/properties/inside/properties/a/_ux/grid_column"
    assert (
        found(
            inside={"type": "object", "_ux": {"layout": "grid", "grid_columns": 3}, "properties": inner}
        ).problems
        == ()
    )


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"_ux": {"language": "jinja"}}, "textarea"),
        ({"format": "template"}, "textarea"),
        ({"format": "jinja2"}, "textarea"),
        ({"_ux": {"language": "jinja", "input_type": "text"}}, "text"),
        ({}, "text"),
    ],
)
def test_templates_have_several_lines(schema: dict[str, Any], kind: str) -> None:
    schema = {**TEXT, **schema}

    assert found(a=schema).problems == ()
    assert FormModel({"type": "object", "properties": {"a": schema}}).field("a").kind == kind
