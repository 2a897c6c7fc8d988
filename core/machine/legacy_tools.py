"""`config_ferramentas`: drills (`Broca`) and cutters (`Fresa`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.machine.legacy_values import Notes, positive, text
from core.machine.placeholders import erased, unknown

PLACE = "config_ferramentas"

_SIZE = re.compile(r"(\d+(?:[.,]\d+)?)")
_HANDLED = {
    "id",
    "tipo",
    "codigo",
    "descricao",
    "comandoExtra",
    "velocidadeRotacao",
    "diametro",
    "areaCorteLimite",
    "comprimentoUtil",
    "entradaChapa",
    "velocidadeCorte",
    "sentidoCorte",
    "tipoFerramenta",
    "velocidadeEntrada",
    "velocidadeReduzida",
    "anguloEntrada",
}


def read_tools(rows: Sequence[Mapping[str, Any]], values: dict[str, Any], notes: Notes) -> None:
    """Replace the profile's tool table by the old one."""
    standard = {tool["kind"]: tool for tool in reversed(values["tools"])}
    found: dict[str, dict[str, Any]] = {}
    for index, row in enumerate(rows):
        place = f"{PLACE}[{index}]"
        tool = _tool(row, place, standard, notes)
        if tool is None:
            continue
        if tool["number"] in found:
            notes.add(f"{place}.codigo", tool["number"], "antigo_repetida")
            continue
        found[tool["number"]] = tool
    if not any(tool["kind"] == "mill" for tool in found.values()):
        notes.add(PLACE, len(rows), "antigo_sem_fresa")
        return
    values["tools"] = list(found.values())
    cutters = [tool for tool in found.values() if tool["kind"] == "mill"]
    values["cutting"]["contour_tool"] = _nearest(cutters, 6.0)
    values["cutting"]["thick_contour_tool"] = None


def _nearest(cutters: Sequence[Mapping[str, Any]], diameter: float) -> str:
    """The cutter that most likely takes parts out, until a cut setting says another."""
    flat = [tool for tool in cutters if tool["shape"] == "flat"] or list(cutters)
    chosen = min(flat, key=lambda tool: (abs(tool["diameter"] - diameter), tool["number"]))
    return str(chosen["number"])


def _tool(
    row: Mapping[str, Any], place: str, standard: Mapping[str, dict[str, Any]], notes: Notes
) -> dict[str, Any] | None:
    code = text(row, "codigo")
    if not code:
        notes.add(place, text(row, "descricao") or "?", "antigo_sem_codigo")
        return None
    diameter = positive(row, "diametro", place, notes) or _size(text(row, "descricao"))
    if diameter is None:
        notes.add(place, code, "antigo_sem_diametro")
        return None
    kind = "drill" if text(row, "tipo").casefold() == "broca" else "mill"
    tool = dict(standard.get(kind) or standard["mill"])
    tool.update(
        number=code,
        name=text(row, "descricao") or f"{code} D{diameter:g}",
        kind=kind,
        diameter=diameter,
        measured=None,
    )
    _lengths(row, tool, place, notes)
    _speeds(row, tool, place, notes)
    _shape(row, tool, place, notes)
    _lines(row, tool, place, notes)
    for key in ("areaCorteLimite", *(key for key in row if key not in _HANDLED)):
        notes.add(f"{place}.{key}", row.get(key), "antigo_sem_uso")
    return tool


def _size(description: str) -> float | None:
    """The number in a name such as `BROCA 8MM`."""
    match = _SIZE.search(description)
    size = float(match.group().replace(",", ".")) if match else 0.0
    return size if 0 < size <= 100 else None


def _lengths(row: Mapping[str, Any], tool: dict[str, Any], place: str, notes: Notes) -> None:
    useful = positive(row, "comprimentoUtil", place, notes)
    if useful is not None:
        tool["flute_length"] = useful
    tool["stepdown"] = min(tool["stepdown"], tool["flute_length"])
    tool["up_cut_length"] = 0.0  # nobody told the old system; a person adds it


def _speeds(row: Mapping[str, Any], tool: dict[str, Any], place: str, notes: Notes) -> None:
    rpm = positive(row, "velocidadeRotacao", place, notes)
    if rpm is not None:
        tool.update(rpm=rpm, rpm_min=min(tool["rpm_min"], rpm), rpm_max=max(tool["rpm_max"], rpm))
    cut = positive(row, "velocidadeCorte", place, notes)
    if cut is not None:
        tool["feed_cut"] = cut
        if tool["kind"] == "drill":
            tool.update(feed_plunge=cut, feed_ramp=cut)
        tool["feed_reduced"] = min(tool["feed_reduced"], cut)
    plunge = positive(row, "velocidadeEntrada", place, notes)
    if plunge is not None:
        tool.update(feed_plunge=plunge, feed_ramp=plunge)
    reduced = positive(row, "velocidadeReduzida", place, notes)
    if reduced is not None:
        tool["feed_reduced"] = reduced
    angle = positive(row, "anguloEntrada", place, notes)
    if angle is not None and angle < 90:
        tool["ramp_angle"] = angle


def _shape(row: Mapping[str, Any], tool: dict[str, Any], place: str, notes: Notes) -> None:
    if text(row, "sentidoCorte").casefold().startswith("anti"):
        tool["sense"] = "ccw"
    shape = text(row, "tipoFerramenta").casefold()
    if tool["kind"] == "mill" and "v" in re.split(r"[\s\-_]+", shape):
        tool.update(shape="v", angle=90.0)
        notes.add(f"{place}.tipoFerramenta", row["tipoFerramenta"], "antigo_angulo_v")
    if tool["kind"] == "drill":
        tool["boring_head"] = True


def _lines(row: Mapping[str, Any], tool: dict[str, Any], place: str, notes: Notes) -> None:
    """The lines after a tool change; the tool's own where it has some."""
    given = text(row, "comandoExtra")
    for placeholder in unknown("start", given):
        notes.add(f"{place}.comandoExtra", f"[{placeholder}]", "antigo_marcador")
    extra = [line.strip() for line in erased("start", given).splitlines() if line.strip()]
    turn = "M4" if tool["sense"] == "ccw" else "M3"
    if not extra:
        tool["start"] = [f"S[S] {turn}"]
        return
    tool["start"] = extra
    if not any(re.search(r"\bM0*[34]\b", line) for line in extra):
        tool["start"] = [*extra, f"S[S] {turn}"]
        notes.add(f"{place}.comandoExtra", " / ".join(extra), "antigo_fuso")
