"""What `fetch` takes in `config` (row A4)."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from schemas.documents.base import Document
from schemas.documents.refs import FileRef
from schemas.documents.script_config import PythonName

_HOST = re.compile(
    r"(?P<host>(\*\.)?[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_-]{1,63})*|\[[0-9a-f:.]{2,45}\])(:(?P<port>\d{1,5}))?"
)
_RESERVED = (
    *("host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"),
    "accept-encoding",
)


def _host(value: str) -> str:
    lowered = value.lower()
    found = _HOST.fullmatch(lowered)
    if not found or not 0 < int(found["port"] or 1) < 65_536:
        raise ValueError(
            "not a host: give a name, *.name, or an address, with or without :port, and nothing else"
        )
    return lowered


def _header(name: str) -> str:
    if name.lower() in _RESERVED:
        raise ValueError(f"the header {name} is set by the program")
    return name


Host = Annotated[str, AfterValidator(_host)]
"""`example.org`, `*.example.org` (every name below it), `127.0.0.1`, `[::1]`; `:8080` may follow."""

HeaderName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$"), AfterValidator(_header)
]


class EnvironmentValue(Document):
    """A header's value from an environment variable, with `prefix` (such as `Bearer `) before it."""

    env: PythonName
    prefix: str = ""


class FetchConfig(Document):
    """`fetch`: one request to a server that `allow` names.

    `url`, `method`, `headers`, `query`, `json` and `body` may hold templates; `allow` may not.
    Without a port a host in `allow` stands for the usual one of `http` or `https`. `expect`
    says what the body is: a JSON value, a text, or the bytes of a picture. `timeout` is in
    seconds for everything, `max_bytes` for the body.
    """

    url: str = Field(min_length=1)
    allow: list[Host] = Field(min_length=1)
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    headers: dict[HeaderName, EnvironmentValue | str] = Field(
        default_factory=dict[HeaderName, EnvironmentValue | str]
    )
    query: dict[str, Any] = Field(default_factory=dict[str, Any])
    json_body: Any = Field(default=None, alias="json")
    body: str | None = None
    expect: Literal["json", "text", "bytes"] = "json"
    output_schema: FileRef | dict[str, Any] | None = None
    timeout: float = Field(default=30, gt=0, le=3600, description="Seconds for the whole exchange.")
    max_bytes: int = Field(default=4_194_304, ge=1, le=67_108_864, description="Bytes of the body, unpacked.")

    @model_validator(mode="after")
    def _one_body(self) -> Self:
        if self.body is not None and self.json_body is not None:
            raise ValueError('give "json" or "body", not both')
        return self
