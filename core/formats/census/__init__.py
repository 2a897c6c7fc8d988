"""A second, small reader of raw drawings: it counts, and shares nothing with the import.

It exists so that the proof can say that nothing drawn was lost or moved on the way in. So it
may not use `core.formats.dxf`, nor the library for DXF, and is kept too simple to be wrong.
"""

from core.formats.census.compare import Difference, agrees, covers
from core.formats.census.lists import ListDifference, RawList, lists_agree
from core.formats.census.part import SourceFrame, part_agrees
from core.formats.census.tally import count

__all__ = [
    "Difference",
    "ListDifference",
    "RawList",
    "SourceFrame",
    "agrees",
    "count",
    "covers",
    "lists_agree",
    "part_agrees",
]
