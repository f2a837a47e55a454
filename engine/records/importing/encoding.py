"""Text files of any encoding; bytes that are no text are marked, so that only their row is lost."""

import codecs
import io
import re
from pathlib import Path

from engine.records.importing.draft import FileRefused, RowRefused

_MARKED = "reroll.marked"
_BYTE = re.compile("[\udc80-\udcff]")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # Begins like UTF-16's: the longer mark goes first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Stand-ins for bytes that cannot be decoded. Unlike Python's own, for every encoding."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + (byte if byte >= 0x80 else 0x80)) for byte in wrong), error.end


codecs.register_error(_MARKED, _mark)


def encoding_of(file: Path, declared: str) -> str:
    """What a text file is written in: what its byte order mark says, else as declared, else UTF-8."""
    with file.open("rb") as stream:
        start = stream.read(4)
    for mark, name in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return name
    return declared or "utf-8"


def open_text(file: Path, encoding: str) -> io.TextIOWrapper:
    """Open a text file with its line ends as they are; `FileRefused` for an unknown encoding."""
    binary = file.open("rb")
    try:
        return io.TextIOWrapper(binary, encoding, _MARKED, newline="")
    except LookupError:
        binary.close()
        raise FileRefused(
            f"There is no text encoding {encoding!r}.", "For example cp1252, latin-1."
        ) from None


def decoded(data: bytes) -> str:
    """UTF-8 text, with what is none marked."""
    return data.decode("utf-8", _MARKED)


def check_text(text: str, encoding: str, column: str = "") -> None:
    """`RowRefused` if some of its bytes were no text."""
    if text.isascii():
        return
    found = _BYTE.search(text)
    if found:
        byte = ord(found[0]) - 0xDC00
        raise RowRefused(f"the byte 0x{byte:02x} is no {encoding} text", column)
