import subprocess
import sys

import numpy as np
import pytest

from engine.providers.sketch.paint import paint

SMALL = {"width": 160, "height": 96}
PROMPTS = [
    "lighthouse at sea",
    "a village by a lake, fog",
    "mountain castle, dragon, storm",
    "two people walking in a snowy forest",
    "desert caravan, pyramids",
    "cat on a rooftop, city, rain",
    "neon street, woman with umbrella",
    "horse in a meadow, hot air balloons, cherry tree, petals",
    "space station over a ringed planet, astronaut, rocket",
    "portrait of a man in a room",
    "friends, campfire, tent, fireflies",
    "train crossing a bridge",
    "words unknown to it",
    "",
]


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_kind_of_scene_is_a_picture(prompt: str, seed: int) -> None:
    pixels = np.asarray(paint(prompt, seed=seed, stylization=100, **SMALL))
    assert pixels.shape == (96, 160, 3)
    assert pixels.std() > 8  # not one flat colour


@pytest.mark.parametrize("stylization", [0, 100, 500, 1000])
def test_same_pixels_twice(stylization: int) -> None:
    first = paint("boat on a lake", seed=7, stylization=stylization, **SMALL)
    again = paint("boat on a lake", seed=7, stylization=stylization, **SMALL)
    assert first.tobytes() == again.tobytes()


def test_same_pixels_in_another_process_with_other_hashing() -> None:
    code = (
        "import sys, hashlib; from engine.providers.sketch.paint import paint;"
        "p = paint('cat, city, rain', width=160, height=96, seed=3, stylization=300);"
        "print(hashlib.sha256(p.tobytes()).hexdigest())"
    )
    sums = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(sums) == 1


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_next_seed_looks_different(prompt: str) -> None:
    first = np.asarray(paint(prompt, seed=10, **SMALL), dtype=np.int16)
    second = np.asarray(paint(prompt, seed=11, **SMALL), dtype=np.int16)
    assert np.abs(first - second).mean() > 12


def test_stylization_and_unknown_words_change_the_picture() -> None:
    plain = paint("sea", seed=1, stylization=0, **SMALL).tobytes()
    assert plain != paint("sea", seed=1, stylization=1000, **SMALL).tobytes()
    assert plain != paint("sea qwxyz", seed=1, stylization=0, **SMALL).tobytes()


@pytest.mark.parametrize("size", [(64, 64), (64, 200), (256, 64), (97, 131)])
@pytest.mark.parametrize("prompt", PROMPTS[:12])
def test_odd_sizes(prompt: str, size: tuple[int, int]) -> None:
    assert paint(prompt, width=size[0], height=size[1], seed=5, stylization=1000).size == size


def test_any_seed_and_any_text() -> None:
    for seed in (-5, 2**63, 0):
        paint("\ud800 tree \x00", seed=seed, **SMALL)


def test_progress_grows_to_one() -> None:
    heard: list[float] = []
    paint("forest", seed=1, on_progress=heard.append, **SMALL)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert len(heard) >= 5
