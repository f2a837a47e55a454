"""The examples of `docs/embedded-actions.md` are read as they stand."""

import re
from pathlib import Path
from typing import cast

import pytest

from schemas.documents.embedded_actions import Format
from tests.engine.embedded.reading import asked, broken, read, text

_GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "embedded-actions.md").read_text("utf-8")
_EXAMPLES = re.findall(r"<!-- (brackets|xml|json) -->\n```\n(.*?)```", _GUIDE, re.DOTALL)


def test_every_format_has_an_example() -> None:
    assert [written for written, _ in _EXAMPLES] == ["brackets", "xml", "json"]


@pytest.mark.parametrize(("written", "reply"), _EXAMPLES)
def test_an_example_is_read(written: str, reply: str) -> None:
    parts = read(cast("Format", written), reply)
    assert broken(parts) == []
    assert {name for name, _ in asked(parts)} <= {"SAVE_IDENTITY", "MARK_INTRODUCTION_COMPLETE"}
    assert asked(parts)[0][0] == "SAVE_IDENTITY"
    assert text(parts) == ("Noted." if written == "json" else "")
