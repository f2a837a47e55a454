"""What is sent to `/sdapi/v1/txt2img` and `/sdapi/v1/img2img`."""

from typing import Any

from engine.providers.automatic1111.parameters import sent
from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import unknown_operation
from engine.providers.media import MediaRequest

PATHS = {"txt2img": "/sdapi/v1/txt2img", "img2img": "/sdapi/v1/img2img"}
MOST_ITEMS = 64


def check_request(operation: str, request: MediaRequest, name: str) -> None:
    """Raises `ProviderError("bad_request")` for what the API cannot be asked."""
    if operation not in PATHS:
        raise unknown_operation(name, operation, frozenset(PATHS))
    if not 1 <= request.count <= MOST_ITEMS:
        raise ProviderError(
            "bad_request", f"count must be from 1 to {MOST_ITEMS}.", hint=f"It is {request.count}."
        )
    if operation == "img2img" and not request.inputs:
        raise ProviderError(
            "bad_request", "img2img needs a picture to start from.", hint="Choose one, or use txt2img."
        )


def body_of(operation: str, request: MediaRequest, *, model: str | None, task: str = "") -> dict[str, Any]:
    """The JSON. Pictures are made one after another, or `batch_size` at a time.

    `task` is the id under which the server tells its progress; "" for servers without.
    """
    params = sent(operation, request.params)
    at_once = params.get("batch_size")
    at_once = min(at_once, request.count) if isinstance(at_once, int) and at_once > 0 else 1
    body = {
        **params,
        "prompt": request.prompt,
        "seed": request.seed,
        "batch_size": at_once,
        "n_iter": -(-request.count // at_once),
        "send_images": True,
        **({"force_task_id": task} if task else {}),
    }
    if operation == "img2img":
        body["init_images"] = [request.inputs[0].base64]
    if model:
        settings = params.get("override_settings")
        body["override_settings"] = {
            **(settings if isinstance(settings, dict) else {}),
            "sd_model_checkpoint": model,
        }
        # Without this the server would go on with this model for everybody.
        body["override_settings_restore_afterwards"] = True
    return body
