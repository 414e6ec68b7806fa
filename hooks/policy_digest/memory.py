"""What a run has read stays until its process ends: nobody looks through it for what can go, nor takes it apart.

Both would take as long as many a build does.
"""

from __future__ import annotations

import gc


def hold() -> None:
    """From now on nothing is looked through."""
    gc.unfreeze()
    gc.disable()


def leave(value: object) -> None:
    """Leave a value to the end of the process; where that goes on, a later run may let go of it."""
    kept: list[object] = [value]
    kept.append(kept)  # what holds itself only the collector can take apart, and what is frozen it passes over
    gc.freeze()
    gc.enable()
