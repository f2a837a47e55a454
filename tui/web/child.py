"""One screen: the process that draws it, between a browser's socket and its pipes."""

import asyncio
import contextlib
import json
import logging
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from schemas.clean_text import clean

_LOG = logging.getLogger("reroll.web")

MOST_COLUMNS, MOST_ROWS = 500, 200
"""Cells of a screen; a browser may ask for any number."""

LONGEST_PACKET = 64 * 1024 * 1024
_HEADER = 5
_MOST_SAID = 64 * 1024
_BEGINS_WITHIN = 60.0
PATIENCE = 5.0
"""Seconds that a process may take for its leave, and then for what it records as interrupted."""


class Child(AppService):
    """Starts without a shell, in a group of its own; `hang_up` breaks its connection to the browser.

    A screen whose browser is gone saves what was typed and finishes what runs, like a program whose
    terminal was closed. `end` makes it stop.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        socket: Any,
        downloads: DownloadManager,
        hang_up: Callable[[], None],
    ) -> None:
        super().__init__(
            command[0],
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=socket.close,
            download_manager=downloads,
        )
        self._arguments = list(command)
        self._environment = dict(environment)
        self._hang_up = hang_up
        self._leaving = False
        self.left_by_itself = False
        """The person quit; otherwise the browser went away, or the process fell over."""

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        columns, rows = in_bounds(width, height)
        self._process = await asyncio.create_subprocess_exec(
            *self._arguments,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env={**self._environment, "COLUMNS": str(columns), "ROWS": str(rows)},
            # ctrl+c in the server's terminal is for the server.
            start_new_session=os.name != "nt",
        )
        assert self._process.stdin is not None
        self._stdin = self._process.stdin
        return self._process

    @property
    def running(self) -> bool:
        """Whether the process lives, with or without a browser."""
        return self._process is not None and self._process.returncode is None

    async def set_terminal_size(self, width: int, height: int) -> None:
        """Tell the process how large the browser is, within bounds."""
        await super().set_terminal_size(*in_bounds(width, height))

    async def run(self) -> None:
        """Carry what the process draws to the browser, until it draws no more."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        complaints = asyncio.create_task(self._complaints())
        try:
            async with asyncio.timeout(_BEGINS_WITHIN):
                await process.stdout.readuntil(b"__GANGLION__\n")
            while True:
                header = await process.stdout.readexactly(_HEADER)
                size = int.from_bytes(header[1:], "big")
                if size > LONGEST_PACKET:
                    break
                await self._carry(header[:1], await process.stdout.readexactly(size))
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ConnectionError):
            pass
        finally:
            # The browser learns of it before whatever the process still finishes.
            with contextlib.suppress(Exception):
                await self.remote_close()
            complaints.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await complaints

    async def _carry(self, kind: bytes, payload: bytes) -> None:
        # Whatever comes after the browser is gone is read all the same: a process that cannot write hangs.
        if kind == b"P":
            await self.on_packed(payload)
        elif not self._leaving:
            try:
                await (self.on_data(payload) if kind == b"D" else self.on_meta(payload))
            except (ConnectionError, RuntimeError):
                await self.leave()

    async def on_meta(self, data: bytes) -> None:
        """What the screen says beside what it draws."""
        said: dict[str, Any] = json.loads(data)
        match said.get("type"):
            case "exit":
                self.left_by_itself = True
                await self.remote_close()
            case "copy" | "place" as kind:
                await self.remote_write_str(json.dumps([kind, str(said.get("text", ""))]))
            case "open_url":
                # The browser asks the person first.
                await self.remote_write_str(json.dumps(["open_url", {"url": str(said.get("url", ""))}]))
            case "deliver_file_start":
                await super().on_meta(data)
            case _:
                _LOG.warning("a screen said something unknown")

    async def leave(self) -> None:
        """The browser is gone: the screen saves, closes, and its process finishes what runs."""
        if self._leaving:
            return
        self._leaving = True
        await self._download_manager.cancel_app_downloads(self.app_service_id)
        if self._stdin is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self.send_meta({"type": "quit"}), PATIENCE)
        # What waits for a browser that takes nothing any more would wait on, and the process with it.
        self._hang_up()

    async def stop(self) -> None:
        """Leave; returns once the process is gone, which may be long after."""
        await self.leave()
        if self._process is not None:
            await self._process.wait()
        if self._task is not None:
            await self._task
            self._task = None

    async def end(self) -> None:
        """Leave, and end within seconds: what still runs is recorded as interrupted."""
        await self.leave()
        process = self._process
        if process is None:
            return
        for each in (None, signal.SIGTERM, signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
            with contextlib.suppress(ProcessLookupError):
                if each is not None:
                    process.send_signal(each)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), PATIENCE / 4 if each is None else PATIENCE)
                return

    async def _complaints(self) -> None:
        process = self._process
        assert process is not None
        assert process.stderr is not None
        said = b""
        try:
            while piece := await process.stderr.read(4096):
                said = (said + piece)[-_MOST_SAID:]
        finally:
            if said:
                _LOG.warning("a screen said:\n%s", clean(said.decode("utf-8", "replace")).rstrip())


def in_bounds(columns: int, rows: int) -> tuple[int, int]:
    """A size that a screen can have."""
    return min(max(columns, 10), MOST_COLUMNS), min(max(rows, 4), MOST_ROWS)
