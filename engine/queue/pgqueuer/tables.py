"""PgQueuer's tables in the store: their names, and how they get there."""

import re
from functools import cache

from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.models import TableChangedEvent, utc_now
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.domain.types import Channel
from pgqueuer.ports.driver import Driver

CHANNEL = Channel("ch_pgqueuer")

_LOCK = 0x5265726F6C6C
"""Of PostgreSQL's advisory locks: programs that start together make the tables once."""


@cache
def names() -> DBSettings:
    """PgQueuer's usual names, whatever the environment says.

    It would also take them from variables as common as `CHANNEL` and `DURABILITY`.
    """
    return DBSettings(
        prefix="",
        db_schema=None,
        channel=CHANNEL,
        function="fn_pgqueuer_changed",
        statistics_table="pgqueuer_statistics",
        queue_status_type="pgqueuer_status",
        queue_table="pgqueuer",
        queue_table_log="pgqueuer_log",
        trigger="tg_pgqueuer_changed",
        schedules_table="pgqueuer_schedules",
        durability=Durability.durable,
        widen_id=True,
    )


@cache
def enqueue_sql() -> str:
    """PgQueuer's statement that adds jobs, with `?` in the order of its arguments.

    They are lists, one item for each job: priority, lane, payload, delay, key, headers (as JSON).
    """
    sql = QueryQueueBuilder(names()).build_enqueue_query("raise")
    sql = re.sub(r"--.*", "", sql)  # words with apostrophes, which look like texts
    for number in range(1, 7):
        sql = sql.replace(f"${number}::", "?::")
    return sql


async def install(driver: Driver) -> None:
    """Make PgQueuer's tables, or bring them up to date."""
    queries = Queries(driver, QueryBuilderEnvironment(names()), QueryQueueBuilder(names()))
    await driver.execute("SELECT pg_advisory_lock($1)", _LOCK)
    try:
        if not await queries.schema_is_installed():
            await queries.install()
        else:
            await queries.upgrade()
    finally:
        await driver.execute("SELECT pg_advisory_unlock($1)", _LOCK)


def wake_up() -> str:
    """What is notified on `CHANNEL` to let every worker look: changed rows are not told by themselves."""
    return TableChangedEvent(
        channel=CHANNEL, sent_at=utc_now(), type="table_changed_event", operation="update", table="pgqueuer"
    ).model_dump_json(exclude={"received_at"})
