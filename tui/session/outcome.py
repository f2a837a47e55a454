"""What the page below does when a screen of the session is closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Show another session, such as a fork that was just made."""

    session_id: str


@dataclass(frozen=True, slots=True)
class UseValues:
    """Put these values into the form again; `label` says whose they were."""

    values: Mapping[str, Any]
    label: str


@dataclass(frozen=True, slots=True)
class SessionGone:
    """The session itself was deleted."""


Outcome = OpenSession | UseValues | SessionGone
