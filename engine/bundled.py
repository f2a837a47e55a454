"""Where the workflows that ship with Reroll are."""

from pathlib import Path


def bundled_folder() -> Path:
    """The folder of the bundled workflows: inside the package, or in a checkout."""
    engine = Path(__file__).resolve().parent
    installed = engine / "bundled_workflows"
    return installed if installed.is_dir() else engine.parent / "workflows"
