"""What a result mapping does to a page: to its data, or to the page itself."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from engine.form.model import FormModel
from engine.templates.target_path import PathError, apply
from schemas.documents.interaction import CHANGEABLE, InteractionRequest
from schemas.documents.sub_action import ResultMapping

JsonObject = dict[str, Any]


def patches_page(target_path: str) -> bool:
    """Whether a target path means the interaction itself: `interaction` or `interaction.<part>`."""
    return target_path == "interaction" or target_path.startswith("interaction.")


def change(
    request: InteractionRequest, data: JsonObject, mapping: ResultMapping, value: Any
) -> tuple[InteractionRequest, JsonObject]:
    """The page after a result mapping. `PathError` if it does not fit, or leaves no valid page."""
    if patches_page(mapping.target_path):
        return patched(request, mapping, value), data
    return request, changed_data(data, mapping, value)


def changed_data(data: Mapping[str, Any], mapping: ResultMapping, value: Any) -> JsonObject:
    """The display data after a result mapping. `PathError` if it does not fit."""
    return apply(
        data, mapping.target_path, mapping.merge_mode, value, key=mapping.key, only_empty=mapping.only_empty
    )


def patched(request: InteractionRequest, mapping: ResultMapping, value: Any) -> InteractionRequest:
    """The page after an action changed it: its form, sub-actions or result display. `PathError`."""
    known = request.model_dump(mode="json", by_alias=True, exclude_unset=True)
    page = {"interaction": {name: known[name] for name in CHANGEABLE if name in known}}
    page = apply(page, mapping.target_path, mapping.merge_mode, value, key=mapping.key)
    unknown = set(page["interaction"]) - set(CHANGEABLE)
    if unknown:
        raise PathError(f"{mapping.target_path!r}: a page has no {', '.join(sorted(unknown))} to change")
    try:
        return InteractionRequest.model_validate({**known, **page["interaction"]})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise PathError(
            f"{mapping.target_path!r}: what came back makes no valid page: {where}: {first['msg']}"
        ) from None


def check_page(request: InteractionRequest) -> None:
    """Refuse a form that cannot be drawn. Raises `PathError`."""
    try:
        FormModel(request.input_schema)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise PathError(f"what came back makes no valid form: {error}") from None
