"""Which executions may be run twice: nobody pays for the second time, and nothing outside changes."""

from typing import Protocol

from engine.actions.giving_back import Repeatable
from engine.actions.media_names import is_media
from engine.providers.directory import What
from engine.store.executions import ExecutionRequest

_PURE = frozenset({"transform"})


class _Providers(Protocol):
    def repeatable(self, what: What, name: str) -> bool: ...


def repeatable_at(providers: _Providers) -> Repeatable:
    """Says it of a request and the provider that it names ("" for the default)."""

    def repeatable(request: ExecutionRequest, provider: str) -> bool:
        if is_media(request.action):
            return providers.repeatable("media", provider)
        if request.action.startswith("llm"):
            return providers.repeatable("text", provider)
        return request.action in _PURE

    return repeatable
