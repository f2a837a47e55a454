"""Answering a turn again, and bringing an earlier answer back."""

from engine.actions.errors import ActionError
from engine.session.conversation import Turn
from engine.session.state import SessionEvent, SessionState
from engine.session.talk import Kept
from engine.session.talk_folds import turns_of


def set_aside(state: SessionState, interaction_id: str, execution_id: str) -> tuple[Turn, SessionEvent]:
    """A page's last turn, and the event that takes it back. Raises `ActionError`.

    `execution_id` writes the reply that takes its place, or is empty.
    """
    turns = turns_of(state, interaction_id)
    if not turns:
        raise ActionError("nothing_to_answer", "There is no reply yet that could be answered again.")
    turn = turns[-1]
    _check_last(state, turn)
    data = {"interaction_id": interaction_id, "turn_id": turn.id, "execution_id": execution_id}
    return turn, SessionEvent("reply_set_aside", data)


def chosen(state: SessionState, turn_id: str) -> list[SessionEvent]:
    """The events that bring an earlier reply to the last message back. Raises `ActionError`."""
    earlier = state.talk.earlier_reply(turn_id)
    if earlier is None:
        raise ActionError("not_found", f"There is no earlier reply {turn_id!r}.")
    interaction_id = earlier.turn.interaction_id
    if len(turns_of(state, interaction_id)) != earlier.place + 1:
        raise ActionError(
            "conflict",
            "The conversation has gone on since this reply.",
            hint="Resend the message in a session of its own.",
        )
    _, event = set_aside(state, interaction_id, "")
    return [event, SessionEvent("reply_restored", {"turn_id": turn_id, "execution_id": ""})]


def _check_last(state: SessionState, turn: Turn) -> None:
    """Refuse if an action of another reply changed the same since: taking back would take that along."""
    before = state.talk.before.get(turn.execution_id, Kept())
    own = [each.ended_at for each in state.talk.of_reply(turn.execution_id) if each.status == "done"]
    gone = {turn.execution_id, *state.talk.set_aside}
    for action in state.talk.actions.values():
        since = own and action.status == "done" and action.ended_at >= min(own)
        same = before.keys & set(action.changed) or (before.machine and action.state_id)
        if since and same and action.execution_id not in gone:
            raise ActionError(
                "conflict",
                f"{action.name} of an earlier reply has changed the same since.",
                hint="Resend the message in a session of its own.",
            )
