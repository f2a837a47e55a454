"""What the page below does when a screen of the session is closed."""

from collections.abc import Mapping
from typing import Any

from schemas.frozen import frozen


@frozen
class OpenSession:
    """Show another session, such as a fork that was just made."""

    session_id: str


@frozen
class UseValues:
    """Put these values into the form again; `label` says whose they were."""

    values: Mapping[str, Any]
    label: str


@frozen
class SessionGone:
    """The session itself was deleted."""


Outcome = OpenSession | UseValues | SessionGone
