"""Checks values of a step's settings before they are stored, or anything runs with them (rows C6, C9)."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.actions.errors import ActionError
from engine.actions.step_script import ScriptAsked, step_config
from engine.records.step_script import SettledStep, model_shapes
from engine.spelling import nearest
from schemas.json_value import is_object

MOST_BYTES = 256 * 1024
"""Of one value as JSON."""


def wrong_values(
    step: SettledStep,
    changes: Mapping[str, Any],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    shapes: Mapping[str, Any],
    providers: list[str] | None,
) -> list[str]:
    """What is wrong with `changes`, in words; what was wrong before them is not theirs. Blocks.

    `before` and `after` are the step's parameters without and with the changes; `shapes` the JSON
    Schemas of its settings; `providers` the names of those that can answer, None for an action
    that asks none.
    """
    problems: list[str] = []
    for name, value in changes.items():
        problems += wrong_value(step, name, value, shapes)
    chosen = changes.get("provider")
    if (
        isinstance(chosen, str)
        and providers is not None
        and not _is_template(chosen)
        and chosen not in providers
    ):
        close = nearest(chosen, providers)
        problems.append(
            f"provider: there is none named {chosen!r}"
            + (f"; did you mean {close}?" if close else f"; there are {', '.join(providers)}")
        )
    if not problems:
        known = set(wrong_config(step, before))
        problems += [each for each in wrong_config(step, after) if each not in known]
    return problems


def wrong_value(step: SettledStep, name: str, value: Any, shapes: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with one setting by itself, such as that the provider takes no such value. Blocks."""
    if value is None:
        yield f"{name}: null is no value; reset takes a setting away"
        return
    try:
        size = len(json.dumps(value).encode())
    except (TypeError, ValueError, RecursionError):
        yield f"{name}: is no JSON"
        return
    if size > MOST_BYTES:
        yield f"{name}: is larger than {MOST_BYTES // 1024} KiB"
        return
    shape = shapes.get(name)
    if shape is None:
        # What the step itself gives may be given otherwise, whoever answers.
        if not step.is_open and name not in step.script.script_config.parameters:
            close = nearest(name, shapes)
            yield f"{name}: {step.action.id} has no such setting" + (
                f"; did you mean {close}?" if close else ""
            )
        return
    # What the action's own model says is asked of the model itself, whose words are better.
    if shape != model_shapes(step.action.config_model).get(name) and not _is_template(value):
        yield from _unfit(name, value, shape)


def _unfit(name: str, value: Any, shape: Mapping[str, Any]) -> Iterator[str]:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - 50 ms, and only when something is set
    from jsonschema.exceptions import SchemaError  # noqa: PLC0415 - see above

    try:
        Draft202012Validator.check_schema(shape)
        errors = list(Draft202012Validator(shape).iter_errors(value))  # pyright: ignore[reportUnknownMemberType]
    except SchemaError:
        return
    allowed = [each["const"] for each in shape.get("oneOf", ()) if is_object(each) and "const" in each]
    if errors and allowed:
        yield f"{name}: {json.dumps(value)[:80]} is none of {', '.join(map(str, allowed))[:400]}"
    elif errors:
        yield f"{name}: {errors[0].message[:300]}"


def wrong_config(step: SettledStep, parameters: Mapping[str, Any], endpoint: str = "") -> Iterator[str]:
    """What the action's model, and the step's own schema, find wrong with all parameters together.

    `endpoint` is the whole URL of the step's, where it is known. Blocks.
    """
    from engine.documents.check_templates import check_templates  # noqa: PLC0415 - for documents, and for this
    from engine.documents.findings import Findings  # noqa: PLC0415 - see above
    from engine.documents.place import Origins, Place  # noqa: PLC0415 - see above
    from engine.documents.pydantic_problems import check  # noqa: PLC0415 - see above
    from engine.documents.typed_texts import with_typed_texts  # noqa: PLC0415 - see above

    inputs = tuple(step.script.inputs)
    script = step.script.script_config
    url = endpoint or script.custom_endpoint or ""
    asked = ScriptAsked(parameters, inputs, step.stored, url, script.function or "")
    try:
        config = step_config(step.action, asked)
    except ActionError as error:
        yield error.message
        return
    findings = Findings()
    place = Place(Origins(Path(step.step_id)))
    typed = with_typed_texts(step.action.config_model, config, place)
    check(step.action.config_model, typed, place, findings, templates=True)
    check_templates(typed, place, findings)
    for problem in findings.problems:
        found = f"; found {problem.found}" if problem.found else ""
        wanted = f"; expected {problem.expected}" if problem.expected else ""
        name = problem.pointer.strip("/").replace("/", ".") or step.step_id
        yield f"{name}: {problem.message}{found}{wanted}"
    schema = step.script.parameters_schema
    if is_object(schema):
        yield from _unfit("parameters", {k: v for k, v in parameters.items() if v is not None}, schema)


def _is_template(value: Any) -> bool:
    return isinstance(value, str) and ("{{" in value or "{%" in value)
