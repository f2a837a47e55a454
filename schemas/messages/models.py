"""Requests about providers and the embedded model."""

from schemas.messages.base import Answered, Message


class ProviderSummary(Message):
    name: str
    kind: str
    label: str
    ready: bool
    message: str = ""


class ProviderList(Message):
    providers: list[ProviderSummary]


class ListProviders(Message, Answered[ProviderList]):
    """Configured and built-in providers, and whether each can answer now."""


class ModelStatus(Message):
    """The embedded model's weights. Sizes are bytes."""

    name: str
    licence: str
    installed: bool
    path: str
    size: int
    message: str


class GetModelStatus(Message, Answered[ModelStatus]):
    pass


class RemoveModel(Message, Answered[ModelStatus]):
    pass


class FetchModel(Message, Answered[ModelStatus]):
    """Fetch the embedded model's weights; returns when they are verified."""
