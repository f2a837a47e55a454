"""Every operation there is: those that a page needs at once, the others when one of them is asked for."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from engine.operations import (
    documents,
    executions,
    interactions,
    models,
    presets,
    queue,
    references,
    results,
    sessions,
    settings,
    sweeps,
    trust,
    turns,
    workflows,
)
from engine.operations.operation import Operation
from schemas.messages.base import Message

_AT_ONCE: tuple[Operation, ...] = (
    *workflows.OPERATIONS,
    *trust.OPERATIONS,
    *sessions.OPERATIONS,
    *references.OPERATIONS,
    *turns.OPERATIONS,
    *settings.OPERATIONS,
    *interactions.OPERATIONS,
    *documents.OPERATIONS,
    *executions.OPERATIONS,
    *results.OPERATIONS,
    *queue.OPERATIONS,
    *sweeps.OPERATIONS,
    *models.OPERATIONS,
    *presets.OPERATIONS,
)
_LATER = (
    *("conversation", "records", "record_files", "llm_actions", "step_settings", "script_steps"),
    *("batches", "audit", "sharing", "access"),
)
"""Modules beside this one: their messages and services are a quarter of what opening a page would take."""

_BY_REQUEST: Mapping[type[Message], Operation] = {each.request: each for each in _AT_ONCE}


@cache
def all_operations() -> tuple[Operation, ...]:
    """All of them, in the order of the reference."""
    later = (import_module(f"engine.operations.{name}").OPERATIONS for name in _LATER)
    every = (*_AT_ONCE, *(operation for group in later for operation in group))
    groups = {operation.name.partition(".")[0]: None for operation in every}
    order = {group: at for at, group in enumerate(groups)}
    return tuple(sorted(every, key=lambda operation: order[operation.name.partition(".")[0]]))


@cache
def by_name() -> Mapping[str, Operation]:
    """All of them by their names."""
    return {operation.name: operation for operation in all_operations()}


def operation_of(request: type[Message]) -> Operation:
    """The operation of a request. KeyError for a message that is none."""
    return _BY_REQUEST.get(request) or _later()[request]


@cache
def _later() -> Mapping[type[Message], Operation]:
    return {operation.request: operation for operation in all_operations()}
