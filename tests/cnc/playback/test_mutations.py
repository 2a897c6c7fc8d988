"""Every way we know to spoil a program, a layout or a profile is caught, by its own code."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from core.cnc.playback import prove
from core.geometry import Matrix, Path
from core.messages import known
from core.parts import OperationKind, Part
from tests.support.layouts import drill, place, shape
from tests.support.programs import SHELF, SIDE, TOP, Bench, Writer, bench, tooled

type Spoil = Callable[[Bench], Bench]


def codes(given: Bench) -> set[str]:
    found = prove(given.program, given.sheet, given.parts, given.profile)
    assert all(known(finding.code) for finding in found)
    return {finding.code.removeprefix("prova.") for finding in found}


def text(given: Bench) -> str:
    return given.program.decode("ascii")


def swapped(old: str, new: str, count: int = -1) -> Spoil:
    """Another text in the program's place; the old one must be there."""

    def spoil(given: Bench) -> Bench:
        assert old in text(given)
        return given.with_program(text(given).replace(old, new, count).encode("ascii"))

    return spoil


def without(pattern: str, count: int = 1) -> Spoil:
    def spoil(given: Bench) -> Bench:
        found, times = re.subn(pattern, "", text(given), count=count)
        assert times
        return given.with_program(found.encode("ascii"))

    return spoil


def with_part(part: Part) -> Spoil:
    return lambda given: replace(given, parts={**given.parts, part.id: part})


def moved(x: float = 20.0, rotation: float = 0.0, *, mirrored: bool = False) -> Spoil:
    """The side lies as the program does not mean it."""

    def spoil(given: Bench) -> Bench:
        side, shelf = given.sheet.parts
        lies = place(given.parts[SIDE], 1, x, side.y, rotation, face_down=mirrored)
        lies = tooled(lies, *(operation.tool for operation in side.operations))
        return given.with_sheet(replace(given.sheet, parts=(lies, shelf)))

    return spoil


def sheet(**change: object) -> Spoil:
    return lambda given: given.with_sheet(
        replace(given.sheet, **change)  # type: ignore[arg-type]  # a bag of fields
    )


def last_lines_first(given: Bench) -> Bench:
    """The blind drilling comes when both parts are loose."""
    lines = text(given).split("\r\n")
    begin = lines.index("T13 M6") - 1
    end = lines.index("T12 M6") - 1
    foot = len(lines) - 5
    order = lines[:begin] + lines[end:foot] + lines[begin:end] + ["M15"] + lines[foot:]
    return given.with_program("\r\n".join(order).encode("ascii"))


def stray_groove(given: Bench) -> Bench:
    """A cut in the side's face that no operation asks for."""
    writer = Writer(given.sheet.matrix)
    writer.run([(300.0, 200.0), (350.0, 200.0)], [16.0])
    stray = "\r\n".join(writer.lines)
    return swapped("M5\r\nT1 M6", f"{stray}\r\nM5\r\nT1 M6")(given)


def mirrored_program(given: Bench) -> Bench:
    """Every X counted from the other side of the sheet, arcs with their sense."""

    def mirror(match: re.Match[str]) -> str:
        return f"X{600.0 - float(match[1]):.4f}"

    changed = re.sub(r"X([\d.]+)", mirror, text(given)).replace("G3 I", "G2 I")
    return given.with_program(changed.encode("ascii"))


def shifted_program(by: float) -> Spoil:
    def spoil(given: Bench) -> Bench:
        def shift(match: re.Match[str]) -> str:
            return f"X{float(match[1]) + by:.4f}"

        return given.with_program(re.sub(r"X([\d.]+)", shift, text(given)).encode("ascii"))

    return spoil


def rewritten_loop(by: float) -> Spoil:
    """The side's contour with another distance from it."""

    def spoil(given: Bench) -> Bench:
        loops = {}
        for distance in (3.0, by):
            writer = Writer(given.sheet.matrix)
            box = (20.0 - distance, 20.0 - distance, 420.0 + distance, 320.0 + distance)
            corners = [(220.0, box[1]), (box[0], box[1]), (box[0], box[3]), (box[2], box[3])]
            writer.loop([*corners, (box[2], box[1])], [8.6, -0.2], TOP)
            loops[distance] = "\r\n".join(writer.lines)
        return swapped(loops[3.0], loops[by])(given)

    return spoil


def dropped_operation(given: Bench) -> Bench:
    """The source asks for one hole more than the layout knows."""
    side = given.parts[SIDE]
    more = replace(side, operations=(*side.operations, drill(300.0, 50.0, 8.0, 12.5)))
    return replace(given, parts={**given.parts, SIDE: more})


