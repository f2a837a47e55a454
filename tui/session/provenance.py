"""Where something came from, in full, as blocks of text for the detail beside the history."""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from schemas.messages.results import Provenance, Result
from schemas.messages.session import ExecutionView
from schemas.messages.turns import TurnView
from tui.results.text_view import Block
from tui.results.usage_text import ending, usage_text
from tui.session.history import Entry, plain, text_of

SHORT = 60
"""Characters of a fact that stands on one line with its label."""

Facts = Iterable[tuple[str, str]]


def blocks_of(entry: Entry) -> list[Block]:
    """Everything that is known of a line of the history. Texts are as they came: whoever draws cleans."""
    if entry.result is not None:
        return _result(entry.result)
    if entry.turn is not None:
        return _turn(entry.turn)
    return _run(entry)


def _result(result: Result) -> list[Block]:
    made, value = result.provenance, result.value
    text = text_of(result)
    size = f"{value['width']} × {value['height']}" if "width" in value and "height" in value else ""
    return _paragraphs(
        [
            ("Result", text),
            ("Made by", _line(("", made.label or made.provider), ("provider", made.provider))),
            ("Model", made.model),
            ("Seed", "" if made.seed is None else str(made.seed)),
            ("Parameters", plain(made.parameters)),
            ("Ended", ending(made)),
            ("Usage", usage_text(made.usage)),
            ("Took", "" if made.seconds is None else f"{made.seconds:.2f} s{_cached(made)}"),
            ("Size", size),
            ("Made at", _when(result.created_at)),
            ("Feedback", made.feedback),
            ("Form values", plain(made.values)),
            ("System message", plain(made.rendered.get("system"))),
            ("Prompt as sent", plain(made.rendered.get("input") or made.rendered.get("prompt"))),
            ("Template", made.template),
            ("Template's SHA-256", made.template_hash),
            ("References", _references(made.references)),
            ("Action", _line(("", made.action), ("of", made.sub_action_id), ("module", made.module_id))),
            ("Program", made.program),
            ("Workflow's hash", made.workflow_hash),
            ("File", str(value.get("url") or "")),
            ("Id", result.id),
        ]
    )


def _turn(turn: TurnView) -> list[Block]:
    return _paragraphs(
        [
            ("Turn" + (", edited since" if turn.edited else ""), turn.label),
            ("Reply", turn.reply),
            ("Asked", turn.asked),
            ("System message", turn.system),
            ("Feedback", turn.feedback),
            ("Made by", _line(("", turn.provider_label or turn.provider), ("provider", turn.provider))),
            ("Model", turn.model),
            ("Usage", usage_text(turn.usage)),
            ("Form values", plain(turn.values)),
            ("References", _references([used.model_dump() for used in turn.references])),
            ("Action", _line(("", turn.action), ("step", turn.step_id), ("module", turn.module_id))),
            ("At", _when(turn.at)),
            ("Id", turn.id),
        ]
    )


def _run(entry: Entry) -> list[Block]:
    run = entry.run
    counts = _line(("", f"{len(run.turns)} turns" if run.turns else ""), ("", f"{len(run.results)} results"))
    if run.execution is None:
        return _paragraphs([("Before the fork", run.label), ("It made", counts), ("Id", run.id)])
    execution: ExecutionView = run.execution
    error = execution.error or {}
    took = "" if execution.ended_at is None else f"{execution.ended_at - execution.started_at:.1f} s"
    failed: list[Block] = []
    if message := plain(error.get("message")):
        failed.append(("label", "What went wrong"))
        failed.append(("failed", f"{message}\n{plain(error.get('hint'))}".strip() + "\n"))
    return (
        _paragraphs([("Run", run.label), ("State", execution.status)])
        + failed
        + _paragraphs(
            [
                ("It made", counts),
                ("Began", _when(execution.started_at)),
                ("Took", took),
                ("Action", _line(("", execution.action), ("as", execution.mode))),
                ("Code", plain(error.get("code"))),
                ("Id", execution.id),
            ]
        )
    )


def _paragraphs(facts: Facts) -> list[Block]:
    blocks: list[Block] = []
    lines: list[str] = []
    for label, text in facts:
        if text and len(text) <= SHORT and "\n" not in text:
            lines.append(f"{label}: {text}")
        elif text:
            blocks += _block_of(lines)
            lines = []
            blocks.append(("label", label))
            blocks.append(("text", f"{text.rstrip()}\n"))
    return blocks + _block_of(lines)


def _block_of(lines: Sequence[str]) -> list[Block]:
    """Short facts stand close together, with room after them."""
    return [("text", "\n".join(lines) + "\n")] if lines else []


def _line(*parts: tuple[str, str | None]) -> str:
    """`name value` pairs on one line; what is empty or said already is left out."""
    said: dict[str, str] = {}
    for name, value in parts:
        if value and value not in said:
            said[value] = f"{name} {value}".strip()
    return " · ".join(said.values())


def _cached(made: Provenance) -> str:
    """A provider that says nothing of a cache is not quoted."""
    return "" if made.cached is None else ", from a cache" if made.cached else ", not from a cache"


def _references(references: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(f"{plain(each.get('name'))}  SHA-256 {plain(each.get('hash'))}" for each in references)


def _when(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))
