"""The files that a finished job names: fetched without a key, and looked at before anybody believes them."""

from dataclasses import field

from engine.providers.errors import ProviderError
from engine.providers.http.addresses import is_loopback, split
from engine.providers.http.client import Http
from engine.providers.http.retries import Retries
from engine.providers.picture_check import check_picture, picture_bytes
from schemas.frozen import frozen

MOST_BYTES = 256 * 1024 * 1024
"""Of one file; videos are larger than pictures."""

_OTHER = ("video/", "audio/", "text/plain", "model/", "application/json", "application/zip")
"""Media types of results that are no pictures."""
_GONE = frozenset({401, 403, 404, 410})
"""What storages answer when a signed address is past its time."""


@frozen
class ResultFile:
    """A file and its true media type; `width` and `height` are pixels, 0 of what is no picture."""

    data: bytes = field(repr=False)
    media_type: str
    width: int = 0
    height: int = 0


class Results:
    """Fetches results of the provider behind `http`, on connections of its own.

    They know no key and take no slot: results lie on other hosts, and a job that holds the
    last slot must be able to fetch what it shows.
    """

    def __init__(self, http: Http, *, retries: Retries | None = None) -> None:
        self._where = http.where
        self._local = is_loopback(http.host)
        self._files = Http(
            http.base_url,
            name=http.name,
            where=http.where,
            timeouts=http.timeouts,
            retries=retries or http.retries,
        )

    async def fetch(self, url: object, media_type: str = "") -> ResultFile:
        """The file at an http(s) or `data:` address; `media_type` is what the provider calls it.

        Raises `ProviderError`: `bad_reply` for no address, one that has expired, and for
        bytes that are not what they should be.
        """
        if not isinstance(url, str) or not url:
            raise ProviderError(
                "bad_reply",
                f"{self._where} names no address for the picture.",
                hint="Try again; if it stays so, check the model.",
            )
        if url.startswith("data:"):
            said = url[5:].partition(",")[0].partition(";")[0]
            return self.looked_at(await picture_bytes(url, self._where), media_type or said)
        try:
            answer = await self._files.download(url, MOST_BYTES, may_follow=self._may_follow)
        except ProviderError as error:
            if error.status in _GONE:
                raise self._expired(error) from error
            raise
        return self.looked_at(answer.data, media_type or answer.media_type)

    async def unpack(self, encoded: object) -> ResultFile:
        """The picture in base64. Raises `ProviderError("bad_reply")`."""
        return self.looked_at(await picture_bytes(encoded, self._where), "image/png")

    def looked_at(self, data: bytes, media_type: str) -> ResultFile:
        """The file of these bytes. Raises `ProviderError("bad_reply")` of no picture that should be one."""
        if media_type.startswith(_OTHER) and data and data.lstrip()[:1] != b"<":
            return ResultFile(data, media_type)
        facts = check_picture(data, self._where)
        return ResultFile(data, facts.media_type, facts.width, facts.height)

    async def close(self) -> None:
        """Close every connection."""
        await self._files.close()

    def _may_follow(self, url: str) -> bool:
        """A server elsewhere has no business naming this machine's own ones."""
        return self._local or not is_loopback(split(url).hostname or "")

    def _expired(self, error: ProviderError) -> ProviderError:
        return ProviderError(
            "bad_reply",
            f"The picture's address at {self._where} can no longer be read ({error.status}): it has expired.",
            hint="Generate it again.",
            status=error.status,
        )
