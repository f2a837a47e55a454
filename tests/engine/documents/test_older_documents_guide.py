"""Every row of the tables in `docs/older-documents.md` is what is done."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from engine.documents.normalise import normalised
from engine.documents.older_shapes import names
from engine.documents.place import Origins, Place

GUIDE = (Path(__file__).parents[3] / "docs" / "older-documents.md").read_text("utf-8")
_INSIDE, _AROUND = GUIDE.split("## Around sub-actions")
_ROW = re.compile(r"^\| `(\{.*\})` \| `(\{.*\})` \|$", re.MULTILINE)


def rewritten(module: dict[str, Any]) -> Any:
    return normalised({"modules": [module]}, Place(Origins(Path("step.json"))))["modules"][0]


@pytest.mark.parametrize(("older", "current"), _ROW.findall(_INSIDE))
def test_in_a_sub_action(older: str, current: str) -> None:
    assert json.dumps(rewritten({"sub_actions": [json.loads(older)]})["sub_actions"][0]) == current


@pytest.mark.parametrize(("older", "current"), _ROW.findall(_AROUND))
def test_around_sub_actions(older: str, current: str) -> None:
    assert json.dumps(rewritten(json.loads(older))) == current


def test_no_row_is_left_out() -> None:
    assert len(_ROW.findall(GUIDE)) == len(re.findall(r"^\| `", GUIDE, re.MULTILINE))
    assert [name for name in names.IDS if f'"action_type": "{name}"' not in GUIDE] == []
