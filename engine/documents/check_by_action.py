"""Lets an action look at its config itself: what a model cannot say, such as that a function exists."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.actions.action import Action
from engine.actions.self_check import SelfChecking
from engine.documents.findings import Findings
from engine.documents.place import Place


def check_by_action(
    action: Action, config: Mapping[str, Any], folder: Path, place: Place, findings: Findings
) -> None:
    """Report what the action finds wrong; `folder` is the workflow folder."""
    if not isinstance(action, SelfChecking):
        return
    for found in action.problems(config, folder):
        findings.problem(
            place.at(*found.keys),
            found.message,
            found=found.found,
            expected=found.expected,
            nearest=found.nearest,
        )
