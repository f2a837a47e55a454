"""What actions that generate media are called: `media.<provider>.<operation>` and the older names."""

PATTERNS = ("media.*.*", "media.generate", "media_generate", "image_generation")


def is_media(action: str) -> bool:
    """Whether an action of this name generates media."""
    return action in PATTERNS or action.startswith("media.")


def named_in(name: str) -> tuple[str | None, str]:
    """Provider and operation out of `media.midjourney.txt2img`."""
    parts = name.split(".")
    return (parts[1], parts[2]) if len(parts) == 3 else (None, "txt2img")