def flipped_source(given: Bench) -> Bench:
    side = given.parts[SIDE]
    flip = Matrix.mirror_y().then(Matrix.shift(0.0, 300.0))
    flipped = tuple(operation.transformed(flip) for operation in side.operations)
    return replace(given, parts={**given.parts, SIDE: replace(side, operations=flipped)})


def thinner(given: Bench) -> Bench:
    side = replace(given.parts[SIDE], thickness=15.0)
    return replace(given, parts={**given.parts, SIDE: side})


def other_board(given: Bench) -> Bench:
    side = replace(given.parts[SIDE], material="MDF Preto 18mm")
    return replace(given, parts={**given.parts, SIDE: side})


def other_profile(**change: object) -> Spoil:
    return lambda given: replace(
        given,
        profile=given.profile.model_copy(
            update={"frame": given.profile.frame.model_copy(update=change)}
        ),
    )


def one_tool(number: str, **change: object) -> Spoil:
    def spoil(given: Bench) -> Bench:
        tools = tuple(
            tool.model_copy(update=change) if tool.number == number else tool
            for tool in given.profile.tools
        )
        return replace(given, profile=given.profile.model_copy(update={"tools": tools}))

    return spoil


def on_offcut(given: Bench) -> Bench:
    offcut = replace(given.sheet.offcuts[0], y=322.0)
    return given.with_sheet(replace(given.sheet, offcuts=(offcut,)))


def extra_opening(given: Bench) -> Bench:
    """The source has a second cut-out that nobody cuts, and the layout knows it."""
    opening = shape(OperationKind.INSIDE, Path.rectangle(20.0, 20.0, 50.0, 50.0), 18.0)
    shelf = given.parts[SHELF]
    changed = replace(shelf, operations=(*shelf.operations, opening))
    lies = tooled(place(changed, 1, 440.0, 20.0, 90.0), "1", "1")
    found = given.with_sheet(replace(given.sheet, parts=(given.sheet.parts[0], lies)))
    return replace(found, parts={**given.parts, SHELF: changed})


