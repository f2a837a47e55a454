"""Which fields a search or a filter of a form leaves."""

from typing import Literal

from engine.form.field import WITH_PARTS, Field
from engine.form.model import FormModel
from schemas.json_value import is_object
from tui.form.outline import Keep

Showing = Literal["all", "changed", "errors", "set"]

SHOWINGS: tuple[Showing, ...] = ("all", "changed", "errors", "set")

SHOWN: dict[Showing, str] = {
    "all": "all fields",
    "changed": "only what changed",
    "errors": "only errors",
    "set": "only what is set",
}


def is_advanced(field: Field) -> bool:
    """Whether the schema calls the field advanced, in one of the ways there are."""
    schema, ux = field.schema, field.schema.get("_ux")
    marks = (schema.get("advanced"), schema.get("x-advanced"), is_object(ux) and ux.get("advanced"))
    return True in marks or field.deprecated


def finds(field: Field, sought: str) -> bool:
    """Whether every word is in the field's name, title or help."""
    text = f"{field.name} {field.title} {field.description}".casefold()
    return all(word in text for word in sought.casefold().split())


def keep_for(model: FormModel, showing: Showing, sought: str, *, advanced: bool) -> Keep | None:
    """Return what leaves the fields wanted, or None where all are."""
    if showing == "all" and not sought.strip() and advanced:
        return None

    def keep(field: Field) -> bool:
        parted = field.kind in WITH_PARTS
        match showing:
            case "changed" if parted or not model.is_dirty(field.name):
                return False
            case "errors" if not model.errors_at(field.name):
                return False
            case "set" if parted or not model.is_set(field.name):
                return False
            case _:
                pass
        return (advanced or not is_advanced(field)) and (not sought.strip() or finds(field, sought))

    return keep
