"""Writes the audit log: one row for every execution that ends, in the transaction of its end (row C9)."""

from typing import NamedTuple

from engine.store.database import Transaction


class Ended(NamedTuple):
    """What the log says of an end. `provider` may be "", `seconds` None if it had not begun."""

    action: str
    provider: str
    status: str
    seconds: float | None


async def log_end(transaction: Transaction, execution_id: str, error_code: str) -> Ended | None:
    """Add the row of an execution that has just been marked as ended. It outlives its session."""
    row = await transaction.one(_LOG, (error_code, execution_id))
    return Ended(*row) if row else None


# Names and codes only: no prompts, no values, no messages. Who answered is in what was made, where
# the request does not say it; that stands among the last events. A request with a number that is
# no JSON, such as NaN, must not keep an execution from ending.
_LOG = """
INSERT INTO audit (at, execution_id, session_id, workflow_id, step_id, action, label, provider, record_id,
                   status, seconds, error, user_name)
SELECT ended_at, ended.id, session_id, session.workflow_id, COALESCE(json_extract(asked, '$.step_id'), ''),
       action, COALESCE(json_extract(asked, '$.label'), ''),
       COALESCE(NULLIF(provider, ''),
                (SELECT json_extract(data, '$.result.provenance.provider')
                 FROM (SELECT kind, data FROM execution_events WHERE execution_id = ended.id
                       ORDER BY seq DESC LIMIT 4) AS last
                 WHERE kind = 'result' AND json_valid(data) LIMIT 1), ''),
       CASE json_type(asked, '$.subject.record_id')
            WHEN 'integer' THEN CAST(json_extract(asked, '$.subject.record_id') AS BIGINT) END,
       ended.status, CASE WHEN begun_at > ended_at THEN 0 ELSE ended_at - begun_at END, ?, ended.user_name
FROM (SELECT *, CASE WHEN json_valid(request) THEN request ELSE '{}' END AS asked
      FROM executions WHERE id = ?) AS ended
JOIN sessions AS session ON session.id = ended.session_id
RETURNING action, provider, status, seconds
"""
