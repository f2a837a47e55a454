"""The workflow of `docs/embedded-actions.md` loads as it stands, without warnings."""

import json
import re
from pathlib import Path

from engine.actions.builtin import builtin_registry
from engine.documents.loader import load

_GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "embedded-actions.md").read_text("utf-8")
_EXAMPLES = dict(re.findall(r"<!-- (workflow|sub_actions) -->\n```json\n(.*?)```", _GUIDE, re.DOTALL))


def test_the_workflow_loads(tmp_path: Path) -> None:
    module = {
        "id": "talk",
        "uses": "form",
        "interaction": "conversation",
        "input_schema": {"type": "object", "properties": {"message": {"type": "string"}}},
        "sub_actions": json.loads(_EXAMPLES["sub_actions"]),
    }
    files = {
        "workflow.json": json.dumps({"id": "guide", "title": "Guide", **json.loads(_EXAMPLES["workflow"])}),
        "steps/1_talk/step.json": json.dumps({"modules": [module]}),
        "prompts/coach.jinja": "Be a coach.",
        "prompts/discovery.jinja": "Find out.",
    }
    for name, content in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
    loaded = load(tmp_path, builtin_registry())
    assert loaded.warnings == ()
    assert loaded.workflow.embedded_actions is not None
    assert len(loaded.workflow.embedded_actions.definitions) == 2
