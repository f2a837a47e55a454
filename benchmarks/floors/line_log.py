"""The floor of streaming: an Input above a log that draws itself line by line.

    python -m benchmarks.floors.line_log URL MODEL

Enter sends a chat request to URL (which ends in /v1) and streams the reply into the log. The reply is
read from a bare socket and shown at most 30 times a second; nothing is checked, styled or stored.
"""

import asyncio
import json
import sys
from urllib.parse import urlsplit

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Input

_FRAME = 1 / 30


class LineLog(ScrollView, can_focus=False):
    """Text wrapped at the width it was given first; only what is on screen is drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]

    def add(self, text: str) -> None:
        """Append `text`, wrapped at words, and scroll to the end."""
        width = self.scrollable_content_region.width - 1
        for number, part in enumerate(text.split("\n")):
            line = part if number else self.lines.pop() + part
            while len(line) > width:
                cut = line.rfind(" ", 1, width) + 1 or width
                self.lines.append(line[:cut])
                line = line[cut:]
            self.lines.append(line)
        self.virtual_size = Size(width, len(self.lines))
        self.scroll_end(animate=False, immediate=True, x_axis=False)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        at = y + round(self.scroll_y)
        text = self.lines[at] if at < len(self.lines) else ""
        return Strip([Segment(text, self.rich_style)]).adjust_cell_length(self.size.width, self.rich_style)


class LineLogApp(App[None]):
    """Shows "floor ready" in an empty Input; Enter streams."""

    ENABLE_COMMAND_PALETTE = False
    # With a scrollbar from the start, its coming does not lay everything out again and stop the scrolling.
    CSS = "LineLog { height: 1fr; overflow-x: hidden; overflow-y: scroll; }"

    def __init__(self, url: str, model: str) -> None:
        super().__init__()
        self.url = urlsplit(url)
        self.model = model

    def compose(self) -> ComposeResult:
        yield Input(placeholder="floor ready")
        yield LineLog()

    def on_input_submitted(self) -> None:
        self.run_worker(self.stream())

    async def stream(self) -> None:
        """Ask, gather what comes, show it once a frame."""
        gathered: list[str] = []
        reading = asyncio.create_task(self.read(gathered))
        log = self.query_one(LineLog)
        while not reading.done():
            await asyncio.wait([reading], timeout=_FRAME)
            if gathered:
                log.add("".join(gathered))
                gathered.clear()
        await reading

    async def read(self, gathered: list[str]) -> None:
        """Put the reply's tokens into `gathered`."""
        host, port = self.url.hostname or "", self.url.port or 80
        reader, writer = await asyncio.open_connection(host, port)
        body = json.dumps({"model": self.model, "stream": True, "messages": []}).encode()
        path = f"{self.url.path}/chat/completions"
        writer.write(f"POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n".encode())
        writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        async for line in reader:
            if line.startswith(b"data: {"):
                choices = json.loads(line[6:])["choices"]
                if choices and (text := choices[0]["delta"].get("content")):
                    gathered.append(text)
        writer.close()


if __name__ == "__main__":
    LineLogApp(sys.argv[1], sys.argv[2]).run()
