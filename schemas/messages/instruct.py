"""Instructions: a message to a model that needs no page (row D4)."""

from pydantic import Field

from schemas.documents.base import Prose
from schemas.messages.base import Answered, Message
from schemas.messages.session import ExecutionView


class SendInstruction(Message, Answered[ExecutionView]):
    """Ask a model something in the light of what the session is for, its references and its turns.

    The execution's events stream as any other's, and its end is a turn. The same
    `idempotency_key` twice returns the first execution.
    """

    session_id: str
    instruction: Prose = Field(min_length=1, max_length=100_000)
    idempotency_key: str = Field(min_length=1, max_length=200)
