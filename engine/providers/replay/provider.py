"""Text that was recorded, streamed as a model would."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

from engine.providers.errors import ProviderError
from engine.providers.replay.recording import read_recording
from engine.providers.text import ReplyPart, TextDelta, TextEnd, TextRequest, ToolCall
from schemas.clean_text import clean_line

PIECE = 5
"""Characters."""


class Replay:
    """A `TextProvider` that plays the replies of `file`, from the beginning again with `loop`.

    It remembers nothing: `Recording.reply_to` says which reply a request gets. The file is
    read for each, so that it can be edited on the way. Nothing is counted, no model is named.
    """

    kind = "replay"
    label = "recorded replies"

    def __init__(self, name: str, file: Path, *, loop: bool = False) -> None:
        self.name = name
        self._file = file
        self._loop = loop

    def __repr__(self) -> str:
        return f"Replay({self.name!r}, {str(self._file)!r})"

    async def generate(self, request: TextRequest) -> AsyncGenerator[ReplyPart]:
        """Yield the recorded reply. Raises `ProviderError`, as `replay_ended` when there is none."""
        recording = await asyncio.to_thread(read_recording, self._file)
        if self._loop:
            recording.loop = True
        reply = recording.reply_to(request.messages)
        if reply is None:
            raise ProviderError(
                "replay_ended",
                f"The recorded replies in {clean_line(self._file.name)} are at an end.",
                hint="Add one for this to the file, or say loop = true to begin again.",
            )
        text = reply.text
        for at in range(0, len(text), PIECE):
            await asyncio.sleep(reply.delay)
            yield TextDelta(text[at : at + PIECE])
        for call in reply.tools:
            yield ToolCall(call.name, call.written)
        yield TextEnd(reply.finish_reason or ("tool_calls" if reply.tools else "stop"))

    async def close(self) -> None:
        """Nothing is open."""
