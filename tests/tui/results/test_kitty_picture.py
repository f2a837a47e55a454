"""The bytes of kitty's graphics protocol, read back as a terminal would."""

import re
import unicodedata
from base64 import standard_b64decode

from rich.cells import cell_len
from rich.color import ColorSystem

from tui.results.kitty_picture import CHUNK, MOST_CELLS, NUMBERS, PLACEHOLDER, KittyPicture, next_id

COMMAND = re.compile(r"\x1b_G([^;\x1b]*)(?:;([A-Za-z0-9+/=]*))?\x1b\\")


def commands(sent: str) -> list[tuple[dict[str, str], str]]:
    """Keys and data of each command; nothing else may be there."""
    assert COMMAND.sub("", sent) == ""
    return [
        (dict(pair.split("=") for pair in match[1].split(",")), match[2] or "")
        for match in COMMAND.finditer(sent)
    ]


def test_the_numbers_are_the_protocols() -> None:
    assert MOST_CELLS == 297
    assert list(NUMBERS) == sorted(set(NUMBERS))
    assert {unicodedata.combining(each) for each in NUMBERS} == {230}
    assert not any(unicodedata.decomposition(each) for each in NUMBERS)
    assert [f"{ord(each):x}" for each in (*NUMBERS[:6], NUMBERS[-1])] == [
        *("305", "30d", "30e", "310", "312", "33d"),
        "1d244",
    ]
    assert all(cell_len(f"{PLACEHOLDER}{each}{NUMBERS[0]}") == 1 for each in NUMBERS)


def test_a_picture_is_sent_whole_in_chunks_and_no_answer_is_asked_for() -> None:
    png = bytes(range(256)) * 50
    said = commands(KittyPicture(40, 20, png, id=0x12AB34).sent)
    assert said[0][0] == {
        **{"a": "T", "U": "1", "f": "100", "t": "d", "q": "2", "m": "1"},
        **{"i": str(0x12AB34), "c": "40", "r": "20"},
    }
    assert [keys for keys, _ in said[1:]] == [{"q": "2", "m": "1"}] * (len(said) - 2) + [{"q": "2", "m": "0"}]
    assert all(len(data) <= CHUNK for _, data in said)
    assert all(len(data) % 4 == 0 for _, data in said)
    assert standard_b64decode("".join(data for _, data in said)) == png


def test_a_small_picture_is_one_command() -> None:
    ((keys, data),) = commands(KittyPicture(1, 1, b"png").sent)
    assert keys["m"] == "0"
    assert standard_b64decode(data) == b"png"


def test_a_picture_is_taken_back_with_its_data() -> None:
    ((keys, data),) = commands(KittyPicture(1, 1, b"png", id=7).taken_back)
    assert keys == {"a": "d", "d": "I", "i": "7", "q": "2"}
    assert data == ""


def test_the_cells_say_row_column_and_number() -> None:
    picture = KittyPicture(3, 2, b"png", id=0x12AB34)
    strips = picture.strips(7, 4)
    assert [strip.cell_length for strip in strips] == [7] * 4
    assert [strip.text.strip() for strip in strips] == [
        "",
        *("".join(PLACEHOLDER + NUMBERS[row] + NUMBERS[column] for column in range(3)) for row in range(2)),
        "",
    ]
    (cells,) = [segment for segment in strips[1] if PLACEHOLDER in segment.text]
    assert cells.style is not None
    color = cells.style.color
    assert color is not None
    assert color.get_ansi_codes() == ("38", "2", "18", "171", "52")
    assert color.downgrade(ColorSystem.TRUECOLOR) == color


def test_a_picture_that_is_cut_keeps_the_places_of_its_cells() -> None:
    (strip,) = KittyPicture(9, 9, b"png").strips(4, 1)
    cut = strip.crop(2, 4)
    assert cut.text == "".join(PLACEHOLDER + NUMBERS[0] + NUMBERS[column] for column in (2, 3))
    assert cut.cell_length == 2


def test_ids_are_colours() -> None:
    ids = [next_id() for _ in range(100)]
    assert len(set(ids)) == 100
    assert all(0 < each <= 0xFFFFFF for each in ids)
