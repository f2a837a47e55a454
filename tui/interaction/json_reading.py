"""Makes a streaming JSON reply readable: `{"subject":"a cat",` becomes `subject  a cat`."""

from collections.abc import Callable

_ESCAPES = {"n": " ", "t": " ", "r": "", "b": "", "f": "", "/": "/", "\\": "\\", '"': '"'}


class JsonReading:
    """Feed it pieces of JSON text; it returns what to show of them.

    Each property stands on a line of its own, list items begin with `•`. Text outside of any
    object or list is not JSON's and comes out as it is, so that a reply that went wrong can be read.
    """

    def __init__(self, title: Callable[[str], str] = lambda name: name) -> None:
        self._title = title
        self._in_string = False
        self._escape = ""
        self._high = 0
        self._is_key = False
        self._key: list[str] = []
        self._stack: list[str] = []
        self._expect_key = False
        self._begun = False

    def feed(self, text: str) -> str:
        """What to append to the log for this piece."""
        out: list[str] = []
        for character in text:
            if self._in_string:
                self._string_character(character, out)
            elif not self._stack and character not in "{[":
                self._outside(character, out)
            elif character == '"':
                self._in_string = True
                self._is_key = self._expect_key
                self._key.clear()
            else:
                self._structure(character, out)
        return "".join(out)

    def _outside(self, character: str, out: list[str]) -> None:
        if self._begun or not character.isspace():
            out.append(character)
            self._begun = True

    def _string_character(self, character: str, out: list[str]) -> None:
        if self._escape:
            self._take_escape(character, out)
        elif character == "\\":
            self._escape = "\\"
        elif character == '"':
            self._in_string = False
            if self._is_key:
                self._line(out, f"{self._title(''.join(self._key))}  ")
                self._expect_key = False
        else:
            self._put(character, out)

    def _take_escape(self, character: str, out: list[str]) -> None:
        self._escape += character
        if self._escape[1] == "u":
            if len(self._escape) < 6:
                return
            digits = self._escape[2:]
            if all(digit in "0123456789abcdefABCDEF" for digit in digits):
                self._put_unit(int(digits, 16), out)
        else:
            self._put(_ESCAPES.get(character, character), out)
        self._escape = ""

    def _put_unit(self, unit: int, out: list[str]) -> None:
        """A UTF-16 unit: what is beyond the first 65,536 characters comes in two."""
        if 0xD800 <= unit < 0xDC00:
            self._high = unit
        elif 0xDC00 <= unit < 0xE000:
            if self._high:
                self._put(chr(0x10000 + (self._high - 0xD800 << 10) + unit - 0xDC00), out)
            self._high = 0
        else:
            self._put(chr(unit), out)

    def _put(self, character: str, out: list[str]) -> None:
        if self._is_key:
            self._key.append(character)
        else:
            out.append(character)

    def _structure(self, character: str, out: list[str]) -> None:
        match character:
            case "{":
                self._stack.append("{")
                self._expect_key = True
            case "[":
                self._stack.append("[")
                self._expect_key = False
                self._line(out, "• ")
            case "}" | "]":
                self._stack.pop()
                self._expect_key = False
            case ",":
                inside = self._stack[-1]
                self._expect_key = inside == "{"
                if inside == "[":
                    self._line(out, "• ")
            case ":" | " " | "\n" | "\t" | "\r":
                return
            case _:
                out.append(character)

    def _line(self, out: list[str], text: str) -> None:
        out.append(f"\n{text}" if self._begun else text)
        self._begun = True
