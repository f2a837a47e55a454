"""What the events of a conversation with embedded actions do to the state of its session."""

from dataclasses import replace
from typing import Any

from engine.session.conversation import JsonObject, Turn
from engine.session.state import SessionState
from engine.session.talk import CONVERSE, AskedAction, EarlierReply, Entered, Kept, Partial


def turns_of(state: SessionState, interaction_id: str) -> list[Turn]:
    """The turns of a page's conversation, the oldest first."""
    return [
        turn
        for turn in state.conversation.turns
        if turn.interaction_id == interaction_id and turn.action == CONVERSE
    ]


def embedded_action(state: SessionState, data: JsonObject, at: float) -> None:
    """What is new of an action that a reply asked for; a `done` one changes the workflow's state."""
    told: JsonObject = data["action"]
    known = state.talk.actions.get(told["id"])
    action = replace(known, **told) if known else replace(AskedAction(**told), at=at)
    if action.status == "done":
        action = replace(action, ended_at=at)
        _remember(state, action.execution_id, frozenset(action.changed))
        state.state = {**state.state, **action.changed}
    state.talk.actions = {**state.talk.actions, action.id: action}


def state_entered(state: SessionState, data: JsonObject, at: float) -> None:
    """The machine moves; `after` is the reply that moved it."""
    if after := data.get("after", ""):
        _remember(state, after, frozenset(), machine=state.machine)
    state.machine = data["to"]
    entered = Entered(data["to"], data["title"], data["text"], data["by"], after, at)
    state.talk.entered += (entered,)


def reply_begun(state: SessionState, data: JsonObject, at: float) -> None:
    """A reply is being written."""
    state.talk.answering = data["execution_id"]
    place = len(turns_of(state, data["interaction_id"]))
    begun = Partial(data["execution_id"], data["interaction_id"], data["asked"], "running", place, at)
    state.talk.partial = (*_partial_but(state, begun.execution_id), begun)


def reply_set_aside(state: SessionState, data: JsonObject, _at: float) -> None:
    """A turn is answered again: the state is as it was before its actions."""
    turn = state.conversation.turn(data["turn_id"])
    if turn is None:
        return
    place = len(turns_of(state, turn.interaction_id)) - 1
    before = state.talk.before.get(turn.execution_id, Kept())
    after = _kept(state, before)
    state.conversation.turns = tuple(each for each in state.conversation.turns if each.id != turn.id)
    state.talk.earlier += (EarlierReply(turn, place, before, after),)
    _put_back(state, before)
    if data.get("execution_id"):
        state.talk.answering, state.talk.replaced = data["execution_id"], turn.id


def reply_restored(state: SessionState, data: JsonObject, _at: float) -> None:
    """A reply that was set aside takes its place again; `execution_id` wrote what does not count."""
    earlier = state.talk.earlier_reply(data["turn_id"])
    undone: str = data.get("execution_id", "")
    if undone:
        _put_back(state, state.talk.before.get(undone, Kept()))
        state.talk.actions = {
            key: replace(each, status="undone")
            if each.execution_id == undone and each.status in ("done", "waiting")
            else each
            for key, each in state.talk.actions.items()
        }
        state.talk.entered = tuple(each for each in state.talk.entered if each.after != undone)
        state.talk.replaced = ""
    if earlier is None:
        return
    state.talk.earlier = tuple(each for each in state.talk.earlier if each.turn.id != earlier.turn.id)
    state.talk.before = {**state.talk.before, earlier.turn.execution_id: earlier.before}
    turns = (*state.conversation.turns, earlier.turn)
    state.conversation.turns = tuple(sorted(turns, key=lambda each: each.at))
    _put_back(state, earlier.after)


def turn_ended(state: SessionState, turn: Turn) -> None:
    """A turn of a conversation is there: earlier ones can no longer be answered again."""
    if turn.action != CONVERSE:
        return
    place = len(turns_of(state, turn.interaction_id)) - 1
    others = {each.turn.execution_id for each in state.talk.earlier if each.place == place}
    kept = {turn.execution_id, *others}
    state.talk.before = {key: value for key, value in state.talk.before.items() if key in kept}
    state.talk.partial = _partial_but(state, turn.execution_id)
    state.talk.replaced = ""


def reply_ended(state: SessionState, execution_id: str, status: str) -> None:
    """The execution of a reply has ended; one that asked for nothing leaves nothing."""
    if state.talk.answering == execution_id:
        state.talk.answering = ""
    begun = next((each for each in state.talk.partial if each.execution_id == execution_id), None)
    if begun is None:
        return
    others = _partial_but(state, execution_id)
    if status in ("failed", "cancelled", "interrupted") and state.talk.of_reply(execution_id):
        ended: Any = status
        others = (*others, replace(begun, status=ended))
    state.talk.partial = others


def left_behind(state: SessionState) -> None:
    """A fork goes on without what still ran in its parent."""
    running = state.talk.answering
    if not running:
        return
    state.talk.actions = {
        key: replace(each, status="failed", message="It still ran when this session was forked.")
        if each.status == "running"
        else each
        for key, each in state.talk.actions.items()
    }
    if state.talk.replaced:
        reply_restored(state, {"turn_id": state.talk.replaced, "execution_id": running}, 0.0)
    reply_ended(state, running, "interrupted")


def _remember(state: SessionState, execution_id: str, keys: frozenset[str], machine: str = "") -> None:
    """Keep what a reply's actions are about to change, as it was before the first of them."""
    known = state.talk.before.get(execution_id, Kept())
    new = keys - known.keys
    kept = Kept(
        {**known.values, **{key: state.state[key] for key in new if key in state.state}},
        (*known.missing, *sorted(key for key in new if key not in state.state)),
        known.machine or machine,
    )
    state.talk.before = {**state.talk.before, execution_id: kept}


def _kept(state: SessionState, like: Kept) -> Kept:
    """What `like` speaks of, as it is now."""
    return Kept(
        {key: state.state[key] for key in like.keys if key in state.state},
        tuple(sorted(key for key in like.keys if key not in state.state)),
        state.machine if like.machine else "",
    )


def _put_back(state: SessionState, kept: Kept) -> None:
    state.state = kept.put_into(state.state)
    state.machine = kept.machine or state.machine


def _partial_but(state: SessionState, execution_id: str) -> tuple[Partial, ...]:
    return tuple(each for each in state.talk.partial if each.execution_id != execution_id)


TALK_FOLDS = {
    "embedded_action": embedded_action,
    "state_entered": state_entered,
    "reply_begun": reply_begun,
    "reply_set_aside": reply_set_aside,
    "reply_restored": reply_restored,
}
