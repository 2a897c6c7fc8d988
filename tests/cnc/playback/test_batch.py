from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from core.cnc.playback import ProofFinding, check_census, check_written, digests, prove_batch
from core.layout.model import Sheet
from core.messages import known
from core.parts import Piece
from tests.support.batches import (
    LIST,
    PLACES,
    SECOND_FACE,
    STEM,
    batch,
    judged,
    label,
    unplaced,
)
from tests.support.programs import SIDE, Bench

type Files = dict[str, bytes]


def codes(found: Iterable[ProofFinding]) -> set[str]:
    listed = tuple(found)
    assert all(known(one.code) for one in listed)
    return {one.code.removeprefix("prova.") for one in listed}


def test_a_clean_batch_has_no_finding() -> None:
    assert judged(*batch()) == ()


def edited(name: str, old: str, new: str) -> Callable[[Bench, Files], Files]:
    def edit(_: Bench, files: Files) -> Files:
        text = files[name].decode()
        assert old in text
        return {**files, name: text.replace(old, new, 1).encode()}

    return edit


def dropped(name: str) -> Callable[[Bench, Files], Files]:
    return lambda _, files: {key: data for key, data in files.items() if key != name}


def added(name: str, data: bytes) -> Callable[[Bench, Files], Files]:
    return lambda _, files: {**files, name: data}


def label_at(x: float, y: float) -> Callable[[Bench, Files], Files]:
    """The side's label somewhere else on the sheet."""

    def edit(given: Bench, files: Files) -> Files:
        code = "AA0000030101"
        old = label(code, *given.sheet.matrix.apply(PLACES[code]))
        new = label(code, *given.sheet.matrix.apply((x, y)))
        return edited(f"{STEM}.cyc", old, new)(given, files)

    return edit


CYC = f"{STEM}.cyc"


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (dropped(f"{STEM}.nc"), "programa_falta"),
        (added("002-Outra.nc", b"%\r\n"), "programa_sem_chapa"),
        (added(f"pasta/{STEM}.nc", b"%\r\n"), "programa_repetido"),
        (dropped(CYC), "cyc_falta"),
        (dropped(LIST), "lista_falta"),
        (added("Outra.xml", b"<CycleFile></CycleFile>"), "lista_repetida"),
        (added("Outra.xml", b"<CycleFile>"), "xml_invalido"),
        (added(CYC, b"<!DOCTYPE a><CycleFile/>"), "xml_invalido"),
        (edited(CYC, "AA0000030101", "AA0000030199"), "cyc_estranho"),
        (edited(CYC, "AA0000030101", "AA0000030199"), "cyc_sem_peca"),
        (edited(CYC, "AA0000030101", "AA0000030201"), "cyc_repetido"),
        (edited(CYC, 'Value="0"', 'Value="nan"'), "cyc_campo"),
        (dropped("etiquetas/AA0000030101.bmp"), "etiqueta_falta"),
        (label_at(5.0, 5.0), "cyc_posicao"),
        (label_at(490.0, 60.0), "cyc_posicao"),
        (label_at(57.0, 70.0), "cyc_furo"),
        (label_at(120.0, 122.0), "cyc_furo"),
        (edited(LIST, f"{STEM}.nc", "002-Outra.nc"), "lista_chapa"),
        (edited(LIST, f"{STEM}.nc", "002-Outra.nc"), "lista_estranha"),
        (edited(LIST, f"{STEM}.cyc", "002-Outra.cyc"), "lista_arquivo"),
        (dropped(f"{STEM}_SmallImage.bmp"), "lista_arquivo"),
    ],
)
def test_spoilt_files_are_caught(edit: Callable[[Bench, Files], Files], code: str) -> None:
    given, files = batch()

    found = codes(judged(given, edit(given, files)))

    assert code in found, found


def test_a_copy_on_two_sheets_is_caught() -> None:
    given, files = batch()
    again = replace(given.sheet, id="002", program="002-MDF Branco 18mm.nc")
    twice = replace(given, layout=replace(given.layout, sheets=(given.sheet, again)))
    files["002-MDF Branco 18mm.nc"] = given.program

    assert {"copia_repetida", "codigo_repetido", "cyc_falta"} <= codes(judged(twice, files))


def test_a_copy_both_placed_and_left_out_is_caught() -> None:
    given, files = batch()
    found = judged(unplaced(given, given.sheet.parts[0]), files)

    assert {"copia_repetida", "importacao_difere"} <= codes(found)


def test_a_lost_copy_is_caught() -> None:
    given, files = batch()
    side = given.parts[SIDE]
    more = replace(side, pieces=(*side.pieces, Piece(2, "AA0000030102")))
    found = judged(replace(given, parts={**given.parts, SIDE: more}), files)

    assert codes(found) == {"copia_perdida"}


