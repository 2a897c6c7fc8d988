"""When two names mean one material; the one place that everybody asks."""

from __future__ import annotations

import re

from core.command.fields import Form
from core.errors import InputError
from core.parts.materials import material_key
from core.producao.rules.medidas import Centavos, Contagem, Medida

_SIZE = re.compile(r"\s*\(\s*\d+(?:[.,]\d+)?\s*x\s*\d+(?:[.,]\d+)?\s*\)\s*\Z", re.IGNORECASE)
_SAME_SIZE = 0.5
"""Sizes of boards that differ by less are one size, mm."""


def chave_material(nome: str) -> str:
    """The name as materials are compared: case, blanks and decimals of the thickness dropped.

    Two names are one material if their keys are equal, never if one is part of the other
    (production.md 4.8, defect S-18).

    Raises:
        InputError: nothing is left of the name.
    """
    chave = material_key(nome)
    if not chave:
        raise InputError("chapa.sem_nome")
    return chave


def material_de_descricao(descricao: str) -> str:
    """The material's name in a stock description such as `MDF Branco 18mm (900 x 400)`."""
    return _SIZE.sub("", descricao).strip()


def descricao_de_sobra(material: str, comprimento: float, largura: float) -> str:
    """The description of an offcut: material and whole millimetres (production.md 4.1)."""
    return f"{material} ({comprimento:.0f} x {largura:.0f})"


def mesmo_tamanho(um: tuple[float, float], outro: tuple[float, float]) -> bool:
    """Whether two boards (length, width in mm) have one size."""
    return all(abs(a - b) < _SAME_SIZE for a, b in zip(um, outro, strict=True))


class DadosChapa(Form):
    """The plain fields of a material; `custo_m2` in cents a m²."""

    possui_veio: bool
    espessura: Medida
    custo_m2: Centavos = 0
    estoque_minimo: Contagem = 0
