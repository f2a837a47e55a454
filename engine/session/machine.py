"""The state machine of a conversation: where it is, what it allows there, where it may go (row E6)."""

from collections.abc import Mapping
from typing import Any

from engine.actions.text_parts import render_part
from engine.session.state import SessionEvent
from engine.templates.sandbox import compile_expression
from schemas.documents.embedded_actions import ActionDefinition
from schemas.documents.states import State, States, Transition
from schemas.documents.workflow import Workflow


def present_state(states: States | None, machine: str) -> State | None:
    """The state that a conversation is in; for one that the document no longer has, the initial one."""
    if states is None:
        return None
    return states.find(machine) or states.find(states.initial)


def title_of(state: State) -> str:
    """How a state is called in front of a person."""
    return state.title or state.id.replace("_", " ").capitalize()


def machine_variable(states: States | None, machine: str) -> dict[str, str]:
    """What templates see as `machine`: `{id, title}`, both empty where the document has no states."""
    state = present_state(states, machine)
    return {"id": state.id, "title": title_of(state)} if state else {"id": "", "title": ""}


def definitions(workflow: Workflow) -> tuple[ActionDefinition, ...]:
    """Every action that a reply of this workflow may ask for in some state."""
    return tuple(workflow.embedded_actions.definitions) if workflow.embedded_actions else ()


def allowed(workflow: Workflow, machine: str) -> tuple[ActionDefinition, ...]:
    """Those that may be asked for now: of a workflow without states, all."""
    state = present_state(workflow.states, machine)
    return tuple(each for each in definitions(workflow) if state is None or each.name in state.actions)


def is_open(transition: Transition, state: Mapping[str, Any]) -> bool:
    """Whether its condition holds; one that cannot be evaluated does not."""
    if transition.when is None:
        return True
    try:
        return bool(compile_expression(transition.when)({"state": state}))
    except ValueError:
        return False


def entering(
    states: States, to: State, state: Mapping[str, Any], *, came_from: str, by: str, after: str = ""
) -> SessionEvent:
    """The event of entering a state, with its entry text as it is on `state`.

    Raises `MissingName` or ValueError for a text that cannot be rendered.
    """
    variables = {"state": state, "machine": machine_variable(states, to.id)}
    text = render_part(to.entry, variables).strip() if to.entry is not None else ""
    data = {"from": came_from, "to": to.id, "by": by, "title": title_of(to), "text": text, "after": after}
    return SessionEvent("state_entered", data)


def begun(workflow: Workflow) -> list[SessionEvent]:
    """The events of a new session. Raises as `entering`."""
    states = workflow.states
    first = present_state(states, "")
    if states is None or first is None:
        return []
    return [entering(states, first, workflow.state, came_from="", by="start")]


def adopted(workflow: Workflow, machine: str, state: Mapping[str, Any]) -> list[SessionEvent]:
    """The events of taking over documents that do not have the present state. Raises as `entering`."""
    states = workflow.states
    first = present_state(states, machine)
    if states is None or first is None or first.id == machine:
        return []
    return [entering(states, first, state, came_from=machine, by="documents")]


def by_itself(states: States, here: State, state: Mapping[str, Any], after: str) -> list[SessionEvent]:
    """The automatic transitions that are open now, one after another, none twice. Raises as `entering`."""
    events: list[SessionEvent] = []
    seen = {here.id}
    while way := next((each for each in here.transitions if each.automatic and is_open(each, state)), None):
        there = states.find(way.to)
        if there is None or there.id in seen:
            break
        events.append(entering(states, there, state, came_from=here.id, by="automatic", after=after))
        seen.add(there.id)
        here = there
    return events
