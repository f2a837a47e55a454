"""Whatever happens in a session: its events give the same state, however they are read, and undo undoes."""

import copy
import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.session.fold import fold
from engine.session.page import HollowError
from engine.session.plain_state import from_plain, to_plain
from engine.session.state import SessionEvent, SessionState
from engine.session.stored_state import hollow

PAGE = "first.page.1"
NAMES = st.sampled_from(["subject", "mood", "size"])
TEXTS = st.text(max_size=8)
DONE = {"step_id": "first", "module_id": "page", "state": {}}


def started() -> list[SessionEvent]:
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in ("subject", "mood")}}
    request = {
        "display_data": {"current_values": {"subject": "a cat"}, "scenes": []},
        "input_schema": schema,
        "result_display_schema": {
            "type": "array",
            "_ux": {"selectable": True, "selection_mode": "multiple", "source": "scenes"},
        },
    }
    return [
        SessionEvent(
            "session_started",
            {
                "workflow_id": "w",
                "workflow_title": "W",
                "content_hash": "h",
                "title": "T",
                "state": {"scenes": []},
            },
        ),
        SessionEvent(
            "interaction_opened",
            {"interaction_id": PAGE, "step_id": "first", "module_id": "page", "request": request},
        ),
    ]


def item(number: int) -> dict[str, Any]:
    return {"content_id": f"r{number}", "title": str(number)}


@st.composite
def happenings(draw: st.DrawFn) -> list[SessionEvent]:
    """A history that a session could have: each event fits the state that the ones before it make."""
    events = started()
    state = SessionState("s")
    fold(state, events)
    for number in range(draw(st.integers(0, 25))):
        page = state.interactions[PAGE]
        kinds = ["values", "add", "arrive", "end", "replace", "refresh", "select", "patch", "mark"]
        kinds += ["undo"] * 2 if page.undoable else []
        kinds += ["redo"] * 2 if page.redoable else []
        kinds += ["generation"] if len(page.generations) > 1 else []
        event = make(draw, draw(st.sampled_from(kinds)), number, state)
        fold(state, [event])
        events.append(event)
    return [replace(event, seq=seq, at=float(seq)) for seq, event in enumerate(events, start=1)]


def make(draw: st.DrawFn, kind: str, number: int, state: SessionState) -> SessionEvent:
    page = state.interactions[PAGE]
    execution = f"e{draw(st.integers(0, 3))}"
    here: dict[str, Any] = {"interaction_id": PAGE}
    made = {**here, "execution_id": execution, "result_id": f"r{number}", "value": item(number)}
    match kind:
        case "values":
            return SessionEvent("values_committed", {**here, "values": {draw(NAMES): draw(TEXTS)}})
        case "add":
            mode = draw(st.sampled_from(["append", "prepend"]))
            return SessionEvent("result_added", {**made, "target_path": "scenes", "merge_mode": mode})
        case "arrive":
            return SessionEvent("result_added", {**made, "arriving": True})
        case "end":
            return SessionEvent("execution_ended", {**here, "execution_id": execution, "status": "failed"})
        case "replace":
            mapping = {"target_path": "scenes", "merge_mode": "replace"}
            value = [item(1000 + number)]
            data = {**here, "execution_id": execution, "mapping": mapping, "value": value}
            return SessionEvent("data_changed", data)
        case "patch":
            mapping = {"target_path": "interaction.title", "merge_mode": "replace"}
            data = {**here, "execution_id": execution, "mapping": mapping, "value": draw(TEXTS)}
            return SessionEvent("data_changed", data)
        case "refresh":
            scenes = [item(2000 + number)]
            inputs = {**page.request.display_data, "scenes": scenes}
            data = {**page.data, "scenes": scenes}
            change = {"inputs": inputs, "data": data, "state": {"scenes": scenes}, "label": draw(TEXTS)}
            return SessionEvent("interaction_refreshed", {**here, **change, "execution_id": execution})
        case "select":
            known = sorted(page.known_ids)
            ids = draw(st.lists(st.sampled_from(known), unique=True)) if known else []
            return SessionEvent("results_selected", {**here, "content_ids": ids})
        case "mark":
            known = sorted(page.known_ids)
            ids = draw(st.lists(st.sampled_from(known), unique=True)) if known else []
            changes = [{"starred": True}, {"starred": False}, {"rating": 3}, {"rating": 0}, {"tags": ["a"]}]
            marks = draw(st.sampled_from([*changes, {"tags": []}, {"note": "n"}, {"note": ""}]))
            return SessionEvent("results_marked", {**here, "content_ids": ids, "marks": marks, "label": "m"})
        case "generation":
            chosen = draw(st.integers(1, len(page.generations)))
            return SessionEvent("generation_chosen", {**here, "number": chosen})
        case "undo":
            return SessionEvent("change_undone", here)
        case _:
            return SessionEvent("change_redone", here)


def seen(state: SessionState) -> Any:
    """What a person can see of a session, and what templates can."""
    page = state.interactions[PAGE]
    return copy.deepcopy((page.request, page.data, page.selected, page.generation, page.marks, state.state))


def folded(events: list[SessionEvent], state: SessionState | None = None) -> SessionState:
    state = state or SessionState("s")
    fold(state, events)
    return state


@given(happenings(), st.data())
def test_events_read_in_any_portions_give_the_same_state(events: list[SessionEvent], data: Any) -> None:
    at = data.draw(st.integers(0, len(events)))
    assert folded(events[at:], folded(events[:at])) == folded(events)


@given(happenings(), st.data())
def test_a_stored_state_goes_on_like_the_events_or_says_that_it_cannot(
    events: list[SessionEvent], data: Any
) -> None:
    at = data.draw(st.integers(2, len(events)))
    stored = from_plain(SessionState, json.loads(json.dumps(to_plain(hollow(folded(events[:at]))))))
    try:
        state = folded(events[at:], stored)
    except HollowError:
        return
    whole = folded(events)
    assert seen(state) == seen(whole)
    page, other = state.interactions[PAGE], whole.interactions[PAGE]
    assert [each.label for each in page.undoable] == [each.label for each in other.undoable]
    assert [each.data for each in page.generations] == [each.data for each in other.generations]


@given(happenings())
def test_events_are_never_changed_by_folding(events: list[SessionEvent]) -> None:
    before = copy.deepcopy(events)
    folded(events)
    assert events == before


@given(happenings(), st.data())
@settings(max_examples=200)
def test_a_change_and_its_undo_leave_everything_as_it_was(events: list[SessionEvent], data: Any) -> None:
    state = folded(events)
    kind = data.draw(st.sampled_from(["values", "add", "replace", "refresh", "patch"]))
    change = make(data.draw, kind, 5000, state)
    change = replace(change, data={**change.data, "execution_id": "new"})
    before, depth = seen(state), len(state.interactions[PAGE].undoable)
    fold(state, [change])
    page = state.interactions[PAGE]
    if len(page.undoable) == depth:
        return  # the same values once more are no change
    after = seen(state)
    fold(state, [SessionEvent("change_undone", {"interaction_id": PAGE})])
    assert seen(state) == before
    fold(state, [SessionEvent("change_redone", {"interaction_id": PAGE})])
    assert seen(state) == after
