"""A form's state as a draft that can be stored, and back."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from engine.form.absent import ABSENT
from engine.form.paths import join
from engine.form.state import Choice, State
from schemas import messages
from schemas.json_value import is_object

if TYPE_CHECKING:
    from schemas.messages.session import Draft, KeptShape


def draft_of(state: State) -> "Draft":
    """Return everything that a state holds."""
    whole = is_object(state.value)
    value: Any = state.value
    absent = value is ABSENT
    root = [] if whole or absent else [value]
    shapes = None
    if root or absent or state.branches or state.kept:
        kept = [_kept(path, choice, held) for path, by in state.kept.items() for choice, held in by.items()]
        chosen = {path: list(choice) for path, choice in state.branches.items()}
        shapes = messages.Shapes(chosen=chosen, kept=kept, root=root, absent=absent)
    return messages.Draft(values=dict(value) if whole else {}, unparsed=dict(state.unparsed), shapes=shapes)


def state_of(draft: "Draft") -> State:
    """Return the state that a draft holds."""
    shapes = draft.shapes
    if shapes is None:
        return State(value=dict(draft.values), unparsed=dict(draft.unparsed))
    value: Any = shapes.root[0] if shapes.root else ABSENT if shapes.absent else dict(draft.values)
    return State(
        value=value,
        unparsed=dict(draft.unparsed),
        branches={path: tuple(chosen) for path, chosen in shapes.chosen.items()},
        kept=_kept_of(shapes.kept),
    )


def with_fields_of(draft: "Draft", other: "Draft", keys: Iterable[str]) -> "Draft":
    """Return `draft` with what `other` holds in the fields of these keys, texts and choices included."""
    state, theirs = state_of(draft), state_of(other)
    for path in (join("", key) for key in keys):
        state = state.graft(path, theirs.cut(path))
    return draft_of(state)


def _kept(path: str, choice: Choice, held: State) -> "KeptShape":
    return messages.KeptShape(
        path=path,
        choice=list(choice),
        value=[] if held.value is ABSENT else [held.value],
        unparsed=dict(held.unparsed),
        chosen={inner: list(chosen) for inner, chosen in held.branches.items()},
        kept=[_kept(inner, c, s) for inner, by in held.kept.items() for c, s in by.items()],
    )


def _kept_of(listed: list["KeptShape"]) -> Mapping[str, Mapping[Choice, State]]:
    found: dict[str, dict[Choice, State]] = {}
    for each in listed:
        found.setdefault(each.path, {})[tuple(each.choice)] = State(
            value=each.value[0] if each.value else ABSENT,
            unparsed=dict(each.unparsed),
            branches={path: tuple(chosen) for path, chosen in each.chosen.items()},
            kept=_kept_of(each.kept),
        )
    return found
