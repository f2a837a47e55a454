"""A job as the API tells it. Pure.

`{id, status, queue_position, progress: {value, message, current_node_class}, outputs: [{id, name,
node_id, type, content_type, url}], error: {message, node_id, class_type}, urls: {self, events,
cancel}}`. Links may be relative to the server's root, whatever path the base URL has.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from engine.providers.comfyui.graph import Filled
from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import failed_job, id_in, number_in, objects_in, stopped_elsewhere
from engine.providers.http.addresses import origin
from engine.providers.http.client import Http
from engine.providers.http.refusals import quote
from engine.providers.media import MediaProgress
from schemas.clean_text import clean_line
from schemas.frozen import frozen
from schemas.json_value import is_object

JOBS = "/api/v2/jobs"
UNFINISHED = frozenset({"queued", "running", "canceling"})
LOST = "lost"
"""The status, in our words, of a job that the server does not know."""


@frozen
class Job:
    """The id and the addresses of a job that was accepted."""

    id: str
    look: str
    events: str
    cancel: str


@frozen
class Output:
    """A result: an asset, at an address that works for a while."""

    asset: str
    node: str
    name: str
    media_type: str
    url: str


def job_in(reply: Mapping[str, Any], http: Http) -> Job:
    """The job that was accepted. Raises `ProviderError("bad_reply")` without an id."""
    job = id_in(reply.get("id"), http.where)
    urls = reply.get("urls")
    links: Mapping[str, Any] = urls if is_object(urls) else {}

    def link(name: str, otherwise: str) -> str:
        url = links.get(name)
        whole = joined(http, url) if isinstance(url, str) and url else ""
        return whole if whole and origin(whole) == origin(http.base_url) else otherwise

    at = f"{JOBS}/{job}"
    return Job(job, link("self", at), link("events", f"{at}/events"), link("cancel", f"{at}/cancel"))


def joined(http: Http, url: str) -> str:
    """A link of the server's as a whole address; "" of nonsense."""
    try:
        return urljoin(f"{http.base_url}/", url)
    except ValueError:
        return ""


def progress_in(state: Mapping[str, Any]) -> MediaProgress | None:
    """What a job, or one of its events, says about how far it is."""
    snapshot = state.get("progress")
    told: Mapping[str, Any] = snapshot if is_object(snapshot) else state
    value = number_in(told.get("value"))
    if value is not None and 0 <= value <= 1:
        words = told.get("message") or told.get("current_node_class")
        return MediaProgress(value, clean_line(words) if isinstance(words, str) else "")
    if state.get("status") == "queued":
        place = number_in(state.get("queue_position"))
        return MediaProgress(None, f"waiting, at place {place:.0f}" if place else "waiting")
    if state.get("status") == "canceling":
        return MediaProgress(None, "being cancelled")
    return None


def problem_in(reply: Mapping[str, Any], filled: Filled, http: Http) -> ProviderError | None:
    """Why the job ended badly, if it did."""
    status, error = reply.get("status"), reply.get("error")
    if status == "succeeded":
        return None
    if status == "canceled":
        return stopped_elsewhere(http)
    if status == LOST:
        return ProviderError(
            "server_error",
            f"{http.where} does not know the job any more.",
            hint="Jobs are not kept for ever: start it again.",
            retryable=True,
        )
    if status == "expired":
        return ProviderError("server_error", f"The job expired at {http.where}.", hint="Start it again.")
    if is_object(error) and error.get("node_id"):
        node = filled.title_of(clean_line(str(error["node_id"])))
        return ProviderError(
            "server_error",
            f"{node} failed at {http.where}.{quote(str(error.get('message') or ''), http.secret)}",
            hint="Change the parameters, or the graph.",
        )
    return failed_job(error, http)


def outputs_in(reply: Mapping[str, Any]) -> list[Output]:
    """The pictures; where there are none, sound and video."""
    outputs = objects_in(reply.get("outputs"))
    pictures = [each for each in outputs if each.get("type") == "image"]
    return [
        Output(
            str(each.get("id") or ""),
            clean_line(str(each.get("node_id") or "")),
            clean_line(str(each.get("name") or "")),
            str(each.get("content_type") or ""),
            str(each.get("url") or ""),
        )
        for each in pictures or [each for each in outputs if each.get("type") in ("video", "audio")]
    ]
