"""The queue interface."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from engine.store.database import Transaction

Handler = Callable[[str], Awaitable[None]]
"""Runs the job of that id to its end. Cancelled when the queue closes; must not raise."""


class JobQueue(Protocol):
    """Runs each job once, somewhere, and again after a crash if it had not begun.

    A job is an execution's id. `put` takes part in the caller's transaction, so that an
    execution is never recorded without its job; call `wake` after the commit. Jobs of one
    lane run at most `lane_limit` at a time, whichever programs run them. After a crash the
    handler may be given a job a second time: it finds out that the execution had begun.
    """

    async def start(self, handler: Handler) -> None: ...

    async def put(self, transaction: Transaction, job_id: str, lane: str) -> None: ...

    def wake(self) -> None: ...

    async def holds(self, job_id: str) -> bool:
        """Whether the job waits or runs."""
        ...

    async def withdraw(self, job_id: str) -> bool:
        """Take a waiting job out; False if it already runs or is done."""
        ...

    async def close(self) -> None:
        """Cancel the handlers that run; what waits stays for the next program."""
        ...
