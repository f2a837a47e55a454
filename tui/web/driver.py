"""The screen's end of the pipes to `reroll web`: what it draws goes there, what a person does comes back."""

import base64
import binascii
import os
import signal
import threading
from typing import Any

from textual.drivers.web_driver import WebDriver

_COPY = "\x1b]52;c;"
"""How Textual puts a text on the clipboard."""


class BrowserDriver(WebDriver):
    """Leaves like a terminal that is closed, once the browser or the server is gone.

    The application has a `hang_up`, as with `tui.unfailing_terminal`.
    """

    def __init__(self, app: Any, **keys: Any) -> None:
        super().__init__(app, **keys)
        self._one_at_a_time = threading.Lock()
        self._write = self._write_whole  # Textual's own: private, held by a test

    def _write_whole(self, packet: bytes) -> int:
        # Pieces of files come from the thread that reads: a packet is not to be torn by another one.
        with self._one_at_a_time:
            rest = memoryview(packet)
            try:
                while rest:
                    rest = rest[os.write(self.fileno, rest) :]
            except OSError:
                self._gone()
        return len(packet)

    def write(self, data: str) -> None:
        """Draw; a text for the clipboard goes as one, because the browser asks the person first."""
        if data.startswith(_COPY):
            try:
                text = base64.b64decode(data[len(_COPY) :].rstrip("\a")).decode()
            except (binascii.Error, UnicodeDecodeError):
                return
            self.write_meta({"type": "copy", "text": text})
        else:
            super().write(data)

    def say_place(self, session_id: str) -> None:
        """See `tui.in_browser.say_place`."""
        self.write_meta({"type": "place", "text": session_id})

    def start_application_mode(self) -> None:
        super().start_application_mode()
        if os.name != "nt":
            for each in (signal.SIGINT, signal.SIGTERM):
                self._loop.add_signal_handler(each, self._gone)

    def run_input_thread(self) -> None:
        super().run_input_thread()
        # The pipe has ended: the server is gone.
        if not self.exit_event.is_set():
            self._gone()

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        if packet_type == "quit":  # the browser went away
            self._gone()
        else:
            super().on_meta(packet_type, payload)

    def _gone(self) -> None:
        self._loop.call_soon_threadsafe(self._app.hang_up)  # pyright: ignore[reportAttributeAccessIssue]
