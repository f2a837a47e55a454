"""The log: what a line says, what it never says, and that nobody's text begins a line."""

import asyncio
import io
import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.caller import Caller, calling
from engine.logs.context import logged_about, works_on
from engine.logs.secrets import Hidden, secrets_of
from engine.logs.setup import log_to

SECRETS = {
    "OPENAI_API_KEY": "unusual-value-1",
    "MY_PASSWORD": "unusual value 2",
    "REROLL_STORE": "postgresql://me:unusual%2Fvalue-3@db.example/reroll",
    "HTTPS_PROXY": "http://me:unusual4@proxy.example:3128",
}
IN_FILE = "AWS_SECRET_ACCESS_KEY='unusual-value-5'\n"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    kept = root.handlers, root.level
    levels = {name: logging.getLogger(name).level for name in ("httpx", "httpcore", "asyncio", "h11")}
    yield
    root.handlers, root.level = kept
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(False)


def test_text_is_time_and_message(tmp_path: Path) -> None:
    to = io.StringIO()
    log_to(to, "text", "info", tmp_path)
    logging.getLogger("reroll.server").info("%s %s %.1f ms", "id", "GET", 1.25)
    logging.getLogger("reroll.server").debug("unseen")
    logging.getLogger("httpx").info("unseen")
    date, time, rest = to.getvalue().split(" ", 2)
    assert (len(date), len(time), rest) == (10, 12, "id GET 1.2 ms\n")


async def test_json_says_what_a_line_is_about(tmp_path: Path) -> None:
    to = io.StringIO()
    log_to(to, "json", "debug", tmp_path, worker="w1")
    log = logging.getLogger("reroll.server")

    async def run() -> None:
        works_on(execution="e1")
        log.warning("in a task")

    with calling(Caller("mia", "editor")), logged_about(request="r1", session="s1"):
        await asyncio.create_task(run())
        log.info("done", extra={"facts": {"status": 200}})
    log.info("outside")
    first, second, third = map(json.loads, to.getvalue().splitlines())
    assert first.items() >= {"level": "warning", "request": "r1", "session": "s1", "execution": "e1"}.items()
    assert second.items() >= {"user": "mia", "worker": "w1", "status": 200, "message": "done"}.items()
    assert "execution" not in second
    assert third.keys() == {"at", "level", "logger", "message", "worker"}
    assert third["at"].endswith("Z")


@pytest.mark.parametrize("shape", ["text", "json"])
def test_no_secret_of_environment_or_files_is_logged(
    shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    (tmp_path / ".env").write_text(IN_FILE)
    (tmp_path / "config.toml").write_text('[store]\nurl = "postgresql://me:unusual-value-6@db/x"\n')
    to = io.StringIO()
    log_to(to, shape, "debug", tmp_path)  # type: ignore[arg-type]
    everything = [*SECRETS.values(), "unusual-value-5", "unusual-value-6", "unusual/value-3", "unusual4"]
    for secret in everything:
        for name in ("reroll.server", "uvicorn.error", "uvicorn.access", "httpx", "somebody"):
            logging.getLogger(name).warning("asked with %s", secret)
            logging.getLogger(name).warning(
                f"asked with {secret!r}", extra={"facts": {"url": f"x?k={secret}"}}
            )
        try:
            raise ValueError(f"{secret} is no key")
        except ValueError:
            logging.getLogger("reroll.server").exception("failed")
        with logged_about(session=secret):
            logging.getLogger("reroll.server").error("of it")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("my own unusual-value-1", stacklevel=1)
    logged = to.getvalue()
    assert logged.count("\n") > 60
    assert "unusual" not in logged
    assert "my own [secret]" in logged


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Authorization: Bearer abcdefgh.ijkl", "Authorization: Bearer [secret]"),
        ("GET /x?api_key=abcdefgh&page=2", "GET /x?api_key=[secret]&page=2"),
        ("{'token': 'abcdefgh'}", "{'token': '[secret]'}"),
        ("Cookie: reroll=abcdefgh", "Cookie: [secret]"),
        ("postgresql://me:pw@db/x", "postgresql://me:[secret]@db/x"),
        ("key sk-abcdefghijklmnop1234 refused", "key [secret] refused"),
        ("reroll_0123abcd_abcdefghijklmnopqrstuv", "[secret]"),
        ("reroll_http_requests_total", "reroll_http_requests_total"),
        ("id POST /api/sessions/start 200 1.5 ms", "id POST /api/sessions/start 200 1.5 ms"),
        ("http://localhost:8377/a@b", "http://localhost:8377/a@b"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(line: str, kept: str) -> None:
    assert Hidden()(line) == kept


def test_short_values_and_places_of_secrets_are_no_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USE_TOKENS", "yes")
    monkeypatch.setenv("SSH_AUTH_SOCK", "/run/agent.sock")
    assert Hidden(secrets_of(tmp_path))("yes, /run/agent.sock") == "yes, /run/agent.sock"


@pytest.mark.parametrize("shape", ["text", "json"])
def test_nobody_begins_a_line_of_the_log(shape: str, tmp_path: Path) -> None:
    to = io.StringIO()
    log_to(to, shape, "info", tmp_path)  # type: ignore[arg-type]
    forged = "x\r\n2026-11-21 00:00:00,000 forged\u2028\x1b[2Jforged\x00"
    logging.getLogger("reroll").info("%s", forged)
    try:
        raise ValueError(forged)
    except ValueError:
        logging.getLogger("reroll").exception("failed")
    logging.getLogger("reroll").info("wrong %d", "x")
    lines = to.getvalue().split("\n")
    assert not [line for line in lines if line.startswith("2026-11-21 00:00:00,000")]
    assert "\x1b" not in to.getvalue()
    assert "\r" not in to.getvalue()
    assert lines[-2].endswith("wrong %d ('x',)") or '"wrong %d (' in lines[-2]
    if shape == "json":
        assert [json.loads(line)["level"] for line in lines[:-1]] == ["info", "error", "info"]
