from typing import Any

import pytest

from engine.providers.replicate.output import MOST_FILES, files_in, value_in


@pytest.mark.parametrize(
    ("output", "files"),
    [
        ("https://a/1.png", ["https://a/1.png"]),
        (["https://a/1.png", "https://a/2.png"], ["https://a/1.png", "https://a/2.png"]),
        ({"image": "https://a/1.png", "seed": 3}, ["https://a/1.png"]),
        ([{"file": "https://a/1.png"}, {"file": None}], ["https://a/1.png"]),
        (["https://a/1.png", "https://a/1.png"], ["https://a/1.png"]),
        ("data:image/png;base64,AAAA", ["data:image/png;base64,AAAA"]),
        ("https://a is where I read it", []),
        (["Once", " upon"], []),
        (3.5, []),
    ],
)
def test_files(output: Any, files: list[str]) -> None:
    assert files_in(output) == files


def test_files_without_an_end() -> None:
    assert len(files_in([f"https://a/{number}" for number in range(1000)])) == MOST_FILES


@pytest.mark.parametrize(
    ("output", "value"),
    [
        ("Hello", (b"Hello", "text/plain")),
        (["Once", " upon", " a time"], (b"Once upon a time", "text/plain")),
        ({"label": "é"}, ('{"label": "é"}'.encode(), "application/json")),
        ([1, 2], (b"[1, 2]", "application/json")),
        (0.5, (b"0.5", "application/json")),
    ],
)
def test_values(output: Any, value: tuple[bytes, str]) -> None:
    assert value_in(output) == value
