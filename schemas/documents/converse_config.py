"""What `converse` takes in `config`: one turn of a conversation whose model may ask for actions."""

from pydantic import Field

from schemas.documents.base import Document, Identifier
from schemas.documents.embedded_actions import Format
from schemas.documents.refs import InlineText, TextPart


class ConverseTuning(Document):
    """What `converse` changes when a certain provider answers; what is not given stays."""

    input: TextPart | None = None
    system: list[TextPart] | TextPart = Field(default_factory=list[TextPart])
    format: Format | None = None
    history: int | None = Field(default=None, ge=0, le=1000)
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    min_p: float | None = Field(default=None, ge=0, le=1)
    max_tokens: int | None = Field(default=None, ge=1, le=200_000)


def _message() -> TextPart:
    return InlineText(text="{{ values.message }}")


class ConverseConfig(Document):
    """`converse`: what the person says goes to a model, with what was said before.

    Besides what every template sees, these see `machine` (`{id, title}` of the current state
    of the conversation), `state_prompt` (that state's `prompt`) and `actions_prompt` (the
    actions it allows, in the `format` that is read). Where `system` uses neither of the last
    two, each is added at its end. `history` is how many turns of this page go along. With `regenerate` the
    last turn is answered again, and what its actions changed is taken back before. `empties`
    are fields of the form that are empty again once the reply is there. `format` is the
    workflow's unless it says otherwise; `tuned_for` and the rest are as in `llm.generate`.
    """

    input: TextPart = Field(default_factory=_message)
    system: list[TextPart] | TextPart = Field(default_factory=list[TextPart])
    history: int = Field(default=40, ge=0, le=1000)
    regenerate: bool = False
    empties: list[Identifier] = Field(default_factory=lambda: ["message"])
    format: Format | None = None
    provider: str | None = None
    model: str | None = None
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    min_p: float | None = Field(default=None, ge=0, le=1)
    max_tokens: int | None = Field(default=None, ge=1, le=200_000)
    tuned_for: dict[str, ConverseTuning] = Field(default_factory=dict[str, ConverseTuning])
    seed: int | None = None
    stop: list[str] = Field(default_factory=list[str])
    timeout: float = Field(default=300, gt=0, le=3600, description="Seconds for the whole reply.")