SPOILT: list[tuple[str, Spoil, str]] = [
    ("part shifted in the layout", moved(x=20.5), "contorno_invade"),
    ("program shifted by 0.03", shifted_program(0.03), "peca_deslocada"),
    ("hole shifted", swapped("X530.0000 Y57.0000", "X530.0500 Y57.0000"), "furo_deslocado"),
    ("hole too deep", swapped("G1 Z5.5000", "G1 Z4.5000"), "profundidade"),
    ("hole too shallow", swapped("G1 Z5.5000", "G1 Z5.6000", 1), "profundidade"),
    ("depth taken for Z", swapped("G1 Z5.5000", "G1 Z12.5000"), "profundidade"),
    ("through hole stops short", swapped("G1 Z-0.8000", "G1 Z-0.5000"), "furo_nao_passa"),
    ("groove too deep", swapped("Z15.0000", "Z14.9000"), "profundidade"),
    ("pocket too shallow", swapped("Z12.0000", "Z12.1000"), "operacao_falta"),
    ("missing hole", without(r"G0 X530\.0000 Y57(?:.*\r\n){4}"), "operacao_falta"),
    ("operation only in the source", dropped_operation, "layout_operacoes"),
    ("cut-out that nobody cuts", extra_opening, "operacao_falta"),
    ("drill swapped", swapped("T13 M6", "T14 M6"), "ferramenta_trocada"),
    ("cutter swapped", swapped("T1 M6", "T2 M6"), "ferramenta_trocada"),
    ("unknown tool", swapped("T13 M6", "T99 M6"), "ferramenta_inexistente"),
    ("compensation lost", rewritten_loop(0.0), "contorno_invade"),
    ("compensation too small", rewritten_loop(2.9), "contorno_invade"),
    ("compensation too large", rewritten_loop(3.1), "contorno_falta"),
    ("rapid through the sheet", swapped("G1 Z5.5000 F2000", "G0 Z5.5000", 1), "rapido_na_chapa"),
    ("rapid too low", swapped("G0 Z48.0000\r\nG0 X", "G0 Z30.0000\r\nG0 X", 1), "rapido_baixo"),
    ("rapid below approach", swapped("G0 Z20.0000", "G0 Z19.0000", 1), "rapido_desce_demais"),
    ("mirrored program", mirrored_program, "operacao_falta"),
    ("mirrored part", moved(mirrored=True), "virada_com_face"),
    ("part turned round", moved(rotation=180.0), "operacao_falta"),
    ("flipped drawing", flipped_source, "layout_operacao"),
    ("smaller sheet", sheet(width=500.0), "matriz"),
    ("program of a larger sheet", sheet(length=890.0), "cabecalho_chapa"),
    ("other sheet", sheet(parts=()), "corte_no_refugo"),
    ("missing side", without(r"G1 X277\.0000 Y643\.0000 Z-0\.2.*\r\n"), "contorno_falta"),
    ("spindle off", without(r"S18000 M3\r\n"), "eixo_parado"),
    ("wrong sense", swapped("S4500 M3", "S4500 M4"), "sentido_errado"),
    ("too fast a spindle", swapped("S4500", "S9000"), "rotacao"),
    ("feed too fast", swapped("F7000", "F9000"), "avanco"),
    ("feed missing", swapped(" F2000", "", 1), "avanco"),
    ("feed crawls", swapped("F7000", "F7"), "avanco"),
    ("under z_min", swapped("Z-0.8000", "Z-1.2000"), "abaixo_do_minimo"),
    ("over z_max", swapped("G0 Z48.0000", "G0 Z480.0000", 1), "acima_do_maximo"),
    ("off the table", swapped("X530.0000", "X5300.0000", 1), "fora_da_mesa"),
    ("drilled when loose", last_lines_first, "depois_do_ultimo_passe"),
    ("stray groove", stray_groove, "corte_fora"),
    ("G91", swapped("G90 G17", "G90 G91 G17"), "palavra_intrusa"),
    ("G20", swapped("G21", "G20"), "palavra_intrusa"),
    ("G92 from a template", swapped("M15", "G92 X0\r\nM15"), "palavra_intrusa"),
    ("unknown word", swapped("M15", "M15\r\nM77"), "palavra_desconhecida"),
    ("no G90", swapped("G90 ", ""), "inicio_modal"),
    ("boring head left on", without(r"M15\r\n"), "magazine_ligado"),
    ("boring head off too soon", swapped("T13 M6", "T13 M6\r\nM15"), "magazine_desligado"),
    ("no end", without(r"M30\r\n"), "sem_fim"),
    ("ends turning", without(r"M5\r\n(?=M30)"), "fim_girando"),
    ("more after the end", swapped("M30\r\n", "M30\r\nG0 X0\r\n"), "depois_do_fim"),
    ("change of tool too low", without(r"G0 Z48\.0000\r\n(?=M5\r\nT12)"), "troca_baixa"),
    ("wrong thickness", thinner, "espessura"),
    ("wrong material", other_board, "material"),
    ("matrix of another machine", other_profile(mirror_x=False), "matriz"),
    ("matrix turned", sheet(matrix=Matrix()), "matriz"),
    ("offcut cut into", on_offcut, "sobra_cortada"),
    ("part off the sheet", moved(x=-1.0), "peca_fora_da_chapa"),
    ("parts over each other", moved(x=80.0), "pecas_sobrepostas"),
    ("cutter cannot plunge", one_tool("1", centre_cutting=False), "mergulho"),
    ("cutter too short", one_tool("1", flute_length=15.0), "comprimento_util"),
    ("step too deep", one_tool("1", stepdown=9.0), "passo"),
    ("first pass too shallow", one_tool("1", up_cut_length=12.0), "primeiro_passe"),
    ("ramp too steep", one_tool("1", ramp_angle=4.0), "rampa"),
    ("drill of another size", one_tool("13", diameter=8.3), "furo_diametro"),
    ("worn cutter not measured", one_tool("1", measured=5.9), "contorno_diferente"),
    ("line ends", swapped("\r\nM30", "\nM30"), "fim_de_linha"),
]


@pytest.mark.parametrize(("spoil", "code"), [s[1:] for s in SPOILT], ids=[s[0] for s in SPOILT])
def test_each_is_caught(spoil: Spoil, code: str) -> None:
    found = codes(spoil(bench()))

    assert code in found, found


def test_ending_low_is_caught() -> None:
    given = bench()
    ending = "G0 Z48.0000\r\nG0 Z48.0000\r\nM5\r\nM30"
    low = swapped(ending, ending.replace("Z48", "Z30"))(given)

    assert codes(low) == {"fim_baixo"}


def test_a_skin_and_tabs_are_what_the_rule_says() -> None:
    given = bench()
    for rule in ({"release": "skin", "skin": 0.3}, {"release": "tabs", "tabs": 3}):
        cutting = given.profile.cutting.model_validate(
            {**given.profile.cutting.model_dump(), "releases": [rule]}
        )
        held = replace(given, profile=given.profile.model_copy(update={"cutting": cutting}))

        assert codes(held) == {"pele" if rule["release"] == "skin" else "pontes"}
