"""Messages by which screens ask the application for another screen."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from schemas.messages.session import SessionView


class GoHome(Message):
    """Show the home screen."""


class WatchQueue(Message):
    """Follow the queue from now on, and say at once what runs."""


class OpenWorkflow(Message):
    """Begin a session of a workflow: its id or path."""

    def __init__(self, workflow: str) -> None:
        super().__init__()
        self.workflow = workflow


class ResumeSession(Message):
    """Show a session again."""

    def __init__(self, session_id: str) -> None:
        super().__init__()
        self.session_id = session_id


class ShowSession(Message):
    """Show a session as it stands now: its open page, or how it ended.

    `begun_from` is the id or path of the workflow if the session was just begun. `typed` are values
    that the person typed before it was there, by field: they are put into its form.
    """

    def __init__(
        self, view: "SessionView", *, begun_from: str = "", typed: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__()
        self.view = view
        self.begun_from = begun_from
        self.typed = typed or {}
