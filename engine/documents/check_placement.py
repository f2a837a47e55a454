"""Checks where a sub-action's button stands and which fields run it: the page must have them (A11)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.documents.findings import Findings, shown
from engine.documents.place import Place
from engine.form.build import build_fields
from engine.spelling import nearest
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object

_NOTHING: Mapping[str, Any] = {}


@frozen
class _Page:
    """What a button can stand at; `report` adds a problem, or a warning if the form may change."""

    fields: list[str]
    groups: list[str]
    has_results: bool
    report: Callable[..., None]

    def check_field(self, name: Any, place: Place) -> None:
        self._check_name("field", name, self.fields, place)

    def check_placement(self, placement: Mapping[str, Any], place: Place, findings: Findings) -> None:
        where, name = placement.get("at", "toolbar"), placement.get("name")
        at = place.at("name")
        match where:
            case "section" | "field" if name is None:
                known = self.groups if where == "section" else self.fields
                message = f'the key "name" is missing: which {where} is meant'
                self.report(place, message, expected=", ".join(known))
            case "section":
                self._check_name("group", name, self.groups, at)
            case "field":
                self._check_name("field", name, self.fields, at)
            case "result" if not self.has_results:
                message = "there are no results to stand at: the page has no result_display_schema"
                self.report(place.at("at"), message, found=shown(where))
            case "toolbar" | "result" if name is not None:
                findings.warn(at, f'"name" has no meaning at "{where}"', found=shown(name))
            case _:
                pass  # the model reports what is no place at all

    def _check_name(self, kind: str, name: Any, known: Iterable[str], place: Place) -> None:
        if isinstance(name, str) and name not in known:
            close = nearest(name, known)
            expected = "" if close else ", ".join(known)
            message = f"the form has no such {kind}"
            self.report(place, message, found=shown(name), expected=expected, nearest=close)


def check_placements(module: Mapping[str, Any], place: Place, findings: Findings) -> None:
    """Report placements and `on_change` of a module's sub-actions that the page cannot meet."""
    listed = module.get("sub_actions")
    actions = [action if is_object(action) else _NOTHING for action in (listed if is_list(listed) else [])]
    if module.get("input_schema") == {} or not any(map(_needs_page, actions)):
        return  # an empty schema stands for a file that could not be read, which is reported
    page = _page(module, findings.warn if any(map(_changes_form, actions)) else findings.problem)
    for at, action in enumerate(actions):
        here = place.at("sub_actions", at)
        placement, changing = action.get("placement"), action.get("on_change")
        if is_object(placement):
            page.check_placement(placement, here.at("placement"), findings)
        for number, name in enumerate(changing if is_list(changing) else []):
            page.check_field(name, here.at("on_change", number))


def _needs_page(action: Mapping[str, Any]) -> bool:
    return is_object(action.get("placement")) or bool(action.get("on_change"))


def _page(module: Mapping[str, Any], report: Callable[..., None]) -> _Page:
    form = module.get("input_schema")
    fields = build_fields(dict(form)) if is_object(form) else ()
    groups = dict.fromkeys(field.group for field in fields if field.group)
    has_results = is_object(module.get("result_display_schema"))
    return _Page([field.name for field in fields], list(groups), has_results, report)


def _changes_form(action: Mapping[str, Any]) -> bool:
    mapping = action.get("result_mapping")
    target = mapping.get("target_path") if is_object(mapping) else None
    parts = str(target).split(".")
    return parts[0] == "interaction" and parts[1:2] in ([], ["input_schema"])
