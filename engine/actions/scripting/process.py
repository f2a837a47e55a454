"""A child process that runs one function, seen from Reroll: messages, printed lines, an end."""

import asyncio
import base64
import codecs
import contextlib
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from engine.actions.scripting import child
from engine.trust.code import Code
from schemas.frozen import frozen

MAX_PRINTED = 16 * 1024 * 1024
"""Bytes that may be printed in one run; a function that prints more is stopped."""

MAX_LINES = 500
"""Printed lines that are told; the rest is counted."""

MAX_MESSAGES = 10_000
MAX_HEARD = 256 * 1024 * 1024
"""Events of one run: how many, and their bytes."""

_MAX_LINE = 2_000
_QUEUED = 64
_GRACE = 0.5
"""Seconds for the last output after the process has ended: another process may hold the pipe."""

_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "SYSTEMROOT", "TEMP", "TMP")


@frozen
class Printed:
    """A line that the function printed."""

    text: str


@frozen
class Said:
    """A message of the child, as it came; see `engine.actions.scripting.child`."""

    line: bytes


@frozen
class Flooded:
    """It sent more than anyone could want."""

    what: str


@frozen
class Ended:
    """It has ended: `status` is the exit status, negative for a signal."""

    status: int


Sign = Printed | Said | Flooded | Ended


class ScriptProcess(asyncio.SubprocessProtocol):
    """One run. Signs of life come from `next`; `close` ends it and everything it started."""

    def __init__(self) -> None:
        self._signs: asyncio.Queue[Sign] = asyncio.Queue()
        self._transport: asyncio.SubprocessTransport | None = None
        self._message = bytearray()
        self._messages = self._heard = 0
        self._text = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._printed = 0
        self._lines = 0
        self._open = {1, 2}
        self._over = False
        self._paused = False
        self._exited = asyncio.Event()

    @classmethod
    async def start(
        cls, code: Code, function: str, arguments: Mapping[str, Any], environment: Mapping[str, str]
    ) -> "ScriptProcess":
        """Start `function` of `code`. Raises OSError."""
        made = cls()
        transport, _ = await asyncio.get_running_loop().subprocess_exec(
            lambda: made,
            # By path and isolated: no variable and no folder decides what is imported.
            *(sys.executable, "-I", "-B", "-X", "utf8", str(Path(child.__file__))),
            env={**_inherited(), **environment},
            cwd=code.folder,
            start_new_session=True,
        )
        made._transport = transport
        job = {
            "folder": str(code.folder),
            "files": {name: base64.b64encode(content).decode() for name, content in code.files.items()},
            "function": function,
            "arguments": dict(arguments),
        }
        stdin = cast("asyncio.WriteTransport", transport.get_pipe_transport(0))
        stdin.write(json.dumps(job).encode() + b"\n")
        return made

    async def next(self) -> Sign:
        """What comes next; nothing comes after `Ended`."""
        sign = await self._signs.get()
        if self._paused and self._signs.qsize() < _QUEUED // 2:
            self._flow(paused=False)
        return sign

    async def last_lines(self) -> list[str]:
        """What was printed but not told when the function was done."""
        lines: list[str] = []
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                while not isinstance(sign := await self.next(), Ended | Flooded):
                    if isinstance(sign, Printed):
                        lines.append(sign.text)
        return lines

    async def close(self) -> None:
        """End the process, if it has not, with its whole group."""
        transport = self._transport
        if transport is None:
            return
        self._over = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(transport.get_pid(), signal.SIGKILL)
            elif transport.get_returncode() is None:
                transport.kill()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await self._exited.wait()
        transport.close()

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        if self._over:
            return
        if fd == 1:
            self._hear(data)
        else:
            self._read_printed(data)
        if not self._paused and self._signs.qsize() >= _QUEUED:
            self._flow(paused=True)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        self._open.discard(fd)
        if not self._open & {1, 2} and self._exited.is_set():
            self._end()

    def process_exited(self) -> None:
        self._exited.set()
        if not self._open & {1, 2}:
            self._end()
        else:
            asyncio.get_running_loop().call_later(_GRACE, self._end_late)

    def _hear(self, data: bytes) -> None:
        self._heard += len(data)
        self._message += data
        if b"\n" in data:
            *whole, self._message = self._message.split(b"\n")
            self._messages += len(whole)
            for line in whole:
                self._signs.put_nowait(Said(bytes(line)))
        if self._messages > MAX_MESSAGES:
            self._flood(f"more than {MAX_MESSAGES:,} events")
        elif self._heard > MAX_HEARD:
            self._flood(f"more than {MAX_HEARD // 1024 // 1024} MiB")
        elif len(self._message) > child.MAX_LINE:
            self._flood("an event without an end")

    def _read_printed(self, data: bytes) -> None:
        self._printed += len(data)
        if self._printed > MAX_PRINTED:
            self._flood(f"more than {MAX_PRINTED // 1024 // 1024} MiB of printed text")
            return
        if self._lines > MAX_LINES:
            return
        *whole, self._text = (self._text + self._decoder.decode(data)).split("\n")
        if len(self._text) > _MAX_LINE:
            whole, self._text = [*whole, self._text], ""
        for line in whole:
            self._print(line)

    def _print(self, line: str) -> None:
        self._lines += 1
        if self._lines <= MAX_LINES:
            self._signs.put_nowait(Printed(line[:_MAX_LINE]))
        elif self._lines == MAX_LINES + 1:
            self._signs.put_nowait(Printed(f"(more was printed; only {MAX_LINES} lines are kept)"))

    def _flood(self, what: str) -> None:
        self._over = True
        self._signs.put_nowait(Flooded(what))

    def _end(self) -> None:
        if self._over:
            return
        if self._text:
            self._print(self._text)
        self._over = True
        assert self._transport is not None
        status = self._transport.get_returncode()
        self._signs.put_nowait(Ended(0 if status is None else status))

    def _end_late(self) -> None:
        """End although a process that was left behind holds a pipe; not before all is taken."""
        if not self._over and (self._paused or self._signs.qsize()):
            asyncio.get_running_loop().call_later(_GRACE, self._end_late)
        else:
            self._end()

    def _flow(self, *, paused: bool) -> None:
        """Let the child wait while nobody takes what it sends."""
        self._paused = paused
        for fd in (1, 2):
            pipe = self._transport and self._transport.get_pipe_transport(fd)
            if isinstance(pipe, asyncio.ReadTransport) and not pipe.is_closing():
                pipe.pause_reading() if paused else pipe.resume_reading()


def _inherited() -> dict[str, str]:
    return {name: os.environ[name] for name in _INHERITED if name in os.environ}
