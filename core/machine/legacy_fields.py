"""`config_maquina`: the machine itself, its labels, its templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.machine.legacy_values import Notes, flag, number, positive, text
from core.machine.placeholders import erased, unknown

PLACE = "config_maquina"

_TEXTS = {
    "nome": ("name",),
    "fabricante": ("maker",),
    "modelo": ("model",),
    "xHoming": ("homing_x",),
    "yHoming": ("homing_y",),
    "zHoming": ("homing_z",),
    "introducao": ("templates", "introducao"),
    "cabecalho": ("templates", "cabecalho"),
    "trocaFerramenta": ("templates", "troca_ferramenta"),
    "rodape": ("templates", "rodape"),
    "furos": ("templates", "furos"),
    "comandoFinalFuros": ("templates", "comando_final_furos"),
    "movRapida": ("templates", "mov_rapida"),
    "primeiraMovCorte": ("templates", "primeira_mov_corte"),
    "movCorte": ("templates", "mov_corte"),
    "movCorteHorario": ("templates", "mov_corte_horario"),
    "movCorteAntiHorario": ("templates", "mov_corte_anti_horario"),
}
_LENGTHS = {
    "comprimentoX": ("frame", "table_x"),
    "comprimentoY": ("frame", "table_y"),
    "movimentacaoZ": ("frame", "z_max"),
    "zSeguranca": ("heights", "clear"),
    "zAntesTrabalho": ("heights", "approach"),
    "tamanhoEtiquetadoraX": ("labels", "length"),
    "tamanhoEtiquetadoraY": ("labels", "width"),
}
_NUMBERS = {
    "xOffsetChapa": ("labels", "offset_x"),
    "yOffsetChapa": ("labels", "offset_y"),
    "xOffsetReferencia": ("frame", "offset_x"),
    "yOffsetReferencia": ("frame", "offset_y"),
}
_TRIMS = {
    "refiloInferior": ("trim_bottom", "refilo_inferior"),
    "refiloSuperior": ("trim_top", "refilo_superior"),
    "refiloEsquerda": ("trim_left", "refilo_esquerda"),
    "refiloDireita": ("trim_right", "refilo_direita"),
}
_NO_MEANING = (
    "trocaRapidaBrocas",
    "cantosExternosRetos",
    "reduzirVelocidadeCurvas",
    "posicaoXRotacaoEtiqueta",
    "posicaoYRotacaoEtiqueta",
    "tamanhoMinimoPeca",
    "mostrarNomeMaterial",
    "toleranciaCorte",
    "primeiraMovCorteHorario",
    "primeiraMovCorteAntiHorario",
)
"""Saved and never used by the old system, and no rule of a profile answers to them."""
_ONE_CHOICE = {
    "pontoReferenciaChapa": "Esquerda Superior",
    "pontoOrigemEtiqueta": "Esquerda Superior",
    "cantoReferencia": "Esquerda Inferior",
    "cantoReferenciaOtimizacao": "Esquerda Inferior",
    "formatoImagemChapa": "BMP",
    "formatoImagemEtiqueta": "BMP",
}
_HANDLED = {
    *_TEXTS,
    *_LENGTHS,
    *_NUMBERS,
    *_TRIMS,
    *(alias for _, alias in _TRIMS.values()),
    *_NO_MEANING,
    *_ONE_CHOICE,
    "possuiEtiquetadora",
    "removerComentarios",
    "extensaoArquivo",
    "tamanhoNomeArquivo",
    "fimDeLinha",
    "casasDecimais",
    "anguloRotacaoChapa",
    "inverterXChapa",
    "inverterYChapa",
    "rotacionarEtiquetaHorario",
    "layoutEtiqueta",
    "inverterXReferencia",
    "inverterYReferencia",
    "espacoEntrePecas",
    "comprimentoMinSobra",
    "larguraMinSobra",
    "ordenarChapasEspessura",
    "id",
}
_STANDARD_M = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 30}
_COMMENT = re.compile(r"\([^()]*\)|\[[^\]]*\]|;.*")


def read_machine(row: Mapping[str, Any], values: dict[str, Any], notes: Notes) -> None:
    """Put the machine's own settings into the profile's values."""
    for key, path in _TEXTS.items():
        _set_text(row, key, path, values, notes)
    for key, path in _LENGTHS.items():
        _set(values, path, positive(row, key, PLACE, notes))
    for key, path in _NUMBERS.items():
        _set(values, path, number(row, key, PLACE, notes))
    _trims(row, values, notes)
    _files(row, values, notes)
    _labels(row, values, notes)
    _offcuts(row, values, notes)
    _codes(values, notes)
    for key in _NO_MEANING:
        notes.add(f"{PLACE}.{key}", row.get(key), "antigo_sem_uso")
    for key, choice in _ONE_CHOICE.items():
        if text(row, key) not in ("", choice):
            notes.add(f"{PLACE}.{key}", row.get(key), "antigo_escolha")
    for key in ("inverterXReferencia", "inverterYReferencia"):
        if flag(row, key):
            notes.add(f"{PLACE}.{key}", row[key], "antigo_espelho")
    for key in row:
        if key not in _HANDLED:
            notes.add(f"{PLACE}.{key}", row[key], "antigo_campo")


def _set(values: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    if value is None:
        return
    for step in path[:-1]:
        values = values[step]
    values[path[-1]] = value


def _set_text(
    row: Mapping[str, Any],
    key: str,
    path: tuple[str, ...],
    values: dict[str, Any],
    notes: Notes,
) -> None:
    if key not in row or row[key] is None:
        return
    given = str(row[key]).replace("\r\n", "\n").replace("\r", "\n")
    if path[0] == "templates":
        for placeholder in unknown(path[1], given):
            # the old program took out what it did not know (production rule 2.8)
            notes.add(f"{PLACE}.{key}", f"[{placeholder}]", "antigo_marcador")
        given = erased(path[1], given)
    # an empty template always meant the built-in one, but for the drilling text
    if given.strip() or key == "furos":
        _set(values, path, given if path[0] == "templates" else given.strip())


def _trims(row: Mapping[str, Any], values: dict[str, Any], notes: Notes) -> None:
    for key, (name, alias) in _TRIMS.items():
        used = key if text(row, key) else alias
        found = number(row, used, PLACE, notes)
        if found is not None and found < 0:
            notes.add(f"{PLACE}.{used}", row[used], "antigo_faixa")
        else:
            _set(values, ("nesting", name), found)


def _files(row: Mapping[str, Any], values: dict[str, Any], notes: Notes) -> None:
    files = values["files"]
    extension = text(row, "extensaoArquivo")
    if extension:
        files["extension"] = extension if extension.startswith(".") else f".{extension}"
    for key, name, low, high in (
        ("tamanhoNomeArquivo", "name_length", 8, 255),
        ("casasDecimais", "decimals", 2, 6),
    ):
        found = number(row, key, PLACE, notes)
        if found is not None:
            files[name] = int(min(max(found, low), high))
            if files[name] != found:
                notes.add(f"{PLACE}.{key}", row[key], "antigo_limite")
    if text(row, "fimDeLinha"):
        windows = text(row, "fimDeLinha").casefold() in {"windows", "crlf", "dos"}
        files["line_end"] = "\r\n" if windows else "\n"
    if flag(row, "removerComentarios"):
        files["comments"] = False


def _labels(row: Mapping[str, Any], values: dict[str, Any], notes: Notes) -> None:
    labels = values["labels"]
    if "possuiEtiquetadora" in row:
        labels["applicator"] = flag(row, "possuiEtiquetadora")
    turn = re.search(r"\d+", text(row, "anguloRotacaoChapa"))
    if turn and int(turn.group()) in (0, 90, 180, 270):
        labels["sheet_image_turn"] = int(turn.group())
    labels["sheet_image_mirror_x"] = flag(row, "inverterXChapa")
    labels["sheet_image_mirror_y"] = flag(row, "inverterYChapa")
    if flag(row, "rotacionarEtiquetaHorario"):
        labels["rotation"] = 270.0  # a quarter clockwise, counted counter-clockwise
    entries = row.get("layoutEtiqueta")
    if isinstance(entries, list):
        labels["layout"] = [found for entry in entries if (found := _field(entry, notes))]


def _field(entry: object, notes: Notes) -> dict[str, Any] | None:
    if not isinstance(entry, Mapping) or not text(entry, "campo"):
        notes.add(f"{PLACE}.layoutEtiqueta", str(entry), "antigo_campo")
        return None
    place = f"{PLACE}.layoutEtiqueta.{text(entry, 'campo')}"
    x, y = number(entry, "x", place, notes), number(entry, "y", place, notes)
    return {"field": text(entry, "campo"), "x": x or 0.0, "y": y or 0.0}


def _offcuts(row: Mapping[str, Any], values: dict[str, Any], notes: Notes) -> None:
    length = positive(row, "comprimentoMinSobra", PLACE, notes)
    width = positive(row, "larguraMinSobra", PLACE, notes)
    sides = [side for side in (length, width) if side is not None]
    if sides:
        values["nesting"]["offcut_side"] = min(sides)
    if length and width:
        values["nesting"]["offcut_area"] = length * width
    order = text(row, "ordenarChapasEspessura").casefold()
    if order:
        values["labels"]["order"] = "descending" if order.startswith("decr") else "ascending"


def _codes(values: dict[str, Any], notes: Notes) -> None:
    """Machine words of the imported templates that nobody has explained yet."""
    known = {code["word"] for code in values["codes"]}
    for name, template in values["templates"].items():
        for digits in re.findall(r"\bM0*(\d+)", _COMMENT.sub("", template)):
            word = f"M{digits}"
            if int(digits) in _STANDARD_M or word in known:
                continue
            known.add(word)
            values["codes"].append(
                {"word": word, "effect": "none", "meaning": "do sistema antigo: confira o efeito"}
            )
            notes.add(f"{PLACE}.{name}", word, "antigo_codigo")
