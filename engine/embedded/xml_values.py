"""Reads elements as parameters: each is a text, an object of elements, or a list if it is repeated.

Expat reads them. Nothing can be declared inside an element, so that there are no entities but XML's own five
and characters by number; a processing instruction is refused.
"""

from collections.abc import Mapping
from typing import Any, NoReturn
from xml.parsers import expat

from engine.embedded.parts import LONGEST_PARAMETERS
from engine.embedded.strict_json import read_object

_NAMED = "param"


class _Element:
    """An element that is open: its texts and, in order, what is in it."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.texts: list[str] = []
        self.members: dict[str, list[Any]] = {}

    def value(self) -> Any:
        """What it says; ValueError if it has both text and elements."""
        text = "".join(self.texts)
        if not self.members:
            return text
        if text.strip():
            raise ValueError(f"there is text beside the elements of {self.key[:80]!r}")
        return {key: values[0] if len(values) == 1 else values for key, values in self.members.items()}


def read_elements(text: str) -> Mapping[str, Any]:
    """The parameters that the elements in `text` give; ValueError with half a sentence on what is wrong.

    Text alone, as CDATA gives it, has to be a JSON object.
    """
    if len(text) > LONGEST_PARAMETERS:
        raise ValueError(f"they are longer than {LONGEST_PARAMETERS:,} characters")
    whole = _Element("the parameters")
    opened = [whole]

    def open_element(name: str, attributes: list[str]) -> None:
        if opened[-1] is whole and len(opened) == 1 and name == _ROOT:
            opened.append(whole)
            return
        opened.append(_Element(_key(name, attributes)))

    def close_element(_: str) -> None:
        element = opened.pop()
        if element is not whole:
            opened[-1].members.setdefault(element.key, []).append(element.value())

    def add_text(more: str) -> None:
        opened[-1].texts.append(more)

    parser = expat.ParserCreate("utf-8")
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = open_element
    parser.EndElementHandler = close_element
    parser.CharacterDataHandler = add_text
    parser.ProcessingInstructionHandler = _refuse
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(f"<{_ROOT}>{text}</{_ROOT}>".encode(), True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        said = expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else "invalid character"
        raise ValueError(f"they are not XML: {said}") from None
    value = whole.value()
    if isinstance(value, str):
        return read_object(value.strip()) if value.strip() else {}
    return value


_ROOT = "action"


def _key(name: str, attributes: list[str]) -> str:
    if not attributes:
        return name
    if name == _NAMED and attributes[0] == "name" and len(attributes) == 2:
        return attributes[1]
    raise ValueError(f"the element {name[:80]!r} has attributes")


def _refuse(*_: object) -> NoReturn:
    raise ValueError("they have declarations or instructions in them")
