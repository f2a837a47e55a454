"""Who answers, and how: what a workflow gives as defaults and a session may set otherwise (row D7)."""

from pydantic import Field

from schemas.documents.base import Document


class Hyperparameters(Document):
    """Providers by name, and what they are told; null leaves it to whoever comes before.

    `seed` makes models and pictures come out the same again.
    """

    text_provider: str | None = Field(default=None, min_length=1, max_length=200)
    media_provider: str | None = Field(default=None, min_length=1, max_length=200)
    model: str | None = Field(default=None, min_length=1, max_length=200)
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    min_p: float | None = Field(default=None, ge=0, le=1)
    max_tokens: int | None = Field(default=None, ge=1, le=200_000)
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
