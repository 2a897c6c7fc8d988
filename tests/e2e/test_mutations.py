"""The whole way of a real batch, spoilt at every stage; each spoiling is caught by its own code.

The run is clean before, so every finding is the spoiling's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.geometry import Matrix
from core.layout.model import Offcut
from core.messages import known
from core.parts import Face, OperationKind, Part
from core.pipeline.export import export
from core.pipeline.nesting import nest
from core.pipeline.report import Outcome
from tests.support.mutations import (
    WHEN,
    Run,
    blocks,
    edited,
    flipped,
    focus,
    judged,
    mapped_words,
    moved,
    on_operations,
    source_folder,
    whole_run,
    with_frame,
    with_tool,
)

type Spoil = Callable[[Run], Run]

DOORS = "Grafite"
WORKTOP = "Nogueira"
BACK = "HDF"
WHITE = "Branco Tx 18"


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return whole_run(source_folder(tmp_path_factory.mktemp("mutations") / "fonte"))


@pytest.fixture(scope="session")
def doors(whole: Run) -> Run:
    return focus(whole, DOORS, WORKTOP)


# --- programs ---------------------------------------------------------------------------------


def program(change: Callable[[str], str]) -> Spoil:
    """Another text in place of the doors' program."""

    def spoil(run: Run) -> Run:
        text = change(run.text)
        assert text != run.text
        return run.with_text(text)

    return spoil


def lines(pattern: str, new: str, *, after: str = "", count: int = 1) -> Spoil:
    return lambda run: edited(run, pattern, new, after=after, count=count)


def one_door_shifted(text: str) -> str:
    """The last contour, which is one door's, three hundredths aside."""
    at = text.rindex("G0 Z20.0000")
    start = text.rindex("G0 Z48.0000", 0, at)
    end = text.index("G0 Z48.0000", at)
    return text[:start] + mapped_words(text[start:end], "Y", lambda y: y + 0.03) + text[end:]


def uncompensated(run: Run) -> Run:
    """The cutter's centre runs on the doors' nominal edges."""
    sheet = run.sheet
    edges: list[tuple[float, float]] = []
    for lies in sheet.parts:
        x0, y0, x1, y1 = lies.outline.transformed(sheet.matrix).bounds
        edges += [(x0, y0), (x1, y1)]
    *others, contour = blocks(run.text)

    def nominal(at: int) -> Callable[[float], float]:
        wanted = sorted({round(edge[at], 4) for edge in edges})

        def pull(value: float) -> float:
            near = min(wanted, key=lambda edge: abs(edge - value))
            return near if abs(near - value) < 3.5 else value

        return pull

    contour = re.sub(r"^G[23] (.*?) I.*?(?=\r?$)", r"G1 \1", contour, flags=re.MULTILINE)
    contour = mapped_words(mapped_words(contour, "X", nominal(0)), "Y", nominal(1))
    return run.with_text("".join(others) + contour)


def mirrored(text: str) -> str:
    """X from the other side of the machine, arcs with their sense and their centres."""
    text = mapped_words(text, "X", lambda x: 1850.0 - x)
    text = mapped_words(text, "I", lambda i: -i)
    return re.sub(r"^G([23])(?= )", lambda m: f"G{5 - int(m[1])}", text, flags=re.MULTILINE)


def exchanged_programs(run: Run) -> Run:
    one, other = (sheet.program for sheet in run.layout.sheets)
    return run.with_file(one, run.files[other]).with_file(other, run.files[one])


def drilled_last(text: str) -> str:
    """The hinge holes come when the doors are loose."""
    head, *tools = blocks(text)
    foot = tools[-1].rindex("(---")
    return head + "".join([*tools[1:-1], tools[-1][:foot], tools[0], tools[-1][foot:]])


def drill_swapped(text: str) -> str:
    return text.replace("M6 T17", "M6 T16")


def first_hole_gone(text: str) -> str:
    start = re.search(r"^G0 X[\d.]+ Y[\d.]+\r?\nG0 Z20", text, re.MULTILINE)
    assert start
    at = start.start()
    plunge = text.index("G1 Z", at)
    # only the plunge goes: the moves between the holes stay as they are
    return text[:plunge] + text[text.index("\n", plunge) + 1 :]


