"""People with tokens on one server in this process: what each gets for the same request."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from engine.caller import Role
from engine.operations.services import Services
from engine.server.application import application
from engine.server.limits import Limits
from engine.server.serving import Serving

JSON = {"content-type": "application/json"}

ROLES: Mapping[str, Role] = {
    "ann": "editor",  # whose session it is
    "bob": "editor",  # may edit it
    "carl": "editor",  # may see it
    "eve": "editor",
    "vera": "viewer",  # may see it, and would edit it
    "vic": "viewer",
    "ada": "admin",
}
SHARED = {"bob": "edit", "carl": "view", "vera": "edit"}


@dataclass(frozen=True)
class People:
    """`tokens` by name; "" is somebody without one."""

    services: Services
    serving: Serving
    http: httpx.AsyncClient
    tokens: Mapping[str, str]

    def headers(self, name: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens[name]}"} if name else {}

    async def post(self, name: str, path: str, body: Any) -> httpx.Response:
        headers = {**JSON, **self.headers(name)}
        return await self.http.post(path, content=json.dumps(body), headers=headers)

    async def ask(self, name: str, operation: str, /, **request: Any) -> httpx.Response:
        return await self.post(name, f"/api/{operation.replace('.', '/')}", request)

    async def told(self, name: str, operation: str, /, **request: Any) -> Any:
        """The data of what has to be a success."""
        reply = await self.ask(name, operation, **request)
        assert reply.status_code == 200, reply.text
        return reply.json()["data"]


@asynccontextmanager
async def people(
    services: Services, limits: Limits | None = None, names: Mapping[str, Role] = ROLES, **serving: Any
) -> AsyncIterator[People]:
    tokens = {name: (await services.tokens.create(name, role))[1] for name, role in names.items()}
    served = Serving(services, limits or Limits(token_burst=10**6, address_burst=10**6), **serving)
    transport = httpx.ASGITransport(application(served), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        yield People(services, served, http, tokens)
