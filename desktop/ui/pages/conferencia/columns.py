"""The columns of the reconciliation."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.formats import Outcome
from core.units import millimetres
from desktop.ui.models.table import Column
from desktop.ui.pages.conferencia.viewmodel import Row, Tone
from desktop.ui.words import kind_word, outcome_word

_ICONS = {
    Tone.OK: "check-circle",
    Tone.QUIET: "minus-circle",
    Tone.WARN: "warn",
    Tone.BAD: "bad",
}
_TONES = {Tone.OK: "ok", Tone.QUIET: "text-2", Tone.WARN: "warn", Tone.BAD: "bad"}


def columns() -> tuple[Column[Row], ...]:
    """What became of an item, what it is, where it stands, why."""
    return (
        Column(
            QCoreApplication.translate("ConferenciaPage", "Resultado"),
            _outcome,
            width=126,
            icon=lambda row: _ICONS[row.tone],
            tone=lambda row: _TONES[row.tone],
        ),
        Column(
            QCoreApplication.translate("ConferenciaPage", "Programa"),
            lambda row: row.program,
            width=92,
        ),
        Column(
            QCoreApplication.translate("ConferenciaPage", "Item"),
            lambda row: row.name,
            strong=True,
        ),
        Column(
            QCoreApplication.translate("ConferenciaPage", "Qtd."),
            lambda row: str(row.pieces) if row.pieces else "",
            width=46,
            number=True,
            sort=lambda row: row.pieces,
        ),
        Column(
            QCoreApplication.translate("ConferenciaPage", "C × L × E (mm)"),
            _size,
            width=138,
            number=True,
            sort=lambda row: row.size or (0.0, 0.0, 0.0),
        ),
        Column(
            QCoreApplication.translate("ConferenciaPage", "Onde"),
            lambda row: row.place,
            width=112,
            tone=lambda _row: "text-2",
        ),
        Column(
            QCoreApplication.translate("ConferenciaPage", "Motivo ou material"),
            _why,
            tone=lambda row: "text" if row.reason else "text-2",
        ),
    )


def _outcome(row: Row) -> str:
    if row.left_out:
        return QCoreApplication.translate("ConferenciaPage", "Fica de fora")
    # of a file that was used it says more what it is
    if row.outcome in (Outcome.USED, Outcome.ATTACHED):
        return kind_word(row.kind)
    return outcome_word(row.outcome)


def _size(row: Row) -> str:
    return " × ".join(millimetres(value) for value in row.size) if row.size else ""


def _why(row: Row) -> str:
    if row.reason:
        return row.reason
    return row.part.material if row.part and row.size else ""
