"""What else stands in a form, between its fields."""

from typing import Protocol

from textual.widget import Widget


class Beside(Protocol):
    """Makes widgets that stand at a field or at the end of a section; None for nothing there."""

    def at_field(self, name: str) -> Widget | None:
        """One cell high, as wide as its styles say; it stands beside the field's label."""
        ...

    def at_section(self, group: str) -> Widget | None:
        """Stands below the section's fields; `group` is "" for fields without one."""
        ...
