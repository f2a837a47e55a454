"""`reroll events EXECUTION`: prints the events of an execution as JSON lines."""

import argparse
import sys

from engine.cli.output import OK, say_json
from engine.cli.with_services import with_services
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from schemas.messages.executions import GetExecution


def run(args: list[str]) -> int:
    """Print stored events, and with `--follow` those that come, to the end of the execution."""
    parser = argparse.ArgumentParser(prog="reroll events", description=__doc__)
    parser.add_argument("execution", help="its id; `reroll sessions show ID` lists them")
    parser.add_argument("--after", type=int, default=0, metavar="N", help="only events after number N")
    parser.add_argument("--follow", action="store_true", help="wait for more until the execution ends")
    given = parser.parse_args(args)

    async def work(services: Services) -> int:
        await dispatch(services, GetExecution(execution_id=given.execution))
        if given.follow:
            async for event in services.executions.events(given.execution, given.after):
                say_json(event.model_dump(mode="json"), indent=None)
                sys.stdout.flush()
        else:
            events, _ = await services.executions.stored_since(given.execution, given.after)
            for event in events:
                say_json(event.model_dump(mode="json"), indent=None)
        return OK

    return with_services(work)
