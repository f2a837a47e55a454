"""Requests, replies and events: what travels between a client and the engine.

The names below can be asked of the package itself, as `messages.SaveDraft`. Each is loaded when it
is first asked for: a screen is on show before Pydantic is there.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemas.messages.documents import AdoptDocuments, CheckDocuments, KeepDocuments
    from schemas.messages.errors import ErrorBody
    from schemas.messages.events import TERMINAL_KINDS
    from schemas.messages.executions import (
        CancelExecution,
        GetBlob,
        GetExecution,
        GetResult,
        RetryExecution,
        RunSubAction,
    )
    from schemas.messages.interactions import (
        ChooseGeneration,
        CommitValues,
        ContinueInteraction,
        GetInteraction,
        RedoChange,
        ReopenInteraction,
        ResolveProposal,
        SaveDraft,
        SelectResults,
        UndoChange,
    )
    from schemas.messages.marks import MarkResults
    from schemas.messages.results import ListResults
    from schemas.messages.session import Draft, KeptShape, ResultMarks, Shapes
    from schemas.messages.sessions import GetSession, ListSessions, ResumeSession, StartSession

__all__ = [
    "TERMINAL_KINDS",
    "AdoptDocuments",
    "CancelExecution",
    "CheckDocuments",
    "ChooseGeneration",
    "CommitValues",
    "ContinueInteraction",
    "Draft",
    "ErrorBody",
    "GetBlob",
    "GetExecution",
    "GetInteraction",
    "GetResult",
    "GetSession",
    "KeepDocuments",
    "KeptShape",
    "ListResults",
    "ListSessions",
    "MarkResults",
    "RedoChange",
    "ReopenInteraction",
    "ResolveProposal",
    "ResultMarks",
    "ResumeSession",
    "RetryExecution",
    "RunSubAction",
    "SaveDraft",
    "SelectResults",
    "Shapes",
    "StartSession",
    "UndoChange",
]

_NAMES: dict[str, tuple[str, ...]] = {
    "documents": (
        "AdoptDocuments",
        "CheckDocuments",
        "KeepDocuments",
    ),
    "errors": ("ErrorBody",),
    "events": ("TERMINAL_KINDS",),
    "executions": (
        "CancelExecution",
        "GetBlob",
        "GetExecution",
        "GetResult",
        "RetryExecution",
        "RunSubAction",
    ),
    "interactions": (
        "ChooseGeneration",
        "CommitValues",
        "ContinueInteraction",
        "GetInteraction",
        "RedoChange",
        "ReopenInteraction",
        "ResolveProposal",
        "SaveDraft",
        "SelectResults",
        "UndoChange",
    ),
    "marks": ("MarkResults",),
    "results": ("ListResults",),
    "session": (
        "Draft",
        "KeptShape",
        "ResultMarks",
        "Shapes",
    ),
    "sessions": (
        "GetSession",
        "ListSessions",
        "ResumeSession",
        "StartSession",
    ),
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names}

if not TYPE_CHECKING:  # A type checker is to find that a name is wrong.

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module = import_module(f"{__name__}.{_HOMES[name]}")
        found = globals()[name] = getattr(module, name)
        return found
