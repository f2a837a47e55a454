"""Blobs on S3, or on a server that speaks it: MinIO, Garage, Ceph, R2. Everything of `obstore` is here.

An object is named for the SHA-256 of its content, so that it does not matter who writes it, how often
and at once with whom: S3 shows an object whole or not at all. The signature of a request covers the
hash of its body, so that a server takes nothing that was changed on the way.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from engine.store.blob_cache import BlobCache
from engine.store.blobs import StoredBlob, damaged, digest_of, gone
from engine.store.errors import StorageError, from_os
from engine.store.folder_blobs import copied
from engine.store.s3_address import S3Address
from engine.store.s3_errors import s3_error

if TYPE_CHECKING:
    from obstore.store import ClientConfig, S3Config, S3Store

CONNECT_SECONDS, STALL_SECONDS, RETRY_SECONDS, RETRIES = 5.0, 60.0, 30.0, 5
"""To connect; for the next bytes, or for the answer to a part that is sent; after which no retry begins."""
PART, PARTS_AT_ONCE = 8 * 1024 * 1024, 2
"""Bytes of a part of a large file, and how many are sent at once: what a write holds in memory."""
PIECE = 1024 * 1024

_VARIABLES = {
    "access_key_id": ("AWS_ACCESS_KEY_ID",),
    "secret_access_key": ("AWS_SECRET_ACCESS_KEY",),
    "session_token": ("AWS_SESSION_TOKEN",),
    "endpoint": ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"),
    "region": ("AWS_REGION", "AWS_DEFAULT_REGION"),
}
"""What AWS's own tools read; those of roles and containers `obstore` reads itself."""


