"""What comes before an open page: the modules a rerun runs again (row A3)."""

from collections.abc import Mapping
from typing import Any

from engine.actions.action import Upstream, UpstreamModule
from engine.actions.errors import ActionError
from engine.actions.registry import Registry
from engine.documents.loaded import LoadedWorkflow
from engine.session.modules import module_request, state_changes
from engine.session.page import Interaction
from engine.session.state import SessionState
from engine.spelling import nearest
from engine.store.executions import ExecutionRequest
from schemas.documents.module import Module

Place = tuple[str, Module]
"""A step's id and one of its modules."""


def upstream_of(
    state: SessionState,
    loaded: LoadedWorkflow,
    registry: Registry,
    page: Interaction,
    start: str,
    request: ExecutionRequest,
) -> Upstream:
    """The modules from `start` (`module` or `step/module`) up to `page`. Raises `ActionError`.

    `request` is the rerun's own: its feedback and parameters reach the modules.
    """
    places = loaded.places()
    here = [(step_id, module.id) for step_id, module in places].index((page.step_id, page.module_id))
    before = places[:here]
    first = _find(before, start, page.step_id)
    return Upstream(
        modules=tuple(_module(state, registry, place, request) for place in before[first:]), state=state.state
    )


def _find(before: list[Place], start: str, step_id: str) -> int:
    named = [at for at, (step, module) in enumerate(before) if start in (module.id, f"{step}/{module.id}")]
    here = [at for at in named if before[at][0] == step_id]
    if len(here or named) == 1:
        return (here or named)[0]
    if named:
        raise ActionError(
            "ambiguous_module", f"Several modules are called {start!r}.", hint="Name it as step/module."
        )
    close = nearest(start, [module.id for _, module in before])
    raise ActionError(
        "unknown_module",
        f"No module {start!r} comes before this page.",
        hint=f"Did you mean {close!r}?" if close else "Correct `from` in the rerun.",
    )


def _module(
    state: SessionState, registry: Registry, place: Place, request: ExecutionRequest
) -> UpstreamModule:
    step_id, module = place
    action = registry.find(module.uses)
    if action is None:
        raise ActionError("unknown_action", f"There is no action named {module.uses}.")
    title = module.title or action.title
    if not action.interactive:

        def after_run(now: Mapping[str, Any], outputs: Any) -> dict[str, Any]:
            return state_changes(module, now, {"outputs": outputs})

        again = module_request(
            request.session_id, step_id, module, title, feedback=request.feedback, params=request.params
        )
        return UpstreamModule(step_id, module.id, title, again, after_run)
    response = _last_response(state, step_id, module.id)

    def as_answered(now: Mapping[str, Any], _outputs: Any) -> dict[str, Any]:
        return state_changes(module, now, {"response": response})

    return UpstreamModule(step_id, module.id, title, None, as_answered)


def _last_response(state: SessionState, step_id: str, module_id: str) -> dict[str, Any]:
    for page in reversed(state.interactions.values()):
        if (page.step_id, page.module_id) == (step_id, module_id):
            response = page.response or page.earlier_response
            if response is not None:
                return response
    raise ActionError("unanswered", f"The page {module_id!r} has not been completed yet.")
