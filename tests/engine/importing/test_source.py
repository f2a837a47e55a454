"""Files of `--from`, and what they are taken for."""

import io
import os
from pathlib import Path
from typing import Any

import pytest

from engine.importing import source
from engine.importing.refused import Refused
from engine.importing.source import kind_of_source, read_source
from tests.engine.importing.given import COG, GRAPH, MODEL, SHELF, TOOL, TOOLS


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (SHELF, "openapi"),
        ({"swagger": "2.0"}, "openapi"),
        (COG, "cog"),
        (MODEL, "replicate"),
        (TOOL, "mcp"),
        (TOOLS, "mcp"),
        (GRAPH, "comfyui"),
        ({"prompt": GRAPH}, "comfyui"),
        ({"nodes": [], "links": []}, "comfyui"),
    ],
)
def test_kinds(value: Any, kind: str) -> None:
    assert kind_of_source(value) == kind


def test_what_is_nothing_of_that() -> None:
    with pytest.raises(Refused, match="nothing that a workflow"):
        kind_of_source({"prompt": 3})


def test_json_and_yaml_by_content_and_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (
        ("a.json", '{"a": 1}'),
        ("a.txt", '\ufeff {"a": 1}'),
        ("a.yaml", "a: 1"),
        ("b.yml", "a: 1"),
    ):
        file = tmp_path / name
        file.write_text(text, "utf-8")
        assert read_source(str(file)) == {"a": 1}
    for text in (b"a: 1", b'{"a": 1}'):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
        assert read_source("-") == {"a": 1}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "not valid JSON"),
        (b"\xff\xfe{", "not UTF-8"),
        (b"[" * 100_000, "nested"),
        (b'{"a": NaN}', "not valid JSON"),
        (b'{"a": 1, "a": 2}', "the same key twice"),
        (b'{"a\\u202e": 1}', "control characters"),
        (b"", "not valid JSON"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(content)
    with pytest.raises(Refused, match=said):
        read_source(str(file))


def test_bombs_folders_and_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = tmp_path / "bomb.yaml"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]"
        for before, name in zip("abcdef", "bcdefg", strict=True)
    ]
    bomb.write_text("\n".join(lines), "utf-8")
    with pytest.raises(Refused, match="more than"):
        read_source(str(bomb))
    for name in (str(tmp_path), str(tmp_path / "none"), "a\0b"):
        with pytest.raises(Refused, match="cannot be read"):
            read_source(name)
    monkeypatch.setattr(source, "MAX_BYTES", 10)
    with pytest.raises(Refused, match="larger than"):
        read_source(os.fspath(bomb))
