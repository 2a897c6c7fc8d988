"""Words for the values of `core` that people see in tables and panels."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.formats import ItemKind, Outcome
from core.machine.profile import State
from core.nesting.problem import Mode
from core.parts import Face, OperationKind
from core.pipeline.events import Phase


def outcome_word(outcome: Outcome) -> str:
    """What became of an item."""
    words = {
        Outcome.PART: QCoreApplication.translate("Words", "Peça"),
        Outcome.HARDWARE: QCoreApplication.translate("Words", "Ferragem"),
        Outcome.IGNORED: QCoreApplication.translate("Words", "Ignorado"),
        Outcome.SKIPPED: QCoreApplication.translate("Words", "Não lido"),
        Outcome.ATTACHED: QCoreApplication.translate("Words", "Anexado"),
        Outcome.OUTLINE: QCoreApplication.translate("Words", "Contorno"),
        Outcome.OPERATION: QCoreApplication.translate("Words", "Operação"),
        Outcome.UNREAD: QCoreApplication.translate("Words", "Não entendido"),
        Outcome.USED: QCoreApplication.translate("Words", "Usado"),
        Outcome.UNUSED: QCoreApplication.translate("Words", "Sem uso"),
    }
    return words[outcome]


def kind_word(kind: ItemKind) -> str:
    """What an item is in its source."""
    words = {
        ItemKind.ROW: QCoreApplication.translate("Words", "Linha"),
        ItemKind.FILE: QCoreApplication.translate("Words", "Arquivo"),
        ItemKind.DRAWING: QCoreApplication.translate("Words", "Desenho"),
        ItemKind.ENTITY: QCoreApplication.translate("Words", "Traço"),
        ItemKind.BORING: QCoreApplication.translate("Words", "Furação"),
        ItemKind.ATTACHMENT: QCoreApplication.translate("Words", "Anexo"),
    }
    return words[kind]


def operation_word(kind: OperationKind) -> str:
    """What is done to the panel."""
    words = {
        OperationKind.DRILL: QCoreApplication.translate("Words", "Furo"),
        OperationKind.POCKET: QCoreApplication.translate("Words", "Rebaixo"),
        OperationKind.GROOVE: QCoreApplication.translate("Words", "Rasgo"),
        OperationKind.INSIDE: QCoreApplication.translate("Words", "Recorte"),
        OperationKind.OUTSIDE: QCoreApplication.translate("Words", "Contorno"),
        OperationKind.LINE: QCoreApplication.translate("Words", "Linha"),
    }
    return words[kind]


def face_word(face: Face) -> str:
    """A face of a panel; edges keep the factory's names."""
    words = {
        Face.TOP: QCoreApplication.translate("Words", "Face de cima"),
        Face.BOTTOM: QCoreApplication.translate("Words", "Face de baixo"),
    }
    return words.get(face) or QCoreApplication.translate("Words", "Topo %1").replace(
        "%1", face.value
    )


def phase_word(phase: Phase) -> str:
    """A step of the whole way while it runs."""
    words = {
        Phase.READ: QCoreApplication.translate("Words", "Lendo"),
        Phase.NEST: QCoreApplication.translate("Words", "Otimizando"),
        Phase.CHECK: QCoreApplication.translate("Words", "Conferindo"),
        Phase.PROGRAMS: QCoreApplication.translate("Words", "Gerando programas"),
        Phase.DOCUMENTS: QCoreApplication.translate("Words", "Gerando etiquetas e planos"),
        Phase.PROOF: QCoreApplication.translate("Words", "Provando os programas"),
        Phase.WRITE: QCoreApplication.translate("Words", "Gravando"),
    }
    return words[phase]


def mode_word(mode: Mode) -> str:
    """The machine that cuts."""
    words = {
        Mode.ROUTER: QCoreApplication.translate("Words", "Router"),
        Mode.SAW: QCoreApplication.translate("Words", "Seccionadora"),
    }
    return words[mode]


def state_word(state: State) -> str:
    """How far a machine's profile is trusted."""
    words = {
        State.UNTESTED: QCoreApplication.translate("Words", "não testado"),
        State.DRY_RUN: QCoreApplication.translate("Words", "testado no ar"),
        State.VALIDATED: QCoreApplication.translate("Words", "validado"),
    }
    return words[state]


def sheets_word(count: int) -> str:
    """How many sheets."""
    return QCoreApplication.translate("Words", "%n chapa(s)", "", count)


def pieces_word(count: int) -> str:
    """How many physical pieces."""
    return QCoreApplication.translate("Words", "%n peça(s)", "", count)


def pending_word(count: int) -> str:
    """How many materials the search has not come to yet."""
    return QCoreApplication.translate("Words", "%n material(is) ainda em busca", "", count)


def bound_word(above: int) -> str:
    """How far a layout is at most from what no layout can beat."""
    if above <= 0:
        return QCoreApplication.translate("Words", "mínimo teórico atingido")
    return QCoreApplication.translate(
        "Words", "no máximo %n chapa(s) acima do mínimo teórico", "", above
    )
