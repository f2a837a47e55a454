"""A frame reaches the terminal in one piece."""

from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.drivers.headless_driver import HeadlessDriver

from tui.app import RerollApp
from tui.whole_frames import WholeFrames, in_whole_frames


class _Notes(HeadlessDriver):
    written: list[str]

    def write(self, data: str) -> None:
        self.written.append(data)


def _written(*pieces: str) -> list[str]:
    kind = in_whole_frames(_Notes)
    driver = kind.__new__(kind)
    assert isinstance(driver, _Notes)
    driver.written = []
    for piece in pieces:
        driver.write(piece)
    return driver.written


def test_a_frame_and_its_marks_are_one_piece() -> None:
    frame = (SYNC_START, "a", "b", SYNC_END)
    assert _written(*frame, *frame) == [f"{SYNC_START}ab{SYNC_END}"] * 2


def test_what_is_no_frame_is_written_at_once() -> None:
    assert _written("a", SYNC_END, "b", SYNC_START) == ["a", SYNC_END, "b"]


def test_the_app_writes_whole_frames(tmp_path) -> None:
    assert issubclass(RerollApp(tmp_path).driver_class, WholeFrames)
