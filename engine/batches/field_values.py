"""What a run's output means for the fields of its record."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.actions.errors import ActionError
from schemas.json_value import is_list, is_object
from schemas.messages.results import Result

_FILES = ("image", "file")


def field_values(
    outputs: Mapping[str, str], value: Any, results: Sequence[Result]
) -> tuple[dict[str, Any], dict[str, Result]]:
    """Values by field, and the files among them by field.

    `outputs` are fields by output key. A single output takes the first picture, or the text, or
    whatever the action gave; of an object that has its key (or the field's name) it takes that.
    Several take the values of an object by their keys, or one picture each. Raises
    `ActionError` for an output that has nothing.
    """
    files = [result for result in results if result.kind in _FILES]
    if files:
        chosen = dict(zip(outputs.values(), files, strict=False))
        missing = [key for key, field in outputs.items() if field not in chosen]
        if missing:
            raise _missing(missing, f"{len(files)} files for {len(outputs)} outputs")
        return {field: result.value["url"] for field, result in chosen.items()}, chosen
    if is_object(value):
        found = {field: value[name] for key, field in outputs.items() for name in _name(key, field, value)}
        if len(found) == len(outputs):
            return found, {}
    if len(outputs) == 1:
        (field,) = outputs.values()
        single = value[0] if is_list(value) and len(value) == 1 else value
        if is_object(single) and isinstance(single.get("text"), str):
            single = single["text"]
        if single is None:
            raise _missing(list(outputs), "it gave nothing")
        return {field: single}, {}
    known = ", ".join(map(str, value)) if is_object(value) else type(value).__name__
    raise _missing(
        [key for key, field in outputs.items() if not _name(key, field, value)], f"it gave {known}"
    )


def _name(key: str, field: str, value: Any) -> list[str]:
    return [name for name in (key, field) if is_object(value) and name in value][:1]


def _missing(keys: Sequence[str], why: str) -> ActionError:
    return ActionError("no_output", f"The run has no value for {', '.join(keys)}: {why[:200]}.")
