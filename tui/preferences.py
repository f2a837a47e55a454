"""What a person chose for their screen: kept in `preferences.json` in the home folder."""

import json
import os
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal

from textual.app import App, SystemCommand
from textual.theme import Theme

from tui.in_browser import in_browser

Images = Literal["half-cell", "auto", "kitty"]
"""How large pictures are drawn: in half cells, in pixels where that is known to work, in pixels."""

_IMAGES: Mapping[Images, tuple[str, str]] = {
    "half-cell": ("Pictures in half cells", "In every terminal"),
    "auto": ("Pictures in pixels if possible", "Large ones, in kitty from 0.28 and Ghostty"),
    "kitty": ("Pictures in pixels", "Large ones, in any terminal with kitty's graphics and placeholders"),
}


class Preferences:
    """The theme and how pictures are drawn. A file that cannot be read or written changes nothing else."""

    def __init__(self, home: Path) -> None:
        self._path = home / "preferences.json"
        self._images: Images = "half-cell"

    def apply_to(self, app: App[Any]) -> None:
        """Set the chosen theme."""
        chosen = self._read()
        for images in _IMAGES:
            if images == chosen.get("images"):
                self._images = images
        theme = chosen.get("theme")
        if isinstance(theme, str) and theme in app.available_themes:
            app.theme = theme

    def keep(self, app: App[Any]) -> None:
        """Keep what is chosen from now on."""
        app.theme_changed_signal.subscribe(app, self._keep)

    @property
    def images(self) -> Images:
        """How large pictures are drawn."""
        return self._images

    @images.setter
    def images(self, images: Images) -> None:
        self._images = images
        self._write("images", images)

    def commands(self) -> Iterator[SystemCommand]:
        """What else may be chosen, for the palette."""
        for images, (title, about) in _IMAGES.items() if not in_browser() else ():
            if images != self._images:
                yield SystemCommand(title, about, partial(self._choose_images, images))

    def _choose_images(self, images: Images) -> None:
        self.images = images

    def _keep(self, theme: Theme) -> None:
        self._write("theme", theme.name)

    def _write(self, name: str, value: str) -> None:
        chosen = {**self._read(), name: value}
        draft = self._path.with_suffix(f".{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(chosen, indent=2) + "\n", encoding="utf-8")
            draft.replace(self._path)
        except OSError:
            # A preference is not worth a complaint; the database says it if the disk is full.
            draft.unlink(missing_ok=True)

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}
