"""A script type of one's own: `video_generation` draws a moving storyboard, as a stand-in for a video.

It makes no film: a scene's words pass over a sky that brightens, as an animated GIF. A class
that asks a real service would yield its file in the same way.
"""

import asyncio
import hashlib
import io
import textwrap
from collections.abc import AsyncGenerator
from typing import Any, Literal

from PIL import Image, ImageDraw, ImageFont
from pydantic import Field

from engine.actions.action import ActionEvent, ActionInput, Item, Outputs, Progress
from engine.actions.plugins import PluginAction
from engine.actions.step_script import ScriptAsked, input_text
from engine.actions.text_parts import render_part
from schemas.documents.base import Document
from schemas.documents.refs import TextPart

SIZE = (320, 180)


class VideoConfig(Document):
    """The parameters: how long in seconds, and how many frames of each."""

    prompt: TextPart
    model: Literal["storyboard"] = "storyboard"
    duration: int = Field(default=5, ge=1, le=30)
    fps: int = Field(default=24, ge=1, le=30)
    timeout: float = Field(default=60, gt=0, le=600)


class VideoGeneration(PluginAction):
    """Yields one animated picture for each scene."""

    id = "video_generation"
    title = "Make a storyboard"
    config_model = VideoConfig

    def step_config(self, asked: ScriptAsked) -> dict[str, Any]:
        """The first input is the scene; the step's parameters are the rest."""
        return {"prompt": input_text(asked.inputs[0]), **asked.parameters}

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        config = given.config
        assert isinstance(config, VideoConfig)
        prompt = render_part(config.prompt, given.variables)
        frames: list[Image.Image] = []
        count = config.duration * config.fps
        for second in range(config.duration):
            yield Progress(second / config.duration, f"second {second + 1} of {config.duration}")
            numbers = range(second * config.fps, (second + 1) * config.fps)
            frames += await asyncio.to_thread(lambda these=numbers: [frame(prompt, n, count) for n in these])
        data = await asyncio.to_thread(animated, frames, config.fps)
        facts = {
            "provider": "plugin",
            "label": "Storyboard",
            "model": config.model,
            "rendered": {"prompt": prompt},
            "parameters": {"duration": config.duration, "fps": config.fps},
        }
        value = {"width": SIZE[0], "height": SIZE[1], "frames": count, "prompt": prompt}
        yield Item("image", value, data=data, media_type="image/gif", facts=facts)
        yield Outputs(None, of_items=True)


def frame(prompt: str, number: int, count: int) -> Image.Image:
    """One frame: a sky of the prompt's own colour that brightens, and the words that belong to it."""
    hue = hashlib.sha256(prompt.encode()).digest()
    light = 40 + 90 * number // max(count - 1, 1)
    picture = Image.new("RGB", SIZE, tuple((light + part // 3) % 256 for part in hue[:3]))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 130, SIZE[0], SIZE[1]), fill=tuple(part // 4 for part in hue[3:6]))
    across = SIZE[0] * number // max(count - 1, 1)
    draw.ellipse((across - 14, 30, across + 14, 58), fill=(250, 240, 200))
    draw.text((12, 138), textwrap.fill(prompt, 48)[:96], fill="white", font=ImageFont.load_default())
    draw.text((12, 8), f"{number + 1}/{count}", fill="white", font=ImageFont.load_default())
    return picture


def animated(frames: list[Image.Image], fps: int) -> bytes:
    """The frames as one GIF."""
    stream = io.BytesIO()
    first, *rest = frames
    first.save(stream, "GIF", save_all=True, append_images=rest, duration=round(1000 / fps), loop=0)
    return stream.getvalue()
