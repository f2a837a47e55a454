"""One painting process seen from the parent: start it, give it a job, end it."""

import asyncio
import base64
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from engine.providers.errors import ProviderError

_LONGEST_LINE = 32 * 1024 * 1024
_ROOT = str(Path(__file__).parents[3])


class PainterProcess:
    """A running worker. It does one job at a time; a job that is cancelled kills it."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._killed = False

    @classmethod
    async def start(cls) -> "PainterProcess":
        paths = [_ROOT, *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            # Two workers share the cores; a thread pool in each would only fight the other's.
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # nothing in the folder where Reroll is used can be imported
                "-m",
                "engine.providers.sketch.worker",
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env=environment,
                limit=_LONGEST_LINE,
            )
        except OSError as error:
            raise ProviderError(
                "server_error",
                f"The sketch painter could not be started: {error.strerror or error}.",
                retryable=True,
            ) from error
        return cls(process)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    @property
    def usable(self) -> bool:
        """Whether it can take another job (a killed one may take a moment to be gone)."""
        return self.alive and not self._killed

    async def paint(
        self, job: dict[str, Any], on_progress: Callable[[float], None], *, patience: float
    ) -> bytes:
        """The PNG of `job`. `patience` is the longest silence, in seconds, before giving up.

        Raises ProviderError; on that and on cancellation the process is killed.
        """
        try:
            return await self._converse(job, on_progress, patience)
        except BaseException:
            self.kill()
            raise

    async def _converse(
        self, job: dict[str, Any], on_progress: Callable[[float], None], patience: float
    ) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(job).encode() + b"\n")
            async with asyncio.timeout(patience):
                await self._process.stdin.drain()
            while True:
                async with asyncio.timeout(patience):
                    line = await self._process.stdout.readline()
                if not line:
                    raise _ended()
                said = cast(dict[str, Any], json.loads(line))
                if "progress" in said:
                    on_progress(float(said["progress"]))
                elif "png" in said:
                    return base64.b64decode(said["png"])
                else:
                    raise ProviderError("server_error", f"The sketch painter failed: {said.get('error')}")
        except TimeoutError as error:
            raise ProviderError(
                "timeout", f"The sketch painter said nothing for {patience:g} seconds.", retryable=True
            ) from error
        except ValueError as error:
            raise ProviderError(
                "bad_reply", "The sketch painter's reply could not be read.", retryable=True
            ) from error
        except ConnectionError as error:
            raise _ended() from error

    def kill(self) -> None:
        """End it now. Safe to call twice."""
        self._killed = True
        if self.alive:
            try:
                self._process.kill()
            except ProcessLookupError:
                return

    async def end(self, *, grace: float = 1.0) -> None:
        """Let it end by closing its stdin; kill it after `grace` seconds."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(grace):
                await self._process.wait()
        except TimeoutError:
            self.kill()
            await self._process.wait()
        except asyncio.CancelledError:
            self.kill()
            raise


def _ended() -> ProviderError:
    return ProviderError("server_error", "The sketch painter ended before its picture.", retryable=True)
