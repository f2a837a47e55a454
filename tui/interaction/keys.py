"""The keys of sub-actions, by a scheme that works in every terminal.

A letter works when no text field has the focus; in a text field it types. Escape leaves the
field. `ctrl+g` then the letter works anywhere, `alt+letter` where the terminal sends it, and
F5 or ctrl+j run the primary action.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingsMap
from textual.widget import Widget
from textual.widgets import Input, TextArea

from schemas.clean_text import clean_line

if TYPE_CHECKING:
    from schemas.documents.sub_action import SubAction


def bindings_of(sub_actions: Sequence["SubAction"]) -> Iterator[Binding]:
    """Bindings for a screen; each has an id of its own, so that a person can remap it."""
    for sub_action in sub_actions:
        action = f"run_sub_action('{sub_action.id}')"
        label = clean_line(sub_action.label)
        if sub_action.shortcut:
            key = sub_action.shortcut
            yield Binding(key, action, label, id=f"sub-action.{sub_action.id}")
            yield Binding(
                f"alt+{key}", action, label, show=False, priority=True, id=f"sub-action.{sub_action.id}.alt"
            )
    primary = primary_of(sub_actions)
    if primary:
        yield Binding(
            "f5,ctrl+j",
            f"run_sub_action('{primary.id}')",
            clean_line(primary.label),
            show=False,
            priority=True,
            id="sub-action.primary",
        )


def primary_of(sub_actions: Sequence["SubAction"]) -> "SubAction | None":
    """The one marked primary, else the first."""
    return next((action for action in sub_actions if action.primary), sub_actions[0] if sub_actions else None)


def types_text(focused: Widget | None) -> bool:
    """Whether signs and letters are text now."""
    return isinstance(focused, Input | TextArea)


def selected_text(focused: Widget | None) -> str:
    """What is selected in the text field with the focus: some keys are about that first."""
    return focused.selected_text if isinstance(focused, Input | TextArea) else ""


def bind_sub_actions(bindings: BindingsMap, sub_actions: Sequence["SubAction"]) -> None:
    """Make the keys of these sub-actions the only ones of their kind; they come before the page's own."""
    keys = bindings.key_to_bindings
    for key, bound in list(keys.items()):
        keys[key] = [each for each in bound if not (each.id or "").startswith("sub-action.")]
    for binding in Binding.make_bindings(bindings_of(sub_actions)):
        # At the end of the keys, so that the footer has them in the order of the document.
        keys[binding.key] = [binding, *keys.pop(binding.key, ())]


def describe(bindings: BindingsMap, names: Mapping[str, str]) -> None:
    """Call these actions something else in the footer."""
    keys = bindings.key_to_bindings
    for key, bound in list(keys.items()):
        if any(each.action in names for each in bound):
            keys[key] = [
                replace(each, description=names.get(each.action, each.description)) for each in bound
            ]
