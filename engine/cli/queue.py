"""`reroll queue`: shows what runs and waits in all sessions; pauses, moves and cancels."""

import argparse
import time

from engine.cli.output import OK, age, say, say_json, say_table
from engine.cli.with_services import with_services
from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from schemas.messages.executions import CancelExecution
from schemas.messages.queue import (
    DropDeadJob,
    ListDeadJobs,
    ListQueue,
    MoveInQueue,
    PauseQueue,
    QueueEntry,
    QueueView,
    RequeueDeadJob,
    ResumeQueue,
)


def run(args: list[str]) -> int:
    """Without a command the queue is listed. 0, or 1 if there is no such execution."""
    given = _parser().parse_args(args)

    async def work(services: Services) -> int:
        match given.command:
            case "pause":
                await dispatch(services, PauseQueue())
                say("Paused: what runs goes on, nothing more is begun. `reroll queue resume` goes on.")
            case "resume":
                await dispatch(services, ResumeQueue())
                say("Goes on.")
            case "move":
                request = MoveInQueue(execution_id=given.id, to=given.to)
                _say_queue(await dispatch(services, request))
            case "cancel":
                ended = await dispatch(services, CancelExecution(execution_id=given.id))
                say(f"{ended.label}: {ended.status}.")
            case "dead":
                dead = await dispatch(services, ListDeadJobs())
                if given.json:
                    say_json(dead.model_dump(mode="json"))
                elif dead.jobs:
                    say_table(
                        [
                            (job.execution_id, age(job.since), job.lane, job.label, job.why)
                            for job in dead.jobs
                        ]
                    )
                else:
                    say("No job was set aside.")
            case "requeue":
                _say_queue(await dispatch(services, RequeueDeadJob(execution_id=given.id)))
            case "drop":
                await dispatch(services, DropDeadJob(execution_id=given.id))
                say("Forgotten.")
            case _:
                queue = await dispatch(services, ListQueue())
                say_json(queue.model_dump(mode="json")) if given.json else _say_queue(queue)
        return OK

    return with_services(work)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reroll queue", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("pause", help="begin nothing more that waits, in any program of this home")
    commands.add_parser("resume", help="begin what waits again")
    move = commands.add_parser("move", help="give what waits another turn")
    move.add_argument("id", help="of an execution; `reroll queue` lists them")
    move.add_argument("to", choices=["up", "down", "front", "back"])
    cancel = commands.add_parser("cancel", help="stop what runs or waits")
    cancel.add_argument("id", help="of an execution; `reroll queue` lists them")
    commands.add_parser("dead", help="jobs that were set aside, as they failed or ended their workers")
    requeue = commands.add_parser("requeue", help="begin a job that was set aside once more")
    requeue.add_argument("id", help="of its execution; `reroll queue dead` lists them")
    drop = commands.add_parser("drop", help="forget a job that was set aside")
    drop.add_argument("id", help="of its execution; `reroll queue dead` lists them")
    return parser


def _say_queue(queue: QueueView) -> None:
    if queue.paused_since is not None:
        say(f"Paused {age(queue.paused_since)} ago: nothing more is begun." if _aged(queue) else "Paused.")
    if queue.running or queue.waiting:
        say_table([_row(entry) for entry in (*queue.running, *queue.waiting)])
    else:
        say("Nothing runs and nothing waits.")
    if queue.by_workers:
        _say_workers(queue)


def _say_workers(queue: QueueView) -> None:
    if queue.workers:
        say("Workers:")
        say_table(
            [
                (
                    worker.name,
                    f"{worker.running} of {worker.at_once}",
                    ", ".join(worker.queues) or "every queue",
                    f"since {age(worker.started_at)}",
                )
                for worker in queue.workers
            ]
        )
    else:
        say("No worker is running: what waits is begun once one is. Start `reroll worker`.")
    if queue.workers and queue.unserved:
        say(f"No worker takes {', '.join(queue.unserved)}.")
    if queue.dead:
        say(f"Set aside: {queue.dead}. `reroll queue dead` lists them.")


def _aged(queue: QueueView) -> bool:
    return queue.paused_since is not None and age(queue.paused_since) != "now"


def _row(entry: QueueEntry) -> tuple[str, ...]:
    done = f"{entry.fraction:.0%}" if entry.fraction is not None and entry.position is None else ""
    since = entry.queued_at if entry.begun_at is None else entry.begun_at
    left = "" if entry.seconds_left is None else f"{entry.seconds_left:.0f} s left"
    return (
        entry.execution_id,
        f"waits ({entry.position})" if entry.position is not None else f"runs {done}".strip(),
        f"{max(0.0, time.time() - since):.0f} s",
        left,
        " ".join(part for part in (entry.provider, f"on {entry.worker}" if entry.worker else "") if part),
        f"{entry.label} · {entry.session_title}",
    )