def side_gone(text: str) -> str:
    """The last pass leaves out one long side of the last door."""
    at = text.rindex("G1 X")
    before, after = text[:at], text[at:]
    cut = after[after.index("\n") + 1 :]
    return before + cut


CONTOUR = "FRESA 6"

PROGRAMS: list[tuple[str, Spoil, str]] = [
    (
        "program shifted",
        program(lambda t: mapped_words(t, "X", lambda x: x + 0.05)),
        "prova.peca_deslocada",
    ),
    ("one part shifted in the program", program(one_door_shifted), "prova.peca_deslocada"),
    ("hole too deep", lines(r"G1 Z6\.5000", "G1 Z5.5000"), "prova.profundidade"),
    ("hole too shallow", lines(r"G1 Z17\.0000", "G1 Z17.1000"), "prova.profundidade"),
    ("contour stops above the table", lines(r"Z-0\.2000", "Z0.3000"), "prova.contorno_falta"),
    ("operation missing", program(first_hole_gone), "prova.operacao_falta"),
    ("tool swapped", program(drill_swapped), "prova.ferramenta_trocada"),
    ("compensation lost", uncompensated, "prova.contorno_invade"),
    (
        "rapid through the sheet",
        lines(r"^G1 (Y\S+ Z-0\.2000) F\S+", r"G0 \1"),
        "prova.rapido_na_chapa",
    ),
    ("no retract between holes", lines(r"^G0 Z48\.0000\r\n(?=G0 Y)", ""), "prova.rapido_na_chapa"),
    ("mirrored program", program(mirrored), "prova.operacao_falta"),
    ("programs exchanged", exchanged_programs, "prova.cabecalho_chapa"),
    ("contour side missing", program(side_gone), "prova.contorno_falta"),
    ("spindle off", lines(r"^S18000 M3\r\n", ""), "prova.eixo_parado"),
    ("M5 before the contour", lines(r"^\(PECAS", "M5\r\n(PECAS"), "prova.eixo_parado"),
    ("below z_min", lines(r"Z-0\.2000", "Z-1.5000"), "prova.abaixo_do_minimo"),
    ("drilled after the last pass", program(drilled_last), "prova.depois_do_ultimo_passe"),
    ("program cut short", program(lambda t: t[: t.rindex("G1 ")]), "prova.sem_fim"),
    ("decimal lost", lines(r"X1817\.5000", "X181.7500"), "prova.operacao_falta"),
    ("G20", lines(r"G21", "G20"), "prova.palavra_intrusa"),
    (
        "G91 on the way",
        lines(r"^G0 Z48\.0000", "G91\r\nG0 Z48.0000", after="M6"),
        "prova.palavra_intrusa",
    ),
    ("feed 0", lines(r"F2000\.0000", "F0"), "prova.avanco"),
    ("no feed", lines(r" F1500\.0000", "", after="BROCA 35"), "prova.avanco"),
    ("spindle the other way", lines(r"S3000 M3", "S3000 M4"), "prova.sentido_errado"),
]

# --- layouts ----------------------------------------------------------------------------------


def door_moved(**where: float | bool) -> Spoil:
    def spoil(run: Run) -> Run:
        first, *others = run.sheet.parts
        changed = moved(run.part(first), first, **where)  # type: ignore[arg-type]  # a bag
        return run.with_lying(changed, *others)

    return spoil


def turned_alone(run: Run) -> Run:
    """The outline is turned by 90 degrees, the operations stay where they were."""
    first, *others = run.sheet.parts
    turned = moved(run.part(first), first, rotation=90.0)
    return run.with_lying(replace(turned, operations=first.operations), *others)


def mirrored_outline(run: Run) -> Run:
    """All operations of a door mirrored on the layout."""
    first, *others = run.sheet.parts
    part = flipped(run.part(first))
    return run.with_lying(moved(part, first), *others)


def twice(run: Run) -> Run:
    first, *others = run.sheet.parts
    return run.with_lying(first, first, *others)


def dropped(run: Run) -> Run:
    return run.with_lying(*run.sheet.parts[1:])


