"""Opens the engine for one command and turns every failure into words and an exit code."""

import asyncio
from collections.abc import Awaitable, Callable

from engine.cli.output import FAILED, complain
from engine.home import home_folder
from engine.operations.dispatcher import as_operation_error
from engine.operations.errors import OperationError
from engine.operations.services import Services


def with_services(work: Callable[[Services], Awaitable[int]], *, run_jobs: bool = False) -> int:
    """Run `work` with open services; return its exit code, or 1 after saying what went wrong.

    `run_jobs` lets this process take jobs off the queue; a command that ends at once must not.
    Raises BrokenPipeError if whoever reads the output has left.
    """
    try:
        return asyncio.run(_run(work, run_jobs))
    except OperationError as error:
        complain(error.body.message, error.body.hint, error.body.details)
        return FAILED


async def _run(work: Callable[[Services], Awaitable[int]], run_jobs: bool) -> int:
    try:
        services = await Services.open(home_folder(), run_jobs=run_jobs)
        try:
            return await work(services)
        finally:
            await services.close()
    except BrokenPipeError:
        raise
    except Exception as error:
        raise as_operation_error(error) from error
