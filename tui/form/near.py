"""Which stretches of a form are to be mounted next: those on the screen, then those around it."""

from collections.abc import Iterable
from typing import NamedTuple

from textual.containers import VerticalScroll

from tui.form.stretch import Stretch


class Due(NamedTuple):
    """A stretch that waits, how far it is from the screen in lines, and how many it takes now."""

    distance: int
    stretch: Stretch
    lines: int
    above: bool


def due(form: VerticalScroll, stretches: Iterable[Stretch]) -> list[Due]:
    """Return what is to be mounted, nearest first: up to one screen above and below what is seen."""
    screen = form.region
    found: list[Due] = []
    for stretch in stretches:
        region = stretch.region
        if stretch.filled or not region.height:
            continue
        above, below = screen.y - region.bottom, region.y - screen.bottom
        distance = max(above, below, -1) + 1
        if distance <= screen.height:
            found.append(Due(distance, stretch, region.height, above >= 0))
    return sorted(found, key=lambda each: each.distance)
