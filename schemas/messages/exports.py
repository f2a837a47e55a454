"""Results taken home: as files, with a manifest and a contact sheet."""

from typing import Literal

from pydantic import Field

from schemas.messages.base import Answered, Message


class ExportedResults(Message):
    """What was written, as absolute paths. `problems` name results that could not be, and why."""

    folder: str
    files: list[str]
    manifest: str
    contact_sheet: str | None = None
    problems: list[str] = Field(default_factory=list[str])


class ExportResults(Message, Answered[ExportedResults]):
    """Write results of a page into a folder of the engine's machine, with `manifest.json`.

    Without `content_ids` it is all of them. Without `folder` (an absolute path, or one that begins
    with `~`) a new one is made beside the session's other exports; a folder that holds something is
    left as it is, and one beside it gets a number. `contact_sheet` is one picture, or one page of
    HTML that needs no other file.
    """

    session_id: str
    interaction_id: str
    content_ids: list[str] = Field(default_factory=list[str], max_length=100_000)
    folder: str = Field(default="", max_length=4096)
    contact_sheet: Literal["none", "png", "html"] = "none"
