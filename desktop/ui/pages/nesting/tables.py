"""The tables beside the canvas: its twin in words, and what found no place."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.units import millimetres
from desktop.ui.models.table import Column
from desktop.ui.pages.nesting.viewmodel import PieceRow, UnplacedRow


def piece_columns() -> tuple[Column[PieceRow], ...]:
    """Every piece on the ground."""
    return (
        Column(
            QCoreApplication.translate("NestingPage", "Chapa"),
            lambda row: str(row.sheet),
            width=56,
            number=True,
            sort=lambda row: (row.sheet, row.address),
        ),
        Column(QCoreApplication.translate("NestingPage", "Peça"), _name, strong=True),
        Column(
            QCoreApplication.translate("NestingPage", "Corte (mm)"),
            _size,
            width=104,
            number=True,
            sort=lambda row: (row.part.cut_length, row.part.cut_width),
        ),
    )


def unplaced_columns() -> tuple[Column[UnplacedRow], ...]:
    """Every copy on no sheet."""
    return (
        Column(
            QCoreApplication.translate("NestingPage", "Peça"),
            lambda row: f"{row.part} · {row.copy}",
            width=116,
            icon=lambda _row: "unplaced",
            tone=lambda _row: "bad",
        ),
        Column(QCoreApplication.translate("NestingPage", "Motivo"), lambda row: row.reason),
    )


def _name(row: PieceRow) -> str:
    part = row.part
    copy = f" · {part.copy}" if part.copy > 1 else ""
    return f"{part.name} {part.part}{copy}".strip()


def _size(row: PieceRow) -> str:
    return f"{millimetres(row.part.cut_length)} × {millimetres(row.part.cut_width)}"
