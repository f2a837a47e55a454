"""Instructions: a message to a model in the light of the session's conversation, without a page (row D4)."""

import contextlib
import secrets

from engine.actions.tasks import ExecutionTasks
from engine.session.errors import SessionError
from engine.session.log import SessionLog
from engine.session.state import SessionEvent, SessionState
from engine.store.database import Transaction
from engine.store.errors import AlreadyThere
from engine.store.executions import ExecutionRequest, ExecutionRow, Executions

LABEL = "Instruction"
ACTION = "llm.generate"

# What the person and models wrote comes in as values: nothing in it is evaluated. The turns are
# the last twelve, so that a long conversation leaves room for the reply. References are added
# by the action itself.
_SYSTEM = """\
{% if meta.roles %}
# Roles

{% for role in meta.roles %}
- {{ role }}
{% endfor %}

{% endif %}
{% for name in ("purpose", "background", "procedure") if meta[name] %}
# {{ name | capitalize }}

{{ meta[name] }}

{% endfor %}
{% if meta.artifacts %}
# Artifacts

{% for artifact in meta.artifacts %}
- {{ artifact }}
{% endfor %}

{% endif %}
{% if turns %}
# The conversation so far

{% for turn in turns[-12:] %}
## {{ turn.label }}

Asked: {{ turn.asked }}

Answered: {{ turn.reply }}

{% endfor %}
{% endif %}
"""


class Instructions:
    """Sends instructions through the one pipeline. Raises `SessionError`."""

    def __init__(self, log: SessionLog, executions: Executions, tasks: ExecutionTasks, owner: str) -> None:
        self._log = log
        self._executions = executions
        self._tasks = tasks
        self._owner = owner

    async def send(self, session_id: str, instruction: str, idempotency_key: str) -> ExecutionRow:
        """Begin one; the same key twice is one execution."""
        if not instruction.strip():
            raise SessionError("unprocessable", "The instruction is empty.")
        request = ExecutionRequest(
            action=ACTION,
            label=LABEL,
            mode="streaming",
            session_id=session_id,
            step_id="",
            module_id="",
            config={
                "input": {"text": instruction, "type": "text"},
                "system": [{"text": _SYSTEM, "type": "jinja2"}],
            },
        )
        return await self.begin(request, idempotency_key)

    async def begin(self, request: ExecutionRequest, idempotency_key: str) -> ExecutionRow:
        """Begin an instruction's execution, the first time or again."""
        execution_id = secrets.token_hex(8)

        def decide(_state: SessionState) -> list[SessionEvent]:
            data = {"execution_id": execution_id, "interaction_id": "", "label": request.label}
            return [SessionEvent("execution_started", data)]

        async def write(transaction: Transaction) -> None:
            await self._executions.add(transaction, execution_id, idempotency_key, request, self._owner)
            transaction.after_commit(lambda: self._tasks.start(execution_id))

        begun = await self._executions.by_key(request.session_id, idempotency_key)
        if begun is None:
            with contextlib.suppress(AlreadyThere):  # the same press, a moment ago
                await self._log.change(request.session_id, decide, write)
            begun = await self._executions.by_key(request.session_id, idempotency_key)
        if begun is None:
            raise SessionError("conflict", "The instruction was not begun; the session was deleted.")
        return begun