class S3Blobs:
    """`prefix/ab/abcd…` in a bucket, with copies of what is used in `cache`."""

    def __init__(self, address: S3Address, cache: BlobCache, variable: Callable[[str], str]) -> None:
        """`variable` gives the value of an environment variable, or "". Raises `StorageError`."""
        self._address = address
        self._cache = cache
        self._store = _opened(address, variable)
        self._fetching: dict[str, asyncio.Task[Path]] = {}

    @property
    def where(self) -> str:
        """The address."""
        return str(self._address)

    async def write(self, data: bytes, media_type: str) -> str:
        """See `Blobs`."""
        digest = await asyncio.to_thread(_digest, data)
        await self._put(digest, data, media_type)
        await self._cache.keep(data, media_type)
        return f"blob:{digest}"

    async def write_file(self, file: Path, media_type: str) -> str:
        """See `Blobs`. The copy here is left for whoever reads it."""
        digest = await asyncio.to_thread(_digest_of_file, file)
        await self._put(digest, file, media_type)
        return f"blob:{digest}"

    async def read(self, url: str) -> bytes:
        """See `Blobs`."""
        kept = await asyncio.to_thread(self._cache.read, url)
        if kept is not None:
            return kept
        media_type, pieces = await self._get(url)
        data = b"".join([piece async for piece in pieces])
        if await asyncio.to_thread(_digest, data) != digest_of(url):
            raise damaged(url, self.where)
        await self._cache.keep(data, media_type)
        return data

    async def path(self, url: str) -> Path:
        """See `Blobs`. Who wants the same at once waits for one copy."""
        found = await asyncio.to_thread(self._cache.find, url)
        if found is not None:
            return found
        task = self._fetching.get(url)
        if task is None:
            task = self._fetching[url] = asyncio.create_task(self._fetch(url), name=f"fetch {url[:17]}")
            task.add_done_callback(lambda _: self._fetching.pop(url, None))
        # One who is cancelled stops waiting, and nothing for the others.
        return await asyncio.shield(task)

    def near(self, url: str) -> Path | None:
        """See `Blobs`."""
        return self._cache.find(url)

    async def look(self, url: str) -> StoredBlob | None:
        """See `Blobs`."""
        import obstore  # noqa: PLC0415 - only with blobs on S3

        key = _key(digest_of(url))
        try:
            with self._trouble("read"):
                found = await obstore.head_async(self._store, key)
        except FileNotFoundError:
            return None
        return StoredBlob(url, found["size"], found["last_modified"].timestamp())

    async def verify(self, url: str) -> int:
        """See `Blobs`."""
        digest, size = hashlib.sha256(), 0
        async for piece in (await self._get(url))[1]:
            digest.update(piece)
            size += len(piece)
        if digest.hexdigest() != digest_of(url):
            raise damaged(url, self.where)
        return size

    async def stored(self) -> AsyncGenerator[StoredBlob]:
        """See `Blobs`. Other objects below the prefix are nobody's business."""
        import obstore  # noqa: PLC0415 - only with blobs on S3

        listing = obstore.list(self._store)  # pyright: ignore[reportUnknownMemberType] - arrow
        while True:
            with self._trouble("listed"):
                found = await anext(listing, None)
            if found is None:
                return
            for each in found:
                shelf, _, digest = each["path"].rpartition("/")
                if len(digest) == 64 and digest[:2] == shelf:
                    yield StoredBlob(f"blob:{digest}", each["size"], each["last_modified"].timestamp())

    async def delete(self, url: str) -> None:
        """See `Blobs`."""
        import obstore  # noqa: PLC0415 - only with blobs on S3

        key = _key(digest_of(url))
        try:
            with self._trouble("written"):
                await obstore.delete_async(self._store, key)
        except FileNotFoundError:
            pass
        await self._cache.forget(url)

    async def tidy(self, before: float) -> int:
        """See `Blobs`. Parts of uploads that were broken off are the bucket's own to remove, by a rule."""
        return 0

    async def close(self) -> None:
        """Give up what is being fetched: it is fetched again when it is wanted."""
        tasks = [*self._fetching.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _fetch(self, url: str) -> Path:
        media_type, pieces = await self._get(url)
        return await self._cache.fill(url, media_type, pieces, self.where)

    async def _put(self, digest: str, content: bytes | Path, media_type: str) -> None:
        import obstore  # noqa: PLC0415 - only with blobs on S3

        try:
            with self._trouble("written"):
                # Not only if it is new: some servers know no conditions, and a blob is the same each time.
                await obstore.put_async(
                    self._store,
                    _key(digest),
                    content,
                    attributes={"Content-Type": media_type or "application/octet-stream"},
                    chunk_size=PART,
                    max_concurrency=PARTS_AT_ONCE,
                )
        except FileNotFoundError as error:
            raise s3_error(error, "written", self.where) from None

    async def _get(self, url: str) -> tuple[str, AsyncGenerator[bytes]]:
        """The media type and the bytes that come."""
        import obstore  # noqa: PLC0415 - only with blobs on S3

        key = _key(digest_of(url))
        try:
            with self._trouble("read"):
                reply = await obstore.get_async(self._store, key)
        except FileNotFoundError as error:
            missing = s3_error(error, "read", self.where)
            raise (missing if "NoSuchBucket" in str(error) else gone(url, self.where)) from None

        async def pieces() -> AsyncGenerator[bytes]:
            stream = reply.stream(PIECE)
            while True:
                with self._trouble("read"):
                    piece = await anext(stream, None)
                if piece is None:
                    return
                yield bytes(piece)

        return reply.attributes.get("Content-Type", ""), pieces()

    @contextmanager
    def _trouble(self, doing: str) -> Generator[None]:
        """What `obstore` raises as `StorageError`; that nothing is there as it is, FileNotFoundError."""
        from obstore.exceptions import BaseError  # noqa: PLC0415 - only with blobs on S3

        try:
            yield
        except FileNotFoundError:
            raise
        except (BaseError, OSError, ValueError) as error:
            raise s3_error(error, doing, self.where) from None


def _opened(address: S3Address, variable: Callable[[str], str]) -> "S3Store":
    try:
        from obstore.exceptions import BaseError  # noqa: PLC0415 - only with blobs on S3
        from obstore.store import S3Store  # noqa: PLC0415
    except ImportError:
        raise StorageError(
            "unavailable", f"{address} needs a library that is not here.", hint="pip install 'reroll[team]'"
        ) from None
    config: S3Config = {}
    for setting, names in _VARIABLES.items():
        if found := next((value for name in names if (value := variable(name))), ""):
            config[setting] = found
    if address.endpoint:
        config["endpoint"] = address.endpoint
    if address.region:
        config["region"] = address.region
    elif "region" not in config:
        config["region"] = "us-east-1"
    client: ClientConfig = {
        "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
        "read_timeout": timedelta(seconds=STALL_SECONDS),
        "timeout": timedelta(days=1),  # of a whole transfer: however large, as long as something comes
        # Whoever writes http:// means it: a server beside this one.
        "allow_http": str(config.get("endpoint", "")).startswith("http://"),
    }
    try:
        return S3Store(
            address.bucket,
            prefix=address.prefix or None,
            config=config,
            client_options=client,
            retry_config={"max_retries": RETRIES, "retry_timeout": timedelta(seconds=RETRY_SECONDS)},
        )
    except (BaseError, ValueError) as error:
        raise s3_error(error, "used", str(address)) from None


def _key(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _digest_of_file(file: Path) -> str:
    try:
        with file.open("rb") as content:
            return copied(content)[0]
    except OSError as error:
        raise from_os(error, file) from None
