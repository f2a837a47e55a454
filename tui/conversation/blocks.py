"""A conversation as a list of blocks, oldest first, without any screen."""

from collections.abc import Iterator, Mapping
from typing import Literal

from schemas.frozen import frozen
from schemas.messages.conversation import (
    ConversationTurn,
    ConversationView,
    EmbeddedActionView,
    PartialReply,
    StateEntry,
)

Kind = Literal["person", "reply", "action", "entry"]

_ENDED: dict[str, str] = {
    "failed": "This reply failed in the middle.",
    "cancelled": "This reply was stopped.",
    "interrupted": "This reply was cut off.",
}


@frozen
class Block:
    """One thing in the conversation. `key` stays the same while it is being written.

    `text` is the message; `label` says who speaks, or which state was entered; `note` what there
    is to say about it. `turn_id` is empty where there is no turn yet. `action` is that of a card,
    and `moves_to` the title of the state it moved the conversation to. `live`: more text is to come.
    """

    key: str
    kind: Kind
    text: str = ""
    label: str = ""
    note: str = ""
    turn_id: str = ""
    action: EmbeddedActionView | None = None
    moves_to: str = ""
    live: bool = False

    @property
    def waits(self) -> bool:
        """Whether it wants a yes or a no."""
        return self.action is not None and self.action.status == "waiting"


def blocks_of(view: ConversationView, texts: Mapping[str, str]) -> list[Block]:
    """All blocks. `texts` is what replies that are no turns have said, by their executions."""
    return list(_Blocks(view, texts).all())


def replies_to_last(view: ConversationView) -> list[ConversationTurn]:
    """The replies to the last message, the oldest first; one of them is the last turn."""
    if not view.turns:
        return []
    last = view.turns[-1]
    return sorted(
        [*(each for each in view.earlier if each.place == last.place), last], key=lambda turn: turn.at
    )


class _Blocks:
    def __init__(self, view: ConversationView, texts: Mapping[str, str]) -> None:
        self._view = view
        self._texts = texts
        self._titles = {state.id: state.title for state in view.states}
        self._entries: dict[str, list[StateEntry]] = {}
        for entry in view.entries:
            self._entries.setdefault(entry.after, []).append(entry)
        self._partial: dict[int, list[PartialReply]] = {}
        for partial in view.partial:
            self._partial.setdefault(partial.place, []).append(partial)

    def all(self) -> Iterator[Block]:
        yield from self._entered("")
        last = self._choices()
        for at, turn in enumerate(self._view.turns):
            yield from self._cut(at)
            yield from self._turn(turn, last if at == len(self._view.turns) - 1 else "")
        yield from self._cut(len(self._view.turns))

    def _choices(self) -> str:
        """Which of several replies to the last message is shown."""
        replies = replies_to_last(self._view)
        if len(replies) < 2:
            return ""
        at = next(at for at, each in enumerate(replies) if each.turn_id == self._view.turns[-1].turn_id)
        return f"reply {at + 1} of {len(replies)}, [ and ] show the others"

    def _turn(self, turn: ConversationTurn, choices: str) -> Iterator[Block]:
        execution, turn_id = turn.execution_id, turn.turn_id
        notes = [choices, "edited" if turn.edited else ""]
        yield Block(f"asked {execution}", "person", turn.asked, turn_id=turn_id)
        yield Block(
            f"reply {execution}",
            "reply",
            turn.reply,
            label=turn.provider_label or turn.model,
            note=" · ".join(note for note in notes if note),
            turn_id=turn_id,
        )
        yield from self._cards(turn.actions, turn_id)
        yield from self._entered(execution, turn_id)

    def _cut(self, place: int) -> Iterator[Block]:
        for partial in self._partial.get(place, ()):
            execution = partial.execution_id
            live = execution == self._view.running
            text = self._texts.get(execution, "")
            yield Block(f"asked {execution}", "person", partial.asked)
            note = "" if live else _ENDED.get(partial.status, "")
            yield Block(f"reply {execution}", "reply", text, note=note, live=live)
            yield from self._cards(partial.actions, "")
            yield from self._entered(execution)

    def _cards(self, actions: list[EmbeddedActionView], turn_id: str) -> Iterator[Block]:
        for action in actions:
            moves_to = self._titles.get(action.state_id, action.state_id)
            yield Block(f"action {action.id}", "action", action=action, moves_to=moves_to, turn_id=turn_id)

    def _entered(self, execution: str, turn_id: str = "") -> Iterator[Block]:
        for at, entry in enumerate(self._entries.get(execution, ())):
            key = f"entry {execution} {at} {entry.state_id}"
            yield Block(key, "entry", entry.text, label=entry.title, turn_id=turn_id)
