"""Asking again for a reply that does not fit: with what is wrong with it, or afresh; so often and no more."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.actions.errors import ActionError
from engine.actions.reply_facts import usage_of
from engine.providers.text import Message, TextEnd, TextRequest
from schemas.documents.action_config import LlmConfig

UNFIT = frozenset({"invalid_output", "empty_output"})
"""Replies that may be asked for again."""
CUT = frozenset({"length", "context_window"})
"""Finish reasons of replies that had no room: there is nothing to correct in them."""
MOST_REPEATED = 50_000
"""Characters of a reply that are sent back with what is wrong with it."""


class UnfitReply(ActionError):
    """A reply that does not fit. `problems` are said to the model, should it be asked once more."""

    def __init__(self, message: str, *, hint: str = "", problems: tuple[str, ...] = ()) -> None:
        super().__init__("invalid_output", message, hint=hint, retryable=True)
        self.problems = problems


@dataclass
class Attempts:
    """The replies to one request: how many were asked for, and what all of them used."""

    request: TextRequest
    repair: int
    retries: int
    new_seed: bool = False
    """Whether asking afresh takes a new seed: with the same one, the same reply may come."""
    reply: str = ""
    """The last one, as it came."""
    finish_reason: str = ""
    repairs: int = 0
    again: int = 0
    _used: dict[str, float] = field(default_factory=dict[str, float])

    @classmethod
    def of(cls, request: TextRequest, config: LlmConfig) -> "Attempts":
        """Those that a config allows."""
        return cls(request, config.repair, config.retries, new_seed=config.seed is None)

    @property
    def usage(self) -> Mapping[str, float]:
        """What all replies so far used, together."""
        return dict(self._used)

    def took(self, reply: str, end: TextEnd) -> None:
        """Remember a reply that came to its end."""
        self.reply, self.finish_reason = reply, end.finish_reason
        for name, amount in usage_of(end).items():
            self._used[name] = self._used.get(name, 0) + amount

    def next(self, error: ActionError) -> tuple[TextRequest, str] | None:
        """What to ask after `error`, and what to tell the person; None if that was the last time."""
        if error.code not in UNFIT:
            return None
        if isinstance(error, UnfitReply) and self.finish_reason not in CUT and self.repairs < self.repair:
            self.repairs += 1
            told = f"Asking once more, with what is wrong ({self.repairs} of {self.repair})."
            return self._follow_up(error), f"{error.message} {told}"
        if self.again < self.retries:
            self.again += 1
            if self.new_seed:
                sampling = replace(self.request.sampling, seed=secrets.randbits(31))
                self.request = replace(self.request, sampling=sampling)
            return self.request, f"{error.message} Asking again ({self.again} of {self.retries})."
        return None

    def _follow_up(self, error: UnfitReply) -> TextRequest:
        problems = "\n".join(f"- {each}" for each in error.problems or (error.message,))
        correct = (
            f"That reply does not fit:\n{problems}\n\n"
            "Answer again with the whole reply, corrected, and nothing else."
        )
        said = (Message("assistant", self.reply[:MOST_REPEATED].strip() or "…"), Message("user", correct))
        return replace(self.request, messages=(*self.request.messages, *said))
