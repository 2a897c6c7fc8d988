"""Labels, plans, tables and the companions of the programs: pure functions from a layout."""

from core.documents.label_point import ByHand, LabelPoint
from core.documents.label_sheets import LabelGrid
from core.documents.making import Documents, Shortened, make_documents
from core.documents.work import Work, work_list

__all__ = [
    "ByHand",
    "Documents",
    "LabelGrid",
    "LabelPoint",
    "Shortened",
    "Work",
    "make_documents",
    "work_list",
]
