"""The ledger of a workstation: every gesture until the server has it, safe from a power cut."""

from desktop.sync.ledger.entry import Entry, Gesture, Settlement, State
from desktop.sync.ledger.faults import DamagedLedger
from desktop.sync.ledger.ledger import Ledger
from desktop.sync.ledger.opening import open_anyhow
from desktop.sync.ledger.queries import Counts, counts, entries, reading
from desktop.sync.ledger.recover import Recovered, Saved, export, read_anyhow, recover

__all__ = [
    "Counts",
    "DamagedLedger",
    "Entry",
    "Gesture",
    "Ledger",
    "Recovered",
    "Saved",
    "Settlement",
    "State",
    "counts",
    "entries",
    "export",
    "open_anyhow",
    "read_anyhow",
    "reading",
    "recover",
]
