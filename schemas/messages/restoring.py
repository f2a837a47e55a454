"""Back to the form that made a picture, from what the picture's own file says."""

from typing import Any

from pydantic import Field

from schemas.messages.base import Answered, Message
from schemas.messages.session import SessionView

MOST = 500


class RestoreForm(Message, Answered[SessionView]):
    """Open the form that made something, with the values that it was made with, in a session of its own.

    `session`, `interaction`, `workflow` (its id) and `module` say where it was made, `values` the
    form's values, `seed` what was drawn where the form left it open. Where the session is still
    there, the new one is a fork of it as its page stood last; else it begins the workflow anew.
    """

    workflow: str = Field(min_length=1, max_length=MOST)
    module: str = Field(min_length=1, max_length=MOST)
    session: str = Field(default="", max_length=MOST)
    interaction: str = Field(default="", max_length=MOST)
    values: dict[str, Any] = Field(default_factory=dict[str, Any])
    seed: int | None = None
