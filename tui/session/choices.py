"""A list whose Enter is named in the footer."""

from textual.binding import Binding
from textual.widgets import OptionList


class Choices(OptionList):
    """`enter` says what choosing a line does."""

    def __init__(self, enter: str, *, widget_id: str) -> None:
        super().__init__(id=widget_id)
        binding = Binding("enter", "select", enter, id="session.do.enter")
        self._bindings.key_to_bindings["enter"] = [binding]
