"""`reroll work`: runs what waits on the queue, without a screen, until nothing is left."""

import argparse
import time

from engine.cli.output import FAILED, OK, complain, say, say_table
from engine.cli.with_services import with_services
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from schemas.messages.queue import ListQueue

_MOST_TOLD = 200


def run(args: list[str]) -> int:
    """Say what ended meanwhile. What another open Reroll put is that one's to begin."""
    argparse.ArgumentParser(prog="reroll work", description=__doc__).parse_args(args)

    async def work(services: Services) -> int:
        if services.jobs.redelivers:
            complain("workers run what waits here", "start one with: reroll worker")
            return FAILED
        begun = time.time()
        await services.running.drained()
        ended = (await dispatch(services, ListQueue(ended=_MOST_TOLD))).ended
        told = [entry for entry in reversed(ended) if (entry.ended_at or 0) >= begun]
        if told:
            say_table([(each.execution_id, each.status, each.label, each.session_title) for each in told])
        else:
            say("Nothing was begun.")
        return OK

    return with_services(work, run_jobs=True)
