"""Programs that would take hours or all memory are refused, not cut out."""

from __future__ import annotations

import pytest

from core.cnc.playback import prove, replay, sweep, words
from tests.support.programs import bench


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "MOST_POINTS", 200)


@pytest.mark.usefixtures("small_limits")
def test_too_many_points() -> None:
    given = bench()
    proved = prove(given.program, given.sheet, given.parts, given.profile)
    shown = replay(given.program, given.profile)

    assert [found.code for found in proved] == ["prova.arquivo_grande"]
    assert [found.code for found in shown.dangers] == ["prova.arquivo_grande"]
    assert shown.pieces == ()
    assert shown.moves


def test_too_many_bytes_or_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    given = bench()
    for limit in ("MOST_BYTES", "MOST_LINES"):
        with monkeypatch.context() as patch:
            patch.setattr(words, limit, 100)
            found = replay(given.program, given.profile)
        assert "prova.arquivo_grande" in {danger.code for danger in found.dangers}
        assert found.moves == ()


def test_findings_of_one_kind_are_told_twenty_times() -> None:
    given = bench()
    broken = given.program.replace(b"M30", b"G91\r\n" * 500 + b"M30")

    found = prove(broken, given.sheet, given.parts, given.profile)

    assert len(found) == 20
