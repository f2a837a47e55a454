"""Makes JSON Schemas of the document models, so that editors complete and check documents.

The result is JSON Schema 2020-12. The `$id`s are URNs: there is nothing to fetch.
The files in `schemas/json` are written by `python -m schemas.export`.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from schemas.documents.form import FieldUx, FormUx
from schemas.documents.interaction import InteractionDocument
from schemas.documents.llm_action import LlmActionDocument
from schemas.documents.module import Module
from schemas.documents.script_step import ScriptStepDocument
from schemas.documents.step import Step
from schemas.documents.sub_action import SubAction
from schemas.documents.workflow import Workflow

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = Path(__file__).parent / "json"

_MODELS: dict[str, type[BaseModel]] = {
    "workflow": Workflow,
    "step": Step,
    "script_step": ScriptStepDocument,
    "interaction": InteractionDocument,
    "module": Module,
    "sub_action": SubAction,
    "llm_action": LlmActionDocument,
}


def json_schemas() -> dict[str, dict[str, Any]]:
    """Every schema by its name, as its file is called."""
    made = {name: _of_model(name, model) for name, model in _MODELS.items()}
    form = _form()
    made["form"] = {"$schema": DIALECT, "$id": "urn:reroll:form", "title": "Form", **form}
    return made


def as_text(schema: dict[str, Any]) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write(folder: Path = FOLDER, names: list[str] | None = None) -> list[Path]:
    """Write `<name>.schema.json` for each name (all by default) and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, schema in json_schemas().items():
        if names is None or name in names:
            file = folder / f"{name}.schema.json"
            file.write_text(as_text(schema), "utf-8")
            written.append(file)
    return written


def _of_model(name: str, model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True)
    _use_form(schema)
    return {"$schema": DIALECT, "$id": f"urn:reroll:{name}", **schema}


def _form() -> dict[str, Any]:
    """JSON Schema's own schema, with `_ux` beside `properties` and inside each property."""
    definitions: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    for name, model in (("FormUx", FormUx), ("FieldUx", FieldUx)):
        definitions[name] = model.model_json_schema(by_alias=True)
        hints[name] = {"$ref": f"#/$defs/{name}"}
    both = {**definitions["FormUx"]["properties"], **definitions["FieldUx"]["properties"]}
    definitions["ObjectUx"] = {
        "type": "object",
        "description": "`_ux` of an object in a form: where it stands, and how what is in it is laid out.",
        "properties": both,
        "additionalProperties": False,
    }
    fields = {"type": "object", "additionalProperties": {"$ref": "#/$defs/FormField"}}
    definitions["FormField"] = {
        "type": ["object", "boolean"],
        "if": {"required": ["properties"]},
        "then": {"properties": {"_ux": {"$ref": "#/$defs/ObjectUx"}, "properties": fields}},
        "else": {"properties": {"_ux": hints["FieldUx"]}},
    }
    return {
        "type": "object",
        "properties": {
            "type": {"const": "object"},
            "_ux": hints["FormUx"],
            "properties": fields,
        },
        "allOf": [{"$ref": DIALECT}],
        "$defs": definitions,
    }


def _use_form(schema: dict[str, Any]) -> None:
    """Describe every `input_schema` as a form, so that an editor completes `_ux` there too."""
    form = _form()
    definitions: dict[str, Any] = schema.setdefault("$defs", {})
    holders = [schema, *definitions.values()]
    for holder in holders:
        given = holder.get("properties", {}).get("input_schema")
        if given is not None:
            definitions.update(form["$defs"])
            definitions["Form"] = {key: value for key, value in form.items() if key != "$defs"}
            reference = {"$ref": "#/$defs/Form"}
            given.pop("additionalProperties", None)
            if "anyOf" in given:
                free = {"additionalProperties": True, "type": "object"}
                given["anyOf"] = [reference if option == free else option for option in given["anyOf"]]
            else:
                given.pop("type", None)
                given.update(reference)
    if not definitions:
        del schema["$defs"]


if __name__ == "__main__":
    write()
