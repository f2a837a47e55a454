"""PostgreSQL for tests: one server for each process of the suite, one database for each test."""

import itertools
from collections.abc import Iterator

import pytest

from tests.servers.postgres import MISSING, PostgresServer, binaries

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server that all tests of this process share: do not stop it."""
    if binaries() is None:
        pytest.skip(MISSING)
    with PostgresServer() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a new, empty database."""
    name = f"test_{next(_numbers)}"
    yield postgres_server.create(name)
    postgres_server.drop(name)
