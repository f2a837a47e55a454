"""`s3://bucket/prefix?endpoint=…&region=…`: where on S3 blobs lie. Never a key: those are variables."""

import re
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from engine.store.errors import StorageError
from schemas.frozen import frozen

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_KNOWN = ("endpoint", "region")


@frozen
class S3Address:
    """A bucket, the folder in it (without slashes around), and the server; empty is what AWS has."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""

    @classmethod
    def parse(cls, said: str) -> Self:
        """Read an address. Raises `StorageError` that says what is wrong with it."""
        try:
            parts = urlsplit(said)
            given = dict(parse_qsl(parts.query, keep_blank_values=True))
            named, credentials = parts.netloc, "@" in parts.netloc
            endpoint = urlsplit(given.get("endpoint", ""))
        except ValueError:
            raise _wrong(said, "it cannot be read") from None
        if credentials or endpoint.username or endpoint.password:
            raise _wrong("s3://…", "keys are no part of it: set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY")
        if parts.scheme != "s3":
            raise _wrong(said, "it begins with s3://")
        if not _BUCKET.fullmatch(named):
            raise _wrong(said, "after s3:// stands the name of a bucket: 3 to 63 of a-z, 0-9, '-' and '.'")
        if unknown := [each for each in given if each not in _KNOWN]:
            raise _wrong(said, f"{unknown[0]!r} is not known; endpoint and region are")
        if given.get("endpoint") and (endpoint.scheme not in ("http", "https") or not endpoint.hostname):
            raise _wrong(said, "the endpoint is an http or https address")
        return cls(
            named, parts.path.strip("/"), given.get("endpoint", "").rstrip("/"), given.get("region", "")
        )

    def __str__(self) -> str:
        return f"s3://{self.bucket}" + (f"/{self.prefix}" if self.prefix else "")


def _wrong(said: str, why: str) -> StorageError:
    return StorageError(
        "unavailable",
        f"{said[:200]!r} is no place for blobs: {why}.",
        hint="Say s3://bucket/reroll, s3://bucket/reroll?endpoint=https://minio.example, or a folder.",
    )
