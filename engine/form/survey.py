"""A form as one list: every field that there is a place for now, and what cannot be drawn or checked."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from engine.form.field import WITH_PARTS, Field
from engine.form.model import FormModel
from engine.form.nodes.tree import View
from schemas.frozen import frozen
from schemas.json_value import is_object

MOST_FIELDS = 20_000
_DEEPEST = 12
_REFUSED = "$ref"


@frozen
class Survey:
    """`fields` in the order of the form, outer ones first; `unsupported` are keywords that have no effect."""

    fields: tuple[Field, ...]
    unsupported: tuple[str, ...]


def survey(model: FormModel) -> Survey:
    """List the fields of a whole form, also those inside objects that are not set.

    A schema that leads back to itself is followed once more where nothing is set.
    """
    views = list(_below(model, "", ()))
    if model.view("").field.kind not in WITH_PARTS:
        views.insert(0, model.view(""))
    views = views[:MOST_FIELDS]
    checked = model.checked_keywords()
    found: set[str] = set()
    for view in (model.view(""), *views):
        own: Mapping[str, Any] = view.schema if is_object(view.schema) else {}
        found |= {key for key in (*own, *view.field.schema) if key in _every_keyword() and key not in checked}
        if any("document" in reason or "not there" in reason for reason in view.effective.flat.refused):
            found.add(_REFUSED)
    return Survey(tuple(view.field for view in views), tuple(sorted(found)))


def _below(model: FormModel, path: str, above: tuple[int, ...]) -> Iterator[View]:
    if len(above) > _DEEPEST:
        return
    for field in model.children(path):
        view = model.view(field.name)
        yield view
        flat = id(view.effective.flat)
        if field.kind in WITH_PARTS and (model.is_set(field.name) or flat not in above):
            yield from _below(model, field.name, (*above, flat))


@cache
def _every_keyword() -> frozenset[str]:
    """The keywords that some draft checks."""
    from jsonschema import validators  # noqa: PLC0415 - slow to import

    drafts: list[Any] = [
        validators.Draft4Validator,
        validators.Draft7Validator,
        validators.Draft201909Validator,
        validators.Draft202012Validator,
    ]
    return frozenset(str(keyword) for draft in drafts for keyword in draft.VALIDATORS)
