"""What an operation asks of whoever wants it: a role, and a right to what its request names."""

from typing import Literal

from engine.caller import Role
from schemas.frozen import frozen

Right = Literal["view", "edit", "own"]
RIGHTS: tuple[Right, ...] = ("view", "edit", "own")
"""To a session. Each holds those before it."""

NAMING = ("session_id", "execution_id", "sweep_id", "batch_id", "content_id")
"""Fields of requests that name a session, or something that belongs to sessions."""


@frozen
class Need:
    """`right` is to the sessions of what the request's `fields` name, where they name something."""

    role: Role
    right: Right = "view"
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.fields:
            return self.role
        rights = {
            "view": "a session one may see",
            "edit": "a session one may edit",
            "own": "one's own session",
        }
        return f"{self.role}, {rights[self.right]}"


def reads(*fields: str) -> Need:
    """For viewers who may see what the fields name."""
    return Need("viewer", "view", fields)


def copies(*fields: str) -> Need:
    """For editors who may see what the fields name: something of their own is made of it."""
    return Need("editor", "view", fields)


def writes(*fields: str) -> Need:
    """For editors who may edit what the fields name."""
    return Need("editor", "edit", fields)


def owns(*fields: str) -> Need:
    """For editors whose own is what the fields name."""
    return Need("editor", "own", fields)


ADMIN = Need("admin")
"""What concerns everybody."""
