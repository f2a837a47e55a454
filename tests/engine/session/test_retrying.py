"""What was cut off is the same again to a provider that can tell; what failed is something new."""

import sqlite3
from contextlib import closing
from pathlib import Path

from schemas.messages.executions import RetryExecution
from schemas.messages.session import ExecutionView
from tests.engine.page import Page


async def retry(page: Page, execution: ExecutionView, key: str) -> ExecutionView:
    again = await page.engine.call(RetryExecution(execution_id=execution.id, idempotency_key=key))
    await page.events(again)
    return again


def cut_off(home: Path, execution: ExecutionView) -> None:
    """As a kill leaves it."""
    with closing(sqlite3.connect(home / "reroll.db")) as database, database:
        database.execute("UPDATE executions SET status = 'interrupted' WHERE id = ?", (execution.id,))


async def test_keys_of_retries(page: Page, home: Path) -> None:
    page.fakes.painter.fails_after = 0
    execution, _ = await page.run("paint", values={"subject": "x"})
    failed = await retry(page, execution, "after a failure")
    cut_off(home, failed)
    second = await retry(page, failed, "after a crash")
    cut_off(home, second)
    third = await retry(page, second, "after another crash")
    await retry(page, third, "after a failure again")
    asked = page.fakes.painter.asked
    first, anew, again, once_more, last = (each.idempotency_key for each in asked)
    assert anew == again == once_more
    assert asked[1] == asked[3]
    assert len({first, anew, last}) == 3
