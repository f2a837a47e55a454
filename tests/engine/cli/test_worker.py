"""`reroll worker` where there is nothing for it to do; what it does is tested with the queue."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.cli import worker

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def log() -> Iterator[None]:
    """It sets the log of its program up: here it is that of the tests."""
    root = logging.getLogger()
    kept = root.handlers, root.level
    yield
    root.handlers, root.level = kept
    logging.captureWarnings(False)


def test_a_home_folder_alone_has_no_workers(home: Path, capsys: Captured) -> None:
    assert worker.run(["--home", str(home)]) == 1
    assert "set REROLL_STORE to a postgresql:// URL" in capsys.readouterr().err


def test_a_store_that_is_not_there(home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REROLL_STORE", "mysql://reroll:hidden@db/reroll")
    assert worker.run(["--home", str(home)]) == 1
    said = capsys.readouterr().err
    assert "postgresql://" in said
    assert "hidden" not in said


def test_no_worker_lives_here(
    home: Path, capsys: Captured, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REROLL_STORE", postgres_url)
    assert worker.run(["--check", "--home", str(home)]) == 1
    assert "no worker on this machine lives" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["0", "many"])
def test_how_many_at_once_is_a_number(number: str) -> None:
    with pytest.raises(SystemExit):
        worker.run(["--at-once", number])
