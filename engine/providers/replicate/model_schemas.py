"""What models take: asked once, then kept on disk."""

import asyncio
from pathlib import Path

from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import object_in
from engine.providers.http.client import Http
from engine.providers.replicate.input_form import input_form
from engine.providers.replicate.kept_models import KeptModels, KnownModel
from engine.providers.replicate.model_name import ModelName
from schemas.json_value import is_object


class ModelSchemas:
    """Asks Replicate about models. `folder` keeps what it said."""

    def __init__(self, http: Http, folder: Path) -> None:
        self._http = http
        self._kept = KeptModels(folder)
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
        if name.version and (kept := await asyncio.to_thread(self._kept.read, name)):
            return kept
        if not name.model:
            return KnownModel(name.version, None)  # a version alone cannot be asked for
        path = f"/models/{name.model}" + (f"/versions/{name.version}" if name.version else "")
        try:
            reply = object_in(await self._http.request_json("GET", path), self._http.where)
        except ProviderError as error:
            offline = error.code in ("unreachable", "timeout") and await asyncio.to_thread(
                self._kept.read, name
            )
            if offline:
                return offline
            raise
        told = reply if name.version else reply.get("latest_version")
        version = told.get("id") if is_object(told) else None
        form = input_form(told.get("openapi_schema")) if is_object(told) else None
        known = KnownModel(version if isinstance(version, str) else name.version, form)
        if form is not None:
            await asyncio.to_thread(self._kept.write, name, known)
        return known
