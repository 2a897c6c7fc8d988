"""The one place that turns what went wrong into words for a person, with file and place."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication

from core.cli.crash import write_crash_report
from core.errors import RadhaError, Value
from core.messages import say
from core.pipeline.proof import ProofNote
from desktop.tasks import Failure, failure_of


class Addressee(StrEnum):
    """Who can do something about it."""

    INPUT = "input"
    ENVIRONMENT = "environment"
    PROOF = "proof"
    CANCELLED = "cancelled"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person is shown.

    Args:
        title: what could not be done.
        sentence: why.
        place: file and place, empty where there is none.
        notes: what a proof found.
        retry: whether trying again makes sense.
    """

    addressee: Addressee
    title: str
    sentence: str
    place: str = ""
    notes: tuple[ProofNote, ...] = ()
    retry: bool = False


class HelperFault(Exception):
    """A fault of ours in the helper process; its text is the trace from there."""


def problem_of(failure: Failure) -> Problem:
    """A failure in words; a fault of ours leaves a report behind."""
    addressee = Addressee(failure.kind)
    sentence = say(failure.code, failure.values)
    if addressee is Addressee.OURS:
        report = write_crash_report(HelperFault(failure.trace or failure.code), ["desktop"])
        if report is not None:
            sentence = f"{sentence} {_report_sentence(report)}"
    return Problem(
        addressee=addressee,
        title=_title(addressee),
        sentence=sentence,
        place=_place(failure.values, sentence),
        notes=failure.notes,
        retry=addressee in (Addressee.ENVIRONMENT, Addressee.OURS),
    )


def problem_of_error(error: RadhaError) -> Problem:
    """An error raised in the window itself."""
    return problem_of(failure_of(error))


def _title(addressee: Addressee) -> str:
    titles = {
        Addressee.INPUT: QCoreApplication.translate("Errors", "Não dá para usar este arquivo"),
        Addressee.ENVIRONMENT: QCoreApplication.translate("Errors", "O computador não deixou"),
        Addressee.PROOF: QCoreApplication.translate("Errors", "A conferência reprovou"),
        Addressee.CANCELLED: QCoreApplication.translate("Errors", "Interrompido"),
        Addressee.OURS: QCoreApplication.translate("Errors", "Falha do Radha"),
    }
    return titles[addressee]


def _report_sentence(report: Path) -> str:
    text = QCoreApplication.translate("Errors", "O relatório está em %1.")
    return text.replace("%1", str(report))


def _place(values: dict[str, Value], sentence: str) -> str:
    """File and place that the sentence itself does not name."""
    file, place = values.get("file"), values.get("place") or values.get("line")
    shown = [str(found) for found in (file, place) if found not in (None, "", "-")]
    return ":".join(text for text in shown if text not in sentence)


type Show = Callable[[Problem], None]


def install_hook(show: Show) -> None:
    """From now on an error that nobody caught is reported to a file and shown."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        traceback.print_exception(kind, error, trace)
        if isinstance(error, RadhaError):
            show(problem_of_error(error))
            return
        report = write_crash_report(error, ["desktop"])
        detail = f"{kind.__name__}: {error}"
        sentence = say("janela.falha", detail=detail)
        if report is not None:
            sentence = f"{sentence} {_report_sentence(report)}"
        show(Problem(Addressee.OURS, _title(Addressee.OURS), sentence))

    sys.excepthook = hook
