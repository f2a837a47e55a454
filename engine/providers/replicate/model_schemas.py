"""What models take, asked once: a version never changes, so its form is kept on disk for good."""

import asyncio
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import object_in
from engine.providers.http.client import Http
from engine.providers.replicate.input_form import input_form
from engine.providers.replicate.model_name import ModelName
from schemas.json_value import is_object


@dataclass(frozen=True, slots=True)
class KnownModel:
    """`version` is the id of the version that would run, empty where none is told; `form` is its input."""

    version: str
    form: Mapping[str, Any] | None


class ModelSchemas:
    """Asks Replicate about models. `folder` keeps what it said."""

    def __init__(self, http: Http, folder: Path) -> None:
        self._http = http
        self._folder = folder
        self._known: dict[ModelName, KnownModel] = {}

    async def of(self, name: ModelName) -> KnownModel:
        """What `name` takes. The newest version of a model is asked for once in the life of this object.

        Without a network the version that was the newest last time counts. Raises `ProviderError`.
        """
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = await self._found(name)
        return known

    async def _found(self, name: ModelName) -> KnownModel:
        file = self._file(name)
        if name.version and (kept := await asyncio.to_thread(_read, file)):
            return kept
        if not name.model:
            return KnownModel(name.version, None)  # a version alone cannot be asked for
        path = f"/models/{name.model}" + (f"/versions/{name.version}" if name.version else "")
        try:
            reply = object_in(await self._http.request_json("GET", path), self._http.where)
        except ProviderError as error:
            offline = error.code in ("unreachable", "timeout") and await asyncio.to_thread(_read, file)
            if offline:
                return offline
            raise
        told = reply if name.version else reply.get("latest_version")
        version = told.get("id") if is_object(told) else None
        form = input_form(told.get("openapi_schema")) if is_object(told) else None
        known = KnownModel(version if isinstance(version, str) else name.version, form)
        if form is not None:
            await asyncio.to_thread(_write, file, known)
        return known

    def _file(self, name: ModelName) -> Path:
        return self._folder / f"{str(name).replace('/', '--').replace(':', '@')}.json"


def _read(file: Path) -> KnownModel | None:
    try:
        found: Any = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not is_object(found) or not isinstance(found.get("version"), str) or not is_object(found.get("form")):
        return None
    return KnownModel(found["version"], found["form"])


def _write(file: Path, known: KnownModel) -> None:
    """Whole or not at all; a cache that cannot be written is none."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump({"version": known.version, "form": known.form}, out)
        Path(name).replace(file)
    except OSError:
        pass
