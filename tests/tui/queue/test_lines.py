"""What the queue's screen says of workers."""

import pytest

from schemas.messages.queue import QueueView, QueueWorker
from tui.queue.lines import who_works

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
