"""Who asks, for the length of a request: nobody in a program of one's own, a token's owner on a server.

It is carried along by the context of the task and by those that it starts, so that no layer in between can
forget to hand it on. What a server itself begins has no caller and may do everything.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

from schemas.frozen import frozen

Role = Literal["viewer", "editor", "admin"]
ROLES: tuple[Role, ...] = ("viewer", "editor", "admin")
"""Each may do what those before it may."""


@frozen
class Caller:
    """Whoever holds a token: `name` owns sessions, `token` is the id of that token."""

    name: str
    role: Role
    token: str = ""

    def is_at_least(self, role: Role) -> bool:
        """Whether this role may do what `role` may."""
        return ROLES.index(self.role) >= ROLES.index(role)


_CALLER: ContextVar[Caller | None] = ContextVar("caller", default=None)
_USER: ContextVar[str] = ContextVar("user", default="")


def caller() -> Caller | None:
    """Whose rights hold; None where everything may be done."""
    return _CALLER.get()


def user() -> str:
    """Whose name goes onto what is made; empty without one."""
    return _USER.get()


@contextmanager
def calling(who: Caller | None) -> Generator[None]:
    """Within this, `who` asks."""
    tokens = _CALLER.set(who), _USER.set(who.name if who else "")
    try:
        yield
    finally:
        _CALLER.reset(tokens[0])
        _USER.reset(tokens[1])


def works_for(name: str) -> None:
    """From here on, in this task, the engine itself works for `name`: with its name, without its limits."""
    _CALLER.set(None)
    _USER.set(name)
