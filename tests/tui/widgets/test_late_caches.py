"""Strips whose caches are made when they are looked at are Textual's strips in everything else."""

import subprocess
import sys

from rich.segment import Segment
from rich.style import Style
from textual.cache import FIFOCache
from textual.strip import Strip

from tui.widgets.late_caches import SIZES, make_caches_late

_TEXTUALS_OWN = """
from textual.strip import Strip
strip = Strip([])
slots = {name: getattr(strip, name) for name in Strip.__slots__}
print({name: slot._maxsize for name, slot in slots.items() if hasattr(slot, "_maxsize")})
print(sorted(name for name, slot in slots.items() if not hasattr(slot, "_maxsize")))
"""


def test_the_caches_are_those_of_textual() -> None:
    # In another process: in this one a test before may have made them late.
    run = subprocess.run([sys.executable, "-c", _TEXTUALS_OWN], capture_output=True, text=True, check=True)
    caches, others = run.stdout.splitlines()
    assert caches == str(SIZES)
    assert others == str(["_cell_count", "_cell_length", "_link_ids", "_render_cache", "_segments"])


def test_a_cache_is_made_at_the_first_look_and_kept() -> None:
    make_caches_late()
    strip = Strip([Segment("one two", Style(bold=True))])
    assert not any(name in SIZES and _is_made(strip, name) for name in Strip.__slots__)
    assert strip.crop(0, 3).text == "one"
    assert _is_made(strip, "_crop_cache")
    assert strip.crop(0, 3) is strip.crop(0, 3)
    assert isinstance(strip._crop_cache, FIFOCache)
    assert not _is_made(strip, "_divide_cache")


def test_everything_a_strip_can_do_is_as_before() -> None:
    make_caches_late()
    strip = Strip([Segment("ab"), Segment("cde", Style(color="red"))])
    assert strip.cell_length == 5
    assert [part.text for part in strip.divide([2, 5])] == ["ab", "cde"]
    assert strip.adjust_cell_length(7).text == "abcde  "
    assert strip.crop_extend(1, 7, None).text == "bcde  "
    assert strip.apply_style(Style(bold=True)).text == "abcde"
    assert strip.apply_offsets(1, 1).text == "abcde"
    assert strip == Strip([Segment("ab"), Segment("cde", Style(color="red"))])
    assert not hasattr(strip, "_no_such_cache")


def _is_made(strip: Strip, name: str) -> bool:
    try:
        Strip.__dict__[name].__get__(strip)
    except AttributeError:
        return False
    return True
