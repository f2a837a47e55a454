"""Waiting until a form stands still."""

from textual.pilot import Pilot

from tests.tui.form.form_app import FormApp


async def quiet(pilot: Pilot, app: FormApp) -> None:
    """Wait until nothing more is being mounted and no worker runs."""
    for _ in range(100):
        before = len(app.query("*"))
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.pause()
        if len(app.query("*")) == before and not app.workers:
            return
