import json
from pathlib import Path
from typing import Any

import pytest

MEDIA = Path(__file__).parents[2] / "documents" / "media-interaction.json"


@pytest.fixture
def media_interaction() -> dict[str, Any]:
    """The seed interaction: six prompt texts, three selects and a slider."""
    return json.loads(MEDIA.read_text())
