"""The embedded model's process, seen from the parent."""

import asyncio
import ctypes
import json
import os
import secrets
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.providers.embedded import server
from engine.providers.errors import ProviderError
from schemas.clean_text import clean_line

CONTEXT = 4096
"""Tokens of prompt and reply together. The model was trained for 8192, at 92 MB of memory more."""
START_TIMEOUT = 120.0
"""Seconds. Loading takes half of one on an idle machine, and ten on a crowded one."""
_STOP_TIMEOUT = 2.0
_LOG_LIMIT = 256 * 1024


@dataclass(slots=True)
class Child:
    """A running server: its address, its key, its process."""

    url: str
    key: str = field(repr=False)
    process: Process

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    async def stop(self) -> None:
        """End the process: first by closing its stdin, then, after 2 s, by force."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            async with asyncio.timeout(_STOP_TIMEOUT):
                await self.process.wait()
        except TimeoutError:
            _kill(self.process)
            await self.process.wait()


async def start(weights: Path, home: Path) -> Child:
    """Start the server on `weights` and return it once it answers.

    What it says on stderr goes to `logs/embedded-model.log` under `home`. Raises
    `ProviderError("not_installed")` with the cause when it can't run here.
    """
    log = home / "logs" / "embedded-model.log"
    try:
        _make_room(log)
        with log.open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                # By path and with -P: nothing in the folder where Reroll is used can be imported.
                *(sys.executable, "-P", server.__file__),
                stdin=PIPE,
                stdout=PIPE,
                stderr=errors,
                env=_environment(),
                cwd=home,
            )
    except OSError as error:
        raise _no_start(f"it can't be started ({error.strerror or error})", log) from error
    key = secrets.token_urlsafe(32)
    settings = {"weights": str(weights.absolute()), "key": key, "context": CONTEXT, "threads": _threads()}
    try:
        async with asyncio.timeout(START_TIMEOUT):
            answer = await _ask(process, settings)
    except TimeoutError:
        _kill(process)
        raise _no_start(f"it was not ready after {START_TIMEOUT:.0f} s", log) from None
    except BaseException:  # cancelled: a server that nobody knows of must not stay
        _kill(process)
        raise
    if "url" not in answer:
        cause = str(answer.get("error") or _how_it_ended(await process.wait()))
        raise _no_start(clean_line(cause)[:300], log)
    return Child(str(answer["url"]), key, process)


async def _ask(process: Process, settings: dict[str, Any]) -> dict[str, Any]:
    """Return the server's one line, or {} when it ended without one."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(ConnectionError):  # it ended already; the reason is read below
        process.stdin.write(json.dumps(settings).encode() + b"\n")
        await process.stdin.drain()
    line = await process.stdout.readline()
    return json.loads(line) if line else {}


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()


def _threads() -> int:
    return max(2, min(4, os.cpu_count() or 2))


def _make_room(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.write_bytes(b"")


def _environment() -> dict[str, str]:
    """The runtime's Linux wheels need libgomp.so.1; where the system has none, LLVM's stands in."""
    # Threads that spin for long cost eight times as much where other programs want the processor; those that
    # sleep at once take 1.6 times as long where nobody does. (GNU's in rounds, LLVM's in milliseconds.)
    environment = {"GOMP_SPINCOUNT": "10000", "KMP_BLOCKTIME": "1", **os.environ}
    if sys.platform == "linux" and not _loads("libgomp.so.1"):
        for folder in sys.path:
            libraries = Path(folder) / "cmeel.prefix" / "lib"
            if (libraries / "libgomp.so.1").exists():
                known = environment.get("LD_LIBRARY_PATH")
                environment["LD_LIBRARY_PATH"] = f"{libraries}:{known}" if known else str(libraries)
                break
    return environment


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _how_it_ended(status: int) -> str:
    if status >= 0:
        return f"it ended with status {status}"
    name = signal.Signals(-status).name
    return f"it was ended by {name}" + (", as by an old processor" if name == "SIGILL" else "")


def _no_start(cause: str, log: Path) -> ProviderError:
    return ProviderError(
        "not_installed",
        f"The embedded model can't run here: {cause}.",
        hint=f"Configure another text provider. Details are in {log}.",
    )
