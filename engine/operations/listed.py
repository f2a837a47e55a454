"""Every operation there is. Those of one subject are imported when the first request of it comes."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from engine.operations.operation import Operation
from schemas.messages.base import Message

_MODULES = (
    *("workflows", "trust", "sessions", "forks", "references", "turns", "settings", "interactions"),
    *("documents", "executions", "results", "queue", "sweeps", "models", "presets", "conversation"),
    *("records", "record_files", "llm_actions", "step_settings", "script_steps", "batches", "audit"),
    *("sharing", "access"),
)
"""Modules beside this one, in the order of the reference."""

_ANSWERED_IN: Mapping[str, tuple[str, ...]] = {
    "meta": ("sessions",),
    "instruct": ("sessions",),
    "family": ("forks",),
    "restoring": ("forks",),
    "marks": ("interactions",),
    "results": ("executions",),
    "exports": ("results",),
    "record_transfer": ("records",),
    "access": ("sharing", "access"),
}
"""The modules that answer the requests of a module of messages, where it is not the one of that name."""


@cache
def all_operations() -> tuple[Operation, ...]:
    """All of them, in the order of the reference."""
    every = [operation for module in _MODULES for operation in _of(module).values()]
    groups = {operation.name.partition(".")[0]: None for operation in every}
    order = {group: at for at, group in enumerate(groups)}
    return tuple(sorted(every, key=lambda operation: order[operation.name.partition(".")[0]]))


@cache
def by_name() -> Mapping[str, Operation]:
    """All of them by their names."""
    return {operation.name: operation for operation in all_operations()}


@cache
def operation_of(request: type[Message]) -> Operation:
    """The operation of a request. KeyError for a message that is none."""
    messages = request.__module__.rpartition(".")[2]
    for module in _ANSWERED_IN.get(messages, (messages,)):
        if module in _MODULES and request in _of(module):
            return _of(module)[request]
    raise KeyError(request)


@cache
def _of(module: str) -> Mapping[type[Message], Operation]:
    operations: tuple[Operation, ...] = import_module(f"engine.operations.{module}").OPERATIONS
    return {operation.request: operation for operation in operations}
