"""One run from opening the engine to the exit code, however it ends."""

import asyncio
import contextlib
import signal
import time
from typing import Any, Protocol

from engine.cli.headless.arguments import Arguments
from engine.cli.headless.fault import INTERRUPTED, TERMINATED, TIMED_OUT, Fault, exit_code_of
from engine.cli.headless.made import facts, say_made
from engine.cli.headless.player import Player
from engine.cli.headless.report import JsonLines, Readable
from engine.cli.headless.standing import standing
from engine.cli.headless.watch import Watch
from engine.cli.output import OK, USAGE, complain
from engine.home import home_folder
from engine.operations.dispatcher import as_operation_error, dispatch
from engine.operations.errors import OperationError
from engine.operations.services import Services
from schemas.messages.executions import CancelExecution
from schemas.messages.session import SessionView
from schemas.messages.sessions import DeleteSession, GetSession, ResumeSession, StartSession

STOP_SECONDS = 10.0
"""How long the end of what was cancelled is waited for."""
_UNFINISHED = ("queued", "running")


class Conductor:
    """Runs one script. `run` gives the exit code and says everything there is to say."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments
        self._report = JsonLines() if arguments.as_json else Readable(quiet=arguments.quiet)
        self._began = time.time()
        self._session_id = arguments.session or ""
        self._watch: Watch | None = None
        self._terminated = False

    async def run(self) -> int:
        """Carry out the script in an engine of its own. Raises BrokenPipeError."""
        try:
            services = await Services.open(home_folder(), stand_ins=self._arguments.providers)
        except Exception as error:  # noqa: BLE001 - everything becomes words and an exit code
            return self._ended(None, as_fault(error))
        try:
            with terminating(self):
                return await self._in(services)
        finally:
            if self._watch:
                await self._watch.close()
            await services.close()

    def terminate(self) -> None:
        """The program is asked to end."""
        self._terminated = True

    async def _in(self, services: Services) -> int:
        task = asyncio.current_task()
        assert task is not None
        fault: Fault | None = None
        limit = asyncio.timeout(self._arguments.timeout)
        try:
            async with limit:
                await self._play(services, task)
        except asyncio.CancelledError:
            while task.uncancel():
                pass
            fault = self._stopped()
        except Exception as error:  # noqa: BLE001 - everything becomes words and an exit code
            if isinstance(error, TimeoutError) and limit.expired():
                seconds = f"{self._arguments.timeout:g} seconds"
                fault = Fault(TIMED_OUT, f"stopped: not done after {seconds}", code="timeout")
            else:
                fault = as_fault(error)
        if fault:
            await self._stop(services)
        if self._watch and (trouble := self._watch.trouble):
            raise trouble
        view = await self._last_view(services, fault)
        code = self._ended(view, fault)
        if view and not fault and not self._arguments.as_json:
            assert self._watch is not None
            await say_made(services, view, self._watch.ends.values())
        return code

    async def _play(self, services: Services, task: "asyncio.Task[Any]") -> None:
        after = 0
        if self._session_id:
            after = (await dispatch(services, GetSession(session_id=self._session_id))).seq
        else:
            assert self._arguments.workflow is not None
            start = StartSession(
                workflow=self._arguments.workflow, title=self._arguments.title, advance=False
            )
            self._session_id = (await dispatch(services, start)).id
        self._watch = Watch(services, self._session_id, after, self._report, task.cancel)
        if not self._arguments.session:
            await dispatch(services, ResumeSession(session_id=self._session_id))
        player = Player(services, self._session_id, self._watch)
        await player.play(self._arguments.script)
        await player.view()

    def _stopped(self) -> Fault:
        if self._terminated:
            return Fault(TERMINATED, "stopped: terminated", code="terminated")
        return Fault(INTERRUPTED, "stopped: interrupted", code="interrupted")

    async def _stop(self, services: Services) -> None:
        """Cancel what this run began and still runs, and report its end."""
        if not self._watch:
            return
        with contextlib.suppress(OperationError, TimeoutError, BrokenPipeError):
            async with asyncio.timeout(STOP_SECONDS):
                view = await dispatch(services, GetSession(session_id=self._session_id))
                for execution in view.executions:
                    if execution.status in _UNFINISHED and execution.started_at >= self._began:
                        await dispatch(services, CancelExecution(execution_id=execution.id))
                view = await dispatch(services, GetSession(session_id=self._session_id))
                await self._watch.until(view.seq)

    async def _last_view(self, services: Services, fault: Fault | None) -> SessionView | None:
        if not self._session_id:
            return None
        try:
            view = await dispatch(services, GetSession(session_id=self._session_id))
            nothing_ran = not self._arguments.session and not view.executions
            if fault and fault.exit_code == USAGE and nothing_ran:
                await dispatch(services, DeleteSession(session_id=view.id))
                return None
        except OperationError:
            return None
        return view

    def _ended(self, view: SessionView | None, fault: Fault | None) -> int:
        """Say how it ended; return the exit code."""
        code = fault.exit_code if fault else OK
        if fault:
            complain(fault.message, fault.hint, fault.details)
        match self._report:
            case JsonLines():
                self._report.end(facts(view, fault.body() if fault else None, code))
            case Readable():
                for line in standing(view, offers=fault is None) if view else ():
                    self._report.say(line)
        return code


class Terminable(Protocol):
    """What can be told that the program is asked to end."""

    def terminate(self) -> None: ...


class terminating:  # noqa: N801 - used like a function
    """While this is entered, SIGTERM ends the run as Ctrl+C does: nothing is left running."""

    def __init__(self, conductor: "Terminable") -> None:
        self._conductor = conductor

    def __enter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None

        def stop() -> None:
            self._conductor.terminate()
            task.cancel()

        # Windows has no such signals on its loop, and a thread that is not the main one may not ask.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)


def as_fault(error: Exception) -> Fault:
    """What ends a run, in words and as an exit code."""
    if isinstance(error, Fault):
        return error
    known = as_operation_error(error)
    body = known.body
    return Fault(exit_code_of(known.status), body.message, body.hint, code=body.code, details=body.details)
