"""The actions that ship with Reroll."""

from engine.actions.export import Export
from engine.actions.fetch import Fetch
from engine.actions.llm_generate import LlmGenerate
from engine.actions.media_generate import MediaGenerate
from engine.actions.open_form import OpenForm
from engine.actions.registry import Registry
from engine.actions.rerun import Rerun
from engine.actions.script import Script
from engine.actions.transform import Transform
from engine.bundled import bundled_folder
from engine.home import home_folder
from engine.providers.directory import Providers
from engine.trust.store import Trust


def builtin_registry(providers: Providers | None = None) -> Registry:
    """A registry with every built-in action."""
    providers = providers or Providers(home_folder())
    trust = Trust(providers.home, bundled_folder())
    return Registry(
        [
            LlmGenerate(providers),
            MediaGenerate(providers),
            OpenForm(),
            Export(),
            Rerun(),
            Transform(),
            Fetch(trust),
            Script(trust),
        ]
    )