def wrong_offcut(run: Run) -> Run:
    lies = run.sheet.parts[0]
    offcut = Offcut(x=lies.x + 50.0, y=lies.y, length=300.0, width=400.0, name="004S01")
    return run.with_sheet(replace(run.sheet, offcuts=(offcut,)))


def sheet_change(**change: object) -> Spoil:
    return lambda run: run.with_sheet(
        replace(run.sheet, **change)  # type: ignore[arg-type]  # a bag of fields
    )


def other_code(run: Run) -> Run:
    first, second = run.sheet.parts
    return run.with_lying(replace(first, code=second.code), replace(second, code=first.code))


def dropped_operation(run: Run) -> Run:
    first, *others = run.sheet.parts
    return run.with_lying(replace(first, operations=first.operations[1:]), *others)


LAYOUTS: list[tuple[str, Spoil, str]] = [
    ("part shifted in the layout", door_moved(x=10.5), "prova.contorno_invade"),
    ("part shifted by a hair", door_moved(x=10.03), "prova.peca_deslocada"),
    ("part laid face down", door_moved(face_down=True), "prova.virada_com_face"),
    ("operations mirrored in the layout", mirrored_outline, "prova.layout_operacao"),
    ("part turned, operations left", turned_alone, "prova.layout_operacao"),
    ("part turned against the grain", door_moved(rotation=90.0), "geral.veio_girado"),
    ("part turned by 180", door_moved(rotation=180.0), "prova.operacao_falta"),
    ("copy twice", twice, "prova.copia_repetida"),
    ("operation dropped in the layout", dropped_operation, "prova.layout_operacoes"),
    ("pieces exchanged", other_code, "prova.codigo_errado"),
    ("offcut claimed over a part", wrong_offcut, "prova.sobra_cortada"),
    ("sheet thinner", sheet_change(thickness=15.0), "prova.espessura"),
    ("sheet of another material", sheet_change(material="MDF Preto 18mm"), "prova.material"),
    ("sheet smaller", sheet_change(length=1400.0), "prova.peca_fora_da_chapa"),
]

# --- labels and lists -------------------------------------------------------------------------


def cyc(change: Callable[[str, Run], str]) -> Spoil:
    def spoil(run: Run) -> Run:
        name = run.sheet.program.replace(".nc", ".cyc")
        text = run.files[name].decode()
        changed = change(text, run)
        assert changed != text
        return run.with_file(name, changed.encode())

    return spoil


def without_first(text: str, _: Run) -> str:
    return re.sub(r"<Cycle .*?</Cycle>", "", text, count=1, flags=re.DOTALL)


def doubled_first(text: str, _: Run) -> str:
    return re.sub(r"(<Cycle .*?</Cycle>)", r"\1\1", text, count=1, flags=re.DOTALL)


def on_a_hole(text: str, run: Run) -> str:
    lies = run.sheet.parts[0]
    hole = next(one for one in lies.operations if (one.diameter or 0.0) > 30.0)
    x, y = run.sheet.matrix.apply(hole.path.start)
    text = re.sub(r'Value="[^"]*" Name="X"', f'Value="{x:.1f}" Name="X"', text, count=1)
    return re.sub(r'Value="[^"]*" Name="Y"', f'Value="{y:.1f}" Name="Y"', text, count=1)


def names_exchanged(text: str, run: Run) -> str:
    one, two = (lies.code for lies in run.sheet.parts)
    return text.replace(one, "#").replace(two, one).replace("#", two)


def pictures_exchanged(run: Run) -> Run:
    one, two = (f"{lies.code}.bmp" for lies in run.sheet.parts)
    return run.with_file(one, run.files[two]).with_file(two, run.files[one])


def listed(change: Callable[[str, Run], str]) -> Spoil:
    def spoil(run: Run) -> Run:
        name = next(name for name in run.files if name.endswith(".xml"))
        return run.with_file(name, change(run.files[name].decode(), run).encode())

    return spoil


def program_in_list(text: str, run: Run) -> str:
    one, other = (sheet.program for sheet in run.layout.sheets)
    return text.replace(one, other, 1)


def without_file(suffix: str) -> Spoil:
    def spoil(run: Run) -> Run:
        name = next(n for n in run.files if n.endswith(suffix))
        return replace(run, files={k: v for k, v in run.files.items() if k != name})

    return spoil


