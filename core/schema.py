"""The whole schema: importing this module makes every area's tables and commands known."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.util import find_spec

import core
from core.command import log as _log
from core.db import counters as _counters
from core.db import facts as _facts
from core.db import feed as _feed
from core.db.base import Base

_ROOMS = ("models", "commands")


def _load() -> None:
    for area in pkgutil.iter_modules(core.__path__):
        for room in _ROOMS if area.ispkg else ():
            name = f"core.{area.name}.{room}"
            if find_spec(name) is not None:
                _load_all(name)


def _load_all(name: str) -> None:
    module = import_module(name)
    for inner in pkgutil.iter_modules(getattr(module, "__path__", ())):
        import_module(f"{name}.{inner.name}")


_load()

__all__ = ["METADATA"]

METADATA = Base.metadata
"""Every table of the product."""

_ = (_counters, _facts, _feed, _log)
