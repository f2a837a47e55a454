"""A program in a pseudo-terminal of its own, with somebody at the keyboard."""

import contextlib
import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.terminal.answers import Answers
from benchmarks.terminal.keys import key_bytes
from benchmarks.terminal.screen import Screen

_SECOND = 1_000_000_000
_POLITE_SECONDS = 5
# A session leader that opens a terminal gets it as its controlling one: resizing then sends SIGWINCH.
_ON_TERMINAL = 'exec "$@" <>"$0" >&0 2>&0'
_KEPT_VARIABLES = ("PATH", "HOME", "USER", "TMPDIR", "TZ", "VIRTUAL_ENV")


class ScreenTimeout(AssertionError):
    """What was waited for did not come; the message holds the screen."""


class Program:
    """Runs `argv` in a pseudo-terminal; a context manager that ends the program.

    A thread reads the output, notes the time of each read and answers the terminal queries. The
    output is drawn on `screen` only when somebody looks (`wait_for`, `take`), so that drawing does
    not disturb what is measured. Times are `time.monotonic_ns()`.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 40,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.screen = Screen(columns, rows)
        self.chunks: list[tuple[int, bytes]] = []
        """Everything the program wrote: time of reading, bytes."""
        self.ended = False
        """The terminal was closed by the program's side."""
        self._came = threading.Condition()
        self._drawn = 0
        self._closed = False
        self._answers = Answers()
        variables = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        variables |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        variables |= environment or {}
        self._terminal, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.started = time.monotonic_ns()
        self._process = subprocess.Popen(
            ["sh", "-c", _ON_TERMINAL, os.ttyname(slave), *argv],
            stdin=slave,
            env=variables,
            cwd=folder,
            start_new_session=True,
        )
        self.pid = self._process.pid
        os.close(slave)
        self._stop_reader, self._stop = os.pipe()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def output(self) -> bytes:
        """Every byte the program wrote so far."""
        return b"".join(data for _, data in self.chunks)

    # The keyboard

    def press(self, *keys: str) -> int:
        """Press keys one after another; return the time just before the last."""
        at = 0
        for key in keys:
            at = self.send(key_bytes(key))
        return at

    def type(self, text: str) -> None:
        """Type the characters of `text`."""
        self.send(text.encode())

    def send(self, data: bytes) -> int:
        """Write `data` to the program; return the time just before."""
        at = time.monotonic_ns()
        while data:
            data = data[os.write(self._terminal, data) :]
        return at

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self.take()
        self.screen.resize(columns, rows)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # The screen

    def take(self) -> int | None:
        """Draw the next piece of output; return its time, or None when there is none."""
        if self._drawn == len(self.chunks):
            return None
        at, data = self.chunks[self._drawn]
        self._drawn += 1
        self.screen.feed(data)
        return at

    def wait_until(self, condition: Callable[[Screen], bool], seconds: float, *, what: str = "") -> int:
        """Wait until `condition` holds at the end of a frame; return when that frame was read.

        Raises `ScreenTimeout` after `seconds`, or when the program ends before.
        """
        end = time.monotonic_ns() + int(seconds * _SECOND)
        at = time.monotonic_ns()
        if not self.screen.in_frame and condition(self.screen):
            return at
        while True:
            taken = self.take()
            if taken is not None:
                if not self.screen.in_frame and condition(self.screen):
                    return taken
                continue
            left = (end - time.monotonic_ns()) / _SECOND
            if left <= 0 or (self.ended and self._drawn == len(self.chunks)):
                why = "the program ended" if self.ended else f"not within {seconds:g} s"
                raise ScreenTimeout(f"{what or 'condition'}: {why}. On screen:\n{self._visible()}")
            with self._came:
                if self._drawn == len(self.chunks) and not self.ended:
                    self._came.wait(left)

    def _visible(self) -> str:
        """The rows that are not empty."""
        return "\n".join(line for line in self.screen.text().split("\n") if line)

    def wait_for(self, *texts: str, seconds: float = 30) -> int:
        """Wait until every one of `texts` is on the screen; return when that frame was read."""
        return self.wait_until(
            lambda screen: all(text in screen.text() for text in texts), seconds, what=f"text {texts!r}"
        )

    def wait_gone(self, text: str, seconds: float = 30) -> int:
        """Wait until `text` is no longer on the screen."""
        return self.wait_until(lambda screen: text not in screen.text(), seconds, what=f"{text!r} to go")

    def settle(self, quiet: float = 0.3, seconds: float = 30) -> int:
        """Wait until nothing was written for `quiet` seconds; return the time of the last read."""
        end = time.monotonic_ns() + int(seconds * _SECOND)
        while True:
            last = self.chunks[-1][0] if self.chunks else self.started
            due = last + int(quiet * _SECOND)
            now = time.monotonic_ns()
            if now >= min(due, end) or self.ended:
                while self.take() is not None:
                    pass
                return last
            time.sleep((min(due, end) - now) / _SECOND)

    # The end

    def wait_for_end(self, seconds: float = 30) -> int:
        """Wait until the program has ended by itself; return its exit code, `ScreenTimeout` else."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.settle()
            raise ScreenTimeout(f"still running after {seconds:g} s. On screen:\n{self._visible()}") from None

    @property
    def running(self) -> bool:
        """Whether the program still runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the program at once, as a power cut would: SIGKILL to it and its process group."""
        if self.running:
            os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()

    def close(self) -> None:
        """End the program, politely first, and free the terminal."""
        if self.running:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_POLITE_SECONDS)
            self.kill()
        if self._closed:
            return
        self._closed = True
        os.write(self._stop, b".")
        self._reader.join(5)
        for number in (self._terminal, self._stop, self._stop_reader):
            os.close(number)

    def _read(self) -> None:
        while True:
            ready, _, _ = select.select([self._terminal, self._stop_reader], [], [])
            try:
                data = os.read(self._terminal, 65536) if self._terminal in ready else b""
            except OSError:  # EIO: no process has the terminal open any more.
                data = b""
            at = time.monotonic_ns()
            if not data:
                with self._came:
                    self.ended = True
                    self._came.notify_all()
                return
            answer = self._answers.to(data)
            if answer:
                os.write(self._terminal, answer)
            with self._came:
                self.chunks.append((at, data))
                self._came.notify_all()
