"""The whole way from sources to a result folder; command line and window stand on this."""

from core.pipeline.events import Better, Event, Listener, Phase, Progress
from core.pipeline.reading import read
from core.pipeline.settings import Settings, settings_from

__all__ = [
    "Better",
    "Event",
    "Listener",
    "Phase",
    "Progress",
    "Settings",
    "read",
    "settings_from",
]
