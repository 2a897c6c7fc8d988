from pathlib import Path

import pytest

from core.formats.bpp import Board, read_bpp
from core.formats.preset import BppFace, ImportPreset
from core.formats.report import ItemKind, Outcome
from core.parts import Face, OperationKind
from tests.support.lists import Files, drawing, dxt, dxt_part, only, read, write

FACES = ImportPreset().bpp_faces
BOARD = Board(700.0, 400.0, 18.0)


def program(*lines: str) -> bytes:
    return "\r\n".join(["[HEADER]", "TYPE=BPP", "[PROGRAM]", *lines, ""]).encode("cp1252")


def boring(face: str, x: str = "37", y: str = "9", call: str = "BH", end: str = "NO") -> str:
    return f'@ {call}, "", "", 1001, "", 0 : {face}, "2", {x}, {y}, 0, 24, 8, {end}'


def test_face_1_is_as_the_factory_has_it_and_has_no_mirror_image() -> None:
    (hole,) = read_bpp(program(boring("1")), "a.bpp", BOARD, FACES).operations

    assert (hole.kind, hole.face) == (OperationKind.DRILL, Face.L1)
    assert hole.path.start == (363.0, 9.0)
    assert (hole.diameter, hole.depth, hole.through) == (8.0, 24.0, False)
    assert hole.origin is not None
    assert (hole.origin.file, hole.origin.line) == ("a.bpp", 4)


@pytest.mark.parametrize(
    ("face", "expected", "at"),
    [
        ("1", Face.L1, (363.0, 9.0)),
        ("2", Face.C1, (37.0, 9.0)),
        ("3", Face.L3, (363.0, 9.0)),
        ("4", Face.C2, (37.0, 9.0)),
    ],
)
def test_all_four_edges(face: str, expected: Face, at: tuple[float, float]) -> None:
    (hole,) = read_bpp(program(boring(face)), "a.bpp", BOARD, FACES).operations

    assert (hole.face, hole.path.start) == (expected, at)


def test_vertical_boring_is_on_the_top() -> None:
    line = boring("0", "100", "50", "BG")
    (hole,) = read_bpp(program(line), "a.bpp", BOARD, FACES).operations

    assert (hole.face, hole.path.start) == (Face.TOP, (100.0, 350.0))


def test_the_face_table_is_data() -> None:
    faces = {"1": BppFace(face=Face.L3, y_from_end=True)}
    (hole,) = read_bpp(program(boring("1", y="5")), "a.bpp", BOARD, faces).operations

    assert (hole.face, hole.path.start) == (Face.L3, (37.0, 13.0))


def test_quotes_commas_and_case() -> None:
    line = '@ bh, "", "a, b", 1001, "", "0:1", "2", "37,5", 9.0, 0, 24, 8, NO'
    (hole,) = read_bpp(program(line), "a.bpp", BOARD, FACES).operations

    assert hole.path.start == (362.5, 9.0)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("@ ROUT, 1, 2, 3", "importacao.bpp_nao_entendido"),
        ("@ BH, 1, 2", "importacao.bpp_incompleto"),
        (boring("7"), "importacao.bpp_face"),
        (boring("0"), "importacao.bpp_face"),
        (boring("1", call="BG"), "importacao.bpp_face"),
        (boring("1", x="NaN"), "importacao.bpp_numero"),
        (boring("1", x="LPX/2"), "importacao.bpp_numero"),
        (boring("1", x="401"), "importacao.bpp_fora"),
        (boring("1", y="-1"), "importacao.bpp_fora"),
        (boring("1", end="NO, rpX, 32, 0"), "importacao.bpp_repeticao"),
    ],
)
def test_what_is_not_understood_is_told_with_its_line(line: str, code: str) -> None:
    (note,) = read_bpp(program(line), "a.bpp", BOARD, FACES).notes

    assert (note.operation, note.code, note.line) == (None, code, 4)


def test_only_the_program_section_counts() -> None:
    data = b"@ BH, x\n[PROGRAM]\n; note\n[VBSCRIPT]\n@ BH, y\n"

    assert read_bpp(data, "a.bpp", BOARD, FACES).notes == ()


def test_a_boring_that_is_drawn_already_is_not_made_twice(tmp_path: Path) -> None:
    plan = drawing(holes=[(100.0, 501.5, 8.0, 12.0)])
    lines = program(boring("1"), boring("0", "100", "50", "BG"))
    folder = write(tmp_path, {"l.dxt": dxt(dxt_part()), "101.DXF": plan, "101.Bpp": lines})

    result = read(folder)

    assert [hole.face for hole in only(result).operations] == [Face.TOP, Face.L1]
    borings = [item for item in result.report.items if item.kind is ItemKind.BORING]
    assert [item.outcome for item in borings] == [Outcome.OPERATION, Outcome.IGNORED]
    assert borings[1].code == "importacao.bpp_repete_desenho"


def test_another_folders_program_is_not_taken(tmp_path: Path) -> None:
    files: Files = {
        "a/l.dxt": dxt(dxt_part()),
        "a/101.dxf": drawing(),
        "b/101.bpp": program(boring("1")),
    }

    assert only(read(write(tmp_path, files))).operations == ()
