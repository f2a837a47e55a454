"""What is wrong with a `fetch` config, as far as can be told before it runs."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from engine.actions.fetching.hosts import USUAL_PORTS, allows
from engine.actions.self_check import ConfigProblem, holds_template
from schemas.json_value import is_list, is_object

_FIXED_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#{}]+(?=[/?#]|\Z)")


def fetch_problems(config: Mapping[str, Any]) -> Iterator[ConfigProblem]:
    """Templates where none may be, and a URL that the list does not allow."""
    listed = config.get("allow")
    hosts = [host for host in listed if isinstance(host, str)] if is_list(listed) else []
    for at, host in enumerate(hosts):
        if holds_template(host):
            yield ConfigProblem(("allow", at), "a template cannot choose which hosts may be asked")
    headers = config.get("headers")
    for name, value in headers.items() if is_object(headers) else ():
        if is_object(value) and holds_template(value.get("env")):
            yield ConfigProblem(("headers", name, "env"), "a template cannot choose an environment variable")
    url = config.get("url")
    if isinstance(url, str) and hosts and not any(map(holds_template, hosts)):
        yield from _url_problems(url.strip(), hosts)


def _url_problems(url: str, hosts: list[str]) -> Iterator[ConfigProblem]:
    fixed = _FIXED_HOST.match(url)
    if not fixed:
        if not holds_template(url):
            yield ConfigProblem(("url",), "not a URL", found=f'"{url}"', expected="https://…")
        return
    try:
        parts = urlsplit(fixed[0])
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        yield ConfigProblem(("url",), "not a URL", found=f'"{url}"', expected="https://…")
        return
    if scheme not in USUAL_PORTS:
        yield ConfigProblem(("url",), "only http and https can be fetched", found=scheme)
    elif not _allowed(hosts, scheme, host, port):
        message = "the host is not among those in `allow`"
        yield ConfigProblem(("url",), message, found=parts.netloc, expected=", ".join(hosts))


def _allowed(hosts: list[str], scheme: str, host: str, port: int | None) -> bool:
    return allows([each.lower() for each in hosts], scheme, host, port or USUAL_PORTS[scheme])
