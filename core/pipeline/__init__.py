"""The whole way from sources to a result folder; command line and window stand on this."""

from core.pipeline.events import Better, Event, Listener, Phase, Progress
from core.pipeline.export import Exported, export, refusal
from core.pipeline.nesting import LayoutRefused, nest
from core.pipeline.reading import read
from core.pipeline.settings import Settings, settings_from

__all__ = [
    "Better",
    "Event",
    "Exported",
    "LayoutRefused",
    "Listener",
    "Phase",
    "Progress",
    "Settings",
    "export",
    "nest",
    "read",
    "refusal",
    "settings_from",
]
