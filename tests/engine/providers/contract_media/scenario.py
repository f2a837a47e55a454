"""What a media provider's contract needs from a fake server: a `Scenario` for each provider.

    class LeonardoScenario(Scenario):
        @classmethod
        @asynccontextmanager
        async def running(cls):
            async with LeonardoServer() as server:
                yield cls(server)

        def makes(self, *pictures): self.server.pictures = list(pictures)
        ...

    class TestLeonardo(MediaContract):
        scenario = LeonardoScenario

What an API does not have is said with `lacks("…")`: that test is skipped with the reason.
"""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, NoReturn, Self

import pytest

from engine.providers.media import MediaProvider, MediaRequest

KEY = "secret-key-0123456789"
"""The key that every scenario's provider has; no error may show it."""


def lacks(what: str) -> NoReturn:
    """Skip this test: the provider has no such thing."""
    pytest.skip(f"there is no {what}")


class Scenario:
    """A provider before a fake server, both on this machine.

    The provider tries everything once (`Retries(attempts=1)`), waits for nothing it need not
    wait for (polls after 0.01 s or so), and holds `KEY` if its API has keys.
    """

    provider: MediaProvider
    operation = "txt2img"
    params: Mapping[str, Any] = {}

    @classmethod
    def running(cls) -> AbstractAsyncContextManager[Self]:
        """The scenario with its server listening; afterwards provider and server are closed."""
        raise NotImplementedError

    def makes(self, *pictures: bytes) -> None:
        """Requests that follow get these, as PNG whatever they are, one an item."""
        raise NotImplementedError

    def made_itself(self) -> bool:
        """Whether pictures come from the provider, not from `makes`."""
        return False

    def seeds(self, request: MediaRequest) -> list[int]:
        """The seeds that the items of `request` must tell."""
        return [request.seed + index for index in range(request.count)]

    def refuses(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        """The request that begins the work is answered so; `_` in a header's name is `-`."""
        raise NotImplementedError

    def error_body(self, message: str) -> bytes:
        """The body of a refusal in the API's own shape."""
        raise NotImplementedError

    def never_ends(self) -> None:
        """The work begins, and goes on until it is stopped."""
        raise NotImplementedError

    async def begun(self) -> None:
        """Returns when the server works on a request."""
        raise NotImplementedError

    async def stopped(self) -> None:
        """Returns when the server has been told to stop, by whatever its API has for that."""
        raise NotImplementedError

    def wants_another_key(self) -> None:
        """`KEY` is not the one; the server's refusal repeats it."""
        raise NotImplementedError

    def gives_no_id(self) -> None:
        """The work is accepted, but the answer lacks the id to ask for it."""
        lacks("id")

    def fails(self, message: str) -> None:
        """The work is accepted, and then fails with that message."""
        lacks("failure after the beginning")

    def lets_urls_expire(self) -> None:
        """The pictures' addresses answer 403 or 404."""
        lacks("address of a picture")

    def tells_progress(self) -> bool:
        """Whether fractions between 0 and 1 are told."""
        return True
