"""Requests about the workflows there are."""

from typing import Literal

from schemas.messages.base import Answered, Message


class WorkflowSummary(Message):
    """A workflow that can be started. `problem` says why it cannot.

    `trusted` says whether its own code may run; `none` means that it has no code.
    """

    id: str
    title: str
    description: str = ""
    path: str
    bundled: bool = False
    problem: str = ""
    trusted: Literal["none", "trusted", "untrusted"] = "none"


class WorkflowList(Message):
    workflows: list[WorkflowSummary]


class ListWorkflows(Message, Answered[WorkflowList]):
    """Workflows that ship with Reroll and those in the person's own folder."""
