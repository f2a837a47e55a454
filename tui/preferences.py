"""What a person chose for their screen: kept in `preferences.json` in the home folder."""

import json
import os
from pathlib import Path
from typing import Any

from textual.app import App
from textual.theme import Theme


class Preferences:
    """The theme, remembered. A file that cannot be read or written changes nothing else."""

    def __init__(self, home: Path) -> None:
        self._path = home / "preferences.json"

    def apply_to(self, app: App[Any]) -> None:
        """Set the chosen theme."""
        theme = self._read().get("theme")
        if isinstance(theme, str) and theme in app.available_themes:
            app.theme = theme

    def keep(self, app: App[Any]) -> None:
        """Keep what is chosen from now on."""
        app.theme_changed_signal.subscribe(app, self._keep)

    def _keep(self, theme: Theme) -> None:
        chosen = {**self._read(), "theme": theme.name}
        draft = self._path.with_suffix(f".{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(chosen, indent=2) + "\n", encoding="utf-8")
            draft.replace(self._path)
        except OSError:
            # A theme is not worth a complaint; the database says it if the disk is full.
            draft.unlink(missing_ok=True)

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}
