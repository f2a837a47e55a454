"""A conversation as clients see it."""

from dataclasses import asdict

from engine.session.conversation import Turn
from engine.session.machine import is_open, present_state, title_of
from engine.session.state import SessionState
from engine.session.talk import AskedAction
from engine.session.talk_folds import turns_of
from schemas.documents.states import State, States
from schemas.messages.conversation import (
    ConversationTurn,
    ConversationView,
    EmbeddedActionView,
    MachineStateView,
    PartialReply,
    StateEntry,
    TransitionView,
)


def conversation_view(state: SessionState, states: States | None, interaction_id: str) -> ConversationView:
    """The conversation of one page, whole."""
    talk = state.talk
    turns = turns_of(state, interaction_id)
    aside = talk.set_aside
    entries = [each for each in talk.entered if each.after not in aside]
    states_after = _states_after(state, turns)
    return ConversationView(
        session_id=state.id,
        interaction_id=interaction_id,
        turns=[_turn(state, turn, at, states_after[turn.id]) for at, turn in enumerate(turns)],
        partial=[
            PartialReply(
                execution_id=each.execution_id,
                status=each.status,
                place=each.place,
                asked=each.asked,
                actions=_actions(state, each.execution_id),
                at=each.at,
            )
            for each in talk.partial
            if each.interaction_id == interaction_id
        ],
        entries=[StateEntry(**asdict(each)) for each in entries],
        states=_machine(state, states) if states else [],
        context=state.state,
        waiting=[
            action_view(each)
            for each in talk.actions.values()
            if each.status == "waiting"
            and each.interaction_id == interaction_id
            and each.execution_id not in aside
        ],
        earlier=[
            _turn(state, each.turn, each.place, each.after.machine)
            for each in talk.earlier
            if each.turn.interaction_id == interaction_id
        ],
        running=_running(state, interaction_id),
    )


def action_view(action: AskedAction) -> EmbeddedActionView:
    """One action that a reply asked for."""
    return EmbeddedActionView(
        id=action.id,
        name=action.name,
        parameters=action.parameters,
        raw=action.raw,
        status=action.status,
        message=action.message,
        execution_id=action.run_id,
        outputs=action.outputs,
        changed=action.changed,
        state_id=action.state_id,
        count=action.count,
        at=action.at,
    )


def _turn(state: SessionState, turn: Turn, place: int, state_id: str) -> ConversationTurn:
    return ConversationTurn(
        turn_id=turn.id,
        execution_id=turn.execution_id,
        place=place,
        asked=turn.asked,
        reply=turn.reply,
        actions=_actions(state, turn.execution_id),
        state_id=state_id,
        provider_label=turn.provider_label,
        model=turn.model,
        usage=dict(turn.usage),
        edited=turn.edited,
        at=turn.at,
    )


def _actions(state: SessionState, execution_id: str) -> list[EmbeddedActionView]:
    return [action_view(each) for each in state.talk.of_reply(execution_id)]


def _states_after(state: SessionState, turns: list[Turn]) -> dict[str, str]:
    """By turn, the state that the conversation was in after it."""
    entered = [each for each in state.talk.entered if each.after not in state.talk.set_aside]
    found: dict[str, str] = {}
    here = next((each.state_id for each in entered if not each.after), "")
    for turn in turns:
        here = next((each.state_id for each in reversed(entered) if each.after == turn.execution_id), here)
        found[turn.id] = here
    return found


def _machine(state: SessionState, states: States) -> list[MachineStateView]:
    present = present_state(states, state.machine)
    aside = state.talk.set_aside
    visited = {each.state_id for each in state.talk.entered if each.after not in aside}
    return [
        _state(each, state, current=each is present, visited=each.id in visited) for each in states.states
    ]


def _state(each: State, state: SessionState, *, current: bool, visited: bool) -> MachineStateView:
    return MachineStateView(
        id=each.id,
        title=title_of(each),
        current=current,
        visited=visited,
        actions=list(each.actions),
        transitions=[
            TransitionView(
                to=way.to, open=is_open(way, state.state), when=way.when or "", automatic=way.automatic
            )
            for way in each.transitions
        ],
    )


def _running(state: SessionState, interaction_id: str) -> str:
    running = state.talk.answering
    return next(
        (
            each.execution_id
            for each in state.talk.partial
            if each.execution_id == running and each.interaction_id == interaction_id
        ),
        "",
    )
