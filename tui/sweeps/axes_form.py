"""What a sweep varies, as one JSON Schema for the form engine, and back again."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.form.field import WITH_PARTS, Field
from engine.form.model import FormModel
from engine.sweeps.values import alternatives
from schemas.clean_text import clean_line
from schemas.documents.interaction import InteractionRequest
from schemas.documents.sub_action import SubAction
from schemas.json_value import is_list, is_object
from schemas.messages.models import ProviderSummary
from schemas.messages.sweeps import AxisSpec

MOST_AXES = 6
_MEDIA = ("media_generate", "image_generation")


def sweepable(request: InteractionRequest) -> list[SubAction]:
    """The page's sub-actions that a sweep can run: those that generate; the primary one first."""
    found = [
        action
        for action in request.sub_actions
        if kind_of(action) and not (action.placement.at == "result" and request.result_display_schema)
    ]
    return sorted(found, key=lambda action: not action.primary)


def kind_of(action: SubAction) -> str:
    """`media` or `text`: the kind of provider that answers; "" where an action asks none."""
    name = action.action_type
    if name.startswith("media.") or name in _MEDIA:
        return "media"
    return "text" if name.startswith(("llm.", "llm_")) else ""


def axes_schema(
    model: FormModel, actions: Sequence[SubAction], providers: Sequence[ProviderSummary], action_id: str
) -> dict[str, Any]:
    """The form of a sweep over `model`, the page's form, with what fits the action that is chosen."""
    chosen = next((action for action in actions if action.id == action_id), actions[0])
    properties: dict[str, Any] = {}
    if len(actions) > 1:
        properties["action"] = {
            "title": "Run",
            "oneOf": [{"const": each.id, "title": clean_line(each.label)} for each in actions],
            "default": chosen.id,
            "_ux": {"input_type": "select"},
        }
    properties["axes"] = {
        "title": "What varies",
        "description": "Every combination is run once.",
        "type": "array",
        "minItems": 1,
        "maxItems": MOST_AXES,
        "items": {"oneOf": _sides(model, providers, kind_of(chosen)), "default": _first_side(model)},
    }
    return {"type": "object", "title": "Sweep", "properties": properties, "required": ["axes"]}


def _sides(model: FormModel, providers: Sequence[ProviderSummary], kind: str) -> list[dict[str, Any]]:
    """What one side of the matrix can be, as shapes of a union."""
    sides: list[dict[str, Any]] = []
    fields = list(_single(model))
    if fields:
        values = {
            "title": "Values",
            "type": "string",
            "minLength": 1,
            "_ux": {"input_type": "textarea", "placeholder": "a, b   or   1..9 step 2   or one a line"},
        }
        sides.append(_side("Values of a field", field=_choice("Field", fields), values=values))
    if texts := [field for field in fields if _has_alternatives(model, field)]:
        sides.append(_side("{a|b} in a text", text=_choice("Text", texts)))
    if names := [each.name for each in providers if each.kind == kind]:
        several = {
            "title": "Providers",
            "type": "array",
            "uniqueItems": True,
            "minItems": 1,
            "items": {"enum": names},
        }
        sides.append(_side("Providers", providers=several))
    often = {"title": "How often", "type": "integer", "minimum": 1, "maximum": 1000, "default": 4}
    sides.append(_side("Candidates", repeat={**often, "_ux": {"input_type": "number"}}))
    return sides


def _first_side(model: FormModel, path: str | None = None) -> dict[str, Any]:
    """What a side is to begin with: values of the field at `path`, or of the first one."""
    names = [name for name, _ in _single(model)]
    name = path if path in names else next(iter(names), None)
    return {"field": name, "values": ""} if name else {"repeat": 4}


def _side(title: str, **properties: Any) -> dict[str, Any]:
    return {
        "title": title,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _choice(title: str, fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {
        "title": title,
        "oneOf": [{"const": name, "title": words} for name, words in fields],
        "_ux": {"input_type": "select"},
    }


def _single(model: FormModel) -> list[tuple[str, str]]:
    """Path and words of every field that has one value, nested ones too, hidden ones as well: another
    side may be what shows them."""
    found: list[tuple[str, str]] = []

    def walk(fields: Iterable[Field], above: str) -> None:
        for field in fields:
            words = f"{above} › {field.title}" if above else field.title
            if field.kind in WITH_PARTS:
                walk(model.children(field.name), words)
            elif field.kind not in ("secret", "constant", "null") and not field.read_only:
                found.append((field.name, clean_line(words)))

    walk(model.fields, "")
    return found


def _has_alternatives(model: FormModel, field: tuple[str, str]) -> bool:
    try:
        return len(alternatives(model.text(field[0]))) > 1
    except ValueError:
        return True  # too many readings: the plan says so


def axes_in(values: Mapping[str, Any]) -> list[AxisSpec]:
    """The axes that the form holds; sides that are not filled in yet are left out."""
    axes = values.get("axes")
    return [spec for side in axes if is_object(side) and (spec := _axis(side))] if is_list(axes) else []


def _axis(side: Mapping[str, Any]) -> AxisSpec | None:
    match side:
        case {"field": str(field), "values": str(values)} if field and values.strip():
            return AxisSpec(field=field, values=values)
        case {"text": str(field)} if field:
            return AxisSpec(field=field)
        case {"providers": list(names)} if names:
            return AxisSpec(providers=[str(name) for name in names])
        case {"repeat": int(count)}:
            return AxisSpec(repeat=count)
        case _:
            return None


def beginning(model: FormModel, path: str | None = None) -> dict[str, Any]:
    """What the set-up form begins with: the texts with alternatives in them, else the field at `path`."""
    fields = _single(model)
    if texts := [name for name, words in fields if _has_alternatives(model, (name, words))]:
        return {"axes": [{"text": name} for name in texts[:MOST_AXES]]}
    return {"axes": [_first_side(model, path)]}
