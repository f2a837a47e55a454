"""Server-sent events, decoded as the bytes arrive.

Format: https://html.spec.whatwg.org/multipage/server-sent-events.html. Only `data` is
kept: the chat protocols repeat the event's name inside their JSON.
"""

from engine.providers.errors import ProviderError

MAX_EVENT = 8 * 1024 * 1024
"""The longest line, and the longest event, in bytes."""

_BOM = b"\xef\xbb\xbf"


class SSEDecoder:
    """Turns network chunks into data payloads, however the chunks are cut.

    Work is done per chunk and per line, never per byte: streams of thousands of small
    events arrive in a few big chunks.
    """

    def __init__(self, max_event: int = MAX_EVENT) -> None:
        self._max = max_event
        self._tail: list[bytes] = []  # pieces of a line whose end has not come; joined once
        self._tail_size = 0
        self._data: list[str] = []  # lines of an event whose blank line has not come
        self._data_size = 0
        self._after_cr = False  # the last chunk ended in CR: an LF now belongs to it
        self._at_start = True

    def feed(self, chunk: bytes) -> list[str]:
        """Return the payloads that `chunk` completes.

        Raises `ProviderError("bad_reply")` when a line or an event passes the limit.
        """
        if self._after_cr and chunk:
            self._after_cr = False
            chunk = chunk.removeprefix(b"\n")
        if b"\r" in chunk:
            self._after_cr = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        end = chunk.rfind(b"\n")
        if end < 0:
            self._keep(chunk)
            return []
        block = b"".join((*self._tail, chunk[:end]))
        self._tail, self._tail_size = [], 0
        self._keep(chunk[end + 1 :])
        return self._read(block)

    def end(self) -> list[str]:
        """Return what a server left unfinished: some omit the last event's blank line.

        The payload may be cut short.
        """
        block = b"".join(self._tail)
        self._tail, self._tail_size = [], 0
        return self._read(block + b"\n")

    def _keep(self, piece: bytes) -> None:
        if piece:
            self._tail.append(piece)
            self._tail_size += len(piece)
            if self._tail_size > self._max:
                raise self._too_long()

    def _read(self, block: bytes) -> list[str]:
        """Read whole lines (the last one's newline is already off)."""
        if self._at_start:
            self._at_start = False
            block = block.removeprefix(_BOM)
        if len(block) > self._max and max(map(len, block.split(b"\n"))) > self._max:
            raise self._too_long()
        payloads: list[str] = []
        data = self._data
        # A newline byte is never part of another UTF-8 character: whole lines decode on their own.
        for line in block.decode("utf-8", "replace").split("\n"):
            if not line:
                if data:
                    payloads.append(data[0] if len(data) == 1 else "\n".join(data))
                    data.clear()
                    self._data_size = 0
            elif line.startswith("data:"):
                data.append(line[6:] if line.startswith("data: ") else line[5:])
                self._data_size += len(line)
                if self._data_size > self._max:
                    raise self._too_long()
            elif line == "data":
                data.append("")
        return payloads

    def _too_long(self) -> ProviderError:
        return ProviderError(
            "bad_reply",
            f"The server sent an event of more than {self._max // 1024} KiB.",
            hint="Check that the address is that of a chat server.",
        )
