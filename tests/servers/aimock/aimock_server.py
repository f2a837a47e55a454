"""aimock (https://github.com/CopilotKit/aimock) as a server of its own process, told what to answer."""

import select
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.servers.npm import installed, node

HERE = Path(__file__).parent
BEGIN = 30.0
"""Seconds that it may take to begin."""


class Aimock:
    """`url` is where it listens, without a path. Requests to it may come from anywhere."""

    def __init__(self, url: str, control: httpx.Client) -> None:
        self.url = url
        self._control = control

    def answer(self, response: Mapping[str, Any], match: Mapping[str, Any] | None = None, **how: Any) -> None:
        """Answer requests that `match` with `response`, both in aimock's own words.

        What was said first counts. `how` is such as `chunkSize`, `truncateAfterChunks`,
        `recordedTimings`, `chaos`.
        """
        self._post("fixtures", {"fixtures": [{"match": match or {}, "response": response, **how}]})

    def refuse(self, status: int, message: str, match: Mapping[str, Any] | None = None, **how: Any) -> None:
        """Answer with an error, in the shape of OpenAI's; `how` is such as `retryAfter`, in seconds."""
        self.answer({"error": {"message": message}, "status": status, **how}, match)

    def requests(self) -> list[dict[str, Any]]:
        """What it was asked, oldest first: `method`, `path`, `headers`, `body`, `response`."""
        return self._control.get("/__aimock/journal").raise_for_status().json()

    def reset(self) -> None:
        """Forget everything that it was told and asked."""
        self._post("reset", {})

    def _post(self, what: str, body: Mapping[str, Any]) -> None:
        answer = self._control.post(f"/__aimock/{what}", json=body)
        assert answer.is_success, answer.text


@contextmanager
def running(*keys: str) -> Iterator[Aimock]:
    """Start it, and stop it in the end; it takes these keys, and no others."""
    module = installed(HERE, "@copilotkit/aimock/dist/index.js").as_uri()
    with subprocess.Popen(
        [node(), HERE / "server.mjs", module, *keys], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            ready, _, _ = select.select([process.stdout], [], [], BEGIN)
            url = process.stdout.readline().strip() if ready else ""
            if not url:
                pytest.fail("aimock did not begin")
            headers = {"authorization": f"Bearer {keys[0]}"}
            with httpx.Client(base_url=url, headers=headers, trust_env=False, verify=False) as control:
                yield Aimock(url, control)
        finally:
            process.stdin.close()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
