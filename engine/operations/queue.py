"""Operations on the queue. Cancelling and retrying are operations on executions."""

from engine.access.needs import ADMIN, reads, writes
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.base import Nothing
from schemas.messages.queue import (
    DeadJobs,
    DropDeadJob,
    ListDeadJobs,
    ListQueue,
    MoveInQueue,
    PauseQueue,
    QueueView,
    RequeueDeadJob,
    ResumeQueue,
)


async def list_queue(services: Services, request: ListQueue) -> QueueView:
    """What runs and waits, over all sessions."""
    return await services.queue.changed(request.ended, request.seen, request.wait)


async def move_in_queue(services: Services, request: MoveInQueue) -> QueueView:
    """Give a waiting execution another turn."""
    await services.queue.move(request.execution_id, request.to)
    return await services.queue.view()


async def pause_queue(services: Services, _request: PauseQueue) -> Nothing:
    """Begin nothing more."""
    await services.queue.pause()
    return Nothing()


async def resume_queue(services: Services, _request: ResumeQueue) -> Nothing:
    """Begin again."""
    await services.queue.resume()
    return Nothing()


async def list_dead(services: Services, _request: ListDeadJobs) -> DeadJobs:
    """Jobs that were set aside."""
    return DeadJobs(jobs=await services.dead_jobs.list())


async def requeue(services: Services, request: RequeueDeadJob) -> QueueView:
    """Begin one once more."""
    await services.dead_jobs.requeue(request.execution_id)
    return await services.queue.view()


async def drop(services: Services, request: DropDeadJob) -> Nothing:
    """Forget one."""
    await services.dead_jobs.drop(request.execution_id)
    return Nothing()


OPERATIONS = (
    Operation("queue.list", ListQueue, list_queue, need=reads()),
    Operation("queue.move", MoveInQueue, move_in_queue, ("conflict",), need=writes("execution_id")),
    Operation("queue.pause", PauseQueue, pause_queue, need=ADMIN),
    Operation("queue.resume", ResumeQueue, resume_queue, need=ADMIN),
    Operation("queue.dead", ListDeadJobs, list_dead, need=ADMIN),
    Operation("queue.requeue", RequeueDeadJob, requeue, ("conflict",), need=ADMIN),
    Operation("queue.drop", DropDeadJob, drop, need=ADMIN),
)
