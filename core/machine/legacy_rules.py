"""`config_cortes` and `config_layers`: how parts are cut out and what layers mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.machine.legacy_values import Notes, flag, number, positive, text

CUTS = "config_cortes"
LAYERS = "config_layers"
MACHINE = "config_maquina"

_STRATEGIES = {
    "por dentro": "inside",
    "por fora": "outside",
    "desbaste": "pocket",
    "linha": "line",
}
_HOLE = re.compile(r"FURO_", re.IGNORECASE)
_MACHINING = re.compile(r"FURO|RASGO|USINAR|PUXADORCAVA|CORTE45", re.IGNORECASE)


def read_cuts(
    rows: Sequence[Mapping[str, Any]],
    machine: Mapping[str, Any],
    values: dict[str, Any],
    notes: Notes,
) -> None:
    """The default cut setting, the spoilboard entry and the gap between parts."""
    chosen = next((row for row in rows if flag(row, "padrao")), rows[0] if rows else None)
    for index, row in enumerate(rows):
        if row is chosen:
            _cut(row, f"{CUTS}[{index}]", values, notes)
        else:
            notes.add(f"{CUTS}[{index}]", text(row, "tamanhoMaximo") or index, "antigo_regra")
    _gap(machine, values, notes)


def _cut(row: Mapping[str, Any], place: str, values: dict[str, Any], notes: Notes) -> None:
    cutting = values["cutting"]
    cutting["small_parts_first"] = flag(row, "ordenarPecas", default=cutting["small_parts_first"])
    cutting["climb"] = flag(row, "corteConcordante", default=cutting["climb"])
    for key, name in (("ferramenta", "contour_tool"), ("ferramentaGrossa", "thick_contour_tool")):
        _choose(row, key, name, place, values, notes)
    if flag(row, "configurarUltimoPasso"):
        _last_pass(row, place, values, notes)
    slow = number(row, "distanciaVelReduzida", place, notes)
    if slow is not None and slow >= 0:
        cutting["reduced_feed_before_end"] = slow
    if number(row, "tamanhoMaximo", place, notes):
        notes.add(f"{place}.tamanhoMaximo", row["tamanhoMaximo"], "antigo_sem_uso")


def _choose(
    row: Mapping[str, Any],
    key: str,
    name: str,
    place: str,
    values: dict[str, Any],
    notes: Notes,
) -> None:
    wanted = text(row, key).casefold()
    if not wanted:
        return
    for tool in values["tools"]:
        if wanted in (tool["number"].casefold(), tool["name"].casefold()):
            values["cutting"][name] = tool["number"]
            return
    notes.add(f"{place}.{key}", row[key], "antigo_ferramenta")


def _last_pass(row: Mapping[str, Any], place: str, values: dict[str, Any], notes: Notes) -> None:
    depth = positive(row, "profundidadeUltimoPasso", place, notes)
    if depth is not None and flag(row, "agruparUltimoPasso"):
        values["cutting"]["skin_before_release"] = depth
    elif depth is not None:
        notes.add(f"{place}.profundidadeUltimoPasso", depth, "antigo_ultimo_passo")
    for key in ("ferramentaUltimoPasso", "ferramentaGrossaUltimoPasso"):
        notes.add(f"{place}.{key}", row.get(key), "antigo_ultimo_passo")


def _gap(machine: Mapping[str, Any], values: dict[str, Any], notes: Notes) -> None:
    """`espacoEntrePecas` is the whole gap; a profile keeps what exceeds the cutter."""
    gap = number(machine, "espacoEntrePecas", MACHINE, notes)
    if gap is None:
        return
    wanted = values["cutting"]["contour_tool"]
    cutter = next(tool for tool in values["tools"] if tool["number"] == wanted)
    values["nesting"]["margin"] = max(0.0, gap - (cutter["measured"] or cutter["diameter"]))
    if gap < cutter["diameter"]:
        notes.add(f"{MACHINE}.espacoEntrePecas", machine["espacoEntrePecas"], "antigo_espaco")


def read_layers(rows: Sequence[Mapping[str, Any]], values: dict[str, Any], notes: Notes) -> None:
    """What the factory registered for exact layer names."""
    found: dict[str, dict[str, Any]] = {}
    for index, row in enumerate(rows):
        name, place = text(row, "nome"), f"{LAYERS}[{index}]"
        if not name:
            notes.add(place, index, "antigo_sem_nome")
        elif name.casefold() in found:
            notes.add(place, name, "antigo_repetida")
        elif _MACHINING.search(name) and not _is_operation(row):
            notes.add(place, name, "antigo_tipo")
        else:
            found[name.casefold()] = _layer(row, name, place, notes)
    values["layers"] = list(found.values())


def _layer(row: Mapping[str, Any], name: str, place: str, notes: Notes) -> dict[str, Any]:
    for key in ("cortarSobras", "rotacao", "espessura"):
        notes.add(f"{place}.{key}", row.get(key), "antigo_sem_uso")
    if not _is_operation(row):
        is_part = (
            text(row, "tipo").casefold().startswith("pe")
            and text(row, "pecaOuSobra").casefold() != "sobra"
        )
        return {"layer": name, "kind": "outline" if is_part else "ignore"}
    found: dict[str, Any] = {"layer": name, "kind": _kind(row, name)}
    depth = number(row, "profundidade", place, notes)
    if depth is not None and depth > 0:
        found["depth"] = depth
    if text(row, "ferramenta"):
        found["tool"] = text(row, "ferramenta")
    return found


def _is_operation(row: Mapping[str, Any]) -> bool:
    return text(row, "tipo").casefold().startswith("opera")


def _kind(row: Mapping[str, Any], name: str) -> str | None:
    """What the strategy says; None leaves it to the layer's name."""
    strategy = _STRATEGIES.get(text(row, "estrategia").casefold())
    # the old screens gave every hole the strategy "Por Dentro"
    return None if _HOLE.match(name) and strategy == "inside" else strategy
