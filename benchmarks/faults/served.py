"""A real `reroll serve`, to be treated badly, with a model that sends as many tokens as it is told."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks.reroll import CHECKOUT, PROVIDER, WORKFLOWS

COMMAND = [sys.executable, "-m", "tui.command"]


@dataclass
class Served:
    """A server on loopback and its home folder."""

    home: Path
    url: str
    process: "subprocess.Popen[bytes]"

    def ask(self, path: str, **body: Any) -> Any:
        """The data of an operation's reply. RuntimeError with the envelope where it fails."""
        with httpx.Client(base_url=self.url, trust_env=False, timeout=30) as client:
            reply = client.post(path, json=body)
        if not reply.is_success:
            raise RuntimeError(reply.text)
        return reply.json()["data"]

    def write(self, session: Mapping[str, Any] | None = None) -> tuple[dict[str, Any], str]:
        """Begin to stream a text; the session, and the execution's id."""
        started: Any = session or self.ask("/api/sessions/start", workflow="stream")
        begun = self.ask(
            "/api/executions/run",
            session_id=started["id"],
            interaction_id=started["interaction"]["id"],
            action_id="write",
            values={},
            idempotency_key=os.urandom(8).hex(),
        )
        return started, str(begun["id"])

    def resident(self) -> float:
        """Memory of the server's process, MiB."""
        fields = Path(f"/proc/{self.process.pid}/statm").read_text().split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1024**2


def furnish(home: Path, url: str, model: str) -> None:
    """A home whose texts come from `model` of a `ChatServer` at `url`, with the workflow that asks it."""
    (home / "workflows").mkdir(parents=True, exist_ok=True)
    shutil.copytree(WORKFLOWS / "stream", home / "workflows" / "stream", dirs_exist_ok=True)
    (home / "config.toml").write_text(
        f'[defaults]\ntext = "{PROVIDER}"\n'
        f'[providers.{PROVIDER}]\nkind = "openai"\nbase_url = "{url}"\nmodel = "{model}"\n'
    )


@contextlib.contextmanager
def served(
    home: Path, *options: str, before: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Run it on a free port until the block ends; `before` goes in front of the command."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [*before, *COMMAND, "serve", "--port", "0", "--home", str(home), *options],
            cwd=CHECKOUT,
            env={**os.environ, **(environment or {})},
            stderr=subprocess.PIPE,
            stdout=log,
        )
        assert process.stderr is not None
        line = process.stderr.readline().decode()
        if " on http" not in line:
            raise RuntimeError(line + process.stderr.read().decode())
        drain = subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
        try:
            yield Served(home, line.rpartition(" on ")[2].strip(), process)
        finally:
            process.terminate()
            process.wait(30)
            drain.wait(10)


@contextlib.contextmanager
def home_folder() -> Iterator[Path]:
    """One that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="reroll-fault-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def until(true: Any, seconds: float = 30.0) -> None:
    """Wait for something. TimeoutError."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


def say(**facts: Any) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()
