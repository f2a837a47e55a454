"""What every route needs, carried in the scope of each request."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

from starlette.requests import Request
from starlette.types import Scope

from engine.operations.services import Services
from engine.server.metrics.measures import Measures

KEY = "reroll.serving"
ID_KEY = "reroll.request_id"
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may bring, in bytes, and how long a stream may be silent, in seconds."""

    body: int = 16 * MIB
    upload: int = 1024 * MIB
    heartbeat: float = 15.0


@dataclass(frozen=True, slots=True)
class Serving:
    """One running server. `stopping` is set when it begins to shut down: streams end then."""

    services: Services
    limits: Limits = field(default_factory=Limits)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    measures: Measures = field(default_factory=Measures)

    @property
    def ending(self) -> bool:
        """Whether streams end because of us, not because there is nothing more to come."""
        return self.stopping.is_set() or self.services.closed


def serving_of(request: Request) -> Serving:
    """The server that a request came to."""
    return cast(Serving, request.scope[KEY])


def request_id_of(scope: Scope) -> str:
    """The id of a request, as its reply and the log have it."""
    return str(scope.get(ID_KEY, ""))
