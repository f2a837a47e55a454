"""Requests about the page of a session that is open, or was."""

from typing import Any

from pydantic import Field

from schemas.messages.base import Answered, Message, Nothing, Whole
from schemas.messages.session import InteractionView, SessionView, Shapes


class GetInteraction(Message, Answered[InteractionView]):
    session_id: str
    interaction_id: str


class DraftSaved(Message):
    """`version` is what to save next with."""

    version: int


class SaveDraft(Message, Answered[DraftSaved]):
    """Keep what the form holds. The reply means that it is on disk.

    With the `version` that it goes on from (`draft_version` of the page, or of the last reply), what
    somebody else saved since is no longer overwritten: that is a conflict (`draft_changed`) whose details
    are `{version, by, at, draft}`. `writer` names one open form: what it saved itself is no conflict.
    """

    session_id: str
    interaction_id: str
    values: dict[str, Any]
    unparsed: dict[str, str] = Field(default_factory=dict[str, str])
    shapes: Shapes | None = None
    version: Whole | None = None
    writer: str = Field(default="", max_length=64)


class SelectResults(Message, Answered[Nothing]):
    session_id: str
    interaction_id: str
    content_ids: list[str]


class ResolveProposal(Message, Answered[InteractionView]):
    """Accept a proposal (all of it, or some fields) or dismiss it."""

    session_id: str
    interaction_id: str
    proposal_id: str
    accept: bool
    fields: list[str] | None = None


class ContinueInteraction(Message, Answered[SessionView]):
    """Complete the interaction: the module gets the values and the selection, and the workflow goes on."""

    session_id: str
    interaction_id: str
    values: dict[str, Any]
    content_ids: list[str] = Field(default_factory=list[str])


class CommitValues(Message, Answered[InteractionView]):
    """Make what was typed since the last change one change, to be undone by itself; `label` names it."""

    session_id: str
    interaction_id: str
    label: str = Field(default="Edit", max_length=200)


class UndoChange(Message, Answered[InteractionView]):
    """Take back the page's last change: edits of the form, results added or replaced, a generation chosen."""

    session_id: str
    interaction_id: str


class RedoChange(Message, Answered[InteractionView]):
    """Do again what was undone last."""

    session_id: str
    interaction_id: str


class ChooseGeneration(Message, Answered[InteractionView]):
    """Show an earlier or later generation of a page's results again."""

    session_id: str
    interaction_id: str
    number: Whole


class ReopenInteraction(Message, Answered[SessionView]):
    """Go back to a completed page. If it is completed with the same answer, what came after still holds."""

    session_id: str
    interaction_id: str
