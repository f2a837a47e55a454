"""What is sent to `POST /sdcpp/v1/img_gen`; parameters have the names of `/sdapi`, or the API's own."""

from collections.abc import Mapping
from typing import Any

from engine.providers.media import MediaRequest

_TOP = (
    "negative_prompt",
    "width",
    "height",
    "clip_skip",
    "strength",
    "control_strength",
    "lora",
    "hires",
    "vae_tiling_params",
    "cache_mode",
    "cache_option",
    "output_format",
)
_SAMPLE = {"steps": "sample_steps", "sampler_name": "sample_method", "scheduler": "scheduler", "eta": "eta"}
_GUIDANCE = {"cfg_scale": "txt_cfg", "distilled_guidance": "distilled_guidance", "img_cfg": "img_cfg"}


def body_of(operation: str, request: MediaRequest) -> dict[str, Any]:
    """The JSON of a job that makes all items."""
    params = request.params
    sample = _named(params, _SAMPLE)
    guidance = _named(params, _GUIDANCE)
    body: dict[str, Any] = {
        **{name: params[name] for name in _TOP if name in params},
        "prompt": request.prompt,
        "seed": request.seed,
        "batch_count": request.count,
    }
    if "denoising_strength" in params and "strength" not in params:
        body["strength"] = params["denoising_strength"]
    if guidance:
        sample["guidance"] = guidance
    if sample:
        body["sample_params"] = sample
    if operation == "img2img":
        body["init_image"] = request.inputs[0].base64
    return body


def _named(params: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {theirs: params[ours] for ours, theirs in names.items() if ours in params}
