"""Keeps Python's cyclic collector out of the way of start-up.

While modules are imported and the first screens are built, nearly everything that is made
stays: looking through it again and again costs a tenth of the start. What lives then is
set aside for good, so that later collections are short and do not stutter while tokens stream.
"""

import gc


def pause() -> None:
    """Do not collect until `resume`."""
    gc.disable()


def resume() -> None:
    """Collect from now on, but never again look at what lives already. A second call changes nothing."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
