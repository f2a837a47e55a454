"""What `transform` takes in `config` (row A4)."""

from typing import Any

from pydantic import Field

from schemas.documents.base import Document
from schemas.documents.refs import FileRef


class JmespathStep(Document):
    """A JMESPath expression over the value so far."""

    jmespath: str = Field(min_length=1, max_length=10_000)


class TemplateStep(Document):
    """A value with templates that makes the next value; templates see the value so far as `input`."""

    template: Any


class TransformConfig(Document):
    """`transform`: takes `input` through the steps of `pipeline`, one after another.

    `input` may hold templates. `output_schema` holds the result to a JSON Schema. `timeout`
    is in seconds for all steps.
    """

    input: Any = None
    pipeline: list[JmespathStep | TemplateStep] = Field(min_length=1, max_length=64)
    output_schema: FileRef | dict[str, Any] | None = None
    timeout: float = Field(default=10, gt=0, le=600, description="Seconds for all steps.")
