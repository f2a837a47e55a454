"""Finished pictures as PNG files that say how they were made."""

import io
import json

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SOFTWARE = "Reroll sketch, no AI model"


def png_bytes(picture: Image.Image, *, prompt: str, seed: int, stylization: int) -> bytes:
    """`picture` as PNG. tEXt `Software` names the painter, `reroll` holds what made it, as JSON."""
    made_by = {
        "prompt": prompt,
        "seed": seed,
        "width": picture.width,
        "height": picture.height,
        "stylization": stylization,
    }
    info = PngInfo()
    info.add_text("Software", SOFTWARE)
    info.add_text("reroll", json.dumps(made_by))  # ASCII only, as tEXt wants
    file = io.BytesIO()
    picture.save(file, "PNG", pnginfo=info, compress_level=4)
    return file.getvalue()
