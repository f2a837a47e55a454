"""Runs work of an author's making in a thread that can be given up."""

import asyncio
import contextlib
import ctypes
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class _Stop(BaseException):
    """Raised inside a thread whose work nobody waits for any more."""


async def in_thread(work: Callable[[], T], seconds: float) -> T:
    """What `work` returns or raises. TimeoutError after `seconds`.

    When it takes too long, or the caller is cancelled, it is stopped at its next Python
    instruction; a single call into C is not interrupted, so `work` must bound those.
    """
    running = _Running(work, asyncio.get_running_loop())
    running.start()
    try:
        async with asyncio.timeout(seconds):
            return await running.outcome
    finally:
        running.stop()


class _Running(threading.Thread, Generic[T]):
    # A daemon: a thread that hangs must not keep the program from ending.
    def __init__(self, work: Callable[[], T], loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(daemon=True, name="bounded")
        self.outcome: asyncio.Future[T] = loop.create_future()
        self._work = work
        self._loop = loop
        self._ending = threading.Lock()
        self._over = False

    def run(self) -> None:
        with contextlib.suppress(_Stop):
            try:
                self._run()
            finally:
                # Whoever stops holds the lock: the exception can only land in this thread.
                with self._ending:
                    self._over = True

    def stop(self) -> None:
        """Make the work end, if it has not."""
        with self._ending:
            if self._over or self.ident is None:
                return
            ident, stop = ctypes.c_ulong(self.ident), ctypes.py_object(_Stop)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, stop)

    def _run(self) -> None:
        try:
            value = self._work()
        except Exception as error:  # noqa: BLE001 - passed on to whoever waits
            self._tell(partial(self._settle, self.outcome.set_exception, error))
        else:
            self._tell(partial(self._settle, self.outcome.set_result, value))

    def _settle(self, settle: Callable[[Any], object], outcome: Any) -> None:
        if not self.outcome.done():
            settle(outcome)

    def _tell(self, settle: Callable[[], object]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has been closed: nobody waits
            self._loop.call_soon_threadsafe(settle)
