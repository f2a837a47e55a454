"""What the events of a page do to the state of its session."""

from collections.abc import Mapping
from typing import Any

from engine.session.marks import marked
from engine.session.page import Generation, Interaction, JsonObject, Proposal, Snapshot
from engine.session.page_change import change
from engine.session.state import SessionState
from engine.session.talk_folds import reply_ended
from engine.templates.target_path import apply
from schemas.documents.interaction import InteractionRequest
from schemas.documents.sub_action import ResultMapping


def _interaction_opened(state: SessionState, data: JsonObject, at: float) -> None:
    request = InteractionRequest.model_validate(data["request"])
    inputs = dict(request.display_data)
    state.interactions[data["interaction_id"]] = Interaction(
        id=data["interaction_id"],
        step_id=data["step_id"],
        module_id=data["module_id"],
        request=request,
        data=inputs,
        generations=[Generation(1, inputs, at=at)],
    )
    state.current = data["interaction_id"]
    state.failure = None


def _interaction_refreshed(state: SessionState, data: JsonObject, at: float) -> None:
    """What is upstream of a page is new: a new generation takes its place on the page."""
    page = state.interactions[data["interaction_id"]]
    page.remember(data["label"])
    before = page.shown()
    request = InteractionRequest.model_validate(data["request"]) if "request" in data else page.request
    page.request = request.model_copy(update={"display_data": data["inputs"]})
    page.data = data["data"]
    changes: Mapping[str, Any] = data.get("state", {})
    if data.get("generation", True):
        _add_generation(state, page, before, data, at)
    state.state = {**state.state, **changes}
    page.arriving.pop(data.get("execution_id", ""), None)
    if data.get("opens"):
        page.earlier_response = page.response or page.earlier_response
        page.response = None
        state.aside = [each for each in state.aside if each != page.id]
        state.current = page.id
        state.failure = None


def _add_generation(
    state: SessionState, page: Interaction, before: Generation, data: JsonObject, at: float
) -> None:
    changes: Mapping[str, Any] = data.get("state", {})
    for generation in page.generations:
        for key in changes:
            if key in state.state:
                generation.state.setdefault(key, state.state[key])
    number = len(page.generations) + 1
    known = {**before.state, **changes}
    label, execution_id = data["label"], data.get("execution_id", "")
    page.generations.append(Generation(number, page.data, known, label, execution_id, at))
    page.generation = number


def _generation_chosen(state: SessionState, data: JsonObject, _at: float) -> None:
    page = state.interactions[data["interaction_id"]]
    page.remember(f"Generation {data['number']}")
    page.shown()
    chosen = page.generations[int(data["number"]) - 1]
    page.data, page.generation = chosen.data, chosen.number
    state.state = {**state.state, **chosen.state}


def _result_added(state: SessionState, data: JsonObject, _at: float) -> None:
    state.results += 1
    if data.get("target_path"):
        page = state.interactions[data["interaction_id"]]
        page.remember(data.get("label", ""), data["execution_id"])
        page.data = apply(page.data, data["target_path"], data["merge_mode"], data["value"])
    elif data.get("arriving"):
        page = state.interactions[data["interaction_id"]]
        page.arriving.setdefault(data["execution_id"], []).append(data["value"])


def _execution_ended(state: SessionState, data: JsonObject, _at: float) -> None:
    reply_ended(state, data["execution_id"], data.get("status", ""))
    page = state.interactions.get(data.get("interaction_id") or "")
    if page:
        page.arriving.pop(data["execution_id"], None)


def _values_committed(state: SessionState, data: JsonObject, _at: float) -> None:
    page = state.interactions[data["interaction_id"]]
    if page.data.get("current_values") != data["values"]:
        page.remember(data.get("label", ""))
        page.data = {**page.data, "current_values": data["values"]}


def _data_changed(state: SessionState, data: JsonObject, _at: float) -> None:
    page = state.interactions[data["interaction_id"]]
    page.remember(data.get("label", ""), data.get("execution_id", ""))
    mapping = ResultMapping.model_validate(data["mapping"])
    page.request, page.data = change(page.request, page.data, mapping, data["value"])


def _proposal_made(state: SessionState, data: JsonObject, _at: float) -> None:
    page = state.interactions[data["interaction_id"]]
    page.proposals[data["proposal_id"]] = Proposal(
        id=data["proposal_id"],
        execution_id=data["execution_id"],
        label=data["label"],
        mapping=ResultMapping.model_validate(data["mapping"]),
        value=data["value"],
    )


def _proposal_resolved(state: SessionState, data: JsonObject, _at: float) -> None:
    state.interactions[data["interaction_id"]].proposals.pop(data["proposal_id"], None)


def _change_undone(state: SessionState, data: JsonObject, _at: float) -> None:
    page = state.interactions[data["interaction_id"]]
    _swap(state, page, page.undoable, page.redoable)


def _change_redone(state: SessionState, data: JsonObject, _at: float) -> None:
    page = state.interactions[data["interaction_id"]]
    _swap(state, page, page.redoable, page.undoable)


def _swap(state: SessionState, page: Interaction, source: list[Snapshot], target: list[Snapshot]) -> None:
    snapshot = source[-1]
    present = page.snapshot(snapshot.label, snapshot.execution_id)
    generation = page.generation
    page.restore(snapshot)
    source.pop()
    target.append(present)
    if page.generation != generation:
        state.state = {**state.state, **page.generations[page.generation - 1].state}


def _results_selected(state: SessionState, data: JsonObject, _at: float) -> None:
    state.interactions[data["interaction_id"]].select(data["content_ids"])


def _results_marked(state: SessionState, data: JsonObject, _at: float) -> None:
    page = state.interactions[data["interaction_id"]]
    page.remember(data.get("label", ""))
    page.marks = marked(page.marks, data["content_ids"], data["marks"])


def _interaction_completed(state: SessionState, data: JsonObject, _at: float) -> None:
    state.interactions[data["interaction_id"]].response = data["response"]
    state.current = ""
    if data.get("resumes"):
        state.done |= state.parked
        state.current = state.parked_current
        for page in (state.interactions[each] for each in state.aside):
            if page.id != state.current:
                page.response = page.response or page.earlier_response
        if state.current:
            state.step_id = state.interactions[state.current].step_id
        state.aside = []
    state.parked, state.parked_current = set(), ""


def _interaction_reopened(state: SessionState, data: JsonObject, _at: float) -> None:
    """The person goes back to a page: what came after it waits, and none of it is lost."""
    page = state.interactions[data["interaction_id"]]
    if state.current and not state.parked_current:
        state.parked_current = state.current
    after = {(step_id, module_id) for step_id, module_id in data["modules"]}
    state.parked |= state.done & after
    state.done -= after
    later = [each.id for each in state.interactions.values() if (each.step_id, each.module_id) in after]
    state.aside = [each for each in later if each != page.id]
    page.earlier_response, page.response = page.response, None
    state.current, state.step_id = page.id, page.step_id
    state.status, state.failure = "open", None


PAGE_FOLDS = {
    "interaction_opened": _interaction_opened,
    "interaction_refreshed": _interaction_refreshed,
    "interaction_reopened": _interaction_reopened,
    "interaction_completed": _interaction_completed,
    "generation_chosen": _generation_chosen,
    "result_added": _result_added,
    "execution_ended": _execution_ended,
    "values_committed": _values_committed,
    "data_changed": _data_changed,
    "proposal_made": _proposal_made,
    "proposal_resolved": _proposal_resolved,
    "change_undone": _change_undone,
    "change_redone": _change_redone,
    "results_selected": _results_selected,
    "results_marked": _results_marked,
}