def test_a_piece_with_another_code_is_caught() -> None:
    given, files = batch()
    side, shelf = given.sheet.parts
    wrong = given.with_sheet(replace(given.sheet, parts=(replace(side, code="ZZ1"), shelf)))

    assert {"codigo_errado", "cyc_sem_peca"} <= codes(judged(wrong, files))


def test_an_invented_copy_is_caught() -> None:
    given, files = batch()
    side, shelf = given.sheet.parts
    wrong = given.with_sheet(replace(given.sheet, parts=(replace(side, copy=7), shelf)))

    assert {"copia_desconhecida", "copia_perdida"} <= codes(judged(wrong, files))


def test_one_program_for_two_sheets_is_caught() -> None:
    given, files = batch()
    again = Sheet(
        id="002",
        stock="chapa",
        material="MDF Branco 18mm",
        thickness=18.0,
        length=900.0,
        width=600.0,
        matrix=given.sheet.matrix,
        parts=(),
        program=given.sheet.program,
    )
    twice = replace(given, layout=replace(given.layout, sheets=(given.sheet, again)))

    assert {"programa_repetido", "corte_no_refugo"} <= codes(judged(twice, files))


def test_a_sheet_without_program_is_caught() -> None:
    given, files = batch()

    bare = given.with_sheet(replace(given.sheet, program=""))

    assert "sem_programa" in codes(judged(bare, files))


@pytest.mark.parametrize(
    ("second_face", "code"),
    [
        ((), "operacao_sem_lista"),
        ((*SECOND_FACE, ("00000301", 1, 0)), "corte_fora"),
        ((*SECOND_FACE, ("00000301", 1, 6)), "segunda_face_sobra"),
        ((*SECOND_FACE, ("00000301", 2, 5)), "segunda_face_sobra"),
    ],
)
def test_every_operation_is_in_exactly_one_list(
    second_face: tuple[tuple[str, int, int], ...], code: str
) -> None:
    given, files = batch()

    assert code in codes(judged(given, files, second_face=second_face))


def test_small_parts_must_be_labelled_by_hand() -> None:
    given, files = batch()
    labels = given.profile.labels.model_copy(update={"length": 320.0, "width": 250.0})
    wide = replace(given, profile=given.profile.model_copy(update={"labels": labels}))

    assert codes(judged(wide, files)) == {"etiqueta_nao_cabe"}
    assert judged(wide, files, hand_labels=[("00000302", 1)]) == ()


def test_offsets_of_the_applicator_are_taken_off() -> None:
    given, files = batch()
    labels = given.profile.labels.model_copy(update={"offset_x": 400.0})
    far = replace(given, profile=given.profile.model_copy(update={"labels": labels}))

    assert "cyc_posicao" in codes(judged(far, files))


def test_processes_find_the_same() -> None:
    given, files = batch()
    files[f"{STEM}.nc"] = given.program.replace(b"G1 Z5.5000", b"G1 Z4.5000")

    alone, together = judged(given, files, workers=1), judged(given, files, workers=2)

    assert alone == together
    assert codes(alone) == {"profundidade"}


@pytest.mark.parametrize("workers", [1, 2])
def test_every_proved_sheet_is_told(workers: int) -> None:
    given, files = batch()
    heard: list[tuple[int, int]] = []

    judged(given, files, workers=workers, told=lambda done, total: heard.append((done, total)))

    assert heard == [(1, 1)]


def test_written_files_are_read_back(tmp_path: Path) -> None:
    files = {"a.nc": b"one", "b.nc": b"two", "c.nc": b"three"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    wanted = digests(files)
    assert check_written(tmp_path, wanted) == ()
    (tmp_path / "a.nc").write_bytes(b"0ne")
    (tmp_path / "b.nc").unlink()

    assert codes(check_written(tmp_path, wanted)) == {"arquivo_diferente", "arquivo_ausente"}


def test_a_dropped_layer_is_told_by_the_raw_counter() -> None:
    raw = {"CONTORNO": {"line": 4}, "FURO_8_12": {"circle": 3}}

    assert check_census("101.DXF", raw, raw) == ()
    assert codes(check_census("101.DXF", raw, {"CONTORNO": {"line": 4}})) == {"censo_difere"}
    fewer = {"CONTORNO": {"line": 4}, "FURO_8_12": {"circle": 2}}
    assert codes(check_census("101.DXF", raw, fewer)) == {"censo_difere"}


def test_documents_may_be_proved_elsewhere() -> None:
    given, files = batch()
    programs = {f"{STEM}.nc": files[f"{STEM}.nc"]}

    assert prove_batch(given.layout, given.parts, programs, given.profile, documents=False) == ()
