"""A model of Cog or Replicate as a form: its schema's `Input`, run on Replicate or by Cog's own server."""

import re
from collections.abc import Mapping
from typing import Any

from engine.importing.draft import FORM, Draft, Wishes, line, page, prose, results
from engine.importing.form_schema import FormSchemas
from engine.importing.openapi_operations import base_url_of, host_of
from engine.importing.provider_config import REPLICATE, replicate_config
from engine.importing.refused import Refused
from engine.importing.template_text import FILLED
from schemas.json_value import is_object

_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*/[A-Za-z0-9][A-Za-z0-9_.-]*(:[A-Za-z0-9]{1,80})?")
_VERSION = re.compile(r"[0-9a-f]{40,64}")
_PROMPTS = ("prompt", "text", "input", "caption", "description")
_COG_SERVER = "http://localhost:5000"


def replicate_draft(value: Mapping[str, Any], wishes: Wishes) -> Draft:
    """The workflow for a model as Replicate describes it, or one of its versions. Raises `Refused`."""
    latest = value.get("latest_version")
    version = latest if is_object(latest) else value
    schema = version.get("openapi_schema")
    if not is_object(schema):
        raise Refused("the model has no openapi_schema", "Take the JSON of GET /v1/models/OWNER/NAME.")
    model = wishes.model or _model_of(value, version.get("id"))
    if not model:
        raise Refused("the file does not say whose model this is", "Add --model OWNER/NAME to the command.")
    return _on_replicate(schema, model, line(value.get("name")), prose(value.get("description")))


def _model_of(value: Mapping[str, Any], version: Any) -> str:
    """How Replicate names the model, or its version alone; "" if the file does not say."""
    owner, name = value.get("owner"), value.get("name")
    is_version = isinstance(version, str) and bool(_VERSION.fullmatch(version))
    if not isinstance(owner, str) or not isinstance(name, str):
        return version if isinstance(version, str) and is_version else ""
    # Official models run by their name; others only as one of their versions.
    return (
        f"{owner}/{name}:{version}"
        if is_version and value.get("is_official") is not True
        else f"{owner}/{name}"
    )


def cog_draft(value: Mapping[str, Any], wishes: Wishes) -> Draft:
    """The workflow for a Cog schema: on Replicate if a model is named, else on Cog's own server."""
    info = value.get("info")
    title = line(info.get("title")) if is_object(info) else ""
    if wishes.model is not None:
        return _on_replicate(value, wishes.model, title if title != "Cog" else "", "")
    schemas, form = _form(value)
    base = base_url_of(wishes.server or _COG_SERVER)
    send = {
        "id": "predict",
        "label": "Run the model",
        "shortcut": "r",
        "primary": True,
        "loading_label": "Waiting for the model",
        "action_type": "fetch",
        "execution_mode": "async",
        "config": {
            "url": f"{base}/predictions",
            "allow": [host_of(base)],
            "method": "POST",
            "json": {"input": "{{ " + FILLED + " }}"},
            "timeout": 900,
            "max_bytes": 67_108_864,
        },
        "result_mapping": {"target_path": "results", "merge_mode": "append"},
    }
    shown = results(title="Predictions", empty="No predictions yet. Press r to run the model.")
    shown["items"]["properties"] = {"output": {"title": "Output"}, "error": {"title": "Error"}}
    return Draft(
        title=title if title and title != "Cog" else wishes.name,
        about=f"Predictions of the Cog server at {base}.",
        step="1_predict",
        modules=[page("Run the model", "", shown, [send])],
        files={FORM: form},
        notes=(
            f"It asks Cog's own server at {base}; add --server URL for another one, "
            "or --model OWNER/NAME to run on Replicate.",
            *schemas.notes,
        ),
    )


def _on_replicate(schema: Mapping[str, Any], model: str, title: str, description: str) -> Draft:
    if not (_MODEL.fullmatch(model) or _VERSION.fullmatch(model)) or len(model) > 300:
        raise Refused(f"{line(model)!r} is no model", "It looks like owner/name or owner/name:version.")
    title = title or line(model.partition("/")[2].partition(":")[0], "Model")
    schemas, form = _form(schema)
    fields = form.get("properties", {})
    prompt = next((name for name in _PROMPTS if _is_text(fields.get(name))), None)
    run = {
        "id": "predict",
        "label": "Run the model",
        "shortcut": "r",
        "primary": True,
        "loading_label": "Running the model",
        "action_type": REPLICATE,
        "execution_mode": "async",
        "config": replicate_config(model, fields, prompt, title),
        "result_mapping": {"target_path": "results", "merge_mode": "append"},
    }
    shown = results(title="Results", empty="No results yet. Press r to run the model.", as_grid=True)
    return Draft(
        title=title,
        about=f"Results of {model} on Replicate.",
        step="1_predict",
        modules=[page(title, description, shown, [run])],
        files={FORM: form},
        notes=(
            "It needs a provider called replicate: `reroll providers` lists those you have.",
            *schemas.notes,
        ),
    )


def _is_text(schema: Any) -> bool:
    return is_object(schema) and schema.get("type") == "string" and "format" not in schema


def _form(document: Mapping[str, Any]) -> tuple[FormSchemas, dict[str, Any]]:
    components = document.get("components")
    named = components.get("schemas") if is_object(components) else None
    given = named.get("Input") if is_object(named) else None
    if not is_object(given):
        raise Refused("the schema has no Input", "It should be at components.schemas.Input.")
    schemas = FormSchemas(document)
    form = schemas.form(given)
    shape = form.get("properties", {}).get("prompt")
    if is_object(shape) and shape.get("type") == "string":
        form["properties"]["prompt"] = {**shape, "_ux": {"input_type": "textarea", "rows": 4}}
    form.pop("title", None)
    return schemas, form
