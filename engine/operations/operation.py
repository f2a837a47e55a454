"""What an operation is."""

from collections.abc import Awaitable, Callable
from typing import Any

from engine.access.needs import Need
from engine.operations.services import Services
from schemas.frozen import frozen
from schemas.messages.base import Message


@frozen
class Operation:
    """One thing the API can do: a name, a request model, and a stateless function over services.

    `name` is `<group>.<verb>`; routes and command lines are made from it. `errors` are the codes
    it fails with besides those that its request shows: see `reference.errors_of`. `need` is what it
    asks of whoever wants it on a server with tokens; without one nobody gets it there.
    """

    name: str
    request: type[Message]
    run: Callable[[Services, Any], Awaitable[Message]]
    errors: tuple[str, ...] = ()
    need: Need | None = None
