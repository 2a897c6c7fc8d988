"""The whole schema: importing this module makes every area's tables and commands known."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

import core
from core.command import log as _log
from core.db import counters as _counters
from core.db import facts as _facts
from core.db import feed as _feed
from core.db.base import Base

_ROOMS = ("models", "commands")


def _load() -> None:
    for home in core.__path__:
        # looked for as files: to ask the import system would load every package of the library
        for room in sorted(Path(home).glob("*/*")):
            if room.name.removesuffix(".py") in _ROOMS:
                _load_all(f"core.{room.parent.name}.{room.name.removesuffix('.py')}")


def _load_all(name: str) -> None:
    module = import_module(name)
    for inner in pkgutil.iter_modules(getattr(module, "__path__", ())):
        import_module(f"{name}.{inner.name}")


_load()

__all__ = ["METADATA"]

METADATA = Base.metadata
"""Every table of the product."""

_ = (_counters, _facts, _feed, _log)
