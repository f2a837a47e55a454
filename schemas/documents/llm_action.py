"""A stored LLM action: a prompt template with its settings, under a name (row C7)."""

from pydantic import Field

from schemas.documents.action_config import LlmConfig
from schemas.documents.base import Document, Line, Prose
from schemas.documents.llm_action_name import ActionName


class LlmActionDocument(Document):
    """`llm_actions/<name>.json`: an LLM action that a workflow brings along.

    It is put into the store when the workflow is first used, and edited there; steps use it
    by `action_id`, which is its `id` or its `name` (the file's name unless given). The `id` is
    kept if nothing has it yet. `body` is what `llm.generate` takes; every setting in it may be
    a template.
    """

    schema_uri: str | None = Field(default=None, alias="$schema")
    id: int | None = Field(default=None, ge=1, le=2**53 - 1)
    name: ActionName | None = None
    title: Line | None = Field(default=None, min_length=1, max_length=200)
    description: Prose | None = Field(default=None, max_length=2_000)
    body: LlmConfig
