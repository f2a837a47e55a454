import asyncio
from collections.abc import AsyncIterator

import pytest

from engine.providers.read_ahead import ReadAhead


async def test_hands_over_what_is_ready_as_one() -> None:
    gate = asyncio.Event()

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"a"
        await gate.wait()
        yield b"b"

    async with ReadAhead(chunks()) as ahead:
        assert await ahead.next() == b"a" * 100
        gate.set()
        assert await ahead.next() == b"b"
        assert await ahead.next() is None
        assert await ahead.next() is None


async def test_data_before_an_error_comes_first() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"a"
        raise ConnectionResetError

    async with ReadAhead(chunks()) as ahead:
        assert await ahead.next() == b"a"
        with pytest.raises(ConnectionResetError):
            await ahead.next()


async def test_pauses_when_nobody_takes() -> None:
    produced = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal produced
        for _ in range(50):
            produced += 1
            yield b"x" * 10

    async with ReadAhead(chunks(), limit=100) as ahead:
        for _ in range(20):
            await asyncio.sleep(0)
        assert produced == 11
        total = 0
        while data := await ahead.next():
            total += len(data)
        assert total == 500


async def test_leaving_stops_the_reading() -> None:
    closed = False

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal closed
        try:
            yield b"a"
            await asyncio.Event().wait()
        finally:
            closed = True

    async with ReadAhead(chunks()) as ahead:
        await ahead.next()
    assert closed
