"""What happened in a session, put together: executions, their turns with models, their results."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.frozen import frozen
from schemas.json_value import is_list, is_object
from schemas.messages.results import Result
from schemas.messages.session import ExecutionView, InteractionView
from schemas.messages.turns import TurnView


@dataclass(slots=True)
class Run:
    """One execution with what came of it. Of a fork's past only turns and results are known."""

    id: str
    execution: ExecutionView | None = None
    turns: list[TurnView] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)

    @property
    def at(self) -> float:
        """When it began, or the first that is known of it; Unix seconds."""
        if self.execution is not None:
            return self.execution.started_at
        return min([turn.at for turn in self.turns] + [result.created_at for result in self.results])

    @property
    def label(self) -> str:
        """What the person ran."""
        if self.execution is not None:
            return self.execution.label
        if self.turns:
            return self.turns[0].label
        made = self.results[0].provenance
        return made.sub_action_id or made.module_id or made.action


@frozen
class Entry:
    """One line of the history: a run, or a turn or result of it. `key` is stable over reloading."""

    run: Run
    turn: TurnView | None = None
    result: Result | None = None

    @property
    def key(self) -> str:
        if self.result is not None:
            return f"result-{self.result.id}"
        return f"turn-{self.turn.id}" if self.turn is not None else f"run-{self.run.id}"

    @property
    def execution(self) -> ExecutionView | None:
        """The execution, if this line is about it itself."""
        return self.run.execution if self.turn is None and self.result is None else None


def runs_of(
    executions: Iterable[ExecutionView], turns: Iterable[TurnView], results: Iterable[Result]
) -> list[Run]:
    """Everything by execution, the newest first."""
    runs: dict[str, Run] = {each.id: Run(each.id, each) for each in executions}
    for turn in turns:
        runs.setdefault(turn.execution_id, Run(turn.execution_id)).turns.append(turn)
    for result in results:
        runs.setdefault(result.execution_id, Run(result.execution_id)).results.append(result)
    return sorted(runs.values(), key=lambda run: run.at, reverse=True)


def entries_of(runs: Iterable[Run], search: str = "") -> list[Entry]:
    """The lines, each run before its turns and results; of a search, those that say it."""
    entries: list[Entry] = []
    for run in runs:
        entries.append(Entry(run))
        entries += [Entry(run, turn=turn) for turn in run.turns]
        entries += [Entry(run, result=result) for result in run.results]
    sought = search.casefold().split()
    if not sought:
        return entries
    return [entry for entry in entries if _says(entry, sought)]


def text_of(result: Result) -> str:
    """What a result says, in one text: of pictures nothing."""
    value = result.value
    if isinstance(value.get("text"), str):
        return value["text"]
    return "\n".join(_said_in(name, item) for name, item in value.items() if name not in _OURS)


def prompt_of(result: Result) -> str:
    """What was sent for it after templates: the system message first."""
    rendered = result.provenance.rendered
    asked = rendered.get("input") or rendered.get("prompt")
    return "\n\n".join(part for part in (plain(rendered.get("system")), plain(asked)) if part)


def asked_in(entry: Entry) -> str:
    """The prompt of a line, as it was sent; of a run, that of what it made first."""
    result, turn = _maker(entry)
    if result is not None:
        return prompt_of(result)
    return "\n\n".join(part for part in (turn.system, turn.asked) if part) if turn is not None else ""


def values_of(entry: Entry) -> Mapping[str, Any]:
    """The form's values a line was made with."""
    result, turn = _maker(entry)
    if result is not None:
        return result.provenance.values
    return turn.values if turn is not None else {}


def _maker(entry: Entry) -> tuple[Result | None, TurnView | None]:
    if entry.result is not None or entry.turn is not None:
        return entry.result, entry.turn
    return next(iter(entry.run.results), None), next(iter(entry.run.turns), None)


def plain(value: Any) -> str:
    """JSON as a person reads it: texts as they are, lists and objects as lines."""
    if is_list(value):
        return "\n".join(_word(item) for item in value)
    if is_object(value):
        return "\n".join(_said_in(name, item) for name, item in value.items())
    return _word(value)


def _word(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(value, ensure_ascii=False) if is_object(value) or is_list(value) else str(value)


def result_ids(page: InteractionView) -> list[str]:
    """Ids of all results that a page's data names, wherever they stand in it."""
    found: dict[str, None] = {}
    waiting: list[Any] = [page.request.display_data]
    while waiting:
        value = waiting.pop()
        if is_object(value):
            if isinstance(value.get("content_id"), str):
                found[value["content_id"]] = None
            waiting += value.values()
        elif is_list(value):
            waiting += value
    return list(found)


_OURS = frozenset({"content_id", "url", "media_type", "label", "width", "height", "prompt", "seed"})


def _said_in(name: str, value: Any) -> str:
    text = _word(value)
    return f"{name}:\n{text}" if "\n" in text else f"{name}: {text}"


def _says(entry: Entry, words: Iterable[str]) -> bool:
    said = _said(entry)
    return all(word in said for word in words)


def _said(entry: Entry) -> str:
    parts: Sequence[str]
    if (result := entry.result) is not None:
        made = result.provenance
        facts: Mapping[str, Any] = made.parameters
        parts = (result.id, text_of(result), prompt_of(result), made.feedback, made.label, made.provider,
                 made.model, plain(made.values), plain(facts), made.action)  # fmt: skip
    elif (turn := entry.turn) is not None:
        parts = (turn.label, turn.asked, turn.reply, turn.feedback, turn.provider_label, turn.model)
    else:
        execution = entry.run.execution
        error = plain((execution.error or {}).get("message")) if execution else ""
        parts = (entry.run.label, execution.action if execution else "", error)
    return "\n".join(parts).casefold()
