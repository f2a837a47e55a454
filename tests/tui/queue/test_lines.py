"""What the queue's screen says of workers."""

import pytest

from schemas.messages.queue import QueueEntry, QueueView, QueueWorker
from tui.queue.lines import entry_line, who_works

WORKER = QueueWorker(name="gpu-1", host="box", at_once=2, started_at=0)
OTHER = QueueWorker(name="cpu\x1b[2J-2", host="box", at_once=2, started_at=0)


@pytest.mark.parametrize(
    ("queue", "said"),
    [
        (QueueView(), ""),
        (QueueView(by_workers=True), "No worker is running. What waits is begun once one is: reroll worker."),
        (QueueView(by_workers=True, workers=[WORKER]), "1 worker: gpu-1."),
        (
            QueueView(by_workers=True, workers=[WORKER, OTHER], unserved=["llm.generate/openai"], dead=1),
            "2 workers: gpu-1, cpu[2J-2. None of them takes llm.generate/openai. "
            "1 job set aside: reroll queue dead.",
        ),
    ],
)
def test_who_works(queue: QueueView, said: str) -> None:
    assert who_works(queue) == said


def test_of_other_peoples_work_it_says_that_it_is_there() -> None:
    entry = QueueEntry(
        execution_id="theirs-1",
        session_id="",
        session_title="",
        workflow_title="",
        label="someone else's",
        action="",
        mode="async",
        status="running",
        queued_at=90,
        begun_at=95,
        seconds_left=30,
        theirs=True,
    )
    assert entry_line(entry, 100).plain.splitlines() == [
        "▶ someone else's  ",
        "  work · 5 s · about 30 s left",
    ]
