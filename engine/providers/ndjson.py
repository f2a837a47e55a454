"""Newline-delimited JSON, cut into lines as the bytes arrive."""

from engine.providers.errors import ProviderError

MAX_LINE = 8 * 1024 * 1024
"""The longest line, in bytes."""


class NDJSONDecoder:
    """Turns network chunks into whole lines, however the chunks are cut; empty lines are left out."""

    def __init__(self, max_line: int = MAX_LINE) -> None:
        self._max = max_line
        self._tail: list[bytes] = []  # pieces of a line whose end has not come; joined once
        self._tail_size = 0

    def feed(self, chunk: bytes) -> list[str]:
        """Return the lines that `chunk` completes. Raises `ProviderError("bad_reply")` of a line too long."""
        end = chunk.rfind(b"\n")
        if end < 0:
            self._keep(chunk)
            return []
        # A newline byte is never part of another UTF-8 character: whole lines decode on their own.
        block = b"".join((*self._tail, chunk[:end])).decode("utf-8", "replace")
        self._tail, self._tail_size = [], 0
        self._keep(chunk[end + 1 :])
        return [line for line in block.split("\n") if line.strip()]

    def end(self) -> list[str]:
        """Return the line that has no end; it may be cut short."""
        line = b"".join(self._tail).decode("utf-8", "replace")
        self._tail, self._tail_size = [], 0
        return [line] if line.strip() else []

    def _keep(self, piece: bytes) -> None:
        if not piece:
            return
        self._tail.append(piece)
        self._tail_size += len(piece)
        if self._tail_size > self._max:
            raise ProviderError(
                "bad_reply",
                f"The server sent a line of more than {self._max // 1024} KiB.",
                hint="Check that the address is that of a chat server.",
            )
