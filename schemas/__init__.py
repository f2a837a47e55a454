"""What documents and messages look like. Imports nothing of ours."""

import os
import sys
from types import ModuleType

_LOADER = "pydantic.plugin._loader"


def _leave_plugins_out() -> None:
    """Keep Pydantic from looking for plugins before the first model is made. Ours needs none.

    Looking through every installed distribution is 25 ms of each start, and importing what
    it looks with (importlib.metadata, and with that the e-mail package) another 10: so the
    private module that does it gets a stand-in. Who sets the variable keeps their choice.
    """
    if "PYDANTIC_DISABLE_PLUGINS" in os.environ:
        return
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    if _LOADER not in sys.modules:
        stand_in = ModuleType(_LOADER, "Finds no plugins.")
        stand_in.__dict__["get_plugins"] = tuple
        sys.modules[_LOADER] = stand_in


_leave_plugins_out()
