"""The files of `deploy/`: what they start exists, and they are what their readers take."""

import importlib
import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from engine.operations.services import Services
from engine.server.metrics.measures import Measures
from tests.servers.npm import installed, node
from tui.command_help import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SCHEMA = Path(__file__).with_name("compose-spec.json")
"""compose-spec/compose-spec at 170098b, Apache-2.0: unchanged, for these tests alone."""

_IN_GUIDE = re.compile(r"^ {4}(?:\w+=\S* |sudo (?:-\S+ \S+ )*)*(?:/\S*/)?reroll ([a-z].*)", re.MULTILINE)

Captured = pytest.CaptureFixture[str]


def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


def instructions() -> list[tuple[str, str]]:
    """The Containerfile's instructions, without comments."""
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    joined = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in joined.splitlines() if line]


def started() -> list[tuple[str, list[str]]]:
    """Every command line of `reroll` in these files and in the guide, with where it stands."""
    found: list[tuple[str, list[str]]] = []
    for name, value in instructions():
        if name == "CMD" and value.startswith('["serve"'):
            found.append(("Containerfile", json.loads(value)))
    for service, said in compose()["services"].items():
        if "reroll" in said.get("image", ""):
            found.append((service, said["command"]))
            if "healthcheck" in said:
                found.append((service, said["healthcheck"]["test"][2:]))
    for file in [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.yaml"), *DEPLOY.glob("Containerfile*")]:
        for line in file.read_text("utf-8").splitlines():
            if match := re.search(r"(?:/bin/reroll|run --rm server) ([^#]*)", line):
                found.append((file.name, shlex.split(match[1].replace("$QUEUES", "--queues=sketch"))))
    for guide in ("deploying.md", "faults.md", "scale.md"):
        text = (ROOT / "docs" / guide).read_text("utf-8") if (ROOT / "docs" / guide).exists() else ""
        for line in _IN_GUIDE.findall(text):
            found.append((guide, shlex.split(re.split(r" [|>&#]", line)[0])))
    return found


def test_every_command_and_option_exists(capsys: Captured) -> None:
    lines = started()
    assert len(lines) >= 8
    helps: dict[str, str] = {}
    for where, line in lines:
        command = line[0]
        if command.startswith("-"):
            continue
        assert command in COMMANDS, (where, line)
        options = [part.partition("=")[0] for part in line[1:] if part.startswith("--")]
        for asked in ([command], line[:2]):
            key = " ".join(asked)
            if key not in helps and not any(part.startswith("-") for part in asked):
                with pytest.raises(SystemExit):
                    importlib.import_module("engine.cli." + command.replace("-", "_")).run(
                        [*asked[1:], "--help"]
                    )
                helps[key] = capsys.readouterr().out
        known = helps[command] + helps.get(" ".join(line[:2]), "")
        for option in options:
            assert re.search(rf"{option}\b", known), (where, option)


def test_compose_is_what_compose_takes() -> None:
    jsonschema.validate(compose(), json.loads(SCHEMA.read_text("utf-8")))


def test_compose_holds_together() -> None:
    whole = compose()
    services = whole["services"]
    assert {"database", "server", "worker-1", "worker-2"} <= services.keys()
    for name, service in services.items():
        assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}, name
        for other, how in service.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"}
            # The server's own check stands in the Containerfile.
            assert "healthcheck" in services[other] or other == "server"
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in whole["volumes"] or (DEPLOY / source).is_file(), volume
        for secret in service.get("secrets", []):
            assert (secret if isinstance(secret, str) else secret["source"]) in whole["secrets"]
        assert set(service["networks"]) <= whole["networks"].keys()
        if "reroll" in service["image"]:
            assert service["read_only"]
            assert service["cap_drop"] == ["ALL"]
            assert "ports" not in service
            assert float(service["stop_grace_period"].rstrip("s")) >= 30
        for value in service.get("environment", {}).values():
            assert not re.search(r"://[^/]*:[^/]*@", value), "a password belongs into a file"


def test_the_image_is_built_of_what_is_there_and_runs_as_nobody_special() -> None:
    found = instructions()
    for name, value in found:
        if name == "COPY" and "--from" not in value:
            for source in value.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert f"!{source}" in (DEPLOY / "Containerfile.dockerignore").read_text("utf-8").split()
    assert [value for name, value in found if name == "USER"] == ["10001:10001"]
    assert "HEALTHCHECK" in dict(found)
    assert "STOPSIGNAL" in dict(found)
    extras = re.search(r"'\.\[([a-z,]+)\]'", (DEPLOY / "Containerfile").read_text("utf-8"))
    assert extras is not None
    for extra in extras[1].split(","):
        assert re.search(rf"^{extra} = \[", (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)


def test_the_linter_finds_nothing(tmp_path: Path) -> None:
    wrong = tmp_path / "Containerfile"
    wrong.write_text("FROM a\nCOPPY b c\n")
    assert linted(wrong) == "2: Unknown instruction: COPPY\n"
    assert linted(DEPLOY / "Containerfile") == ""


def linted(file: Path) -> str:
    """What dockerfile-utils says of a container's file."""
    folder = Path(__file__).parent / "containerfile_linter"
    module = installed(folder, "dockerfile-utils/lib/main.js")
    command = [node(), folder / "lint.cjs", module, file]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout


async def test_alerts_ask_for_numbers_that_there_are(tmp_path: Path) -> None:
    rules = yaml.safe_load((DEPLOY / "alerts.yaml").read_text("utf-8"))["groups"][0]["rules"]
    services = await Services.open(tmp_path)
    try:
        told = (await Measures().text(services)).decode()
    finally:
        await services.close()
    names = {name for line in told.splitlines() if line.startswith("# TYPE ") for name in [line.split()[2]]}
    for rule in rules:
        asked = set(re.findall(r"\breroll_\w+", rule["expr"]))
        assert {re.sub(r"_bucket$", "", name) for name in asked} <= names, rule["alert"]
        assert rule["annotations"]["summary"]
    assert len({rule["alert"] for rule in rules}) == len(rules)


def test_proxies_let_events_pass_at_once_and_say_who_asks() -> None:
    nginx = (DEPLOY / "nginx.conf").read_text("utf-8")
    for line in ("proxy_buffering off;", "proxy_request_buffering off;", "X-Forwarded-For $remote_addr;"):
        assert line in nginx
    caddy = (DEPLOY / "Caddyfile").read_text("utf-8")
    assert "flush_interval -1" in caddy
    assert "X-Forwarded-For {remote_host}" in caddy
