"""Whether a window could be shown here, and by whom."""

from __future__ import annotations

import os
import sys
from importlib.metadata import entry_points

from core.cli.plugins import GROUP

WINDOW = "desktop"
"""The command that opens the window, announced by the desktop program."""


def has_screen() -> bool:
    """Whether this session has a screen."""
    if sys.platform == "win32":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def has_window() -> bool:
    """Whether the desktop program is installed beside this one."""
    return any(entry.name == WINDOW for entry in entry_points(group=GROUP))
