"""Checks that every rerun begins at one module, and that it comes before the page (row A3)."""

from collections.abc import Sequence
from typing import Any

from engine.actions.registry import Registry
from engine.documents.findings import Findings, shown
from engine.documents.flow_module import FlowModule
from engine.documents.place import Place
from engine.documents.pydantic_problems import is_template
from engine.spelling import nearest
from schemas.documents.action_config import RerunConfig
from schemas.json_value import is_object


def check_reruns(modules: Sequence[FlowModule], registry: Registry, findings: Findings) -> None:
    """Report reruns that cannot begin where they say; `modules` are in the order they run."""
    for at, module in enumerate(modules):
        if _is_rerun(module.given.get("uses"), registry):
            message = "a rerun needs an open page: it can only be a sub-action"
            findings.problem(module.place.at("uses"), message)
        for action, place in module.sub_actions():
            if not _is_rerun(action.get("action_type"), registry):
                continue
            if action.get("result_mapping") is not None:
                message = "has no effect: a rerun refreshes the page from what its modules made"
                findings.warn(place.at("result_mapping"), message)
            config = action.get("config")
            start = config.get("from") if is_object(config) else None
            if isinstance(start, str) and start:
                _check(start, at, modules, place.at("config", "from"), registry, findings)


def _is_rerun(name: Any, registry: Registry) -> bool:
    action = registry.find(name) if isinstance(name, str) else None
    return action is not None and issubclass(action.config_model, RerunConfig)


def _check(
    start: str,
    page: int,
    modules: Sequence[FlowModule],
    place: Place,
    registry: Registry,
    findings: Findings,
) -> None:
    if is_template(start):
        return
    named = [at for at, each in enumerate(modules) if start in (each.id, f"{each.step_id}/{each.id}")]
    before = [at for at in named if at < page]
    here = [at for at in before if modules[at].step_id == modules[page].step_id]
    if len(here or before) == 1:
        _check_work(range((here or before)[0], page), modules, place, registry, findings)
    elif here:
        return  # the same id twice in a step, which is reported there
    elif before:
        several = " or ".join(f'"{modules[at].step_id}/{modules[at].id}"' for at in before)
        message = "several earlier modules are called that: say which step's"
        findings.problem(place, message, found=shown(start), expected=several)
    elif named:
        which = "the page itself" if named[0] == page else "what comes after the page"
        message = f"this is a cycle: a rerun goes from an earlier module up to the page, and this is {which}"
        findings.problem(place, message, found=shown(start), expected=_earlier(modules[:page]))
    else:
        known = [each.id for each in modules[:page]]
        close = nearest(start, [*known, *(f"{each.step_id}/{each.id}" for each in modules[:page])])
        expected = "" if close else _earlier(modules[:page])
        message = "no module of that name comes before the page"
        findings.problem(place, message, found=shown(start), expected=expected, nearest=close)


def _earlier(modules: Sequence[FlowModule]) -> str:
    return ", ".join(dict.fromkeys(each.id for each in modules)) or "a module, and there is none before"


def _check_work(
    chain: range, modules: Sequence[FlowModule], place: Place, registry: Registry, findings: Findings
) -> None:
    actions = [registry.find(str(modules[at].given.get("uses"))) for at in chain]
    if all(action is not None and action.interactive for action in actions):
        message = "nothing would run again: there are only pages between this one and that"
        findings.warn(place, message, found=shown(modules[chain[0]].id))
