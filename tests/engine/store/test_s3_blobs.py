"""Blobs on S3: what comes damaged, what cannot be reached, and the copies that are kept here."""

import hashlib
import os
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.store import blob_cache, s3_blobs
from engine.store.blobs import Blobs
from engine.store.errors import StorageError
from engine.store.opening_blobs import open_blobs
from engine.store.s3_address import S3Address
from tests.servers.s3_server import KEYS, new_bucket, object_names, put_object, s3_endpoint


def at(home: Path, address: str, cache_mb: int = 16) -> Blobs:
    return open_blobs(home, address, lambda name: KEYS.get(name, ""), cache_mb=cache_mb)


@pytest.fixture
def address() -> str:
    return new_bucket()


@pytest.fixture
async def blobs(tmp_path: Path, address: str) -> AsyncIterator[Blobs]:
    blobs = at(tmp_path, address)
    yield blobs
    await blobs.close()


def copies(home: Path) -> list[Path]:
    return sorted(path for path in (home / "cache").rglob("*") if path.is_file())


async def test_objects_are_named_for_their_content(blobs: Blobs, address: str) -> None:
    digest = (await blobs.write(b"data", "image/png")).removeprefix("blob:")
    assert object_names(address) == [f"some/where/{digest[:2]}/{digest}"]
    assert "http" not in blobs.where


async def test_what_comes_damaged_is_not_kept(tmp_path: Path, blobs: Blobs, address: str) -> None:
    digest = hashlib.sha256(b"right").hexdigest()
    put_object(address, f"some/where/{digest[:2]}/{digest}", b"wrong")
    for ask in (blobs.read, blobs.path, blobs.verify):
        with pytest.raises(StorageError, match="damaged") as caught:
            await ask(f"blob:{digest}")
        assert caught.value.code == "damaged"
    assert copies(tmp_path) == []


async def test_a_copy_that_was_damaged_here_is_not_believed(tmp_path: Path, blobs: Blobs) -> None:
    url = await blobs.write(b"data", "image/png")
    (copy,) = copies(tmp_path)
    copy.write_bytes(b"date")
    assert await blobs.read(url) == b"data"


async def test_other_objects_are_nobodys_business(blobs: Blobs, address: str) -> None:
    put_object(address, "some/where/notes.txt", b"mine")
    put_object(address, "some/where/ab/" + "0" * 64, b"mine")
    assert [each async for each in blobs.stored()] == []


async def test_copies_are_bounded_and_the_last_used_stay(tmp_path: Path, address: str) -> None:
    blobs = at(tmp_path, address, cache_mb=1)
    urls = [await blobs.write(bytes([number]) * 300_000, "image/png") for number in range(3)]
    long_ago = time.time() - 2 * blob_cache.IN_USE_SECONDS
    for number, url in enumerate(urls):
        os.utime(await blobs.path(url), (long_ago + number, long_ago + number))
    assert blobs.near(urls[0])  # used now
    more = [await blobs.write(bytes([9, number]) * 150_000, "image/png") for number in range(2)]
    assert [blobs.near(url) is not None for url in (*urls, *more)] == [True, False, False, True, True]
    assert await blobs.read(urls[1]) == b"\1" * 300_000, "it is fetched again"
    await blobs.close()


async def test_a_full_disk_here_hinders_nobody_who_reads(tmp_path: Path, address: str) -> None:
    (tmp_path / "cache").write_text("no folder can be made here")
    blobs = at(tmp_path, address)
    url = await blobs.write(b"data", "image/png")
    assert await blobs.read(url) == b"data"
    with pytest.raises(StorageError):
        await blobs.path(url)
    await blobs.close()


async def test_no_such_bucket(tmp_path: Path) -> None:
    blobs = at(tmp_path, f"s3://other-bucket?endpoint={s3_endpoint()}")
    with pytest.raises(
        StorageError, match=r"s3://other-bucket cannot be written: there is no such bucket"
    ) as caught:
        await blobs.write(b"data", "image/png")
    assert "REROLL_BLOBS" in caught.value.hint
    assert copies(tmp_path) == []


async def test_a_server_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_blobs, "RETRIES", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        blobs = at(tmp_path, f"s3://bucket?endpoint=http://127.0.0.1:{free.getsockname()[1]}")
        for ask in (blobs.write(b"", ""), blobs.read("blob:" + "0" * 64), anext(blobs.stored())):
            with pytest.raises(StorageError, match="What was kept before is still there") as caught:
                await ask
            assert f"127.0.0.1:{free.getsockname()[1]}: HTTP error" in caught.value.message
            assert "retry_timeout" not in caught.value.message


async def test_a_server_that_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_blobs, "RETRIES", 0)
    monkeypatch.setattr(s3_blobs, "STALL_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        blobs = at(tmp_path, f"s3://bucket?endpoint=http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(StorageError, match="cannot be read"):
            await blobs.read("blob:" + "0" * 64)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("s3://", "bucket"),
        ("s3://x", "bucket"),
        ("s3:bucket", "bucket"),
        ("s3://Bucket/..", "bucket"),
        ("s3://key:secret@bucket", "AWS_ACCESS_KEY_ID"),
        ("s3://bucket?endpoint=https://key:secret@host", "AWS_ACCESS_KEY_ID"),
        ("s3://bucket?endpoint=ftp://host", "http"),
        ("s3://bucket?secret=x", "not known"),
    ],
)
def test_addresses_that_are_none(tmp_path: Path, said: str, why: str) -> None:
    with pytest.raises(StorageError, match=why) as caught:
        at(tmp_path, said)
    assert "key:secret" not in str(caught.value)


def test_an_address() -> None:
    read = S3Address.parse("s3://bucket/a/b/?endpoint=https://minio.example/&region=garage")
    assert read == S3Address("bucket", "a/b", "https://minio.example", "garage")
    assert str(read) == "s3://bucket/a/b"