def picture_broken(run: Run) -> Run:
    return run.with_file(f"{run.sheet.parts[0].code}.bmp", b"BM")


LABELS: list[tuple[str, Spoil, str]] = [
    ("label picture broken", picture_broken, "geral.etiqueta_de_outra"),
    ("copy missing in the .cyc", cyc(without_first), "prova.cyc_sem_peca"),
    ("copy twice in the .cyc", cyc(doubled_first), "prova.cyc_repetido"),
    ("label on a hole", cyc(on_a_hole), "prova.cyc_furo"),
    ("labels of two pieces exchanged in the .cyc", cyc(names_exchanged), "prova.cyc_posicao"),
    ("label pictures of two pieces exchanged", pictures_exchanged, "geral.etiqueta_de_outra"),
    ("list names another program", listed(program_in_list), "prova.lista_chapa"),
    ("program missing", without_file(".nc"), "prova.programa_falta"),
    ("positions missing", without_file(".cyc"), "prova.cyc_falta"),
]

# --- machine ----------------------------------------------------------------------------------


MACHINES: list[tuple[str, Spoil, str]] = [
    ("mirror of X off", lambda run: with_frame(run, mirror_x=False), "prova.matriz"),
    ("axes not swapped", lambda run: with_frame(run, swap_axes=False), "prova.matriz"),
    ("origin elsewhere", lambda run: with_frame(run, offset_x=5.0), "prova.matriz"),
    ("a left hand", lambda run: with_frame(run, mirror_x=False, left_handed=True), "prova.matriz"),
    ("Z from the top", lambda run: with_frame(run, z_zero="top"), "prova.contorno_falta"),
    (
        "cutter measured thinner",
        lambda run: with_tool(run, ["1"], measured=5.9),
        "prova.contorno_diferente",
    ),
    (
        "drill of another size",
        lambda run: with_tool(run, ["17"], diameter=36.0),
        "prova.furo_diametro",
    ),
    (
        "cutter too short",
        lambda run: with_tool(run, ["1"], flute_length=15.0),
        "prova.comprimento_util",
    ),
]

# --- the import -------------------------------------------------------------------------------


def on_parts(label: str, change: Callable[[Part], Part | None]) -> Spoil:
    """The import made something else of one part."""

    def spoil(run: Run) -> Run:
        assert any(part.label.endswith(label) for part in run.parts.values())
        return run.with_parts(lambda part: change(part) if part.label.endswith(label) else part)

    return spoil


def layer_dropped(part: Part) -> Part:
    layers = [one.layer for one in part.operations if one.face is Face.TOP]
    return on_operations(part, lambda one: None if one.layer == layers[0] else one)


def one_hole_dropped(part: Part) -> Part:
    return replace(part, operations=part.operations[1:])


def deeper(part: Part) -> Part:
    return on_operations(part, lambda one: replace(one, depth=one.depth + 1.0))


def groove_wider(part: Part) -> Part:
    return on_operations(part, lambda one: replace(one, width=one.width and one.width + 1.0))


def grooves_flipped(part: Part) -> Part:
    found = flipped(part).operations
    both = zip(part.operations, found, strict=True)
    chosen = (new if old.kind is OperationKind.GROOVE else old for old, new in both)
    return replace(part, operations=tuple(chosen))


def outline_flipped(part: Part) -> Part:
    return replace(part, outline=part.outline.transformed(Matrix(d=-1.0, ty=part.width)))


def materials_exchanged(run: Run) -> Run:
    door = next(p for p in run.parts.values() if DOORS in p.material)
    side = next(p for p in run.parts.values() if WHITE in p.material)
    given = {door.id: side.material, side.id: door.material}
    return run.with_parts(lambda p: replace(p, material=given.get(p.id, p.material)))


