"""The cache of a workstation: the server's records it may hold, and its own commands over them.

It is disposable. What is only here stands in the ledger.
"""

from desktop.sync.cache.cache import Cache
from desktop.sync.cache.digest import Damaged
from desktop.sync.cache.faults import DamagedCache, StaleRound, UnreadablePage
from desktop.sync.cache.overlay import ActorOf, Applied, Attempt, Failed
from desktop.sync.cache.tables import Place

__all__ = [
    "ActorOf",
    "Applied",
    "Attempt",
    "Cache",
    "Damaged",
    "DamagedCache",
    "Failed",
    "Place",
    "StaleRound",
    "UnreadablePage",
]
