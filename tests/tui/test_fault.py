from pathlib import Path

import pytest
from textual.app import App

from tui.app import RerollApp
from tui.fault import report_fault


def test_a_fault_is_told_in_words_and_kept_in_a_file(tmp_path: Path) -> None:
    try:
        raise ValueError("\x1b]52;c;evil\x07 secret-in-a-local")
    except ValueError as error:
        told = report_fault(tmp_path, error)
    assert "ValueError" in told
    assert "Traceback" not in told
    report = next((tmp_path / "logs").iterdir()).read_text()
    assert "Traceback" in report
    assert "\x1b" not in report


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file in the way")
    assert "No report could be written" in report_fault(tmp_path, ValueError("x"))


async def test_the_app_prints_no_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert RerollApp._fatal_error is not App._fatal_error
    with pytest.raises(ZeroDivisionError):
        await _divide_by_zero(RerollApp(tmp_path))
    told = capsys.readouterr().err
    assert "fault of its own (ZeroDivisionError)" in told
    assert "Traceback" not in told


async def _divide_by_zero(app: RerollApp) -> None:
    async with app.run_test() as pilot:
        app.call_later(lambda: 1 / 0)
        await pilot.pause()
        await pilot.pause()
