"""Reads the audit log: what ran, when, over what, and how it ended (row C9).

It is written in the transaction that ends an execution, see `engine.store.executions`.
"""

from typing import Any

from engine.caller import caller
from engine.store.database import Database, Row
from engine.store.visible import visible
from schemas.messages.audit import AuditEntry, AuditLog, ListAudit


class Audit:
    """Services of the audit log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, asked: ListAudit) -> AuditLog:
        """Entries that fit all that is asked, the newest first."""
        conditions, parameters = _conditions(asked)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        rows = await self._database.all(
            f"{_COLUMNS}{where} ORDER BY id DESC LIMIT ?", (*parameters, asked.limit + 1)
        )
        entries = [_entry(row) for row in rows[: asked.limit]]
        return AuditLog(entries=entries, more=entries[-1].id if len(rows) > asked.limit else None)


_COLUMNS = """
SELECT id, at, execution_id, session_id, workflow_id, step_id, action, label, provider, record_id, status,
       seconds, error, user_name
FROM audit
"""


def _conditions(asked: ListAudit) -> tuple[list[str], list[Any]]:
    """The parts of the WHERE clause, which are constants, and their parameters."""
    conditions: list[str] = []
    parameters: list[Any] = []

    def add(condition: str, *given: Any) -> None:
        conditions.append(condition)
        parameters.extend(given)

    if (who := caller()) is not None:
        # Of a session that is gone, what one ran oneself is still one's own.
        where, given = visible("session_id")
        add(f"(user_name = ? OR {where})", who.name, *given)
    if asked.before is not None:
        add("id < ?", asked.before)
    if asked.since is not None:
        add("at >= ?", asked.since)
    if asked.until is not None:
        add("at < ?", asked.until)
    if asked.session_id:
        add("session_id = ?", asked.session_id)
    if asked.workflow_id:
        add("workflow_id = ?", asked.workflow_id)
    if asked.step_id:
        add("step_id = ?", asked.step_id)
    if asked.record_id is not None:
        # Two statements of equality and not one with OR: both are looked up in the index.
        add(
            "record_id IS NOT NULL AND record_id IN"
            " (SELECT ? UNION SELECT id FROM records WHERE parent_id = ?)",
            asked.record_id,
            asked.record_id,
        )
    if asked.action:
        add("action = ?", asked.action)
    if asked.provider:
        add("provider = ?", asked.provider)
    if asked.status:
        statuses = ", ".join("?" * len(asked.status))
        others = "" if "completed" in asked.status else " AND status <> 'completed'"
        add(f"status IN ({statuses}){others}", *asked.status)
    if asked.text:
        add(
            "instr(lower(label || ' ' || action || ' ' || provider || ' ' || workflow_id || ' ' || step_id"
            " || ' ' || error), lower(?)) > 0",
            asked.text,
        )
    return conditions, parameters


def _entry(row: Row) -> AuditEntry:
    return AuditEntry(
        id=row[0],
        at=row[1],
        execution_id=row[2],
        session_id=row[3],
        workflow_id=row[4],
        step_id=row[5],
        action=row[6],
        label=row[7],
        provider=row[8],
        record_id=row[9],
        status=row[10],
        seconds=row[11],
        error=row[12],
        user=row[13],
    )
