"""What is wrong with a `script` config, as far as the text of `actions.py` tells."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.actions.scripting.functions import Functions, functions_in
from engine.actions.self_check import ConfigProblem, holds_template
from engine.spelling import nearest
from engine.trust.code import ENTRY, MAX_BYTES
from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object


def script_problems(config: Mapping[str, Any], folder: Path) -> Iterator[ConfigProblem]:
    """Every problem with the function named and the parameters given."""
    name = config.get("function")
    if holds_template(name):
        yield ConfigProblem(("function",), "a template cannot choose the function")
        return
    listed = config.get("environment")
    for at, variable in enumerate(listed if is_list(listed) else []):
        if holds_template(variable):
            yield ConfigProblem(("environment", at), "a template cannot choose an environment variable")
    if not isinstance(name, str) or not name:
        return
    file = folder / ENTRY
    if not file.is_file() or not file.resolve().is_relative_to(folder.resolve()):
        yield ConfigProblem(
            (), f"there is no {ENTRY} in the workflow folder", expected=f"{ENTRY} with {name}()"
        )
        return
    try:
        with file.open("rb") as stream:
            found = functions_in(stream.read(MAX_BYTES))
    except OSError as error:
        yield ConfigProblem((), f"{ENTRY} cannot be read: {error.strerror}")
    except ValueError as error:
        yield ConfigProblem((), f"{ENTRY} {error}")
    else:
        yield from _function_problems(name, config.get("parameters", {}), found)
        yield from _parameter_problems(config.get("parameters", {}), config.get("parameters_schema"))


def _function_problems(name: str, parameters: Any, found: Functions) -> Iterator[ConfigProblem]:
    signature = found.signatures.get(name)
    if signature is None:
        if found.complete:
            known = [each for each in found.signatures if not each.startswith("_")]
            yield ConfigProblem(
                ("function",),
                f"{ENTRY} has no such function",
                found=f'"{name}"',
                expected=", ".join(sorted(known)),
                nearest=nearest(name, known),
            )
        return
    if not is_object(parameters):
        return
    known = [*signature.required, *signature.optional]
    for given in parameters:
        if not signature.open and given not in known:
            yield ConfigProblem(
                ("parameters", given),
                f"{name}() takes no such argument",
                found=f'"{given}"',
                expected=", ".join(sorted(known)),
                nearest=nearest(given, known),
            )
    for missing in sorted(signature.required - set(parameters)):
        yield ConfigProblem(("parameters",), f'{name}() needs the argument "{missing}"')


def _parameter_problems(parameters: Any, schema: Any) -> Iterator[ConfigProblem]:
    """What does not fit the schema; parameters with templates are held to it when they are known."""
    if not is_object(parameters) or not is_object(schema):
        return
    import jsonschema  # noqa: PLC0415 - takes 50 ms, and few documents need it here

    later = [name for name, value in parameters.items() if _has_template(value)]
    required = [name for name in schema.get("required", []) if name not in later]
    literal = {name: value for name, value in parameters.items() if name not in later}
    validator: Any = jsonschema.Draft202012Validator({**schema, "required": required})
    try:
        errors = list(validator.iter_errors(literal))
    except Exception as error:  # noqa: BLE001 - the schema itself is wrong, in any of many ways
        yield ConfigProblem(("parameters_schema",), f"not a JSON Schema: {error}"[:200])
        return
    for error in errors:
        yield ConfigProblem(("parameters", *error.absolute_path), clean_line(error.message)[:200])


def _has_template(value: Any) -> bool:
    if is_object(value):
        return any(map(_has_template, value.values()))
    return any(map(_has_template, value)) if is_list(value) else holds_template(value)
