"""A plan document as the values of the rows that keep it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.documents.saw import saw_steps
from core.pipeline.plan_form import Plan, PlannedSheet
from core.producao.rules.valores_plano import Chapa, Colocacao, Sobra


def chapas_do_plano(plan: Plan) -> tuple[Chapa, ...]:
    """The sheets in their order.

    Raises:
        pydantic.ValidationError: a number is out of any sheet's range.
    """
    return tuple(_chapa(sheet) for sheet in plan.sheets)


def _chapa(sheet: PlannedSheet) -> Chapa:
    return Chapa(
        codigo=sheet.id,
        fonte=sheet.stock,
        material=sheet.material,
        espessura=sheet.thickness,
        comprimento=sheet.length,
        largura=sheet.width,
        tem_veio=sheet.has_grain,
        de_sobra=sheet.is_offcut,
        aproveitamento=sheet.utilisation,
        colocacoes=tuple(
            Colocacao(
                peca=lies.part_id,
                copia=lies.copy,
                x=max(0.0, lies.x),
                y=max(0.0, lies.y),
                rotacao=lies.rotation,
                virada=lies.face_down,
            )
            for lies in sheet.copies
        ),
        sobras=tuple(
            Sobra(
                nome=offcut.name,
                x=max(0.0, offcut.x),
                y=max(0.0, offcut.y),
                comprimento=offcut.length,
                largura=offcut.width,
            )
            for offcut in sheet.offcuts
        ),
        cortes=tuple(_cortes(sheet)),
    )


def _cortes(sheet: PlannedSheet) -> Iterator[dict[str, Any]]:
    """The saw's cuts in working order: stage 0 are the trims, `medida` is what the stop shows."""
    for step in saw_steps(sheet):
        done = None if step.result is None else sheet.copies[step.result]
        yield {
            "numero": step.number,
            "estagio": step.phase,
            "vertical": step.upright,
            "de": list(step.start),
            "ate": list(step.end),
            "medida": step.measure,
            "comprimento": step.length,
            "peca": None if done is None else {"peca": done.part_id, "copia": done.copy},
        }
