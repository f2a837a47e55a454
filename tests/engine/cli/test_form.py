"""`reroll form --check`: what it prints, what it refuses, and its exit codes."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from engine.cli.form import run

SCHEMA = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 2},
        "size": {"type": "integer", "default": 3},
        "address": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "zip/code": {"type": "integer"}},
        },
        "loud": {"type": "boolean"},
        "mode": {"enum": ["a", "b"], "enumNames": ["Alpha", "Beta"]},
        "tags": {"type": "array", "items": {"type": "string"}},
        "secret": {"type": "string", "_ux": {"visible_when": "loud"}},
        "far": {"$ref": "https://other.invalid/s.json"},
        "shape": {
            "oneOf": [{"type": "string", "title": "Named"}, {"type": "array", "items": {"type": "integer"}}]
        },
    },
}
OPENAPI = """
openapi: 3.0.3
paths:
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
    put:
      operationId: changePet
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
    get: {}
  /pets:
    post:
      operationId: createPet
      requestBody: {$ref: '#/components/requestBodies/Pet'}
components:
  requestBodies:
    Pet: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string, nullable: true}
        age: {type: integer, minimum: 0, exclusiveMinimum: true}
        parent: {$ref: '#/components/schemas/Pet'}
"""


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """Write a file and return its name."""

    def write(content: Any, name: str = "schema.json") -> str:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return str(path)

    return write


def report(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, dict[str, Any]]:
    code = run([*args, "--check", "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_report_says_everything(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = report(capsys, file(SCHEMA))
    assert code == 1
    assert said["valid"] is False
    assert said["errors"] == [{"pointer": "/name", "keyword": "required", "message": "is required"}]
    assert said["value"] == {"size": 3}
    assert said["fallback"] == ["/far"]
    assert said["unsupported"] == ["$ref"]
    by_pointer = {field["pointer"]: field for field in said["fields"]}
    assert list(by_pointer)[:5] == ["/name", "/size", "/address", "/address/city", "/address/zip~1code"]
    assert by_pointer["/size"] == {
        "pointer": "/size",
        "widget": "integer",
        "label": "Size",
        "required": False,
        "visible": True,
        "set": True,
        "value": 3,
    }
    assert [by_pointer[name]["widget"] for name in ("/address", "/mode", "/tags", "/shape")] == [
        "object",
        "select",
        "list",
        "text",
    ]
    assert by_pointer["/name"]["set"] is False
    assert by_pointer["/secret"]["visible"] is False
    assert by_pointer["/shape"]["shapes"] == ["Named", "list of whole number"]


def test_values_come_out_as_they_went_in(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    values = {"name": "Ada", "address": {"more": [None, {}]}, "shape": [1, 2], "unknown": "\x1b[2J\u202e"}
    code, said = report(capsys, file(SCHEMA), "--values", file(values, "values.json"))
    assert (code, said["valid"], said["value"]) == (0, True, values)


def test_fields_are_set_by_text(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings = [
        "name=Ada",
        "address.city=Rome",
        "/address/zip~1code=12",
        "loud=yes",
        "mode=Beta",
        'tags=["x"]',
        "tags/0=y",
        "secret=s=t",
    ]
    code, said = report(capsys, file(SCHEMA), *(word for each in settings for word in ("--set", each)))
    assert code == 0
    assert said["value"] == {
        "size": 3,
        "name": "Ada",
        "address": {"city": "Rome", "zip/code": 12},
        "loud": True,
        "mode": "b",
        "tags": ["y"],
        "secret": "s=t",
    }


def test_texts_that_do_not_parse_are_errors_and_not_submitted(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = report(capsys, file(SCHEMA), "--set", "name=Ada", "--set", "size=many")
    assert code == 1
    assert said["errors"] == [{"pointer": "/size", "keyword": "", "message": "“many” is not a whole number"}]
    assert said["value"] == {"name": "Ada"}


def test_schemas_and_values_are_read_as_yaml_and_from_standard_input(
    file: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"name: no\n")))
    schema = file("type: object\nproperties:\n  name: {type: string}\n", "schema.yaml")
    assert report(capsys, schema, "--values", "-")[1]["value"] == {"name": "no"}


def test_hints_are_laid_over_the_schema(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    hints = {"properties": {"name": {"_ux": {"input_type": "textarea"}}}}
    _, said = report(capsys, file(SCHEMA), "--ui", file(hints, "ui.json"))
    assert said["fields"][0]["widget"] == "textarea"


def test_an_operation_and_a_component_of_an_openapi_document(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    document = file(OPENAPI, "api.yaml")
    code, said = report(
        capsys, document, "--operation", "createPet", "--values", file({"name": None, "age": 0}, "v.json")
    )
    assert (code, [error["pointer"] for error in said["errors"]]) == (1, ["/age"])
    code, said = report(capsys, document, "--component", "Pet", "--set", "name=x", "--set", "parent/name=y")
    assert (code, said["value"]) == (0, {"name": "x", "parent": {"name": "y"}})
    _, said = report(capsys, document, "--operation", "changePet")
    assert [field["pointer"] for field in said["fields"]][:3] == ["/id", "/body", "/body/name"]
    assert {error["pointer"] for error in said["errors"]} == {"/id", "/body/name"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "is not valid JSON"),
        ("[" * 100_000, "nested too deep"),
        ("[]", "must be an object"),
        ("false", "allows no value"),
        ('{"minimum": NaN}', "NaN is not a JSON number"),
        ({"$ref": "https://other.invalid/s.json"}, "another document, which is not fetched"),
        ({"$ref": "#/nowhere"}, "is not there"),
        ({"$ref": "#"}, "leads back to itself"),
        ({"allOf": [{"type": "string"}, {"type": "array"}]}, "array and string at once"),
        ({"type": "strnig"}, "“strnig” is no type"),
        ({"properties": {"a": {"_ux": {"visible_when": "b >"}}}}, "visible_when of 'a'"),
        ({"type": "object", "properties": {}, "minProperties": "a"}, "broken"),
        ({"openapi": "3.1.0", "components": {"schemas": {"Pet": {}}}}, "--component of Pet"),
    ],
)
def test_what_cannot_be_used_is_told_with_the_reason(
    file: Any, capsys: pytest.CaptureFixture[str], content: Any, reason: str
) -> None:
    assert run([file(content), "--check"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert reason in said.err


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["--set", "nam=x"], "did you mean name?"),
        (["--set", "name"], "write NAME=TEXT"),
        (["--set", "loud=perhaps"], "neither true nor false"),
        (["--set", "tags/5=x"], "no such place"),
        (["--values", "/no/such/file"], "cannot be read"),
        (["--component", "Pet"], "there is no component 'Pet'"),
        (["--operation", "create"], "there is no operation 'create'"),
    ],
)
def test_wrong_usage_is_told(
    file: Any, capsys: pytest.CaptureFixture[str], args: list[str], reason: str
) -> None:
    assert run([file(SCHEMA), "--check", *args]) == 2
    assert reason in capsys.readouterr().err


def test_without_json_it_says_what_is_wrong_in_lines(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([file(SCHEMA), "--check"]) == 1
    assert capsys.readouterr().out == "/name: is required\n"
    assert run([file(SCHEMA), "--check", "--set", "name=Ada"]) == 0
    assert capsys.readouterr().out == "valid\n"


def test_a_form_that_is_shown_gives_the_exit_code(file: Any) -> None:
    shown = []

    def show(model: Any, *_: Any) -> int:
        shown.append(model.submission())
        return 7

    assert run([file(SCHEMA), "--set", "name=Ada"], show) == 7
    assert shown == [{"size": 3, "name": "Ada"}]
