from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from core.cnc import make_programs
from core.errors import InputError
from core.layout.model import Layout
from tests.support.cutting import router
from tests.support.layouts import drill, make_layout, make_part, make_sheet, place, rounded

CREATED = datetime(2026, 11, 24, 9, 30, 0, tzinfo=UTC)


def layout(**changes: Any) -> Layout:
    part = make_part(
        "1",
        "P (1)",
        200.0,
        100.0,
        drill(50.0, 50.0, 8.0, 10.0),
        drill(100.0, 50.0, 5.0, 18.0, through=True),
        outline=rounded(200.0, 100.0, 20.0),
        material="MDF (Branco) [2750 x 1850] 18mm",
    )
    machine = router(**changes)
    sheet = make_sheet("001", [place(part, 1, 10, 10)], machine, material=part.material)
    return make_layout([sheet], machine)


def lines(**changes: Any) -> list[str]:
    programs = make_programs(layout(**changes), router(**changes), created=CREATED, version="0a")
    (text,) = programs.files.values()
    return text.decode("ascii").splitlines()


def test_the_start_says_every_mode_before_the_first_move() -> None:
    found = lines()
    first = next(n for n, line in enumerate(found) if line.startswith("G0"))

    assert "G17 G21 G40 G49 G80 G90 G94" in found[:first]


def test_the_header_tells_sheet_version_and_state() -> None:
    found = lines()

    assert found[0] == "%"
    assert "( CHAPA 2750 X 1850 X 18 )" in found
    assert "( VERSAO 0a )" in found
    assert "( PERFIL router - untested )" in found
    assert "( DATE - 24/11/2026 09:30:00 )" in found


def test_what_stands_in_a_value_is_never_erased() -> None:
    assert "( MATERIAL - 001-MDF Branco [2750 x 1850] 18mm )" in lines()


def test_comments_have_no_inner_parentheses() -> None:
    for line in lines():
        assert line.count("(") == line.count(")") <= 1


def test_the_magazine_is_switched_off_after_the_last_drill_and_only_there() -> None:
    found = lines()
    changes = [n for n, line in enumerate(found) if line.startswith("M6")]
    off = [n for n, line in enumerate(found) if line == "M15"]

    assert [found[n] for n in changes] == ["M6 T13", "M6 T12", "M6 T1"]
    assert len(off) == 1
    assert changes[1] < off[0] < changes[2]


def test_the_spindle_stops_before_a_change_and_starts_after_it() -> None:
    found = lines()
    for n, line in enumerate(found):
        if line.startswith("M6") and n > 40:
            assert "M5" in found[n - 8 : n]
        if line.startswith("M6"):
            assert found[n + 1].startswith("S")
            assert found[n + 1].endswith("M3")


def test_move_templates_are_used() -> None:
    found = lines(
        templates__mov_rapida="G00 X[X] Y[Y] Z[Z]",
        templates__primeira_mov_corte="G01 X[X] Y[Y] Z[Z] F[F] (PRIMEIRO)",
        templates__mov_corte="G01 X[X] Y[Y] Z[Z] F[F]",
        templates__mov_corte_horario="G02 X[X] Y[Y] Z[Z] I[I] J[J] F[F]",
    )

    assert any(line.startswith("G00 X") for line in found)
    assert any(line.endswith("(PRIMEIRO)") for line in found)
    assert any(line.startswith("G02 X") for line in found)
    assert not any(line.startswith(("G1 ", "G2 ")) for line in found)


def test_empty_templates_are_our_own() -> None:
    found = lines(
        templates__introducao="",
        templates__cabecalho="",
        templates__troca_ferramenta="",
        templates__rodape="",
    )

    assert found[0] == found[-1] == "%"
    assert "M30" in found
    assert [line for line in found if line.startswith("M6")] == ["M6 T13", "M6 T12", "M6 T1"]


def test_decimals_and_line_ends_are_the_profiles() -> None:
    changes = {"files__decimals": 2, "files__line_end": "\n"}
    machine = router(**changes)
    (text,) = make_programs(
        layout(**changes), machine, created=CREATED, version="0a"
    ).files.values()

    assert b"\r" not in text
    assert b"X1790.00 Y60.00" in text


def test_a_controller_without_arcs_gets_none() -> None:
    assert not any(line.startswith(("G2", "G3")) for line in lines(files__arcs=False))


def test_comments_may_be_left_out() -> None:
    assert not any("(" in line for line in lines(files__comments=False))


def test_rapid_moves_pass_over_the_clamps() -> None:
    zone = {"name": "grampo", "x": 0, "y": 2800, "length": 50, "width": 50, "height": 60}

    found = lines(zones=[zone])

    assert "G0 Z65.0000" in found
    with pytest.raises(InputError) as caught:
        lines(zones=[{**zone, "height": 148}])
    assert caught.value.code == "cnc.altura"


def test_heights_are_counted_from_the_profiles_zero() -> None:
    found = lines(frame__z_zero="top")

    assert "G0 Z30.0000" in found  # 48 over the table, 18 of it board
    assert "G1 Z-10.0000 F2500.0000" in found
