"""What every route needs, carried in the scope of each request."""

import asyncio
from dataclasses import field
from typing import cast

from starlette.requests import Request
from starlette.types import Scope

from engine.operations.services import Services
from engine.server.admission import Admission, Asks
from engine.server.limits import Limits
from engine.server.metrics.measures import Measures
from engine.server.reach import Reach
from schemas.frozen import frozen

KEY = "reroll.serving"
ID_KEY = "reroll.request_id"


@frozen
class Serving:
    """One running server. `stopping` is set when it begins to shut down: streams end then.

    `draining` is set before, when whoever sends requests here should send them elsewhere.
    """

    services: Services
    limits: Limits = field(default_factory=Limits)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    measures: Measures = field(default_factory=Measures)
    reach: Reach = field(default_factory=Reach)
    asks: Asks = "once_made"
    admission: Admission = field(init=False)

    def __post_init__(self) -> None:
        admission = Admission(self.services.tokens, self.limits, self.asks)
        object.__setattr__(self, "admission", admission)

    @property
    def ready(self) -> bool:
        """Whether new requests may come."""
        return not (self.draining.is_set() or self.ending)

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
