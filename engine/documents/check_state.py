"""Warns about templates that read keys of the state which are not there when they are rendered."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from engine.documents.check_templates import templates_in
from engine.documents.findings import Findings, shown
from engine.documents.flow_module import FlowModule
from engine.documents.place import Place
from engine.spelling import nearest
from engine.templates.sandbox import keys_used
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object

_AGAIN = "_continue"


def check_state(
    initial: Any, modules: Sequence[FlowModule], findings: Findings, made: Set[str] = frozenset()
) -> None:
    """Warn about each read of a key that neither `initial` nor an earlier module makes.

    `modules` are in the order they run. A read that allows for a missing key, with `default`
    or `is defined`, is none to warn about. `made` are keys that something else makes meanwhile.
    """
    there = {*made, *(initial if is_object(initial) else ())}
    keys = _Keys(there, {k for each in modules for k in each.outputs})
    for module in modules:
        outputs = {key: value for key, value in module.outputs.items() if key != _AGAIN}
        if module.given.get("literal_inputs") is not True:
            keys.check(_reads(module.given.get("inputs"), module.place.at("inputs")), findings)
        keys.check(_reads(outputs, module.place.at("outputs")), findings)
        for action, place in module.sub_actions():
            _check_sub_action(action, place, keys, findings)
        keys.there.update(outputs)
        # Whether the page opens once more is asked when its outputs are in the state.
        keys.check(_reads(module.outputs.get(_AGAIN), module.place.at("outputs", _AGAIN)), findings)


def _check_sub_action(action: Mapping[str, Any], place: Place, keys: "_Keys", findings: Findings) -> None:
    reads = list(_reads(action.get("config"), place.at("config")))
    keys.check(reads, findings)
    keys.check(_condition_reads(action.get("preconditions"), place.at("preconditions")), findings)
    requires = action.get("requires")
    if not is_list(requires):
        return
    listed = [(key, place.at("requires", at)) for at, key in enumerate(requires) if isinstance(key, str)]
    keys.check(listed, findings)
    names = [key for key, _ in listed]
    for key, at in reads:
        if key in keys.there and key not in names:
            message = '"requires" does not list this key of the state, so there is none here'
            findings.warn(at, message, found=shown(f"state.{key}"), nearest=nearest(key, names))


@frozen
class _Keys:
    """The state's keys that are `there`, and those that any module makes at some time."""

    there: set[str]
    sometime: Set[str]

    def check(self, reads: Iterable[tuple[str, Place]], findings: Findings) -> None:
        for key, place in reads:
            if key in self.there:
                continue
            if key in self.sometime:
                findings.warn(place, "this key of the state is made only later", found=shown(f"state.{key}"))
            else:
                close = nearest(key, self.there)
                message = "nothing makes this key of the state"
                findings.warn(place, message, found=shown(f"state.{key}"), nearest=close)


def _reads(value: Any, place: Place) -> Iterator[tuple[str, Place]]:
    """The state keys that the templates in `value` need, each with the template's place."""
    for source, at in templates_in(value, place):
        for key in sorted(_needed(source)):
            yield key, at


def _condition_reads(preconditions: Any, place: Place) -> Iterator[tuple[str, Place]]:
    for at, precondition in enumerate(preconditions if is_list(preconditions) else []):
        condition = precondition.get("condition") if is_object(precondition) else None
        if isinstance(condition, str):
            for key in sorted(_needed("{{ " + condition + " }}")):
                yield key, place.at(at, "condition")


def _needed(source: str) -> set[str]:
    if "state" not in source:
        return set()
    try:
        used = keys_used(source, "state") or set()
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return set()  # it does not compile, which is reported
    return {key for key in used if not hasattr(dict, key) and not _allows_none(source, key)}


def _allows_none(source: str, key: str) -> bool:
    read = rf"""state(?:\.{re.escape(key)}\b|\[\s*['"]{re.escape(key)}['"]\s*\])"""
    return re.search(rf"{read}\s*(?:\|\s*(?:default|d)\b|is\s+(?:not\s+)?defined)", source) is not None
