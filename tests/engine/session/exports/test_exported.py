"""Names of exported files, and sheets of damaged ones."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.form.secrets import without_secrets
from engine.session.exports.exported import Exported, file_name, text_of
from engine.session.exports.sheet_page import sheet_page
from engine.session.exports.sheet_picture import sheet_picture
from schemas.messages.results import Provenance, Result
from schemas.messages.session import ResultMarks


@given(st.text())
def test_whatever_the_id_the_name_is_one_of_a_file(content_id: str) -> None:
    name = file_name(7, {"content_id": content_id}, "image/png")
    assert Path(name).name == name
    assert name.startswith("007")
    assert name.endswith(".png")
    assert len(name) < 60


def test_texts_and_objects() -> None:
    assert text_of({"content_id": "a", "text": "hi\n\n"}) == ("text/plain", b"hi\n")
    media_type, content = text_of({"content_id": "a", "title": "T", "text": "hi"})
    assert media_type == "application/json"
    assert b'"title": "T"' in content


def exported(path: Path, media_type: str = "image/png", **more: Any) -> Exported:
    made = Provenance(
        action="a", provider="p", label="[p]", values={"key": "secret", "subject": "s"}, rendered=more
    )
    result = Result(id="r", execution_id="e", kind="image", value={}, created_at=1.0, provenance=made)
    return Exported(1, {"content_id": "r"}, result, ResultMarks(rating=3), path, media_type, 3, "0", "")


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n cut", b"<html>"])
def test_damaged_pictures_are_words_on_a_sheet(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    results = [
        exported(path, prompt="x" * 5000),
        exported(tmp_path / "gone.png"),
        exported(path, "video/mp4"),
    ]
    assert sheet_picture(results).startswith(b"\x89PNG")
    assert b"damaged" in sheet_page(results, "</title><script>")
    assert b"<script>" not in sheet_page(results, "</title><script>")


def test_passwords_stay_at_home(tmp_path: Path) -> None:
    key = {"type": "string", "format": "password"}
    schema = {"type": "object", "properties": {"key": key, "subject": {"type": "string"}}}
    assert exported(tmp_path / "a").entry(schema)["provenance"]["values"] == {"subject": "s"}
    outer = {"type": "object", "properties": {"in": schema, "many": {"type": "array", "items": schema}}}
    values = {"in": {"key": "x", "subject": "s"}, "many": [{"key": "x"}, {"subject": "s"}], "more": 1}
    assert without_secrets(outer, values) == {
        "in": {"subject": "s"},
        "many": [{}, {"subject": "s"}],
        "more": 1,
    }
