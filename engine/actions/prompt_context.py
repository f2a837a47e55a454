"""What a session adds to the prompts of its actions, whatever the document says."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from schemas.frozen import frozen


@frozen
class AttachedReference:
    """A file (`path`) or a `text` that prompts get."""

    id: str
    name: str
    path: str | None = None
    text: str | None = None


@frozen
class PromptContext:
    """`settings` are what the person has set, by the names of `Hyperparameters`.

    `references` are those in use. `turns` (`{label, asked, reply}`, the oldest first) and
    `meta` (the fields of `SessionMeta`) are variables of templates.
    """

    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    references: Sequence[AttachedReference] = ()
    turns: Sequence[Mapping[str, str]] = ()
    meta: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def variables(self) -> dict[str, Any]:
        """What every template may read."""
        return {"turns": [dict(turn) for turn in self.turns], "meta": dict(self.meta)}
