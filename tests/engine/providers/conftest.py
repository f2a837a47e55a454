"""aimock, the server that text and media providers are tested with beside our own fakes."""

from collections.abc import Iterator

import pytest

from tests.engine.providers.contract_media import scenario
from tests.engine.providers.contract_text import asking
from tests.servers.aimock.aimock_server import Aimock, running


@pytest.fixture(scope="session")
def one_aimock() -> Iterator[Aimock]:
    """One process for all tests of this one."""
    with running(asking.KEY, scenario.KEY) as server:
        yield server


@pytest.fixture
def aimock(one_aimock: Aimock) -> Aimock:
    """The same as if it had just begun."""
    one_aimock.reset()
    return one_aimock
