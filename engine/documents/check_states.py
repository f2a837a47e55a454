"""Checks the states of a conversation: names that exist, conditions that compile, states that are reached."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.documents.check_condition import check_condition
from engine.documents.check_templates import check_templates
from engine.documents.findings import Findings, shown
from engine.documents.place import Place
from engine.spelling import nearest
from schemas.json_value import is_list, is_object

_NOTHING: Mapping[str, Any] = {}


def check_states(given: Mapping[str, Any], actions: Sequence[str], place: Place, findings: Findings) -> None:
    """`given` is `states` of the workflow at `place`, `actions` the names of its embedded actions."""
    states: Any = given.get("states")
    listed = [each if is_object(each) else _NOTHING for each in (states if is_list(states) else [])]
    at = place.at("states", "states")
    ids: list[str] = []
    for number, state in enumerate(listed):
        name = state.get("id")
        if isinstance(name, str) and name in ids:
            findings.problem(at.at(number, "id"), "the same id twice", found=shown(name))
        elif isinstance(name, str):
            ids.append(name)
    _check_name(given.get("initial"), ids, "state", place.at("states", "initial"), findings)
    for number, state in enumerate(listed):
        _check_state(state, ids, actions, at.at(number), findings)
    if given.get("initial") in ids:
        _check_reached(listed, str(given["initial"]), at, findings)
    _check_allowed(listed, actions, place.at("embedded_actions", "definitions"), findings)


def _check_state(
    state: Mapping[str, Any], ids: Sequence[str], actions: Sequence[str], place: Place, findings: Findings
) -> None:
    for key in ("entry", "prompt"):
        check_templates(state.get(key), place.at(key), findings)
    allowed = state.get("actions")
    for number, name in enumerate(allowed if is_list(allowed) else []):
        _check_name(name, actions, "embedded action", place.at("actions", number), findings)
    for number, way in _ways(state):
        _check_name(way.get("to"), ids, "state", place.at("transitions", number, "to"), findings)
        when = way.get("when")
        if isinstance(when, str) and when:
            names = check_condition(when, place.at("transitions", number, "when"), findings)
            for name in sorted(names - {"state"}):
                at = place.at("transitions", number, "when")
                message = f'a condition sees only "state": "{name}" is always missing here'
                findings.problem(at, message, found=shown(when))


def _check_name(name: Any, known: Sequence[str], what: str, place: Place, findings: Findings) -> None:
    if isinstance(name, str) and name not in known:
        close = nearest(name, known)
        expected = "" if close else ", ".join(known)
        message = f"there is no such {what}"
        findings.problem(place, message, found=shown(name), expected=expected, nearest=close)


def _check_reached(
    states: Sequence[Mapping[str, Any]], initial: str, place: Place, findings: Findings
) -> None:
    """Warn about states that no way leads to."""
    ways = {state.get("id"): [way.get("to") for _, way in _ways(state)] for state in states}
    reached: set[Any] = set()
    waiting: list[Any] = [initial]
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting += ways.get(here, [])
    for number, state in enumerate(states):
        if isinstance(name := state.get("id"), str) and name not in reached:
            findings.warn(place.at(number), "no transition leads to this state", found=shown(name))


def _check_allowed(
    states: Sequence[Mapping[str, Any]], actions: Sequence[str], place: Place, findings: Findings
) -> None:
    """Warn about actions that no state allows."""
    allowed = {name for state in states if is_list(listed := state.get("actions")) for name in listed if name}
    for number, name in enumerate(actions):
        if name not in allowed:
            findings.warn(place.at(number), "no state allows this action", found=shown(name))


def _ways(state: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    listed = state.get("transitions")
    return [(at, way) for at, way in enumerate(listed if is_list(listed) else []) if is_object(way)]
