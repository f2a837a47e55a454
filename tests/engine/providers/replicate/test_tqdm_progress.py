import pytest

from engine.providers.replicate.tqdm_progress import TAIL, fraction_in, last_line

BAR = " 45%|████▌     | 9/20 [00:03<00:04,  2.50it/s]"


@pytest.mark.parametrize(
    ("logs", "told"),
    [
        (BAR, (0.45, "9 of 20")),
        (f"Using seed: 3\n  0%|          | 0/20 [00:00<?, ?it/s]\n{BAR}\n", (0.45, "9 of 20")),
        (f"  5%|▌         | 1/20 [00:00<00:09]\r{BAR}", (0.45, "9 of 20")),
        ("Denoising: 100%|##########| 50/50 [00:09<00:00, 5.4it/s]", (1.0, "50 of 50")),
        ("x" * TAIL + BAR, (0.45, "9 of 20")),
    ],
)
def test_bars(logs: str, told: tuple[float, str]) -> None:
    assert fraction_in(logs) == told


@pytest.mark.parametrize(
    "logs", ["", None, 7, "45% done", "12%|██| 3/0 [00:00]", "150%|██| 30/20 [00:00]", "| 3/4 |"]
)
def test_no_bars(logs: object) -> None:
    assert fraction_in(logs) is None


def test_what_is_said_beside_the_bars() -> None:
    assert last_line(f"Loading weights\n{BAR}\r{BAR}\n") == "Loading weights"
    assert last_line(None) == last_line(BAR) == ""