IMPORTS: list[tuple[str, Spoil, str]] = [
    ("all operations flipped", lambda run: run.with_parts(flipped), "censo.posicao"),
    ("a groove flipped", on_parts("103", grooves_flipped), "censo.forma"),
    ("an outline flipped", on_parts("705", outline_flipped), "censo.forma"),
    ("a layer dropped", on_parts("107", layer_dropped), "censo.furos"),
    ("a groove layer dropped", on_parts("103", layer_dropped), "censo.camada"),
    ("a hole dropped", on_parts("107", one_hole_dropped), "censo.furos"),
    ("wrong depth read", on_parts("107", deeper), "censo.medidas"),
    ("wrong width read", on_parts("103", groove_wider), "censo.medidas"),
    ("wrong thickness", on_parts("107", lambda p: replace(p, thickness=17.9)), "censo.lista"),
    (
        "sides exchanged",
        on_parts("103", lambda p: replace(p, length=p.width, width=p.length)),
        "censo.lista",
    ),
    ("materials exchanged", materials_exchanged, "censo.lista"),
    ("a part lost", on_parts("105", lambda _: None), "censo.lista_linha"),
    (
        "a copy lost",
        on_parts("104", lambda p: replace(p, pieces=p.pieces[:1])),
        "censo.lista_linha",
    ),
]

# --- nesting ----------------------------------------------------------------------------------


def door_nested(*, x: float, y: float = 10.0, rotation: float = 0.0) -> Spoil:
    """The engine had placed the second door otherwise."""

    def spoil(run: Run) -> Run:
        solution, *others = run.solutions
        nested, *sheets = solution.sheets
        first, second = sorted(nested.placements, key=lambda one: (one.x, one.y))
        placements = (first, replace(second, x=x, y=y, rotation=rotation))
        changed = replace(solution, sheets=(replace(nested, placements=placements), *sheets))
        return replace(run, solutions=(changed, *others))

    return spoil


def door_forgotten(run: Run) -> Run:
    solution, *others = run.solutions
    nested, *sheets = solution.sheets
    fewer = replace(nested, placements=nested.placements[:1], leftovers=())
    return replace(run, solutions=(replace(solution, sheets=(fewer, *sheets)), *others))


NESTINGS: list[tuple[str, Spoil, str]] = [
    ("spacing violated", door_nested(x=714.0), "nesting.perto_demais"),
    ("parts over each other", door_nested(x=600.0), "nesting.sobreposicao"),
    ("grain violated", door_nested(x=800.0, rotation=90.0), "nesting.giro_proibido"),
    ("trim violated", door_nested(x=715.0, y=9.0), "nesting.fora_da_chapa"),
    ("copy forgotten", door_forgotten, "nesting.contagem"),
]

EVERY = [
    *(("program: " + name, spoil, code) for name, spoil, code in PROGRAMS),
    *(("layout: " + name, spoil, code) for name, spoil, code in LAYOUTS),
    *(("labels: " + name, spoil, code) for name, spoil, code in LABELS),
    *(("machine: " + name, spoil, code) for name, spoil, code in MACHINES),
    *(("import: " + name, spoil, code) for name, spoil, code in IMPORTS),
    *(("nesting: " + name, spoil, code) for name, spoil, code in NESTINGS),
]


def test_the_clean_run_has_no_finding(whole: Run, doors: Run) -> None:
    assert judged(whole) == set()
    assert judged(doors) == set()


@pytest.mark.parametrize(("spoil", "code"), [e[1:] for e in EVERY], ids=[e[0] for e in EVERY])
def test_each_is_caught(doors: Run, spoil: Spoil, code: str) -> None:
    found = judged(spoil(doors))

    assert code in found, sorted(found)
    assert all(known(one) for one in found)


def test_a_part_dropped_between_import_and_layout_is_caught(whole: Run) -> None:
    found = judged(dropped(whole))

    assert {"prova.copia_perdida", "prova.importacao_difere"} <= found


def test_an_import_that_is_spoilt_consistently_is_not_written(whole: Run, tmp_path: Path) -> None:
    """Layout and programs are made of the flipped parts, so only the raw drawings can tell."""
    spoilt = whole.with_parts(flipped)
    chosen = spoilt.settings

    done = export(
        spoilt.result, nest(spoilt.result.batch, chosen), chosen, tmp_path / "r", created=WHEN
    )

    assert done.outcome is Outcome.PROOF_FAILED
    assert [file.name for file in (tmp_path / "r").iterdir()] == ["report.json"]
    codes = {one["code"] for one in done.report["proof"]["findings"]}
    assert codes == {"censo.posicao", "censo.forma"}
