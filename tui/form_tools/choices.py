"""Everything that can be done to a form as a whole, by letter and by name."""

from typing import NamedTuple


class Choice(NamedTuple):
    """`name` is what `FormTools.do` takes; `key` is the letter in the menu."""

    key: str
    name: str
    title: str
    about: str


CHOICES = (
    Choice("/", "search", "Search", "Names and help; Enter goes to the first"),
    Choice("j", "jump", "Jump", "A letter at each field on the screen"),
    Choice("n", "next_error", "Next error", "Go to the next thing that is wrong"),
    Choice("c", "show_changed", "Only what changed", "Leave out all other fields"),
    Choice("e", "show_errors", "Only errors", "Leave out all other fields"),
    Choice("s", "show_set", "Only what is set", "Leave out all other fields"),
    Choice("a", "show_all", "All fields", "The form as it was"),
    Choice("h", "advanced", "Advanced fields", "Hide them, or show them again"),
    Choice("r", "reset_field", "Reset field", "Take back what was done to the field"),
    Choice("R", "reset_form", "Reset form", "Take back everything"),
    Choice("t", "view_json", "As JSON", "The values as text that can be edited, and back"),
    Choice("y", "view_yaml", "As YAML", "The same in YAML"),
    Choice("k", "copy_json", "Copy as JSON", "Put the values on the clipboard"),
    Choice("m", "copy_yaml", "Copy as YAML", "Put the values on the clipboard"),
    Choice("l", "copy_command", "Copy as a command", "A `reroll run` line that gives these values"),
    Choice("v", "paste", "Paste JSON", "Fill the form from JSON"),
    Choice("p", "presets", "Presets", "Named sets of values: take, keep, forget"),
)


def choices(*, command: bool) -> tuple[Choice, ...]:
    """All of them; without `command` there is no command line that says the values."""
    return tuple(choice for choice in CHOICES if command or choice.name != "copy_command")
