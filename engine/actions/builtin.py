"""The actions that ship with Reroll.

Each is imported when it is first asked for: what opens a page asks for none but forms.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from engine.actions.registry import Registry
from engine.bundled import bundled_folder
from engine.home import home_folder
from engine.providers.directory import Providers

if TYPE_CHECKING:
    from engine.actions.action import Action
    from engine.actions.plugins import FolderActions
    from engine.actions.record_actions import RecordStore


def builtin_registry(
    providers: Providers | None = None, records: "Callable[[], RecordStore] | None" = None
) -> Registry:
    """A registry with every built-in action. `records` gives the store of records, once there is one."""
    actions = _Actions(providers or Providers(home_folder()), records)
    made: Mapping[tuple[str, ...], Callable[[], Action]] = {
        ("llm.generate", "llm_generate", "llm_action"): actions.llm_generate,
        ("media.*.*", "media.generate", "media_generate", "image_generation"): actions.media_generate,
        ("form",): actions.open_form,
        ("script_step",): actions.open_records,
        ("records.bring",): actions.bring_records,
        ("records.read",): actions.read_records,
        ("export",): actions.export,
        ("rerun",): actions.rerun,
        ("transform",): actions.transform,
        ("fetch",): actions.fetch,
        ("script", "custom_script"): actions.script,
        ("converse",): actions.converse,
        ("save_user_info",): actions.save_user_info,
        ("save_identity",): actions.save_identity,
        ("mark_introduction_complete",): actions.mark_introduction_complete,
        ("transition_state",): actions.transition_state,
    }
    registry = Registry(folders=actions.plugins)
    for patterns, make in made.items():
        registry.register_late(patterns, make)
    return registry


class _Actions:
    """Makes each action."""

    def __init__(self, providers: Providers, records: "Callable[[], RecordStore] | None") -> None:
        self._providers = providers
        self._records = records

    def plugins(self) -> "FolderActions":
        from engine.actions.plugins import Plugins  # noqa: PLC0415 - see above
        from engine.trust.store import Trust  # noqa: PLC0415 - see above

        return Plugins(Trust(self._providers.home, bundled_folder()))

    def llm_generate(self) -> "Action":
        from engine.actions.llm_generate import LlmGenerate  # noqa: PLC0415 - see above

        return LlmGenerate(self._providers)

    def media_generate(self) -> "Action":
        from engine.actions.media_generate import MediaGenerate  # noqa: PLC0415 - see above

        return MediaGenerate(self._providers)

    def open_form(self) -> "Action":
        from engine.actions.open_form import OpenForm  # noqa: PLC0415 - see above

        return OpenForm()

    def open_records(self) -> "Action":
        from engine.actions.open_records import OpenRecords  # noqa: PLC0415 - see above

        return OpenRecords()

    def bring_records(self) -> "Action":
        from engine.actions.record_actions import BringRecords, RecordAccess  # noqa: PLC0415 - see above

        return BringRecords(RecordAccess(self._records))

    def read_records(self) -> "Action":
        from engine.actions.record_actions import ReadRecords, RecordAccess  # noqa: PLC0415 - see above

        return ReadRecords(RecordAccess(self._records))

    def export(self) -> "Action":
        from engine.actions.export import Export  # noqa: PLC0415 - see above

        return Export()

    def rerun(self) -> "Action":
        from engine.actions.rerun import Rerun  # noqa: PLC0415 - see above

        return Rerun()

    def transform(self) -> "Action":
        from engine.actions.transform import Transform  # noqa: PLC0415 - see above

        return Transform()

    def fetch(self) -> "Action":
        from engine.actions.fetch import Fetch  # noqa: PLC0415 - see above
        from engine.trust.store import Trust  # noqa: PLC0415 - see above

        return Fetch(Trust(self._providers.home, bundled_folder()))

    def script(self) -> "Action":
        from engine.actions.script import Script  # noqa: PLC0415 - see above
        from engine.trust.store import Trust  # noqa: PLC0415 - see above

        return Script(Trust(self._providers.home, bundled_folder()))

    def converse(self) -> "Action":
        from engine.actions.converse import Converse  # noqa: PLC0415 - see above

        return Converse(self._providers)

    def save_user_info(self) -> "Action":
        from engine.actions.handlers.save_user_info import SaveUserInfo  # noqa: PLC0415 - see above

        return SaveUserInfo()

    def save_identity(self) -> "Action":
        from engine.actions.handlers.save_identity import SaveIdentity  # noqa: PLC0415 - see above

        return SaveIdentity()

    def mark_introduction_complete(self) -> "Action":
        from engine.actions.handlers.mark_introduction_complete import (  # noqa: PLC0415 - see above
            MarkIntroductionComplete,
        )

        return MarkIntroductionComplete()

    def transition_state(self) -> "Action":
        from engine.actions.handlers.transition_state import TransitionState  # noqa: PLC0415 - see above

        return TransitionState()
