"""Requests that ask only for what they do not have yet: RFC 9110, `If-None-Match`."""

from starlette.requests import Request


def has_already(request: Request, etag: str) -> bool:
    """Whether the one who asks has what `etag` (with its quotes) names."""
    kept = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    return "*" in kept or etag in kept
