"""Named values per schema: kept, replaced, forgotten, and what can go wrong."""

import json
import stat
from pathlib import Path

import pytest

from engine.form.presets import MOST, PresetError, Presets, fingerprint

SCHEMA = {"type": "object", "title": "T", "properties": {"title": {"type": "string", "title": "Title"}}}


def test_presets_are_kept_in_order_and_replaced(tmp_path: Path) -> None:
    presets = Presets(tmp_path)
    assert presets.all(SCHEMA) == {}
    assert presets.save(SCHEMA, " one\x1b ", {"title": "a"}) == "one"
    presets.save(SCHEMA, "two", [None])
    presets.save(SCHEMA, "one", 3)
    assert list(Presets(tmp_path).all(SCHEMA).items()) == [("one", 3), ("two", [None])]
    presets.delete(SCHEMA, "one")
    assert presets.all(SCHEMA) == {"two": [None]}
    (file,) = (tmp_path / "presets").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_words_of_a_schema_may_change_its_values_may_not() -> None:
    words = {**SCHEMA, "title": "U", "description": "more", "_ux": {"layout": "grid"}}
    assert fingerprint(words) == fingerprint(SCHEMA)
    other = {"type": "object", "properties": {"description": {"type": "string"}}}
    assert fingerprint(other) != fingerprint(SCHEMA)
    assert fingerprint(other) != fingerprint({"type": "object", "properties": {}})


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    presets = Presets(tmp_path)
    with pytest.raises(PresetError, match="needs a name"):
        presets.save(SCHEMA, " \x07 ", 1)
    with pytest.raises(PresetError, match="no preset"):
        presets.delete(SCHEMA, "x")
    file = tmp_path / "presets" / f"{fingerprint(SCHEMA)}.json"
    file.parent.mkdir()
    file.write_text(json.dumps({"presets": {str(at): at for at in range(MOST)}}))
    with pytest.raises(PresetError, match="200 presets"):
        presets.save(SCHEMA, "new", 1)
    file.write_text("broken")
    assert presets.all(SCHEMA) == {}
    blocked = Presets(tmp_path / "file")
    (tmp_path / "file").write_text("")
    with pytest.raises(PresetError, match="cannot be kept"):
        blocked.save(SCHEMA, "a", 1)
