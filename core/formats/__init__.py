"""The factory's file formats: strict readers and a report of all that was read or not."""

from core.formats.batch_form import batch_form, batch_from_form
from core.formats.diff import Changed, Difference, difference
from core.formats.importing import ImportResult, read_batch
from core.formats.preset import ImportPreset
from core.formats.report import Counts, FileNote, ImportReport, ItemKind, Outcome, ReportItem
from core.formats.report_form import report_form
from core.formats.rows import Assumption
from core.formats.writing import write_batch

__all__ = [
    "Assumption",
    "Changed",
    "Counts",
    "Difference",
    "FileNote",
    "ImportPreset",
    "ImportReport",
    "ImportResult",
    "ItemKind",
    "Outcome",
    "ReportItem",
    "batch_form",
    "batch_from_form",
    "difference",
    "read_batch",
    "report_form",
    "write_batch",
]
