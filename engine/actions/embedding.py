"""What a conversation gives the action that answers in it, and takes from its reply."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from engine.embedded.parts import Asked, Malformed
from schemas.documents.embedded_actions import ActionDefinition, Format
from schemas.documents.refs import TextPart
from schemas.frozen import frozen


@frozen
class Spoken:
    """One turn as the model is shown it: `reply` as it wrote it, with its actions."""

    asked: str
    reply: str


@frozen
class Standing:
    """Where a conversation stands when a reply is asked for.

    `state` is the workflow's, `machine` the current state's `{id, title}` (empty texts where
    the document has none) and `prompt` what the model is told in it. `allowed` are the actions
    that it may ask for. `turns` are the oldest first. `again` is what was asked in the turn
    that is answered again, or None.
    """

    state: Mapping[str, Any]
    machine: Mapping[str, str]
    prompt: TextPart | None
    format: Format
    allowed: Sequence[ActionDefinition]
    turns: Sequence[Spoken]
    again: str | None


class Embedded(Protocol):
    """One reply's actions, taken as they come. All raise `ActionError`."""

    async def stand(self, *, again: bool) -> Standing:
        """Where the conversation stands; with `again` its last turn is set aside before."""
        ...

    async def begin(self, asked: str) -> None:
        """Note that a reply to `asked` is being written; one at a time on a page."""
        ...

    async def take(self, part: Asked | Malformed) -> None:
        """Record an action and, if it may, run it to its end. That it may not raises nothing."""
        ...

    async def end(self) -> None:
        """The reply is whole."""
        ...
