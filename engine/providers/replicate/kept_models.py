"""What Replicate said about models, kept on disk: a version never changes."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.providers.replicate.model_name import ModelName
from schemas.frozen import frozen
from schemas.json_value import is_object


@frozen
class KnownModel:
    """`version` is the id of the version that would run, empty where none is told; `form` is its input."""

    version: str
    form: Mapping[str, Any] | None


@frozen
class KeptModels:
    """One file a model, or version of one, in `folder`. Both functions block."""

    folder: Path

    def read(self, name: ModelName) -> KnownModel | None:
        """What is kept about a model; None of nothing, or of a file that is damaged."""
        try:
            found: Any = json.loads(self._file(name).read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        if not is_object(found):
            return None
        version, form = found.get("version"), found.get("form")
        return KnownModel(version, form) if isinstance(version, str) and is_object(form) else None

    def write(self, name: ModelName, known: KnownModel) -> None:
        """Keep it: whole or not at all. Where nothing can be written it is asked for again."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=self.folder, suffix=".tmp")
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump({"version": known.version, "form": known.form}, out)
            Path(draft).replace(self._file(name))
        except OSError:
            pass

    def _file(self, name: ModelName) -> Path:
        return self.folder / f"{str(name).replace('/', '--').replace(':', '@')}.json"
