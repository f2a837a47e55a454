"""`reroll validate PATH`: says everything that is wrong with a workflow or an interaction."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from engine.actions.builtin import builtin_registry
from engine.documents.loaded import LoadedWorkflow
from engine.documents.loader import load
from engine.documents.problems import DocumentErrors, Problem
from schemas.clean_text import clean, clean_line


def run(args: list[str]) -> int:
    """Print what was found; 0 if the documents are valid, 1 if not, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="reroll validate", description=__doc__)
    parser.add_argument("path", type=Path, help="a workflow folder, a workflow.json, or an interaction file")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    given = parser.parse_args(args)
    try:
        loaded = load(given.path, builtin_registry())
    except DocumentErrors as error:
        _print(_as_json(False, error.problems, ()) if given.json else _report(error.problems))
        return 1
    _print(_as_json(True, (), loaded.warnings) if given.json else _summary(loaded))
    return 0


def _report(problems: tuple[Problem, ...]) -> str:
    blocks = [_block(problem, "") for problem in problems]
    count = len(problems)
    return "\n\n".join([*blocks, f"{count} problem{'s' if count != 1 else ''}"])


def _summary(loaded: LoadedWorkflow) -> str:
    modules = [module for step in loaded.steps for module in step.modules]
    actions = sum(len(module.sub_actions) for module in modules)
    counts = [(len(loaded.steps), "step"), (len(modules), "module"), (actions, "sub-action")]
    words = ", ".join(f"{count} {word}{'s' if count != 1 else ''}" for count, word in counts)
    blocks = [_block(warning, "warning: ") for warning in loaded.warnings]
    return "\n\n".join([*blocks, f"valid: {words}"])


def _block(problem: Problem, prefix: str) -> str:
    lines = [f"{problem.file}{' ' + problem.pointer if problem.pointer else ''}"]
    lines.append(f"  {prefix}{problem.message}")
    if problem.found:
        lines.append(f"  found:    {problem.found}")
    if problem.expected:
        lines.append(f"  expected: {problem.expected}")
    if problem.nearest:
        lines.append(f"  did you mean {problem.nearest}?")
    return "\n".join(clean_line(line) for line in lines)


def _as_json(valid: bool, problems: tuple[Problem, ...], warnings: tuple[Problem, ...]) -> str:
    def plain(problem: Problem) -> dict[str, Any]:
        return {
            "file": str(problem.file),
            "pointer": problem.pointer,
            "message": problem.message,
            "found": problem.found,
            "expected": problem.expected,
            "nearest": problem.nearest,
        }

    content = {
        "valid": valid,
        "problems": [plain(problem) for problem in problems],
        "warnings": [plain(warning) for warning in warnings],
    }
    return json.dumps(content, indent=2)


def _print(text: str) -> None:
    sys.stdout.write(clean(text) + "\n")
