"""What the built-in actions take in `config` (row A4)."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from schemas.documents.base import Document
from schemas.documents.refs import FileRef, InlineText, TextPart


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"the pattern does not compile: {error}") from None
    return pattern


MAX_ITEMS = 64
"""The most that one press makes."""


def _number(value: int | str | None) -> int | None:
    """None for nothing, and for a template."""
    if value is None or (isinstance(value, str) and (not value.strip() or "{" in value)):
        return None
    try:
        return int(value)
    except ValueError:
        raise ValueError(f"must be a whole number, not {str(value)[:80]!r}") from None


def _whole(value: int | str | None) -> int | str | None:
    _number(value)
    return value


def _count(value: int | str | None) -> int | str | None:
    number = _number(value)
    if number is not None and not 1 <= number <= MAX_ITEMS:
        raise ValueError(f"must be from 1 to {MAX_ITEMS}, not {number}")
    return value


RegularExpression = Annotated[str, AfterValidator(_compiles)]
"""What a whole text must match; written without `^` and `$`."""


class LlmTuning(Document):
    """What `llm.generate` changes when a certain provider answers; what is not given stays."""

    input: TextPart | None = None
    system: list[TextPart] | TextPart = Field(default_factory=list[TextPart])
    output_schema: FileRef | dict[str, Any] | None = None
    output_pattern: RegularExpression | None = None
    output: Any = None
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    min_p: float | None = Field(default=None, ge=0, le=1)
    max_tokens: int | None = Field(default=None, ge=1, le=200_000)


class LlmConfig(Document):
    """`llm.generate`: a templated request to a text provider.

    `output_schema` (a JSON Schema, by `$ref` or inline) constrains the reply and validates
    it; `output_pattern` does the same for a reply that is plain text. `output` is a value
    with templates that makes the action's output from the `reply` and the form's `values`.
    `images` are pictures that go along: templates for the `url`s of results.
    `provider` names a configured provider; without it the default one answers. `tuned_for`
    says what is different for a provider, by its name or its kind (`embedded`, `openai`).
    `results_at` is the path of a list in the output (empty: the output itself) whose members
    are results of their own, each there as soon as it is complete and valid. After a reply
    that does not fit the model is told what is wrong and asked once more, up to `repair`
    times; then it is asked afresh, up to `retries` times.
    """

    input: TextPart
    system: list[TextPart] | TextPart = Field(default_factory=list[TextPart])
    output_schema: FileRef | dict[str, Any] | None = None
    output_pattern: RegularExpression | None = None
    output: Any = None
    images: str | list[str] = Field(default_factory=list[str])
    provider: str | None = None
    model: str | None = None
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    min_p: float | None = Field(default=None, ge=0, le=1)
    max_tokens: int | None = Field(default=None, ge=1, le=200_000)
    tuned_for: dict[str, LlmTuning] = Field(default_factory=dict[str, LlmTuning])
    seed: int | None = None
    stop: list[str] = Field(default_factory=list[str])
    results_at: str | None = None
    repair: int = Field(default=1, ge=0, le=3)
    retries: int = Field(default=0, ge=0, le=5)
    timeout: float = Field(default=300, gt=0, le=3600, description="Seconds for the whole reply.")


class MediaConfig(Document):
    """`media.<provider>.<operation>`: pictures from a prompt.

    Without `prompt` the form's text fields are joined. `params` override what the form
    says; every value may be a template. `count` is how many items one press makes. `model`
    is one of the provider's models; without it the provider's own choice. `images` are
    results' `blob:` urls (templates) that an operation such as `img2img` starts from; `of` is
    the `remote_id` of an earlier result, for operations on it (`upscale`, `variation`).
    """

    prompt: TextPart | None = None
    images: str | list[str] = Field(default_factory=list[str])
    of: str | None = None
    count: Annotated[int | str | None, AfterValidator(_count)] = None
    seed: Annotated[int | str | None, AfterValidator(_whole)] = None
    params: dict[str, Any] = Field(default_factory=dict[str, Any])
    provider: str | None = None
    model: str | None = None
    operation: str | None = None
    timeout: float = Field(default=900, gt=0, le=86_400, description="Seconds for all items.")


class ExportFile(Document):
    """One file of an export: exactly one of `text`, `json` and `blob` says what is in it."""

    name: str = Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$")
    text: FileRef | InlineText | str | None = None
    json_value: Any = Field(default=None, alias="json")
    blob: str | None = None


class ExportConfig(Document):
    """`export`: writes files into a folder of the session's own.

    `more` is a template whose value is a list of further files, each an object with `name` and
    one of `text`, `json` and `blob`: a picture for each section, for example.
    """

    files: list[ExportFile] = Field(min_length=1)
    more: Any = None
    kind: Literal["folder"] = "folder"


class RerunConfig(Document):
    """`rerun`: run the modules from `from` up to the open page again (row A3).

    `from` is a module's id, or `step/module` where the id alone could be meant twice.
    """

    start: str = Field(alias="from", min_length=1)
