"""What a template may name in square brackets (spelled as the factory's saved templates do)."""

from __future__ import annotations

import re

PLACEHOLDER = re.compile(r"\[([A-Z_]+)\]")

_PROGRAM = frozenset(
    {
        "CREATION_DATE_TIME",
        "POST_PROCESSOR_NAME",
        "BATCH_NAME",
        "MATERIAL",
        "X_LENGHT",
        "Y_LENGHT",
        "Z_LENGHT",
        "LIST_OF_USED_TOOLS",
    }
)
_TOOL = frozenset({"T", "TOOL_DESCRIPTION", "CMD_EXTRA", "ZH", "XH", "YH"})
_CUT = frozenset({"X", "Y", "Z", "F"})
_ARC = _CUT | {"I", "J"}

ALLOWED = {
    "introducao": _PROGRAM,
    "cabecalho": _TOOL,
    "troca_ferramenta": _TOOL,
    "furos": _TOOL,
    "comando_final_furos": _TOOL,
    "rodape": _TOOL,
    "mov_rapida": frozenset({"X", "Y", "Z"}),
    "primeira_mov_corte": _CUT,
    "mov_corte": _CUT,
    "mov_corte_horario": _ARC,
    "mov_corte_anti_horario": _ARC,
    "start": frozenset({"T", "S"}),
}
"""By template; `start` are the lines after the change to a tool."""


def unknown(template: str, text: str) -> list[str]:
    """Placeholders in a text that this template does not have."""
    return [name for name in PLACEHOLDER.findall(text) if name not in ALLOWED[template]]


def erased(template: str, text: str) -> str:
    """The text without the placeholders that this template does not have."""
    return PLACEHOLDER.sub(
        lambda match: match.group(0) if match.group(1) in ALLOWED[template] else "", text
    )
