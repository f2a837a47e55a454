"""The queue interface."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Literal, Protocol

from engine.store.database import Transaction
from schemas.frozen import frozen

Handler = Callable[[str], Awaitable[None]]
"""Runs the job of that id to its end. Cancelled when the queue closes. May raise `RunLater` where the
queue redelivers; another exception is a fault: the job is set aside, or dropped where nothing is kept."""

Place = Literal["up", "down", "front", "back"]
"""Where a waiting job goes: one place nearer to its turn or further from it, or to an end."""


class RunLater(Exception):
    """Raised by a handler: the job waits again, its turn is `seconds` from now at the earliest."""

    def __init__(self, seconds: float, why: str = "") -> None:
        super().__init__(why)
        self.seconds = seconds


@frozen
class DeadJob:
    """A job that was set aside: nobody runs it until a person says so. `since` is Unix time."""

    id: str
    lane: str
    since: float
    why: str


class JobQueue(Protocol):
    """Runs each job once, somewhere, and again after a crash if it had not begun.

    A job is an execution's id. `put` takes part in the caller's transaction, so that an
    execution is never recorded without its job; call `wake` after the commit. Of one lane run
    at most as many jobs at a time as its name says (see `engine.queue.lanes`), whichever
    programs run them. After a crash the handler may be given a job a second time: it finds out
    that the execution had begun. Jobs put as `background` come after all others.
    While the queue is paused no program begins a job; what runs goes on.

    There are two kinds. Where `redelivers` is False, a job is begun by the program that put it, or
    by any other once that one is gone, and begun jobs of a program that is gone are dropped by
    whoever notices. Where it is True, workers begin jobs, whoever put them; what runs is given to
    another worker once nothing is heard of its own, and what cannot be run is set aside.
    """

    @property
    def redelivers(self) -> bool: ...

    async def start(self, handler: Handler) -> None: ...

    async def put(
        self, transaction: Transaction, job_id: str, lane: str, *, background: bool = False
    ) -> None: ...

    def wake(self) -> None: ...

    async def holds(self, job_id: str) -> bool:
        """Whether the job waits or runs."""
        ...

    async def withdraw(self, job_id: str) -> bool:
        """Take a waiting job out; False if it already runs or is done."""
        ...

    async def hold(self, transaction: Transaction, job_ids: Iterable[str]) -> None:
        """Begin none of these until `release`, in any program; those that run go on."""
        ...

    async def release(self, transaction: Transaction, job_ids: Iterable[str]) -> None:
        """Let jobs that were held take their turns again."""
        ...

    async def withdraw_many(self, transaction: Transaction, job_ids: Iterable[str]) -> None:
        """Take waiting jobs out, in the caller's transaction; those that run stay."""
        ...

    async def lanes(self) -> dict[str, str]:
        """The lane of every job that waits or runs, by id, in the order of their turns."""
        ...

    async def move(self, job_id: str, to: Place) -> bool:
        """Give a waiting job another turn; False if it does not wait."""
        ...

    async def pause(self) -> None: ...

    async def resume(self) -> None: ...

    async def paused_since(self) -> float | None:
        """When it was paused, in Unix seconds; None if it is not."""
        ...

    async def dead(self) -> list[DeadJob]:
        """Jobs that were set aside, the last first."""
        ...

    async def revive(self, job_id: str) -> bool:
        """Let a job that was set aside wait again; False if it was not."""
        ...

    async def bury(self, job_id: str) -> bool:
        """Forget a job that was set aside; False if it was not."""
        ...

    async def drained(self) -> None:
        """Return once nothing runs here and nothing waits that could begin here."""
        ...

    @property
    def connected(self) -> bool:
        """Whether jobs can be had here at present."""
        ...

    async def wind_down(self) -> None:
        """Begin no more jobs here; return once none runs."""
        ...

    async def close(self) -> None:
        """Cancel the handlers that run; what waits stays for the next program."""
        ...
