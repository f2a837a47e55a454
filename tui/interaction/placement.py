"""Where the buttons of a page's sub-actions stand (row A11)."""

from collections.abc import Iterable
from dataclasses import field
from typing import TYPE_CHECKING

from engine.form.model import FormModel
from schemas.clean_text import clean_line
from schemas.frozen import frozen

if TYPE_CHECKING:
    from schemas.documents.interaction import InteractionRequest
    from schemas.documents.sub_action import SubAction


@frozen
class Places:
    """Sub-actions by where they stand; in `sections` by group, in `fields` by name."""

    toolbar: list["SubAction"] = field(default_factory=list["SubAction"])
    sections: dict[str, list["SubAction"]] = field(default_factory=dict[str, list["SubAction"]])
    fields: dict[str, list["SubAction"]] = field(default_factory=dict[str, list["SubAction"]])
    results: list["SubAction"] = field(default_factory=list["SubAction"])


def places_of(request: "InteractionRequest", model: FormModel) -> Places:
    """Each sub-action once; one whose place the page does not have stands in the toolbar."""
    places = Places()
    groups = {section.group or "" for section in model.sections}
    names = {each.name for each in model.fields}
    for action in request.sub_actions:
        name = action.placement.name or ""
        match action.placement.at:
            case "section" if name in groups:
                places.sections.setdefault(name, []).append(action)
            case "field" if name in names:
                places.fields.setdefault(name, []).append(action)
            case "result" if request.result_display_schema is not None:
                places.results.append(action)
            case _:
                places.toolbar.append(action)
    return places


def acts_on_result(action: "SubAction", request: "InteractionRequest") -> bool:
    """Whether a sub-action needs the result under the cursor."""
    return action.placement.at == "result" and request.result_display_schema is not None


def where_of(actions: Iterable["SubAction"], model: FormModel, result: str) -> dict[str, str]:
    """What each sub-action acts on, in a few words; `result` names the highlighted one, "" for none."""
    titles = {each.name: each.title for each in model.fields}
    labels = {section.group or "": section.label for section in model.sections}
    where: dict[str, str] = {}
    for action in actions:
        name = action.placement.name or ""
        match action.placement.at:
            case "section":
                where[action.id] = labels.get(name, "")
            case "field":
                where[action.id] = titles.get(name, "")
            case "result":
                where[action.id] = result or "a result"
            case _:
                where[action.id] = ""
    return {action_id: clean_line(words) for action_id, words in where.items()}
